import PostgreSQL

extension Grant {
    static let natures = Vocabulary(Nature.allCases.map { ($0.rawValue, $0.label, .neutral) })

    static let origins = Vocabulary([
        ("own", "La collectivité", .accent), ("other", "Autre financeur public", .info),
    ])

    static let outcomes = Vocabulary([("granted", "Accordée", .done), ("refused", "Refusée", .neutral)])

    /// Every grant known, the newest first. « Autres financements publics » is the same list with `origin=other`.
    public static let listing = Listing(
        name: "grants", title: "Subventions passées", singular: "subvention", plural: "subventions",
        right: .readGrants,
        columns: [
            Column(
                "association", "Association", .text, "association.name", nullable: false,
                note: "Nom actuel de la fiche de l’association."),
            Column("purpose", "Objet", .longText, "grant_record.purpose", sortable: false, under: "association"),
            Column("year", "Année", .year, "grant_record.year", nullable: false, note: "Année budgétaire."),
            Column("funder_name", "Financeur", .text, "grant_record.funder_name", nullable: false),
            Column(
                "amount", "Montant", .money, "grant_record.amount_cents", sums: true, nullable: false,
                note:
                    "Montant accordé\u{a0}; total avant répartition quand plusieurs bénéficiaires se partagent l’aide."),
            Column("requested", "Demandé", .money, "grant_record.requested_cents", sums: true, shown: false),
            Column(
                "outcome", "Suite", .state(outcomes),
                "CASE WHEN grant_record.refused THEN 'refused' ELSE 'granted' END", nullable: false),
            Column(
                "decision_date", "Décision", .day, "grant_record.decided_on",
                note: "Date de la décision ou de la convention."),
            Column(
                "decision_reference", "Référence de la décision", .text, "grant_record.decision_reference",
                shown: false),
            Column("nature", "Nature", .state(natures), "grant_record.nature", nullable: false, shown: false),
            Column("theme", "Thème", .text, "grant_record.theme"),
            Column(
                "other_themes", "Autres thèmes", .text, "grant_record.other_themes", shown: false,
                note: "Ceux que le fichier d’origine donne après le premier."),
            Column("service", "Service", .text, "grant_record.service"),
            Column("scheme", "Dispositif", .text, "grant_record.scheme", shown: false),
            Column("commune", "Commune", .text, "grant_record.commune", shown: false),
            Column(
                "beneficiary_name", "Bénéficiaire", .text, "grant_record.beneficiary_name", nullable: false,
                shown: false, note: "Nom tel que la source l’écrit."),
            Column("siret", "SIRET", .text, "grant_record.beneficiary_siret", shown: false, asWritten: true),
            Column("rna", "RNA", .text, "grant_record.beneficiary_rna", shown: false, asWritten: true),
            Column(
                "funder_siret", "SIRET du financeur", .text, "grant_record.funder_siret", shown: false, asWritten: true),
            Column("conditions", "Conditions de versement", .text, "grant_record.conditions", shown: false),
            Column(
                "payment_period", "Dates de versement", .text, "grant_record.payment_period", shown: false,
                note: "Date, ou période «\u{a0}début/fin\u{a0}», au format AAAA-MM-JJ."),
            Column(
                "share", "Part du bénéficiaire", .percent, "grant_record.share_bp", shown: false,
                note: "Quand plusieurs bénéficiaires se partagent l’aide."),
            Column(
                "origin", "Origine", .state(origins), "CASE WHEN grant_record.own THEN 'own' ELSE 'other' END",
                nullable: false, shown: false),
            Column("report_received", "Compte rendu reçu", .day, "grant_record.report_received_on", shown: false),
        ],
        filters: [
            .key(
                "year", "Année",
                .query("SELECT DISTINCT year AS value, year AS label FROM grant_record ORDER BY 1 DESC"),
                of: "grant_record.year"),
            Filter("origin", "Origine", .choice(.fixed(origins.choices))) { value in
                guard case .choices(let chosen) = value else { return "true" }
                return "grant_record.own = ANY(\(chosen.map { $0 == "own" }))"
            },
            .choice(
                "theme", "Thème",
                .query("SELECT DISTINCT theme AS value, theme AS label FROM grant_record WHERE theme <> '' ORDER BY 1"),
                of: "grant_record.theme"),
            .choice(
                "service", "Service",
                .query(
                    "SELECT DISTINCT service AS value, service AS label FROM grant_record WHERE service <> '' ORDER BY 1"
                ),
                of: "grant_record.service"),
            .choice("nature", "Nature", .fixed(natures.choices), of: "grant_record.nature"),
            Filter("outcome", "Suite", .choice(.fixed(outcomes.choices))) { value in
                guard case .choices(let chosen) = value else { return "true" }
                return "grant_record.refused = ANY(\(chosen.map { $0 == "refused" }))"
            },
            .amounts("amount", "Montant", of: "grant_record.amount_cents"),
            .days("decision_date", "Décision", of: "grant_record.decided_on"),
            Filter("funder", "Financeur", .text) { value in
                guard case .text(let name) = value else { return "true" }
                return "grant_record.funder_name = \(name)"
            },
            // The last day of the sixth month after the accounts close (Obligation.reportDueDay).
            .flag(
                "report_overdue", "Compte rendu en retard",
                """
                grant_record.own AND grant_record.earmarked AND NOT grant_record.refused
                AND grant_record.amount_cents > 0 AND grant_record.report_received_on IS NULL
                AND (make_date(grant_record.year, association.year_end_month, 1)
                     + interval '7 months' - interval '1 day')::date < \(Listing.today)
                """),
            .flag("lacks_terms", "Versement à compléter", Grant.lacksTerms),
            .flag("decided_lacks_terms", "Décidée ici, versement à compléter", Grant.decidedLacksTerms),
            Filter("association", "Association", .text) { value in
                guard case .text(let key) = value else { return "true" }
                return "grant_record.association_id = \(Int(key) ?? 0)"
            },
            Filter("import", "Import", .text) { value in
                guard case .text(let key) = value else { return "true" }
                return "grant_record.import_run_id = \(Int(key) ?? 0)"
            },
        ],
        from: "FROM grant_record JOIN association ON association.id = grant_record.association_id",
        visible: { _ in "true" },
        key: "grant_record.id",
        address: "'/subventions/' || grant_record.id",
        search: { words in
            """
            grant_record.association_id IN (
                SELECT id FROM association
                 WHERE normalize_name(\(words)) <> '' AND name_key LIKE '%' || normalize_name(\(words)) || '%')
            OR fold(grant_record.purpose) LIKE '%' || fold(\(words)) || '%'
            OR grant_record.beneficiary_siret = translate(\(words), ' ', '')
            OR grant_record.decision_reference ILIKE \(words) || '%'
            """
        },
        order: ("year", true))
}
