import PostgreSQL

extension Application {
    /// What an association asked and was granted by the authority in one year, all services together.
    public struct YearOfHistory: Sendable {
        public let year: Int
        /// Of files submitted and not withdrawn, and of past grants whose source says it.
        public let asked: Money
        /// Its part of every grant, in kind at its value.
        public let granted: Money
        /// Granted by other public funders, as their published data say.
        public let grantedByOthers: Money
        /// Services that granted, by name.
        public let services: [String]
    }

    /// The history of an association across every service, the oldest year first. A case officer of one service
    /// sees the totals of all: they decide what the law asks (R1).
    ///
    /// - Parameter since: first year shown.
    public static func history(
        of association: Association.ID, since: Int, by agent: Agent, in tx: Transaction
    ) throws -> [YearOfHistory] {
        try agent.require(.readApplications)
        return try tx.query(
            """
            WITH asked AS (
                SELECT campaign.year, sum(application.requested_cents) AS cents
                  FROM application JOIN campaign ON campaign.id = application.campaign_id
                 WHERE application.association_id = \(association)
                   AND application.state NOT IN ('draft', 'withdrawn')
                 GROUP BY campaign.year
                UNION ALL
                SELECT year, sum(coalesce(requested_cents, amount_cents)) FROM grant_record
                 WHERE association_id = \(association) AND own AND application_id IS NULL GROUP BY year
            ), granted AS (
                SELECT year, sum(\(Grant.received)) FILTER (WHERE own) AS own,
                       sum(\(Grant.received)) FILTER (WHERE NOT own) AS others,
                       array_agg(DISTINCT service) FILTER (WHERE own AND service <> '') AS services
                  FROM grant_record
                 WHERE association_id = \(association) AND NOT refused GROUP BY year
            )
            SELECT year, coalesce((SELECT sum(cents) FROM asked a WHERE a.year = y.year), 0)::bigint AS asked,
                   coalesce(granted.own, 0)::bigint AS granted, coalesce(granted.others, 0)::bigint AS others,
                   coalesce(granted.services, '{}') AS services
              FROM (SELECT year FROM asked UNION SELECT year FROM granted) y LEFT JOIN granted USING (year)
             WHERE year >= \(since) ORDER BY year
            """
        ).map { row in
            YearOfHistory(
                year: try row["year"], asked: try row["asked"], granted: try row["granted"],
                grantedByOthers: try row["others"], services: try row["services"])
        }
    }

    /// What the law asks about this file: R1 for the year of its campaign, with what is still asked that year,
    /// and R4 for the grants whose report is due or has come.
    public func duties(on today: Day, in tx: Transaction) throws -> [Duty] {
        var duties = [try Association.agreementDuty(of: association, year: year, in: tx)]
        let rows = try tx.query(
            """
            SELECT \(Grant.received) AS received, year, report_received_on, a.year_end_month, a.year_end_day
              FROM grant_record JOIN association a ON a.id = association_id
             WHERE association_id = \(association) AND own AND earmarked AND NOT refused
               AND amount_cents > 0 AND (year >= \(year - 2) OR application_id = \(id))
             ORDER BY year DESC, grant_record.id DESC LIMIT 6
            """)
        for row in rows {
            duties.append(
                Obligation.financialReport.reportDuty(
                    amount: try row["received"], earmarked: true,
                    closing: Obligation.accountsClosing(
                        year: try row["year"], month: try row["year_end_month"], day: try row["year_end_day"]),
                    receivedOn: try row["report_received_on"], today: today))
        }
        if kind.isEarmarked, state.isBeforeDecision, let requested, !requested.isZero {
            duties.append(
                Duty(
                    .financialReport, .foreseen,
                    "Si cette aide est accordée, un compte rendu financier sera dû dans les six mois qui suivent la clôture des comptes."
                ))
        }
        return duties
    }
}
