import HTTPTypes
import Hummingbird
import Kevre

/// The tasks of an edition, with dates counted from its day.
enum EditionTaskPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/taches", right: .readRencontres, use: list)
        routes.post("rencontres/:year/taches", right: .writeRencontres, use: create)
        routes.get("rencontres/:year/taches/:id", right: .writeRencontres, use: edit)
        routes.post("rencontres/:year/taches/:id", right: .writeRencontres, use: save)
        routes.post("rencontres/:year/taches/:id/cocher", right: .writeRencontres, use: { try await tick($0, true) })
        routes.post("rencontres/:year/taches/:id/decocher", right: .writeRencontres, use: { try await tick($0, false) })
        routes.post("rencontres/:year/taches/:id/supprimer", right: .writeRencontres, use: delete)
    }

    /// The tasks as a table, with the button that ticks.
    static func table(_ visit: Visit, _ edition: Edition, _ tasks: [EditionTask], _ today: Day) -> HTML {
        let mayWrite = visit.agent.may(.writeRencontres)
        let titles = [
            TableColumn("Tâche", .lead), TableColumn("Nature"), TableColumn("Échéance", .date),
            TableColumn("Qui", .soft),
            TableColumn("Suivi", .text),
        ]
        var rows = TableRows(titles)
        for task in tasks {
            let address = "/rencontres/\(edition.year)/taches/\(task.id)"
            rows.begin(key: task.id.description, name: task.label)
            if mayWrite {
                rows.lead(task.label, address, sub: task.note.isEmpty ? nil : task.note)
            } else {
                rows.cell(task.label, sub: task.note.isEmpty ? nil : task.note)
            }
            rows.cell(tag(task.kind.label))
            let late: HTML = task.isLate(on: today) ? "<br><span class=\"text-danger\">en retard</span>" : ""
            rows.cell("\(task.dueOn.short) <span class=\"soft\">\(task.countdown)</span>\(late)" as HTML)
            rows.cell(task.assignee)
            rows.cell(box(visit, task, address, mayWrite))
            rows.end()
        }
        return KevreWeb.table(titles, rows.html, caption: "Tâches", isPlain: true)
    }

    private static func box(_ visit: Visit, _ task: EditionTask, _ address: String, _ mayWrite: Bool) -> HTML {
        let version = [("version", String(task.version))]
        if let done = task.doneOn {
            let by = task.doneBy.map { " par \($0)" } ?? ""
            let back =
                mayWrite ? postButton("Rouvrir", "\(address)/decocher", csrf: visit.csrf, .quiet, fields: version) : ""
            return "\(state("Faite", .done)) <small class=\"soft\">le \(done.short)\(by)</small>\(back)"
        }
        return mayWrite
            ? postButton("Fait", "\(address)/cocher", csrf: visit.csrf, fields: version) : state("À faire", .neutral)
    }

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        try await list(visit, FormInput(["kind": ["organisation"]]), [])
    }

    private static func list(
        _ visit: Visit, _ input: FormInput, _ problems: [FieldProblem]
    ) async throws -> Response {
        let (year, agent) = (try visit.year(), visit.agent)
        let (edition, tasks) = try await visit.read { tx in
            let edition = try Edition.find(year: year, by: agent, in: tx)
            return (edition, try EditionTask.all(of: edition.id, in: tx))
        }
        let form = FormPage("/rencontres/\(year)/taches", csrf: visit.csrf, submit: "Ajouter la tâche")
        let more: HTML =
            agent.may(.writeRencontres)
            ? card(
                "Ajouter une tâche",
                "\(errorSummary(problems))\(form.html(formFields(EditionTask.form, input, problems: problems)))") : ""
        let list =
            tasks.isEmpty
            ? emptyState("Aucune tâche", "Une tâche a une échéance comptée depuis le jour\u{a0}: J-60, J-15, J+7.")
            : card("À faire et faites", table(visit, edition, tasks, visit.today))
        return try visit.page(
            title: "Tâches", active: .rencontres, status: problems.isEmpty ? .ok : .unprocessableContent,
            "\(EditionTab.header(edition, .edition, title: "Tâches", note: "\(edition.when)"))\(list)\(more)")
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response {
        let (edition, agent, input) = (try await visit.edition(), visit.agent, visit.form)
        do {
            try await visit.write {
                try EditionTask.save(nil, of: edition.id, version: nil, input, by: agent, in: $0)
            }
            return visit.redirect(to: "/rencontres/\(edition.year)/taches", notice: "Tâche ajoutée.")
        } catch let refusal as FormRefusal {
            return try await list(visit, input, refusal.problems)
        }
    }

    private static func task(_ visit: Visit, _ edition: Edition) async throws -> EditionTask {
        let id = try visit.identifier("id", EditionTask.ID.self)
        let task = try await visit.read { try EditionTask.all(of: edition.id, in: $0) }.first { $0.id == id }
        guard let task else { throw NotFound("Cette tâche n’existe plus.") }
        return task
    }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        let task = try await task(visit, edition)
        return try page(visit, edition, task, task.input)
    }

    private static func page(
        _ visit: Visit, _ edition: Edition, _ task: EditionTask, _ input: FormInput, _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = "/rencontres/\(edition.year)/taches"
        let form = FormPage(
            "\(address)/\(task.id)", csrf: visit.csrf, version: visit.version ?? task.version,
            cancel: Link("Annuler", address))
        return try visit.page(
            title: task.label, active: .rencontres, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(edition, .edition, title: task.label, actions: [
                dangerButton("Supprimer", losing: "La tâche disparaît de la liste.", confirm: "Supprimer la tâche", "\(address)/\(task.id)/supprimer", csrf: visit.csrf, fields: [("version", String(task.version))])
            ]))\(errorSummary(problems))\(form.html(formFields(EditionTask.form, input, problems: problems)))
            """)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let (edition, agent, input, version) = (try await visit.edition(), visit.agent, visit.form, visit.version)
        let task = try await task(visit, edition)
        do {
            try await visit.write {
                try EditionTask.save(task.id, of: edition.id, version: version, input, by: agent, in: $0)
            }
            return visit.redirect(to: "/rencontres/\(edition.year)/taches", notice: "Tâche enregistrée.")
        } catch let refusal as FormRefusal {
            return try page(visit, edition, task, input, refusal.problems)
        }
    }

    private static func tick(_ visit: Visit, _ isDone: Bool) async throws -> Response {
        let (year, id) = (try visit.year(), try visit.identifier("id", EditionTask.ID.self))
        let (agent, today, version) = (visit.agent, visit.today, visit.version)
        try await visit.write { try EditionTask.tick(id, isDone, version: version, on: today, by: agent, in: $0) }
        return visit.redirect(
            to: visit.referer ?? "/rencontres/\(year)/taches", notice: isDone ? "C’est fait." : "Tâche rouverte.",
            undo: "/rencontres/\(year)/taches/\(id)/\(isDone ? "decocher" : "cocher")")
    }

    @Sendable private static func delete(_ visit: Visit) async throws -> Response {
        let (year, id, agent) = (try visit.year(), try visit.identifier("id", EditionTask.ID.self), visit.agent)
        let version = visit.version
        try await visit.write { try EditionTask.delete(id, version: version, by: agent, in: $0) }
        return visit.redirect(to: "/rencontres/\(year)/taches", notice: "Tâche supprimée.")
    }
}
