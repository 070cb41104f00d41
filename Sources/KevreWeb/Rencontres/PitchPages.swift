import HTTPTypes
import Hummingbird
import Kevre

/// Making and changing pitches: rows of them, one of them.
enum PitchPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/plan/rangees", right: .writeRencontres, use: rows)
        routes.post("rencontres/:year/plan/rangees", right: .writeRencontres, use: addRows)
        routes.get("rencontres/:year/plan/:number/modifier", right: .writeRencontres, use: edit)
        routes.post("rencontres/:year/plan/:number/modifier", right: .writeRencontres, use: save)
        routes.post("rencontres/:year/plan/:number/supprimer", right: .writeRencontres, use: delete)
    }

    @Sendable private static func rows(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        let input = try await visit.read { try Pitch.rowsStart(of: edition.id, in: $0) }
        return try rowsPage(visit, edition, input, [])
    }

    @Sendable private static func addRows(_ visit: Visit) async throws -> Response {
        let (edition, agent, input) = (try await visit.edition(), visit.agent, visit.form)
        do {
            let count = try await visit.write { try Pitch.addRows(to: edition.id, input, by: agent, in: $0) }
            return visit.redirect(
                to: "/rencontres/\(edition.year)/plan",
                notice: "\(FrenchText.count(count, "emplacement créé", "emplacements créés")).")
        } catch let refusal as FormRefusal {
            return try rowsPage(visit, edition, input, refusal.problems)
        }
    }

    private static func rowsPage(
        _ visit: Visit, _ edition: Edition, _ input: FormInput, _ problems: [FieldProblem]
    ) throws -> Response {
        let address = "/rencontres/\(edition.year)/plan"
        let form = FormPage(
            "\(address)/rangees", csrf: visit.csrf, submit: "Créer les emplacements", cancel: Link("Annuler", address))
        func row(_ names: [String]) -> HTML {
            fieldRow(names.compactMap { Pitch.rowsForm[$0] }.map { FormField($0, input, problems: problems).html })
        }
        return try visit.page(
            title: "Créer des rangées", active: .rencontres, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(
                edition, .plan, title: "Créer des rangées",
                note: "La salle dessinée fait \(edition.planSize.width / 100) m sur \(edition.planSize.height / 100) m."))\
            \(errorSummary(problems))\
            \(form.html("""
                \(row(["zone_name", "first"]))\(row(["rows", "columns"]))\(row(["x", "y"]))\(row(["width", "depth"]))\
                \(row(["gap", "aisle"]))\(row(["sockets", "circuit_name"]))
                """))
            """)
    }

    private static func pitch(_ visit: Visit) async throws -> (Plan, Pitch) {
        let (year, agent) = (try visit.year(), visit.agent)
        let plan = try await visit.read { try Plan.find(year: year, by: agent, in: $0) }
        let number = visit.parameters["number"].flatMap { Int($0) }
        guard let pitch = plan.pitches.first(where: { $0.number == number }) else {
            throw NotFound("Cet emplacement n’existe pas.")
        }
        return (plan, pitch)
    }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let (plan, pitch) = try await pitch(visit)
        return try page(visit, plan, pitch, pitch.input, [])
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let (plan, pitch) = try await pitch(visit)
        let (agent, input, version) = (visit.agent, visit.form, visit.version)
        do {
            try await visit.write { try Pitch.save(pitch.id, version: version, input, by: agent, in: $0) }
            return visit.redirect(
                to: "/rencontres/\(plan.edition.year)/plan?emplacement=\(input["number"] ?? "")",
                notice: "Emplacement enregistré.")
        } catch let refusal as FormRefusal {
            return try page(visit, plan, pitch, input, refusal.problems)
        }
    }

    private static func page(
        _ visit: Visit, _ plan: Plan, _ pitch: Pitch, _ input: FormInput, _ problems: [FieldProblem]
    ) throws -> Response {
        let address = "/rencontres/\(plan.edition.year)/plan"
        let form = FormPage(
            "\(address)/\(pitch.number)/modifier", csrf: visit.csrf, version: visit.version ?? pitch.version,
            cancel: Link("Annuler", "\(address)?emplacement=\(pitch.number)"))
        return try visit.page(
            title: "Emplacement \(pitch.number)", active: .rencontres,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(plan.edition, .plan, title: "Emplacement \(pitch.number)", actions: [
                dangerButton("Supprimer", losing: "L’emplacement \(pitch.number) disparaît du plan.", confirm: "Supprimer l’emplacement", "\(address)/\(pitch.number)/supprimer", csrf: visit.csrf, fields: [("version", String(pitch.version))])
            ]))\(errorSummary(problems))\
            \(form.html(formFields(Pitch.form(plan.zones, plan.circuits), input, problems: problems)))
            """)
    }

    @Sendable private static func delete(_ visit: Visit) async throws -> Response {
        let (plan, pitch) = try await pitch(visit)
        let (agent, version) = (visit.agent, visit.version)
        try await visit.write { try Pitch.delete(pitch.id, version: version, by: agent, in: $0) }
        return visit.redirect(
            to: "/rencontres/\(plan.edition.year)/plan", notice: "Emplacement \(pitch.number) supprimé.")
    }
}
