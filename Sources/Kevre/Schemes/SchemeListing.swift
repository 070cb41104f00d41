import PostgreSQL

extension Scheme {
    /// The schemes, with what their campaigns of all years add up to.
    public static let listing = Listing(
        name: "schemes", title: "Dispositifs", singular: "dispositif", plural: "dispositifs", right: .readSchemes,
        columns: [
            Column("name", "Dispositif", .text, "scheme.name", nullable: false),
            Column("code", "Code", .text, "scheme.code", nullable: false, under: "name", asWritten: true),
            Column("service", "Service", .text, "service.name", nullable: false),
            Column("theme", "Thème", .text, "theme.name"),
            Column("kind", "Nature", .state(SubsidyKind.vocabulary), "scheme.kind", nullable: false),
            Column(
                "campaigns", "Campagnes", .integer,
                "(SELECT count(*) FROM campaign c WHERE c.scheme_id = scheme.id)", sums: true, nullable: false),
            Column(
                "last_year", "Dernière année", .year,
                "(SELECT max(c.year) FROM campaign c WHERE c.scheme_id = scheme.id)"),
            Column(
                "documents", "Pièces demandées", .integer,
                "(SELECT count(*) FROM scheme_document d WHERE d.scheme_id = scheme.id)", nullable: false,
                shown: false),
            Column("active", "En service", .flag, "scheme.active", nullable: false),
        ],
        filters: [
            .key(
                "service", "Service", .query("SELECT id AS value, name AS label FROM service ORDER BY position, name"),
                of: "scheme.service_id"),
            .key(
                "theme", "Thème", .query("SELECT id AS value, name AS label FROM theme ORDER BY position, name"),
                of: "scheme.theme_id"),
            .choice("kind", "Nature", .fixed(SubsidyKind.vocabulary.choices), of: "scheme.kind"),
            .flag("active", "En service seulement", "scheme.active"),
        ],
        from:
            "FROM scheme JOIN service ON service.id = scheme.service_id LEFT JOIN theme ON theme.id = scheme.theme_id",
        visible: { $0.reaches(service: "scheme.service_id", with: .readSchemes) },
        key: "scheme.id",
        address: "'/dispositifs/' || scheme.id",
        search: { "fold(scheme.name) LIKE '%' || fold(\($0)) || '%' OR scheme.code LIKE '%' || lower(\($0)) || '%'" },
        order: ("name", false))
}
