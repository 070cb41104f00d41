import Foundation

/// A calendar as other programs read it.
///
/// - SeeAlso: RFC 5545 (iCalendar); RFC 7986 for its name and the pace of reading.
public struct CalendarText: Sendable {
    /// An event: of a whole day, or of a moment.
    public struct Event: Sendable {
        /// Stays the same from one reading to the next, and is nobody else's.
        public var uid: String
        public var day: Day
        /// The moment of that day; nil for the whole of it.
        public var moment: Date?
        public var summary: String
        public var description: String
        /// Absolute address; nil where none is known.
        public var url: String?
        public var category: String
        /// Where it takes place; empty where none is known.
        public var place: String
        /// Days before at which to remind, none for no reminder.
        public var reminders: [Int]

        public init(
            uid: String, day: Day, moment: Date? = nil, summary: String, description: String = "", url: String? = nil,
            category: String = "", place: String = "", reminders: [Int] = []
        ) {
            self.uid = uid
            self.day = day
            self.moment = moment
            self.summary = summary
            self.description = description
            self.url = url
            self.category = category
            self.place = place
            self.reminders = reminders
        }
    }

    public var name: String
    public var events: [Event]

    public init(name: String, events: [Event]) {
        self.name = name
        self.events = events
    }

    /// The whole text, lines ended by CR LF and folded at 75 octets.
    ///
    /// - Parameter moment: when this text was made (`DTSTAMP`).
    public func text(at moment: Date) -> String {
        let stamp = Self.utc(moment)
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kevre//Kevre 0.1//FR", "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH", "NAME:\(Self.escaped(name))", "X-WR-CALNAME:\(Self.escaped(name))",
            "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H",
        ]
        for event in events {
            lines += [
                "BEGIN:VEVENT", "UID:\(Self.escaped(event.uid))", "DTSTAMP:\(stamp)",
            ]
            // The end of a day is not part of the event; a moment without an end lasts no time.
            lines +=
                event.moment.map { ["DTSTART:\(Self.utc($0))"] } ?? [
                    "DTSTART;VALUE=DATE:\(Self.date(event.day))",
                    "DTEND;VALUE=DATE:\(Self.date(event.day.adding(days: 1)))",
                ]
            lines += [
                "SUMMARY:\(Self.escaped(event.summary))", "TRANSP:TRANSPARENT",
            ]
            if !event.description.isEmpty { lines.append("DESCRIPTION:\(Self.escaped(event.description))") }
            if !event.place.isEmpty { lines.append("LOCATION:\(Self.escaped(event.place))") }
            if let url = event.url { lines.append("URL:\(Self.plain(url))") }
            if !event.category.isEmpty { lines.append("CATEGORIES:\(Self.escaped(event.category))") }
            for days in event.reminders {
                lines += [
                    "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:\(days == 0 ? "PT9H" : "-P\(days)D")",
                    "DESCRIPTION:\(Self.escaped(event.summary))", "END:VALARM",
                ]
            }
            lines.append("END:VEVENT")
        }
        lines.append("END:VCALENDAR")
        return lines.map { Self.folded($0) + "\r\n" }.joined()
    }

    /// `20261124T093000Z`.
    private static func utc(_ moment: Date) -> String {
        let seconds = Int(moment.timeIntervalSince1970.rounded(.down))
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        let rest = seconds - days * 86_400
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return
            "\(date(Day(1970, 1, 1).adding(days: days)))T\(two(rest / 3_600))\(two(rest / 60 % 60))\(two(rest % 60))Z"
    }

    private static func date(_ day: Day) -> String { day.iso.replacing("-", with: "") }

    /// Text of a value: RFC 5545, 3.3.11. Characters that no text may hold are left out.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        // Every way to end a line is one \n: none of them may end a line of the file.
        let text = text.replacing("\r\n", with: "\n")
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}": result.append(contentsOf: ["\\", "n"])
            case "\\", ";", ",": result.append(contentsOf: ["\\", scalar])
            case "\n": result.append(contentsOf: ["\\", "n"])
            case "\t": result.append(" ")
            case let scalar where scalar.value < 0x20 || scalar.value == 0x7F: continue
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static func plain(_ text: String) -> String {
        String(
            text.unicodeScalars.filter {
                $0.value > 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x2028 && $0.value != 0x2029
            }.map(Character.init))
    }

    /// A line in pieces of at most 75 octets, none cut inside a character: RFC 5545, 3.1.
    static func folded(_ line: String) -> String {
        var result = ""
        var octets = 0
        for character in line.unicodeScalars {
            let size = String(character).utf8.count
            if octets + size > 75 {
                result += "\r\n "
                octets = 1
            }
            result.unicodeScalars.append(character)
            octets += size
        }
        return result
    }
}
