import PostgreSQL

extension FundingSearch {
    /// What an event asks for before it happens; empty for those that happen at once.
    public static func form(for event: FundingSearchEvent) -> Form {
        let day = Field("on", "Date", .day, required: true)
        let next = [
            Record.fundingSearch.field("next_action", maxLength: 200, group: "Et ensuite"),
            Record.fundingSearch.field("next_action_on", group: "Et ensuite"),
        ]
        return switch event {
        case .file: Form([day, Field("amount", "Montant demandé", .money, required: true)] + next)
        case .grant:
            Form(
                [
                    day, Field("amount", "Montant accordé", .money, required: true),
                    Record.fundingSearch.field("report_due_on"),
                ] + next)
        case .refuse:
            Form([
                day,
                Record.fundingSearch.field(
                    "reason", .longText, help: "Ce que le financeur a dit\u{a0}: il servira la fois suivante.",
                    maxLength: 1_000),
            ])
        case .pay: Form([day, Field("amount", "Montant versé", .money, required: true)] + next)
        case .report: Form([day])
        case .abandon: Form([Record.fundingSearch.field("reason", .longText, required: true, maxLength: 1_000)])
        case .contact, .prepare, .noteSilence, .resume, .stepBack: Form([])
        }
    }

    /// What that form shows at first.
    public func start(_ event: FundingSearchEvent, on today: Day) -> FormInput {
        var input = FormInput(["on": [today.short]])
        switch event {
        case .file: input["amount"] = asked?.figures
        case .grant:
            input["amount"] = asked?.figures
            input["report_due_on"] = reportDueOn?.short
        case .pay: input["amount"] = obtained.map { ($0 - paid).figures }
        default: break
        }
        return input
    }

    /// The events possible now, in the order of the life cycle.
    public func events(for agent: Agent) -> [FundingSearchEvent] {
        agent.may(.writeFunding) ? Self.lifecycle.events(from: state) : []
    }

    /// Makes an event happen.
    ///
    /// - Parameters:
    ///   - version: the version the agent saw; nil when nothing was shown.
    ///   - input: what the event's form asks for.
    /// - Returns: the state it leads to.
    /// - Throws: ``StaleVersion`` when somebody moved it meanwhile; ``LifecycleRefusal``, ``FormRefusal``,
    ///   ``FundingSearchRefusal``.
    @discardableResult
    public static func fire(
        _ event: FundingSearchEvent, _ id: ID, version: Int?, _ input: FormInput, on today: Day, by agent: Agent,
        in tx: Transaction
    ) throws -> FundingSearchState {
        try agent.require(.writeFunding)
        guard try tx.first("SELECT FROM funding_search WHERE id = \(id) FOR UPDATE") != nil else {
            throw NotFound("Cette recherche n’existe pas.")
        }
        let search = try find(id, in: tx)
        if let version, version != search.version { throw try stale(id, in: tx) }
        _ = try lifecycle.target(from: search.state, event)
        let read = try form(for: event).read(input).validated()
        let day = read.day("on") ?? today
        guard day <= today else { throw FundingSearchRefusal.dayToCome(day) }
        let (wanted, changes) = try search.changes(event, read, day)
        let target = try lifecycle.target(from: search.state, event, to: wanted)
        try tx.name(event: event.rawValue)
        var sets = changes
        if form(for: event)["next_action"] != nil {
            sets.append("next_action = \(read.text("next_action") ?? "")")
            sets.append("next_action_on = \(read.day("next_action_on"))")
        }
        do {
            try tx.savepoint {
                _ = try tx.execute(
                    """
                    UPDATE funding_search SET \(SQL.joined(sets + ["state = \(target)"])), moved_on = \(today),
                           version = version + 1
                     WHERE id = \(id)
                    """)
            }
        } catch let error as PostgreSQLError where error.constraint == "funding_search_one_live" {
            // What had ended would live again beside the search that took its place.
            throw FundingSearchRefusal.alreadyOpen(aid: search.name)
        }
        return target
    }

    /// Where a step back leads; nil where there is none.
    private var stateBefore: FundingSearchState? {
        switch state {
        case .contacted: .spotted
        case .inPreparation: .contacted
        case .filed: .inPreparation
        case .refused, .noAnswer: .filed
        case .granted: paid.isZero ? .filed : .granted
        case .paid: .granted
        case .reported: obtained == paid ? .paid : .granted
        case .spotted, .abandoned: nil
        }
    }

    /// Whether a step back from `after` gives this search again as it was: its state, and what was typed on the way.
    public func isRestored(from after: FundingSearch) -> Bool {
        after.stateBefore == state && after.asked == asked && after.reportDueOn == reportDueOn
            && after.nextAction == nextAction && after.nextActionOn == nextActionOn
    }

    /// What an event writes besides the state, and the end it has where it may have several.
    private func changes(
        _ event: FundingSearchEvent, _ read: FormReading, _ day: Day
    ) throws -> (FundingSearchState?, [SQL]) {
        func amount() throws -> Money {
            guard let amount = read.money("amount"), amount > .zero else { throw FundingSearchRefusal.amountMissing }
            return amount
        }
        if let filed = filedOn, [.grant, .refuse, .pay, .report].contains(event), day < filed {
            throw FundingSearchRefusal.dayBeforeFiling(day, filed: filed)
        }
        switch event {
        case .file: return (nil, ["filed_on = \(day)", "asked_cents = \(try amount())"])
        case .grant:
            let amount = try amount()
            if let asked, amount > asked { throw FundingSearchRefusal.amountAbove(amount, asked: asked) }
            return (
                nil,
                ["answered_on = \(day)", "obtained_cents = \(amount)", "report_due_on = \(read.day("report_due_on"))"]
            )
        case .refuse:
            return (
                nil,
                [
                    "answered_on = \(day)", "reason = \(read.text("reason") ?? "")", "next_action = ''",
                    "next_action_on = NULL",
                ]
            )
        case .pay:
            let amount = try amount()
            let left = (obtained ?? .zero) - paid
            guard amount <= left else { throw FundingSearchRefusal.paidAbove(amount, left: left) }
            return (
                amount == left ? .paid : .granted,
                [
                    "paid_cents = \(paid + amount)", "paid_on = \(day)",
                    "instalment_cents = instalment_cents || \(amount)::bigint",
                    "instalment_days = instalment_days || \(day)::date",
                ]
            )
        case .report: return (nil, ["reported_on = \(day)", "next_action = ''", "next_action_on = NULL"])
        case .abandon:
            guard let reason = read.text("reason") else { throw FundingSearchRefusal.reasonMissing }
            return (nil, ["reason = \(reason)", "next_action = ''", "next_action_on = NULL"])
        case .resume: return (nil, ["reason = ''"])
        case .stepBack: return (stateBefore, undone)
        case .contact, .prepare, .noteSilence: return (nil, [])
        }
    }

    /// What a state had brought and its undoing takes away.
    private var undone: [SQL] {
        switch state {
        case .filed: ["filed_on = NULL", "answered_on = NULL"]
        case .granted where paid.isZero: ["answered_on = NULL", "obtained_cents = NULL"]
        case .refused: ["answered_on = NULL", "reason = ''"]
        case .granted, .paid:
            [
                "paid_cents = \(paid - (instalments.last?.amount ?? paid))",
                "paid_on = \(instalments.dropLast().last?.on)",
                "instalment_cents = instalment_cents[1:cardinality(instalment_cents) - 1]",
                "instalment_days = instalment_days[1:cardinality(instalment_days) - 1]",
            ]
        case .reported: ["reported_on = NULL"]
        default: []
        }
    }
}
