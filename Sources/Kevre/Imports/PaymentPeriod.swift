/// When a grant is paid, as SCDL writes it: a day, or two parted by `/`.
enum PaymentPeriod {
    /// The official form of what a file gives.
    struct Reading: Equatable {
        let official: String
        /// A day that does not exist, its month and its day being swapped: `2017-30-05`.
        let swapped: String?
        /// The end stood before the beginning.
        let isReversed: Bool
    }

    /// The days named in a text, in order.
    static func dates(in text: String, order: DayOrder = .dayFirst) -> [Day] {
        WrittenDay.all(in: text).days.compactMap { $0.day(order) ?? $0.swapped }
    }

    /// The official form of what a file gives, nil when it names no day, or says more than its days.
    static func reading(_ text: String, order: DayOrder = .dayFirst) -> Reading? {
        let (written, rest) = WrittenDay.all(in: text)
        let days = written.compactMap { $0.day(order) ?? $0.swapped }
        guard let first = days.min(), let last = days.max(), days.count == written.count else { return nil }
        let words = rest.split { !$0.isLetter && !$0.isNumber }
        guard words.allSatisfy({ joining.contains($0.lowercased()) }) else { return nil }
        return Reading(
            official: first == last ? first.iso : "\(first.iso)/\(last.iso)",
            swapped: written.first { $0.day(order) == nil }?.text, isReversed: days != days.sorted())
    }

    private static let joining: Set<String> = ["et", "au", "du", "le", "à", "a", "de", "jusqu"]
}
