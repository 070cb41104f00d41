/// The authority's themes that the words of a source mean.
struct AidThemes {
    /// Codes of the authority's themes by their folded names and codes.
    private let own: [String: String]
    private let known: Set<String>

    init(_ themes: [(code: String, name: String)]) {
        known = Set(themes.map(\.code))
        own = Dictionary(
            themes.flatMap { [(FrenchText.folded($0.name), $0.code), (FrenchText.folded($0.code), $0.code)] },
            uniquingKeysWith: { first, _ in first })
    }

    /// The themes that a word means: its own name, else those of the families it speaks of; none when unknown.
    func codes(_ word: String) -> [String] {
        let key = FrenchText.folded(word)
        if let code = own[key] { return [code] }
        let text = " \(key) "
        return Self.families.filter { family in
            known.contains(family.code) && family.stems.contains { text.contains(" \($0)") }
        }.map(\.code)
    }

    /// Beginnings of words, folded. The categories of Aides-territoires, of the Ministry of Culture and of the guides
    /// of regions and départements all fall under one of them, or are kept as unknown.
    private static let families: [(code: String, stems: [String])] = [
        ("langues", ["breton", "gallo", "langue", "bilinguisme"]),
        (
            "culture",
            [
                "cultur", "art ", "arts", "artist", "musi", "spectacle", "theatre", "danse", "livre", "lecture",
                "bibliotheque", "cinema", "audiovisuel", "media", "radio", "musee", "creation ", "litterature",
                "cirque",
            ]
        ),
        ("sport", ["sport", "activite physique", "equipement sportif"]),
        (
            "patrimoine",
            ["patrimoine", "monument", "archeolog", "archive", "memoire", "histoire", "architecture", "debarquement"]
        ),
        (
            "environnement",
            [
                "environnement", "ecolog", "biodiversit", "nature", "eau ", "energ", "climat", "dechet", "recycl",
                "economie circulaire", "reemploi", "foret", "mer ", "mers", "littoral", "developpement durable",
                "mobilit", "velo", "transition", "circuits courts", "alimentation", "qualite de l air", "paysage",
                "risques naturels", "milieux", "assainissement",
            ]
        ),
        (
            "jeunesse",
            ["jeune", "enfan", "petite enfance", "adolescen", "famille", "parentalit", "creche", "accueil de loisirs"]
        ),
        (
            "education",
            [
                "educat", "formation", "enseign", "scolaire", "ecole", "lycee", "college", "etudiant", "apprentissage",
                "competence", "illettrisme",
            ]
        ),
        ("sante", ["sante", "handicap", "medic", "soin", "personnes agees", "autonomie", "vieillesse", "addict"]),
        (
            "social",
            [
                "social", "solidar", "precarit", "inclusion", "insertion", "exclusion", "logement", "hebergement",
                "habitat", "cohesion", "humanitaire", "migrant", "refugie", "accessibilit", "acces aux services",
                "pauvrete", "politique de la ville", "quartiers", "entraide",
            ]
        ),
        (
            "economie",
            [
                "econom", "emploi", "entrepr", "commerc", "tourism", "agric", "artisan", "industr", "ess ",
                "tiers lieu", "innovation", "numeri", "peche", "travail",
            ]
        ),
        (
            "citoyennete",
            [
                "citoyen", "droit", "democrat", "egalite", "laicit", "discriminat", "international", "vie associative",
                "benevol", "cooperation", "radicalisation", "securite", "europe",
            ]
        ),
        ("loisirs", ["loisir", "animation", "fete", "convivial", "jeux", "vie locale"]),
    ]
}
