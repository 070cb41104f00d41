import PostgreSQL

extension Campaign {
    /// The campaign of a file that the caller may see: the association's own, or an agent's.
    public static func of(_ application: Application, in tx: Transaction) throws -> Campaign {
        try find(application.campaign, in: tx)
    }

    /// How many files are in each state, and what they ask.
    public static func states(
        of id: ID, in tx: Transaction
    ) throws -> [(state: ApplicationState, count: Int, requested: Money)] {
        let rows = try tx.query(
            """
            SELECT state, count(*) AS n, coalesce(sum(requested_cents), 0)::bigint AS requested
              FROM application WHERE campaign_id = \(id) GROUP BY state
            """)
        let found = try rows.map { row -> (state: ApplicationState, count: Int, requested: Money) in
            (try row["state"], try row["n"], try row["requested"])
        }
        return ApplicationState.allCases.compactMap { state in found.first { $0.state == state } }
    }
}
