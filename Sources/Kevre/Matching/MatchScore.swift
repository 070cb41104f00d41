import PostgreSQL

/// How an aid is weighed for a project: points by part, a hundred at most together. The one place of the formula; the
/// documentation (docs/appariement.md) says the same in words.
public struct MatchScore: Sendable {
    /// A part of the score.
    public enum Part: String, CaseIterable, Sendable {
        case theme, words, territory, calendar, amount, status, effort, evidence, wishes

        public var label: String {
            switch self {
            case .theme: "Thèmes communs"
            case .words: "Mots communs"
            case .territory: "Territoire, le plus proche d’abord"
            case .calendar: "Temps devant soi"
            case .amount: "Part du besoin couverte"
            case .status: "Vise les associations"
            case .effort: "Effort du dossier"
            case .evidence: "Précédents du financeur"
            case .wishes: "Priorités non remplies"
            }
        }

        /// The most it can bring, in points; priorities only take away.
        public var most: Int {
            switch self {
            case .words: 27
            case .theme: 24
            case .territory: 15
            case .amount: 12
            case .calendar: 8
            case .evidence: 6
            case .effort: 5
            case .status: 3
            case .wishes: 0
            }
        }
    }

    /// Tenths of points by part.
    public let parts: [Part: Int]

    /// Points out of a hundred, halves up.
    public var points: Int { min(100, max(0, (parts.values.reduce(0, +) + 5) / 10)) }

    /// A criterion that excludes when it is not met, with its bit in the mask that the query computes.
    static let hard: [(criterion: MatchCriterion.Kind, bit: Int)] = [
        (.status, 1), (.territory, 2), (.calendar, 4), (.age, 8), (.size, 16), (.budget, 32), (.expenses, 64),
        (.projectAmount, 128), (.floor, 256), (.start, 512), (.accreditation, 1_024), (.cumulation, 2_048),
        (.conditions, 4_096),
    ]

    /// Points of a perimeter that holds the project, in tenths.
    static func territory(_ scale: String, isWhole: Bool) -> Int {
        guard isWhole else { return 60 }
        return switch scale {
        case "commune", "epci": 150
        case "adhoc", "basin": 135
        case "department": 120
        case "region": 90
        case "country", "mainland", "overseas": 60
        default: 45
        }
    }

    /// Points for what a funder gave before, in tenths: 2.4 for one like association, 0.6 more for each other.
    static func evidence(_ found: MatchEvidence) -> Int { min(60, 24 + 6 * (found.associations - 1)) }

    /// One row of the query.
    init(_ row: Row) throws {
        var parts: [Part: Int] = [:]
        for part in Part.allCases { parts[part] = try row["s_\(part.rawValue)"] }
        self.parts = parts
    }
}

extension MatchScore {
    /// Tenths as points: `18`, `4,5`, `−6`.
    public static func shown(_ tenths: Int) -> String {
        let size = tenths.magnitude
        return "\(tenths < 0 ? "−" : "")\(size / 10)\(size % 10 == 0 ? "" : ",\(size % 10)")"
    }
}
