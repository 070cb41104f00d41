/// In money, in kind, or both.
///
/// - SeeAlso: loi n° 2000-321, art. 9-1, and the SCDL column `nature`.
public enum GrantNature: String, Sendable, CaseIterable, Codable {
    case cash
    case inKind = "in_kind"
    case both

    /// Reads `aide en numéraire;aide en nature`, `NUMERAIRE`, `en numéraire`; nil when it is something else.
    init?(reading text: String) {
        let key = FrenchText.folded(text)
        let cash = key.contains("numeraire") || key == "don" || key.contains("financier")
        let kind = key.contains("nature")
        switch (cash, kind) {
        case (true, true): self = .both
        case (true, false): self = .cash
        case (false, true): self = .inKind
        case (false, false): return nil
        }
    }

    /// The official wording of SCDL.
    public var official: String {
        switch self {
        case .cash: "aide en numéraire"
        case .inKind: "aide en nature"
        case .both: "aide en numéraire;aide en nature"
        }
    }
}

/// What a grant pays for.
public enum GrantKind: String, Sendable, CaseIterable, Codable {
    case operating, project, event, investment
    case inKind = "in_kind"

    /// Reads `Fonctionnement`, `F`, `Projet`, `P`, `M` (manifestation), `M/FACM`, `Investissement`, `I`.
    init?(reading text: String) {
        let key = FrenchText.folded(text)
        switch key {
        case "f", "fct", "fonct": self = .operating
        case "p": self = .project
        case "m": self = .event
        case "i", "inv", "invest": self = .investment
        default:
            let words = key.split(separator: " ")
            guard let word = words.first else { return nil }
            if word == "m" || key.contains("manifestation") || key.contains("evenement") {
                self = .event
            } else if key.contains("fonctionnement") {
                self = .operating
            } else if key.contains("investissement") || key.contains("equipement") {
                self = .investment
            } else if key.contains("projet") || key.contains("action") {
                self = .project
            } else {
                return nil
            }
        }
    }

    public var title: String {
        switch self {
        case .operating: "fonctionnement"
        case .project: "projet"
        case .event: "manifestation"
        case .investment: "investissement"
        case .inKind: "en nature"
        }
    }
}

/// Yes or no as files write it.
enum Flag {
    /// - Returns: the answer, and whether it is written as the official format does; nil when it is neither.
    static func read(_ text: String) -> (answer: Bool, isOfficial: Bool)? {
        switch FrenchText.folded(text) {
        case "oui": (true, true)
        case "non": (false, true)
        case "yes", "true", "vrai", "1", "o", "y": (true, false)
        case "no", "false", "faux", "0", "n": (false, false)
        default: nil
        }
    }
}
