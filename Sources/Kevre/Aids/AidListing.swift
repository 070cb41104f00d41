import PostgreSQL

extension Aid {
    /// The catalogue.
    public static func listing(today: Day) -> Listing {
        Listing(
            name: "aids", title: "Aides", singular: "aide", plural: "aides", right: .readFunding,
            columns: [
                Column("name", "Aide", .text, "aid.name", nullable: false),
                Column("funder", "Financeur", .text, "funder.name", nullable: false, under: "name"),
                Column("status", "État", .state(AidStatus.vocabulary), AidStatus.sql(today), nullable: false),
                Column("closes_on", "Clôture", .day, "aid.closes_on"),
                Column("themes", "Thèmes", .text, themeNames, sortable: false),
                Column("perimeter", "Territoire", .text, "coalesce(perimeter.name, nullif(aid.perimeter_text, ''))"),
                Column(
                    "rate_max", "Taux", .percent, "aid.rate_max_bp", note: "Taux le plus élevé de la dépense retenue."),
                Column("ceiling", "Plafond", .money, "aid.ceiling_cents"),
                Column("floor", "Plancher", .money, "aid.floor_cents", shown: false),
                Column("kinds", "Forme", .text, "array_to_string(aid.kinds, ', ')", sortable: false, shown: false),
                Column(
                    "recurrence", "Récurrence", .state(AidVocabulary.recurrences), "aid.recurrence", shown: false),
                Column("opens_on", "Ouverture", .day, "aid.opens_on", shown: false),
                Column("source", "Source", .text, "aid_source.name", nullable: false, shown: false),
                Column("updated", "Mise à jour de la source", .day, "aid.source_updated_on", shown: false),
                Column("verified_on", "Vérifiée le", .day, "aid.verified_on", shown: false),
                Column("notes", "Notes", .longText, "nullif(aid.notes, '')", sortable: false, shown: false),
            ],
            filters: [
                Filter("status", "État", .choice(.fixed(AidStatus.vocabulary.choices))) { value in
                    guard case .choices(let chosen) = value else { return "true" }
                    return "\(AidStatus.sql(today)) = ANY(\(chosen))"
                },
                Filter(
                    "theme", "Thème",
                    .choice(.query("SELECT code AS value, name AS label FROM theme ORDER BY position, name"))
                ) { value in
                    guard case .choices(let chosen) = value else { return "true" }
                    return "aid.themes && \(chosen)::text[]"
                },
                .key(
                    "funder", "Financeur",
                    .query(
                        """
                        SELECT id AS value, name AS label FROM funder
                         WHERE EXISTS (SELECT FROM aid WHERE aid.funder_id = funder.id) ORDER BY fold(name) LIMIT 500
                        """), of: "aid.funder_id"),
                Filter("audience", "Bénéficiaires", .choice(.fixed(AidVocabulary.audiences.choices))) { value in
                    guard case .choices(let chosen) = value else { return "true" }
                    return "aid.audiences && \(chosen)::text[]"
                },
                .days("closes", "Clôture", of: "aid.closes_on"),
                .amounts("ceiling", "Plafond", of: "aid.ceiling_cents"),
                .choice(
                    "source", "Source", .query("SELECT code AS value, name AS label FROM aid_source ORDER BY name"),
                    of: "aid.source"),
                .flag("to_verify", "À vérifier", "(aid.to_verify <> '' AND aid.verified_on IS NULL)"),
                .flag("held", "La source dit autre chose", "aid.held <> '{}'"),
                .flag("unknown", "Thème ou territoire inconnu", unknown),
            ],
            from: """
                FROM aid JOIN funder ON funder.id = aid.funder_id JOIN aid_source ON aid_source.code = aid.source
                LEFT JOIN perimeter ON perimeter.id = aid.perimeter_id
                """,
            visible: { _ in "true" },
            key: "aid.id",
            address: "'/financements/aides/' || aid.id",
            search: {
                """
                fold(aid.name) LIKE '%' || fold(\($0)) || '%' OR fold(funder.name) LIKE '%' || fold(\($0)) || '%'
                OR EXISTS (SELECT FROM aid_words w WHERE w.aid_id = aid.id
                           AND w.words @@ websearch_to_tsquery('french_words', \($0)))
                """
            },
            order: ("name", false))
    }

    private static let themeNames: SQL = """
        (SELECT string_agg(t.name, ', ' ORDER BY t.position) FROM theme t WHERE t.code = ANY (aid.themes))
        """

    private static let unknown: SQL = """
        aid.closed_on IS NULL
        AND (aid.unknown_themes <> '{}' OR (aid.perimeter_id IS NULL AND aid.perimeter_text <> ''))
        """
}
