import HTTPTypes
import Hummingbird
import Kevre

/// The pages of schemes: list, record, form.
enum SchemePages {
    static func add(to routes: inout Routes) {
        routes.get("dispositifs", right: .readSchemes, use: list)
        routes.get("dispositifs/nouveau", right: .writeSchemes, use: new)
        routes.post("dispositifs/nouveau", right: .writeSchemes, use: create)
        routes.get("dispositifs/:id", right: .readSchemes, use: show)
        routes.get("dispositifs/:id/modifier", right: .writeSchemes, use: edit)
        routes.post("dispositifs/:id/modifier", right: .writeSchemes, use: save)
    }

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let mayWrite = visit.agent.may(.writeSchemes)
        return try await visit.list(
            Scheme.listing, active: .campaigns, path: [Link("Campagnes", "/campagnes")],
            actions: mayWrite ? [linkButton("Nouveau dispositif", "/dispositifs/nouveau", .primary)] : [],
            empty: emptyState(
                "Aucun dispositif", "Un dispositif dit pour quoi, à qui et comment la collectivité apporte une aide.",
                actions: mayWrite ? [linkButton("Créer le premier", "/dispositifs/nouveau", .primary)] : []))
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Scheme.ID.self)
        let agent = visit.agent
        let (scheme, campaigns) = try await visit.read { tx in
            let query = ListingQuery(filters: ["scheme": [id.description]], limit: 100)
            return (
                try Scheme.find(id, by: agent, in: tx), try Campaign.listing.page(query, for: agent, in: tx)
            )
        }
        let actions =
            agent.may(.writeSchemes)
            ? [
                linkButton("Modifier", "/dispositifs/\(id)/modifier"),
                linkButton("Ouvrir une campagne", "/campagnes/nouvelle?dispositif=\(id)", .primary),
            ] : []
        let documents = scheme.documents.map { document -> HTML in
            let word = document.mandatory ? tag("obligatoire", .attention) : tag("si elle existe")
            let help: HTML = document.help.isEmpty ? "" : "<small class=\"soft\"> — \(document.help)</small>"
            return "<li>\(document.label) \(word)\(help)</li>"
        }
        let conditions = scheme.conditions.map { "<li>\($0)</li>" as HTML }
        return try visit.page(
            title: scheme.name, active: .campaigns,
            """
            \(breadcrumb([Link("Campagnes", "/campagnes"), Link("Dispositifs", "/dispositifs"), Link(scheme.name, "")]))\
            \(pageHeader(scheme.name, of: scheme.serviceName, actions: actions))\
            \(scheme.active ? "" : notice("Ce dispositif n’est plus en service.", .attention))\
            \(card("Ce que c’est", facts([
                ("Nature", tag(scheme.kind.label)), ("Thème", "\(scheme.themeName)"), ("Objet", prose(scheme.purpose)),
                ("Qui peut demander", conditions.isEmpty ? "" : "<ul>\(conditions)</ul>"),
                ("Qui décide", "\(scheme.competentBody.label)"), ("Code", reference(scheme.code)),
            ])))\
            \(card("Pièces demandées", documents.isEmpty ? "<p class=\"soft\">Aucune.</p>" : "<ul>\(documents)</ul>"))\
            \(card("Campagnes", CampaignPages.links(campaigns)))
            """)
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        let form = try await visit.read { try Scheme.form(in: $0) }
        var input = FormInput(["active": ["1"], "competent_body": ["council"]])
        input.values["document_label"] = SchemeDocument.usual.map(\.label)
        input.values["document_help"] = SchemeDocument.usual.map(\.help)
        input.values["document_mandatory"] = SchemeDocument.usual.map { $0.mandatory ? "1" : "0" }
        return try page(visit, nil, form, input)
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response {
        try await write(visit, nil)
    }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Scheme.ID.self)
        let agent = visit.agent
        let (scheme, form) = try await visit.read { (try Scheme.find(id, by: agent, in: $0), try Scheme.form(in: $0)) }
        return try page(visit, scheme, form, scheme.input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        try await write(visit, visit.identifier("id", Scheme.ID.self))
    }

    private static func write(_ visit: Visit, _ id: Scheme.ID?) async throws -> Response {
        let (agent, input) = (visit.agent, visit.form)
        do {
            let saved = try await visit.saving { tx in
                guard let id else { return (try Scheme.form(in: tx), input) }
                return (try Scheme.form(in: tx), try Scheme.find(id, by: agent, in: tx).input)
            } _: {
                try Scheme.save(id, version: $1, $0, by: agent, in: $2)
            }
            return visit.redirect(
                to: "/dispositifs/\(saved)", notice: id == nil ? "Dispositif créé." : "Dispositif enregistré.")
        } catch let refusal as FormRefusal {
            let (scheme, form) = try await visit.read { tx in
                (try id.map { try Scheme.find($0, by: agent, in: tx) }, try Scheme.form(in: tx))
            }
            return try page(visit, scheme, form, input, refusal.problems)
        }
    }

    private static func page(
        _ visit: Visit, _ scheme: Scheme?, _ form: Form, _ input: FormInput, _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = scheme.map { "/dispositifs/\($0.id)" } ?? "/dispositifs"
        let title = scheme.map { "Modifier «\u{a0}\($0.name)\u{a0}»" } ?? "Nouveau dispositif"
        let kept = visit.form["version"].flatMap { Int($0) }
        var page = FormPage(
            scheme == nil ? "/dispositifs/nouveau" : "\(address)/modifier", csrf: visit.csrf,
            version: kept ?? scheme?.version, cancel: Link("Annuler", address))
        page.shown = scheme == nil ? nil : visit.shown(input)
        let fields: HTML = """
            \(formFields(form, input, problems: problems))\
            \(fieldSection("Pièces demandées", help: "Une ligne vide est laissée de côté.", documentRows(input, problems)))
            """
        return try visit.page(
            title: title, active: .campaigns, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb([Link("Campagnes", "/campagnes"), Link("Dispositifs", "/dispositifs"), Link(title, "")]))\
            \(pageHeader(title))\(errorSummary(problems))\(page.html(fields))
            """)
    }

    private static func documentRows(_ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        let labels = input.all("document_label")
        let helps = input.all("document_help")
        let flags = input.all("document_mandatory")
        let error = problems.first { $0.field == "document_label" }
        let wrong: HTML = error.map { "<p class=\"field__error\">\($0.label)\u{a0}: \($0.message)</p>" } ?? ""
        var rows = HTML()
        for index in 0..<(labels.count + 3) {
            let id = index == 0 ? "document_label" : "document_label-\(index)"
            let label = labels.indices.contains(index) ? labels[index] : ""
            let help = helps.indices.contains(index) ? helps[index] : ""
            let optional = flags.indices.contains(index) && flags[index] == "0"
            rows += fieldRow([
                """
                <div class="field"><label for="\(id)">Pièce \(index + 1)</label><input type="text" id="\(id)" \
                name="document_label" value="\(label)" maxlength="200"></div>
                """,
                """
                <div class="field"><label for="document_help-\(index)">Précision</label><input type="text" \
                id="document_help-\(index)" name="document_help" value="\(help)" maxlength="500"></div>
                """,
                """
                <div class="field field--short"><label for="document_mandatory-\(index)">Exigence</label>\
                <select id="document_mandatory-\(index)" name="document_mandatory"><option value="1">Obligatoire</option>\
                <option value="0"\(flag: "selected", optional)>Si elle existe</option></select></div>
                """,
            ])
        }
        return wrong + rows
    }
}

/// Text typed over several lines, as it was typed: empty for nothing.
func prose(_ text: String) -> HTML {
    let parts = text.split(separator: "\n\n", omittingEmptySubsequences: true)
    return parts.map { part -> HTML in
        let lines = part.split(separator: "\n").map { "\($0)" as HTML }.joined(separator: "<br>")
        return "<p>\(lines)</p>"
    }.joined()
}
