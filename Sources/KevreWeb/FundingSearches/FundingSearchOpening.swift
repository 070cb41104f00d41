import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// A search is opened: for a project, towards an aid of the catalogue, a funder, or a name.
enum FundingSearchOpening {
    @Sendable static func show(_ visit: Visit) async throws -> Response {
        guard let project = visit.query("projet").flatMap(Project.ID.init) else {
            return visit.redirect(
                to: "/financements/projets?open=1",
                notice: "Choisissez d’abord le projet\u{a0}: la recherche s’ouvre depuis sa page.", tone: .accent)
        }
        var input = FormInput()
        input["project"] = project.description
        input["aid"] = visit.query("aide")
        input["funder"] = visit.query("financeur")
        input["agent"] = visit.agent.id?.description
        return try await page(visit, input)
    }

    @Sendable static func open(_ visit: Visit) async throws -> Response {
        let (agent, input, today) = (visit.agent, visit.form, visit.today)
        let project = try visit.posted("project", Project.ID.self)
        let target: FundingSearch.Target =
            input["aid"].flatMap(Aid.ID.init).map { .aid($0) }
            ?? input["funder"].flatMap(Funder.ID.init).map { .funder($0) } ?? .named(input["funder_name"] ?? "")
        do {
            let id = try await visit.write { tx in
                try FundingSearch.open(project, target, input, on: today, by: agent, in: tx)
            }
            return visit.redirect(to: "/financements/recherches/\(id)", notice: "Recherche ouverte.")
        } catch let refusal as FormRefusal {
            return try await page(visit, input, refusal.problems)
        } catch let refusal as FundingSearchRefusal {
            let problem = FieldProblem(field: refusal.field ?? "", label: "Aide ou financeur", message: refusal.message)
            return try await page(visit, input, [problem])
        }
    }

    private static func page(
        _ visit: Visit, _ input: FormInput, _ problems: [FieldProblem] = []
    ) async throws -> Response {
        let (agent, words, today) = (visit.agent, visit.query("q") ?? "", visit.today)
        let id = input["project"].flatMap(Project.ID.init) ?? Project.ID(0)
        let (aid, funder) = (input["aid"].flatMap(Aid.ID.init), input["funder"].flatMap(Funder.ID.init))
        let (project, form, found, chosen) = try await visit.read { tx in
            (
                try Project.find(id, by: agent, in: tx), try FundingSearch.form(in: tx),
                try FundingSearch.targets(matching: words, on: today, in: tx),
                try FundingSearch.name(aid: aid, funder: funder, in: tx)
            )
        }
        let address = "/financements/projets/\(id)"
        var content: HTML = """
            \(breadcrumb([Link("Financements externes", "/financements/projets"), Link(project.title, address), Link("Ouvrir une recherche", "")]))\
            \(pageHeader("Ouvrir une recherche", of: project.title))\(errorSummary(problems))
            """
        if let chosen {
            content += notice(
                "\(chosen.detail)", title: chosen.name,
                action: linkButton("Choisir autre chose", "/financements/recherches/nouvelle?projet=\(id)", .quiet))
        } else {
            content += card("Auprès de qui\u{a0}?", search(project, words, found))
        }
        let page = FormPage(
            "/financements/recherches/nouvelle", csrf: visit.csrf, submit: "Ouvrir la recherche",
            cancel: Link("Annuler", "\(address)/recherches"))
        var fields: HTML = "<input type=\"hidden\" name=\"project\" value=\"\(id)\">"
        if let aid { fields += "<input type=\"hidden\" name=\"aid\" value=\"\(aid)\">" }
        if let funder { fields += "<input type=\"hidden\" name=\"funder\" value=\"\(funder)\">" }
        if chosen == nil {
            fields +=
                FormField(
                    "funder_name", "Financeur hors catalogue", value: input["funder_name"] ?? "",
                    help: "Son nom\u{a0}; il est retrouvé, ou noté pour la première fois.",
                    error: problems.first { $0.field == "funder_name" }?.message
                ).html
        }
        fields += formFields(form, input, problems: problems)
        return try visit.page(
            title: "Ouvrir une recherche", active: .funding, status: problems.isEmpty ? .ok : .unprocessableContent,
            content + page.html(fields))
    }

    private static func search(
        _ project: Project, _ words: String, _ found: [(target: FundingSearch.Target, name: String, detail: String)]
    ) -> HTML {
        let items = found.map { one -> HTML in
            let choice =
                switch one.target {
                case .aid(let key): "aide=\(key)"
                case .funder(let key): "financeur=\(key)"
                case .named: ""
                }
            return """
                <li class="lines__item"><a href="/financements/recherches/nouvelle?projet=\(project.id)&amp;\(trusted: choice)">\
                \(one.name)</a><p class="small soft">\(one.detail)</p></li>
                """
        }
        let results: HTML =
            words.isEmpty
            ? ""
            : items.isEmpty
                ? "<p class=\"soft\">Rien de ce nom au catalogue. Écrivez le financeur ci-dessous.</p>"
                : "<ul class=\"lines\">\(items)</ul>"
        return """
            <form class="form" method="get" action="/financements/recherches/nouvelle">\
            <input type="hidden" name="projet" value="\(project.id)">\
            \(FormField("q", "Aide ou financeur", value: words, help: "Quelques mots\u{a0}: FDVA, Fondation de France, LEADER…").html)\
            <div class="form__end"><button class="button">Chercher au catalogue</button>\
            <a class="button button--quiet" href="/financements/projets/\(project.id)/aides">Voir les aides possibles</a></div></form>\(results)
            """
    }
}
