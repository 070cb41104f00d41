import PostgreSQL

/// What a subsidy is for.
///
/// - SeeAlso: loi n° 2000-321, art. 9-1; CERFA n° 12156, which does not cover investment.
public enum SubsidyKind: String, CaseIterable, Sendable, SQLValue {
    case operating, project, event, investment
    case inKind = "in_kind"

    public var label: String {
        switch self {
        case .operating: "Fonctionnement"
        case .project: "Projet"
        case .event: "Événement"
        case .investment: "Investissement"
        case .inKind: "Aide en nature"
        }
    }

    /// In a sentence: « une subvention de fonctionnement ».
    public var phrase: String {
        switch self {
        case .operating: "une subvention de fonctionnement"
        case .project: "une subvention de projet"
        case .event: "une subvention pour un événement"
        case .investment: "une subvention d’investissement"
        case .inKind: "une aide en nature (salle, matériel, personnel)"
        }
    }

    /// Whether the subsidy is for a given expenditure, which calls for a financial report (R4).
    public var isEarmarked: Bool {
        switch self {
        case .operating, .inKind: false
        case .project, .event, .investment: true
        }
    }

    /// Whether what is asked for has a beginning and an end.
    public var isDated: Bool { self == .project || self == .event }

    public static let vocabulary = Vocabulary(allCases.map { ($0.rawValue, $0.label, .neutral) })
}

/// The body that may decide, by the council's delegation where it is not the council itself (R13).
///
/// - SeeAlso: CGCT, art. L5211-10.
public enum DecidingBody: String, CaseIterable, Sendable, SQLValue {
    case council, bureau, president

    public var label: String {
        switch self {
        case .council: "Conseil communautaire"
        case .bureau: "Bureau communautaire"
        case .president: "Président"
        }
    }
}
