import PostgreSQL

/// What an association got in a year: from the authority, all services together, and from other public bodies.
public struct GrantYear: Sendable, Equatable {
    public let year: Int
    /// Granted by the authority, in-kind support at its value; the figure R1 compares with its threshold.
    public let own: Money
    /// Part of ``own`` that is cash.
    public let ownCash: Money
    /// Known from other public bodies.
    public let other: Money
    /// Grants of the authority, refusals apart.
    public let ownCount: Int
    /// Grants of other public bodies, refusals apart.
    public let otherCount: Int
    /// Asked from the authority, where the source says it.
    public let requested: Money
    /// Requests refused, whoever refused them.
    public let refusedCount: Int
}

extension Grant {
    /// What the whole grant is worth, in SQL: money, and what is given in kind besides.
    static let worth: SQL = "(grant_record.amount_cents + coalesce(grant_record.in_kind_cents, 0))"

    /// The beneficiary's part of it, rounded as ``received`` rounds.
    static let received: SQL = part(of: worth)

    /// What an association had from the authority in a year, in SQL: its parts added up by the database as grants come
    /// and go, null without any.
    ///
    /// - Parameters:
    ///   - association: its key.
    ///   - year: the year.
    static func received(by association: SQL, in year: SQL) -> SQL {
        """
        (SELECT received_year.cents FROM received_year
          WHERE received_year.association_id = \(association) AND received_year.year = \(year)
            AND received_year.grants > 0)
        """
    }

    /// The beneficiary's part of the money.
    private static let cash: SQL = part(of: "grant_record.amount_cents")

    private static func part(of cents: SQL) -> SQL {
        "((\(cents) * coalesce(grant_record.share_bp, 10000) + 5000) / 10000)"
    }

    /// Sums per year, the newest first.
    ///
    /// - Parameter since: first year wanted; nil: all.
    public static func totals(
        of association: Association.ID, since: Int? = nil, in tx: Transaction
    ) throws -> [GrantYear] {
        try tx.query(
            """
            SELECT year,
                   coalesce(sum(\(received)) FILTER (WHERE own), 0)::bigint AS own,
                   coalesce(sum(\(cash)) FILTER (WHERE own AND nature <> 'in_kind'), 0)::bigint AS own_cash,
                   coalesce(sum(\(received)) FILTER (WHERE NOT own), 0)::bigint AS other,
                   count(*) FILTER (WHERE own AND NOT refused) AS own_count,
                   count(*) FILTER (WHERE NOT own AND NOT refused) AS other_count,
                   coalesce(sum(requested_cents) FILTER (WHERE own), 0)::bigint AS requested,
                   count(*) FILTER (WHERE refused) AS refused_count
              FROM grant_record
             WHERE association_id = \(association) AND year >= \(since ?? 0)
             GROUP BY year
             ORDER BY year DESC
            """
        ).map { row in
            GrantYear(
                year: try row["year"], own: try row["own"], ownCash: try row["own_cash"],
                other: try row["other"], ownCount: try row["own_count"], otherCount: try row["other_count"],
                requested: try row["requested"], refusedCount: try row["refused_count"])
        }
    }

    /// What the authority granted an association for one year, all services together: for R1.
    public static func granted(
        to association: Association.ID, year: Int, in tx: Transaction
    ) throws -> Money {
        try tx.one(
            """
            SELECT coalesce(sum(\(received)), 0)::bigint AS granted FROM grant_record
             WHERE association_id = \(association) AND own AND NOT refused AND year = \(year)
            """)["granted"]
    }

    /// The association's grants, the newest first.
    ///
    /// - Parameter own: the authority's own, or those of other public bodies; nil: all.
    public static func of(
        _ association: Association.ID, own: Bool? = nil, limit: Int = 200, in tx: Transaction
    ) throws -> [Grant] {
        try tx.query(
            """
            \(selection)
             WHERE grant_record.association_id = \(association)
               AND grant_record.own IS NOT DISTINCT FROM coalesce(\(own), grant_record.own)
             ORDER BY grant_record.year DESC, grant_record.id DESC
             LIMIT \(limit)
            """
        ).map(Grant.init)
    }
}
