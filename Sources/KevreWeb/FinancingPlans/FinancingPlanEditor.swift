import Kevre

/// A financing plan as fields: expenses by account, resources row by row, each with the terms of its aid.
struct FinancingPlanEditor {
    let chart: BudgetChart
    let input: FormInput
    let problems: [FieldProblem]
    let plan: FinancingPlan

    private var rows: Int {
        let used = (0..<FinancingPlan.mostRows).last { row in
            ["amount", "label", "search"].contains { !(input["income.\(row).\($0)"] ?? "").isEmpty }
        }
        return min((used ?? -1) + 4, FinancingPlan.mostRows)
    }

    var html: HTML {
        let reading = plan.reading(input, chart).plan
        let face = BudgetFace(chart: chart, input: input, problems: problems)
        let expenses = face.lines(.expense, inKind: false).map { $0.html(side: "expense") }
        let resources = (0..<rows).map(resource)
        let inKind: HTML =
            chart.lines.contains(where: \.inKind)
            ? """
            <details class="more"\(flag: "open", chart.lines.contains { $0.inKind && !(input[$0.field] ?? "").isEmpty })>\
            <summary>Bénévolat et aides en nature</summary>\(face.sides(inKind: true))</details>
            """ : ""
        return """
            \(fieldRow([
                field("name", "Nom du plan", required: true), field("note", "Note"),
            ]))<div data-budget><div class="budget budget--plan">\
            <fieldset class="fieldset budget__side"><legend>Dépenses</legend>\(expenses)\
            <p class="budget__total"><b>Total</b> <b data-total="expense">\(reading.cost.short)</b></p></fieldset>\
            <fieldset class="fieldset budget__side"><legend>Ressources</legend>\(resources)\
            <p class="budget__total"><b>Total</b> <b data-total="income">\(reading.lines(.income).sum(of: \.amount).short)</b></p>\
            </fieldset></div><div class="balance" data-balance role="status"></div></div>\(inKind)\
            \(fieldSection("TVA", yes("without_vat", "Les montants sont hors taxes") + yes("recovers_vat", "L’association récupère la TVA sur ces dépenses")))
            """
    }

    private func field(_ name: String, _ label: String, required: Bool = false) -> HTML {
        FormField(
            name, label, value: input[name] ?? "", error: problems.first { $0.field == name }?.message,
            isRequired: required
        ).html
    }

    private func yes(_ name: String, _ label: String) -> HTML {
        FormField(name, label, .yes, value: (input[name] ?? "").isEmpty ? "" : "oui").html
    }

    private func resource(_ row: Int) -> HTML {
        func name(_ field: String) -> String { "income.\(row).\(field)" }
        func value(_ field: String) -> String { input[name(field)] ?? "" }
        func error(_ field: String) -> String? { problems.first { $0.field == name(field) }?.message }
        func money(_ field: String, _ label: String) -> HTML {
            FormField(name(field), label, .money, value: value(field), error: error(field)).html
        }
        func rate(_ field: String, _ label: String) -> HTML {
            FormField(name(field), label, value: value(field), help: "En %.", error: error(field)).html
        }
        let followed = !value("search").isEmpty || !value("application").isEmpty
        let accounts = chart.lines(.income).map { line in
            FormOption(line.account, line.account == BudgetChart.requested ? "Notre collectivité" : line.label)
        }
        let states = FinancingLine.State.allCases.map { FormOption($0.rawValue, $0.label) }
        let covers = chart.lines(.expense).filter { !(input[$0.field] ?? "").isEmpty }
        let hidden = ["search", "application", "aid"].map { field -> HTML in
            value(field).isEmpty ? "" : "<input type=\"hidden\" name=\"\(name(field))\" value=\"\(value(field))\">"
        }
        let standing: HTML =
            followed
            ? "<p class=\"field__help\">Suivie\u{a0}: son état et son montant viennent de la recherche ou du dossier.</p><input type=\"hidden\" name=\"\(name("state"))\" value=\"\(value("state"))\">"
            : FormField(
                name("state"), "État", .one(states + []), value: value("state").isEmpty ? "to_find" : value("state")
            ).select
        let termFields = ["rate", "eligible", "floor", "ceiling", "max_public", "max_of_public", "min_own"]
        let open = termFields.contains { error($0) != nil }
        let known = termFields.contains { !value($0).isEmpty } || !input.all(name("covers")).isEmpty
        let aimed: HTML =
            covers.isEmpty
            ? ""
            : """
            <fieldset class="fieldset field"><legend>Ne paie que</legend><p class="field__help">Rien de coché\u{a0}: l’ensemble.</p>\
            <div class="choices">\(covers.map { line -> HTML in
                """
                <label class="choice"><input type="checkbox" name="\(name("covers"))" value="\(line.account)"\
                \(flag: "checked", input.all(name("covers")).contains(line.account))><span>\(line.label)</span></label>
                """
            })</div></fieldset>
            """
        return """
            <fieldset class="fieldset resource"><legend>Ressource \(row + 1)</legend>\(hidden)\
            \(fieldRow([
                FormField(name("account"), "Nature", .one(accounts), value: value("account"), error: error("account")).select,
                FormField(name("label"), "Précision", value: value("label")).html,
            ]))\(fieldRow([amount(name("amount"), value("amount"), error("amount"), row), standing]))\
            <details class="more"\(flag: "open", open)><summary>\(known ? "Conditions de l’aide" : "Conditions de l’aide, justificatif")</summary>\
            \(FormField(name("evidence"), "Justificatif ou échéance", value: value("evidence")).html)\
            \(fieldRow([rate("rate", "Taux au plus"), money("eligible", "Base éligible")]))\
            \(fieldRow([money("floor", "Plancher"), money("ceiling", "Plafond")]))\
            \(fieldRow([rate("max_public", "Argent public au plus"), rate("min_own", "Ressources propres au moins"), rate("max_of_public", "Part de l’argent public au plus")]))\
            \(yes(name("in_kind"), "Admet les contributions en nature dans sa base"))\(aimed)</details></fieldset>
            """
    }

    private func amount(_ name: String, _ value: String, _ error: String?, _ row: Int) -> HTML {
        let wrong: HTML = error.map { "<p class=\"field__error\" id=\"\(name)-erreur\">\($0)</p>" } ?? ""
        return """
            <div class="field"><label for="\(name)">Montant</label><span class="money" data-unit="€"><input type="text" \
            inputmode="decimal" id="\(name)" name="\(name)" value="\(value)" data-money data-side="income"\
            \(attribute: "aria-describedby", error == nil ? nil : "\(name)-erreur")\
            \(attribute: "aria-invalid", error == nil ? nil : "true")></span>\(wrong)</div>
            """
    }
}

extension FormField {
    /// The same as a list, however few the choices: rows of a table have no room for buttons.
    var select: HTML {
        guard case .one(let options) = kind else { return html }
        let wrong: HTML = error.map { "<p class=\"field__error\" id=\"\(name)-erreur\">\($0)</p>" } ?? ""
        let items = options.map { option -> HTML in
            "<option value=\"\(option.value)\"\(flag: "selected", values.contains(option.value))>\(option.title)</option>"
        }
        return """
            <div class="field"><label for="\(name)">\(label)</label><select id="\(name)" name="\(name)"\
            \(attribute: "aria-describedby", error == nil ? nil : "\(name)-erreur")\
            \(attribute: "aria-invalid", error == nil ? nil : "true")><option value="">Choisir…</option>\(items)</select>\(wrong)</div>
            """
    }
}
