/// What two people made of one form that both had opened: fields that only one of them changed are taken from whoever
/// did; the others are put side by side.
public struct FormMerge: Sendable {
    /// A field that both changed, not to the same.
    public struct Conflict: Sendable, Equatable {
        public let label: String
        /// What the form showed to both; words to read, empty for nothing.
        public let before: String
        public let mine: String
        public let theirs: String
    }

    /// What was typed, with the other's changes where nothing was: in a conflict, what was typed.
    public let merged: FormInput
    public let conflicts: [Conflict]

    /// Fields stand for themselves; repeated rows, whose names are none of the form's, for one thing together, since a
    /// row made of two people's halves is nobody's.
    ///
    /// - Parameters:
    ///   - base: what the form showed when it was opened.
    ///   - mine: what was sent.
    ///   - theirs: what the form would show now.
    public init(_ form: Form, base: FormInput, mine: FormInput, theirs: FormInput) {
        var merged = mine
        var conflicts: [Conflict] = []
        func same(_ names: [String], _ one: FormInput, _ other: FormInput) -> Bool {
            names.allSatisfy { Self.comparable(one.all($0)) == Self.comparable(other.all($0)) }
        }
        func settle(_ names: [String], _ label: String, _ words: (FormInput) -> String) {
            guard !same(names, base, theirs), !same(names, mine, theirs) else { return }
            if same(names, base, mine) {
                for name in names { merged.values[name] = theirs.values[name] }
            } else {
                conflicts.append(
                    Conflict(label: label, before: words(base), mine: words(mine), theirs: words(theirs)))
            }
        }
        for field in form.fields {
            settle([field.name], field.label) { field.words(of: $0.all(field.name)) }
        }
        let known = Set(form.fields.map(\.name)).union(Self.ours)
        let rows = Set(base.values.keys).union(theirs.values.keys).subtracting(known).sorted()
        settle(rows, "Lignes") { input in
            FrenchText.list(rows.flatMap { input.all($0) }.map(\.trimmed).filter { !$0.isEmpty })
        }
        self.merged = merged
        self.conflicts = conflicts
    }

    /// Fields of the page, not of the record.
    private static let ours: Set<String> = ["csrf", "version", "avant", "next"]

    /// A browser sends dates its own way, lines with their returns, and empty fields; a record has none of these.
    private static func comparable(_ values: [String]) -> [String] {
        values.map { value in
            let text = value.replacing("\r\n", with: "\n").trimmed
            return Day(text)?.iso ?? text.replacing("\u{202f}", with: " ").replacing("\u{a0}", with: " ")
        }.filter { !$0.isEmpty }
    }
}

extension Field {
    /// Values as they are read in the form: choices by their words, days as they are written.
    func words(of values: [String]) -> String {
        let texts = values.map(\.trimmed).filter { !$0.isEmpty }.map { value -> String in
            switch kind {
            case .choice(let choices), .choices(let choices): choices.first { $0.value == value }?.label ?? value
            case .day: Day(value)?.short ?? value
            case .checkbox: "oui"
            default: value
            }
        }
        return FrenchText.list(texts)
    }
}
