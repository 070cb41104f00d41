extension Subject {
    /// Sessions and what they decide.
    static let decisions = Subject(
        "decisions",
        records: [.session, .agendaLine],
        events: [
            ("decide", "Décision de séance", .neutral), ("discuss", "Montant discuté", .neutral),
            ("undo_decision", "Décision reprise", .attention), ("close_session", "Séance close", .neutral),
        ],
        checks: [
            Check(
                "Enveloppes\u{a0}: décidé = somme des lignes accordées",
                """
                SELECT format('enveloppe %s («\u{a0}%s\u{a0}»)\u{a0}: %s centimes décidés, %s dans les séances', e.id, e.name,
                              e.decided_cents, coalesce(l.total, 0))
                  FROM envelope e
                  LEFT JOIN (SELECT envelope_id, sum(amount_cents) AS total FROM agenda_line
                              WHERE outcome = 'granted' GROUP BY envelope_id) l ON l.envelope_id = e.id
                 WHERE e.decided_cents <> coalesce(l.total, 0)
                """),
            Check(
                "Enveloppes\u{a0}: proposé = somme des propositions en attente",
                """
                SELECT format('enveloppe %s («\u{a0}%s\u{a0}»)\u{a0}: %s centimes proposés, %s dans les dossiers', e.id, e.name,
                              e.proposed_cents, coalesce(a.total, 0))
                  FROM envelope e
                  LEFT JOIN (SELECT envelope_id, sum(proposed_cents) AS total FROM application
                              WHERE state IN ('proposed', 'on_agenda') GROUP BY envelope_id) a ON a.envelope_id = e.id
                 WHERE e.proposed_cents <> coalesce(a.total, 0)
                """),
            Check(
                "Dossiers accordés\u{a0}: une subvention enregistrée du même montant",
                """
                SELECT format('dossier %s\u{a0}: accordé %s centimes, enregistré %s', a.reference, a.granted_cents, g.amount_cents)
                  FROM application a LEFT JOIN grant_record g ON g.application_id = a.id
                 WHERE a.state IN ('granted', 'notified', 'agreed', 'in_payment', 'paid', 'report_received', 'closed')
                   AND g.amount_cents IS DISTINCT FROM a.granted_cents
                """),
        ])
}

extension Record {
    static let session = Record(
        "session", "Séance", page: "/seances/",
        fields: [
            .code("body", "Instance", Session.bodies),
            .text("name", "Nom"),
            .day("held_on", "Date"),
            .text("held_at", "Heure"),
            .text("place", "Lieu"),
            .text("deliberation_reference", "Délibération ou décision n°"),
            .moment("closed_at", "Close le"),
            .text("closed_by", "Close par"),
        ])

    static let agendaLine = Record(
        "agenda_line", "Décision", .attention,
        fields: [
            .key("session_id", "Séance"),
            .key("envelope_id", "Enveloppe"),
            .integer("position", "Ordre"),
            .money("amount_cents", "Montant"),
            .code("outcome", "Décision", Vocabulary(AgendaLine.Outcome.self, \.label)),
            .text("conditions", "Conditions"),
            .text("reason", "Motif"),
            .flag("final", "Définitif"),
            .text("payment_conditions", "Conditions de versement"),
            .text("payment_period", "Période de versement"),
        ])
}
