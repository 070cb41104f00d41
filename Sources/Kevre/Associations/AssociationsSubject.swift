extension Subject {
    /// The register: associations, their officers, accounts, names and doubles.
    static let associations = Subject(
        "associations",
        records: [
            .association, .associationOfficer, .bankAccount, .associationAlias, .identityConflict, .associationMerge,
            .duplicateCandidate,
        ],
        events: [
            ("merge", "Fusion", .attention), ("undo_merge", "Fusion annulée", .attention),
            ("remove_association", "Fiche supprimée", .attention), ("undo_import", "Import annulé", .attention),
            ("take_in", "Prise au registre", .done),
            ("load_history", "Démonstration chargée", .neutral),
        ],
        checks: [
            Check(
                "Fusions\u{a0}: aucune fiche fusionnée dans une fiche elle-même fusionnée",
                """
                SELECT format('association %s fusionnée dans %s', a.id, b.id)
                  FROM association a JOIN association b ON b.id = a.merged_into_id WHERE b.merged_into_id IS NOT NULL
                """)
        ])
}

extension Record {
    public static let association = Record(
        "association", "Association", page: "/associations/",
        fields: [
            .text("name", "Nom"),
            .text("short_name", "Sigle"),
            .text("rna", "Numéro RNA"),
            .digits("siren", "SIREN"),
            .digits("siret", "SIRET"),
            .text("purpose", "Objet"),
            .key("theme_id", "Thème"),
            .text("address", "Adresse"),
            .text("postcode", "Code postal"),
            .text("locality", "Localité"),
            .text("commune_code", "Commune"),
            .text("email", "Adresse électronique"),
            .text("phone", "Téléphone"),
            .text("website", "Site"),
            .day("created_on", "Date de création"),
            .day("dissolved_on", "Date de dissolution"),
            .integer("year_end_month", "Fin de l’exercice, mois"),
            .integer("year_end_day", "Fin de l’exercice, jour"),
            .integer("member_count", "Adhérents"),
            .integer("volunteer_count", "Bénévoles"),
            .integer("employee_count", "Salariés"),
            .text("source", "Source"),
            .flag("provisional", "Nommée par un visiteur, pas encore au registre"),
            .hundredths("fte_hundredths", "Équivalents temps plein"),
            .money("budget_cents", "Budget annuel"),
        ])

    static let associationOfficer = Record(
        "association_officer", "Dirigeant",
        fields: [
            .text("role", "Fonction"),
            .text("name", "Nom"),
            .text("email", "Adresse électronique"),
            .text("phone", "Téléphone"),
            .flag("legal_representative", "Représente légalement l’association"),
        ])

    static let bankAccount = Record(
        "bank_account", "Coordonnées bancaires", .attention,
        fields: [
            .text("holder", "Titulaire"),
            .masked("iban", "IBAN"),
            .text("bic", "BIC"),
        ])

    static let associationAlias = Record(
        "association_alias", "Autre nom",
        fields: [
            .text("name", "Nom")
        ])

    static let identityConflict = Record(
        "identity_conflict", "Identité",
        fields: [
            .text("kind", "Numéro en cause"),
            .text("value", "Valeur"),
            .text("source", "Source"),
            .moment("seen_at", "Vue le"),
            .moment("settled_at", "Réglé le"),
            .text("settled_by", "Réglé par"),
            .text("decision", "Décision"),
        ])

    static let associationMerge = Record(
        "association_merge", "Fusion", .attention,
        fields: [
            .key("kept_id", "Fiche gardée"),
            .key("merged_id", "Fiche réunie"),
            .list("moved", "Ce qui a été déplacé"),
            .text("merged_by", "Fusionné par"),
            .moment("merged_at", "Fusionné le"),
            .moment("undone_at", "Annulée le"),
            .text("undone_by", "Annulée par"),
        ])

    static let duplicateCandidate = Record(
        "duplicate_candidate", "Doublon",
        fields: [
            .key("first_id", "Première fiche"),
            .key("second_id", "Seconde fiche"),
            .integer("likeness", "Ressemblance"),
            .list("reasons", "Motifs"),
            .text("state", "État"),
            .text("decided_by", "Décidé par"),
            .moment("decided_at", "Décidé le"),
        ])
}
