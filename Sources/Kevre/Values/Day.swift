/// A civil date of the Gregorian calendar, without time or zone: what laws and deadlines speak of.
///
/// Its own arithmetic (days since 1 January 1970), so that a date never moves with a time zone and costs
/// four bytes. Years 1 to 9999, as PostgreSQL's `date` and ISO 8601 write them.
public struct Day: Hashable, Comparable, Sendable {
    /// Days since 1 January 1970; negative before.
    public let ordinal: Int32

    /// The day `ordinal` days after 1 January 1970.
    ///
    /// - Returns: nil outside the years 1 to 9999.
    public init?(ordinal: Int) {
        guard (Day.first...Day.last).contains(ordinal) else { return nil }
        self.ordinal = Int32(ordinal)
    }

    /// - Returns: nil when there is no such day, as 30 February.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Day.length(ofMonth: month, year: year)
        else { return nil }
        ordinal = Int32(Day.ordinal(year: year, month: month, day: day))
    }

    /// For dates written in code, which exist: `Day(2026, 3, 31)`.
    public init(_ year: Int, _ month: Int, _ day: Int) {
        guard let date = Day(year: year, month: month, day: day) else {
            preconditionFailure("no such day: \(year)-\(month)-\(day)")
        }
        self = date
    }

    private static let first = ordinal(year: 1, month: 1, day: 1)
    private static let last = ordinal(year: 9999, month: 12, day: 31)

    public static func < (a: Day, b: Day) -> Bool { a.ordinal < b.ordinal }
}

// MARK: - Calendar

extension Day {
    /// A day of the week.
    public enum Weekday: Int, CaseIterable, Sendable {
        case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday
    }

    public var year: Int { components.year }
    /// 1 to 12.
    public var month: Int { components.month }
    /// 1 to 31.
    public var day: Int { components.day }

    /// Year, month and day at once, for formatting.
    public var components: (year: Int, month: Int, day: Int) {
        // Years begin in March, so that the leap day is the last; eras are 400 years of 146 097 days.
        let days = Int(ordinal) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// In the calendar of ISO 8601, Monday first.
    public var weekday: Weekday {
        let days = (Int(ordinal) + 3) % 7  // 1 January 1970 was a Thursday
        return Weekday(rawValue: (days < 0 ? days + 7 : days) + 1) ?? .monday
    }

    /// Whether February has 29 days, by the Gregorian rule.
    public static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func ordinal(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

// MARK: - Arithmetic

extension Day {
    /// Kept within the years 1 to 9999.
    public func adding(days: Int) -> Day {
        Day(ordinal: min(max(Int(ordinal) + days, Day.first), Day.last)) ?? self
    }

    /// The same day of a later month, or that month's last day: 31 January and one month is 28 February.
    ///
    /// - SeeAlso: Code de procédure civile, art. 641, whose way of counting months administrations follow.
    public func adding(months: Int) -> Day {
        let (year, month, day) = components
        let count = year * 12 + month - 1 + months
        let target = min(max(count, 12), 9999 * 12 + 11)
        let (newYear, newMonth) = (target / 12, target % 12 + 1)
        return Day(newYear, newMonth, min(day, Day.length(ofMonth: newMonth, year: newYear)))
    }

    /// 29 February becomes 28 February in a common year.
    public func adding(years: Int) -> Day { adding(months: years * 12) }

    /// Days from `other` to this one.
    public static func - (day: Day, other: Day) -> Int { Int(day.ordinal) - Int(other.ordinal) }

    /// The 1st of its month.
    public var firstOfMonth: Day { adding(days: 1 - day) }
    /// The 28th to 31st of its month.
    public var lastOfMonth: Day { Day(year, month, Day.length(ofMonth: month, year: year)) }
}

extension Day: Codable {
    /// In JSON a day is its ISO text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = Day(iso: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no such day: \(text)")
        }
        self = day
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(iso)
    }
}
