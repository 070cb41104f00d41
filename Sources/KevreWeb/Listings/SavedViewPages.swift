import Hummingbird
import Kevre

/// Saved views: kept from a list's page, deleted from one's account.
enum SavedViewPages {
    static func add(to routes: inout Routes) {
        routes.agentPost("vues", use: save)
        routes.agentPost("vues/:id/suppression", use: delete)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let listing = visit.query("liste") ?? ""
        let name = visit.form["nom"] ?? ""
        let query = visit.form["requete"] ?? ""
        let shared = visit.form["partagee"] != nil
        try await visit.write { [agent = visit.agent] tx in
            try SavedView.save(listing, name: name, query: query, shared: shared, by: agent, in: tx)
        }
        let list = visit.referer.map { String($0.prefix { $0 != "?" }) } ?? "/"
        return visit.redirect(
            to: query.isEmpty ? list : "\(list)?\(query)", notice: "Vue «\u{a0}\(name)\u{a0}» enregistrée.")
    }

    @Sendable private static func delete(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", SavedView.ID.self)
        try await visit.write { [agent = visit.agent] tx in try SavedView.delete(id, by: agent, in: tx) }
        return visit.redirect(to: visit.referer ?? "/compte", notice: "Vue supprimée.")
    }
}
