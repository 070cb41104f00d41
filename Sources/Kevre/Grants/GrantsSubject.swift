extension Subject {
    /// Subsidies granted.
    static let grants = Subject(
        "grants",
        records: [.grantRecord, .receivedYear],
        events: [
            ("complete_grants", "Versement complété", .neutral),
            ("remove_grant", "Subvention supprimée", .attention),
            ("set_payment_terms", "Conditions de versement", .neutral),
        ],
        checks: [
            Check(
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
                """)
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

    /// Kept by the schema: in the trail when changed by hand alone.
    static let receivedYear = Record(
        "received_year", "Total accordé dans l’année",
        fields: [.year("year", "Année"), .integer("grants", "Subventions"), .money("cents", "Accordé")])
}
