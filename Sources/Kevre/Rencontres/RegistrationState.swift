import PostgreSQL

/// Where the registration of an association stands.
public enum RegistrationState: String, LifecycleCode, SQLValue {
    case draft, registered, waiting, validated, placed, confirmed, present
    case noShow = "no_show"
    case surveyed, refused, cancelled

    public static let subject = "l’inscription"

    public var label: String {
        switch self {
        case .draft: "Brouillon"
        case .registered: "À valider"
        case .waiting: "Liste d’attente"
        case .validated: "Validée"
        case .placed: "Placée"
        case .confirmed: "Confirmée"
        case .present: "Présente"
        case .noShow: "Absente"
        case .surveyed: "Enquête reçue"
        case .refused: "Refusée"
        case .cancelled: "Annulée"
        }
    }

    public static let vocabulary = Vocabulary([
        ("draft", RegistrationState.draft.label, .neutral), ("registered", RegistrationState.registered.label, .info),
        ("waiting", RegistrationState.waiting.label, .attention),
        ("validated", RegistrationState.validated.label, .accent),
        ("placed", RegistrationState.placed.label, .accent), ("confirmed", RegistrationState.confirmed.label, .done),
        ("present", RegistrationState.present.label, .done), ("no_show", RegistrationState.noShow.label, .danger),
        ("surveyed", RegistrationState.surveyed.label, .done), ("refused", RegistrationState.refused.label, .danger),
        ("cancelled", RegistrationState.cancelled.label, .neutral),
    ])

    /// Whether it holds a place; the function `registration_holds` says the same.
    public var holdsPlace: Bool {
        switch self {
        case .registered, .validated, .placed, .confirmed, .present, .noShow, .surveyed: true
        case .draft, .waiting, .refused, .cancelled: false
        }
    }

    /// Whether the association has given up or was refused.
    public var isOver: Bool { self == .cancelled || self == .refused }

    /// Whether a pitch may be given to it.
    public var mayBePlaced: Bool { holdsPlace && self != .registered }

    /// What the association reads.
    public var plainly: String {
        switch self {
        case .draft: "Votre inscription n’est pas encore envoyée."
        case .registered: "Bien reçue. Les organisateurs vont la valider."
        case .waiting: "Toutes les places sont prises\u{a0}: vous êtes sur la liste d’attente."
        case .validated: "Votre place est réservée."
        case .placed: "Votre place est réservée et votre emplacement attribué."
        case .confirmed: "Votre venue est confirmée."
        case .present: "Votre arrivée est enregistrée. Bonnes Rencontres\u{a0}!"
        case .noShow: "Votre absence a été notée."
        case .surveyed: "Merci d’avoir répondu à l’enquête."
        case .refused: "Votre inscription n’a pas été retenue."
        case .cancelled: "Votre inscription est annulée."
        }
    }
}

/// What makes a registration pass from one state to another.
public enum RegistrationEvent: String, LifecycleCode {
    case submit
    case registerAgain = "register_again"
    case changeType = "change_type"
    case promote, validate, refuse, place, unplace, confirm, arrive
    case undoArrival = "undo_arrival"
    case noteAbsence = "note_absence"
    case survey, cancel

    public var label: String {
        switch self {
        case .submit: "Inscrire"
        case .registerAgain: "Réinscrire"
        case .changeType: "Changer de participation"
        case .promote: "Donner une place"
        case .validate: "Valider"
        case .refuse: "Refuser"
        case .place: "Placer"
        case .unplace: "Retirer du plan"
        case .confirm: "Confirmer la venue"
        case .arrive: "Noter l’arrivée"
        case .undoArrival: "Annuler l’arrivée"
        case .noteAbsence: "Noter l’absence"
        case .survey: "Enquête reçue"
        case .cancel: "Annuler l’inscription"
        }
    }

    /// What was done, in a notice.
    public var done: String {
        switch self {
        case .submit, .registerAgain: "Inscription enregistrée."
        case .changeType: "La participation est changée."
        case .promote: "Une place est donnée."
        case .validate: "Inscription validée."
        case .refuse: "Inscription refusée."
        case .place: "Emplacement attribué."
        case .unplace: "Emplacement libéré."
        case .confirm: "Venue confirmée."
        case .arrive: "Arrivée notée."
        case .undoArrival: "Arrivée annulée."
        case .noteAbsence: "Absence notée."
        case .survey: "Enquête reçue."
        case .cancel: "Inscription annulée."
        }
    }

    /// Whether it takes the place away: asked twice, in the danger tone.
    public var isGrave: Bool { self == .cancel || self == .refuse }

    /// Whether an officer fires it by a button of its own on the registration's page.
    public var isButton: Bool {
        switch self {
        case .registerAgain, .validate, .refuse, .confirm, .arrive, .undoArrival, .noteAbsence, .survey, .cancel: true
        case .submit, .changeType, .promote, .place, .unplace: false
        }
    }

    /// The right an agent needs.
    public var right: Right {
        switch self {
        case .arrive, .undoArrival, .noteAbsence: .checkIn
        default: .writeRencontres
        }
    }
}

extension Registration {
    private static let alive: [RegistrationState] = [.registered, .validated, .waiting, .placed, .confirmed]

    /// The states of a registration, whole; the table `registration_transition` says the same.
    ///
    /// An arrival ends where the counter of its type says: a place (to be validated or not), or the line.
    public static let lifecycle = Lifecycle<RegistrationState, RegistrationEvent>([
        ([.draft], .submit, [.registered, .validated, .waiting]),
        ([.registered], .validate, [.validated]),
        ([.waiting], .promote, [.registered, .validated]),
        ([.validated, .placed], .confirm, [.confirmed]),
        ([.validated], .place, [.placed]),
        ([.placed], .unplace, [.validated]),
        (alive, .changeType, [.registered, .validated, .waiting]),
        ([.validated, .placed, .confirmed, .noShow], .arrive, [.present]),
        ([.present], .undoArrival, [.confirmed]),
        ([.validated, .placed, .confirmed], .noteAbsence, [.noShow]),
        ([.present], .survey, [.surveyed]),
        ([.registered, .waiting], .refuse, [.refused]),
        ([.cancelled, .refused], .registerAgain, [.registered, .validated, .waiting]),
        ([.draft, .registered, .waiting, .validated, .placed, .confirmed], .cancel, [.cancelled]),
    ])
}
