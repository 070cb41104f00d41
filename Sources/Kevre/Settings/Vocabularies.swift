import PostgreSQL

/// A service or a theme: a short list that the authority names and orders itself.
public struct SettingEntry: Sendable {
    /// Which list it belongs to.
    public enum Kind: String, CaseIterable, Sendable {
        case services, themes

        /// Of its page.
        public var title: String {
            switch self {
            case .services: "Services"
            case .themes: "Thèmes"
            }
        }

        var table: SQL {
            switch self {
            case .services: "service"
            case .themes: "theme"
            }
        }
    }

    public let id: Int
    /// Stable short name made from the first name.
    public let code: String
    /// At most 80 characters.
    public let name: String
    /// Its place in the list; not a number without holes.
    public let position: Int
    /// How many records use it; one that is used is not deleted.
    public let uses: Int

    /// The entries in their order.
    public static func all(_ kind: Kind, in tx: Transaction) throws -> [SettingEntry] {
        let uses: SQL =
            switch kind {
            case .services:
                """
                (SELECT count(*) FROM scheme s WHERE s.service_id = e.id)
                + (SELECT count(*) FROM agent_role r WHERE r.service_id = e.id)
                """
            case .themes:
                """
                (SELECT count(*) FROM scheme s WHERE s.theme_id = e.id)
                + (SELECT count(*) FROM association a WHERE a.theme_id = e.id)
                """
            }
        return try tx.query(
            "SELECT e.id, e.code, e.name, e.position, \(uses) AS uses FROM \(kind.table) e ORDER BY e.position, e.name"
        ).map { row in
            SettingEntry(
                id: try row["id"], code: try row["code"], name: try row["name"],
                position: try row["position"],
                uses: try row["uses"])
        }
    }

    /// Adds an entry at the end, its code made from its name.
    ///
    /// - Throws: ``SettingRefusal``.
    public static func add(_ kind: Kind, name: String, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.manageAuthority)
        let name = try checked(name)
        let code = FrenchText.folded(name).split(separator: " ").joined(separator: "-")
        guard !code.isEmpty else { throw SettingRefusal.badName }
        do {
            try tx.execute(
                """
                INSERT INTO \(kind.table) (code, name, position)
                VALUES (\(code), \(name), (SELECT coalesce(max(position), 0) + 1 FROM \(kind.table)))
                """)
        } catch let error as PostgreSQLError where error.isUniqueViolation {
            throw SettingRefusal.taken(name)
        }
    }

    /// Renames an entry; its code stays.
    public static func rename(_ kind: Kind, _ id: Int, to name: String, by agent: Agent, in tx: Transaction)
        throws
    {
        try agent.require(.manageAuthority)
        let name = try checked(name)
        let changed = try tx.execute("UPDATE \(kind.table) SET name = \(name) WHERE id = \(id)")
        guard changed == 1 else { throw NotFound("Cette ligne n’existe plus.") }
    }

    /// Moves an entry one place up.
    public static func raise(_ kind: Kind, _ id: Int, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.manageAuthority)
        let order = try all(kind, in: tx).map(\.id)
        guard let place = order.firstIndex(of: id) else { throw NotFound("Cette ligne n’existe plus.") }
        var moved = order
        if place > 0 { moved.swapAt(place, place - 1) }
        try tx.execute(
            """
            UPDATE \(kind.table) e SET position = o.rank
              FROM unnest(\(moved)) WITH ORDINALITY o (id, rank) WHERE e.id = o.id AND e.position <> o.rank
            """)
    }

    /// Deletes an entry that nothing uses.
    public static func delete(_ kind: Kind, _ id: Int, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.manageAuthority)
        do {
            try tx.execute("DELETE FROM \(kind.table) WHERE id = \(id)")
        } catch let error as PostgreSQLError where error.isForeignKeyViolation {
            throw SettingRefusal.used
        }
    }

    private static func checked(_ name: String) throws -> String {
        let name = name.singleSpaced
        guard !name.isEmpty, name.count <= 80 else { throw SettingRefusal.badName }
        return name
    }
}

/// Why a setting is not changed.
public enum SettingRefusal: Refusal, Equatable {
    case badName
    case taken(String)
    case used

    public var message: String {
        switch self {
        case .badName: "Donnez un nom de 80 caractères au plus, avec au moins une lettre."
        case .taken(let name): "«\u{a0}\(name)\u{a0}» existe déjà."
        case .used:
            "Cette ligne sert à des dossiers, des associations ou des agents\u{a0}: elle ne peut pas être supprimée."
        }
    }

    public var code: String {
        switch self {
        case .badName: "setting.bad_name"
        case .taken: "setting.taken"
        case .used: "setting.used"
        }
    }

    public var field: String? { self == .used ? nil : "name" }
}
