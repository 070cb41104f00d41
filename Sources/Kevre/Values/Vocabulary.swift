/// The words of a closed set of codes, each with the tone of its dot.
public struct Vocabulary: Sendable {
    /// How a word is felt: decides the colour of its dot, never its meaning alone.
    public enum Tone: String, Sendable {
        case neutral, info, accent, attention, danger, done
    }

    /// A code with what is read and its colour.
    public struct Word: Sendable {
        /// What the database and addresses hold.
        public let code: String
        /// What is read, in French.
        public let label: String
        /// The colour of the dot beside the word.
        public let tone: Tone
    }

    /// All of them, in the order in which choices show them.
    public let words: [Word]
    private let byCode: [String: Word]

    /// - Parameter words: of each code, what is read and its tone; of a code given twice the first counts.
    public init(_ words: [(code: String, label: String, tone: Tone)]) {
        self.words = words.map { Word(code: $0.code, label: $0.label, tone: $0.tone) }
        byCode = Dictionary(self.words.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The words of an enumeration, all of one tone.
    public init<Code: CaseIterable & RawRepresentable<String>>(_ codes: Code.Type, _ label: (Code) -> String) {
        self.init(codes.allCases.map { ($0.rawValue, label($0), .neutral) })
    }

    /// The word of a code; an unknown code is shown as it is, so that nothing disappears.
    public subscript(code: String) -> Word {
        byCode[code] ?? Word(code: code, label: code, tone: .neutral)
    }

    /// Whether the code is one of the words.
    public func contains(_ code: String) -> Bool { byCode[code] != nil }

    /// As choices of a filter or a form.
    public var choices: [Choice] { words.map { Choice($0.code, $0.label) } }
}

/// A value to choose and the words that name it.
public struct Choice: Sendable, Hashable {
    /// What is sent and kept.
    public let value: String
    /// What is read, in French.
    public let label: String

    /// A choice as given.
    public init(_ value: String, _ label: String) {
        self.value = value
        self.label = label
    }
}
