extension Subject {
    /// Subsidies granted.
    static let grants = Subject(
        "grants",
        records: [.grantRecord],
        events: [
            ("complete_grants", "Versement complété", .neutral),
            ("set_payment_terms", "Conditions de versement", .neutral),
        ])
}

extension Record {
    static let grantRecord = Record(
        "grant_record", "Subvention",
        fields: [
            .flag("own", "Accordée par la collectivité"),
            .key("association_id", "Association"),
            .text("funder_name", "Attribuant"),
            .digits("funder_siret", "SIRET de l’attribuant"),
            .year("year", "Année"),
            .day("decided_on", "Date de la décision ou de la convention"),
            .text("decision_reference", "Référence de la décision"),
            .text("beneficiary_name", "Bénéficiaire"),
            .digits("beneficiary_siret", "SIRET du bénéficiaire"),
            .digits("beneficiary_siren", "SIREN du bénéficiaire"),
            .text("beneficiary_rna", "RNA du bénéficiaire"),
            .text("purpose", "Objet"),
            .money("requested_cents", "Montant demandé"),
            .money("amount_cents", "Montant accordé"),
            .flag("refused", "Refusée"),
            .code("nature", "Nature", Grant.natures),
            .text("kind", "Catégorie"),
            .flag("earmarked", "Affectée à une dépense déterminée"),
            .text("conditions", "Conditions de versement"),
            .text("payment_period", "Période de versement"),
            .key("rae_id", "Répertoire des aides (RAE)"),
            .flag("eu_notified", "Notifiée à la Commission européenne (de minimis)"),
            .percent("share_bp", "Part"),
            .text("scheme", "Dispositif"),
            .text("theme", "Thème"),
            .text("service", "Service"),
            .text("commune", "Commune"),
            .day("report_received_on", "Compte rendu financier reçu le"),
            .money("in_kind_cents", "Aides en nature"),
            .text("other_themes", "Autres thèmes"),
        ])
}
