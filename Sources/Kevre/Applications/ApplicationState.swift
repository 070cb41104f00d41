import PostgreSQL

/// Where a file stands. « Report due » is no state: it is computed, since a report may fall due before or after
/// the last payment.
public enum ApplicationState: String, LifecycleCode, SQLValue {
    case draft, submitted, incomplete, complete
    case underInstruction = "under_instruction"
    case proposed
    case onAgenda = "on_agenda"
    case granted, notified, agreed
    case inPayment = "in_payment"
    case paid
    case reportReceived = "report_received"
    case closed, refused, inadmissible, abandoned, withdrawn, lapsed, clawback
    case withdrawnByAuthority = "withdrawn_by_authority"

    public var label: String {
        switch self {
        case .draft: "Brouillon"
        case .submitted: "Déposé"
        case .incomplete: "Pièces manquantes"
        case .complete: "Complet"
        case .underInstruction: "En instruction"
        case .proposed: "Proposé"
        case .onAgenda: "En séance"
        case .granted: "Accordé"
        case .notified: "Notifié"
        case .agreed: "Conventionné"
        case .inPayment: "En paiement"
        case .paid: "Versé"
        case .reportReceived: "Bilan reçu"
        case .closed: "Clos"
        case .refused: "Refusé"
        case .inadmissible: "Irrecevable"
        case .abandoned: "Classé sans suite"
        case .withdrawn: "Retiré par l’association"
        case .lapsed: "Caduc"
        case .clawback: "Reversement demandé"
        case .withdrawnByAuthority: "Retiré par la collectivité"
        }
    }

    public var tone: Vocabulary.Tone {
        switch self {
        case .draft, .abandoned, .withdrawn, .lapsed, .closed: .neutral
        case .submitted, .complete, .underInstruction, .inPayment: .info
        case .incomplete, .clawback: .attention
        case .proposed, .onAgenda, .reportReceived: .accent
        case .granted, .notified, .agreed, .paid: .done
        case .refused, .inadmissible, .withdrawnByAuthority: .danger
        }
    }

    /// The words of every list and page.
    public static let vocabulary = Vocabulary(allCases.map { ($0.rawValue, $0.label, $0.tone) })

    /// Nobody has decided yet: the association may still withdraw.
    public var isBeforeDecision: Bool {
        switch self {
        case .draft, .submitted, .incomplete, .complete, .underInstruction, .proposed, .onAgenda: true
        default: false
        }
    }

    /// Money was granted, and the grant stands.
    public var isGranted: Bool {
        switch self {
        case .granted, .notified, .agreed, .inPayment, .paid, .reportReceived, .closed, .clawback: true
        default: false
        }
    }
}

/// What the national tools reduce all states to.
///
/// - SeeAlso: Data.Subvention (betagouv/api-subventions-asso) and the draft national schema.
public enum NationalStatus: String, CaseIterable, Sendable {
    case underInstruction, ineligible, granted, refused, unknown

    /// The word of Data.Subvention; nil where it has none.
    public var dataSubvention: String? {
        switch self {
        case .underInstruction: "En instruction"
        case .ineligible: "Inéligible"
        case .granted: "Accordé"
        case .refused: "Refusé"
        case .unknown: nil
        }
    }

    /// The word of the draft national schema, whose spelling is kept; nil where it has none.
    public var nationalSchema: String? {
        switch self {
        case .underInstruction: "en cours d'intruction"
        case .ineligible: "ineligible"
        case .granted: "attribuée"
        case .refused: "refusée"
        case .unknown: nil
        }
    }
}

extension ApplicationState {
    /// Each state is exactly one of the national ones.
    public var nationalStatus: NationalStatus {
        switch self {
        case .submitted, .incomplete, .complete, .underInstruction, .proposed, .onAgenda: .underInstruction
        case .inadmissible: .ineligible
        case .granted, .notified, .agreed, .inPayment, .paid, .reportReceived, .closed, .clawback, .lapsed: .granted
        case .refused: .refused
        case .draft, .abandoned, .withdrawn, .withdrawnByAuthority: .unknown
        }
    }
}
