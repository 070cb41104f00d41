import PostgreSQL

extension DemonstrationApplications {
    /// Lays what follows from the files: sessions held, decisions, grants, envelopes as voted, budgets, documents,
    /// and a session being prepared.
    static func finish(on today: Day, in tx: Transaction) throws {
        try tx.name(event: "load_history")
        try holdSessions(on: today, in: tx)
        try tx.execute(
            """
            INSERT INTO grant_record (own, association_id, funder_name, funder_siret, year, decided_on,
                                      decision_reference, beneficiary_name, beneficiary_siret, beneficiary_siren,
                                      beneficiary_rna, purpose, requested_cents, amount_cents, nature, kind, earmarked,
                                      conditions, payment_period, theme, service, commune, scheme, share_bp,
                                      eu_notified, application_id, report_received_on)
            SELECT true, a.association_id, 'Guingamp-Paimpol Agglomération', '20006798100015', c.year, a.decided_on,
                   'DEL' || c.year || '-03-' || lpad((e.id % 100)::text, 3, '0'), o.name, o.siret, o.siren, o.rna,
                   a.title, a.requested_cents, a.granted_cents, 'cash', a.kind, a.kind <> 'operating',
                   c.payment_conditions,
                   CASE c.payment_conditions WHEN 'unique' THEN a.notified_on::text ELSE c.payment_period END, t.name, v.name, m.name, s.name, 10000, false, a.id,
                   -- Most reports came; some are late, as in life.
                   CASE WHEN a.kind <> 'operating' AND a.id % 7 <> 0 AND c.year < \(today.year)
                        THEN make_date(c.year + 1, 5, 1) + (a.id % 50)::integer END
              FROM application a
              JOIN campaign c ON c.id = a.campaign_id
              JOIN envelope e ON e.id = a.envelope_id
              JOIN scheme s ON s.id = c.scheme_id
              JOIN service v ON v.id = s.service_id
              JOIN association o ON o.id = a.association_id
              LEFT JOIN theme t ON t.id = o.theme_id
              LEFT JOIN shared.commune m ON m.code = o.commune_code
             WHERE a.state = 'notified'
            """)
        try setEnvelopes(on: today, in: tx)
        try addDetails(in: tx)
        try prepareSession(on: today, in: tx)
    }

    private static func holdSessions(on today: Day, in tx: Transaction) throws {
        let years = try tx.query(
            "SELECT DISTINCT c.year FROM application a JOIN campaign c ON c.id = a.campaign_id WHERE a.decided_on IS NOT NULL ORDER BY 1"
        ).map { try $0["year"] as Int }
        for year in years {
            let session: Int = try tx.one(
                """
                INSERT INTO session (body, name, held_on, place, deliberation_reference)
                VALUES ('council', \("Conseil communautaire du \(Day(year, 3, 26).long)"), \(Day(year, 3, 26)),
                        'Guingamp, salle du conseil', \("DEL\(year)-03"))
                RETURNING id
                """)["id"]
            try tx.execute(
                """
                INSERT INTO agenda_line (session_id, application_id, envelope_id, position, amount_cents, outcome, reason, final)
                SELECT \(session), a.id, a.envelope_id, row_number() OVER (ORDER BY a.envelope_id, a.id),
                       a.granted_cents, CASE a.state WHEN 'refused' THEN 'refused' ELSE 'granted' END,
                       CASE a.state WHEN 'refused' THEN 'Hors des priorités de l’année.' ELSE '' END, true
                  FROM application a JOIN campaign c ON c.id = a.campaign_id
                 WHERE c.year = \(year) AND a.decided_on IS NOT NULL
                """)
            try tx.execute(
                """
                UPDATE session SET closed_at = \(ParisTime.moment(Day(year, 3, 26), hour: 21)), closed_by = 'Maëlle Le Goff'
                 WHERE id = \(session)
                """)
        }
    }

    private static func setEnvelopes(on today: Day, in tx: Transaction) throws {
        let current = DemonstrationSchemes.currentYear(on: today)
        try tx.execute(
            """
            UPDATE envelope e
               SET amount_cents = greatest(
                       1000000,
                       ceil(CASE WHEN c.year = \(current) THEN e.proposed_cents * 1.25 ELSE e.decided_cents * 1.06 END / 500000) * 500000)
              FROM campaign c WHERE c.id = e.campaign_id
            """)
    }

    /// Documents and budgets of the files under way, as far as a demonstration is looked at.
    private static func addDetails(in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO application_document (application_id, label, help, mandatory, position, state, received_on)
            SELECT a.id, d.label, d.help, d.mandatory, d.position,
                   CASE WHEN a.state = 'incomplete' AND d.position = 0 THEN 'missing'
                        WHEN a.state = 'submitted' AND (a.id + d.position) % 3 = 0 THEN 'missing'
                        ELSE 'received' END,
                   a.submitted_at::date
              FROM (SELECT * FROM application WHERE state <> 'draft' ORDER BY id DESC LIMIT 3000) a
              JOIN campaign c ON c.id = a.campaign_id
              JOIN scheme_document d ON d.scheme_id = c.scheme_id
            """)
        // Expenses shared over four accounts, income that balances to the cent.
        try tx.execute(
            """
            INSERT INTO application_budget_line (application_id, side, account, amount_cents)
            SELECT a.id, l.side, l.account, l.amount
              FROM (SELECT id, requested_cents AS r, requested_cents * 3 AS total FROM application
                     WHERE state <> 'draft' AND kind IN ('operating', 'project', 'event') ORDER BY id DESC LIMIT 3000) a
              CROSS JOIN LATERAL (VALUES
                   ('expense', '60', a.total / 10 * 3), ('expense', '61', a.total / 10 * 2),
                   ('expense', '62', a.total / 10), ('expense', '64', a.total - a.total / 10 * 6),
                   ('income', '70', a.r / 2), ('income', '74.here', a.r), ('income', '74.departement', a.r / 2),
                   ('income', '75', a.total - a.r - a.r / 2 - a.r / 2)) l(side, account, amount)
             WHERE l.amount > 0
            """)
    }

    /// A session in a few weeks with proposed files on its agenda, for who wants to decide.
    private static func prepareSession(on today: Day, in tx: Transaction) throws {
        let session: Int = try tx.one(
            """
            INSERT INTO session (body, name, held_on, place)
            VALUES ('council', 'Conseil communautaire', \(today.adding(days: 23)), 'Pabu, salle du conseil') RETURNING id
            """)["id"]
        try tx.execute(
            """
            INSERT INTO agenda_line (session_id, application_id, envelope_id, position, amount_cents)
            SELECT \(session), a.id, a.envelope_id, row_number() OVER (ORDER BY a.envelope_id, a.id), a.proposed_cents
              FROM (SELECT * FROM application WHERE state = 'proposed' AND proposed_cents > 0 ORDER BY id LIMIT 24) a
            """)
        try tx.name(event: "put_on_agenda")
        try tx.execute(
            """
            UPDATE application SET state = 'on_agenda', version = version + 1
             WHERE id IN (SELECT application_id FROM agenda_line WHERE session_id = \(session))
            """)
    }
}
