import HTTPTypes
import Hummingbird
import Kevre

/// Two forms of rows: the ways to take part with their places, and the budget.
enum EditionDetailPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/participations", right: .writeRencontres, use: types)
        routes.post("rencontres/:year/participations", right: .writeRencontres, use: saveTypes)
        routes.get("rencontres/:year/budget", right: .writeRencontres, use: budget)
        routes.post("rencontres/:year/budget", right: .writeRencontres, use: saveBudget)
    }

    // MARK: - Ways to take part

    @Sendable private static func types(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        let types = try await visit.read { try StandType.all(of: edition.id, in: $0) }
        return try typesPage(visit, edition, StandType.input(types), [])
    }

    @Sendable private static func saveTypes(_ visit: Visit) async throws -> Response {
        let (edition, agent, input, version) = (try await visit.edition(), visit.agent, visit.form, visit.version)
        do {
            try await visit.write {
                try StandType.save(of: edition.id, version: version, input, by: agent, in: $0)
            }
            return visit.redirect(
                to: "/rencontres/\(edition.year)",
                notice: "Participations enregistrées. Les places ajoutées vont aux premières de la liste d’attente.")
        } catch let refusal as FormRefusal {
            return try typesPage(visit, edition, input, refusal.problems)
        }
    }

    private static func typesPage(
        _ visit: Visit, _ edition: Edition, _ input: FormInput, _ problems: [FieldProblem]
    ) throws -> Response {
        let address = "/rencontres/\(edition.year)"
        let form = FormPage(
            "\(address)/participations", csrf: visit.csrf, version: visit.version ?? edition.version,
            cancel: Link("Annuler", address))
        let count = input.all("type_name").count
        let rows = (0..<(count + 1)).map { index in
            fieldSection(
                index < count ? input.all("type_name")[index] : "Une participation de plus",
                help: index < count ? "Videz le nom pour la retirer." : "Laissez vide si vous n’en ajoutez pas.",
                typeFields(FormRow(input, index)))
        }
        return try visit.page(
            title: "Participations et places", active: .rencontres,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(edition, .edition, title: "Participations et places"))\(errorSummary(problems))\
            \(form.html(rows.joined()))
            """)
    }

    private static func typeFields(_ row: FormRow) -> HTML {
        """
        <input type="hidden" name="type_id" value="\(row.value("type_id"))">\
        \(fieldRow([row.line("type_name", "Nom"), row.choice("type_kind", "Nature", StandType.Kind.allCases.map { ($0.rawValue, $0.label) })]))\
        \(fieldRow([
            row.line("type_quota", "Nombre de places", help: "Vide\u{a0}: sans limite.", keyboard: "numeric"),
            row.choice("type_mode", "Attribution", StandType.Mode.allCases.map { ($0.rawValue, $0.label) }),
        ]))\(row.line("type_description", "Description pour les associations"))\
        \(fieldRow([
            row.line("type_tables", "Tables au plus", keyboard: "numeric"),
            row.line("type_chairs", "Chaises au plus", keyboard: "numeric"),
            row.line("type_panels", "Grilles au plus", keyboard: "numeric"),
            row.line("type_watts", "Watts au plus", keyboard: "numeric"),
        ]))
        """
    }

    // MARK: - Budget

    @Sendable private static func budget(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        let lines = try await visit.read { try EditionBudgetLine.all(of: edition.id, in: $0) }
        return try budgetPage(visit, edition, EditionBudgetLine.input(lines), [])
    }

    @Sendable private static func saveBudget(_ visit: Visit) async throws -> Response {
        let (edition, agent, input, version) = (try await visit.edition(), visit.agent, visit.form, visit.version)
        do {
            try await visit.write {
                try EditionBudgetLine.save(of: edition.id, version: version, input, by: agent, in: $0)
            }
            return visit.redirect(to: "/rencontres/\(edition.year)", notice: "Budget enregistré.")
        } catch let refusal as FormRefusal {
            return try budgetPage(visit, edition, input, refusal.problems)
        }
    }

    private static func budgetPage(
        _ visit: Visit, _ edition: Edition, _ input: FormInput, _ problems: [FieldProblem]
    ) throws -> Response {
        let address = "/rencontres/\(edition.year)"
        let form = FormPage(
            "\(address)/budget", csrf: visit.csrf, version: visit.version ?? edition.version,
            cancel: Link("Annuler", address))
        var typed = input
        // Two empty lines a side, to add to.
        for side in EditionBudgetLine.Side.allCases {
            for _ in 0..<2 {
                typed.values["line_side", default: []].append(side.rawValue)
                for name in ["line_label", "line_planned", "line_actual"] { typed.values[name, default: []].append("") }
            }
        }
        let sections = EditionBudgetLine.Side.allCases.map { side -> HTML in
            let rows = typed.all("line_side").indices.filter { typed.all("line_side")[$0] == side.rawValue }
                .map { index -> HTML in
                    let row = FormRow(typed, index)
                    return """
                        <input type="hidden" name="line_side" value="\(side.rawValue)">\(fieldRow([
                            row.line("line_label", "Ligne"),
                            row.line("line_planned", "Prévu (€)", keyboard: "decimal"),
                            row.line("line_actual", side == .expense ? "Dépensé (€)" : "Reçu (€)", keyboard: "decimal"),
                        ]))
                        """
                }
            return fieldSection(side.label, help: "Une ligne sans nom est laissée de côté.", rows.joined())
        }
        return try visit.page(
            title: "Budget", active: .rencontres, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(edition, .edition, title: "Budget"))\(errorSummary(problems))\
            \(form.html(sections.joined()))
            """)
    }
}
