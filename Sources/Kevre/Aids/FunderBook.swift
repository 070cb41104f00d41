import PostgreSQL

/// The funders known, by all their names; those that files name anew are recorded.
struct FunderBook {
    private var byKey: [String: Int] = [:]
    private(set) var created = 0

    init(in tx: Transaction) throws {
        for row in try tx.query(
            "SELECT id, name_key FROM funder UNION ALL SELECT funder_id, name_key FROM funder_alias")
        {
            byKey[try row["name_key"]] = try row["id"]
        }
    }

    /// The funder of a name, recorded when it is new.
    mutating func id(_ name: String, source: String, in tx: Transaction) throws -> Int {
        let key = AssociationName.normalized(name)
        if let id = byKey[key] { return id }
        let row = try tx.one(
            """
            INSERT INTO funder (name, kind, source) VALUES (\(String(name.prefix(250))), \(FunderKind.guess(name)), \(source))
            ON CONFLICT (name_key) DO UPDATE SET name = funder.name RETURNING id, name_key
            """)
        let id: Int = try row["id"]
        created += 1
        byKey[key] = id
        byKey[try row["name_key"]] = id
        return id
    }
}
