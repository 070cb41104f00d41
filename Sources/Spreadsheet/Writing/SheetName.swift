/// Names that Excel accepts for sheets: 1 to 31 UTF-16 units, none of `[]:*?/\`, no apostrophe at either end,
/// not « History », unlike the others whatever the case.
struct SheetNames {
    private var taken: Set<String> = []

    /// `wanted` made acceptable and unique.
    mutating func unique(_ wanted: String) -> String {
        let base = Self.acceptable(wanted)
        var name = base
        var number = 2
        while !taken.insert(name.lowercased()).inserted {
            name = Self.numbered(base, number)
            number += 1
        }
        return name
    }

    private static func acceptable(_ wanted: String) -> String {
        var name = String(
            wanted.map { character in
                let refused = "[]:*?/\\".contains(character)
                let control = character.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
                return refused || control ? " " : character
            })
        // Within, it becomes typographic: libxlsxwriter does not find a sheet whose name is quoted in a chart.
        name = String(trimmed(cut(name, to: 31)).map { $0 == "'" ? "’" : $0 })
        if name.isEmpty || name.lowercased() == "history" { name = "Feuille" }
        return name
    }

    /// `base (2)`, still within 31 units.
    static func numbered(_ base: String, _ number: Int) -> String {
        let suffix = " (\(number))"
        return trimmed(cut(base, to: 31 - suffix.utf16.count)) + suffix
    }

    private static func cut(_ text: String, to units: Int) -> String {
        var text = text
        while text.utf16.count > units { text.removeLast() }
        return text
    }

    private static func trimmed(_ text: String) -> String {
        let edge: (Character) -> Bool = { $0 == " " || $0 == "'" }
        var rest = text.drop(while: edge)
        while let last = rest.last, edge(last) { rest.removeLast() }
        return String(rest)
    }
}
