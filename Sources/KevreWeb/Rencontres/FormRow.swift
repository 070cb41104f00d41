import Kevre

/// One row of a form whose fields repeat under one name: each has an id of its own.
struct FormRow {
    let input: FormInput
    let index: Int
    /// What is wrong with the form; a problem of this row bears the id of its field.
    var problems: [FieldProblem] = []

    init(_ input: FormInput, _ index: Int, problems: [FieldProblem] = []) {
        (self.input, self.index, self.problems) = (input, index, problems)
    }

    func value(_ name: String) -> String {
        let values = input.all(name)
        return values.indices.contains(index) ? values[index] : ""
    }

    private func id(_ name: String) -> String { index == 0 ? name : "\(name)-\(index)" }

    func line(_ name: String, _ label: String, help: String? = nil, keyboard: String? = nil) -> HTML {
        let id = id(name)
        let error = problems.first { $0.field == id && index < input.all(name).count }?.message
        let note: HTML = help.map { "<p class=\"field__help\" id=\"\(id)-aide\">\($0)</p>" } ?? ""
        let wrong: HTML = error.map { "<p class=\"field__error\" id=\"\(id)-erreur\">\($0)</p>" } ?? ""
        let described = [help == nil ? nil : "\(id)-aide", error == nil ? nil : "\(id)-erreur"].compactMap { $0 }
        return """
            <div class="field"><label for="\(id)">\(label)</label>\(note)<input type="text" id="\(id)" name="\(name)" \
            value="\(value(name))"\(attribute: "inputmode", keyboard)\
            \(attribute: "aria-describedby", described.isEmpty ? nil : described.joined(separator: " "))\
            \(attribute: "aria-invalid", error == nil ? nil : "true")>\(wrong)</div>
            """
    }

    func choice(_ name: String, _ label: String, _ options: [(String, String)]) -> HTML {
        let id = id(name)
        let items = options.map { option -> HTML in
            "<option value=\"\(option.0)\"\(flag: "selected", option.0 == value(name))>\(option.1)</option>"
        }
        return """
            <div class="field"><label for="\(id)">\(label)</label><select id="\(id)" name="\(name)">\(items)</select></div>
            """
    }
}
