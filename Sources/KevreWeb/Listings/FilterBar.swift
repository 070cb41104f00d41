/// The query of a list's address: names and values in order, some names several times.
public typealias QueryFields = [(name: String, value: String)]

/// A filter that is active, and the address of the list without it.
public struct FilterChip: Sendable {
    /// `Campagne : 2026`.
    public var text: String
    /// The list without this filter.
    public var removal: String

    /// A chip.
    public init(_ text: String, removal: String) {
        self.text = text
        self.removal = removal
    }
}

/// A filter one may add.
public struct FilterControl: Sendable {
    /// A value one may choose.
    public struct Option: Sendable {
        /// What is sent.
        public var value: String
        /// What is read.
        public var title: String
        /// Whether it is chosen now.
        public var isChosen: Bool

        /// A value.
        public init(_ value: String, _ title: String, isChosen: Bool = false) {
            self.value = value
            self.title = title
            self.isChosen = isChosen
        }
    }

    /// What is asked for.
    public enum Kind: Sendable {
        /// One or several values of a known list.
        case options([Option])
        /// Some text.
        case text(String)
        /// An amount from … to …; names are `<name>.min` and `<name>.max`.
        case amounts(from: String, to: String)
        /// A day from … to …, as `yyyy-mm-dd`; names as for amounts.
        case days(from: String, to: String)
    }

    /// Name in the address.
    public var name: String
    /// Title (`État`).
    public var title: String
    /// What is asked for.
    public var kind: Kind

    /// A filter.
    public init(_ name: String, _ title: String, _ kind: Kind) {
        self.name = name
        self.title = title
        self.kind = kind
    }

    /// The names it writes into the address.
    public var names: [String] {
        switch kind {
        case .options, .text: [name]
        case .amounts, .days: ["\(name).min", "\(name).max"]
        }
    }

    /// `+ État`, and the panel it opens: a form that keeps the other fields of the address.
    func disclosure(action: String, query: QueryFields) -> HTML {
        """
        <details class="menu filter"><summary class="chip chip--add">+ \(title)</summary>\
        <form class="popover" action="\(action)" method="get">\(hiddenFields(query, except: Set(names)))\
        \(controls)<button class="button button--primary button--block">Filtrer</button></form></details>
        """
    }

    private var controls: HTML {
        switch kind {
        case .options(let options):
            let boxes = options.map { option -> HTML in
                """
                <label class="choice"><input type="checkbox" name="\(name)" value="\(option.value)"\
                \(flag: "checked", option.isChosen)><span>\(option.title)</span></label>
                """
            }
            return """
                <fieldset class="fieldset"><legend class="hidden-text">\(title)</legend>\
                <div class="filter__options">\(boxes)</div></fieldset>
                """
        case .text(let value):
            return "<label class=\"field\">\(title)<input type=\"text\" name=\"\(name)\" value=\"\(value)\"></label>"
        case .amounts(let from, let to):
            return range(names, "De", "À", from, to, type: "text", more: " inputmode=\"decimal\" data-money")
        case .days(let from, let to):
            return range(names, "Du", "Au", from, to, type: "date", more: "")
        }
    }

    private func range(
        _ names: [String], _ first: String, _ last: String, _ from: String, _ to: String, type: String, more: HTML
    ) -> HTML {
        """
        <fieldset class="fieldset"><legend class="hidden-text">\(title)</legend><div class="form__row">\
        <label class="field">\(first)<input type="\(type)" name="\(names[0])" value="\(from)"\(more)></label>\
        <label class="field">\(last)<input type="\(type)" name="\(names[1])" value="\(to)"\(more)></label></div></fieldset>
        """
    }
}

/// The address's other fields, kept by a form that changes some.
func hiddenFields(_ query: QueryFields, except names: Set<String>) -> HTML {
    var fields = HTML()
    for field in query where !names.contains(field.name) {
        fields += "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">"
    }
    return fields
}

/// Chips of what is active, `+` for what one may add, and what the filter finds.
public func filterBar(
    action: String, query: QueryFields, search: (name: String, value: String, label: String)?,
    chips: [FilterChip], controls: [FilterControl], more: HTML = "", found: String
) -> HTML {
    var bar = HTML()
    if let search {
        bar += """
            <form class="filters__search" action="\(action)" method="get" role="search" aria-label="\(search.label)">\
            \(hiddenFields(query, except: [search.name]))<input class="input" type="search" name="\(search.name)" \
            value="\(search.value)" aria-label="\(search.label)" placeholder="\(search.label)"></form>
            """
    }
    for chip in chips {
        bar += """
            <a class="chip" href="\(chip.removal)"><span>\(chip.text)</span><span class="hidden-text">\
            (retirer ce filtre)</span></a>
            """
    }
    for control in controls { bar += control.disclosure(action: action, query: query) }
    return "<div class=\"filters\">\(bar)\(more)<p class=\"filters__total\" role=\"status\">\(found)</p></div>"
}
