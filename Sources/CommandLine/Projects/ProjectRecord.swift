import Kevre
import PostgreSQL

/// What `kevre project show` prints.
struct ProjectRecord: Sendable {
    let project: Project
    let budget: ProjectBudget
    let searches: [FundingSearch]
    let plan: FinancingPlan
    let applications: [ProjectApplication]
    let notes: [ProjectNote]

    static func read(_ id: Project.ID, for agent: Agent, in tx: Transaction) throws -> ProjectRecord {
        let project = try Project.find(id, by: agent, in: tx)
        return ProjectRecord(
            project: project, budget: try project.budget(in: tx), searches: try FundingSearch.all(of: id, in: tx),
            plan: try FinancingPlan.followed(of: project, in: tx), applications: try project.applications(in: tx),
            notes: try ProjectNote.all(of: id, in: tx))
    }

    private func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    private func cents(_ value: Money?) -> JSONValue { value.map { .integer($0.cents) } ?? .null }

    var json: JSONValue {
        let p = project
        return .object([
            ("id", .integer(p.id.number)), ("title", .string(p.title)),
            ("association_id", .integer(p.association.number)), ("association", .string(p.associationName)),
            ("kind", .string(p.kind.rawValue)), ("stage", .string(p.stage.rawValue)), ("need", .string(p.need)),
            ("objectives", .string(p.objectives)), ("public", .string(p.audience)),
            ("themes", .array(p.themes.map(JSONValue.string))), ("scope", text(p.scope?.rawValue)),
            ("communes", .array(p.communes.map(JSONValue.string))), ("territory", .string(p.territory)),
            ("starts_on", text(p.startsOn?.iso)), ("ends_on", text(p.endsOn?.iso)),
            ("sought_cents", cents(p.sought)), ("accompanied_by", text(p.agentName)),
            ("missing", .array(project.lacks(budget).map { .string($0.sentence) })), ("budget", budgetJSON),
            ("plan", planJSON), ("searches", .array(searches.map(\.json))),
            (
                "applications",
                .array(
                    applications.map {
                        .object([
                            ("reference", text($0.reference)), ("id", .integer($0.id.number)),
                            ("direction", .string($0.direction.rawValue)), ("state", .string($0.state.rawValue)),
                            ("requested_cents", cents($0.requested)), ("granted_cents", cents($0.granted)),
                        ])
                    })
            ),
            (
                "notes",
                .array(
                    notes.map {
                        .object([
                            ("kind", .string($0.kind.rawValue)), ("held_on", .string($0.heldOn.iso)),
                            ("people", .string($0.people)), ("body", .string($0.body)), ("by", .string($0.author)),
                        ])
                    })
            ),
            ("version", .integer(p.version)),
        ])
    }

    private var budgetJSON: JSONValue {
        .array(
            budget.years.map { year in
                let reading = budget[year]
                let lines = budget.chart.lines.compactMap { line in
                    reading[line].map { amount -> JSONValue in
                        .object([
                            ("side", .string(line.side.rawValue)), ("account", .string(line.account)),
                            ("label", .string(line.label)), ("amount_cents", .integer(amount.cents)),
                        ])
                    }
                }
                return .object([
                    ("year", .integer(year)), ("expenses_cents", .integer(reading.total(.expense).cents)),
                    ("income_cents", .integer(reading.total(.income).cents)), ("lines", .array(lines)),
                ])
            })
    }

    private var planJSON: JSONValue {
        .object([
            ("name", .string(plan.name)), ("cost_cents", .integer(plan.cost.cents)),
            ("resources_cents", .integer(plan.resources.cents)),
            ("certain_cents", .integer(plan.resources(.certain).cents)),
            ("filed_cents", .integer(plan.resources(.filed).cents)),
            ("to_find_cents", .integer(plan.leftToFind.cents)), ("gap_cents", .integer(plan.gap.cents)),
            ("public_share_bp", plan.share(plan.publicMoney).map { .integer($0) } ?? .null),
            (
                "checks",
                .array(
                    plan.checks(budget.chart).map {
                        .object([
                            ("rule", .integer($0.rule.rawValue)), ("name", .string($0.rule.title)),
                            ("outcome", .string($0.outcome.code)),
                            ("sentences", .array($0.sentences.map(JSONValue.string))),
                        ])
                    })
            ),
        ])
    }

    var text: String {
        let p = project
        var lines = [
            "\(p.title) (projet \(p.id))", p.associationName, "\(p.kind.label), \(p.stage.label.lowercased())",
        ]
        if !p.place.isEmpty { lines.append(p.place) }
        if !p.themeNames.isEmpty { lines.append(FrenchText.list(p.themeNames)) }
        let dates = [p.startsOn?.long, p.endsOn?.long].compactMap { $0 }.joined(separator: " – ")
        if !dates.isEmpty { lines.append(dates) }
        if let agent = p.agentName { lines.append("Accompagné par \(agent)") }
        lines.append(
            "Coût \(plan.cost.short)\u{a0}; acquis \(plan.resources(.certain).short), déposé \(plan.resources(.filed).short), à trouver \(plan.leftToFind.short)"
        )
        for search in searches {
            let amount = search.obtained ?? search.asked
            lines.append(
                "• \(search.name)\u{a0}: \(search.state.label.lowercased())\(amount.map { ", \($0.short)" } ?? "")")
        }
        for lack in p.lacks(budget) { lines.append("! \(lack.sentence)") }
        for check in plan.checks(budget.chart) where check.outcome == .problem {
            for sentence in check.sentences { lines.append("! \(check.rule.title)\u{a0}: \(sentence)") }
        }
        return lines.joined(separator: "\n")
    }
}

extension FundingSearch {
    /// For programs.
    var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        return .object([
            ("id", .integer(id.number)), ("project_id", .integer(project.number)),
            ("project", .string(projectTitle)), ("association", .string(associationName)),
            ("aid_id", aid.map { .integer($0.number) } ?? .null), ("aid", text(aidName)),
            ("funder", .string(funderName)),
            ("label", .string(label)), ("state", .string(state.rawValue)),
            ("asked_cents", asked.map { .integer($0.cents) } ?? .null),
            ("obtained_cents", obtained.map { .integer($0.cents) } ?? .null), ("paid_cents", .integer(paid.cents)),
            ("closes_on", text(closesOn?.iso)), ("filed_on", text(filedOn?.iso)),
            ("answered_on", text(answeredOn?.iso)), ("paid_on", text(paidOn?.iso)),
            ("report_due_on", text(reportDueOn?.iso)), ("reported_on", text(reportedOn?.iso)),
            ("next_action", .string(nextAction)), ("next_action_on", text(nextActionOn?.iso)),
            ("agent", text(agentName)), ("contact", .string(contact)), ("reason", .string(reason)),
            ("version", .integer(version)),
        ])
    }
}
