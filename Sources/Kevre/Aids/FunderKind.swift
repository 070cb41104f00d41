import PostgreSQL

/// What a funder is: decides whether its money is public.
public enum FunderKind: String, CaseIterable, Sendable, SQLValue {
    case state, region, department, epci, commune, europe, social, agency
    case foundation, company, federation, crowdfunding, other

    public var label: String {
        switch self {
        case .state: "État"
        case .region: "Région"
        case .department: "Département"
        case .epci: "Intercommunalité"
        case .commune: "Commune"
        case .europe: "Europe"
        case .social: "Organisme social"
        case .agency: "Établissement public"
        case .foundation: "Fondation, fonds de dotation"
        case .company: "Entreprise, mécénat"
        case .federation: "Fédération, réseau"
        case .crowdfunding: "Financement participatif"
        case .other: "Autre"
        }
    }

    /// Whether its money counts as public in a financing plan.
    public var isPublic: Bool {
        switch self {
        case .state, .region, .department, .epci, .commune, .europe, .social, .agency: true
        case .foundation, .company, .federation, .crowdfunding, .other: false
        }
    }

    public static let vocabulary = Vocabulary(
        allCases.map { ($0.rawValue, $0.label, $0.isPublic ? .info : .neutral) })

    /// What a name of a file most likely is, by whole words: a « Fédération » is no FEDER.
    static func guess(_ name: String) -> FunderKind {
        let words = FrenchText.folded(name).split(separator: " ").map(String.init)
        let key = " \(words.joined(separator: " ")) "
        func says(_ parts: String...) -> Bool {
            parts.contains { key.contains(" \($0) ") || key.contains(" \($0)s ") }
        }
        if says("fondation", "fonds de dotation") { return .foundation }
        if says("commission europeenne", "union europeenne", "feder", "feader", "leader", "erasmus", "feampa", "fse") {
            return .europe
        }
        // What it federates comes after, and would name it otherwise.
        if let first = words.first, ["federation", "ligue", "reseau", "union", "confederation"].contains(first) {
            return .federation
        }
        if says("caf", "caisse d allocations", "msa", "mutualite sociale", "caisse nationale") { return .social }
        if says("conseil regional", "region") { return .region }
        if says("conseil departemental", "departement") { return .department }
        if says(
            "communaute", "metropole", "agglomeration", "intercommunalite", "intercommunal", "intercommunale",
            "intercommunaux")
        {
            return .epci
        }
        if says("commune de", "commune d", "ville de", "ville d", "mairie") { return .commune }
        if says("ministere", "prefecture", "drac", "dsden", "drajes", "etat", "dreal", "direction regionale") {
            return .state
        }
        if says(
            "agence", "ademe", "office", "etablissement public", "caisse des depots", "banque des territoires", "cnc")
        {
            return .agency
        }
        if says("credit agricole", "credit mutuel", "caisse d epargne", "banque", "groupama", "edf", "orange") {
            return .company
        }
        if says("federation", "confederation", "union", "chambre", "ligue", "reseau") { return .federation }
        return .other
    }
}
