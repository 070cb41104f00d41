/// A value one may choose in a form.
public struct FormOption: Sendable {
    /// What is sent.
    public var value: String
    /// What is read.
    public var title: String
    /// A second line.
    public var help: String?

    /// A value.
    public init(_ value: String, _ title: String, help: String? = nil) {
        self.value = value
        self.title = title
        self.help = help
    }
}

/// A field of a form as it is shown: with what was typed and what is wrong with it.
public struct FormField: Sendable {
    /// How the value is asked for.
    public enum Kind: Sendable {
        /// One line. The types are those of HTML (`text`, `email`, `tel`, `url`, `search`, `password`, `number`).
        case line(type: String)
        /// Several lines.
        case text
        /// An amount in euros.
        case money
        /// A day, as `yyyy-mm-dd`.
        case day
        /// One of these: buttons up to five, a list beyond.
        case one([FormOption])
        /// Any of these.
        case several([FormOption])
        /// Yes or no; the label stands beside the box.
        case yes
        /// A file; with the types it may have.
        case file(accept: String)
    }

    /// Name that is sent, and the id of the input.
    public var name: String
    /// Label.
    public var label: String
    /// How it is asked for.
    public var kind: Kind
    /// What was typed or is known; several values for ``Kind/several(_:)``.
    public var values: [String]
    /// What helps to fill it in.
    public var help: String?
    /// What is wrong, and what to do.
    public var error: String?
    /// Whether an answer is needed.
    public var isRequired = false
    /// `autocomplete` token of HTML (`email`, `organization`).
    public var autocomplete: String?
    /// Values the browser offers while one types, with no script.
    public var suggestions: [String] = []
    /// `inputmode` of HTML, for the phone's keyboard.
    public var keyboard: String?
    /// Longest text.
    public var maxLength: Int?
    /// A short value: the input is narrow.
    public var isShort = false
    /// Shown, not changed.
    public var isReadOnly = false

    /// A field.
    public init(
        _ name: String, _ label: String, _ kind: Kind = .line(type: "text"), value: String = "",
        values: [String]? = nil, help: String? = nil, error: String? = nil, isRequired: Bool = false
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.values = values ?? (value.isEmpty ? [] : [value])
        self.help = help
        self.error = error
        self.isRequired = isRequired
    }

    /// Label, help, input and error, tied together.
    public var html: HTML {
        switch kind {
        case .one(let options) where options.count <= 5: group(options, type: "radio")
        case .several(let options): group(options, type: "checkbox")
        case .yes: consent
        default: single
        }
    }

    private var value: String { values.first ?? "" }
    private var describedBy: String? {
        let ids = [help == nil ? nil : "\(name)-aide", error == nil ? nil : "\(name)-erreur"].compactMap { $0 }
        return ids.isEmpty ? nil : ids.joined(separator: " ")
    }
    private var mark: HTML { isRequired ? " <span class=\"required\">(obligatoire)</span>" : "" }
    private var helpLine: HTML {
        help.map { "<p class=\"field__help\" id=\"\(name)-aide\">\($0)</p>" } ?? ""
    }
    private var errorLine: HTML {
        error.map { "<p class=\"field__error\" id=\"\(name)-erreur\">\($0)</p>" } ?? ""
    }
    private var common: HTML {
        """
        \(attribute: "aria-describedby", describedBy)\(attribute: "aria-invalid", error == nil ? nil : "true")\
        \(flag: "required", isRequired)\(attribute: "autocomplete", autocomplete)
        """
    }

    private var single: HTML {
        """
        <div class="field\(trusted: isShort ? " field--short" : "")"><label for="\(name)">\(label)\(mark)</label>\
        \(helpLine)\(input)\(errorLine)</div>
        """
    }

    private var input: HTML {
        let length = maxLength.map(String.init)
        switch kind {
        case .text:
            return """
                <textarea id="\(name)" name="\(name)"\(common)\(attribute: "maxlength", length)\
                \(flag: "readonly", isReadOnly)>\n\(value)</textarea>
                """
        case .money:
            return """
                <span class="money" data-unit="€"><input type="text" inputmode="decimal" id="\(name)" name="\(name)" \
                value="\(value)" data-money\(common)\(flag: "readonly", isReadOnly)></span>
                """
        case .one(let options):
            let items = options.map { option -> HTML in
                "<option value=\"\(option.value)\"\(flag: "selected", option.value == value)>\(option.title)</option>"
            }
            return
                "<select id=\"\(name)\" name=\"\(name)\"\(common)><option value=\"\">Choisir…</option>\(items)</select>"
        case .file(let accept):
            return "<input type=\"file\" id=\"\(name)\" name=\"\(name)\" accept=\"\(accept)\"\(common)>"
        case .day:
            return line(type: "date", length)
        case .line(let type):
            return line(type: type, length)
        case .several, .yes:
            return ""
        }
    }

    private func line(type: String, _ length: String?) -> HTML {
        """
        <input type="\(type)" id="\(name)" name="\(name)" value="\(value)"\(common)\(attribute: "inputmode", keyboard)\
        \(attribute: "maxlength", length)\(flag: "readonly", isReadOnly)\
        \(attribute: "list", suggestions.isEmpty ? nil : "\(name)-choix")>\(offered)
        """
    }

    private var offered: HTML {
        guard !suggestions.isEmpty else { return "" }
        let items = suggestions.map { "<option value=\"\($0)\"></option>" as HTML }
        return "<datalist id=\"\(name)-choix\">\(items)</datalist>"
    }

    private func group(_ options: [FormOption], type: String) -> HTML {
        let inputs = options.enumerated().map { index, option -> HTML in
            let note: HTML = option.help.map { "<small>\($0)</small>" } ?? ""
            return """
                <label class="choice"><input type="\(type)" id="\(index == 0 ? name : "\(name)-\(index)")" name="\(name)" \
                value="\(option.value)"\(flag: "checked", values.contains(option.value))\
                \(flag: "required", isRequired && type == "radio")\
                \(attribute: "aria-invalid", error == nil ? nil : "true")>\
                <span>\(option.title)\(note)</span></label>
                """
        }
        return """
            <fieldset class="fieldset field"\(attribute: "aria-describedby", describedBy)>\
            <legend>\(label)\(mark)</legend>\(helpLine)<div class="choices">\(inputs)</div>\(errorLine)</fieldset>
            """
    }

    private var consent: HTML {
        """
        <div class="field"><label class="choice" for="\(name)"><input type="checkbox" id="\(name)" name="\(name)" \
        value="oui"\(flag: "checked", value == "oui")\(common)><span>\(label)\(mark)</span></label>\
        \(helpLine)\(errorLine)</div>
        """
    }
}
