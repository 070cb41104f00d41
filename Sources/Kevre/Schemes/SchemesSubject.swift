extension Subject {
    /// Schemes, campaigns and their envelopes.
    static let schemes = Subject(
        "schemes",
        records: [.scheme, .schemeDocument, .campaign, .envelope])
}

extension Record {
    static let scheme = Record(
        "scheme", "Dispositif", page: "/dispositifs/",
        fields: [
            .text("code", "Code"),
            .text("name", "Nom"),
            .key("service_id", "Service"),
            .key("theme_id", "Thème"),
            .text("purpose", "Objet"),
            .code("kind", "Nature", SubsidyKind.vocabulary),
            .text("eligibility", "Qui peut demander"),
            .code("competent_body", "Qui décide", Vocabulary(DecidingBody.self, \.label)),
            .flag("active", "Dispositif en service"),
        ])

    static let schemeDocument = Record(
        "scheme_document", "Pièce demandée",
        fields: [
            .text("label", "Libellé"),
            .text("help", "Aide"),
            .flag("mandatory", "Obligatoire"),
            .integer("position", "Ordre"),
        ])

    static let campaign = Record(
        "campaign", "Campagne", page: "/campagnes/",
        fields: [
            .year("year", "Année"),
            .text("name", "Nom"),
            .text("slug", "Adresse web"),
            .moment("opens_at", "Ouverture"),
            .moment("closes_at", "Clôture"),
            .text("instructions", "Consignes"),
            .flag("one_application", "Une seule demande par association"),
            .text("payment_conditions", "Conditions de versement"),
            .text("payment_period", "Période de versement"),
        ])

    static let envelope = Record(
        "envelope", "Enveloppe", .attention,
        fields: [
            .text("name", "Nom"),
            .money("amount_cents", "Montant"),
            .money("proposed_cents", "Proposé"),
            .money("decided_cents", "Décidé"),
            .money("committed_cents", "Engagé"),
        ])
}
