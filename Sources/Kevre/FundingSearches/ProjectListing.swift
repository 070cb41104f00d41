import PostgreSQL

extension Project {
    /// The projects: every face of the list « Projets ».
    public static let listing = Listing(
        name: "projects", title: "Projets", singular: "projet", plural: "projets", right: .readFunding,
        columns: columns, filters: filters,
        from: """
            FROM project JOIN association ON association.id = project.association_id
                 LEFT JOIN agent ON agent.id = project.accompanied_by
                 LEFT JOIN shared.commune ON commune.code = association.commune_code
            """,
        visible: { _ in "true" },
        key: "project.id",
        address: "'/financements/projets/' || project.id",
        search: { words in
            """
            fold(project.title) LIKE '%' || fold(\(words)) || '%'
            OR association.name_key LIKE '%' || normalize_name(\(words)) || '%'
            """
        },
        order: ("updated", true))

    /// Sums of a project's searches that meet a condition on `f`.
    private static func searches(_ amount: SQL, _ condition: SQL) -> SQL {
        "(SELECT sum(\(amount))::bigint FROM funding_search f WHERE f.project_id = project.id AND \(condition))"
    }

    private static let cost: SQL = """
        (SELECT sum(b.amount_cents)::bigint FROM project_budget_line b
          WHERE b.project_id = project.id AND b.side = 'expense' AND b.account !~ '^86')
        """

    private static let columns = [
        Column("title", "Projet", .text, "project.title", nullable: false),
        Column("association", "Association", .text, "association.name", nullable: false, under: "title"),
        Column("stage", "Étape", .state(Stage.vocabulary), "project.stage", nullable: false),
        Column(
            "themes", "Thèmes", .text,
            """
            (SELECT string_agg(t.name, ', ' ORDER BY t.position) FROM theme t WHERE t.code = ANY(project.themes))
            """, sortable: false),
        Column("cost", "Coût", .money, cost, sums: true, sortable: false, note: "Hors contributions en nature."),
        Column(
            "obtained", "Obtenu", .money, searches("f.obtained_cents", "f.state IN ('granted', 'paid', 'reported')"),
            sums: true, sortable: false, note: "Accordé par d’autres financeurs."),
        Column(
            "filed", "Déposé", .money, searches("f.asked_cents", "f.state IN ('filed', 'no_answer')"), sums: true,
            sortable: false),
        Column("sought", "Cherché", .money, "project.sought_cents", sums: true, shown: false),
        Column(
            "live", "Recherches", .integer,
            """
            (SELECT count(*) FROM funding_search f WHERE f.project_id = project.id
              AND f.state NOT IN \(FundingSearchState.over))
            """, sortable: false, note: "En cours."),
        Column(
            "next", "Prochaine échéance", .day,
            """
            (SELECT min(least(f.next_action_on, CASE WHEN f.state IN ('spotted', 'contacted', 'in_preparation')
                                                     THEN f.closes_on END))
               FROM funding_search f WHERE f.project_id = project.id
                AND f.state NOT IN \(FundingSearchState.over))
            """, sortable: false),
        Column("starts", "Début", .day, "project.starts_on"),
        Column("ends", "Fin", .day, "project.ends_on", shown: false),
        Column("commune", "Commune", .text, "coalesce(commune.name, association.locality)", shown: false),
        Column("agent", "Accompagné par", .text, "agent.name"),
        Column("kind", "Nature", .state(SubsidyKind.vocabulary), "project.kind", nullable: false, shown: false),
        Column("updated", "Modifié", .moment, "project.updated_at", nullable: false, shown: false),
    ]

    private static let filters: [Filter] = [
        .choice("stage", "Étape", .fixed(Stage.vocabulary.choices), of: "project.stage"),
        Filter(
            "theme", "Thème", .choice(.query("SELECT code AS value, name AS label FROM theme ORDER BY position, name"))
        ) { value in
            guard case .choices(let themes) = value else { return "true" }
            return "project.themes && \(themes)::text[]"
        },
        .key(
            "agent", "Accompagné par",
            .query("SELECT id AS value, name AS label FROM agent WHERE active ORDER BY name"),
            of: "project.accompanied_by"),
        .key(
            "association", "Association",
            .query(
                """
                SELECT id AS value, name AS label FROM association
                 WHERE id IN (SELECT association_id FROM project) ORDER BY name
                """), of: "project.association_id"),
        .days("starts", "Début", of: "project.starts_on"),
        .flag("open", "En cours", "project.stage NOT IN ('done', 'abandoned')"),
        .flag(
            "no_budget", "Sans budget",
            "NOT EXISTS (SELECT FROM project_budget_line b WHERE b.project_id = project.id)"),
        .flag("no_territory", "Sans territoire", "project.scope IS NULL AND project.communes = '{}'"),
    ]
}
