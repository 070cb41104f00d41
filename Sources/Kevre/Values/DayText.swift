/// Why a text is not a date.
public enum DayRefusal: Refusal, Equatable {
    case missing
    case unreadable(String)
    case impossible(String)
    case implausible(String)

    public var message: String {
        switch self {
        case .missing: "La date manque."
        case .unreadable(let text): "«\u{a0}\(text)\u{a0}» n’est pas une date\u{a0}: écrivez par exemple 31/03/2026."
        case .impossible(let text): "«\u{a0}\(text)\u{a0}» n’existe pas dans le calendrier."
        case .implausible(let text): "«\u{a0}\(text)\u{a0}» est une année trop lointaine."
        }
    }

    public var code: String {
        switch self {
        case .missing: "day.missing"
        case .unreadable: "day.unreadable"
        case .impossible: "day.impossible"
        case .implausible: "day.implausible"
        }
    }
}

// MARK: - Writing

extension Day: LosslessStringConvertible {
    /// ISO 8601, `2026-03-12`: for programs, addresses and files.
    public var iso: String {
        let (year, month, day) = components
        return SmallText.written { text in
            text.append(two: year / 100)
            text.append(two: year % 100)
            text.append(0x2D)
            text.append(two: month)
            text.append(0x2D)
            text.append(two: day)
        }
    }

    public var description: String { iso }

    /// `12/03/2026`: for tables and fields.
    public var short: String { SmallText.written { $0.append(short: self) } }

    /// `12 mars 2026`, `1er mars 2026`: for sentences and letters.
    public var long: String {
        let (year, month, day) = components
        return "\(day == 1 ? "1er" : String(day))\u{00A0}\(Day.monthNames[month - 1])\u{00A0}\(year)"
    }

    /// `jeudi 12 mars 2026`.
    public var longWithWeekday: String { "\(Day.weekdayNames[weekday.rawValue - 1]) \(long)" }

    /// French, in lower case, January first.
    public static let monthNames = [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre",
    ]
    /// French, in lower case, Monday first.
    public static let weekdayNames = [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    ]

}

// MARK: - Reading

extension Day {
    /// Exactly `2026-03-12`, as `iso` writes it; the fast way for the database and files.
    public init?(iso text: some StringProtocol) {
        var numbers = (0, 0, 0)
        var position = 0
        for byte in text.utf8 {
            switch (position, byte) {
            case (4, 0x2D), (7, 0x2D): break
            case (0..<4, 0x30...0x39): numbers.0 = numbers.0 * 10 + Int(byte - 0x30)
            case (5..<7, 0x30...0x39): numbers.1 = numbers.1 * 10 + Int(byte - 0x30)
            case (8..<10, 0x30...0x39): numbers.2 = numbers.2 * 10 + Int(byte - 0x30)
            default: return nil
            }
            position += 1
        }
        guard position == 10 else { return nil }
        self.init(year: numbers.0, month: numbers.1, day: numbers.2)
    }

    public init?(_ text: String) {
        do throws(DayRefusal) { try self.init(parsing: text) } catch { return nil }
    }

    /// Reads a date as people and files write it: `2026-03-12`, `12/03/2026`, `12.3.26`, `12 mars 2026`,
    /// with a time of day after it or not. Two-digit years are those from 1970 to 2069.
    ///
    /// - Parameter order: which number stands first in `03/04/2024`.
    /// - Throws: `DayRefusal`, with the text as it was written.
    public init(parsing text: String, order: DayOrder = .dayFirst) throws(DayRefusal) {
        if let day = Day(iso: text) {
            self = day
            return
        }
        let tokens = Day.tokens(of: text)
        guard !tokens.isEmpty else { throw .missing }
        guard let parts = Day.numbers(in: tokens) else { throw .unreadable(text.shown) }
        var (first, month) = (parts.0, parts.1)
        let last = parts.2
        if order == .monthFirst, first.digits <= 2, tokens.count > 1, Day.number(tokens[1]) != nil {
            (first.value, month) = (month, first.value)
        }
        var (year, day) = (first.value, last.value)
        if first.digits <= 2 {
            guard last.digits == 4 || last.digits == 2 else { throw .unreadable(text.shown) }
            (day, year) = (first.value, last.value)
            if last.digits == 2 { year += year < 70 ? 2000 : 1900 }
        } else if first.digits != 4 || last.digits > 2 {
            throw .unreadable(text.shown)
        }
        guard let date = Day(year: year, month: month, day: day) else { throw .impossible(text.shown) }
        self = date
    }

    /// A date as a spreadsheet holds it: days since 30 December 1899 (Excel counts a 29 February 1900
    /// that never was, so serials below 61 are refused), or since 1 January 1904 in old Mac files.
    public init?(spreadsheetSerial serial: Int, since1904: Bool = false) {
        guard serial >= (since1904 ? 0 : 61), serial < 2_958_466 else { return nil }
        self.init(ordinal: serial - (since1904 ? 24_107 : 25_569))
    }

    /// Runs of digits and of letters, up to the time of day.
    private static func tokens(of text: String) -> [Substring] {
        text.split { !($0.isASCII ? $0.isLetter || $0.isNumber : $0.isLetter) }.map { $0 }
    }

    private typealias Number = (value: Int, digits: Int)

    private static func numbers(in tokens: [Substring]) -> (Number, Int, Number)? {
        var parts = tokens
        if let first = parts.first, first.first?.isLetter == true {
            // A weekday before: « jeudi 12 mars 2026 ».
            guard weekdayNames.contains(where: { $0.hasPrefix(FrenchText.folded(first)) }) else { return nil }
            parts.removeFirst()
        }
        guard parts.count >= 3 else { return nil }
        var last = parts[2]
        if let t = last.firstIndex(where: { $0 == "T" || $0 == "t" }) { last = last[..<t] }
        let ordinal = parts[0].lowercased() == "1er" ? "1" : parts[0]
        guard let first = number(ordinal), let end = number(last), isTime(parts.dropFirst(3)) else {
            return nil
        }
        if let month = number(parts[1]) { return month.digits <= 2 ? (first, month.value, end) : nil }
        return month(named: String(parts[1])).map { (first, $0, end) }
    }

    /// 1 to 12 for a month's name or its beginning, of three letters at least; nil when several begin so.
    static func month(named text: String) -> Int? {
        let name = FrenchText.folded(text)
        let matching = monthNames.indices.filter {
            let full = FrenchText.folded(monthNames[$0])
            return full == name || (name.utf8.count >= 3 && full.hasPrefix(name))
        }
        return matching.count == 1 ? matching[0] + 1 : nil
    }

    private static func number(_ text: Substring) -> Number? {
        guard text.utf8.count <= 4, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = Int(text)
        else { return nil }
        return (value, text.utf8.count)
    }

    /// What may follow a date: hours, minutes, seconds, a zone; never another date.
    private static func isTime(_ rest: ArraySlice<Substring>) -> Bool {
        guard let first = rest.first else { return true }
        guard first.utf8.count <= 3, rest.count <= 6 else { return false }
        var end = rest.first?.startIndex
        var text = first.base.startIndex
        for (index, part) in rest.enumerated() {
            guard part.first?.isNumber == true || ["h", "min", "s", "à", "z", "Z"].contains(part) else { return false }
            // `17/01/2019`, `17-01-19`: a second day. A hyphen parts but the zone from the seconds.
            text = index == 0 ? dayEnd(of: first) : end ?? text
            let gap = part.base[text..<part.startIndex]
            if gap.contains(where: { "/_".contains($0) || ($0 == "." && index < 3) || ($0 == "-" && index < 2) }) {
                return false
            }
            end = part.endIndex
        }
        return true
    }

    /// Where the text before a token ends: the last letter or digit before it.
    private static func dayEnd(of token: Substring) -> String.Index {
        var index = token.startIndex
        while index > token.base.startIndex {
            let before = token.base.index(before: index)
            if token.base[before].isLetter || token.base[before].isNumber { return index }
            index = before
        }
        return index
    }
}

extension SmallText {
    /// `12/03/2026`.
    mutating func append(short date: Day) {
        let (year, month, day) = date.components
        append(two: day)
        append(0x2F)
        append(two: month)
        append(0x2F)
        append(two: year / 100)
        append(two: year % 100)
    }
}
