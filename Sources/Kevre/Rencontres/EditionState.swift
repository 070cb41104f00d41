import PostgreSQL

/// Where an edition stands.
public enum EditionState: String, LifecycleCode, SQLValue {
    case preparation, published, over
    case calledOff = "called_off"

    public static let subject = "l’édition"

    public var label: String {
        switch self {
        case .preparation: "En préparation"
        case .published: "Publiée"
        case .over: "Terminée"
        case .calledOff: "Annulée"
        }
    }

    public static let vocabulary = Vocabulary([
        ("preparation", EditionState.preparation.label, .info), ("published", EditionState.published.label, .done),
        ("over", EditionState.over.label, .neutral), ("called_off", EditionState.calledOff.label, .danger),
    ])

    /// Whether everybody may read its public page.
    public var isPublic: Bool { self != .preparation }
}

/// What makes an edition pass from one state to another.
public enum EditionEvent: String, LifecycleCode {
    case publish, hide, close, reopen, resume
    case callOff = "call_off"

    public var label: String {
        switch self {
        case .publish: "Publier la page"
        case .hide: "Retirer la page"
        case .close: "Clore l’édition"
        case .reopen: "Rouvrir l’édition"
        case .callOff: "Annuler l’édition"
        case .resume: "Reprendre l’édition"
        }
    }

    /// What was done, in a notice.
    public var done: String {
        switch self {
        case .publish: "La page de l’édition est publique."
        case .hide: "La page de l’édition n’est plus publique."
        case .close: "L’édition est close."
        case .reopen: "L’édition est rouverte."
        case .callOff: "L’édition est annulée\u{a0}: sa page publique le dit."
        case .resume: "L’édition est de nouveau en préparation."
        }
    }
}

extension Edition {
    /// The states of an edition; the table `edition_transition` says the same.
    public static let lifecycle = Lifecycle<EditionState, EditionEvent>([
        ([.preparation], .publish, [.published]),
        ([.published], .close, [.over]),
        ([.published], .hide, [.preparation]),
        ([.over], .reopen, [.published]),
        ([.preparation, .published], .callOff, [.calledOff]),
        ([.calledOff], .resume, [.preparation]),
    ])
}
