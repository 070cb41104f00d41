import PostgreSQL

/// A list's filters, sort and columns under a name: for oneself, or for the colleagues of one's service.
public struct SavedView: Sendable, Identifiable {
    public typealias ID = Identifier<SavedView>

    public let id: ID
    /// Name of the ``Listing`` it narrows.
    public let listing: String
    /// At most sixty characters; one of each name for a listing and an agent.
    public let name: String
    /// The query part of the list's address.
    public let query: String
    /// Whether colleagues of a common service see it.
    public let shared: Bool
    /// Whether it is the agent's own, to be deleted.
    public let isOwn: Bool
    /// Who made it.
    public let owner: String

    init(_ row: Row) throws {
        id = try row["id"]
        listing = try row["listing"]
        name = try row["name"]
        query = try row["query"]
        shared = try row["shared"]
        isOwn = try row["own"]
        owner = try row["owner"]
    }

    /// The agent's views of a list and those shared by colleagues of a common service, by name.
    ///
    /// - Parameter listing: nil for all lists.
    public static func all(of listing: String?, for agent: Agent, in tx: Transaction) throws -> [SavedView] {
        guard let id = agent.id else { return [] }
        let common: SQL
        if let services = agent.services {
            common = """
                (NOT EXISTS (SELECT FROM agent_role r WHERE r.agent_id = v.agent_id AND r.service_id IS NOT NULL)
                 OR EXISTS (SELECT FROM agent_role r WHERE r.agent_id = v.agent_id
                               AND r.service_id = ANY(\(services.map(\.number).sorted()))))
                """
        } else {
            common = "true"
        }
        let narrowed: SQL = listing.map { "v.listing = \($0)" } ?? "true"
        return try tx.query(
            """
            SELECT v.id, v.listing, v.name, v.query, v.shared, v.agent_id = \(id) AS own, a.name AS owner
              FROM saved_view v JOIN agent a ON a.id = v.agent_id
             WHERE \(narrowed) AND (v.agent_id = \(id) OR v.shared AND \(common))
             ORDER BY v.name
            """
        ).map(SavedView.init)
    }

    /// Keeps a view; one of the same name is replaced.
    ///
    /// - Throws: ``SavedViewRefusal``.
    public static func save(
        _ listing: String, name: String, query: String, shared: Bool, by agent: Agent, in tx: Transaction
    ) throws {
        guard let id = agent.id else { throw SavedViewRefusal.noAccount }
        let name = name.singleSpaced
        guard !name.isEmpty, name.count <= 60 else { throw SavedViewRefusal.badName }
        guard query.utf8.count <= 4_000 else { throw SavedViewRefusal.tooLong }
        try tx.execute(
            """
            INSERT INTO saved_view (listing, name, query, agent_id, shared)
            VALUES (\(listing), \(name), \(query), \(id), \(shared))
            ON CONFLICT ON CONSTRAINT saved_view_once
            DO UPDATE SET query = excluded.query, shared = excluded.shared
            """)
    }

    /// Deletes a view of one's own.
    ///
    /// - Throws: ``NotFound``.
    public static func delete(_ view: ID, by agent: Agent, in tx: Transaction) throws {
        let deleted = try tx.execute(
            "DELETE FROM saved_view WHERE id = \(view) AND agent_id = \(agent.id?.number ?? 0)")
        guard deleted == 1 else { throw NotFound("Cette vue n’existe plus, ou n’est pas à vous.") }
    }
}

/// Why a view is not kept.
public enum SavedViewRefusal: Refusal, Equatable {
    case noAccount
    case badName
    case tooLong

    public var message: String {
        switch self {
        case .noAccount: "Une vue s’enregistre avec un compte d’agent."
        case .badName: "Donnez à la vue un nom de 60 caractères au plus."
        case .tooLong: "Cette vue a trop de filtres pour être enregistrée."
        }
    }

    public var code: String {
        switch self {
        case .noAccount: "view.no_account"
        case .badName: "view.bad_name"
        case .tooLong: "view.too_long"
        }
    }

    public var field: String? { self == .badName ? "nom" : nil }
}
