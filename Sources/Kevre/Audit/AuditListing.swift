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
            Column("event", "Événement", .state(JournalWords.events), "audit_entry.event", sortable: false),
            Column(
                "fields", "Champs", .text,
                """
                CASE audit_entry.operation WHEN 'refusal' THEN audit_entry.after ->> 'reason' ELSE
                (SELECT string_agg(coalesce(w.label, k), ', ' ORDER BY coalesce(w.label, k))
                   FROM jsonb_object_keys(coalesce(audit_entry.after, audit_entry.before, '{}')) k
                   LEFT JOIN \(JournalWords.columnTable) w(name, label) ON w.name = k
                  WHERE k NOT LIKE '%\\_id' AND k NOT IN ('id', 'created_at')) END
                """, sortable: false),
            Column("record", "Numéro", .integer, "audit_entry.record_id", sortable: false, shown: false),
        ],
        filters: [
            .choice("operation", "Geste", .fixed(operations.choices), of: "audit_entry.operation"),
            .choice("event", "Événement", .fixed(JournalWords.events.choices), of: "audit_entry.event"),
            .choice("table", "Quoi", .fixed(tables.choices), of: "audit_entry.table_name"),
            .days("at", "Date", of: "(audit_entry.at AT TIME ZONE 'Europe/Paris')::date"),
        ],
        from: "FROM audit_entry",
        visible: { _ in "true" },
        key: "audit_entry.id",
        address: """
            coalesce(CASE audit_entry.subject WHEN 'application' THEN '/dossiers/' WHEN 'association' THEN '/associations/'
                 WHEN 'aid' THEN '/financements/aides/' WHEN 'funder' THEN '/financements/financeurs/'
                 WHEN 'campaign' THEN '/campagnes/' WHEN 'session' THEN '/seances/' WHEN 'agent' THEN '/reglages/agents/'
                 WHEN 'scheme' THEN '/dispositifs/' WHEN 'project' THEN '/financements/projets/'
                 WHEN 'funding_search_note' THEN '/financements/recherches?' END || audit_entry.subject_id, '/reglages')
            """,
        search: { "fold(audit_entry.actor_name) LIKE '%' || fold(\($0)) || '%'" },
        order: ("at", true))

    private static let operations = Vocabulary([
        ("insert", "Création", .done), ("update", "Modification", .info), ("delete", "Suppression", .danger),
        ("refusal", "Refus", .attention),
    ])

    private static let tables = Vocabulary([
        ("association", "Association", .neutral), ("association_officer", "Dirigeant", .neutral),
        ("bank_account", "Coordonnées bancaires", .attention), ("identity_conflict", "Identité", .neutral),
        ("association_merge", "Fusion", .attention), ("duplicate_candidate", "Doublon", .neutral),
        ("grant_record", "Subvention", .neutral), ("scheme", "Dispositif", .neutral),
        ("scheme_document", "Pièce demandée", .neutral), ("campaign", "Campagne", .neutral),
        ("envelope", "Enveloppe", .attention), ("application", "Dossier", .neutral),
        ("application_document", "Pièce", .neutral), ("application_budget_line", "Budget", .neutral),
        ("aid", "Aide", .neutral), ("funder", "Financeur", .neutral),
        ("funder_contact", "Contact d’un financeur", .neutral), ("funder_alias", "Autre nom d’un financeur", .neutral),
        ("aid_duplicate", "Aide en double", .neutral), ("aid_verdict", "Avis sur une aide", .neutral),
        ("aid_answer", "Réponse à un critère", .neutral),
        ("session", "Séance", .neutral), ("agenda_line", "Décision", .attention),
        ("project", "Projet", .neutral), ("project_budget_line", "Budget d’un projet", .neutral),
        ("project_note", "Conseil", .neutral), ("project_application", "Lien d’un projet", .neutral),
        ("funding_search", "Recherche de financement", .neutral), ("funding_search_note", "Échange", .neutral),
        ("financing_plan", "Plan de financement", .neutral), ("financing_line", "Ligne d’un plan", .neutral),
        ("calendar_feed", "Agenda", .attention),
        ("programme", "Programme", .neutral), ("room", "Salle", .neutral),
        ("programme_session", "Rendez-vous", .neutral), ("session_speaker", "Intervenant", .neutral),
        ("speaker", "Intervenant (nom, qualité)", .neutral),
        ("participant", "Participant", .neutral), ("booking", "Place à un rendez-vous", .neutral),
        ("association_alias", "Autre nom", .neutral), ("service", "Service", .neutral), ("theme", "Thème", .neutral),
        ("agent", "Compte", .attention), ("agent_role", "Rôle", .attention),
        ("application_comment", "Commentaire", .neutral), ("aid", "Aide", .neutral), ("funder", "Financeur", .neutral),
        ("funder_contact", "Contact d’un financeur", .neutral), ("aid_duplicate", "Doublon d’aide", .neutral),
        ("aid_verdict", "Avis sur une aide", .neutral), ("aid_answer", "Réponse sur une aide", .neutral),
        ("edition", "Édition des Rencontres", .neutral), ("edition_task", "Tâche", .neutral),
        ("edition_regulation", "Règlement des Rencontres", .neutral),
        ("edition_budget_line", "Budget des Rencontres", .neutral), ("registration", "Inscription", .neutral),
        ("stand_type", "Type de stand", .neutral), ("zone", "Zone", .neutral),
        ("circuit", "Circuit électrique", .neutral),
        ("pitch", "Emplacement", .neutral), ("plan_feature", "Repère du plan", .neutral),
        ("programme", "Programme", .neutral), ("programme_session", "Atelier", .neutral), ("room", "Salle", .neutral),
        ("session_speaker", "Intervenant", .neutral), ("booking", "Place d’atelier", .neutral),
        ("participant", "Participant", .neutral), ("presence", "Présence", .neutral),
    ])
}
