import PostgreSQL

/// The closed sets of codes that describe aids: those of Aides-territoires, with the words people use for them.
///
/// - SeeAlso: DOMAIN §6.3; aides-territoires.beta.gouv.fr/data.
public enum AidVocabulary {
    /// Who may apply.
    public static let audiences = Vocabulary([
        ("association", "Associations", .accent), ("commune", "Communes", .neutral),
        ("epci", "Intercommunalités", .neutral), ("department", "Départements", .neutral),
        ("region", "Régions", .neutral), ("special", "Collectivités à statut particulier", .neutral),
        ("public_org", "Établissements publics", .neutral),
        ("public_cies", "Entreprises publiques locales", .neutral), ("private_sector", "Entreprises", .neutral),
        ("private_person", "Particuliers", .neutral), ("farmer", "Agriculteurs", .neutral),
        ("researcher", "Recherche", .neutral),
    ])

    /// What is given.
    public static let kinds = Vocabulary([
        ("grant", "Subvention", .accent), ("loan", "Prêt", .neutral),
        ("recoverable_advance", "Avance récupérable", .neutral), ("cee", "Certificats d’économie d’énergie", .neutral),
        ("in_kind", "Aide en nature", .neutral), ("other", "Autre aide financière", .neutral),
        ("technical_engineering", "Ingénierie technique", .neutral),
        ("financial_engineering", "Ingénierie financière", .neutral),
        ("legal_engineering", "Ingénierie juridique", .neutral),
    ])

    /// What it may be spent on.
    public static let expenses = Vocabulary([
        ("operating", "Fonctionnement", .neutral), ("investment", "Investissement", .neutral),
    ])

    /// How far the project may have come.
    public static let stages = Vocabulary([
        ("preop", "Réflexion, conception", .neutral), ("op", "Mise en œuvre", .neutral),
        ("postop", "Usage, valorisation", .neutral),
    ])

    public static let recurrences = Vocabulary([
        ("oneoff", "Ponctuelle", .neutral), ("ongoing", "Permanente", .neutral), ("recurring", "Récurrente", .neutral),
    ])

    /// When spending may begin.
    public static let startRules = Vocabulary([
        ("any", "Sans condition", .neutral), ("after_submission", "Après le dépôt du dossier", .neutral),
        ("after_acknowledgement", "Après l’accusé de réception", .neutral),
        ("after_decision", "Après la décision", .attention),
    ])

    public static let cumulations = Vocabulary([
        ("free", "Cumulable", .done), ("restricted", "Cumul limité", .attention),
        ("forbidden", "Non cumulable", .danger),
    ])

    public static let efforts = Vocabulary([
        ("light", "Léger", .done), ("medium", "Moyen", .neutral), ("heavy", "Lourd", .attention),
    ])

    /// Criteria that a funder may hold for wishes instead of conditions.
    public static let priorities = Vocabulary([
        ("age", "Ancienneté", .neutral), ("size", "Nombre de salariés", .neutral),
        ("budget", "Budget de l’association", .neutral), ("seat", "Siège dans le territoire", .neutral),
        ("accreditation", "Agrément ou affiliation", .neutral),
    ])

    /// Days that preparing a file takes where nobody said: two, three or eight weeks by its effort.
    static func preparationDays(effort: String?) -> Int {
        switch effort {
        case "light": 7
        case "heavy": 60
        default: 21
        }
    }
}

/// The code that a word of a file means, whichever of the providers wrote it.
struct AidWords {
    let codes: [String: String]

    /// The code, found by the word itself or by its folded text; nil for a word not known.
    func code(_ word: String) -> String? {
        let key = FrenchText.folded(word)
        if let code = codes[key] { return code }
        let parts = key.split(separator: " ").map(String.init)
        return parts.first.flatMap { codes["\($0) *"] }
    }

    static let audiences = AidWords(codes: [
        "association": "association", "association *": "association", "associations *": "association",
        "fondations": "association", "commune": "commune", "communes": "commune", "commune *": "commune",
        "communes *": "commune", "collectivites": "commune", "collectivites locales": "commune",
        "collectivite *": "commune", "collectivites *": "commune", "epci": "epci", "epci *": "epci",
        "intercommunalite *": "epci", "intercommunalites *": "epci", "department": "department",
        "departement *": "department", "departements *": "department", "region": "region", "regions": "region",
        "region *": "region", "special": "special", "collectivite d outre mer a statuts particuliers": "special",
        "etablissement public": "public_org", "etablissement *": "public_org", "etablissements *": "public_org",
        "public org": "public_org", "public cies": "public_cies",
        "entreprise publique locale sem spl semop": "public_cies",
        "entreprises publiques locales": "public_cies", "private sector": "private_sector",
        "entreprise *": "private_sector", "entreprises *": "private_sector", "tpe pme": "private_sector",
        "private person": "private_person", "particulier": "private_person", "particuliers": "private_person",
        "particulier *": "private_person", "particuliers *": "private_person", "farmer": "farmer",
        "agriculteur": "farmer", "agriculteurs": "farmer", "researcher": "researcher", "recherche": "researcher",
        "ecoles *": "public_org", "ecole *": "public_org", "lycees *": "public_org", "chercheurs": "researcher",
    ])

    static let kinds = AidWords(codes: [
        "grant": "grant", "subvention": "grant", "subvention *": "grant", "aide financiere": "grant",
        "appels a projets candidatures": "grant", "appel *": "grant", "loan": "loan", "pret": "loan",
        "avance recuperable": "recoverable_advance", "recoverable advance": "recoverable_advance", "cee": "cee",
        "certificat *": "cee", "certificats *": "cee", "other": "other", "autre *": "other",
        "technical engineering": "technical_engineering", "ingenierie technique": "technical_engineering",
        "ingenierie financiere": "financial_engineering", "financial engineering": "financial_engineering",
        "ingenierie juridique administrative": "legal_engineering", "ingenierie juridique": "legal_engineering",
        "legal engineering": "legal_engineering", "in kind": "in_kind", "technical": "technical_engineering",
        "financial": "grant", "legal": "legal_engineering",
    ])

    static let expenses = AidWords(codes: [
        "supply": "operating", "operating": "operating", "depenses de fonctionnement": "operating",
        "fonctionnement": "operating", "investment": "investment", "depenses d investissement": "investment",
        "investissement": "investment", "depenses dinvestissement": "investment",
    ])

    static let stages = AidWords(codes: [
        "preop": "preop", "reflexion conception": "preop", "reflexion *": "preop", "op": "op",
        "mise en oeuvre realisation": "op", "mise *": "op", "postop": "postop", "usage valorisation": "postop",
        "usage *": "postop",
    ])

    static let recurrences = AidWords(codes: [
        "oneoff": "oneoff", "ponctuelle": "oneoff", "ongoing": "ongoing", "permanente": "ongoing",
        "recurring": "recurring", "recurrente": "recurring",
    ])
}
