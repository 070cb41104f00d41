import Spreadsheet

/// Words and signs by which a cell says that it holds nothing: `-`, `NULL`, `néant`, `n.c.`
enum NoValue {
    private static let always: Set<String> = [
        "null", "neant", "n a", "n c", "nan", "non communique", "non communiquee", "non connu", "non connue",
        "non renseigne", "non renseignee", "non precise", "non precisee", "sans objet", "non applicable",
        "non concerne",
    ]
    /// Where words are told from words: `NC` and `NA` are also somebody's initials.
    private static let ofValues: Set<String> = [
        "nc", "na", "nd", "nr", "so", "s o", "n d", "n r", "none", "aucun", "aucune", "inconnu", "inconnue", "vide",
        "rien",
    ]

    /// - Parameter content: what the cell is read as; texts and names keep what could be somebody's.
    static func says(_ cell: SourceCell, _ content: FieldContent) -> Bool {
        switch cell {
        case .text(let text): says(text, content)
        case .error(let code): code == "#N/A"
        case .formula(_, let cached): says(cached, content)
        default: false
        }
    }

    private static func says(_ text: String, _ content: FieldContent) -> Bool {
        // Most cells are longer, or begin otherwise.
        guard text.utf8.count <= 24 else { return false }
        let plain = text.trimmed
        guard let first = plain.utf8.first else { return false }
        switch first {
        case 0x30...0x39: return false
        case 0x41...0x5A, 0x61...0x7A:
            guard "nsaivr".utf8.contains(first | 0x20) else { return false }
        default: break
        }
        let key = FrenchText.folded(plain)
        // Signs alone: a dash, `- €`, `///`; lost characters are somebody's text.
        if key.isEmpty {
            return plain.unicodeScalars.allSatisfy { "-–—−_/.*?€ \u{a0}\u{202f}".unicodeScalars.contains($0) }
        }
        if always.contains(key) { return true }
        return switch content {
        case .text, .name, .place, .nature: false
        default: ofValues.contains(key)
        }
    }
}

extension LineReading {
    /// The columns that say in words or by a sign that they hold nothing, with what they say.
    var emptied: [(column: String, value: String)] {
        Field.allCases.flatMap { field in
            plan.mapping[field].compactMap { source -> (column: String, value: String)? in
                guard case .column(let index) = source, NoValue.says(row[index], field.content) else { return nil }
                let name = index < plan.columns.count ? plan.columns[index].shown : ColumnName.letter(index)
                return (name, row[index].text.trimmed)
            }
        }
    }
}

/// What a file's cells say for nothing, by column: read as empty, and said once.
struct EmptiedCells: Sendable, Equatable {
    private struct Column: Equatable {
        var count = 0
        var values: [String] = []
    }
    private var columns: [String: Column] = [:]

    mutating func add(_ emptied: [(column: String, value: String)]) {
        for (name, value) in emptied {
            columns[name, default: Column()].count += 1
            if columns[name]?.values.count ?? 0 < 3, columns[name]?.values.contains(value) == false {
                columns[name]?.values.append(value)
            }
        }
    }

    var notices: [String] {
        columns.sorted { $0.key < $1.key }.map { name, column in
            let values = FrenchText.list(column.values.map { "«\u{a0}\($0)\u{a0}»" })
            let read = FrenchText.word(column.count, "est lue comme vide", "sont lues comme vides")
            let says = FrenchText.word(column.count, "qui dit", "qui disent")
            return
                "Colonne «\u{a0}\(name)\u{a0}»\u{a0}: \(FrenchText.count(column.count, "cellule")) \(says) \(values) \(read)."
        }
    }
}
