import Foundation
import PostgreSQL

/// A project before one aid or one funder: what was asked, what comes next, what was obtained.
public struct FundingSearch: Sendable, Identifiable {
    public typealias ID = Identifier<FundingSearch>

    public let id: ID
    public let project: Project.ID
    public let projectTitle: String
    public let association: Association.ID
    public let associationName: String
    /// The aid in the catalogue; nil where a funder is asked outside any known aid.
    public let aid: Aid.ID?
    public let aidName: String?
    public let funder: Funder.ID
    public let funderName: String
    public let funderKind: String
    /// What is asked for, where no aid of the catalogue says it.
    public let label: String
    public let state: FundingSearchState
    public let asked: Money?
    public let obtained: Money?
    public let paid: Money
    /// Payments, the oldest first; empty where only their sum is known.
    public let instalments: [(amount: Money, on: Day)]
    /// Last day to file.
    public let closesOn: Day?
    public let filedOn: Day?
    public let answeredOn: Day?
    public let paidOn: Day?
    public let reportDueOn: Day?
    public let reportedOn: Day?
    public let nextAction: String
    public let nextActionOn: Day?
    public let agent: Agent.ID?
    public let agentName: String?
    /// Whom one speaks to at the funder's.
    public let contact: String
    /// Why it was refused or given up.
    public let reason: String
    /// Last day something happened.
    public let movedOn: Day
    public let version: Int

    /// The aid, what is asked for, or the funder alone.
    public var name: String { aidName ?? (label.isEmpty ? funderName : label) }

    static let selection: SQL = """
        SELECT f.*, p.title AS project_title, p.association_id, a.name AS association_name,
               coalesce(nullif(aid.short_name, ''), aid.name) AS aid_name, u.name AS funder_name,
               u.kind AS funder_kind, g.name AS agent_name
          FROM funding_search f JOIN project p ON p.id = f.project_id
               JOIN association a ON a.id = p.association_id
               JOIN funder u ON u.id = f.funder_id
               LEFT JOIN aid ON aid.id = f.aid_id
               LEFT JOIN agent g ON g.id = f.agent_id
        """

    init(_ row: Row) throws {
        id = try row["id"]
        project = try row["project_id"]
        projectTitle = try row["project_title"]
        association = try row["association_id"]
        associationName = try row["association_name"]
        aid = try row["aid_id"]
        aidName = try row["aid_name"]
        funder = try row["funder_id"]
        funderName = try row["funder_name"]
        funderKind = try row["funder_kind"]
        label = try row["label"]
        state = try row["state"]
        asked = try row["asked_cents"]
        obtained = try row["obtained_cents"]
        paid = try row["paid_cents"]
        let (amounts, days): ([Money], [Day]) = (try row["instalment_cents"], try row["instalment_days"])
        instalments = zip(amounts, days).map { (amount: $0, on: $1) }
        closesOn = try row["closes_on"]
        filedOn = try row["filed_on"]
        answeredOn = try row["answered_on"]
        paidOn = try row["paid_on"]
        reportDueOn = try row["report_due_on"]
        reportedOn = try row["reported_on"]
        nextAction = try row["next_action"]
        nextActionOn = try row["next_action_on"]
        agent = try row["agent_id"]
        agentName = try row["agent_name"]
        contact = try row["contact"]
        reason = try row["reason"]
        movedOn = try row["moved_on"]
        version = try row["version"]
    }

    /// A search by its key.
    ///
    /// - Throws: ``NotFound``, ``AccessRefusal``.
    public static func find(_ id: ID, by agent: Agent, in tx: Transaction) throws -> FundingSearch {
        try agent.require(.readFunding)
        return try find(id, in: tx)
    }

    static func find(_ id: ID, in tx: Transaction) throws -> FundingSearch {
        guard let row = try tx.first("\(selection) WHERE f.id = \(id)") else {
            throw NotFound("Cette recherche n’existe pas.")
        }
        return try FundingSearch(row)
    }

    /// The searches of a project, those still alive first.
    public static func all(of project: Project.ID, in tx: Transaction) throws -> [FundingSearch] {
        try tx.query(
            """
            \(selection) WHERE f.project_id = \(project)
             ORDER BY f.state IN \(FundingSearchState.over), f.next_action_on NULLS LAST, f.id
            """
        ).map(FundingSearch.init)
    }

    /// Why it needs somebody today; nil when it does not.
    public func sleep(on today: Day) -> String? {
        guard !state.isOver else { return nil }
        if let day = nextActionOn, day < today {
            let late = FrenchText.count(today - day, "jour")
            return nextAction.isEmpty
                ? "Action en retard de \(late)." : "«\u{a0}\(nextAction)\u{a0}» en retard de \(late)."
        }
        if state.isBeforeFiling, let day = closesOn, day < today {
            return "La clôture est passée le \(day.long)\u{a0}: déposée, ou à abandonner\u{a0}?"
        }
        if state == .granted || state == .paid, let day = reportDueOn, day < today, reportedOn == nil {
            return "Le bilan était attendu le \(day.long)."
        }
        if nextActionOn == nil, let patience = state.patience, today - movedOn > patience {
            return "Rien depuis \(FrenchText.count(today - movedOn, "jour")), et rien de prévu."
        }
        return nil
    }

    /// The same as a condition on `f`.
    static func sleeps(on today: Day) -> SQL {
        let tired = FundingSearchState.allCases.compactMap { state -> SQL? in
            state.patience.map { "(f.state = \(state.rawValue) AND f.moved_on < \(today.adding(days: -$0)))" }
        }
        return """
            f.state NOT IN \(FundingSearchState.over)
            AND (f.next_action_on < \(today)
                 OR f.state IN ('spotted', 'contacted', 'in_preparation') AND f.closes_on < \(today)
                 OR f.state IN ('granted', 'paid') AND f.report_due_on < \(today)
                 OR f.next_action_on IS NULL AND (\(SQL.joined(tired, separator: " OR "))))
            """
    }
}
