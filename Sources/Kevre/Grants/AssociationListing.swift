import PostgreSQL

extension Association {
    /// The associations, with what the authority and others granted them.
    public static func listing(today: Day) -> Listing {
        let year = today.year
        func own(_ year: Int) -> SQL { Grant.received(by: "association.id", in: "\(year)") }
        let other: SQL = """
            (SELECT sum(\(Grant.received)) FROM grant_record
              WHERE grant_record.association_id = association.id AND NOT grant_record.own AND NOT grant_record.refused)
            """
        return Listing(
            name: "associations", title: "Associations", singular: "association", plural: "associations",
            right: .readAssociations,
            columns: [
                Column("name", "Association", .text, "association.name", nullable: false),
                Column(
                    "purpose", "Objet", .longText, "association.purpose", sortable: false, shown: false, under: "name"),
                Column("short_name", "Sigle", .text, "association.short_name", shown: false),
                Column("rna", "RNA", .text, "association.rna", asWritten: true),
                Column(
                    "siret", "SIRET", .text, "coalesce(association.siret, association.siren)",
                    note: "SIREN quand le SIRET n’est pas connu.", asWritten: true),
                Column("theme", "Thème", .text, "theme.name"),
                Column("commune", "Commune", .text, "coalesce(commune.name, association.locality)"),
                Column("postcode", "Code postal", .text, "association.postcode", shown: false, asWritten: true),
                Column("address", "Adresse", .text, "association.address", shown: false),
                Column("email", "Adresse électronique", .text, "association.email", shown: false, asWritten: true),
                Column("phone", "Téléphone", .text, "association.phone", shown: false, asWritten: true),
                Column("website", "Site", .text, "association.website", shown: false, asWritten: true),
                Column("created_on", "Création", .day, "association.created_on", shown: false),
                Column("members", "Adhérents", .integer, "association.member_count", sums: true, shown: false),
                Column(
                    "granted_last_year", "Accordé \(year - 1)", .money,
                    own(year - 1),
                    sums: true, note: "Accordé par la collectivité, tous services confondus."),
                Column(
                    "granted_this_year", "Accordé \(year)", .money,
                    own(year), sums: true),
                Column(
                    "other_funding", "Autres financements publics", .money, other,
                    shown: false,
                    note: "Accordé par d’autres collectivités et par l’État, toutes années connues."),
                Column(
                    "identity", "Identité", .state(identityWords), identityState, sortable: false,
                    note: "À clarifier\u{a0}: deux numéros pour une association, ou l’inverse."),
            ],
            filters: [
                .key(
                    "theme", "Thème",
                    .query("SELECT id::text AS value, name AS label FROM theme ORDER BY position, name"),
                    of: "association.theme_id"),
                .choice(
                    "commune", "Commune",
                    .query(
                        """
                        SELECT code AS value, name AS label FROM shared.commune
                         WHERE code IN (SELECT commune_code FROM association WHERE in_register)
                         ORDER BY search_name
                        """), of: "association.commune_code"),
                .choice("identity", "Identité", .fixed(identityWords.choices), of: identityState),
                .flag(
                    "granted", "Soutenues en \(year - 1) ou \(year)",
                    "EXISTS (SELECT FROM received_year r WHERE r.association_id = association.id AND r.year >= \(year - 1) AND r.grants > 0)"
                ),
                .flag("without_number", "Sans SIRET ni RNA", "association.siren IS NULL AND association.rna IS NULL"),
                .amounts(
                    "asked", "Accordé \(year)",
                    of: "coalesce(\(own(year)), 0)"),
            ],
            from: """
                FROM association
                LEFT JOIN theme ON theme.id = association.theme_id
                LEFT JOIN shared.commune ON commune.code = association.commune_code
                """,
            visible: { _ in "association.in_register" },
            key: "association.id",
            address: "'/associations/' || association.id",
            search: searchCondition,
            order: ("name", false))
    }

    static let identityWords = Vocabulary([
        ("settled", "Établie", .neutral),
        ("to_clarify", "À clarifier", .attention),
    ])

    static let identityState: SQL = """
        CASE WHEN EXISTS (SELECT FROM identity_conflict c
                           WHERE c.association_id = association.id AND c.settled_at IS NULL)
             THEN 'to_clarify' ELSE 'settled' END
        """

    /// Words of the name in any order, typing errors forgiven; or a number, with or without spaces.
    static let searchCondition: @Sendable (String) -> SQL = { words in
        let digits = words.withoutSpaces.uppercased()
        if digits.count >= 4, digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "W") }) {
            return
                "association.siret LIKE \(digits + "%") OR association.siren LIKE \(digits.prefix(9) + "%") OR association.rna LIKE \(digits + "%")"
        }
        let parts = AssociationName.normalized(words).split(separator: " ").map(String.init)
        guard !parts.isEmpty else { return "true" }
        let all = SQL.joined(parts.map { "association.name_key LIKE \("%" + $0 + "%")" }, separator: " AND ")
        return """
            (\(all)) OR normalize_name(\(words)) <% association.name_key
            OR fold(association.short_name) = fold(\(words))
            """
    }
}
