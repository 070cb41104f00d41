import PostgreSQL

/// Grants whose terms of payment are typed at once.
public enum GrantSelection: Sendable {
    /// Those picked from the list.
    case chosen([Grant.ID])
    /// Those of a budget year; nil for all years.
    case year(Int?)

    var condition: SQL {
        switch self {
        case .chosen(let grants): "grant_record.id = ANY(\(grants))"
        case .year(let year): "grant_record.year = coalesce(\(year), grant_record.year)"
        }
    }
}

extension Grant {
    /// Grants of the authority that cannot be published because nobody said how they are paid.
    static let lacksTerms: SQL = """
        (grant_record.own AND NOT grant_record.refused AND \(worth) > 0
         AND (coalesce(grant_record.conditions, '') = '' OR coalesce(grant_record.payment_period, '') = ''))
        """

    /// Those of them that were decided in Kevre: somebody knows how they are paid.
    static let decidedLacksTerms: SQL = "(grant_record.application_id IS NOT NULL AND \(lacksTerms))"

    /// How many of these grants lack their terms of payment, and what they come to.
    public static func lackingTerms(
        _ selection: GrantSelection, for agent: Agent, in tx: Transaction
    ) throws -> (count: Int, amount: Money) {
        try agent.require(.readGrants)
        let row = try tx.one(
            """
            SELECT count(*) AS n, coalesce(sum(\(worth)), 0)::bigint AS amount_cents FROM grant_record
             WHERE \(lacksTerms) AND \(selection.condition)
            """)
        return (try row["n"], try row["amount_cents"])
    }

    /// Gives terms of payment to the grants that lack them. What somebody typed before is not written over, and
    /// other bodies' grants are left alone.
    ///
    /// - Returns: how many grants were completed.
    /// - Throws: ``FormRefusal`` when nothing is given; ``AccessRefusal``.
    @discardableResult
    public static func complete(
        _ selection: GrantSelection, with terms: PaymentTerms, by agent: Agent, in tx: Transaction
    ) throws -> Int {
        try agent.require(.writeGrants)
        guard !terms.isEmpty else {
            throw FormRefusal([
                FieldProblem(
                    field: "payment_way", label: "Conditions de versement",
                    message: "Indiquez les conditions, les dates, ou les deux.")
            ])
        }
        try tx.name(event: "complete_grants")
        // In the order of their keys, so that two agents completing the same grants cannot deadlock.
        return try tx.execute(
            """
            UPDATE grant_record
               SET conditions = coalesce(nullif(grant_record.conditions, ''), \(terms.conditions)),
                   payment_period = coalesce(nullif(grant_record.payment_period, ''), \(terms.period)),
                   version = grant_record.version + 1
             WHERE grant_record.id IN (
                       SELECT grant_record.id FROM grant_record
                        WHERE \(lacksTerms) AND \(selection.condition)
                          AND (coalesce(grant_record.conditions, '') = '' AND \(terms.conditions != nil)
                               OR coalesce(grant_record.payment_period, '') = '' AND \(terms.period != nil))
                        ORDER BY grant_record.id FOR UPDATE)
            """)
    }
}
