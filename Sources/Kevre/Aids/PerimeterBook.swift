import PostgreSQL

/// The territories known, to find those that files name.
struct PerimeterBook {
    private var byName: [String: Int] = [:]
    /// Those that were looked for among communes and EPCI, by the whole of what the file says.
    private var placed: [String: Int] = [:]
    private var found: [[String]: Int?] = [:]
    private let departments: [String: String]

    init(in tx: Transaction) throws {
        var departments: [String: String] = [:]
        // The wider first: « La Réunion » is the region before the département of the same name.
        let rows = try tx.query(
            """
            SELECT id, scale, coalesce(code, '') AS code, name FROM perimeter
             ORDER BY array_position(ARRAY['continent', 'country', 'mainland', 'overseas', 'region', 'department',
                                           'epci', 'basin', 'adhoc', 'commune'], scale), id
            """)
        for row in rows {
            let (id, scale, name): (Int, String, String) = (try row["id"], try row["scale"], try row["name"])
            let key = FrenchText.folded(name)
            if byName[key] == nil { byName[key] = id }
            if scale == "department" {
                departments[key] = name
                byName["departement \(try row["code"] as String)"] = id
            }
            if scale == "region" { byName["region \(key)"] = id }
        }
        for (word, name) in [
            ("france entiere", "france"), ("france entiere metropole et outre mer", "france"), ("national", "france"),
            ("union europeenne", "europe"), ("metropole", "france metropolitaine"), ("outremer", "outre mer"),
        ] where byName[word] == nil {
            byName[word] = byName[name]
        }
        self.departments = departments
    }

    /// The département that the name of a site means, as `ladrome` does.
    func department(ofHost host: String) -> String? {
        for label in host.split(separator: ".") {
            for article in ["", "la", "le", "les", "l"] where label.hasPrefix(article) {
                let key = String(label.dropFirst(article.count)).replacing("-", with: " ")
                if let name = departments[key] { return name }
            }
        }
        return nil
    }

    /// The territory that names mean together; nil when one of them is not known.
    mutating func id(_ names: [String], in tx: Transaction) throws -> Int? {
        if names.isEmpty { return nil }
        if let known = found[names] { return known }
        var ids: [Int] = []
        for name in names {
            guard let id = try single(name, in: tx) else {
                found[names] = .some(nil)
                return nil
            }
            if !ids.contains(id) { ids.append(id) }
        }
        let id = ids.count == 1 ? ids[0] : try union(ids, named: names.joined(separator: ", "), in: tx)
        found[names] = id
        return id
    }

    private mutating func single(_ name: String, in tx: Transaction) throws -> Int? {
        // « Guingamp (Commune - 22200) », « Bretagne (Région) », « Communes du littoral (adhoc) ».
        let parts = name.split(separator: "(", maxSplits: 1).map { String($0) }
        let bare = parts.first ?? name
        let (whole, key) = (FrenchText.folded(name), FrenchText.folded(bare))
        if let id = placed[whole] { return id }
        for candidate in [whole, key] {
            if let id = byName[candidate] { return id }
            for article in [
                "departement de la ", "departement des ", "departement du ", "departement de l ",
                "departement de ", "departement d ", "region ", "la ", "le ", "les ", "l ",
            ]
            where candidate.hasPrefix(article) {
                if let id = byName[String(candidate.dropFirst(article.count))] { return id }
            }
        }
        if let id = try place(name: bare.trimmed, kind: FrenchText.folded(parts.dropFirst().first ?? ""), in: tx) {
            // With its parentheses: « Nozay (EPCI) » says nothing of « Nozay ».
            placed[whole] = id
            return id
        }
        return nil
    }

    /// A commune, or an EPCI of all France, one only of that name.
    ///
    /// - Parameter kind: what the file says of it in parentheses, folded: `epci`, `commune - 22200`.
    private func place(name: String, kind: String, in tx: Transaction) throws -> Int? {
        // « Nozay » is the commune before it is the « CC de Nozay »: one word alone must say that it means the latter.
        let rows = try tx.query(
            """
            WITH asked AS MATERIALIZED (
                SELECT normalize_name(\(name)) AS name, intercommunality_key(\(name)) AS key
            ), known AS (
                SELECT siren, name, name_key FROM epci
                UNION ALL
                SELECT DISTINCT epci_siren, epci_name, intercommunality_key(epci_name) FROM commune
                 WHERE epci_siren IS NOT NULL AND NOT EXISTS (SELECT FROM epci WHERE siren = epci_siren)
            ), found AS (
                SELECT 'epci' AS scale, siren AS code, known.name,
                       CASE WHEN name_key = key THEN 1 WHEN length(key) >= 12 AND starts_with(name_key, key) THEN 2
                       END AS rank
                  FROM known, asked
                 WHERE NOT \(kind.contains("commune") && !kind.contains("communes"))
                   AND (strpos(key, ' ') > 0 OR key <> asked.name OR normalize_name(known.name) = asked.name
                        OR \(kind.contains("epci") || kind.contains("communaute") || kind.contains("metropole")))
                UNION ALL
                SELECT 'commune', code, name, 1 FROM commune WHERE search_name = fold(\(name)) OR code = \(name)
            )
            SELECT scale, code, name FROM found WHERE rank = (SELECT min(rank) FROM found) LIMIT 2
            """)
        guard rows.count == 1, let row = rows.first else { return nil }
        return try tx.one(
            """
            INSERT INTO perimeter (scale, code, name)
            VALUES (\(try row["scale"] as String), \(try row["code"] as String), \(try row["name"] as String))
            ON CONFLICT (scale, code) DO UPDATE SET name = perimeter.name RETURNING id
            """)["id"]
    }

    /// The list of several territories, made once.
    private func union(_ ids: [Int], named name: String, in tx: Transaction) throws -> Int {
        let known = try tx.first(
            """
            SELECT p.id FROM perimeter p WHERE p.scale = 'adhoc'
               AND (SELECT array_agg(part_id ORDER BY part_id) FROM perimeter_part WHERE perimeter_id = p.id)
                   = (SELECT array_agg(i ORDER BY i) FROM unnest(\(ids)) i)
            """)
        if let known { return try known["id"] }
        let id: Int = try tx.one(
            "INSERT INTO perimeter (scale, name) VALUES ('adhoc', \(String(name.prefix(300)))) RETURNING id")["id"]
        try tx.execute("INSERT INTO perimeter_part (perimeter_id, part_id) SELECT \(id), i FROM unnest(\(ids)) i")
        return id
    }
}
