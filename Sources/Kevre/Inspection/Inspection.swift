import PostgreSQL

/// What `kevre check` looks at: that the data still obey the rules the database enforces row by row.
public struct Inspection: Sendable {
    /// What one rule found.
    public struct Finding: Sendable {
        /// What was looked at, in French.
        public let subject: String
        /// What is wrong; empty when all is well.
        public let problems: [String]
        /// Nothing was found.
        public var isWell: Bool { problems.isEmpty }
    }

    /// Each check is a query that returns one text a problem.
    private static let checks: [(subject: String, query: SQL)] = [
        (
            "Enveloppes\u{a0}: décidé = somme des lignes accordées",
            """
            SELECT format('enveloppe %s («\u{a0}%s\u{a0}»)\u{a0}: %s centimes décidés, %s dans les séances', e.id, e.name,
                          e.decided_cents, coalesce(l.total, 0))
              FROM envelope e
              LEFT JOIN (SELECT envelope_id, sum(amount_cents) AS total FROM agenda_line
                          WHERE outcome = 'granted' GROUP BY envelope_id) l ON l.envelope_id = e.id
             WHERE e.decided_cents <> coalesce(l.total, 0)
            """
        ),
        (
            "Enveloppes\u{a0}: proposé = somme des propositions en attente",
            """
            SELECT format('enveloppe %s («\u{a0}%s\u{a0}»)\u{a0}: %s centimes proposés, %s dans les dossiers', e.id, e.name,
                          e.proposed_cents, coalesce(a.total, 0))
              FROM envelope e
              LEFT JOIN (SELECT envelope_id, sum(proposed_cents) AS total FROM application
                          WHERE state IN ('proposed', 'on_agenda') GROUP BY envelope_id) a ON a.envelope_id = e.id
             WHERE e.proposed_cents <> coalesce(a.total, 0)
            """
        ),
        (
            "Références\u{a0}: aucune en double, aucune manquante",
            """
            SELECT format('année %s\u{a0}: %s références pour un compteur à %s', c.year, count(a.id), c.value)
              FROM counter c LEFT JOIN application a ON a.reference LIKE 'SUB-' || c.year || '-%'
             WHERE c.name = 'application' GROUP BY c.year, c.value HAVING count(a.id) <> c.value
            """
        ),
        (
            "Dossiers accordés\u{a0}: une subvention enregistrée du même montant",
            """
            SELECT format('dossier %s\u{a0}: accordé %s centimes, enregistré %s', a.reference, a.granted_cents, g.amount_cents)
              FROM application a LEFT JOIN grant_record g ON g.application_id = a.id
             WHERE a.state IN ('granted', 'notified', 'agreed', 'in_payment', 'paid', 'report_received', 'closed')
               AND g.amount_cents IS DISTINCT FROM a.granted_cents
            """
        ),
        (
            "Accordé par association et par an\u{a0}: la somme des subventions enregistrées",
            """
            SELECT format('association %s, année %s\u{a0}: %s centimes de %s subventions au compteur, %s de %s enregistrées',
                          coalesce(y.association_id, g.association_id), coalesce(y.year, g.year), coalesce(y.cents, 0),
                          coalesce(y.grants, 0), coalesce(g.cents, 0), coalesce(g.grants, 0))
              FROM received_year y
              FULL JOIN (SELECT association_id, year, count(*) AS grants, sum(\(Grant.received)) AS cents
                           FROM grant_record WHERE own AND NOT refused GROUP BY association_id, year) g
                     ON g.association_id = y.association_id AND g.year = y.year
             WHERE (coalesce(y.grants, 0), coalesce(y.cents, 0)) <> (coalesce(g.grants, 0), coalesce(g.cents, 0))
             LIMIT 50
            """
        ),
        (
            "Fusions\u{a0}: aucune fiche fusionnée dans une fiche elle-même fusionnée",
            """
            SELECT format('association %s fusionnée dans %s', a.id, b.id)
              FROM association a JOIN association b ON b.id = a.merged_into_id WHERE b.merged_into_id IS NOT NULL
            """
        ),
        (
            "Aides\u{a0}: ce que l’appariement en lit suit la fiche",
            """
            SELECT format('aide %s\u{a0}: %s', coalesce(a.id, f.aid_id),
                          CASE WHEN a.id IS NULL THEN 'close, mais encore appariée'
                               WHEN f.aid_id IS NULL THEN 'absente de l’appariement' ELSE 'sans ses mots' END)
              FROM (SELECT id FROM aid WHERE closed_on IS NULL) a FULL JOIN aid_facts f ON f.aid_id = a.id
              LEFT JOIN aid_words w ON w.aid_id = a.id
             WHERE a.id IS NULL OR f.aid_id IS NULL OR w.aid_id IS NULL LIMIT 50
            """
        ),
        (
            "Recherches de financement\u{a0}: ce qui est versé a été accordé, ce qui est répondu a été déposé",
            """
            SELECT format('recherche %s\u{a0}: état %s, accordé %s, versé %s', f.id, f.state, f.obtained_cents, f.paid_cents)
              FROM funding_search f
             WHERE f.paid_cents > coalesce(f.obtained_cents, 0)
                OR f.state = 'paid' AND f.paid_cents <> f.obtained_cents
                OR f.state IN ('spotted', 'contacted', 'in_preparation') AND f.answered_on IS NOT NULL
            """
        ),
        (
            "Plans de financement\u{a0}: un seul suivi par projet",
            """
            SELECT format('projet %s\u{a0}: %s plans, aucun suivi', p.project_id, count(*)) FROM financing_plan p
             GROUP BY p.project_id HAVING NOT bool_or(p.chosen)
            """
        ),
        (
            "Rencontres\u{a0}: places prises et file d’attente comptées juste, aucune place de trop",
            """
            SELECT format('édition %s, «\u{a0}%s\u{a0}»\u{a0}: %s prises et %s en attente au compteur, %s et %s inscrites', e.year,
                          t.name, t.held, t.waiting, coalesce(n.held, 0), coalesce(n.waiting, 0))
              FROM stand_type t JOIN edition e ON e.id = t.edition_id
              LEFT JOIN (SELECT stand_type_id, count(*) FILTER (WHERE registration_holds(state)) AS held,
                                count(*) FILTER (WHERE state = 'waiting') AS waiting
                           FROM registration GROUP BY stand_type_id) n ON n.stand_type_id = t.id
             WHERE (t.held, t.waiting) IS DISTINCT FROM (coalesce(n.held, 0), coalesce(n.waiting, 0))
                OR t.waiting > 0 AND t.held < t.quota
            """
        ),
        (
            "Rencontres\u{a0}: aucun rang d’arrivée au-delà du compteur",
            """
            SELECT format('édition %s, «\u{a0}%s\u{a0}»\u{a0}: %s arrivées pour un compteur à %s', e.year, t.name,
                          count(DISTINCT r.arrival), t.arrivals)
              FROM stand_type t JOIN edition e ON e.id = t.edition_id JOIN registration r ON r.stand_type_id = t.id
             GROUP BY e.year, t.id HAVING max(r.arrival) > t.arrivals
            """
        ),
        (
            "Rencontres\u{a0}: un emplacement n’est tenu que par une inscription qui a une place",
            """
            SELECT format('édition %s, emplacement %s\u{a0}: inscription %s à l’état %s', e.year, p.number, r.id, r.state)
              FROM pitch p JOIN registration r ON r.id = p.registration_id JOIN edition e ON e.id = p.edition_id
             WHERE NOT registration_holds(r.state)
                OR r.state = 'placed' AND p.edition_id <> r.edition_id
            """
        ),
        (
            "Journal\u{a0}: tout dossier créé y figure",
            """
            SELECT format('dossier %s sans trace de création', a.id) FROM application a
             WHERE NOT EXISTS (SELECT FROM audit_entry e
                                WHERE e.subject = 'application' AND e.subject_id = a.id AND e.operation = 'insert')
             LIMIT 10
            """
        ),
        (
            "Programme\u{a0}: places confirmées et attentes = inscriptions aux rendez-vous",
            """
            SELECT format('rendez-vous %s («\u{a0}%s\u{a0}»)\u{a0}: %s confirmées et %s en attente au compteur, %s et %s inscrites',
                          s.id, s.title, p.confirmed, p.waiting, n.confirmed, n.waiting)
              FROM programme_session s JOIN session_place p ON p.session_id = s.id
              CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'confirmed') AS confirmed,
                                         count(*) FILTER (WHERE state = 'waiting') AS waiting
                                    FROM booking b WHERE b.session_id = s.id) n
             WHERE (p.confirmed, p.waiting, p.capacity) IS DISTINCT FROM (n.confirmed, n.waiting, s.capacity)
                OR n.waiting > 0 AND n.confirmed < s.capacity
            """
        ),
        (
            "Rencontres\u{a0}: personnes à l’intérieur = passages des portes",
            """
            SELECT format('édition %s\u{a0}: %s personnes au compteur, %s d’après les passages', e.year, c.inside, g.inside)
              FROM edition e CROSS JOIN (VALUES (false), (true)) t (trial)
              CROSS JOIN LATERAL (SELECT coalesce(sum(inside), 0) AS inside, coalesce(sum(entered), 0) AS entered
                                    FROM presence_count c WHERE c.edition_id = e.id AND c.trial = t.trial) c
              CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN leaves THEN -people ELSE people END), 0) AS inside,
                                         coalesce(sum(people) FILTER (WHERE NOT leaves), 0) AS entered
                                    FROM passage g WHERE g.edition_id = e.id AND g.trial = t.trial) g
             WHERE (c.inside, c.entered) IS DISTINCT FROM (g.inside, g.entered)
            """
        ),
    ]

    /// Runs every check on an authority.
    public static func run(in tx: Transaction) throws -> [Finding] {
        try checks.map { check in
            Finding(subject: check.subject, problems: try tx.query(check.query).map { $0.text(at: 0) ?? "" })
        }
    }
}
