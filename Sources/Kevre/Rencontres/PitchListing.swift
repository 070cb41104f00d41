import PostgreSQL

extension Pitch {
    /// The pitches with who stands there and what they bring: the plan as a list.
    public static let listing = Listing(
        name: "pitches", title: "Emplacements", singular: "emplacement", plural: "emplacements",
        right: .readRencontres,
        columns: [
            Column("number", "Emplacement", .integer, "pitch.number", nullable: false),
            Column("zone", "Zone", .text, "zone.name", nullable: false),
            Column("association", "Association", .text, "coalesce(association.name, 'libre')", nullable: false),
            Column("edition", "Édition", .year, "edition.year", nullable: false, shown: false),
            Column("state", "État", .state(RegistrationState.vocabulary), "registration.state"),
            Column("tables", "Tables", .integer, "registration.tables", sums: true),
            Column("chairs", "Chaises", .integer, "registration.chairs", sums: true),
            Column("panels", "Grilles", .integer, "registration.panels", sums: true),
            Column("watts", "Watts", .integer, "registration.watts", sums: true),
            Column("sockets", "Prises", .integer, "pitch.sockets", sums: true, nullable: false),
            Column("circuit", "Circuit", .text, "circuit.name"),
            Column("size", "Taille (cm)", .text, "pitch.width || ' × ' || pitch.depth", nullable: false, shown: false),
            Column("corner", "En angle", .flag, "pitch.corner", nullable: false, shown: false),
            Column("accessible", "Accessible", .flag, "pitch.accessible", nullable: false, shown: false),
            Column("contact", "Contact", .text, "registration.contact_name", shown: false),
            Column("phone", "Téléphone", .text, "registration.contact_phone", shown: false),
            Column("note", "Note", .text, "pitch.note", nullable: false, shown: false),
        ],
        filters: [
            .key(
                "edition", "Édition", .query("SELECT id AS value, year::text AS label FROM edition ORDER BY year DESC"),
                of: "pitch.edition_id"),
            .choice(
                "zone", "Zone", .query("SELECT DISTINCT name AS value, name AS label FROM zone ORDER BY name"),
                of: "zone.name"),
            .flag("free", "Libres seulement", "pitch.registration_id IS NULL"),
            .flag("unpowered", "Besoin d’électricité sans prise", "registration.watts > 0 AND pitch.sockets = 0"),
        ],
        from: """
            FROM pitch JOIN edition ON edition.id = pitch.edition_id JOIN zone ON zone.id = pitch.zone_id
                 LEFT JOIN circuit ON circuit.id = pitch.circuit_id
                 LEFT JOIN registration ON registration.id = pitch.registration_id
                 LEFT JOIN association ON association.id = registration.association_id
            """,
        visible: { _ in "true" },
        key: "pitch.id",
        address: "'/rencontres/' || edition.year || '/plan?emplacement=' || pitch.number",
        search: { words in
            "pitch.number::text = \(words) OR association.name_key LIKE '%' || normalize_name(\(words)) || '%'"
        },
        order: ("number", false))
}
