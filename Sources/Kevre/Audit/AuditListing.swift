import PostgreSQL

extension AuditEntry {
    /// The whole trail, the newest first, for administrators.
    public static let listing = Listing(
        name: "audit", title: "Journal", singular: "modification", plural: "modifications",
        right: .manageAuthority,
        columns: [
            Column("at", "Date", .moment, "audit_entry.at", nullable: false),
            Column("actor", "Par", .text, "audit_entry.actor_name", sortable: false, nullable: false),
            Column(
                "operation", "Geste", .state(operations), "audit_entry.operation", sortable: false,
                nullable: false),
            Column(
                "table", "Quoi", .state(tables), "audit_entry.table_name", sortable: false, nullable: false),
            Column("event", "Événement", .text, "audit_entry.event", sortable: false),
            Column(
                "fields", "Champs", .text,
                """
                (SELECT string_agg(k, ', ' ORDER BY k)
                   FROM jsonb_object_keys(coalesce(audit_entry.after, audit_entry.before, '{}')) k
                  WHERE k NOT LIKE '%\\_id' AND k NOT IN ('id', 'created_at'))
                """, sortable: false),
            Column("record", "Numéro", .integer, "audit_entry.record_id", sortable: false, shown: false),
        ],
        filters: [
            .choice("operation", "Geste", .fixed(operations.choices), of: "audit_entry.operation"),
            .choice("table", "Quoi", .fixed(tables.choices), of: "audit_entry.table_name"),
            .days("at", "Date", of: "(audit_entry.at AT TIME ZONE 'Europe/Paris')::date"),
        ],
        from: "FROM audit_entry",
        visible: { _ in "true" },
        key: "audit_entry.id",
        address: """
            coalesce(CASE audit_entry.subject WHEN 'application' THEN '/dossiers/' WHEN 'association' THEN '/associations/'
                 WHEN 'campaign' THEN '/campagnes/' WHEN 'session' THEN '/seances/' WHEN 'agent' THEN '/reglages/agents/'
                 WHEN 'scheme' THEN '/dispositifs/' WHEN 'project' THEN '/financements/projets/'
                 WHEN 'funding_search_note' THEN '/financements/recherches?' END || audit_entry.subject_id, '/reglages')
            """,
        search: { "fold(audit_entry.actor_name) LIKE '%' || fold(\($0)) || '%'" },
        order: ("at", true))

    private static let operations = Vocabulary([
        ("insert", "Création", .done), ("update", "Modification", .info), ("delete", "Suppression", .danger),
    ])

    private static let tables = Vocabulary([
        ("association", "Association", .neutral), ("association_officer", "Dirigeant", .neutral),
        ("bank_account", "Coordonnées bancaires", .attention), ("identity_conflict", "Identité", .neutral),
        ("association_merge", "Fusion", .attention), ("duplicate_candidate", "Doublon", .neutral),
        ("grant_record", "Subvention", .neutral), ("scheme", "Dispositif", .neutral),
        ("scheme_document", "Pièce demandée", .neutral), ("campaign", "Campagne", .neutral),
        ("envelope", "Enveloppe", .attention), ("application", "Dossier", .neutral),
        ("application_document", "Pièce", .neutral), ("application_budget_line", "Budget", .neutral),
        ("session", "Séance", .neutral), ("agenda_line", "Décision", .attention),
        ("project", "Projet", .neutral), ("project_budget_line", "Budget d’un projet", .neutral),
        ("project_note", "Conseil", .neutral), ("project_application", "Lien d’un projet", .neutral),
        ("funding_search", "Recherche de financement", .neutral), ("funding_search_note", "Échange", .neutral),
        ("financing_plan", "Plan de financement", .neutral), ("financing_line", "Ligne d’un plan", .neutral),
        ("calendar_feed", "Agenda", .attention),
        ("association_alias", "Autre nom", .neutral), ("service", "Service", .neutral), ("theme", "Thème", .neutral),
        ("agent", "Compte", .attention), ("agent_role", "Rôle", .attention),
    ])
}
