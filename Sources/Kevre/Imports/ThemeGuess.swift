/// The authority's theme that a word of a file, or a family of the national register, most likely means.
enum ThemeGuess {
    /// Code of a theme as authorities begin with them; the database drops one the authority no longer has.
    static func code(family: String?, words: String?) -> String? {
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
