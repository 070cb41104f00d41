extension Subject {
    /// Who came.
    static let attendance = Subject(
        "attendance", records: [.presence, .trialPresence],
        checks: [
            Check(
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
                """)
        ])
}

extension Record {
    static let presence = Record("presence", "Présence", fields: presenceFields)

    /// What is tried before the day counts nowhere, and stands apart.
    static let trialPresence = Record("trial_presence", "Présence en essai", fields: presenceFields)

    private static let presenceFields: [RecordField] = [
        .moment("first_in_at", "Première entrée"),
        .text("first_door", "Première porte"),
        .moment("last_at", "Dernier passage"),
        .text("last_door", "Dernière porte"),
        .flag("inside", "À l’intérieur"),
        .moment("in_at", "Entrée du jour"),
        .text("in_door", "Porte du jour"),
    ]
}
