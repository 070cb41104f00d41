import Foundation

/// A moment is a `timestamptz`, exact to the microsecond from 1716 to 2286.
/// `infinity` and `-infinity` are dates an infinite interval away.
extension Date: SQLValue {
    /// ISO 8601 in UTC, with microseconds: the session's time zone does not matter.
    public var sqlText: String? { TimestampText.write(self, separator: " ", zone: "+00") }
    /// `timestamptz`.
    public static var sqlTypeOID: UInt32 { 1184 }
    /// `timestamptz[]`.
    public static var sqlArrayOID: UInt32 { 1185 }

    public init(sqlText: String) throws {
        var text = sqlText
        self = try text.withUTF8 { try TimestampText.read($0) }
    }
    public init(sqlBytes: UnsafeBufferPointer<UInt8>) throws { self = try TimestampText.read(sqlBytes) }
}

extension Date {
    /// The moment as the server keeps it: what is read back equals what was written.
    public var toMicrosecond: Date {
        Date(timeIntervalSinceReferenceDate: (timeIntervalSinceReferenceDate * 1e6).rounded() / 1e6)
    }
}

/// `2026-03-01 12:00:00.123456+01`, the ISO form of a timestamp, without a formatter.
enum TimestampText {
    /// Seconds from 1970 to the reference date of `Date`, 2001-01-01.
    private static let referenceSeconds = 978_307_200

    static func write(_ date: Date, separator: String, zone: String) -> String {
        let interval = date.timeIntervalSinceReferenceDate
        guard interval.isFinite, abs(interval) < 9e12 else {
            return interval > 0 ? "infinity" : "-infinity"
        }
        let microseconds = Int((interval * 1e6).rounded())
        let (seconds, fraction) = floored(microseconds, by: 1_000_000)
        let (days, time) = floored(seconds + referenceSeconds, by: 86_400)
        let (year, month, day) = civil(days)
        // There is no year 0: it is written 1 BC.
        var text = padded(year > 0 ? year : 1 - year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
        text +=
            separator + padded(time / 3600, 2) + ":" + padded(time / 60 % 60, 2) + ":" + padded(time % 60, 2)
        if fraction > 0 { text += "." + padded(fraction, 6) }
        return text + zone + (year > 0 ? "" : " BC")
    }

    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Date {
        if bytes.elementsEqual("infinity".utf8) { return Date(timeIntervalSinceReferenceDate: .infinity) }
        if bytes.elementsEqual("-infinity".utf8) { return Date(timeIntervalSinceReferenceDate: -.infinity) }
        var scanner = Scanner(bytes: bytes)
        var year = try scanner.number()
        try scanner.skip("-")
        let month = try scanner.number()
        try scanner.skip("-")
        let day = try scanner.number()
        var seconds = 0
        var fraction = 0
        if scanner.peek == UInt8(ascii: " ") || scanner.peek == UInt8(ascii: "T") {
            scanner.position += 1
            if scanner.peek != UInt8(ascii: "B") {
                seconds = try scanner.clock()
                if scanner.accept(".") { fraction = try scanner.microseconds() }
            } else {
                scanner.position -= 1
            }
        }
        var offset = 0
        if scanner.accept("+") {
            offset = try scanner.clock()
        } else if scanner.accept("-") {
            offset = -(try scanner.clock())
        } else {
            _ = scanner.accept("Z")
        }
        if scanner.accept(" ") {
            try scanner.skip("B")
            try scanner.skip("C")
            year = 1 - year
        }
        guard scanner.peek == nil, (1...12).contains(month), (1...31).contains(day) else {
            throw SQLDecodingError(expected: "timestamptz in ISO form")
        }
        let total = days(year, month, day) * 86_400 + seconds - offset - referenceSeconds
        guard abs(total) < 9_000_000_000_000 else { throw SQLDecodingError(expected: "timestamptz") }
        return Date(timeIntervalSinceReferenceDate: Double(total * 1_000_000 + fraction) / 1e6)
    }

    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0

        var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func accept(_ character: Unicode.Scalar) -> Bool {
            guard peek == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func skip(_ character: Unicode.Scalar) throws {
            guard accept(character) else { throw SQLDecodingError(expected: "timestamptz in ISO form") }
        }

        mutating func number() throws -> Int {
            let start = position
            var value = 0
            while let byte = peek, byte &- UInt8(ascii: "0") < 10, position - start < 9 {
                value = value * 10 + Int(byte &- UInt8(ascii: "0"))
                position += 1
            }
            guard position > start else { throw SQLDecodingError(expected: "timestamptz in ISO form") }
            return value
        }

        /// `hh`, `hh:mm` or `hh:mm:ss` in seconds.
        mutating func clock() throws -> Int {
            var seconds = try number() * 3600
            if accept(":") { seconds += try number() * 60 }
            if accept(":") { seconds += try number() }
            return seconds
        }

        mutating func microseconds() throws -> Int {
            let start = position
            var value = try number()
            guard position - start <= 6 else { throw SQLDecodingError(expected: "timestamptz") }
            for _ in (position - start)..<6 { value *= 10 }
            return value
        }
    }

    private static func floored(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// Year (astronomical), month and day of a day counted from 1970-01-01, in the Gregorian calendar
    /// extended to all times as PostgreSQL does. After Howard Hinnant's `civil_from_days`.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = floored(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let (era, yearOfEra) = floored(month <= 2 ? year - 1 : year, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return digits.count < width ? String(repeating: "0", count: width - digits.count) + digits : digits
    }
}
