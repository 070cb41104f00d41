import PostgreSQL

/// The funders known, by all their names; those that files name anew are recorded.
struct FunderBook {
    private var byKey: [String: Int] = [:]
    /// Names as files wrote them: the same ones come again and again.
    private var byName: [String: Int] = [:]
    private(set) var created = 0

    init(in tx: Transaction) throws {
        for row in try tx.query(
            "SELECT id, name_key FROM funder UNION ALL SELECT funder_id, name_key FROM funder_alias")
        {
            byKey[try row["name_key"]] = try row["id"]
        }
    }

    /// Records those of some names that are new, all at once.
    mutating func learn(_ names: [String], source: String, in tx: Transaction) throws {
        var new: [String] = []
        var keys: Set<String> = []
        var seen: Set<String> = []
        for name in names where byName[name] == nil && seen.insert(name).inserted {
            let key = AssociationName.normalized(name)
            if let id = byKey[key] { byName[name] = id } else if keys.insert(key).inserted { new.append(name) }
        }
        guard !new.isEmpty else { return }
        let cut = new.map { String($0.prefix(250)) }
        created += try tx.execute(
            """
            INSERT INTO funder (name, kind, source)
            SELECT n.name, n.kind, \(source)
              FROM unnest(\(cut)::text[], \(new.map { FunderKind.guess($0).rawValue })::text[]) WITH ORDINALITY n (name, kind, number)
             ORDER BY n.number
            ON CONFLICT (name_key) DO NOTHING
            """)
        let rows = try tx.query(
            """
            SELECT f.id, f.name_key
              FROM unnest(\(cut)::text[]) WITH ORDINALITY n (name, number) JOIN funder f ON f.name_key = normalize_name(n.name)
             ORDER BY n.number
            """)
        guard rows.count == new.count else { throw NotFound("Un financeur a disparu pendant l’import.") }
        for (name, row) in zip(new, rows) {
            let id: Int = try row["id"]
            byKey[AssociationName.normalized(name)] = id
            byKey[try row["name_key"]] = id
            byName[name] = id
        }
    }

    /// The funder of a name that was learnt.
    subscript(name: String) -> Int? { byName[name] ?? byKey[AssociationName.normalized(name)] }
}
