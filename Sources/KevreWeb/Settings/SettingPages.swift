import Hummingbird
import Kevre

/// Réglages: accounts, services, themes, the trail.
enum SettingPages {
    static func add(to routes: inout Routes) {
        routes.get("reglages", right: .manageAgents, use: index)
        routes.get("reglages/listes/:kind", right: .manageAuthority, use: entries)
        routes.post("reglages/listes/:kind", right: .manageAuthority, use: addEntry)
        routes.post("reglages/listes/:kind/:id", right: .manageAuthority, use: rename)
        routes.post("reglages/listes/:kind/:id/monter", right: .manageAuthority, use: raise)
        routes.post("reglages/listes/:kind/:id/suppression", right: .manageAuthority, use: delete)
        ContactPages.add(to: &routes)
        routes.get("reglages/journal", right: .manageAuthority, use: trail)
    }

    @Sendable private static func index(_ visit: Visit) async throws -> Response {
        let authority = visit.office.authority
        let doors: [(String, String, String)] = [
            ("Agents", "/reglages/agents", "Comptes, rôles et services."),
            ("Services", "/reglages/listes/services", "Culture, sport, action sociale…"),
            ("Thèmes", "/reglages/listes/themes", "Domaines d’activité des associations et des dispositifs."),
            ("Coordonnées", "/reglages/coordonnees", "À qui les associations s’adressent, sur les pages publiques."),
            ("Journal", "/reglages/journal", "Qui a changé quoi, et quand."),
        ]
        let items = doors.map { title, address, text -> HTML in
            "<li class=\"lines__item\"><a href=\"\(address)\">\(title)</a><p class=\"small soft\">\(text)</p></li>"
        }
        let content: HTML = """
            \(pageHeader("Réglages", of: authority.name))\(card(nil, "<ul class=\"lines\">\(items)</ul>"))\
            \(card("La collectivité", facts([
                ("Nom", "\(authority.name)"), ("Code", "\(authority.code)"), ("SIRET", "\(authority.siret.map { SIRET($0)?.grouped ?? $0 } ?? "")"),
                ("Adresse du site", "\(authority.host ?? "")"),
            ])))
            """
        return try visit.page(title: "Réglages", active: .settings, content)
    }

    private static func kind(_ visit: Visit) throws -> SettingEntry.Kind {
        guard let kind = visit.parameters["kind"].flatMap(SettingEntry.Kind.init) else {
            throw NotFound("Cette liste n’existe pas.")
        }
        return kind
    }

    private static func number(_ visit: Visit) throws -> Int {
        guard let id = visit.parameters["id"].flatMap({ Int($0) }) else {
            throw NotFound("Cette ligne n’existe pas.")
        }
        return id
    }

    @Sendable private static func entries(_ visit: Visit) async throws -> Response {
        try await page(visit, try kind(visit), nil)
    }

    private static func page(
        _ visit: Visit, _ kind: SettingEntry.Kind, _ refusal: SettingRefusal?
    ) async throws -> Response {
        let entries = try await visit.read { try SettingEntry.all(kind, in: $0) }
        let address = "/reglages/listes/\(kind.rawValue)"
        let columns = [TableColumn("Nom", .lead), TableColumn("Utilisé", .number), TableColumn("Gestes")]
        var rows = TableRows(columns)
        for (index, entry) in entries.enumerated() {
            rows.begin(key: String(entry.id), name: entry.name)
            rows.cell(
                """
                <form class="inline" method="post" action="\(address)/\(entry.id)">\(csrfField(visit.csrf))\
                <input type="text" name="name" value="\(entry.name)" maxlength="80" aria-label="Nom">\
                <button class="button button--small">Renommer</button></form>
                """)
            rows.cell(FrenchText.grouped(entry.uses))
            let up: HTML =
                index == 0
                ? "" : postButton("Monter", "\(address)/\(entry.id)/monter", csrf: visit.csrf, .quiet)
            let out: HTML =
                entry.uses > 0
                ? "" : postButton("Supprimer", "\(address)/\(entry.id)/suppression", csrf: visit.csrf, .quiet)
            rows.cell("<div class=\"actions\">\(up)\(out)</div>" as HTML)
            rows.end()
        }
        var field = FormField("name", "Ajouter", error: refusal?.message)
        field.maxLength = 80
        field.values = refusal == nil ? [] : visit.form.all("name")
        let form = FormPage(address, csrf: visit.csrf, submit: "Ajouter")
        let content: HTML = """
            \(breadcrumb([Link("Réglages", "/reglages"), Link(kind.title, "")]))\(pageHeader(kind.title))\
            \(errorSummary(refusal.map { [(field: $0.field, message: $0.message)] } ?? []))\
            \(table(columns, rows.html, caption: kind.title))\(form.html(field.html))
            """
        return try visit.page(
            title: kind.title, active: .settings, status: refusal == nil ? .ok : .unprocessableContent,
            content)
    }

    @Sendable private static func addEntry(_ visit: Visit) async throws -> Response {
        let kind = try kind(visit)
        let name = visit.form["name"] ?? ""
        do {
            try await visit.write { [agent = visit.agent] tx in
                try SettingEntry.add(kind, name: name, by: agent, in: tx)
            }
        } catch let refusal as SettingRefusal {
            return try await page(visit, kind, refusal)
        }
        return done(visit, kind, "«\u{a0}\(name)\u{a0}» ajouté.")
    }

    @Sendable private static func rename(_ visit: Visit) async throws -> Response {
        let (kind, id, name) = (try kind(visit), try number(visit), visit.form["name"] ?? "")
        try await visit.write { [agent = visit.agent] tx in
            try SettingEntry.rename(kind, id, to: name, by: agent, in: tx)
        }
        return done(visit, kind, "Nom enregistré.")
    }

    @Sendable private static func raise(_ visit: Visit) async throws -> Response {
        let (kind, id) = (try kind(visit), try number(visit))
        try await visit.write { [agent = visit.agent] tx in
            try SettingEntry.raise(kind, id, by: agent, in: tx)
        }
        return done(visit, kind, "Ordre enregistré.")
    }

    @Sendable private static func delete(_ visit: Visit) async throws -> Response {
        let (kind, id) = (try kind(visit), try number(visit))
        try await visit.write { [agent = visit.agent] tx in
            try SettingEntry.delete(kind, id, by: agent, in: tx)
        }
        return done(visit, kind, "Ligne supprimée.")
    }

    private static func done(_ visit: Visit, _ kind: SettingEntry.Kind, _ notice: String) -> Response {
        visit.redirect(to: "/reglages/listes/\(kind.rawValue)", notice: notice)
    }

    @Sendable private static func trail(_ visit: Visit) async throws -> Response {
        try await visit.list(
            AuditEntry.listing, active: .settings,
            path: [Link("Réglages", "/reglages"), Link("Journal", "")],
            empty: emptyState("Rien encore", "Chaque création, modification et suppression s’inscrira ici."))
    }
}
