/// One of the ten rules of a financing plan, with what it finds.
///
/// There is no general ceiling of public money for associations: only each scheme's own.
public struct PlanCheck: Sendable, Equatable {
    /// The rules, in their order.
    public enum Rule: Int, CaseIterable, Sendable {
        case balance = 1, shares, publicCeiling, ownFunds, rate, linkedMoney, answers, inKind, vat, doubleFunding

        public var title: String {
            switch self {
            case .balance: "Équilibre"
            case .shares: "Parts"
            case .publicCeiling: "Plafond d’argent public de chaque aide"
            case .ownFunds: "Ressources propres"
            case .rate: "Taux, plancher et plafond"
            case .linkedMoney: "Argent lié"
            case .answers: "Réponses reçues"
            case .inKind: "Contributions en nature"
            case .vat: "TVA"
            case .doubleFunding: "Double financement"
            }
        }
    }

    /// How it stands.
    public enum Outcome: Int, Comparable, Sendable {
        /// Nothing in the plan is concerned.
        case idle
        /// Nothing to say against it.
        case fine
        /// Something is not known.
        case unknown
        /// To be looked at.
        case warning
        /// A funder would refuse it.
        case problem

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

        public static let vocabulary = Vocabulary([
            ("idle", "sans objet", .neutral), ("fine", "respecté", .done), ("unknown", "à savoir", .neutral),
            ("warning", "à regarder", .attention),
            ("problem", "non respecté", .danger),
        ])
        public var code: String {
            switch self {
            case .idle: "idle"
            case .fine: "fine"
            case .unknown: "unknown"
            case .warning: "warning"
            case .problem: "problem"
            }
        }
    }

    public let rule: Rule
    public let outcome: Outcome
    /// French sentences, one a finding.
    public let sentences: [String]

    /// - Parameter concerned: whether the plan holds anything that the rule looks at.
    init(_ rule: Rule, _ findings: [(Outcome, String)], otherwise: String, concerned: Bool = true) {
        self.rule = rule
        outcome = findings.map(\.0).max() ?? (concerned ? .fine : .idle)
        sentences = findings.isEmpty ? [otherwise] : findings.map(\.1)
    }
}
