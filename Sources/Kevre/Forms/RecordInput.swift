extension Record {
    /// The field of a form that asks for a column: the record says its name, its label and what it takes; the form says
    /// how it is asked.
    ///
    /// - Parameters:
    ///   - column: one of the record's fields; another is a mistake of the program, found when its form is first read.
    ///   - kind: where the form offers choices or reads more closely than the column.
    ///   - name: where addresses and commands know it by another name.
    func field(
        _ column: String, _ kind: Field.Kind? = nil, as name: String? = nil, help: String = "", required: Bool = false,
        maxLength: Int = 500, autocomplete: String? = nil, suggestions: [String] = [], group: String? = nil
    ) -> Field {
        guard let field = self[column] else { preconditionFailure("\(table) has no field \(column)") }
        return Field(
            name ?? field.name, field.label, kind ?? field.asked, help: help, required: required, maxLength: maxLength,
            autocomplete: autocomplete, suggestions: suggestions, group: group)
    }
}

extension RecordField {
    /// What a form takes for it when the form says nothing closer.
    fileprivate var asked: Field.Kind {
        switch kind {
        case .text, .digits, .key, .list, .amounts, .days, .masked, .secret: .text
        case .integer: .integer
        case .year: .year
        case .hundredths: .hundredths
        case .money: .money
        case .percent: .percent
        case .day: .day
        case .moment: .moment
        case .flag: .checkbox
        case .code(let words): .choice(words.choices)
        }
    }
}
