import Kevre

extension FormField {
    /// The web face of a field, with what was typed and what is wrong with it.
    public init(_ field: Field, _ input: FormInput, problems: [FieldProblem] = []) {
        let typed = input.all(field.name)
        self.init(
            field.name, field.label, Self.kind(of: field), values: typed,
            help: field.help.isEmpty ? nil : field.help,
            error: problems.first { $0.field == field.name }?.message, isRequired: field.required)
        autocomplete = field.autocomplete
        suggestions = field.suggestions
        maxLength = field.maxLength
        switch field.kind {
        case .day:
            // A date field takes ISO dates only; what isn't a date is shown again as typed.
            values = typed.map { Day($0)?.iso ?? $0 }
            isShort = true
            maxLength = nil
        case .checkbox:
            values = typed.contains { !$0.isEmpty && $0 != "0" } ? ["oui"] : []
        case .siren, .siret, .postcode, .integer, .year:
            keyboard = "numeric"
            isShort = true
        case .percent, .hundredths:
            keyboard = "decimal"
            isShort = true
        case .money, .rna, .bic:
            isShort = true
        default: break
        }
    }

    private static func kind(of field: Field) -> Kind {
        func options(_ choices: [Choice]) -> [FormOption] { choices.map { FormOption($0.value, $0.label) } }
        return switch field.kind {
        case .text, .postcode, .integer, .percent, .hundredths, .year, .siren, .siret, .rna, .iban, .bic:
            .line(type: "text")
        case .longText: .text
        case .email: .line(type: "email")
        case .phone: .line(type: "tel")
        case .website: .line(type: "url")
        case .password: .line(type: "password")
        case .money: .money
        case .day: .day
        case .moment: .line(type: "datetime-local")
        case .choice(let choices): .one(options(choices))
        case .choices(let choices): .several(options(choices))
        case .checkbox: .yes
        }
    }
}

/// The fields of a form in their order, those of one group under its title.
///
/// - Parameter only: names to show; nil shows all (a step of a longer form shows its own).
public func formFields(
    _ form: Form, _ input: FormInput, problems: [FieldProblem] = [], only: Set<String>? = nil
) -> HTML {
    var page = HTML()
    var group: (title: String, fields: HTML)?
    func close() {
        if let open = group { page += fieldSection(open.title, open.fields) }
        group = nil
    }
    for field in form.fields where only?.contains(field.name) ?? true {
        let html = FormField(field, input, problems: problems).html
        if field.group != group?.title { close() }
        guard let title = field.group else {
            page += html
            continue
        }
        group = (title, (group?.fields ?? "") + html)
    }
    close()
    return page
}

/// What is wrong with a form, each line led by the field's label.
public func errorSummary(_ problems: [FieldProblem]) -> HTML {
    errorSummary(problems.map { ($0.field, "\($0.label)\u{A0}: \($0.message)") })
}
