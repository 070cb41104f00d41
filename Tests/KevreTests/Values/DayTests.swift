import Foundation
import Kevre
import Testing

@Suite struct DayTests {
    @Test(
        "Every day from 1899 to 2101 has the date, weekday and text that the calendar of the system gives it")
    func calendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        var day = Day(1899, 1, 1)
        while day <= Day(2101, 12, 31) {
            let moment = Date(timeIntervalSince1970: Double(day.ordinal) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: moment)
            let (year, month, number) = day.components
            try #require(parts.year == year && parts.month == month && parts.day == number)
            try #require(try #require(parts.weekday) % 7 == (day.weekday.rawValue + 1) % 7)
            try #require(Day(iso: day.iso) == day)
            try #require(Day(day.short) == day)
            try #require(Day(day.long) == day)
            day = day.adding(days: 1)
        }
    }

    @Test(
        "A date is read as people and files write it",
        arguments: [
            ("2026-03-12", Day(2026, 3, 12)), ("12/03/2026", Day(2026, 3, 12)),
            ("12.3.2026", Day(2026, 3, 12)),
            ("12-03-26", Day(2026, 3, 12)), ("01/01/75", Day(1975, 1, 1)), ("12 mars 2026", Day(2026, 3, 12)),
            ("1er août 2025", Day(2025, 8, 1)), ("1 AOUT 2025", Day(2025, 8, 1)),
            ("3 févr. 2024", Day(2024, 2, 3)),
            ("jeudi 12 mars 2026", Day(2026, 3, 12)), ("2026-03-12T00:00:00", Day(2026, 3, 12)),
            ("2026-03-12 14:05:00", Day(2026, 3, 12)), ("2018/09/08", Day(2018, 9, 8)),
            (" 12/03/2026 ", Day(2026, 3, 12)), ("29/02/2024", Day(2024, 2, 29)),
        ])
    func reads(text: String, day: Day) throws {
        #expect(try Day(parsing: text) == day)
    }

    @Test(
        "What is not a date is refused with its own reason",
        arguments: [
            ("", DayRefusal.missing), ("29/02/2025", .impossible("29/02/2025")),
            ("31/04/2026", .impossible("31/04/2026")), ("2026-13-01", .impossible("2026-13-01")),
            ("12/2026", .unreadable("12/2026")), ("2026", .unreadable("2026")), ("hier", .unreadable("hier")),
            ("12 ma 2026", .unreadable("12 ma 2026")), ("12 jui 2026", .unreadable("12 jui 2026")),
            ("12/03/202", .unreadable("12/03/202")),
            ("2017-09-30_2021-06-30", .unreadable("2017-09-30_2021-06-30")),
        ])
    func refuses(text: String, reason: DayRefusal) {
        #expect(throws: reason) { try Day(parsing: text) }
    }

    @Test("A month later is the same day or the last of the month")
    func months() {
        #expect(Day(2026, 1, 31).adding(months: 1) == Day(2026, 2, 28))
        #expect(Day(2024, 1, 31).adding(months: 1) == Day(2024, 2, 29))
        #expect(Day(2025, 12, 31).adding(months: 6) == Day(2026, 6, 30))
        #expect(Day(2026, 3, 31).adding(months: -1) == Day(2026, 2, 28))
        #expect(Day(2024, 2, 29).adding(years: 1) == Day(2025, 2, 28))
        #expect(Day(2026, 1, 15).adding(months: -13) == Day(2024, 12, 15))
        #expect(Day(9999, 12, 31).adding(days: 1) == Day(9999, 12, 31))
    }

    @Test("A spreadsheet's serial number is the day the spreadsheet shows")
    func serials() {
        #expect(Day(spreadsheetSerial: 43_101) == Day(2018, 1, 1))
        #expect(Day(spreadsheetSerial: 61) == Day(1900, 3, 1))
        #expect(Day(spreadsheetSerial: 60) == nil)
        #expect(Day(spreadsheetSerial: 41_639, since1904: true) == Day(2018, 1, 1))
        #expect(Day(spreadsheetSerial: 3_000_000) == nil)
    }

    @Test("A date is written in French")
    func writes() {
        #expect(Day(2026, 3, 1).long == "1er\u{00A0}mars\u{00A0}2026")
        #expect(Day(2026, 3, 12).longWithWeekday == "jeudi 12\u{00A0}mars\u{00A0}2026")
        #expect(Day(2026, 3, 2).short == "02/03/2026")
        #expect(Day(476, 9, 4).iso == "0476-09-04")
    }

    @Test("The clock in Paris is the one of the zone files, at every hour from 1996 to 2037")
    func paris() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Paris"))
        for hour in stride(from: 820_454_400, to: 2_145_916_800, by: 3_600 * 5) {
            let moment = Date(timeIntervalSince1970: Double(hour))
            try #require(moment.inParis.offset == zone.secondsFromGMT(for: moment))
            try #require(ParisTime.moment(moment.inParis.day, hour: moment.inParis.hour) <= moment)
        }
    }

    @Test("Daylight time begins and ends at 01:00 UTC")
    func changes() {
        let spring = Date(timeIntervalSince1970: 1_774_746_000)  // 2026-03-29T01:00:00Z
        #expect((spring - 1).inParis.iso == "2026-03-29T01:59:59+01:00")
        #expect(spring.inParis.iso == "2026-03-29T03:00:00+02:00")
        #expect(
            ParisTime.moment(Day(2026, 3, 31), hour: 23, minute: 59).inParis.long
                == "31\u{00A0}mars\u{00A0}2026 à 23\u{00A0}h\u{00A0}59")
        #expect(Day(inParis: Date(timeIntervalSince1970: 1_767_222_000)) == Day(2026, 1, 1))  // 23:00 UTC
    }
}
