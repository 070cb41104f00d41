import Foundation
import Hummingbird
import Kevre
import PostgreSQL

/// The terms of payment of many grants typed at once: those picked from the list, or all those of a year.
enum CompletionPages {
    static func add(to routes: inout Routes) {
        routes.get("subventions/versement", right: .writeGrants, use: show)
        routes.post("subventions/versement", right: .writeGrants, use: save)
    }

    private static let address = "/subventions/versement"

    private static func year(_ visit: Visit) -> Int? {
        (visit.form["annee"] ?? visit.query("annee")).flatMap { Int($0) }
    }

    /// Nil when neither grants nor a year are named: all of them is never meant by saying nothing.
    private static func selection(_ visit: Visit) -> GrantSelection? {
        let chosen = visit.form.all("choix").compactMap { Grant.ID($0) }
        return chosen.isEmpty ? year(visit).map { .year($0) } : .chosen(chosen)
    }

    private static func nothingChosen(_ visit: Visit) -> Response {
        visit.redirect(
            to: "/subventions?lacks_terms=1", notice: "Choisissez au moins une subvention.", tone: .attention)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response { try await page(visit) }

    private static func page(_ visit: Visit, _ problems: [FieldProblem] = []) async throws -> Response {
        guard let selection = selection(visit) else { return nothingChosen(visit) }
        let lacking = try await visit.read { try Grant.lackingTerms(selection, for: visit.agent, in: $0) }
        let title = "Conditions de versement"
        let year = year(visit)
        let back = Link("Annuler", year.map { "/subventions-publication?annee=\($0)" } ?? "/subventions")
        let head: HTML = """
            \(breadcrumb([GrantPages.home, Link(title, "")]))\
            \(pageHeader(title, of: year.map { "subventions de \($0)" }))\(errorSummary(problems))
            """
        guard lacking.count > 0 else {
            return try visit.page(
                title: title, active: .grants,
                """
                \(head)\(notice("Aucune de ces subventions n’attend ses conditions de versement.", .done))\
                <div class="actions">\(linkButton("Retour", back.address, .primary))</div>
                """)
        }
        var kept = HTML()
        if case .chosen(let grants) = selection {
            kept = grants.map { "<input type=\"hidden\" name=\"choix\" value=\"\($0)\">" as HTML }.joined()
        }
        if let year { kept += "<input type=\"hidden\" name=\"annee\" value=\"\(year)\">" }
        let count = FrenchText.count(lacking.count, "subvention", "subventions")
        let form = FormPage(address, csrf: visit.csrf, submit: "Compléter \(count)", cancel: back)
        return try visit.page(
            title: title, active: .grants, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(head)<p>\(count), \(lacking.amount.short)\u{a0}: leurs conditions ou leurs dates de versement manquent \
            pour les publier. Ce qui a déjà été saisi n’est pas remplacé.</p>\
            \(form.html(
                kept + "<input type=\"hidden\" name=\"versement\" value=\"1\">"
                    + formFields(Form(PaymentTerms.fields()), visit.form, problems: problems)))
            """)
    }

    /// The list posts what was picked, the form posts what was typed besides.
    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        guard visit.form["versement"] != nil else { return try await page(visit) }
        guard let selection = selection(visit) else { return nothingChosen(visit) }
        do {
            let terms = try PaymentTerms(visit.form)
            let count = try await visit.write {
                try Grant.complete(selection, with: terms, by: visit.agent, in: $0)
            }
            let said = FrenchText.count(count, "subvention complétée", "subventions complétées")
            let next = year(visit).map { "/subventions-publication?annee=\($0)" } ?? "/subventions"
            return visit.redirect(to: next, notice: "\(said).")
        } catch let refusal as FormRefusal {
            return try await page(visit, refusal.problems)
        }
    }
}
