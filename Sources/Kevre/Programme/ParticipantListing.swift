import PostgreSQL

extension Participant {
    /// Whether somebody came, as lists say it.
    static let presence = Vocabulary([
        ("inside", "À l’intérieur", .done), ("came", "Venu(e)", .info), ("expected", "Pas encore là", .neutral),
        ("cancelled", "Annulée", .neutral),
    ])

    private static let presenceCode: SQL = """
        CASE WHEN participant.cancelled_at IS NOT NULL THEN 'cancelled' WHEN presence.inside AND is_of_today(presence.last_at) THEN 'inside'
             WHEN presence.participant_id IS NOT NULL THEN 'came' ELSE 'expected' END
        """

    private static func bookings(_ expression: SQL, _ condition: SQL) -> SQL {
        """
        (SELECT \(expression) FROM booking b JOIN programme_session s ON s.id = b.session_id
          WHERE b.participant_id = participant.id AND \(condition))
        """
    }

    /// The people of an edition, by name.
    public static let listing = Listing(
        name: "participants", title: "Participants", singular: "participant", plural: "participants",
        right: .readRencontres,
        columns: [
            Column("name", "Nom", .text, "participant.name", nullable: false),
            Column(
                "association", "Association", .text, "coalesce(association.name, participant.association_name)",
                under: "name"),
            Column("code", "Code", .text, "overlay(participant.code placing '-' from 5 for 0)", nullable: false),
            Column("email", "Adresse électronique", .text, "participant.email"),
            Column("phone", "Téléphone", .text, "participant.phone"),
            Column(
                "confirmed", "Places", .integer, bookings("count(*)", "b.state = 'confirmed'"), sums: true,
                nullable: false, note: "Rendez-vous où une place est confirmée."),
            Column(
                "waiting", "En attente", .integer, bookings("count(*)", "b.state = 'waiting'"), sums: true,
                nullable: false, note: "Rendez-vous en liste d’attente."),
            Column(
                "sessions", "Rendez-vous", .longText,
                bookings(
                    "string_agg(s.title || CASE b.state WHEN 'waiting' THEN ' (attente)' ELSE '' END, ' ; ' ORDER BY s.starts_at)",
                    "b.state <> 'cancelled'"), sortable: false, shown: false),
            Column("presence", "Présence", .state(presence), presenceCode, nullable: false),
            Column("arrived", "Arrivée", .moment, "presence.first_in_at", shown: false),
            Column("door", "Porte", .text, "presence.first_door", shown: false),
            Column(
                "channel", "Inscription", .state(Channel.vocabulary), "participant.channel", nullable: false,
                shown: false),
            Column("registered", "Inscrit(e) le", .moment, "participant.created_at", nullable: false, shown: false),
        ],
        filters: [
            .key(
                "edition", "Édition",
                .query("SELECT id AS value, name || ' ' || year AS label FROM edition ORDER BY year DESC"),
                of: "participant.edition_id"),
            Filter(
                "session", "Rendez-vous",
                .choice(
                    .query(
                        """
                        SELECT s.id AS value, e.year || ' · ' || s.title AS label
                          FROM programme_session s JOIN edition e ON e.id = s.edition_id
                         ORDER BY e.year DESC, s.starts_at, s.id
                        """))
            ) { value in
                guard case .choices(let chosen) = value else { return "true" }
                return """
                    EXISTS (SELECT FROM booking b WHERE b.participant_id = participant.id AND b.state <> 'cancelled'
                               AND b.session_id = ANY(\(chosen.compactMap { Int($0) })))
                    """
            },
            .choice("presence", "Présence", .fixed(presence.choices), of: presenceCode),
            .choice("channel", "Inscription", .fixed(Channel.vocabulary.choices), of: "participant.channel"),
            .flag(
                "waiting", "En liste d’attente",
                "EXISTS (SELECT FROM booking b WHERE b.participant_id = participant.id AND b.state = 'waiting')"),
        ],
        from: """
            FROM participant JOIN edition ON edition.id = participant.edition_id
            LEFT JOIN association ON association.id = participant.association_id
            LEFT JOIN presence ON presence.participant_id = participant.id
            """,
        // Who was registered in trying stands on « Jour J ».
        visible: { _ in "NOT participant.trial" },
        key: "participant.id",
        address: "'/rencontres/' || edition.year || '/participants/' || participant.id",
        search: { words in
            """
            participant.search_text LIKE '%' || fold(\(words)) || '%'
            OR fold(coalesce(association.name, participant.association_name)) LIKE '%' || fold(\(words)) || '%'
            OR participant.code = upper(replace(\(words), '-', '')) OR participant.email = lower(\(words))
            """
        },
        order: ("name", false))

    /// Who holds a place in a session or waits for one, in order of arrival.
    public static let sessionListing = Listing(
        name: "bookings", title: "Inscrits par rendez-vous", singular: "inscription", plural: "inscriptions",
        right: .readRencontres,
        columns: [
            Column("session", "Rendez-vous", .text, "s.title", nullable: false),
            Column("starts", "Début", .moment, "s.starts_at", nullable: false, shown: false),
            Column("arrival", "N°", .integer, "booking.arrival", nullable: false, note: "Ordre d’arrivée."),
            Column("name", "Nom", .text, "participant.name", nullable: false),
            Column(
                "association", "Association", .text, "coalesce(association.name, participant.association_name)",
                under: "name"),
            Column("state", "Place", .state(Booking.State.vocabulary), "booking.state", nullable: false),
            Column("booked", "Demandée le", .moment, "booking.created_at", nullable: false),
            Column("promoted", "Sortie de l’attente", .moment, "booking.promoted_at", shown: false),
            Column("attended", "Entrée en salle", .moment, "booking.attended_at"),
            Column("email", "Adresse électronique", .text, "participant.email", shown: false),
            Column("phone", "Téléphone", .text, "participant.phone", shown: false),
        ],
        filters: [
            .key(
                "edition", "Édition",
                .query("SELECT id AS value, name || ' ' || year AS label FROM edition ORDER BY year DESC"),
                of: "s.edition_id"),
            .key(
                "session", "Rendez-vous",
                .query(
                    """
                    SELECT s.id AS value, e.year || ' · ' || s.title AS label
                      FROM programme_session s JOIN edition e ON e.id = s.edition_id
                     ORDER BY e.year DESC, s.starts_at, s.id
                    """), of: "booking.session_id"),
            .choice("state", "Place", .fixed(Booking.State.vocabulary.choices), of: "booking.state"),
        ],
        from: """
            FROM booking JOIN programme_session s ON s.id = booking.session_id
            JOIN edition ON edition.id = s.edition_id
            JOIN participant ON participant.id = booking.participant_id
            LEFT JOIN association ON association.id = participant.association_id
            """,
        visible: { _ in "true" },
        key: "booking.id",
        address: "'/rencontres/' || edition.year || '/participants/' || participant.id",
        search: { words in
            "participant.search_text LIKE '%' || fold(\(words)) || '%' OR fold(s.title) LIKE '%' || fold(\(words)) || '%'"
        },
        order: ("arrival", false))
}
