import HTTPTypes
import Hummingbird
import Kevre

/// The hall of the plan: its size, its circuits, its stage and doors.
enum PlanHallPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/plan/salle", right: .writeRencontres, use: show)
        routes.post("rencontres/:year/plan/salle", right: .writeRencontres, use: save)
    }

    private static func plan(_ visit: Visit) async throws -> Plan {
        let (year, agent) = (try visit.year(), visit.agent)
        return try await visit.read { try Plan.find(year: year, by: agent, in: $0) }
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let plan = try await plan(visit)
        return try page(visit, plan, plan.hallInput, [])
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let (edition, agent, input, version) = (try await visit.edition(), visit.agent, visit.form, visit.version)
        do {
            let warnings = try await visit.write {
                try Plan.saveHall(of: edition.id, version: version, input, by: agent, in: $0)
            }
            return visit.redirect(
                to: "/rencontres/\(edition.year)/plan",
                notice: (["Salle enregistrée."] + warnings).joined(separator: " "),
                tone: warnings.isEmpty ? .done : .attention)
        } catch let refusal as FormRefusal {
            return try page(visit, try await plan(visit), input, refusal.problems)
        }
    }

    private static func page(
        _ visit: Visit, _ plan: Plan, _ input: FormInput, _ problems: [FieldProblem]
    ) throws -> Response {
        let address = "/rencontres/\(plan.edition.year)/plan"
        let form = FormPage(
            "\(address)/salle", csrf: visit.csrf, version: visit.version ?? plan.edition.version,
            cancel: Link("Annuler", address))
        let size = fieldSection(
            "La salle", help: "Les longueurs se comptent en centimètres, depuis le coin en haut à gauche du dessin.",
            fieldRow(Plan.sizeForm.fields.map { FormField($0, input, problems: problems).html }))
        let face = PlanFace(plan: plan, address: { "\(address)?emplacement=\($0.number)#emplacement" })
        let drawing =
            plan.pitches.isEmpty && plan.features.isEmpty ? "" : card("Le plan, tel qu’il est enregistré", face.html)
        return try visit.page(
            title: "Salle et circuits", active: .rencontres,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(plan.edition, .plan, title: "Salle et circuits"))\(errorSummary(problems))\
            \(drawing)\(form.html("\(size)\(circuits(plan, input, problems))\(features(input, problems))"))
            """)
    }

    private static func features(_ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        let typed = input.all("feature_kind")
        let kinds = [("", "— (aucun)")] + PlanFeature.Kind.allCases.map { ($0.rawValue, $0.label) }
        // Two rows to add to.
        let rows = (0..<(typed.count + 2)).map { index -> HTML in
            let row = FormRow(input, index, problems: problems)
            let kind = PlanFeature.Kind(rawValue: row.value("feature_kind"))?.label
            let label = row.value("feature_label")
            return fieldSection(
                index < typed.count ? label.isEmpty ? kind ?? "Repère retiré" : label : "Un repère de plus",
                """
                <input type="hidden" name="feature_id" value="\(row.value("feature_id"))">\
                \(fieldRow([
                    row.choice("feature_kind", "Repère", kinds), row.line("feature_label", "Ce qu’on y lit"),
                ]))\
                <div class="form__row form__row--short">\
                \(row.line("feature_x", "De la gauche", keyboard: "numeric"))\
                \(row.line("feature_y", "Du haut", keyboard: "numeric"))\
                \(row.line("feature_width", "Largeur", keyboard: "numeric"))\
                \(row.line("feature_height", "Profondeur", keyboard: "numeric"))</div>
                """)
        }
        return """
            <h2>Scène, portes et autres repères</h2>\
            <p class="field__help">Choisissez «\u{a0}— (aucun)\u{a0}» pour retirer un repère. Sans texte, on lit ce qu’il est.</p>\
            \(rows)
            """
    }

    private static func circuits(_ plan: Plan, _ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        let count = input.all("circuit_name").count
        let rows = (0..<(count + 1)).map { index -> HTML in
            let row = FormRow(input, index, problems: problems)
            let circuit = plan.circuits.first { $0.id.description == row.value("circuit_id") }
            let asked = circuit.map { ", pour \(FrenchText.grouped($0.asked)) demandés" } ?? ""
            return """
                <input type="hidden" name="circuit_id" value="\(row.value("circuit_id"))">\
                \(fieldRow([
                    row.line("circuit_name", index < count ? "Circuit" : "Un circuit de plus"),
                    row.line("circuit_limit", "Limite en watts\(asked)", keyboard: "numeric"),
                ]))
                """
        }
        return fieldSection(
            "Circuits électriques",
            help:
                "3\u{202f}500\u{a0}W pour un disjoncteur de 16\u{a0}A. Videz le nom pour retirer un circuit\u{a0}: ses emplacements n’en ont plus.",
            rows.joined())
    }
}
