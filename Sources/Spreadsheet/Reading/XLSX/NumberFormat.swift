/// What a number format makes of a number.
enum NumberFormat {
    enum Shows: Sendable {
        case number, date, moment, time
    }

    /// The formats without a code in the file (ECMA-376 part 1, § 18.8.30).
    static func shows(builtIn id: Int) -> Shows {
        switch id {
        case 14...17, 27...31, 34...36, 50...54, 57, 58: .date
        case 22: .moment
        case 18...21, 32, 33, 45...47, 55, 56: .time
        default: .number
        }
    }

    /// Reads a format's code: `dd/mm/yyyy`, `[$-40C]d mmm yy`, `#,##0.00\ "€"`, `[h]:mm`.
    static func shows(code: String) -> Shows {
        var hasDay = false
        var hasTime = false
        var hasMonthOrMinute = false
        var bytes = Array(code.utf8)[...]
        if code.lowercased() == "general" || code.lowercased() == "standard" { return .number }
        scan: while let byte = bytes.popFirst() {
            switch byte | 0x20 {
            case UInt8(ascii: ";") | 0x20:
                // The first section is that of positive numbers: it tells enough.
                break scan
            case UInt8(ascii: "\"") | 0x20:
                bytes = bytes.drop { $0 != UInt8(ascii: "\"") }.dropFirst()
            case UInt8(ascii: "\\") | 0x20 where byte == UInt8(ascii: "\\"),
                UInt8(ascii: "_") | 0x20 where byte == UInt8(ascii: "_"),
                UInt8(ascii: "*") | 0x20 where byte == UInt8(ascii: "*"):
                bytes = bytes.dropFirst()
            case UInt8(ascii: "[") | 0x20 where byte == UInt8(ascii: "["):
                let inside = bytes.prefix { $0 != UInt8(ascii: "]") }
                bytes = bytes.dropFirst(inside.count + 1)
                // [h], [mm], [ss] count hours, minutes, seconds; anything else is a colour, language, condition.
                if let first = inside.first, inside.allSatisfy({ $0 | 0x20 == first | 0x20 }) {
                    hasTime = hasTime || [0x68, 0x6D, 0x73].contains(first | 0x20)
                }
            // French codes ("jj/mm/aaaa") are written by some programs, wrongly.
            case UInt8(ascii: "y"), UInt8(ascii: "d"), UInt8(ascii: "j"), UInt8(ascii: "a"):
                // "AM/PM" and "A/P" go with hours.
                if byte | 0x20 == UInt8(ascii: "a"), let next = bytes.first,
                    next | 0x20 == UInt8(ascii: "m") || next == UInt8(ascii: "/")
                {
                    hasTime = true
                    bytes = bytes.drop { $0 | 0x20 != UInt8(ascii: "p") }.dropFirst()
                    if let next = bytes.first, next | 0x20 == UInt8(ascii: "m") { bytes = bytes.dropFirst() }
                } else {
                    hasDay = true
                }
            case UInt8(ascii: "h"), UInt8(ascii: "s"): hasTime = true
            case UInt8(ascii: "m"): hasMonthOrMinute = true
            default: break
            }
        }
        if hasDay { return hasTime ? .moment : .date }
        if hasTime { return .time }
        return hasMonthOrMinute ? .date : .number
    }

    /// A number as its format shows it; a number when it stands for no day.
    static func cell(_ value: Double, lexical: String, _ shows: Shows, from1904: Bool) -> SourceCell {
        guard shows != .number, value >= 0, value < 2_958_466 else { return .number(value, lexical: lexical) }
        var day = Int(value.rounded(.down))
        var seconds = Int(((value - Double(day)) * 86_400).rounded())
        if seconds == 86_400 {
            seconds = 0
            day += 1
        }
        let time = SourceTime(hour: seconds / 3_600, minute: seconds / 60 % 60, second: seconds % 60)
        if shows == .time, day == 0 { return .time(time) }
        guard let date = SerialDate.date(serial: day, from1904: from1904), day > 0 || from1904 else {
            return .number(value, lexical: lexical)
        }
        switch shows {
        case .date: return .date(date)
        // More than a day under a time format: a duration ([h]:mm), which has no place among dates.
        case .time: return .number(value, lexical: lexical)
        default: return .moment(date, time)
        }
    }
}
