import PostgreSQL

/// What a session decides of one line.
public enum Decision: Sendable {
    /// - amount: nil for the amount in discussion, else the one proposed.
    /// - aboveRequest: the agent confirmed an amount greater than the one asked.
    case granted(amount: Money? = nil, conditions: String = "", aboveRequest: Bool = false)
    /// No motive is needed in law; one is good practice.
    case refused(reason: String = "")
    /// Sent back to a later session.
    case postponed(reason: String = "")

    /// What it makes of the file once the session is closed.
    var event: ApplicationEvent {
        switch self {
        case .granted: .grant
        case .refused: .refuse
        case .postponed: .adjourn
        }
    }
}

extension Session {
    /// Writes the amount in discussion; nil empties it. On a line already granted, the grant takes the new amount.
    ///
    /// - Returns: the line as it stands now.
    /// - Throws: ``DecisionRefusal`` when the envelope has not enough left for a granted line, or the amount is
    ///   beyond what was asked without `aboveRequest`; ``StaleVersion``.
    @discardableResult
    public static func setAmount(
        _ id: AgendaLine.ID, _ amount: Money?, aboveRequest: Bool = false, version: Int? = nil, by agent: Agent,
        in tx: Transaction
    ) throws -> AgendaLine {
        let line = try Self.line(id, version: version, by: agent, in: tx)
        if line.outcome == .granted {
            let decision = Decision.granted(
                amount: amount ?? .zero, conditions: line.conditions, aboveRequest: aboveRequest)
            try write(decision, on: line, in: tx)
            return try AgendaLine.find(id, in: tx)
        }
        if let amount, amount.isNegative { throw DecisionRefusal.amountMissing }
        guard amount != line.amount else { return line }
        if let amount, amount > line.requested, !aboveRequest {
            throw DecisionRefusal.aboveRequest(amount, requested: line.requested)
        }
        try tx.name(event: "discuss")
        try tx.execute("UPDATE agenda_line SET amount_cents = \(amount), version = version + 1 WHERE id = \(id)")
        return try AgendaLine.find(id, in: tx)
    }

    /// Grants every line still to be decided whose amount is the officer's, all of them or none. Those of which the
    /// session speaks otherwise stay to be decided one by one, and those of other services are left.
    ///
    /// - Returns: the lines granted, to be told and undone.
    /// - Throws: ``DecisionRefusal`` with the figures when an envelope has less left, or when no line is left.
    @discardableResult
    public static func grantAsProposed(_ id: ID, by agent: Agent, in tx: Transaction) throws -> [AgendaLine] {
        try agent.require(.writeSessions)
        let lines = try open(id, in: tx).lines(in: tx)
            .filter { $0.isGrantableAsProposed && agent.may(.writeSessions, of: $0.service) }
        guard !lines.isEmpty else { throw DecisionRefusal.nothingAsProposed }
        for line in lines { try decide(line.id, .granted(), version: line.version, by: agent, in: tx) }
        return lines
    }

    /// Decides a line. The envelope is spent in the same statement; the database refuses the decision that would
    /// overspend it, whoever decides at the same time.
    ///
    /// - Throws: ``DecisionRefusal`` with the figures; ``StaleVersion``; ``AccessRefusal``; ``NotFound``.
    public static func decide(
        _ line: AgendaLine.ID, _ decision: Decision, version: Int? = nil, by agent: Agent, in tx: Transaction
    ) throws {
        let line = try Self.line(line, version: version, by: agent, in: tx)
        try write(decision, on: line, in: tx)
    }

    /// Takes a line's decision back while the session is open; the amount stays in discussion.
    public static func undo(
        _ line: AgendaLine.ID, version: Int? = nil, by agent: Agent, in tx: Transaction
    ) throws {
        let line = try Self.line(line, version: version, by: agent, in: tx)
        guard line.outcome != nil else { return }
        try tx.name(event: "undo_decision")
        try tx.execute(
            """
            UPDATE agenda_line SET outcome = NULL, conditions = '', reason = '', version = version + 1
             WHERE id = \(line.id)
            """)
    }

    /// Says how the grant of a line is paid; `none` leaves it to its campaign, or to the closing.
    ///
    /// - Throws: ``DecisionRefusal/sessionClosed(_:)``; ``StaleVersion``; ``AccessRefusal``; ``NotFound``.
    public static func setTerms(
        _ line: AgendaLine.ID, _ terms: PaymentTerms, version: Int? = nil, by agent: Agent, in tx: Transaction
    ) throws {
        let line = try Self.line(line, version: version, by: agent, in: tx)
        guard terms != line.ownTerms else { return }
        try tx.name(event: "set_payment_terms")
        try tx.execute(
            """
            UPDATE agenda_line
               SET payment_conditions = \(terms.conditions), payment_period = \(terms.period), version = version + 1
             WHERE id = \(line.id)
            """)
    }

    private static func write(_ decision: Decision, on line: AgendaLine, in tx: Transaction) throws {
        tx.attempt(decision.event.rawValue, on: "application", line.application.number)
        try tx.name(event: "decide")
        switch decision {
        case .granted(let amount, let conditions, let aboveRequest):
            guard let amount = amount ?? line.amountToGrant, amount > .zero else {
                throw DecisionRefusal.amountMissing
            }
            // An amount in discussion above the request was confirmed when it was written.
            guard amount <= line.requested || aboveRequest || amount == line.amount else {
                throw DecisionRefusal.aboveRequest(amount, requested: line.requested)
            }
            try spend(line, amount) {
                try tx.execute(
                    """
                    UPDATE agenda_line
                       SET outcome = 'granted', amount_cents = \(amount), conditions = \(conditions.trimmed),
                           reason = '', version = version + 1
                     WHERE id = \(line.id)
                    """)
            }
        case .refused(let reason): try close(line, .refused, reason, in: tx)
        case .postponed(let reason): try close(line, .postponed, reason, in: tx)
        }

        func spend(_ line: AgendaLine, _ amount: Money, _ body: () throws -> Int) throws {
            do {
                _ = try tx.savepoint(body)
            } catch let error as PostgreSQLError where error.constraint == "envelope_not_overspent" {
                let own: Money = line.outcome == .granted ? line.amount ?? .zero : .zero
                let row = try tx.one(
                    "SELECT amount_cents - decided_cents AS left FROM envelope WHERE id = \(line.envelope)")
                throw DecisionRefusal.overspent(
                    envelope: line.envelopeName, amount: amount, left: try row["left"] + own)
            }
        }
    }

    private static func close(
        _ line: AgendaLine, _ outcome: AgendaLine.Outcome, _ reason: String, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            UPDATE agenda_line
               SET outcome = \(outcome), conditions = '', reason = \(reason.trimmed), version = version + 1
             WHERE id = \(line.id)
            """)
    }
}

/// Why a session does not do what is asked.
public enum DecisionRefusal: Refusal, Equatable {
    case sessionClosed(String)
    case agendaEmpty
    case agendaNotEmpty(Int)
    case nothingChosen
    /// No line to decide stands at the officer's amount.
    case nothingAsProposed
    case alreadyOnAgenda(String)
    case notCompetent(Session.Body, String, DecidingBody)
    case amountMissing
    case aboveRequest(Money, requested: Money)
    /// The envelope has less left than the amount.
    case overspent(envelope: String, amount: Money, left: Money)
    /// Lines nobody decided: their files' names.
    case undecided([String])

    public var message: String {
        switch self {
        case .sessionClosed(let name):
            "La séance «\u{a0}\(name)\u{a0}» est close\u{a0}: ses décisions sont définitives."
        case .agendaEmpty: "L’ordre du jour est vide\u{a0}: il n’y a rien à clore."
        case .agendaNotEmpty(let count):
            "L’ordre du jour compte encore \(FrenchText.count(count, "dossier"))\u{a0}: retirez-les d’abord."
        case .nothingChosen: "Choisissez au moins un dossier."
        case .nothingAsProposed: "Aucune ligne à décider n’est au montant proposé."
        case .alreadyOnAgenda(let reference):
            "Le dossier \(reference) est déjà à l’ordre du jour d’une séance."
        case .notCompetent(let body, let reference, let competent):
            "\(body.label)\u{a0}: le dossier \(reference) relève d’une autre instance (\(competent.label.lowercasedFirst), CGCT, art. L5211-10)."
        case .amountMissing: "Indiquez un montant supérieur à zéro, ou refusez la demande."
        case .aboveRequest(let amount, let requested):
            "\(amount.short) dépassent les \(requested.short) demandés. Confirmez si c’est bien voulu."
        case .overspent(let envelope, let amount, let left):
            "L’enveloppe «\u{a0}\(envelope)\u{a0}» n’a plus que \(left.short)\u{a0}: accorder \(amount.short) la dépasserait de \((amount - left).short)."
        case .undecided(let names):
            "\(FrenchText.count(names.count, "dossier n’est pas décidé", "dossiers ne sont pas décidés"))\u{a0}: \(Self.few(names)). Décidez ou ajournez chaque ligne avant de clore."
        }
    }

    /// The first names, and how many more there are.
    private static func few(_ names: [String]) -> String {
        names.count <= 8
            ? FrenchText.list(names) : FrenchText.list(Array(names.prefix(7)) + ["\(names.count - 7) autres"])
    }

    public var code: String {
        switch self {
        case .sessionClosed: "session_closed"
        case .agendaEmpty: "agenda_empty"
        case .agendaNotEmpty: "agenda_not_empty"
        case .nothingChosen: "nothing_chosen"
        case .nothingAsProposed: "nothing_as_proposed"
        case .alreadyOnAgenda: "already_on_agenda"
        case .notCompetent: "not_competent"
        case .amountMissing: "amount_missing"
        case .aboveRequest: "above_request"
        case .overspent: "envelope_overspent"
        case .undecided: "undecided_lines"
        }
    }

    public var field: String? {
        switch self {
        case .amountMissing, .aboveRequest, .overspent: "amount"
        case .nothingChosen: "applications"
        default: nil
        }
    }
}

extension String {
    /// The first letter in lower case, to go on with a sentence.
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
