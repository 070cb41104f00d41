/// Which number stands first in a day written in figures: 03/04/2024 is 3 April here, 4 March elsewhere.
public enum DayOrder: Sendable {
    case dayFirst, monthFirst
}

/// A day written in figures or words within a longer text: `2017-02-23`, `23/02/17`, `23 février 2017`.
struct WrittenDay {
    let text: String
    let year: Int
    /// The numbers beside the year, in the order in which they stand; the month's own for one written in words.
    let first: Int, second: Int
    /// Whether the year stands before, or the month in words: nothing is then to be decided.
    let isPlain: Bool

    /// - Returns: nil when there is no such day.
    func day(_ order: DayOrder = .dayFirst) -> Day? {
        // `first` is the month of a plain one.
        isPlain || order == .monthFirst
            ? Day(year: year, month: first, day: second) : Day(year: year, month: second, day: first)
    }

    /// `2017-30-05`: there is no thirtieth month, so that this is 30 May without doubt.
    var swapped: Day? { isPlain && first > 12 ? Day(year: year, month: second, day: first) : nil }

    /// Which order this day alone proves; nil when it can be read both ways, or is the same both ways.
    var proves: DayOrder? {
        guard !isPlain, (1...31).contains(first), (1...31).contains(second) else { return nil }
        if first > 12, second <= 12 { return .dayFirst }
        return second > 12 && first <= 12 ? .monthFirst : nil
    }

    /// Whether it is one day read one way and another read the other way.
    var isDoubtful: Bool { !isPlain && (1...12).contains(first) && (1...12).contains(second) && first != second }

    /// The days of a text, and what stands around them.
    static func all(in text: String) -> (days: [WrittenDay], rest: String) {
        var scanner = Scanner(rest: text.unicodeScalars[...])
        var days: [WrittenDay] = []
        var rest = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        while let scalar = scanner.rest.first {
            if isDigit(scalar), previous.map(isDigit) != true, let day = scanner.day() {
                days.append(day)
                // What was around it does not run together.
                rest.append(" ")
                previous = " "
                continue
            }
            rest.append(scalar)
            previous = scalar
            scanner.rest.removeFirst()
        }
        return (days, String(rest))
    }

    fileprivate static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    /// A text from a place on; each reading moves on only when it finds what it looks for.
    private struct Scanner {
        var rest: Substring.UnicodeScalarView

        mutating func day() -> WrittenDay? {
            let start = rest
            guard let (whole, plain, year, first, second) = numbers() ?? words() else {
                rest = start
                return nil
            }
            let text = String(start[start.startIndex..<rest.startIndex])
            guard rest.first.map(isDigit) != true else {
                rest = start
                return nil
            }
            skipTime()
            return whole ? WrittenDay(text: text, year: year, first: first, second: second, isPlain: plain) : nil
        }

        private typealias Parts = (whole: Bool, plain: Bool, year: Int, first: Int, second: Int)

        private mutating func numbers() -> Parts? {
            let start = rest
            if let (one, size) = number(), let mark = rest.first, "-/.".unicodeScalars.contains(mark) {
                rest.removeFirst()
                if let (two, length) = number(), length <= 2, rest.first == mark {
                    rest.removeFirst()
                    if let (three, last) = number() {
                        if size == 4, last <= 2 { return (true, true, one, two, three) }
                        if size <= 2, last == 4 { return (true, false, three, one, two) }
                        if size <= 2, last == 2 { return (true, false, three + (three < 70 ? 2000 : 1900), one, two) }
                    }
                }
            }
            rest = start
            return nil
        }

        private mutating func words() -> Parts? {
            guard let (day, size) = number(), size <= 2 else { return nil }
            if rest.starts(with: "er".unicodeScalars) { rest.removeFirst(2) }
            guard rest.first?.isSpace == true else { return nil }
            rest = rest.drop { $0.isSpace }
            let name = rest.prefix { $0.properties.isAlphabetic }
            guard let month = Day.month(named: String(String.UnicodeScalarView(name))) else { return nil }
            rest.removeFirst(name.count)
            rest = rest.drop { $0.isSpace || $0 == "." }
            guard let (year, digits) = number(), digits == 4 else { return nil }
            return (true, true, year, month, day)
        }

        private mutating func number() -> (value: Int, digits: Int)? {
            let digits = rest.prefix(while: isDigit)
            guard (1...4).contains(digits.count), let value = Int(String(String.UnicodeScalarView(digits))) else {
                return nil
            }
            rest.removeFirst(digits.count)
            return (value, digits.count)
        }

        /// ` 00:00:00`, `T10:30Z`: the hour of a day is none of its neighbours.
        private mutating func skipTime() {
            let text = String(String.UnicodeScalarView(rest.prefix(24)))
            guard let time = text.prefixMatch(of: /[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?/)?.output.0 else { return }
            rest.removeFirst(time.unicodeScalars.count)
        }
    }
}

/// A month without its day: `2019-03`, `03/2019`, `mars 2019`.
struct WrittenMonth: Equatable {
    let year: Year
    let month: Int

    init?(_ text: String) {
        let parts = text.split { !($0.isLetter || $0.isNumber) }.map(String.init)
        guard parts.count == 2 else { return nil }
        func number(_ text: String) -> Int? { text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil }
        func month(_ text: String) -> Int? {
            text.utf8.count <= 2 ? number(text) : number(text) == nil ? Day.month(named: text) : nil
        }
        for (name, digits) in [(parts[0], parts[1]), (parts[1], parts[0])] where digits.utf8.count == 4 {
            guard let found = month(name), (1...12).contains(found), let year = Year(digits) else { continue }
            (self.month, self.year) = (found, year)
            return
        }
        return nil
    }

    /// `mars 2019`.
    var words: String { "\(Day.monthNames[month - 1])\u{a0}\(year)" }
}
