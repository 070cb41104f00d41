import Foundation

/// The clock in Europe/Paris at a moment: what people read, whatever the server's own zone.
///
/// Daylight time is computed by the Union's own rule rather than looked up, so that no zone files are
/// needed on the server: from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last of October.
///
/// - SeeAlso: directive 2000/84/CE, art. 2 and 3. Right since 1996; earlier autumns are one month off.
public struct ParisTime: Hashable, Sendable {
    public let day: Day
    /// 0 to 23, as the clock shows it there, summer time included.
    public let hour: Int
    public let minute: Int
    public let second: Int
    /// Seconds ahead of UTC: 3 600 in winter, 7 200 in summer.
    public let offset: Int

    /// The day and the clock in Europe/Paris at a moment.
    public init(_ moment: Date) {
        let seconds = Int(moment.timeIntervalSince1970.rounded(.down))
        let offset = ParisTime.offset(atUTC: seconds)
        let local = seconds + offset
        let days = Int((Double(local) / 86_400).rounded(.down))
        let rest = local - days * 86_400
        day = Day(1970, 1, 1).adding(days: days)
        (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
        self.offset = offset
    }

    /// The moment a Paris clock shows this; an hour that autumn shows twice is the first of the two, one
    /// that spring skips is the next.
    public static func moment(_ day: Day, hour: Int = 0, minute: Int = 0, second: Int = 0) -> Date {
        let local = Int(day.ordinal) * 86_400 + hour * 3_600 + minute * 60 + second
        let summer = local - 7_200
        let utc = offset(atUTC: summer) == 7_200 ? summer : local - 3_600
        return Date(timeIntervalSince1970: Double(utc))
    }

    private static func offset(atUTC seconds: Int) -> Int {
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        let year = Day(1970, 1, 1).adding(days: days).year
        let begin = Int(lastSunday(of: 3, year: year).ordinal) * 86_400 + 3_600
        let end = Int(lastSunday(of: 10, year: year).ordinal) * 86_400 + 3_600
        return (begin..<end).contains(seconds) ? 7_200 : 3_600
    }

    private static func lastSunday(of month: Int, year: Int) -> Day {
        let last = Day(year, month, 31)
        return last.adding(days: -(last.weekday.rawValue % 7))
    }
}

extension ParisTime {
    /// `12/03/2026 à 14:05`: for tables and timelines.
    public var short: String { SmallText.written { writeShort(to: &$0) } }

    /// The same as ``short``.
    func writeShort(to text: inout SmallText) {
        text.append(short: day)
        text.append(" à ")
        text.append(two: hour)
        text.append(0x3A)
        text.append(two: minute)
    }

    /// `12 mars 2026 à 14 h 05`: for sentences.
    public var long: String { "\(day.long) à \(hour)\u{00A0}h\u{00A0}\(ParisTime.two(minute))" }

    /// Until when, in words: `31 mars 2026 à 17 h 00`. What closes at midnight closes with the day before, which is
    /// the last on which people can still do something: `31 mars 2026`.
    public var closing: String { isMidnight ? lastDay.long : long }

    /// The same for tables: `31/03/2026 à 17:00`, `31/03/2026`.
    public var closingShort: String { isMidnight ? lastDay.short : short }

    /// The last day before what closes at this moment has closed.
    public var lastDay: Day { isMidnight ? day.adding(days: -1) : day }

    /// Whether a day begins at this very second.
    public var isMidnight: Bool { hour == 0 && minute == 0 && second == 0 }

    /// `14:05`.
    public var clock: String { "\(ParisTime.two(hour)):\(ParisTime.two(minute))" }

    /// `2026-03-12T14:05:09+01:00`: for programs.
    public var iso: String {
        "\(day.iso)T\(clock):\(ParisTime.two(second))+\(ParisTime.two(offset / 3_600)):00"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

extension Day {
    /// The date in Europe/Paris at this moment.
    public init(inParis moment: Date) {
        self = ParisTime(moment).day
    }
}

extension Date {
    /// The clock in Europe/Paris at this moment.
    public var inParis: ParisTime { ParisTime(self) }
}
