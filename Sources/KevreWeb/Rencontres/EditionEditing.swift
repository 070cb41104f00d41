import HTTPTypes
import Hummingbird
import Kevre

/// The form of an edition, its copy for the next year, and what becomes of it.
enum EditionEditing {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/nouvelle", right: .writeRencontres, use: new)
        routes.post("rencontres/nouvelle", right: .writeRencontres, use: create)
        routes.get("rencontres/:year/modifier", right: .writeRencontres, use: edit)
        routes.post("rencontres/:year/modifier", right: .writeRencontres, use: save)
        routes.post("rencontres/:year/copier", right: .writeRencontres, use: copy)
        routes.post("rencontres/:year/supprimer", right: .writeRencontres, use: delete)
        routes.post("rencontres/:year/etape/:event", right: .writeRencontres, use: fire)
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        let agent = visit.agent
        if let latest = try await visit.read({ try Edition.latest(by: agent, in: $0) }), visit.query("vide") == nil {
            return try proposeCopy(visit, latest)
        }
        let year = visit.today.year
        return try page(
            visit, nil,
            FormInput([
                "year": [String(year)], "name": ["Rencontres de la vie associative"], "hours": ["de 10 h à 18 h"],
            ]))
    }

    private static func proposeCopy(_ visit: Visit, _ latest: Edition) throws -> Response {
        let next = latest.year + 1
        return try visit.page(
            title: "Nouvelle édition", active: .rencontres,
            """
            \(breadcrumb([Link("Rencontres", "/rencontres"), Link("Nouvelle édition", "")]))\
            \(pageHeader("Nouvelle édition"))\
            \(card(
                "D’après \(latest.year)",
                """
                <p>Participations, plan, tâches, budget prévu et textes sont repris\u{a0}; les dates vont au même jour de \
                la semaine.</p>\(postButton("Préparer \(next) d’après \(latest.year)", "/rencontres/\(latest.year)/copier", csrf: visit.csrf, .primary, fields: [("year", String(next))]))
                """))\
            \(card("Depuis le début", "<p>Avec les tâches et les participations habituelles.</p>\(linkButton("Commencer sans modèle", "/rencontres/nouvelle?vide=1"))"))
            """)
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response { try await write(visit, nil) }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        return try page(visit, edition, edition.input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        try await write(visit, try await visit.edition())
    }

    private static func write(_ visit: Visit, _ edition: Edition?) async throws -> Response {
        let (agent, input, version) = (visit.agent, visit.form, visit.version)
        do {
            let (year, warning) = try await visit.write { tx in
                let year = try Edition.save(edition?.id, version: version, input, by: agent, in: tx)
                return (year, try Edition.crowding(year: year, in: tx))
            }
            let done =
                edition == nil
                ? "Édition créée, avec ses tâches et ses participations habituelles." : "Édition enregistrée."
            return visit.redirect(
                to: "/rencontres/\(year)", notice: [done, warning].compactMap { $0 }.joined(separator: " "),
                tone: warning == nil ? .done : .attention)
        } catch let refusal as FormRefusal {
            return try page(visit, edition, input, refusal.problems)
        }
    }

    private static func page(
        _ visit: Visit, _ edition: Edition?, _ input: FormInput, _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = edition.map { "/rencontres/\($0.year)" } ?? "/rencontres"
        let title = edition.map { "Modifier l’édition \($0.year)" } ?? "Nouvelle édition"
        let kept = visit.form["version"].flatMap { Int($0) }
        let form = FormPage(
            edition == nil ? "/rencontres/nouvelle" : "\(address)/modifier", csrf: visit.csrf,
            version: kept ?? edition?.version, cancel: Link("Annuler", address))
        return try visit.page(
            title: title, active: .rencontres, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb([Link("Rencontres", "/rencontres")] + (edition.map { [Link(String($0.year), address)] } ?? []) + [Link(title, "")]))\
            \(pageHeader(title))\(errorSummary(problems))\
            \(form.html(formFields(Edition.form, input, problems: problems)))
            """)
    }

    @Sendable private static func copy(_ visit: Visit) async throws -> Response {
        let (year, agent) = (try visit.year(), visit.agent)
        let newYear = visit.form["year"].flatMap { Int($0) } ?? year + 1
        try await visit.write { try Edition.copy(year, to: newYear, by: agent, in: $0) }
        return visit.redirect(
            to: "/rencontres/\(newYear)",
            notice: "Édition \(newYear) préparée d’après \(year). Vérifiez les dates et le lieu, puis publiez.")
    }

    @Sendable private static func fire(_ visit: Visit) async throws -> Response {
        guard let event = EditionEvent(rawValue: visit.parameters["event"] ?? "") else {
            throw NotFound("Cette étape n’existe pas.")
        }
        let (edition, agent, version) = (try await visit.edition(), visit.agent, visit.version)
        try await visit.write { try Edition.fire(event, edition.id, version: version, by: agent, in: $0) }
        return visit.redirect(to: "/rencontres/\(edition.year)", notice: event.done)
    }

    @Sendable private static func delete(_ visit: Visit) async throws -> Response {
        let (edition, agent) = (try await visit.edition(), visit.agent)
        try await visit.write { try Edition.delete(edition.id, by: agent, in: $0) }
        return visit.redirect(to: "/rencontres", notice: "Édition \(edition.year) supprimée.")
    }
}
