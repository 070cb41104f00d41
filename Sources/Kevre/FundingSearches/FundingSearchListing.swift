import PostgreSQL

extension FundingSearch {
    /// The searches: every face of the list « Recherches ».
    public static func listing(today: Day) -> Listing {
        Listing(
            name: "funding-searches", title: "Recherches de financement", singular: "recherche",
            plural: "recherches", right: .readFunding, columns: columns(today), filters: filters(today),
            from: """
                FROM funding_search f JOIN project p ON p.id = f.project_id
                     JOIN association a ON a.id = p.association_id
                     JOIN funder u ON u.id = f.funder_id
                     LEFT JOIN aid ON aid.id = f.aid_id
                     LEFT JOIN agent g ON g.id = f.agent_id
                """,
            visible: { _ in "true" },
            key: "f.id",
            address: "'/financements/recherches/' || f.id",
            search: { words in
                """
                fold(p.title) LIKE '%' || fold(\(words)) || '%' OR fold(u.name) LIKE '%' || fold(\(words)) || '%'
                OR fold(aid.name) LIKE '%' || fold(\(words)) || '%' OR fold(f.label) LIKE '%' || fold(\(words)) || '%'
                OR a.name_key LIKE '%' || normalize_name(\(words)) || '%'
                """
            },
            order: ("next_on", false))
    }

    private static let name: SQL = "coalesce(nullif(aid.short_name, ''), aid.name, nullif(f.label, ''), u.name)"

    private static func columns(_ today: Day) -> [Column] {
        [
            Column("aid", "Aide ou financeur", .text, name, nullable: false),
            Column("funder", "Financeur", .text, "u.name", nullable: false, under: "aid"),
            Column("project", "Projet", .text, "p.title", nullable: false),
            Column("association", "Association", .text, "a.name", nullable: false, under: "project"),
            Column("state", "État", .state(FundingSearchState.vocabulary), "f.state", nullable: false),
            Column("asked", "Demandé", .money, "f.asked_cents", sums: true),
            Column("obtained", "Obtenu", .money, "f.obtained_cents", sums: true),
            Column("paid", "Versé", .money, "f.paid_cents", sums: true, nullable: false, shown: false),
            Column("closes_on", "Clôture", .day, "f.closes_on"),
            Column("next_action", "Prochaine action", .text, "nullif(f.next_action, '')", sortable: false),
            Column("next_on", "Pour le", .day, "f.next_action_on"),
            Column("agent", "Suivi par", .text, "g.name", under: "state"),
            Column("contact", "Interlocuteur", .text, "nullif(f.contact, '')", shown: false),
            Column("filed_on", "Déposée le", .day, "f.filed_on", shown: false),
            Column("answered_on", "Répondue le", .day, "f.answered_on", shown: false),
            Column("paid_on", "Versée le", .day, "f.paid_on", shown: false),
            Column("report_due_on", "Bilan attendu le", .day, "f.report_due_on", shown: false),
            Column("moved_on", "Dernier mouvement", .day, "f.moved_on", nullable: false, shown: false),
            Column(
                "sleeps", "En sommeil", .flag, "(\(sleeps(on: today)))", sortable: false, nullable: false, shown: false,
                note: "Action en retard, clôture ou bilan passés, ou rien depuis longtemps et rien de prévu."),
            Column("reason", "Motif", .longText, "nullif(f.reason, '')", sortable: false, shown: false),
        ]
    }

    private static func filters(_ today: Day) -> [Filter] {
        [
            .choice("state", "État", .fixed(FundingSearchState.vocabulary.choices), of: "f.state"),
            .key(
                "agent", "Suivi par", .query("SELECT id AS value, name AS label FROM agent WHERE active ORDER BY name"),
                of: "f.agent_id"),
            .key(
                "funder", "Financeur",
                .query(
                    """
                    SELECT id AS value, name AS label FROM funder
                     WHERE id IN (SELECT funder_id FROM funding_search) ORDER BY name
                    """), of: "f.funder_id"),
            .key(
                "project", "Projet",
                .query(
                    """
                    SELECT id AS value, title AS label FROM project
                     WHERE id IN (SELECT project_id FROM funding_search) ORDER BY title
                    """), of: "f.project_id"),
            .days("closes_on", "Clôture", of: "f.closes_on"),
            .days("next_on", "Prochaine action", of: "f.next_action_on"),
            .days("answered_on", "Répondue", of: "f.answered_on"),
            .amounts("asked", "Demandé", of: "f.asked_cents"),
            .flag("live", "En cours", "f.state NOT IN \(FundingSearchState.over)"),
            .flag("sleeping", "En sommeil", sleeps(on: today)),
            .flag("closing", "Clôture sous quinze jours", closesSoon(on: today)),
        ]
    }

    /// Not filed yet, and fifteen days left at most.
    static func closesSoon(on today: Day) -> SQL {
        """
        f.state IN ('spotted', 'contacted', 'in_preparation')
        AND f.closes_on BETWEEN \(today) AND \(today.adding(days: 15))
        """
    }

    /// The columns by state: every search that is alive, and what ended in the last three months.
    ///
    /// - Parameter agent: whose searches; nil: all.
    public static func board(
        project: Project.ID? = nil, of agent: Agent.ID? = nil, on today: Day, in tx: Transaction
    ) throws -> [(state: FundingSearchState, searches: [FundingSearch])] {
        let found = try tx.query(
            """
            \(selection)
             WHERE (f.state NOT IN \(FundingSearchState.over) OR f.moved_on > \(today.adding(months: -3)))
               AND (\(project)::bigint IS NULL OR f.project_id = \(project))
               AND (\(agent)::bigint IS NULL OR f.agent_id = \(agent))
             ORDER BY f.next_action_on NULLS LAST, f.closes_on NULLS LAST, f.id LIMIT 1000
            """
        ).map(FundingSearch.init)
        let byState = Dictionary(grouping: found, by: \.state)
        return FundingSearchState.allCases.map { ($0, byState[$0] ?? []) }
    }
}
