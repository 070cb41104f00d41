import PostgreSQL

/// One thing an aid asks for, compared with what is known: met, not met, or unknown and what to ask.
public struct MatchCriterion: Sendable, Identifiable {
    public enum Kind: String, CaseIterable, Sendable, SQLValue {
        case status, territory, calendar, theme, kind, age, size, budget, accreditation, expenses
        case projectAmount = "project_amount"
        case floor, start, cumulation, conditions

        public var label: String {
            switch self {
            case .status: "Statut"
            case .territory: "Territoire"
            case .calendar: "Calendrier"
            case .theme: "Thème"
            case .kind: "Forme"
            case .age: "Ancienneté"
            case .size: "Taille"
            case .budget: "Budget"
            case .accreditation: "Agrément"
            case .expenses: "Dépenses"
            case .projectAmount: "Taille du projet"
            case .floor: "Montant"
            case .start: "Démarrage"
            case .cumulation: "Cumul"
            case .conditions: "Autres conditions"
            }
        }
    }

    public enum Outcome: String, Sendable {
        case met
        case notMet = "not_met"
        case unknown

        public var label: String {
            switch self {
            case .met: "rempli"
            case .notMet: "non rempli"
            case .unknown: "à préciser"
            }
        }
    }

    public let kind: Kind
    public let outcome: Outcome
    /// One French sentence with the two values compared; of what is unknown, what to ask.
    public let why: String
    /// Not met, it excludes.
    public let isHard: Bool
    /// What an officer said of it, which the outcome follows.
    public let answer: MatchAnswer?

    public var id: Kind { kind }

    /// A wish of the funder, no condition; theme and form only score.
    var isWish: Bool { !isHard && kind != .theme && kind != .kind }

    init(_ kind: Kind, _ outcome: Outcome, _ why: String, isHard: Bool = true, answer: MatchAnswer? = nil) {
        self.kind = kind
        self.outcome = outcome
        self.why = why
        self.isHard = isHard
        self.answer = answer
    }

    /// The same as an officer decided it.
    func decided(_ answer: MatchAnswer) -> MatchCriterion {
        let outcome: Outcome = answer.isMet ? .met : .notMet
        let data = outcome == self.outcome || self.outcome == .unknown ? "" : " (d’après les données\u{a0}: \(why))"
        return MatchCriterion(
            kind, outcome, "\(answer.note) — \(answer.agentName), le \(answer.at.inParis.day.short)\(data)",
            isHard: isHard,
            answer: answer)
    }
}
