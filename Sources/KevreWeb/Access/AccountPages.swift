import Hummingbird
import Kevre

/// One's own account: what it allows, the password, saved views.
enum AccountPages {
    static func add(to routes: inout Routes) {
        routes.agentGet("compte", use: show)
        routes.agentPost("compte/mot-de-passe", use: changePassword)
    }

    private static let form = Form([
        Field(
            "current", "Mot de passe actuel", .password, required: true, maxLength: 200,
            autocomplete: "current-password"),
        Field(
            "password", "Nouveau mot de passe", .password, help: "12 caractères au moins.", required: true,
            maxLength: 200, autocomplete: "new-password"),
    ])

    @Sendable private static func show(_ visit: Visit) async throws -> Response { try await page(visit, []) }

    @Sendable private static func changePassword(_ visit: Visit) async throws -> Response {
        let reading = form.read(visit.form)
        guard reading.isValid else { return try await page(visit, reading.problems) }
        do {
            try await AgentAccount.changePassword(
                visit.office, of: visit.agent, current: reading.text("current") ?? "",
                new: reading.text("password") ?? "", from: visit.address, keeping: visit.session?.token ?? "")
        } catch let refusal as PasswordRefusal {
            return try await page(
                visit,
                [FieldProblem(field: "password", label: form["password"]?.label ?? "", message: refusal.message)])
        } catch let refusal as AccessRefusal {
            let isCurrent = refusal == .badCredentials
            let message = isCurrent ? "Ce n’est pas votre mot de passe actuel." : refusal.message
            let field = "current"
            let problem = FieldProblem(field: field, label: form[field]?.label ?? "", message: message)
            return try await page(visit, [problem])
        }
        visit.site.sessions.forget()
        return visit.redirect(
            to: "/compte", notice: "Mot de passe changé. Vos autres sessions ouvertes sont fermées.")
    }

    private static func page(_ visit: Visit, _ problems: [FieldProblem]) async throws -> Response {
        let agent = visit.agent
        let (services, views) = try await visit.read { tx in
            (try Service.all(in: tx), try SavedView.all(of: nil, for: agent, in: tx))
        }
        let reach = agent.services.map { own in services.filter { own.contains($0.id) }.map(\.name) }
        let roles = agent.roles.map(\.label).sorted().joined(separator: ", ")
        let rights = Right.allCases.filter(agent.may).map { "<li>\($0.label)</li>" as HTML }
        let password = FormPage("/compte/mot-de-passe", csrf: visit.csrf, submit: "Changer le mot de passe")
        let own = views.filter(\.isOwn).map { view -> HTML in
            let button = postButton("Supprimer", "/vues/\(view.id)/suppression", csrf: visit.csrf, .quiet)
            let scope = view.shared ? "partagée" : "privée"
            return "<li>\(view.name) <span class=\"soft\">(\(scope))</span> \(button)</li>"
        }
        let content: HTML = """
            \(pageHeader("Mon compte"))\(errorSummary(problems))\
            \(card("Qui vous êtes", facts([
                ("Nom", "\(agent.name)"), ("Adresse", "\(agent.email)"), ("Rôles", "\(roles)"),
                ("Services", "\(reach?.joined(separator: ", ") ?? "tous")"),
            ])))\
            \(card("Ce que votre compte permet", "<ul>\(rights)</ul>"))\
            \(own.isEmpty ? "" : card("Vos vues enregistrées", "<ul class=\"lines\">\(own)</ul>"))\
            \(card("Changer de mot de passe", password.html(formFields(form, FormInput(), problems: problems))))
            """
        return try visit.page(
            title: "Mon compte", status: problems.isEmpty ? .ok : .unprocessableContent, content)
    }
}
