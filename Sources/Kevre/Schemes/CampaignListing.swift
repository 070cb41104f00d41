import PostgreSQL

extension Campaign {
    /// Whether requests may be made, in SQL: ``isOpen(at:)`` at the transaction's moment.
    static let openNow: SQL =
        "(moment() >= campaign.opens_at AND moment() < campaign.closes_at + interval '1 minute')"

    /// The campaigns with their envelopes' totals.
    public static let listing = Listing(
        name: "campaigns", title: "Campagnes", singular: "campagne", plural: "campagnes", right: .readSchemes,
        columns: [
            Column("name", "Campagne", .text, "campaign.name", nullable: false),
            Column("scheme", "Dispositif", .text, "scheme.name", nullable: false, under: "name"),
            Column("service", "Service", .text, "service.name", nullable: false),
            Column("year", "Année", .year, "campaign.year", nullable: false),
            Column("kind", "Nature", .state(SubsidyKind.vocabulary), "scheme.kind", nullable: false, shown: false),
            Column(
                "phase", "État", .state(Phase.vocabulary),
                """
                CASE WHEN moment() < campaign.opens_at THEN 'upcoming'
                     WHEN \(Campaign.openNow) THEN 'open' ELSE 'closed' END
                """, nullable: false),
            Column("opens", "Ouverture", .moment, "campaign.opens_at", nullable: false, shown: false),
            Column("closes", "Clôture", .closing, "campaign.closes_at", nullable: false),
            Column(
                "applications", "Dossiers", .integer,
                "(SELECT count(*) FROM application a WHERE a.campaign_id = campaign.id AND a.state <> 'draft')",
                sums: true, nullable: false, note: "Dossiers déposés, brouillons exclus."),
            Column(
                "asked", "Demandé", .money,
                """
                (SELECT coalesce(sum(a.requested_cents), 0)::bigint FROM application a
                  WHERE a.campaign_id = campaign.id AND a.state <> 'draft')
                """, sums: true, nullable: false),
            Column("envelope", "Enveloppe", .money, "e.amount_cents", sums: true, nullable: false),
            Column(
                "proposed", "Proposé", .money, "e.proposed_cents", sums: true, nullable: false,
                note: "Proposé pour des dossiers qui attendent une décision."),
            Column(
                "decided", "Décidé", .money, "e.decided_cents", sums: true, nullable: false,
                note: "Accordé en séance, close ou non."),
            Column(
                "committed", "Engagé", .money, "e.committed_cents", sums: true, nullable: false, shown: false,
                note: "Décidé dans des séances closes."),
            Column(
                "left", "Reste", .money, "(e.amount_cents - e.decided_cents)", sums: true, nullable: false,
                note: "Enveloppe moins décidé."),
        ],
        filters: [
            .key(
                "year", "Année",
                .query("SELECT DISTINCT year AS value, year::text AS label FROM campaign ORDER BY 1 DESC"),
                of: "campaign.year"),
            .key(
                "scheme", "Dispositif", .query("SELECT id AS value, name AS label FROM scheme ORDER BY name"),
                of: "campaign.scheme_id"),
            .key(
                "service", "Service", .query("SELECT id AS value, name AS label FROM service ORDER BY position, name"),
                of: "scheme.service_id"),
            .choice("kind", "Nature", .fixed(SubsidyKind.vocabulary.choices), of: "scheme.kind"),
            .flag(
                "open", "Ouvertes seulement",
                Campaign.openNow),
        ],
        from: """
            FROM campaign JOIN scheme ON scheme.id = campaign.scheme_id
                 JOIN service ON service.id = scheme.service_id
                 CROSS JOIN LATERAL (
                     SELECT coalesce(sum(amount_cents), 0)::bigint AS amount_cents,
                            coalesce(sum(\(Envelope.pending)), 0)::bigint AS proposed_cents,
                            coalesce(sum(decided_cents), 0)::bigint AS decided_cents,
                            coalesce(sum(committed_cents), 0)::bigint AS committed_cents
                       FROM envelope WHERE envelope.campaign_id = campaign.id) e
            """,
        visible: { $0.reaches(service: "scheme.service_id", with: .readSchemes) },
        key: "campaign.id",
        address: "'/campagnes/' || campaign.id",
        search: {
            "fold(campaign.name) LIKE '%' || fold(\($0)) || '%' OR fold(scheme.name) LIKE '%' || fold(\($0)) || '%'"
        },
        order: ("closes", true))
}
