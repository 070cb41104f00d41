import Spreadsheet

/// What a file says once for all its lines, around its table: above the titles, on its tab, in its name, below.
public struct FileContext: Sendable, Equatable {
    /// Where something was read.
    public enum Place: Sendable, Hashable {
        /// The title of a column.
        case title(String)
        case above(String)
        case tab(String)
        case fileName(String)
        case below(String)
        /// The file whose lines come back in the workbook to correct.
        case sent(String)

        /// « d’après … ».
        public var words: String {
            switch self {
            case .title(let text): "le titre de colonne «\u{a0}\(text.shown)\u{a0}»"
            case .above(let text): "la ligne au-dessus du tableau «\u{a0}\(text.shown)\u{a0}»"
            case .tab(let text): "le nom de l’onglet «\u{a0}\(text.shown)\u{a0}»"
            case .fileName(let text): "le nom du fichier «\u{a0}\(text.shown)\u{a0}»"
            case .below(let text): "la ligne au-dessous du tableau «\u{a0}\(text.shown)\u{a0}»"
            case .sent(let text): "le fichier d’origine «\u{a0}\(text.shown)\u{a0}»"
            }
        }
    }

    /// Something read, with its place.
    public struct Said<Value: Sendable & Hashable>: Sendable, Hashable {
        public let value: Value
        public let place: Place
    }

    /// The years read, the most telling place first; they may contradict each other.
    public internal(set) var years: [Said<Year>] = []
    /// A public body named above or below the table.
    public internal(set) var funder: Said<String>?

    init() {}

    /// - Parameters:
    ///   - above: the texts above the titles; below: those under the last line.
    init(above: [String], tab: String, fileName: String, below: [String]) {
        let places =
            above.map { ($0, Place.above($0)) } + [(tab, Place.tab(tab)), (fileName, Place.fileName(fileName))]
            + below.map { ($0, Place.below($0)) }
        years = places.compactMap { text, place in
            let isName = if case .fileName = place { true } else { false }
            return Self.year(in: text, datesCount: isName).map { Said(value: $0, place: place) }
        }
        funder =
            (above.map { ($0, Place.above($0)) } + below.map { ($0, Place.below($0)) }).lazy
            .compactMap { text, place in PublicBodyName.found(in: text).map { Said(value: $0, place: place) } }.first
    }

    /// The year a text is about: the only one it names, else the only one that follows « exercice », « budget » or
    /// « année ». A day in it (« conseil du 12/03/2024 ») says when something was written, not what it is about.
    static func year(in text: String, datesCount: Bool) -> Year? {
        let words = FrenchText.folded(text).split(separator: " ")
        func isShort(_ index: Int) -> Bool {
            words.indices.contains(index) && words[index].utf8.count <= 2 && Int(words[index]) != nil
        }
        var found: [(index: Int, year: Year)] = []
        for (index, word) in words.enumerated() {
            // « subventions2024 » in the name of a file.
            let digits = datesCount ? word.drop { !$0.isNumber } : word
            guard let year = Year(String(digits)) else { continue }
            let isDay =
                (isShort(index - 1) && isShort(index - 2)) || (isShort(index + 1) && isShort(index + 2))
                || (index > 0 && Self.months.contains(words[index - 1]))
            if datesCount || !isDay { found.append((index, year)) }
        }
        let years = Set(found.map(\.year))
        if years.count <= 1 { return years.first }
        let named = Set(
            found.filter { index, _ in
                index > 0 && ["exercice", "budget", "budgetaire", "annee"].contains(words[index - 1])
            }.map(\.year))
        return named.count == 1 ? named.first : nil
    }

    private static let months: Set<Substring> = [
        "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
        "decembre",
    ]
}

/// The name of a public body within a title: « Subventions versées par le Département du Finistère en 2023 ».
enum PublicBodyName {
    private static let beginnings: [[Substring]] = [
        ["ville", "de"], ["ville", "d"], ["commune", "de"], ["commune", "d"], ["mairie", "de"], ["mairie", "d"],
        ["departement"], ["conseil", "departemental"], ["conseil", "general"], ["region"], ["conseil", "regional"],
        ["metropole"], ["communaute", "de", "communes"], ["communaute", "d", "agglomeration"],
        ["communaute", "urbaine"], ["syndicat"], ["ccas"], ["eurometropole"],
    ]

    private static let endings: Set<Substring> = [
        "en", "pour", "aux", "au", "subvention", "subventions", "exercice", "annee", "budget", "liste", "associations",
        "attribution", "attributions", "direction", "service", "versees", "votees", "accordees", "attribuees",
    ]

    static func found(in text: String) -> String? {
        guard text.utf8.count < 300 else { return nil }
        for part in text.split(whereSeparator: { "–—|:;,()[]\n\t/".contains($0) }) {
            let pieces = part.split(separator: " ")
            // Several folded words may stand in one piece: « d’Armor ».
            let words = pieces.map { FrenchText.folded($0).split(separator: " ") }
            for start in pieces.indices {
                let rest = words[start...].joined().map(\.self)
                let begins = beginnings.contains { rest.count > $0.count && rest.starts(with: $0) }
                guard begins || pieces[start...].count == 1 && rest == ["ccas"] else { continue }
                var end = start + 1
                while end < pieces.count {
                    let first = words[end].first ?? "-"
                    if endings.contains(first) || Year(String(first)) != nil || pieces[end] == "-" { break }
                    end += 1
                }
                // « commune » alone is no name.
                guard end > start + 1 else { continue }
                return pieces[start..<end].joined(separator: " ").trimmed.capitalizedFirst
            }
        }
        return nil
    }
}

extension ImportPlan<GrantField> {
    /// Whether lines may say their year themselves.
    public var givesYears: Bool {
        yearColumns.count > 1
            || [GrantField.year, .decisionDate].contains { field in
                mapping[field].contains { if case .column = $0 { true } else { false } }
            }
    }
}

extension ImportPlan {
    /// What there is to say of how the file is going to be read, before its lines are.
    public var notices: [String] {
        sentNotice + sheetNotice + ((self as? ImportPlan<GrantField>)?.yearColumnsNotice ?? [])
    }

    /// Says of how many lines the year was taken from around the table, and what else is said there.
    ///
    /// - Parameter count: the lines whose year it is.
    func yearNotice(_ count: Int) -> [String] {
        guard count > 0, let said = yearSaid else { return [] }
        let lines = FrenchText.count(count, "ligne")
        if !alike.isEmpty {
            let years = ([self] + alike).compactMap { part in
                part.yearSaid.map { "\($0.value), d’après \($0.place.words)" }
            }
            return ["Exercice pour \(lines)\u{a0}: \(years.joined(separator: "\u{a0}; "))."]
        }
        let others = context.years.filter { $0.value != said.value }.map { "\($0.place.words) dit \($0.value)" }
        let doubt = others.isEmpty ? "" : " Mais \(FrenchText.list(others))\u{a0}: vérifiez."
        return ["Exercice \(said.value) pour \(lines), d’après \(said.place.words).\(doubt)"]
    }

    /// What was said of the last file of this form and nobody says of this one.
    var formerNotice: [String] {
        let unsaid = formerly.filter { field, _ in
            mapping[field].isEmpty && !(field.rawValue == "year" && yearSaid != nil) && field.rawValue != "funder_name"
        }
        guard !unsaid.isEmpty else { return [] }
        let said = unsaid.sorted { $0.key.rawValue < $1.key.rawValue }.map { field, text in
            "\(field.title)\u{a0}: «\u{a0}\(text.shown)\u{a0}»"
        }
        let options = unsaid.keys.map { "--map \"=…=\($0.rawValue)\"" }.sorted()
        return [
            "D’un autre fichier de même forme, vous aviez dit \(FrenchText.list(said))\u{a0}: cela ne vaut pas pour "
                + "celui-ci. Dites-le de nouveau s’il le faut (\(options.joined(separator: " ")))."
        ]
    }
}
