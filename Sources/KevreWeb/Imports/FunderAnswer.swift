import Kevre

/// The answer to who granted what a file lists, where the file does not say it.
struct FunderAnswer: Sendable, Equatable {
    var isOther: Bool
    /// The other body's name, as typed.
    var name: String
    var problem: String?

    /// - Parameter name: another funder; nil for the authority itself.
    init(_ name: String?) {
        isOther = name != nil
        self.name = name ?? ""
    }

    init(_ funder: ImportFunder) {
        if case .named(let name) = funder { self.init(name) } else { self.init(nil as String?) }
    }

    /// nil when the form did not ask it.
    init?(_ form: FormInput) {
        guard let answer = form["funder"] else { return nil }
        isOther = answer == "other"
        name = (form["funder_name"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        if isOther, name.isEmpty { problem = "Indiquez le nom du financeur qui a accordé ces subventions." }
    }

    var funder: ImportFunder { isOther ? .named(name) : .own }

    /// The question, above the columns: taken for the authority's own, another's grants would enter its accounts.
    ///
    /// - Parameter hint: what makes one think of another funder.
    func question(authority: String, hint: String?) -> HTML {
        let error: HTML = problem.map { "<p class=\"field__error\" id=\"funder_name-error\">\($0)</p>" } ?? ""
        return """
            <fieldset class="fieldset"><legend>Qui a accordé ces subventions\u{a0}?</legend>\
            <p class="field__help" id="funder-help">Aucune colonne ne le dit. \(hint.map { "\($0) " } ?? "")La réponse vaut pour tout le fichier\u{a0}; \
            celles d’un autre financeur sont tenues à part des vôtres.</p><div class="choices">\
            <label class="choice"><input type="radio" name="funder" value="own"\(flag: "checked", !isOther)> \
            \(authority)</label>\
            <label class="choice"><input type="radio" name="funder" value="other"\(flag: "checked", isOther)> \
            Un autre financeur public</label></div>\
            <div class="field"><label for="funder_name">Nom de cet autre financeur</label>\
            <input type="text" id="funder_name" name="funder_name" value="\(name)" maxlength="200" autocomplete="off"\
            \(attribute: "aria-invalid", problem.map { _ in "true" })\
            \(attribute: "aria-describedby", problem.map { _ in "funder_name-error" })>\(error)</div></fieldset>
            """
    }
}
