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
    static func dates(in text: String) -> [Day] { written(in: text).compactMap(\.day) }

    /// The official form of what a file gives, nil when it names no day, or says more than its days.
    static func reading(_ text: String) -> Reading? {
        let written = written(in: text)
        let days = written.compactMap(\.day)
        guard let first = days.min(), let last = days.max(), days.count == written.count else { return nil }
        let words = text.split { !$0.isLetter }.filter {
            !["et", "au", "du", "le", "à", "a"].contains($0.lowercased())
        }
        guard words.isEmpty else { return nil }
        return Reading(
            official: first == last ? first.iso : "\(first.iso)/\(last.iso)",
            swapped: written.first(where: \.isSwapped)?.text, isReversed: days != days.sorted())
    }

    private struct Written {
        let text: String
        var day: Day?
        var isSwapped = false
    }

    /// Each thing that stands where a day should, read or not.
    private static func written(in text: String) -> [Written] {
        text.split { !($0.isASCII && ($0.isNumber || "-/.".contains($0))) }.flatMap { token -> [Written] in
            if let day = Day(String(token)) { return [Written(text: String(token), day: day)] }
            // `2017-03-30/2017-05-24`; what has no four digits of a year is a number among the words.
            return token.split(separator: "/").filter { $0.utf8.count >= 8 }.map { part in
                if let day = Day(iso: part) { return Written(text: String(part), day: day) }
                let day = swapped(part)
                return Written(text: String(part), day: day, isSwapped: day != nil)
            }
        }
    }

    /// `2017-30-05`: there is no thirtieth month, so that this is 30 May without doubt.
    private static func swapped(_ text: Substring) -> Day? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2 else {
            return nil
        }
        return Day(iso: "\(parts[0])-\(parts[2])-\(parts[1])")
    }
}
