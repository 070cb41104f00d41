/// When a grant is paid, as SCDL writes it: a day, or two parted by `/`.
enum PaymentPeriod {
    /// The days named in a text, in order.
    static func dates(in text: String) -> [Day] {
        text.split { !($0.isASCII && ($0.isNumber || "-/.".contains($0))) }.flatMap { token -> [Day] in
            if let day = Day(String(token)) { return [day] }
            // `2017-03-30/2017-05-24`
            return token.split(separator: "/").compactMap { Day(iso: $0) }
        }
    }

    /// The official form of what a file gives, nil when it names no day or says more than its days.
    static func official(_ text: String) -> String? {
        let days = dates(in: text).sorted()
        guard let first = days.first, let last = days.last else { return nil }
        let words = text.split { !$0.isLetter }.filter {
            !["et", "au", "du", "le", "à", "a"].contains($0.lowercased())
        }
        guard words.isEmpty else { return nil }
        return first == last ? first.iso : "\(first.iso)/\(last.iso)"
    }
}
