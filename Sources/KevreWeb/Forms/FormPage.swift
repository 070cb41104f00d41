/// A form: its fields, its buttons, and on top what is wrong with it.
public struct FormPage: Sendable {
    /// Where it is posted.
    public var address: String
    /// The session's token.
    public var csrf: String
    /// The version of the record that is shown; sent back, so that a stale change is refused.
    public var version: Int?
    /// Where drafts save themselves.
    public var autosave: String?
    /// When the draft was last saved (`Enregistré à 21 h 52.`).
    public var saved: String?
    /// On the main button.
    public var submit: String
    /// Way out.
    public var cancel: Link?
    /// Other buttons, before the way out.
    public var more: HTML = ""
    /// Accepts files.
    public var hasFiles = false
    /// What it showed when it was opened (`Visit.shown`), so that a change made meanwhile is merged field by field.
    public var shown: String?

    /// The name of the field that carries ``shown``.
    static let shownName = "avant"

    /// A form.
    public init(
        _ address: String, csrf: String, version: Int? = nil, submit: String = "Enregistrer", cancel: Link? = nil,
        autosave: String? = nil
    ) {
        self.address = address
        self.csrf = csrf
        self.version = version
        self.submit = submit
        self.cancel = cancel
        self.autosave = autosave
    }

    /// The form around its fields. Checking is the server's, which says more than the browser can.
    public func html(_ fields: HTML) -> HTML {
        let record: HTML =
            version.map { "<input type=\"hidden\" name=\"version\" value=\"\($0)\" autocomplete=\"off\">" } ?? ""
        let before: HTML =
            shown.map { "<input type=\"hidden\" name=\"\(Self.shownName)\" value=\"\($0)\" autocomplete=\"off\">" }
            ?? ""
        let out: HTML = cancel.map { "<a class=\"button button--quiet\" href=\"\($0.address)\">\($0.title)</a>" } ?? ""
        let status: HTML =
            autosave == nil ? "" : "<p class=\"autosave\" role=\"status\" data-autosave-status>\(saved)</p>"
        return """
            <form class="form" method="post" action="\(address)" novalidate\
            \(attribute: "enctype", hasFiles ? "multipart/form-data" : nil)\
            \(attribute: "data-autosave", autosave)>\(csrfField(csrf))\(record)\(before)\(fields)\
            <div class="form__end"><button class="button button--primary">\(submit)</button>\(more)\(out)</div>\
            \(status)</form>
            """
    }
}

/// What is wrong with a form, on top of it: takes the focus, each line leads to its field.
///
/// - Parameter errors: the field's name (nil: the whole form) and the sentence.
public func errorSummary(_ errors: [(field: String?, message: String)]) -> HTML {
    guard !errors.isEmpty else { return "" }
    let title =
        errors.count == 1 ? "Un point est à corriger" : "\(errors.count) points sont à corriger"
    var items = HTML()
    for error in errors {
        items +=
            error.field.map { "<li><a href=\"#\($0)\">\(error.message)</a></li>" } ?? "<li>\(error.message)</li>"
    }
    return """
        <div class="errors" role="alert" tabindex="-1" data-errors><h2>\(title)</h2><ul>\(items)</ul></div>
        """
}

/// Fields that belong together, under a title.
public func fieldSection(_ title: String, help: String? = nil, _ fields: HTML) -> HTML {
    let note: HTML = help.map { "<p class=\"field__help\">\($0)</p>" } ?? ""
    return "<fieldset class=\"fieldset fieldset--section\"><legend>\(title)</legend>\(note)\(fields)</fieldset>"
}

/// Fields side by side where there is room.
public func fieldRow(_ fields: [HTML]) -> HTML { "<div class=\"form__row\">\(fields)</div>" }

/// A line of a budget: an account, its label, its amount.
public struct BudgetField: Sendable {
    /// Name that is sent.
    public var name: String
    /// Account number (`60`), nil for a line without.
    public var account: String?
    /// What it is.
    public var label: String
    /// What was typed, ready to show.
    public var amount: String
    /// What is wrong with it.
    public var error: String?
    /// Under the label (« L’an dernier : 1 500 € accordés. »).
    public var help: String?
    /// Few fill it in: folded away while it is empty.
    public var isRare = false

    /// A line.
    public init(
        _ name: String, account: String? = nil, _ label: String, amount: String = "", error: String? = nil,
        help: String? = nil
    ) {
        self.name = name
        self.account = account
        self.label = label
        self.amount = amount
        self.error = error
        self.help = help
    }

    func html(side: String) -> HTML {
        let ids = [help == nil ? nil : "\(name)-aide", error == nil ? nil : "\(name)-erreur"].compactMap { $0 }
        let described = ids.isEmpty ? nil : ids.joined(separator: " ")
        let number: HTML = account.map { "<span class=\"account\">\($0)</span> " } ?? ""
        let note: HTML = help.map { "<p class=\"field__help\" id=\"\(name)-aide\">\($0)</p>" } ?? ""
        let wrong: HTML = error.map { "<p class=\"field__error\" id=\"\(name)-erreur\">\($0)</p>" } ?? ""
        return """
            <div class="field budget__line"><label for="\(name)">\(number)\(label)</label><span class="money" \
            data-unit="€"><input type="text" inputmode="decimal" id="\(name)" name="\(name)" value="\(amount)" \
            data-money data-side="\(trusted: side)"\(attribute: "aria-describedby", described)\
            \(attribute: "aria-invalid", error == nil ? nil : "true")></span>\(note)\(wrong)</div>
            """
    }
}

/// A budget on two sides, with totals and whether it balances; with the script, as one types.
///
/// - Parameter balance: the sentence the server computed; `isEven` when both sides agree.
public func budget(
    expenses: [BudgetField], expenseTotal: String, income: [BudgetField], incomeTotal: String,
    balance: String, isEven: Bool
) -> HTML {
    func side(_ title: String, _ key: String, _ lines: [BudgetField], _ total: String) -> HTML {
        let fields = lines.filter { !$0.isRare }.map { $0.html(side: key) }
        let rare = lines.filter(\.isRare)
        let fold: HTML =
            rare.isEmpty
            ? ""
            : """
            <details class="more"><summary>Autres lignes (\(rare.count))</summary>\(rare.map { $0.html(side: key) })</details>
            """
        return """
            <fieldset class="fieldset budget__side"><legend>\(title)</legend>\(fields)\(fold)<p class="budget__total">\
            <b>Total</b> <b data-total="\(trusted: key)">\(total)</b></p></fieldset>
            """
    }
    return """
        <div data-budget><div class="budget">\(side("Dépenses", "expense", expenses, expenseTotal))\
        \(side("Ressources", "income", income, incomeTotal))</div>\
        <div class="balance\(trusted: isEven ? " is-even" : "")" data-balance role="status"><b>\(balance)</b>\
        Dépenses \(expenseTotal) · Ressources \(incomeTotal)</div></div>
        """
}

/// The version a form was filled in on, of a record that the script may save beside it: the script then puts the new
/// version into every such field of the page, whichever form it is in.
///
/// - Parameters:
///   - record: names the record on this page (`agenda_line-12`).
///   - name: of the field, where a form holds several records.
public func versionField(_ version: Int, of record: String, name: String = "version") -> HTML {
    "<input type=\"hidden\" name=\"\(name)\" value=\"\(version)\" autocomplete=\"off\" data-version-of=\"\(record)\">"
}

/// An amount that is discussed in a session, edited in its place in the table.
///
/// Without the script it is an ordinary field `name` of the form `form`; with it, it is saved by itself at `save`,
/// which answers with the record's new version and what the page shows of it (`LineAnswer`), or `{"message":…}`.
public func amountInput(
    id: String, name: String, form: String, value: String, label: String, envelope: String, save: String, version: Int,
    isDecided: Bool = false
) -> HTML {
    """
    <input class="amount" type="text" inputmode="decimal" id="\(id)" name="\(name)" form="\(form)" value="\(value)" \
    aria-label="\(label)" data-money data-line data-envelope="\(envelope)" data-save="\(save)" data-version="\(version)"\
    \(flag: "data-decided", isDecided)>
    """
}
