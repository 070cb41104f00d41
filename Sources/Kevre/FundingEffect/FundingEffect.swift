import PostgreSQL

/// What the searches brought: euros obtained and the rate of success, by year, funder, theme and commune.
///
/// An answer counts in the year it came; without one, a silence in the year of the filing. The theme is the first of
/// the project's, the commune the association's.
public struct FundingEffect: Sendable {
    /// By what the figures are laid out.
    public enum Axis: String, CaseIterable, Sendable {
        case year, funder, theme, commune

        public var label: String {
            switch self {
            case .year: "Année"
            case .funder: "Financeur"
            case .theme: "Thème"
            case .commune: "Commune"
            }
        }

        var sql: SQL {
            switch self {
            case .year: "year::text"
            case .funder: "funder"
            case .theme: "theme"
            case .commune: "commune"
            }
        }
    }

    /// One row: a year, a funder…
    public struct Line: Sendable {
        public let name: String
        /// Requests that were filed and ended, and those that still wait.
        public let granted: Int
        public let refused: Int
        public let silent: Int
        public let waiting: Int
        public let asked: Money
        public let obtained: Money
        public let paid: Money

        public var filed: Int { granted + refused + silent + waiting }
        public var answered: Int { granted + refused + silent }
        /// Granted among those that ended, in basis points; nil while none did.
        public var success: Int? { answered == 0 ? nil : (granted * 10_000 + answered / 2) / answered }
    }

    /// The whole.
    public let total: Line
    public let lines: [Axis: [Line]]
    /// Projects that obtained something.
    public let projects: Int

    /// - Parameter years: nil: all.
    public static func find(
        years: ClosedRange<Int>?, by agent: Agent, in tx: Transaction
    ) throws -> FundingEffect {
        try agent.require(.readFunding)
        let (first, last) = (years?.lowerBound ?? 1900, years?.upperBound ?? 2100)
        let base: SQL = """
            WITH e AS (
                SELECT f.state, f.asked_cents, f.obtained_cents, f.paid_cents, f.project_id,
                       extract(year FROM coalesce(f.answered_on, f.filed_on))::int AS year, u.name AS funder,
                       coalesce(t.name, 'Sans thème') AS theme,
                       coalesce(c.name, a.locality, 'Sans commune') AS commune
                  FROM funding_search f JOIN project p ON p.id = f.project_id
                  JOIN association a ON a.id = p.association_id JOIN funder u ON u.id = f.funder_id
                  LEFT JOIN theme t ON t.code = p.themes[1]
                  LEFT JOIN shared.commune c ON c.code = a.commune_code
                 WHERE f.state NOT IN ('spotted', 'contacted', 'in_preparation', 'abandoned')
            ), k AS (SELECT * FROM e WHERE year BETWEEN \(first) AND \(last))
            """
        let figures: SQL = """
            count(*) FILTER (WHERE state IN ('granted', 'paid', 'reported')) AS granted,
            count(*) FILTER (WHERE state = 'refused') AS refused,
            count(*) FILTER (WHERE state = 'no_answer') AS silent,
            count(*) FILTER (WHERE state = 'filed') AS waiting,
            coalesce(sum(asked_cents), 0)::bigint AS asked, coalesce(sum(obtained_cents), 0)::bigint AS obtained,
            coalesce(sum(paid_cents), 0)::bigint AS paid,
            count(DISTINCT project_id) FILTER (WHERE obtained_cents > 0) AS projects
            """
        let statements = Axis.allCases.map { axis -> SQL in
            let order: SQL = axis == .year ? "1" : "obtained DESC, asked DESC, 1"
            return "\(base) SELECT \(axis.sql) AS name, \(figures) FROM k GROUP BY 1 ORDER BY \(order)"
        }
        let results = try tx.pipeline(statements + ["\(base) SELECT 'Ensemble' AS name, \(figures) FROM k"])
        var lines: [Axis: [Line]] = [:]
        for (axis, rows) in zip(Axis.allCases, results) { lines[axis] = try rows.map(Line.init) }
        guard let whole = results.last?.first else { preconditionFailure("a sum has one row") }
        return FundingEffect(total: try Line(whole), lines: lines, projects: try whole["projects"])
    }

    /// The years that have an answer or a filing, the latest first.
    public static func years(in tx: Transaction) throws -> [Int] {
        try tx.query(
            """
            SELECT DISTINCT extract(year FROM coalesce(answered_on, filed_on))::int AS year FROM funding_search
             WHERE filed_on IS NOT NULL ORDER BY 1 DESC
            """
        ).map { try $0["year"] }
    }
}

extension FundingEffect.Line {
    init(_ row: Row) throws {
        name = try row["name"]
        granted = try row["granted"]
        refused = try row["refused"]
        silent = try row["silent"]
        waiting = try row["waiting"]
        asked = try row["asked"]
        obtained = try row["obtained"]
        paid = try row["paid"]
    }
}
