import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// The form by which an officer registers an association, or changes what it registered.
enum RegistrationEditing {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/inscriptions/nouvelle", right: .writeRencontres, use: new)
        routes.post("rencontres/:year/inscriptions/nouvelle", right: .writeRencontres, use: create)
        routes.get("rencontres/:year/inscriptions/:id/modifier", right: .writeRencontres, use: edit)
        routes.post("rencontres/:year/inscriptions/:id/modifier", right: .writeRencontres, use: save)
    }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let (id, agent) = (try visit.identifier("id", Registration.ID.self), visit.agent)
        let registration = try await visit.read { try Registration.find(id, by: agent, in: $0) }
        return try await form(
            visit, title: "Modifier l’inscription", to: "\(id)/modifier", registration.input,
            version: registration.version, of: registration.associationName)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let (id, agent, input, version) = (
            try visit.identifier("id", Registration.ID.self), visit.agent, visit.form, visit.version
        )
        do {
            try await visit.write { tx in
                try Registration.change(.agent(agent, id), version: version, input, at: visit.now, in: tx)
            }
            return visit.redirect(
                to: "/rencontres/\(try visit.year())/inscriptions/\(id)", notice: "Inscription enregistrée.")
        } catch let refusal as FormRefusal {
            return try await form(
                visit, title: "Modifier l’inscription", to: "\(id)/modifier", input, version: version,
                problems: refusal.problems)
        }
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        guard let association = visit.query("association").flatMap(Association.ID.init) else {
            return try await search(visit, edition)
        }
        let (applicant, last, typed) = try await visit.read { tx in
            (
                try Applicant.find(association, in: tx),
                try Registration.lastInput(of: association, before: edition, isWhole: true, in: tx),
                try Registration.start(association, for: edition, isWhole: true, in: tx)
            )
        }
        var input = typed
        if visit.query("comme") != nil, let last { input.values.merge(last.input.values) { _, last in last } }
        input["association"] = association.description
        let again: HTML =
            last == nil || visit.query("comme") != nil
            ? ""
            : notice(
                "\(applicant.name) était inscrite en \(last?.year ?? 0).", .accent,
                action: linkButton(
                    "Comme en \(last?.year ?? 0)",
                    "/rencontres/\(edition.year)/inscriptions/nouvelle?association=\(association)&comme=1"))
        return try await form(
            visit, title: "Inscrire une association", to: "nouvelle", input, of: applicant.name, before: again)
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response {
        let (year, agent, input) = (try visit.year(), visit.agent, visit.form)
        let association = try visit.posted("association", Association.ID.self)
        let name = try await visit.read { try Applicant.find(association, in: $0).name }
        do {
            let outcome = try await visit.write { tx in
                try Registration.register(association, year: year, input, at: visit.now, by: agent, in: tx)
            }
            return visit.redirect(
                to: "/rencontres/\(year)/inscriptions/\(outcome.id)",
                notice: outcome.state == .waiting
                    ? "Toutes les places sont prises\u{a0}: \(name) est sur la liste d’attente."
                    : "\(name) est inscrite.",
                tone: outcome.state == .waiting ? .attention : .done)
        } catch let refusal as FormRefusal {
            return try await form(
                visit, title: "Inscrire une association", to: "nouvelle", input, of: name, problems: refusal.problems)
        } catch let refusal as RegistrationRefusal {
            return try await form(
                visit, title: "Inscrire une association", to: "nouvelle", input, of: name,
                problems: [FieldProblem(field: refusal.field ?? "type", label: "Inscription", message: refusal.message)]
            )
        }
    }

    private static func search(_ visit: Visit, _ edition: Edition) async throws -> Response {
        let (agent, words) = (visit.agent, visit.query("q") ?? "")
        let address = "/rencontres/\(edition.year)/inscriptions/nouvelle"
        let found = try await visit.read { try Applicant.search(words, by: agent, in: $0) }
        let items = found.map { applicant -> HTML in
            let place: HTML = applicant.commune.map { " <span class=\"soft\">\($0)</span>" } ?? ""
            return """
                <tr role="row"><td role="cell" class="lead">\(applicant.name)\(place)</td><td role="cell" class="num">\
                \(linkButton("Choisir", "\(address)?association=\(applicant.id)"))</td></tr>
                """
        }
        let results =
            found.isEmpty
            ? (words.isEmpty
                ? "" : emptyState("Aucune association trouvée", "Vérifiez le nom ou le numéro, ou créez sa fiche."))
            : card(
                "Quelle association\u{a0}?",
                table(
                    [TableColumn("Association", .lead), TableColumn("Choix", .number)], items.joined(),
                    caption: "Associations trouvées", isPlain: true))
        return try visit.page(
            title: "Inscrire une association", active: .rencontres,
            """
            \(EditionTab.header(edition, .registrations, title: "Inscrire une association"))\
            \(card("L’association", """
                <form class="form" method="get" action="\(address)">\
                \(FormField("q", "Association", value: words, help: "Nom, SIRET, SIREN ou RNA.").html)\
                <div class="form__end"><button class="button button--primary">Chercher</button></div></form>
                """))\(results)
            """)
    }

    private static func form(
        _ visit: Visit, title: String, to path: String, _ input: FormInput, version: Int? = nil, of name: String? = nil,
        before: HTML = "", problems: [FieldProblem] = []
    ) async throws -> Response {
        let edition = try await visit.edition()
        let (types, themes) = try await visit.read { tx in
            (try StandType.all(of: edition.id, in: tx), try Registration.themes(in: tx))
        }
        let address = "/rencontres/\(edition.year)/inscriptions"
        let page = FormPage(
            "\(address)/\(path)", csrf: visit.csrf, version: version,
            submit: version == nil ? "Inscrire" : "Enregistrer", cancel: Link("Annuler", address))
        let isLate = version == nil && edition.registration(at: visit.now) != .open
        let late: HTML =
            isLate
            ? fieldSection(
                "Hors délai", help: "Les inscriptions ne sont pas ouvertes. Dites pourquoi vous inscrivez quand même.",
                FormField(
                    "late_reason", "Motif", .line(type: "text"), value: input["late_reason"] ?? "",
                    error: problems.first { $0.field == "late_reason" }?.message, isRequired: true
                ).html) : ""
        let association: HTML =
            input["association"].map { "<input type=\"hidden\" name=\"association\" value=\"\($0)\">" } ?? ""
        let face = RegistrationFace(types, themes: themes, isOnline: false)
        return try visit.page(
            title: title, active: .rencontres, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(edition, .registrations, title: title, note: name.map { "\($0)" }))\
            \(before)\(errorSummary(problems))\(page.html("\(association)\(late)\(face.fields(input, problems))"))
            """)
    }
}
