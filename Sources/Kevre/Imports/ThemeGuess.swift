/// The authority's theme that a word of a file, or a family of the national register, most likely means.
struct ThemeGuess {
    private let themes: [(theme: Theme, key: String, words: [Substring])]
    /// Short forms that were read as a theme of the list, with its name.
    private(set) var shortened: [String: String] = [:]

    /// - Parameter themes: the authority's list.
    init(_ themes: [Theme]) {
        self.themes = themes.map { theme in
            let key = FrenchText.folded(theme.name)
            return (theme, key, FrenchText.folded(theme.name).split(separator: " "))
        }
    }

    /// Code of a theme: of the list where it says so, else of those that authorities begin with; the database drops
    /// one the authority no longer has.
    func code(family: String?, words: String?) -> String? {
        if family == nil, let words, let theme = listed(words) { return theme.code }
        return Self.code(family: family, words: words)
    }

    /// The name in the list of a theme written short (`Cult.`, `Jeun`); as it stands when the list has it not.
    mutating func name(_ written: String?) -> String? {
        guard let written, written.count <= 30, let theme = listed(written), isShort(written, of: theme) else {
            return written
        }
        shortened[written] = theme.name
        return theme.name
    }

    var notices: [String] {
        guard !shortened.isEmpty else { return [] }
        let read = shortened.sorted { $0.key < $1.key }.map { "«\u{a0}\($0)\u{a0}» → «\u{a0}\($1)\u{a0}»" }
        return ["Thèmes abrégés, lus d’après la liste des thèmes\u{a0}: \(read.joined(separator: ", "))."]
    }

    private func isShort(_ written: String, of theme: Theme) -> Bool {
        let key = FrenchText.folded(written)
        return key != FrenchText.folded(theme.name) && (written.contains(".") || !key.contains(" "))
    }

    /// The theme whose name or code this is or, alone in the list, begins so word by word.
    private func listed(_ written: String) -> Theme? {
        let key = FrenchText.folded(written)
        if let exact = themes.first(where: { $0.key == key || $0.theme.code == key }) { return exact.theme }
        let parts = key.split(separator: " ").filter { $0 != "et" }
        guard !parts.isEmpty, parts.allSatisfy({ $0.count >= 3 }) else { return nil }
        let fitting = themes.filter { listed in
            parts.allSatisfy { part in listed.words.contains { $0.hasPrefix(part) } }
        }
        return fitting.count == 1 ? fitting[0].theme : nil
    }

    private static func code(family: String?, words: String?) -> String? {
        if let family { return families[family] }
        guard let words else { return nil }
        let key = FrenchText.folded(words)
        return keywords.first { pair in pair.words.contains { key.contains($0) } }?.code
    }

    private static let families: [String: String] = [
        "001": "citoyennete", "002": "citoyennete", "003": "citoyennete", "004": "citoyennete",
        "005": "citoyennete",
        "006": "culture", "007": "loisirs", "009": "social", "010": "patrimoine", "011": "sport",
        "013": "loisirs",
        "014": "loisirs", "015": "education", "016": "education", "017": "sante", "018": "sante",
        "019": "social",
        "020": "social", "021": "social", "022": "economie", "023": "economie", "024": "environnement",
        "030": "economie", "032": "social", "034": "economie", "036": "citoyennete", "038": "citoyennete",
        "040": "autre",
    ]

    /// The first that is found counts: « culture bretonne » is a matter of language before culture.
    private static let keywords: [(code: String, words: [String])] = [
        ("langues", ["breton", "gallo", "langue"]),
        ("sport", ["sport"]),
        ("patrimoine", ["patrimoine", "memoire", "histoire"]),
        ("culture", ["culture", "musique", "theatre", "danse", "arts", "spectacle"]),
        ("environnement", ["environnement", "ecolog", "nature", "developpement durable"]),
        ("jeunesse", ["jeunesse", "enfance", "petite enfance"]),
        ("education", ["education", "formation", "enseignement", "scolaire", "etudiant"]),
        ("sante", ["sante", "handicap", "medic"]),
        (
            "social",
            ["social", "solidarite", "humanitaire", "insertion", "logement", "exclusion", "aide a domicile"]
        ),
        ("economie", ["economi", "emploi", "commerce", "tourisme", "agricol"]),
        ("citoyennete", ["citoyen", "droit", "democratie", "egalite", "international", "vie associative"]),
        ("loisirs", ["loisir", "animation", "fete", "quartier"]),
    ]
}
