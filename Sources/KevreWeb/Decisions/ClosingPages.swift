import Foundation
import Hummingbird
import Kevre

/// The closing of a session: what becomes final, and what is asked with it.
enum ClosingPages {
    static func add(to routes: inout Routes) {
        routes.get("seances/:id/cloture", right: .writeSessions, use: confirm)
        routes.post("seances/:id/cloture", right: .writeSessions, use: close)
    }

    @Sendable private static func confirm(_ visit: Visit) async throws -> Response { try await page(visit) }

    private static func page(_ visit: Visit, _ refusal: (any Refusal)? = nil) async throws -> Response {
        let session = try await SessionPages.find(visit)
        guard !session.isClosed else { throw DecisionRefusal.sessionClosed(session.name) }
        let outlook = try await visit.read { try session.closing(in: $0) }
        let address = "/seances/\(session.id)"
        let title = "Clore la séance"
        let head: HTML = """
            \(breadcrumb([SessionPages.home, Link(session.name, address), Link(title, "")]))\
            \(pageHeader(title, of: "\(session.name), \(session.moment)"))
            """
        let problems = (refusal as? FormRefusal)?.problems ?? []
        let alert: HTML =
            problems.isEmpty ? refusal.map { notice("\($0.message)", .danger) } ?? "" : errorSummary(problems)
        guard outlook.undecided.isEmpty, !outlook.consequences.isEmpty else {
            return try visit.page(
                title: title, active: .sessions,
                """
                \(head)\(alert)\(inTheWay(outlook))\
                <div class="actions">\(linkButton("Retour à la séance", address, .primary))</div>
                """)
        }
        let items = outlook.consequences.map { "<li>\($0)</li>" as HTML }
        let opinion: HTML =
            session.body == .committee
            ? notice(
                "La commission propose, l’acte est pris par l’instance compétente\u{a0}: portez ici le numéro de sa délibération dès qu’il est connu.",
                .attention) : ""
        let form = FormPage(
            "\(address)/cloture", csrf: visit.csrf, version: session.version, submit: "Clore définitivement",
            cancel: Link("Revenir à la séance", address))
        let field = FormField(
            "deliberation_reference", "Délibération ou décision n°",
            value: visit.form["deliberation_reference"] ?? session.deliberationReference ?? "",
            help: "Peut être porté plus tard\u{a0}; il est nécessaire pour notifier.")
        return try visit.page(
            title: title, active: .sessions, status: refusal == nil ? .ok : .unprocessableContent,
            """
            \(head)\(alert)\(opinion)\(card("Ce qui devient définitif", "<ul class=\"plain-list\">\(items)</ul>"))\
            \(agreements(outlook))<p>Les enveloppes seront engagées et plus aucune ligne ne pourra changer.</p>\
            \(form.html(field.html + terms(outlook, visit.form, problems)))
            """)
    }

    /// Why the session cannot be closed yet.
    private static func inTheWay(_ outlook: SessionClosing) -> HTML {
        let names = outlook.undecided.map { "<li>\($0)</li>" as HTML }
        let reason =
            names.isEmpty
            ? DecisionRefusal.agendaEmpty.message
            : "\(FrenchText.count(names.count, "dossier n’est pas décidé", "dossiers ne sont pas décidés")). Décidez ou ajournez chaque ligne avant de clore."
        let list: HTML = names.isEmpty ? "" : card("À décider", "<ul class=\"plain-list\">\(names)</ul>")
        return notice("\(reason)", title: "La séance ne peut pas encore être close", .attention) + list
    }

    private static func agreements(_ outlook: SessionClosing) -> HTML {
        guard !outlook.agreements.isEmpty else { return "" }
        let items = outlook.agreements.map { agreement -> HTML in
            "<li>\(agreement.association)\u{a0}: \(agreement.total.short) en \(agreement.year)</li>"
        }
        return card(
            "Conventions obligatoires",
            """
            <ul class="plain-list">\(items)</ul>\
            <p class="small soft">\(Obligation.agreement.citation)</p>
            """)
    }

    /// How the grants are paid, asked once for all those of which neither the line nor the campaign says it.
    private static func terms(_ outlook: SessionClosing, _ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        guard outlook.granted > 0 else { return "" }
        guard outlook.withoutTerms > 0 else {
            return """
                <p class="small soft">Les conditions et dates de versement de chaque subvention sont connues\u{a0}: \
                elles pourront être publiées.</p>
                """
        }
        let count = FrenchText.count(
            outlook.withoutTerms, "subvention dont ni la ligne ni la campagne ne disent",
            "subventions dont ni la ligne ni la campagne ne disent")
        return fieldSection(
            "Versement",
            help: "Pour \(count) comment elle est versée. Facultatif ici\u{a0}; nécessaire pour publier (SCDL).",
            formFields(Form(PaymentTerms.fields()), input, problems: problems))
    }

    @Sendable private static func close(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Session.ID.self)
        do {
            let terms = try PaymentTerms(visit.form)
            let closing = try await visit.write { tx in
                try Session.close(
                    id, deliberation: visit.form["deliberation_reference"], terms: terms, version: visit.version,
                    authority: visit.office.authority, by: visit.agent, in: tx)
            }
            let said = ["Séance close\u{a0}: \(FrenchText.list(closing.consequences)).", closing.termsToCome]
            return visit.redirect(
                to: "/seances/\(id)", notice: said.compactMap(\.self).joined(separator: " "))
        } catch let refusal as DecisionRefusal {
            return try await page(visit, refusal)
        } catch let refusal as FormRefusal {
            return try await page(visit, refusal)
        }
    }
}
