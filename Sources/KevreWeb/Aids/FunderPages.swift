import Hummingbird
import Kevre
import PostgreSQL

/// Funders: list, record with what was seen of it and its aids, form.
enum FunderPages {
    static func add(to routes: inout Routes) {
        routes.get("financements/financeurs", right: .readFunding, use: list)
        routes.get("financements/financeurs/nouveau", right: .writeFunding, use: new)
        routes.post("financements/financeurs/nouveau", right: .writeFunding, use: create)
        routes.get("financements/financeurs/:id", right: .readFunding, use: show)
        routes.get("financements/financeurs/:id/modifier", right: .writeFunding, use: edit)
        routes.post("financements/financeurs/:id/modifier", right: .writeFunding, use: save)
    }

    static let home = Link("Financeurs", "/financements/financeurs")

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let mayWrite = visit.agent.may(.writeFunding)
        let actions = mayWrite ? [linkButton("Nouveau financeur", "/financements/financeurs/nouveau", .primary)] : []
        return try await visit.list(
            Funder.listing, active: .funding, actions: actions, intro: fundingTabs(.funders),
            empty: emptyState(
                "Aucun financeur",
                "État, Région, Département, fondations\u{a0}: à qui s’adresser, et ce que nous en savons.",
                actions: actions))
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Funder.ID.self)
        let (agent, today) = (visit.agent, visit.today)
        let (funder, aids, past) = try await visit.read { tx in
            let query = ListingQuery(filters: ["funder": [id.description]], limit: 100)
            return (
                try Funder.find(id, by: agent, in: tx), try Aid.listing(today: today).page(query, for: agent, in: tx),
                try FunderPast.find(id, in: tx)
            )
        }
        let actions =
            agent.may(.writeFunding)
            ? [
                linkButton("Ajouter une aide", "/financements/aides/nouvelle?financeur=\(id)"),
                linkButton("Modifier", "/financements/financeurs/\(id)/modifier", .primary),
            ] : []
        let people = funder.contacts.map { contact -> HTML in
            let mail: HTML = contact.email.map { " · <a href=\"mailto:\($0)\">\($0)</a>" } ?? ""
            let phone: HTML =
                contact.phone.map { " · <a href=\"tel:\($0.filter { !$0.isWhitespace })\">\($0)</a>" } ?? ""
            return "<li><b>\(contact.name)</b> \(contact.role)\(mail)\(phone)</li>"
        }
        return try visit.page(
            title: funder.name, active: .funding,
            """
            \(breadcrumb([Link("Financements externes", "/financements/projets"), home, Link(funder.name, "")]))\
            \(pageHeader(funder.name, of: funder.kind.label, actions: actions))\
            \(columns("\(card("Aides", aidLinks(aids)))\(notes(funder))", aside: """
                \(card("Contacts", people.isEmpty ? "<p class=\"soft\">Aucun.</p>" : "<ul class=\"plain-list\">\(people)</ul>"))\
                \(pastCard(past))\(card("En bref", facts([
                    ("Argent", funder.kind.isPublic ? "public" : "privé"),
                    ("Site", funder.website.map { "<a href=\"\($0)\" rel=\"noreferrer\">\(AidWording.host($0))</a>" } ?? ""),
                    ("Autres noms", "\(funder.otherNames.joined(separator: " ; "))"),
                ], style: .tight)))
                """, label: "Contacts et passé"))
            """)
    }

    private static func notes(_ funder: Funder) -> HTML {
        card(
            "Ce que nous en savons",
            funder.notes.isEmpty ? "<p class=\"soft\">Rien de noté encore.</p>" : AidWording.prose(funder.notes))
    }

    private static func pastCard(_ past: FunderPast) -> HTML {
        guard past.grants > 0 else { return "" }
        return card(
            "Subventions publiées",
            facts(
                [
                    ("Associations", "\(FrenchText.grouped(past.associations))"),
                    ("Subventions", "\(FrenchText.grouped(past.grants))"),
                    ("Médiane", "\(past.median.short)"), ("Dernière", "\(past.lastYear.map(String.init))"),
                ], style: .tight))
    }

    private static func aidLinks(_ page: ListingPage) -> HTML {
        guard !page.rows.isEmpty else { return "<p class=\"soft\">Aucune aide de ce financeur au catalogue.</p>" }
        let place = page.columns.firstIndex { $0.name == "status" }
        let items = page.rows.map { row -> HTML in
            var mark: HTML = ""
            if let place, case .state(let word) = row.cells[place] { mark = state(word.label, Tone(word.tone)) }
            return "<li><a href=\"\(row.address)\">\(row.cells.first?.text ?? "")</a> \(mark)</li>"
        }
        return "<ul class=\"plain-list\">\(items)</ul>"
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        try page(visit, nil, FormInput(["active": ["1"]]))
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response { try await write(visit, nil) }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Funder.ID.self)
        let agent = visit.agent
        let funder = try await visit.read { try Funder.find(id, by: agent, in: $0) }
        return try page(visit, funder, funder.input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        try await write(visit, visit.identifier("id", Funder.ID.self))
    }

    private static func write(_ visit: Visit, _ id: Funder.ID?) async throws -> Response {
        let (agent, input) = (visit.agent, visit.form)
        do {
            let saved = try await visit.saving { tx in
                (Funder.form, try id.map { try Funder.find($0, by: agent, in: tx).input } ?? input)
            } _: {
                try Funder.save(id, version: $1, $0, by: agent, in: $2)
            }
            return visit.redirect(
                to: "/financements/financeurs/\(saved)",
                notice: id == nil ? "Financeur ajouté." : "Financeur enregistré.")
        } catch let refusal as FormRefusal {
            let funder = try await visit.read { tx in try id.map { try Funder.find($0, by: agent, in: tx) } }
            return try page(visit, funder, input, refusal.problems)
        }
    }

    private static func page(
        _ visit: Visit, _ funder: Funder?, _ input: FormInput, _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = funder.map { "/financements/financeurs/\($0.id)" } ?? "/financements/financeurs"
        let title = funder.map { "Modifier «\u{a0}\($0.name)\u{a0}»" } ?? "Nouveau financeur"
        let kept = visit.form["version"].flatMap { Int($0) }
        var page = FormPage(
            funder == nil ? "/financements/financeurs/nouveau" : "\(address)/modifier", csrf: visit.csrf,
            version: kept ?? funder?.version, cancel: Link("Annuler", address))
        page.shown = funder == nil ? nil : visit.shown(input)
        let fields: HTML = """
            \(formFields(Funder.form, input, problems: problems))\
            \(fieldSection("Contacts", help: "Une ligne sans nom est laissée de côté.", contactRows(input, problems)))
            """
        return try visit.page(
            title: title, active: .funding, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb([Link("Financements externes", "/financements/projets"), home, Link(title, "")]))\
            \(pageHeader(title))\(errorSummary(problems))\(page.html(fields))
            """)
    }

    private static func contactRows(_ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        let columns = [
            ("contact_name", "Nom", "text"), ("contact_role", "Fonction", "text"),
            ("contact_email", "Adresse électronique", "email"),
            ("contact_phone", "Téléphone", "tel"),
        ]
        let wrong: HTML =
            problems.first { $0.field == "contact_name" }.map {
                "<p class=\"field__error\">\($0.label)\u{a0}: \($0.message)</p>"
            } ?? ""
        var rows = HTML()
        for index in 0..<(input.all("contact_name").count + 2) {
            rows += fieldRow(
                columns.map { name, label, type -> HTML in
                    let id = index == 0 ? name : "\(name)-\(index)"
                    let values = input.all(name)
                    let value = values.indices.contains(index) ? values[index] : ""
                    return """
                        <div class="field"><label for="\(id)">\(label) \(index + 1)</label><input type="\(type)" id="\(id)" \
                        name="\(name)" value="\(value)" maxlength="150"></div>
                        """
                })
        }
        return wrong + rows
    }
}
