import PostgreSQL

extension Edition {
    /// The editions, with how many associations come.
    public static let listing = Listing(
        name: "editions", title: "Rencontres de la vie associative", singular: "édition", plural: "éditions",
        right: .readRencontres,
        columns: [
            Column("name", "Édition", .text, "edition.name || ' ' || edition.year", nullable: false),
            Column("year", "Année", .year, "edition.year", nullable: false),
            Column("state", "État", .state(EditionState.vocabulary), "edition.state", nullable: false),
            Column("starts", "Premier jour", .day, "edition.starts_on", nullable: false),
            Column("ends", "Dernier jour", .day, "edition.ends_on", nullable: false, shown: false),
            Column("place", "Lieu", .text, "edition.place", nullable: false),
            Column("capacity", "Effectif admis", .integer, "coalesce(edition.capacity, edition.public_area)"),
            Column(
                "opens", "Ouverture des inscriptions", .moment, "edition.registration_opens_at", nullable: false,
                shown: false),
            Column(
                "closes", "Clôture des inscriptions", .closing, "edition.registration_closes_at", nullable: false,
                shown: false),
            Column("quota", "Places", .integer, "t.quota", note: "Places des types de stand qui en ont un nombre."),
            Column(
                "associations", "Associations", .integer, "t.held", sums: true, nullable: false,
                note: "Inscriptions qui tiennent une place."),
            Column("waiting", "En attente", .integer, "t.waiting", sums: true, nullable: false),
            Column(
                "planned", "Budget prévu", .money,
                """
                (SELECT sum(l.planned_cents)::bigint FROM edition_budget_line l
                  WHERE l.edition_id = edition.id AND l.side = 'expense')
                """),
            Column(
                "spent", "Dépensé", .money,
                """
                (SELECT sum(l.actual_cents)::bigint FROM edition_budget_line l
                  WHERE l.edition_id = edition.id AND l.side = 'expense')
                """),
        ],
        filters: [.choice("state", "État", .fixed(EditionState.vocabulary.choices), of: "edition.state")],
        from: """
            FROM edition CROSS JOIN LATERAL (
                SELECT sum(s.quota) AS quota, coalesce(sum(s.held), 0) AS held, coalesce(sum(s.waiting), 0) AS waiting
                  FROM stand_type s WHERE s.edition_id = edition.id) t
            """,
        visible: { _ in "true" },
        key: "edition.id",
        address: "'/rencontres/' || edition.year",
        search: {
            "fold(edition.name || ' ' || edition.year || ' ' || edition.place) LIKE '%' || fold(\($0)) || '%'"
        },
        order: ("starts", true))
}
