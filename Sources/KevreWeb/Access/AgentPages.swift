import Hummingbird
import Kevre

/// Réglages → Agents: who has an account, with which roles.
enum AgentPages {
    static func add(to routes: inout Routes) {
        routes.get("reglages/agents", right: .manageAgents, use: list)
        routes.get("reglages/agents/nouveau", right: .manageAgents, use: new)
        routes.post("reglages/agents/nouveau", right: .manageAgents, use: create)
        routes.get("reglages/agents/:id", right: .manageAgents, use: edit)
        routes.post("reglages/agents/:id", right: .manageAgents, use: save)
    }

    private static let way = [Link("Réglages", "/reglages"), Link("Agents", "/reglages/agents")]

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        try await visit.list(
            AgentAccount.listing, active: .settings, path: [way[0], Link("Agents", "")],
            actions: [linkButton("Nouvel agent", "/reglages/agents/nouveau", .primary)],
            empty: emptyState(
                "Aucun compte", "Chaque agent a le sien\u{a0}: le journal dit ainsi qui a fait quoi.",
                actions: [linkButton("Nouvel agent", "/reglages/agents/nouveau", .primary)]))
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        try await form(visit, id: nil, version: nil, FormInput(["active": ["oui"]]))
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response {
        try await save(visit, id: nil)
    }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Agent.ID.self)
        let account = try await visit.read { try AgentAccount.find(id, in: $0) }
        let input = FormInput([
            "name": [account.name], "email": [account.email], "roles": account.roles.map(\.rawValue),
            "services": account.services.map(\.description), "active": account.active ? ["oui"] : [],
        ])
        return try await form(visit, id: id, version: account.version, input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        try await save(visit, id: try visit.identifier("id", Agent.ID.self))
    }

    private static func save(_ visit: Visit, id: Agent.ID?) async throws -> Response {
        do {
            _ = try await visit.write { tx in
                try AgentAccount.save(id, version: visit.version, visit.form, by: visit.agent, in: tx)
            }
        } catch let refusal as FormRefusal {
            return try await form(visit, id: id, version: visit.version, visit.form, refusal.problems)
        } catch let refusal as any Refusal where refusal.field != nil && !(refusal is StaleVersion) {
            let field = refusal.field ?? ""
            let label = AgentAccount.form[field]?.label ?? ""
            let problem = FieldProblem(field: field, label: label, message: refusal.message)
            return try await form(visit, id: id, version: visit.version, visit.form, [problem])
        }
        // Rights and sessions may have changed: everybody is read again.
        visit.site.sessions.forget()
        let name = visit.form["name"] ?? ""
        return visit.redirect(
            to: "/reglages/agents",
            notice: id == nil ? "Compte de \(name) créé." : "Compte de \(name) enregistré.")
    }

    private static func form(
        _ visit: Visit, id: Agent.ID?, version: Int?, _ input: FormInput, _ problems: [FieldProblem] = []
    ) async throws -> Response {
        let fields = try await visit.read { try AgentAccount.form(in: $0) }
        var shown = input
        shown["password"] = nil
        let address = id.map { "/reglages/agents/\($0)" } ?? "/reglages/agents/nouveau"
        let title = id == nil ? "Nouvel agent" : input["name"] ?? "Agent"
        let page = FormPage(
            address, csrf: visit.csrf, version: version,
            submit: id == nil ? "Créer le compte" : "Enregistrer",
            cancel: Link("Annuler", "/reglages/agents"))
        let content: HTML = """
            \(breadcrumb(way + [Link(title, "")]))\(pageHeader(title))\(errorSummary(problems))\
            \(page.html(formFields(fields, shown, problems: problems)))
            """
        return try visit.page(
            title: title, active: .settings, status: problems.isEmpty ? .ok : .unprocessableContent, content)
    }
}
