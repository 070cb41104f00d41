import Hummingbird
import Kevre

/// The one box for everything.
enum SearchPages {
    static func add(to routes: inout Routes) {
        routes.agentGet("recherche", use: results)
        routes.agentGet("recherche/suggestions", use: suggest)
    }

    @Sendable private static func results(_ visit: Visit) async throws -> Response {
        let text = visit.query("q") ?? ""
        let groups = try await find(text, visit, limit: 20)
        // A number or a reference that is one thing only leads straight to it.
        if let only = groups.first?.finds.first, groups.count == 1, groups[0].finds.count == 1,
            text.contains(where: \.isNumber)
        {
            return visit.redirect(to: only.address)
        }
        let title = text.isEmpty ? "Recherche" : "Recherche\u{a0}: \(text)"
        let content: HTML
        if text.isEmpty {
            content = emptyState(
                "Que cherchez-vous\u{a0}?",
                "Un nom d’association ou de projet, un SIRET, un numéro RNA, une référence de dossier, un financeur."
            )
        } else if groups.isEmpty {
            content = emptyState(
                "Rien trouvé pour «\u{a0}\(text)\u{a0}»",
                "Essayez un mot de moins, ou le début du nom\u{a0}; les fautes de frappe sont pardonnées.")
        } else {
            content = groups.map(found).joined()
        }
        return try visit.page(title: title, search: text, "\(pageHeader(title))\(content)")
    }

    private static func found(_ group: Search.Group) -> HTML {
        let items = group.finds.map { find -> HTML in
            "<li class=\"lines__item\"><a href=\"\(find.address)\">\(find.title)</a><p class=\"small soft\">\(find.detail)</p></li>"
        }
        let all: HTML? = group.all.map { "<a href=\"\($0)\">Voir dans la liste</a>" }
        return card(group.title, aside: all, "<ul class=\"lines\">\(items)</ul>")
    }

    @Sendable private static func suggest(_ visit: Visit) async throws -> Response {
        let text = visit.query("q") ?? ""
        let groups = try await find(text, visit, limit: 5)
        return visit.part(
            suggestions(
                groups.map { group in
                    (group.title, group.finds.map { Suggestion($0.title, detail: $0.detail, $0.address) })
                }, searched: text))
    }

    private static func find(_ text: String, _ visit: Visit, limit: Int) async throws -> [Search.Group] {
        try await visit.read { [agent = visit.agent] in
            try Search.find(text, for: agent, limit: limit, in: $0)
        }
    }
}
