import PostgreSQL

/// What the technical services bring: totals by zone, and electric power by circuit.
public enum Equipment {
    /// Tables, chairs, panels, sockets and watts of an edition, zone by zone; those without a pitch apart.
    public static let zones = Listing(
        name: "equipment", title: "Matériel par zone", singular: "zone", plural: "zones", right: .readRencontres,
        columns: [
            Column("zone", "Zone", .text, "coalesce(zone.name, 'Sans emplacement')", nullable: false),
            Column("edition", "Édition", .year, "edition.year", nullable: false, shown: false),
            Column("associations", "Associations", .integer, "n.associations", sums: true, nullable: false),
            Column("people", "Personnes", .integer, "n.people", sums: true, nullable: false),
            Column("tables", "Tables", .integer, "n.tables", sums: true, nullable: false),
            Column("chairs", "Chaises", .integer, "n.chairs", sums: true, nullable: false),
            Column("panels", "Grilles", .integer, "n.panels", sums: true, nullable: false),
            Column("sockets", "Prises", .integer, "n.sockets", sums: true, nullable: false),
            Column("watts", "Watts", .integer, "n.watts", sums: true, nullable: false),
            Column("meals", "Repas", .integer, "n.meals", sums: true, nullable: false, shown: false),
            Column("to_pay", "Repas à régler", .integer, "n.to_pay", sums: true, nullable: false, shown: false),
        ],
        filters: [editionFilter],
        from: """
            FROM (SELECT r.edition_id, p.zone_id, count(*) AS associations,
                         sum(greatest(r.people_morning, r.people_afternoon)) AS people, sum(r.tables) AS tables,
                         sum(r.chairs) AS chairs, sum(r.panels) AS panels, sum(r.sockets) AS sockets,
                         sum(r.watts) AS watts, sum(r.meals) AS meals,
                         sum(r.meals - least(r.meals, coalesce(r.offered_meals, d.offered_meals, r.meals))) AS to_pay
                    FROM registration r JOIN edition d ON d.id = r.edition_id LEFT JOIN pitch p ON p.registration_id = r.id
                   WHERE registration_holds(r.state) GROUP BY r.edition_id, p.zone_id) n
                 JOIN edition ON edition.id = n.edition_id LEFT JOIN zone ON zone.id = n.zone_id
            """,
        visible: { _ in "true" },
        key: "coalesce(zone.id, -edition.id)",
        address: """
            '/rencontres/' || edition.year || '/inscriptions?'
            || CASE WHEN zone.id IS NULL THEN 'unplaced=1' ELSE
               'zone=' || regexp_replace(encode(convert_to(zone.name, 'UTF8'), 'hex'), '(..)', '%\\1', 'g') END
            """,
        search: { "fold(coalesce(zone.name, 'Sans emplacement')) LIKE '%' || fold(\($0)) || '%'" },
        order: ("zone", false))

    /// Circuits with what their pitches ask, against what the breaker bears.
    public static let circuits = Listing(
        name: "circuits", title: "Circuits électriques", singular: "circuit", plural: "circuits",
        right: .readRencontres,
        columns: [
            Column("circuit", "Circuit", .text, "circuit.name", nullable: false, byNumber: true),
            Column("edition", "Édition", .year, "edition.year", nullable: false, shown: false),
            Column("pitches", "Emplacements", .integer, "n.pitches", sums: true, nullable: false),
            Column("associations", "Associations", .integer, "n.associations", sums: true, nullable: false),
            Column("watts", "Watts demandés", .integer, "n.watts", sums: true, nullable: false),
            Column("limit", "Limite", .integer, "circuit.limit_watts", nullable: false),
            Column("left", "Marge", .integer, "circuit.limit_watts - n.watts", nullable: false),
            Column(
                "load", "Charge", .state(loads),
                """
                CASE WHEN n.watts > circuit.limit_watts THEN 'over'
                     WHEN n.watts > circuit.limit_watts * 0.9 THEN 'near' ELSE 'fine' END
                """, nullable: false),
        ],
        filters: [editionFilter, .flag("over", "En surcharge", "n.watts > circuit.limit_watts")],
        from: """
            FROM circuit JOIN edition ON edition.id = circuit.edition_id CROSS JOIN LATERAL (
                SELECT count(*) AS pitches, count(r.id) AS associations, coalesce(sum(r.watts), 0) AS watts
                  FROM pitch p LEFT JOIN registration r ON r.id = p.registration_id
                 WHERE p.circuit_id = circuit.id) n
            """,
        visible: { _ in "true" },
        key: "circuit.id",
        address: "'/rencontres/' || edition.year || '/plan'",
        search: { "fold(circuit.name) LIKE '%' || fold(\($0)) || '%'" },
        order: ("circuit", false))

    private static let loads = Vocabulary([
        ("over", "Surcharge", .danger), ("near", "À plus de 90 %", .attention), ("fine", "Correcte", .done),
    ])

    private static let editionFilter = Filter.key(
        "edition", "Édition", .query("SELECT id AS value, year::text AS label FROM edition ORDER BY year DESC"),
        of: "edition.id")
}
