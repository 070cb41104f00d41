import Hummingbird
import Kevre
import PostgreSQL

/// From a project to a file of this authority, and back.
enum ProjectFilePages {
    @Sendable static func choose(_ visit: Visit) async throws -> Response {
        let (id, agent, today) = (try visit.identifier("id", Project.ID.self), visit.agent, visit.today)
        let (project, campaigns) = try await visit.read { tx in
            (try Project.find(id, by: agent, in: tx), try Project.openCampaigns(for: agent, on: today, in: tx))
        }
        let address = "/financements/projets/\(id)"
        let head: HTML = """
            \(breadcrumb(ProjectPages.way + [Link(project.title, address), Link("En faire une demande", "")]))\
            \(pageHeader("En faire une demande", of: project.title))
            """
        guard !campaigns.isEmpty else {
            return try visit.page(
                title: "En faire une demande", active: .funding,
                head
                    + emptyState(
                        "Aucune campagne ouverte",
                        "Une demande se rattache à une campagne\u{a0}: il n’y en a pas d’ouverte en ce moment.",
                        actions: [linkButton("Revenir au projet", address)]))
        }
        let form = FormPage(
            "\(address)/dossier", csrf: visit.csrf, submit: "Préparer la demande", cancel: Link("Annuler", address))
        let field = FormField(
            "campaign", "Campagne", .one(campaigns.map { FormOption($0.value, $0.label) }), isRequired: true)
        return try visit.page(
            title: "En faire une demande", active: .funding,
            """
            \(head)\(notice("Un brouillon est créé avec l’intitulé, la description, le public, le territoire, les dates et le budget du projet. Rien n’est déposé\u{a0}: vous relirez d’abord."))\
            \(form.html(field.html))
            """)
    }

    @Sendable static func become(_ visit: Visit) async throws -> Response {
        let (id, agent) = (try visit.identifier("id", Project.ID.self), visit.agent)
        let campaign = try visit.posted("campaign", Campaign.ID.self)
        let (application, left) = try await visit.write { tx in
            try Project.becomeApplication(id, campaign: campaign, by: agent, in: tx)
        }
        let lost = left.isEmpty ? "" : " Sans place dans cette demande, à reporter\u{a0}: \(FrenchText.list(left))."
        return visit.redirect(
            to: "/dossiers/\(application)/saisie", notice: "Demande préparée d’après le projet.\(lost)",
            tone: left.isEmpty ? .done : .attention)
    }

    @Sendable static func draw(_ visit: Visit) async throws -> Response {
        let (agent, reference) = (visit.agent, try ApplicationPages.reference(of: visit))
        let id = try await visit.write { tx in
            let file = try Application.find(reference: reference, by: agent, in: tx)
            return try Project.draw(from: file.id, by: agent, in: tx)
        }
        return visit.redirect(
            to: "/financements/projets/\(id)", notice: "Voici le projet de ce dossier, avec son budget.")
    }
}
