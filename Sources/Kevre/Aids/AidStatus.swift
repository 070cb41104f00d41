import PostgreSQL

/// Where an aid stands on a day.
public enum AidStatus: String, CaseIterable, Sendable {
    case open, ongoing, upcoming
    case nextExpected = "next_expected"
    case undated, past, closed

    public var label: String {
        switch self {
        case .open: "Ouverte"
        case .ongoing: "Permanente"
        case .upcoming: "À venir"
        case .nextExpected: "Prochaine édition attendue"
        case .undated: "Dates à vérifier"
        case .past: "Passée"
        case .closed: "Close"
        }
    }

    public var tone: Vocabulary.Tone {
        switch self {
        case .open, .ongoing: .done
        case .upcoming, .nextExpected: .info
        case .undated: .attention
        case .past, .closed: .neutral
        }
    }

    public static let vocabulary = Vocabulary(allCases.map { ($0.rawValue, $0.label, $0.tone) })

    /// The same in SQL, of `aid`; a test holds both to the same answers.
    static func sql(_ today: Day) -> SQL {
        """
        CASE WHEN aid.closed_on IS NOT NULL THEN 'closed'
             WHEN aid.recurrence = 'ongoing' AND (aid.closes_on IS NULL OR aid.closes_on < \(today)) THEN 'ongoing'
             WHEN aid.closes_on >= \(today) THEN CASE WHEN aid.opens_on > \(today) THEN 'upcoming' ELSE 'open' END
             WHEN aid.closes_on < \(today) THEN CASE WHEN aid.recurrence = 'recurring' THEN 'next_expected' ELSE 'past' END
             WHEN aid.opens_on > \(today) THEN 'upcoming'
             WHEN aid.recurrence = 'recurring' THEN 'next_expected'
             ELSE 'undated' END
        """
    }
}
