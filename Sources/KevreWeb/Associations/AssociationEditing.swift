import HTTPTypes
import Hummingbird
import Kevre

/// The form of an association's record, new or known.
struct AssociationEditing: Sendable {
    let visit: Visit
    /// Nil for a new one.
    let id: Association.ID?
    let version: Int?

    /// Does the work; what is refused is shown on the form, with everything that was typed.
    func answer(_ work: @Sendable () async throws -> Response) async throws -> Response {
        do {
            return try await work()
        } catch let refusal as FormRefusal {
            return try await page(visit.form, refusal.problems)
        } catch AssociationRefusal.identifierTaken(let kind, let other, let name) {
            let refusal = AssociationRefusal.identifierTaken(kind: kind, by: other, name: name)
            // A SIREN is mostly typed as part of a SIRET.
            let typedSIRET = !(visit.form["siret"] ?? "").isEmpty
            let field = kind == "RNA" ? "rna" : typedSIRET ? "siret" : "siren"
            let problem = FieldProblem(
                field: field, label: Association.form[field]?.label ?? kind, message: refusal.message)
            return try await page(
                visit.form, [problem],
                notice(
                    "S’il s’agit de la même association, continuez sur sa fiche.", .attention,
                    action: linkButton("Ouvrir «\u{a0}\(name)\u{a0}»", "/associations/\(other)")))
        } catch let alike as AlikeAssociations {
            return try await page(visit.form, [], likeOnes(alike.others), asksToConfirm: true)
        }
    }

    /// The page of the form.
    ///
    /// - Parameters:
    ///   - name: the record's name as it is known; the typed one otherwise.
    ///   - hint: shown above the form.
    func page(
        _ input: FormInput, _ problems: [FieldProblem] = [], _ hint: HTML = "", name: String? = nil,
        asksToConfirm: Bool = false
    ) async throws -> Response {
        let form = try await visit.read { try Association.form(in: $0) }
        let address = id.map { "/associations/\($0)/modifier" } ?? "/associations/nouvelle"
        let known = name ?? input["name"] ?? ""
        let title = id == nil ? "Nouvelle association" : known.isEmpty ? "Modifier la fiche" : known
        var way = [AssociationPages.home]
        if let id { way.append(Link(title, "/associations/\(id)")) }
        way.append(Link(id == nil ? title : "Modifier", ""))
        var page = FormPage(
            address, csrf: visit.csrf, version: version, submit: id == nil ? "Créer la fiche" : "Enregistrer",
            cancel: Link("Annuler", id.map { "/associations/\($0)" } ?? "/associations"))
        page.shown = id == nil ? nil : visit.shown(input)
        if asksToConfirm {
            page.submit = "Créer quand même"
            page.more = "<input type=\"hidden\" name=\"confirmed\" value=\"oui\">"
        }
        let header =
            id == nil
            ? pageHeader(title, note: "Seul le nom est obligatoire\u{a0}: complétez le reste quand vous le saurez.")
            : pageHeader("Modifier la fiche", of: title)
        let content: HTML = """
            \(breadcrumb(way))\(header)\(errorSummary(problems))\(hint)\
            \(page.html("<div class=\"pairs\">\(formFields(form, input, problems: problems))</div>"))
            """
        return try visit.page(
            title: id == nil ? title : "Modifier \(title)", active: .associations,
            status: problems.isEmpty && !asksToConfirm ? .ok : .unprocessableContent, content)
    }

    private func likeOnes(_ others: [Association]) -> HTML {
        let items = others.map { other -> HTML in
            let place = [other.identifierText, other.commune].compactMap(\.self).joined(separator: " · ")
            return """
                <li><a href="/associations/\(other.id)">\(other.name)</a> <span class="soft small">\(place)</span></li>
                """
        }
        return """
            <div class="notice notice--attention" role="alert" tabindex="-1" data-errors><div>\
            <h2>Est-ce l’une de ces associations\u{a0}?</h2><ul>\(items)</ul>\
            <p>Si oui, continuez sur sa fiche. Sinon, «\u{a0}Créer quand même\u{a0}» en bas de page\u{a0}: elles ne seront \
            plus proposées comme doublons.</p></div></div>
            """
    }
}
