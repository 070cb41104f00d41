import PostgreSQL

extension Funder {
    /// Names to offer where a funder is typed: those that answer to the words first, then those with the most aids. A
    /// page does not carry thousands: the others are found by their words.
    public static func suggestions(near typed: String? = nil, in tx: Transaction) throws -> [String] {
        let near = try typed.map { try like($0, limit: 40, in: tx) } ?? []
        let usual = try tx.query(
            """
            SELECT f.name FROM funder f
              LEFT JOIN (SELECT funder_id, count(*) AS n FROM aid WHERE closed_on IS NULL GROUP BY 1) a
                     ON a.funder_id = f.id
             WHERE f.active ORDER BY coalesce(a.n, 0) DESC, fold(f.name), f.id LIMIT 200
            """
        ).map { try $0["name"] as String }
        return near + usual.filter { !near.contains($0) }
    }

    /// The funders whose names hold every word; where there is none, those whose names are nearest.
    static func like(_ typed: String, limit: Int, in tx: Transaction) throws -> [String] {
        let words = FrenchText.folded(String(typed.prefix(250))).split(separator: " ").prefix(8).map { "%\($0)%" }
        guard !words.isEmpty else { return [] }
        let holding = try tx.query(
            """
            SELECT name FROM funder f
             WHERE fold(name) LIKE ALL(\(words))
                OR EXISTS (SELECT FROM funder_alias l WHERE l.funder_id = f.id AND fold(l.name) LIKE ALL(\(words)))
             ORDER BY length(name), fold(name) LIMIT \(limit)
            """
        ).map { try $0["name"] as String }
        guard holding.isEmpty else { return holding }
        return try tx.query(
            """
            SELECT name FROM funder WHERE similarity(fold(name), fold(\(typed))) > 0.25
             ORDER BY similarity(fold(name), fold(\(typed))) DESC, length(name) LIMIT \(min(limit, 8))
            """
        ).map { try $0["name"] as String }
    }

    /// The funder that a text means: one of its names, or its number.
    ///
    /// - Returns: nil when there is none or several, with the nearest names.
    static func named(_ typed: String, in tx: Transaction) throws -> (id: ID?, near: [String]) {
        let known = try tx.first(
            """
            SELECT id FROM funder WHERE name_key = normalize_name(\(typed))
            UNION ALL
            SELECT funder_id FROM funder_alias WHERE name_key = normalize_name(\(typed))
            UNION ALL
            SELECT id FROM funder WHERE id = \(ID(typed)) LIMIT 1
            """)
        if let known { return (try known["id"], []) }
        return (nil, try like(typed, limit: 8, in: tx))
    }
}
