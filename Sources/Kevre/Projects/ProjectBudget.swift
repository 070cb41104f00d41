import PostgreSQL

/// The budget of a project, year by year, in the accounts of an application's.
public struct ProjectBudget: Sendable {
    public let chart: BudgetChart
    /// Years that have a line, in order.
    public let years: [Int]
    private let readings: [Int: BudgetReading]

    init(_ kind: SubsidyKind, _ amounts: [Int: [String: Money]]) {
        let chart = BudgetChart.chart(for: kind)
        self.chart = chart
        readings = amounts.mapValues { BudgetReading($0, chart) }
        years = amounts.keys.sorted()
    }

    public var isEmpty: Bool { years.isEmpty }

    /// The budget of a year; empty where nothing was typed.
    public subscript(year: Int) -> BudgetReading { readings[year] ?? BudgetReading([:], chart) }

    /// The amount of a line over all years.
    public func amount(_ line: BudgetChart.Line) -> Money { years.compactMap { self[$0][line] }.sum() }

    /// Total of a side over all years; contributions in kind are a total of their own.
    public func total(_ side: BudgetChart.Side, inKind: Bool = false) -> Money {
        years.map { self[$0].total(side, inKind: inKind) }.sum()
    }

    /// One sentence on a year that does not balance; empty where all do.
    public var imbalances: [String] {
        years.filter { !self[$0].gap.isZero }.map { "\($0)\u{a0}: \(self[$0].balanceSentence)" }
    }
}

extension Project {
    /// Its budget.
    public func budget(in tx: Transaction) throws -> ProjectBudget {
        let rows = try tx.query(
            "SELECT year, side, account, amount_cents FROM project_budget_line WHERE project_id = \(id)")
        var amounts: [Int: [String: Money]] = [:]
        for row in rows {
            let side: String = try row["side"]
            let account: String = try row["account"]
            amounts[try row["year"], default: [:]]["budget.\(side).\(account)"] = try row["amount_cents"]
        }
        return ProjectBudget(kind, amounts)
    }

    /// Saves one year's lines. A budget that does not balance is kept, and said; what cannot be read is refused.
    ///
    /// - Throws: ``FormRefusal`` for amounts unreadable or with cents; ``StaleVersion``.
    public static func saveBudget(
        _ id: ID, year: Int, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        let project = try find(id, in: tx)
        guard (2000...2100).contains(year) else {
            throw FormRefusal([
                FieldProblem(field: "year", label: "Année", message: "«\u{a0}\(year)\u{a0}» n’est pas une année.")
            ])
        }
        let reading = BudgetReading(input, BudgetChart.chart(for: project.kind))
        guard reading.problems.isEmpty else { throw FormRefusal(reading.problems) }
        let changed = try tx.execute(
            """
            UPDATE project SET version = version + 1
             WHERE id = \(id) AND version = \(version ?? project.version)
            """)
        guard changed == 1 else { throw try StaleVersion.find("project", id.number, in: tx) }
        try write(reading, year: year, to: id, in: tx)
    }

    /// Only what differs is written, so that the trail says what changed.
    static func write(_ reading: BudgetReading, year: Int, to id: ID, in tx: Transaction) throws {
        let lines = reading.chart.lines.compactMap { line in reading[line].map { (line, $0) } }
            .filter { !$0.1.isZero }
        let (sides, accounts) = (lines.map { $0.0.side.rawValue }, lines.map(\.0.account))
        try tx.execute(
            """
            DELETE FROM project_budget_line l WHERE project_id = \(id) AND year = \(year)
               AND NOT EXISTS (SELECT FROM unnest(\(sides)::text[], \(accounts)::text[]) n(side, account)
                                WHERE n.side = l.side AND n.account = l.account)
            """)
        guard !lines.isEmpty else { return }
        try tx.execute(
            """
            INSERT INTO project_budget_line (project_id, year, side, account, amount_cents)
            SELECT \(id), \(year), * FROM unnest(\(sides)::text[], \(accounts)::text[],
                                                 \(lines.map(\.1.cents))::bigint[])
            ON CONFLICT (project_id, year, side, account) DO UPDATE SET amount_cents = excluded.amount_cents
             WHERE project_budget_line.amount_cents <> excluded.amount_cents
            """)
    }
}
