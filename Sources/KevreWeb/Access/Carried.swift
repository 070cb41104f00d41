import Kevre

/// What was typed into a form that could not be saved: kept on the next page, so that nothing is lost.
struct Carried {
    /// Where it was being sent.
    let path: String
    let fields: FormInput

    init(path: String, fields: FormInput) {
        self.path = path
        var kept = fields
        // A password is typed again: it stands on no page.
        for name in ["csrf", "reprise", "password", "current"] { kept[name] = nil }
        self.fields = kept
    }

    /// Reads ``text``; nil for anything that leads elsewhere.
    init?(_ text: String) {
        let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let path = SignInPages.localPath(String(halves[0])),
            let pairs = FormText.pairs(halves[1].utf8)
        else { return nil }
        self.init(path: path, fields: FormText.input(pairs))
    }

    /// As one hidden field.
    var text: String { "\(path)?\(FormText.text(fields))" }

    /// All fields, to be sent again.
    var hiddenFields: HTML { hiddenFields(except: []) }

    func hiddenFields(except names: Set<String>) -> HTML {
        var result = HTML()
        for (name, values) in fields.values.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
            for value in values { result += "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" }
        }
        return result
    }

    /// What an officer read on the button or in the choice whose code was sent.
    private func words(_ value: String, of name: String) -> String {
        guard let field = RecordField.named(name, sending: value, at: path) else { return value }
        let text = if case .code(let words) = field.kind { words[value].label } else { value }
        return "\(field.label)\u{a0}: \(text)"
    }

    /// What can be read of it, to be copied by hand if need be.
    var summary: HTML {
        let texts = fields.values.sorted { $0.key < $1.key }
            .filter { !["version", "next", FormPage.shownName].contains($0.key) }
            .flatMap { name, values in values.filter { !$0.isEmpty }.map { words($0, of: name) } }
        guard !texts.isEmpty else { return "" }
        let items = texts.map { "<li>\($0)</li>" as HTML }
        return "<details><summary>Voir ce qui était saisi</summary><ul>\(items)</ul></details>"
    }
}
