import Foundation

extension ParisTime {
    /// Reads a day with a time as people and browsers write it: `12/03/2026 17:00`, `12/03/2026 à 17 h 30`,
    /// `2026-03-12T17:00`; a day alone is its first minute. nil when it is neither.
    public static func moment(parsing text: String) -> Date? {
        let plain = text.trimmed.replacing("T", with: " ").replacing(" à ", with: " ")
        let parts = plain.split(separator: " ", maxSplits: 1)
        guard let first = parts.first, let day = Day(String(first)) else { return nil }
        guard parts.count == 2 else { return moment(day) }
        let clock = parts[1].withoutSpaces.replacing("h", with: ":")
        let numbers = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(numbers.count), let hour = Int(numbers[0]), (0...23).contains(hour) else {
            return nil
        }
        let minute = numbers[1].isEmpty ? 0 : Int(numbers[1])
        let second = numbers.count == 3 ? Int(numbers[2].prefix(2)) : 0
        guard let minute, (0...59).contains(minute), let second, (0...59).contains(second) else { return nil }
        return moment(day, hour: hour, minute: minute, second: second)
    }

    /// `2026-03-12T14:05`: the value of a browser's `datetime-local` field.
    public var input: String { String(iso.prefix(16)) }
}

extension ParisTime {
    /// `18:30` from `18:30`, `18h30`, `18 h 30`, `18h`; nil for anything else.
    static func clock(reading text: String) -> String? {
        let parts = text.lowercased().split { $0 == ":" || $0 == "h" || $0.isWhitespace }.map { Int($0) }
        guard (1...2).contains(parts.count), let hour = parts[0], (0...23).contains(hour) else { return nil }
        guard let minute = parts.count == 2 ? parts[1] : 0, (0...59).contains(minute) else { return nil }
        return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
    }
}
