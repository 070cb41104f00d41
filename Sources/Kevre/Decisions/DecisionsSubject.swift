extension Subject {
    /// Sessions and what they decide.
    static let decisions = Subject(
        "decisions",
        records: [.session, .agendaLine],
        events: [
            ("decide", "Décision de séance", .neutral), ("discuss", "Montant discuté", .neutral),
            ("undo_decision", "Décision reprise", .attention), ("close_session", "Séance close", .neutral),
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
