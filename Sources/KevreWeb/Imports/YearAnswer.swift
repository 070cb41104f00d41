import Kevre

/// The year of a file whose lines give none: what the file says around its table, or what was typed.
struct YearAnswer: Sendable {
    private let value: String
    private let help: String

    /// nil when a column gives the year, or several columns one each.
    init?(_ plan: ImportPlan<GrantField>) {
        guard !plan.givesYears, !plan.corrects else { return nil }
        // Each tab says its own.
        if !plan.alike.isEmpty, ([plan] + plan.alike).allSatisfy({ $0.yearSaid != nil }) { return nil }
        if let said = plan.mapping.constants[.year] {
            (value, help) = (said, "Vaut pour tout le fichier.")
        } else if let said = plan.yearSaid {
            (value, help) = (said.value.description, "Aucune colonne ne le dit\u{a0}; d’après \(said.place.words).")
        } else {
            let last = plan.formerly[.year].map { " Le dernier fichier de même forme était de \($0)." } ?? ""
            (value, help) = ("", "Rien dans le fichier ne le dit.\(last)")
        }
    }

    static func map(from form: FormInput) -> [String] {
        guard let typed = form["year"], Year(typed) != nil else { return [] }
        return ["=\(typed.filter { !$0.isWhitespace })=\(GrantField.year.rawValue)"]
    }

    var question: HTML {
        """
        <div class="field"><label for="year">Exercice de ces subventions</label>\
        <p class="field__help" id="year-help">\(help)</p>\
        <input type="text" id="year" name="year" value="\(value)" inputmode="numeric" maxlength="4" size="6" \
        autocomplete="off" aria-describedby="year-help"></div>
        """
    }
}
