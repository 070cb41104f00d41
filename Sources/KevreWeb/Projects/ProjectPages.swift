import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// Projects: the list, the record, its form, its stage, what was said, and the files of this authority.
enum ProjectPages {
    static func add(to routes: inout Routes) {
        routes.get("financements", right: .readFunding) { $0.redirect(to: "/financements/projets") }
        routes.get("financements/projets", right: .readFunding, use: list)
        routes.get("financements/projets/nouveau", right: .writeFunding, use: new)
        routes.post("financements/projets/nouveau", right: .writeFunding, use: create)
        routes.get("financements/projets/:id", right: .readFunding, use: show)
        routes.get("financements/projets/:id/modifier", right: .writeFunding, use: edit)
        routes.post("financements/projets/:id/modifier", right: .writeFunding, use: save)
        routes.post("financements/projets/:id/avancement", right: .writeFunding, use: move)
        routes.post("financements/projets/:id/notes", right: .writeFunding, use: note)
        routes.get("financements/projets/:id/budget", right: .writeFunding, use: ProjectBudgetPages.edit)
        routes.post("financements/projets/:id/budget", right: .writeFunding, use: ProjectBudgetPages.save)
        routes.get("financements/projets/:id/dossier", right: .writeFunding, use: ProjectFilePages.choose)
        routes.post("financements/projets/:id/dossier", right: .writeFunding, use: ProjectFilePages.become)
        routes.post("dossiers/:reference/projet", right: .writeFunding, use: ProjectFilePages.draw)
        routes.get("financements/projets/:id/recherches", right: .readFunding, use: searches)
        routes.get("financements/projets/:id/echeances", right: .readFunding, use: deadlines)
    }

    static let way = [Link("Financements externes", "/financements/projets"), Link("Projets", "/financements/projets")]

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let mayWrite = visit.agent.may(.writeFunding)
        let new = linkButton("Nouveau projet", "/financements/projets/nouveau", .primary)
        return try await visit.list(
            Project.listing, active: .funding, actions: mayWrite ? [new] : [], intro: fundingTabs(.projects),
            empty: emptyState(
                "Aucun projet",
                "Un projet réunit le besoin d’une association, son budget et les aides qu’elle cherche. Il peut venir d’un dossier déjà déposé.",
                actions: mayWrite ? [new] : []))
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (id, agent, today) = (try visit.identifier("id", Project.ID.self), visit.agent, visit.today)
        let (sheet, notes, files, trail) = try await visit.read { tx in
            let sheet = try ProjectSheet.read(id, by: agent, on: today, in: tx)
            return (
                sheet, try ProjectNote.all(of: id, in: tx), try sheet.project.applications(in: tx),
                try AuditEntry.timeline(of: "project", id.number, limit: 40, in: tx)
            )
        }
        let sections = ProjectSections(
            sheet: sheet, notes: notes, files: files, trail: trail, agent: agent, csrf: visit.csrf)
        return try visit.page(
            title: sheet.project.title, active: .funding,
            ProjectFrame(sheet: sheet, tab: .project, agent: agent).html(sections.html))
    }

    @Sendable private static func searches(_ visit: Visit) async throws -> Response {
        let (id, agent, today) = (try visit.identifier("id", Project.ID.self), visit.agent, visit.today)
        let sheet = try await visit.read { try ProjectSheet.read(id, by: agent, on: today, in: $0) }
        let page = FundingBoard(today: today, agent: agent, csrf: visit.csrf, back: "\(sheet.address)/recherches")
        return try visit.page(
            title: "\(sheet.project.title) · Recherches", active: .funding,
            ProjectFrame(sheet: sheet, tab: .searches, agent: agent).html(page.list(sheet.searches, of: sheet.project)))
    }

    @Sendable private static func deadlines(_ visit: Visit) async throws -> Response {
        let (id, agent, today) = (try visit.identifier("id", Project.ID.self), visit.agent, visit.today)
        let sheet = try await visit.read { try ProjectSheet.read(id, by: agent, on: today, in: $0) }
        let content =
            sheet.deadlines.isEmpty
            ? emptyState(
                "Aucune échéance", "Elles viennent des recherches (clôtures, actions, bilans) et du début du projet.")
            : DeadlinePages.months(sheet.deadlines, on: today)
        return try visit.page(
            title: "\(sheet.project.title) · Échéances", active: .funding,
            ProjectFrame(sheet: sheet, tab: .deadlines, agent: agent).html(content))
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        guard let association = visit.query("association").flatMap(Association.ID.init) else {
            return try await chooseAssociation(visit)
        }
        var input = FormInput(["stage": ["idea"], "kind": ["project"]])
        input["association"] = association.description
        input["agent"] = visit.agent.id?.description
        return try await form(visit, nil, input)
    }

    /// For whom: the first question of a project begun from the list.
    private static func chooseAssociation(_ visit: Visit) async throws -> Response {
        let (agent, words) = (visit.agent, visit.query("q") ?? "")
        let found = try await visit.read { try Applicant.search(words, by: agent, in: $0) }
        let items = found.map { applicant -> HTML in
            let place: HTML = applicant.commune.map { " <span class=\"soft\">\($0)</span>" } ?? ""
            return """
                <li class="lines__item"><a href="/financements/projets/nouveau?association=\(applicant.id)">\
                \(applicant.name)</a>\(place)</li>
                """
        }
        let results: HTML =
            found.isEmpty
            ? (words.isEmpty
                ? ""
                : emptyState(
                    "Aucune association trouvée", "Vérifiez le nom ou le numéro, ou créez sa fiche.",
                    actions: [
                        linkButton(
                            "Créer l’association", "/associations/nouvelle?name=\(words.addressEscaped)", .primary)
                    ]))
            : card("Quelle association\u{a0}?", "<ul class=\"lines\">\(items)</ul>")
        let search: HTML = """
            <form class="form" method="get" action="/financements/projets/nouveau">\
            \(FormField("q", "Association", value: words, help: "Nom, SIRET, SIREN ou RNA.").html)\
            <div class="form__end"><button class="button button--primary">Chercher</button></div></form>
            """
        return try visit.page(
            title: "Nouveau projet", active: .funding,
            """
            \(breadcrumb(way + [Link("Nouveau projet", "")]))\
            \(pageHeader("Nouveau projet", note: "De quelle association\u{a0}? Un projet se tire aussi d’un dossier, depuis sa page."))\
            \(card("L’association", search))\(results)
            """)
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response { try await write(visit, nil) }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let (id, agent) = (try visit.identifier("id", Project.ID.self), visit.agent)
        let project = try await visit.read { try Project.find(id, by: agent, in: $0) }
        return try await form(visit, project, project.input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        try await write(visit, visit.identifier("id", Project.ID.self))
    }

    private static func write(_ visit: Visit, _ id: Project.ID?) async throws -> Response {
        let (agent, input, version) = (visit.agent, visit.form, visit.version)
        do {
            let saved = try await visit.write { try Project.save(id, version: version, input, by: agent, in: $0) }
            return visit.redirect(
                to: "/financements/projets/\(saved)", notice: id == nil ? "Projet créé." : "Projet enregistré.")
        } catch let refusal as FormRefusal {
            let project = try await visit.read { tx in try id.map { try Project.find($0, by: agent, in: tx) } }
            return try await form(visit, project, input, refusal.problems)
        }
    }

    private static func form(
        _ visit: Visit, _ project: Project?, _ input: FormInput, _ problems: [FieldProblem] = []
    ) async throws -> Response {
        let association = input["association"].flatMap(Association.ID.init)
        let form = try await visit.read { try Project.form(of: association, in: $0) }
        let address = project.map { "/financements/projets/\($0.id)" } ?? "/financements/projets"
        let title = project.map { "Modifier «\u{a0}\($0.title)\u{a0}»" } ?? "Nouveau projet"
        let page = FormPage(
            project == nil ? "/financements/projets/nouveau" : "\(address)/modifier", csrf: visit.csrf,
            version: visit.version ?? project?.version, cancel: Link("Annuler", address))
        return try visit.page(
            title: title, active: .funding, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb(way + [Link(title, "")]))\(pageHeader(title))\(errorSummary(problems))\
            \(page.html(formFields(form, input, problems: problems)))
            """)
    }

    @Sendable private static func move(_ visit: Visit) async throws -> Response {
        let (id, agent, version) = (try visit.identifier("id", Project.ID.self), visit.agent, visit.version)
        guard let stage = visit.form["stage"].flatMap(Project.Stage.init(rawValue:)) else {
            throw NotFound("Cette étape n’existe pas.")
        }
        try await visit.write { try Project.move(id, to: stage, version: version, by: agent, in: $0) }
        return visit.redirect(to: "/financements/projets/\(id)", notice: "Étape\u{a0}: \(stage.label.lowercased()).")
    }

    @Sendable private static func note(_ visit: Visit) async throws -> Response {
        let (id, agent, input, today) = (
            try visit.identifier("id", Project.ID.self), visit.agent, visit.form, visit.today
        )
        try await visit.write { try ProjectNote.add(input, to: id, on: today, by: agent, in: $0) }
        return visit.redirect(to: "/financements/projets/\(id)#accompagnement", notice: "Noté.")
    }
}
