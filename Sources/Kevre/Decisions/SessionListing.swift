import PostgreSQL

extension Session {
    static let bodies = Vocabulary(Body.allCases.map { ($0.rawValue, $0.label, .neutral) })

    static let states = Vocabulary([("open", "À tenir", .accent), ("closed", "Close", .done)])

    private static func sum(_ expression: SQL, _ condition: SQL) -> SQL {
        """
        (SELECT coalesce(\(expression), 0)::bigint FROM agenda_line l
          WHERE l.session_id = session.id AND \(condition))
        """
    }

    /// The sessions, the latest first.
    public static let listing = Listing(
        name: "sessions", title: "Séances", singular: "séance", plural: "séances", right: .readSessions,
        columns: [
            Column("held_on", "Date", .day, "session.held_on", nullable: false),
            Column("name", "Séance", .text, "session.name", nullable: false),
            Column("body", "Instance", .state(bodies), "session.body", nullable: false),
            Column("place", "Lieu", .text, "session.place", nullable: false, shown: false),
            Column(
                "state", "État", .state(states),
                "CASE WHEN session.closed_at IS NULL THEN 'open' ELSE 'closed' END", nullable: false),
            Column(
                "lines", "Dossiers", .integer, sum("count(*)", "true"), sums: true, nullable: false,
                note: "Dossiers à l’ordre du jour."),
            Column(
                "decided", "Décidés", .integer, sum("count(*)", "l.outcome IS NOT NULL"), sums: true,
                nullable: false, shown: false),
            Column(
                "granted", "Accordé", .money, sum("sum(l.amount_cents)", "l.outcome = 'granted'"), sums: true,
                nullable: false),
            Column("deliberation", "Délibération", .text, "session.deliberation_reference"),
            Column("closed_at", "Close le", .moment, "session.closed_at", shown: false),
        ],
        filters: [
            .choice("body", "Instance", .fixed(bodies.choices), of: "session.body"),
            .choice(
                "state", "État", .fixed(states.choices),
                of: "CASE WHEN session.closed_at IS NULL THEN 'open' ELSE 'closed' END"),
            .days("held_on", "Date", of: "session.held_on"),
        ],
        from: "FROM session",
        visible: { _ in "true" },
        key: "session.id",
        address: "'/seances/' || session.id",
        search: { words in
            """
            fold(session.name || ' ' || session.place || ' ' || coalesce(session.deliberation_reference, ''))
            LIKE '%' || fold(\(words)) || '%'
            """
        },
        order: ("held_on", true))

    /// The proposals that wait for a session: what the picking page offers.
    public static let proposals = Listing(
        name: "proposals", title: "Propositions à décider", singular: "proposition", plural: "propositions",
        right: .writeSessions,
        columns: [
            Column("reference", "Dossier", .text, "application.reference", nullable: true, asWritten: true),
            Column("association", "Association", .text, "association.name", nullable: false),
            Column("project", "Projet", .text, "application.title", nullable: false, under: "association"),
            Column("scheme", "Dispositif", .text, "scheme.name", nullable: false),
            Column("service", "Service", .text, "service.name", nullable: false, shown: false),
            Column("envelope", "Enveloppe", .text, "envelope.name", nullable: false),
            Column("requested", "Demandé", .money, "application.requested_cents", sums: true),
            Column("proposed", "Proposé", .money, "application.proposed_cents", sums: true),
            Column("opinion", "Avis", .state(Application.Opinion.vocabulary), "application.opinion"),
            Column(
                "competent_body", "Compétence", .text,
                """
                CASE scheme.competent_body WHEN 'bureau' THEN 'Bureau' WHEN 'president' THEN 'Président'
                     ELSE 'Conseil' END
                """, nullable: false, shown: false),
        ],
        filters: [
            .key(
                "campaign", "Campagne",
                .query("SELECT id AS value, name AS label FROM campaign ORDER BY year DESC, name"),
                of: "application.campaign_id"),
            .key(
                "service", "Service", .query("SELECT id AS value, name AS label FROM service ORDER BY position, name"),
                of: "scheme.service_id"),
            .key(
                "envelope", "Enveloppe",
                .query(
                    """
                    SELECT envelope.id AS value, envelope.name || ' (' || campaign.name || ')' AS label
                      FROM envelope JOIN campaign ON campaign.id = envelope.campaign_id
                     ORDER BY campaign.year DESC, envelope.name
                    """), of: "application.envelope_id"),
            .choice(
                "competent_body", "Compétence",
                .fixed(DecidingBody.allCases.map { Choice($0.rawValue, $0.label) }), of: "scheme.competent_body"),
        ],
        from: """
            FROM application
            JOIN association ON association.id = application.association_id
            JOIN campaign ON campaign.id = application.campaign_id
            JOIN scheme ON scheme.id = campaign.scheme_id
            JOIN service ON service.id = scheme.service_id
            JOIN envelope ON envelope.id = application.envelope_id
            """,
        visible: {
            "application.state = 'proposed' AND \($0.reaches(service: "scheme.service_id", with: .writeSessions))"
        },
        key: "application.id",
        address: "'/dossiers/' || coalesce(application.reference, application.id::text)",
        search: { words in
            """
            fold(association.name) LIKE '%' || fold(\(words)) || '%'
            OR fold(application.title) LIKE '%' || fold(\(words)) || '%'
            OR application.reference ILIKE '%' || \(words) || '%'
            """
        },
        order: ("association", false))
}
