import PostgreSQL

/// Where a search for money stands.
public enum FundingSearchState: String, LifecycleCode, SQLValue {
    case spotted, contacted
    case inPreparation = "in_preparation"
    case filed, granted, refused
    case noAnswer = "no_answer"
    case paid, reported, abandoned

    public static let subject = "la recherche de financement"

    public var label: String {
        switch self {
        case .spotted: "Repérée"
        case .contacted: "Contact pris"
        case .inPreparation: "En préparation"
        case .filed: "Déposée"
        case .granted: "Accordée"
        case .refused: "Refusée"
        case .noAnswer: "Sans réponse"
        case .paid: "Versée"
        case .reported: "Bilan rendu"
        case .abandoned: "Abandonnée"
        }
    }

    public static let vocabulary = Vocabulary([
        ("spotted", FundingSearchState.spotted.label, .neutral),
        ("contacted", FundingSearchState.contacted.label, .info),
        ("in_preparation", FundingSearchState.inPreparation.label, .info),
        ("filed", FundingSearchState.filed.label, .accent), ("granted", FundingSearchState.granted.label, .done),
        ("refused", FundingSearchState.refused.label, .danger),
        ("no_answer", FundingSearchState.noAnswer.label, .attention),
        ("paid", FundingSearchState.paid.label, .done), ("reported", FundingSearchState.reported.label, .neutral),
        ("abandoned", FundingSearchState.abandoned.label, .neutral),
    ])

    /// Nothing was sent yet: a closing day still matters.
    public var isBeforeFiling: Bool { self == .spotted || self == .contacted || self == .inPreparation }
    /// Nothing more is awaited of it.
    public var isOver: Bool { self == .refused || self == .abandoned || self == .reported }
    /// The same states for SQL: `f.state IN \(FundingSearchState.over)`.
    static let over: SQL =
        "(\(trusted: allCases.filter(\.isOver).map { "'\($0.rawValue)'" }.joined(separator: ", ")))"

    /// Days without any movement after which a search sleeps; nil: it never does.
    public var patience: Int? {
        switch self {
        case .spotted, .contacted, .inPreparation: 30
        case .filed, .noAnswer: 60
        case .granted, .paid: 120
        case .refused, .abandoned, .reported: nil
        }
    }
}

/// What makes a search pass from one state to another.
public enum FundingSearchEvent: String, LifecycleCode {
    case contact, prepare, file, grant, refuse
    case noteSilence = "note_silence"
    case pay, report, abandon, resume
    case stepBack = "step_back"

    public var label: String {
        switch self {
        case .contact: "Contact pris"
        case .prepare: "Préparer le dossier"
        case .file: "Déposer"
        case .grant: "Accordée"
        case .refuse: "Refusée"
        case .noteSilence: "Sans réponse"
        case .pay: "Noter un versement"
        case .report: "Bilan rendu"
        case .abandon: "Abandonner"
        case .resume: "Reprendre"
        case .stepBack: "Revenir à l’état précédent"
        }
    }

    /// What happened, in the notice and the trail.
    public var past: String {
        switch self {
        case .contact: "Contact noté"
        case .prepare: "Dossier en préparation"
        case .file: "Dossier déposé"
        case .grant: "Aide accordée"
        case .refuse: "Refus noté"
        case .noteSilence: "Absence de réponse notée"
        case .pay: "Versement noté"
        case .report: "Bilan rendu"
        case .abandon: "Recherche abandonnée"
        case .resume: "Recherche reprise"
        case .stepBack: "Retour à l’état précédent"
        }
    }

    /// Whether an amount, a day or a reason must be given first.
    public var asksSomething: Bool {
        switch self {
        case .contact, .prepare, .noteSilence, .resume, .stepBack: false
        case .file, .grant, .refuse, .pay, .report, .abandon: true
        }
    }
}

extension FundingSearch {
    /// The way of every search: the buttons, the verbs of the use case and the table `funding_search_transition`, by
    /// which the database checks each change, say the same. A payment leads to `paid` when it was the last one; a step
    /// back takes away one payment, and leads from the report to where the money has come.
    public static let lifecycle = Lifecycle<FundingSearchState, FundingSearchEvent>([
        ([.spotted], .contact, [.contacted]),
        ([.spotted, .contacted], .prepare, [.inPreparation]),
        ([.spotted, .contacted, .inPreparation], .file, [.filed]),
        ([.filed, .noAnswer], .grant, [.granted]),
        ([.filed, .noAnswer], .refuse, [.refused]),
        ([.filed], .noteSilence, [.noAnswer]),
        ([.granted], .pay, [.granted, .paid]),
        ([.granted, .paid], .report, [.reported]),
        ([.spotted, .contacted, .inPreparation, .filed], .abandon, [.abandoned]),
        ([.abandoned], .resume, [.spotted]),
        ([.contacted], .stepBack, [.spotted]),
        ([.inPreparation], .stepBack, [.contacted]),
        ([.filed], .stepBack, [.inPreparation]),
        ([.refused, .noAnswer], .stepBack, [.filed]),
        ([.granted], .stepBack, [.filed, .granted]),
        ([.paid], .stepBack, [.granted]),
        ([.reported], .stepBack, [.granted, .paid]),
    ])
}
