import PostgreSQL

extension Association {
    /// What R1 says of an association and a year: what the authority granted, and what is asked and undecided.
    static func agreementDuty(of association: ID, year: Int, in tx: Transaction) throws -> Duty {
        let asked: Money = try tx.one(
            """
            SELECT coalesce(sum(requested_cents), 0)::bigint AS cents FROM application
             WHERE application.association_id = \(association)
               -- From the association's few files to their campaigns, never from the year's thousands of files.
               AND (SELECT campaign.year FROM campaign WHERE campaign.id = application.campaign_id) = \(year)
               AND application.state IN ('submitted', 'incomplete', 'complete', 'under_instruction', 'proposed',
                                         'on_agenda')
            """)["cents"]
        return Obligation.agreement.agreementDuty(
            year: year, granted: try Grant.granted(to: association, year: year, in: tx), asked: asked)
    }

    /// What R1 and R4 say of this association today.
    ///
    /// R1 looks at the running year: what is granted, and what is asked and undecided. R4 looks at every
    /// earmarked grant whose report has not come.
    public func duties(on today: Day, in tx: Transaction) throws -> [Duty] {
        let year = today.year
        var duties = [try Self.agreementDuty(of: id, year: year, in: tx)]
        let reports = try tx.query(
            """
            SELECT year, sum(\(Grant.received))::bigint AS amount, min(report_received_on) AS received_on,
                   bool_and(report_received_on IS NOT NULL) AS complete
              FROM grant_record
             WHERE association_id = \(id) AND own AND earmarked AND NOT refused AND amount_cents > 0
             GROUP BY year ORDER BY year DESC LIMIT 4
            """)
        for row in reports {
            let complete: Bool = try row["complete"]
            let received: Day? = complete ? try row["received_on"] : nil
            duties.append(
                Obligation.financialReport.reportDuty(
                    amount: try row["amount"], earmarked: true, closing: accountsClosing(year: try row["year"]),
                    receivedOn: received, today: today))
        }
        return duties
    }
}
