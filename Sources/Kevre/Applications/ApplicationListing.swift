import PostgreSQL

extension Application {
    /// The files: every face of the list « Dossiers ».
    public static let listing = Listing(
        name: "applications", title: "Dossiers", singular: "dossier", plural: "dossiers", right: .readApplications,
        columns: columns, filters: filters,
        from: """
            FROM application JOIN association ON association.id = application.association_id
                 JOIN campaign ON campaign.id = application.campaign_id
                 JOIN scheme ON scheme.id = campaign.scheme_id
                 LEFT JOIN service ON service.id = scheme.service_id
                 LEFT JOIN theme ON theme.id = \(Scheme.themeOfFile("scheme"))
                 LEFT JOIN agent ON agent.id = application.officer_id
                 LEFT JOIN shared.commune ON commune.code = association.commune_code
            """,
        visible: { $0.reaches(service: "scheme.service_id") },
        key: "application.id",
        address: "'/dossiers/' || coalesce(application.reference, application.id::text)",
        search: { words in
            """
            fold(application.title) LIKE '%' || fold(\(words)) || '%'
            OR application.reference LIKE '%' || upper(\(words)) || '%'
            OR association.name_key LIKE '%' || normalize_name(\(words)) || '%'
            """
        },
        order: ("filed", true))

    private static let columns = [
        Column("association", "Association", .text, "association.name", nullable: false),
        Column("title", "Intitulé", .text, "application.title", sortable: false, nullable: false, under: "association"),
        Column("reference", "Référence", .text, "application.reference", asWritten: true),
        Column("campaign", "Campagne", .text, "campaign.name", nullable: false, shown: false),
        Column("scheme", "Dispositif", .text, "scheme.name", nullable: false, shown: false),
        Column("service", "Service", .text, "service.name", nullable: false, shown: false),
        Column("theme", "Thème", .text, "theme.name"),
        Column("kind", "Nature", .state(SubsidyKind.vocabulary), "application.kind", nullable: false, shown: false),
        Column("state", "État", .state(ApplicationState.vocabulary), "application.state", nullable: false),
        Column("asked", "Demandé", .money, "application.requested_cents", sums: true),
        Column(
            "last_year", "Accordé l’an dernier", .money,
            Grant.received(by: "application.association_id", in: "campaign.year - 1"),
            sortable: false, note: "À la même association, l’année précédente, tous services confondus."),
        Column("proposed", "Proposé", .money, "application.proposed_cents", sums: true),
        Column("granted", "Accordé", .money, "application.granted_cents", sums: true),
        Column("late", "Hors délai", .flag, "application.late", nullable: false, shown: false),
        Column(
            "due", "Échéance", .day, "application.documents_due_on",
            note: "Dernier jour pour recevoir les pièces demandées."),
        Column("officer", "Suivi par", .text, "agent.name", under: "state"),
        Column(
            "filed", "Date", .moment, "application.filed_at", nullable: false,
            note: "Dépôt\u{a0}; pour un brouillon, début de la saisie.", under: "reference"),
        Column("submitted", "Déposé le", .moment, "application.submitted_at", shown: false),
        Column("commune", "Commune", .text, "commune.name", shown: false),
        Column(
            "opinion", "Avis", .state(Opinion.vocabulary), "application.opinion", shown: false),
        Column("starts", "Début", .day, "application.starts_on", shown: false),
        Column("ends", "Fin", .day, "application.ends_on", shown: false),
        Column("decided", "Décidé le", .day, "application.decided_on", shown: false),
        Column("rna", "RNA", .text, "association.rna", shown: false, asWritten: true),
        Column("siret", "SIRET", .text, "association.siret", shown: false, asWritten: true),
    ]

    private static let filters: [Filter] = [
        .key(
            "campaign", "Campagne",
            .query("SELECT id AS value, name AS label FROM campaign ORDER BY year DESC, name"),
            of: "application.campaign_id"),
        Filter("state", "État", .choice(.fixed(ApplicationState.vocabulary.choices))) { value in
            guard case .choices(let states) = value else { return "true" }
            // One state alone is compared by « = »: the index then gives the rows in order.
            return states.count == 1
                ? "application.state = \(states[0])" : "application.state = ANY(\(states))"
        },
        .key(
            "service", "Service", .query("SELECT id AS value, name AS label FROM service ORDER BY position, name"),
            of: "scheme.service_id"),
        .key(
            "scheme", "Dispositif", .query("SELECT id AS value, name AS label FROM scheme ORDER BY name"),
            of: "campaign.scheme_id"),
        .key(
            "theme", "Thème", .query("SELECT id AS value, name AS label FROM theme ORDER BY position, name"),
            of: Scheme.themeOfFile("scheme")),
        .choice(
            "commune", "Commune",
            .query(
                """
                SELECT code AS value, name AS label FROM shared.commune
                 WHERE code IN (SELECT DISTINCT commune_code FROM association) ORDER BY name
                """),
            of: "association.commune_code"),
        .choice("kind", "Nature", .fixed(SubsidyKind.vocabulary.choices), of: "application.kind"),
        .key(
            "year", "Année",
            .query("SELECT DISTINCT year AS value, year::text AS label FROM campaign ORDER BY 1 DESC"),
            of: "campaign.year"),
        Filter(
            "officer", "Suivi par",
            .choice(
                .query(
                    """
                    SELECT value, label FROM (
                        SELECT 'none' AS value, 'Non attribué' AS label, 0 AS rank
                        UNION ALL SELECT id::text, name, 1 FROM agent WHERE active) o ORDER BY rank, label
                    """))
        ) { value in
            guard case .choices(let officers) = value else { return "true" }
            let keys = officers.compactMap { Int($0) }
            let unassigned: SQL = officers.contains("none") ? "application.officer_id IS NULL" : "false"
            return keys.isEmpty ? unassigned : "\(unassigned) OR application.officer_id = ANY(\(keys))"
        },
        .days("submitted", "Déposé", of: "(application.submitted_at AT TIME ZONE 'Europe/Paris')::date"),
        .amounts("asked", "Demandé", of: "application.requested_cents"),
        .flag("late", "Hors délai", "application.late"),
        .flag(
            "late_undecided", "Hors délai à décider",
            """
            application.late AND application.late_accepted IS NULL
            AND application.state IN ('submitted', 'incomplete')
            """),
        .flag(
            "to_notify", "À notifier",
            "application.state IN ('granted', 'refused') AND application.notified_on IS NULL"),
        .flag(
            "overdue", "Échéance dépassée",
            "application.state = 'incomplete' AND application.documents_due_on < \(Listing.today)"),
    ]
}
