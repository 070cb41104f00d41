/// A legal or local rule as a value: the text it comes from, when it holds, its figure, and what it says of a
/// case. Thresholds and articles move: they are data here, never literals in a rule's code.
public struct Obligation: Sendable {
    /// Stable code of the rule: `R1`, `R4`…
    public let code: String
    /// What it is about, in a few words.
    public let title: String
    /// The text it comes from, as it is cited.
    public let citation: String
    /// First day the text is in force.
    public let validFrom: Day
    /// Last day of validity; nil while in force.
    public let validTo: Day?
    /// The amount the rule compares with, where there is one.
    public let threshold: Money?

    /// A rule as given; without an end it is in force.
    public init(
        code: String, title: String, citation: String, validFrom: Day, validTo: Day? = nil,
        threshold: Money? = nil
    ) {
        self.code = code
        self.title = title
        self.citation = citation
        self.validFrom = validFrom
        self.validTo = validTo
        self.threshold = threshold
    }

    /// Whether the rule is in force on a day.
    public func holds(on day: Day) -> Bool { validFrom <= day && validTo.map { day <= $0 } ?? true }
}

/// What a rule says of one case: for the alert on the file, the to-do list, the block before a payment.
public struct Duty: Sendable, Equatable {
    /// Whether the duty holds.
    public enum Standing: String, Sendable {
        /// The rule asks nothing here, and the figure shows why.
        case notConcerned = "not_concerned"
        /// It will apply if what is asked is granted.
        case foreseen
        case due
        case overdue
        case fulfilled
    }

    /// Code of the rule: `R1`.
    public let code: String
    /// Whether it holds, and whether it is late.
    public let standing: Standing
    /// One sentence of plain French with the figure.
    public let sentence: String
    /// The text it comes from, as it is cited.
    public let citation: String
    /// Last day to fulfil it, where the rule sets one.
    public let dueOn: Day?

    /// What a rule says of one case.
    public init(_ rule: Obligation, _ standing: Standing, _ sentence: String, dueOn: Day? = nil) {
        code = rule.code
        self.standing = standing
        self.sentence = sentence
        citation = rule.citation
        self.dueOn = dueOn
    }

    /// The tone in which it is shown.
    public var tone: Vocabulary.Tone {
        switch standing {
        case .notConcerned: .neutral
        case .foreseen, .due: .attention
        case .overdue: .danger
        case .fulfilled: .done
        }
    }
}
