import PostgreSQL

/// What published grants tell of a funder, found by its name and its other names.
public struct FunderPast: Sendable {
    public let grants: Int
    public let associations: Int
    public let median: Money
    public let lastYear: Int?

    /// All that is known of one funder.
    public static func find(_ id: Funder.ID, in tx: Transaction) throws -> FunderPast {
        let row = try tx.one(
            """
            SELECT count(*) AS grants, count(DISTINCT association_id) AS associations, max(year) AS last_year,
                   coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY amount_cents), 0)::bigint AS median
              FROM grant_record
             WHERE NOT own AND NOT refused AND amount_cents > 0
               AND fold(funder_name) = ANY (SELECT fold(name) FROM funder WHERE id = \(id)
                                            UNION SELECT fold(name) FROM funder_alias WHERE funder_id = \(id))
            """)
        return FunderPast(
            grants: try row["grants"], associations: try row["associations"], median: try row["median"],
            lastYear: try row["last_year"])
    }
}
