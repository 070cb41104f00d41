import PostgreSQL

extension ProgrammeSession {
    /// The sessions of the programmes, in the order of the day.
    public static let listing = Listing(
        name: "programme", title: "Programme", singular: "rendez-vous", plural: "rendez-vous",
        right: .readRencontres,
        columns: [
            Column("title", "Rendez-vous", .text, "s.title", nullable: false),
            Column("kind", "Forme", .state(Kind.vocabulary), "s.kind", nullable: false),
            Column("starts", "Début", .moment, "s.starts_at", nullable: false),
            Column("ends", "Fin", .moment, "s.ends_at", nullable: false, shown: false),
            Column("room", "Salle", .text, "room.name"),
            Column(
                "speakers", "Intervenants", .longText,
                """
                (SELECT string_agg(p.name || coalesce(', ' || nullif(p.title, ''), ''), ' ; ' ORDER BY ss.moderates, ss.position)
                   FROM session_speaker ss JOIN speaker p ON p.id = ss.speaker_id WHERE ss.session_id = s.id)
                """, sortable: false, shown: false),
            Column("audience", "Public", .text, "s.audience", nullable: false, shown: false),
            Column("registered", "Sur inscription", .flag, "s.registered", nullable: false, shown: false),
            Column("capacity", "Places", .integer, "s.capacity", sums: true, nullable: false),
            Column("confirmed", "Confirmées", .integer, "place.confirmed", sums: true, nullable: false),
            Column("waiting", "En attente", .integer, "place.waiting", sums: true, nullable: false),
            Column(
                "fill", "Remplissage", .percent, "(place.confirmed * 10000 / s.capacity)", nullable: false,
                note: "Places confirmées sur places offertes."),
            Column("edition", "Édition", .year, "edition.year", nullable: false, shown: false),
        ],
        filters: [
            .key(
                "edition", "Édition",
                .query("SELECT id AS value, name || ' ' || year AS label FROM edition ORDER BY year DESC"),
                of: "s.edition_id"),
            .choice("kind", "Forme", .fixed(Kind.vocabulary.choices), of: "s.kind"),
            .flag("full", "Complets", "place.confirmed >= s.capacity"),
            .flag("roomless", "Sans salle", "s.room_id IS NULL"),
        ],
        from: """
            FROM programme_session s JOIN session_place place ON place.session_id = s.id
            JOIN edition ON edition.id = s.edition_id LEFT JOIN room ON room.id = s.room_id
            """,
        visible: { _ in "true" },
        key: "s.id",
        address: "'/rencontres/' || edition.year || '/programme/' || s.id",
        search: { words in "fold(s.title || ' ' || coalesce(room.name, '')) LIKE '%' || fold(\(words)) || '%'" },
        order: ("starts", false))
}
