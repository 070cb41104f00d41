import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Calendars") struct CalendarTests {
    private static let moment = ParisTime.moment(Day(2026, 3, 12), hour: 10, minute: 30)

    @Test("Lines are folded at 75 octets, never inside a character, and text is escaped")
    func text() {
        let event = CalendarText.Event(
            uid: "a-1@kevre", day: Day(2026, 12, 31),
            summary: "Clôture; « é », " + String(repeating: "é", count: 60) + "\\fin", description: "Un\nDeux\u{7}",
            category: "Clôture", reminders: [30, 0])
        let text = CalendarText(name: "Kevre, essai", events: [event]).text(at: Self.moment)
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 75 })
        #expect(!text.replacing("\r\n", with: "").contains("\n"))
        #expect(text.hasSuffix("END:VCALENDAR\r\n"))
        #expect(lines.contains("DTSTAMP:20260312T093000Z"))
        #expect(lines.contains("DTSTART;VALUE=DATE:20261231"))
        #expect(lines.contains("DTEND;VALUE=DATE:20270101"))
        #expect(lines.contains("DESCRIPTION:Un\\nDeux"))
        #expect(lines.contains("TRIGGER:-P30D"))
        let unfolded = text.replacing("\r\n ", with: "")
        #expect(unfolded.contains("SUMMARY:Clôture\\; « é »\\, é"))
        #expect(unfolded.contains("\\\\fin\r\n"))
    }

    @Test(
        "No way to end a line, in any text, begins a line of the file",
        arguments: ["\n", "\r\n", "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}"])
    func lineEnds(_ end: String) {
        let hostile = "Fête\(end)BEGIN:VEVENT\(end)SUMMARY:faux"
        let event = CalendarText.Event(
            uid: hostile, day: Day(2026, 12, 31), summary: hostile, description: hostile,
            url: "https://e.example/\(hostile)",
            category: hostile, place: hostile, reminders: [1])
        let text = CalendarText(name: hostile, events: [event]).text(at: Self.moment)
        let lines = text.replacing("\r\n ", with: "").split(whereSeparator: \.isNewline)
        #expect(lines.count { $0 == "BEGIN:VEVENT" } == 1)
        #expect(!lines.contains { $0.hasPrefix("SUMMARY:faux") })
        #expect(text.replacing("\r\n", with: "").unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x85 })
    }

    @Test("The public calendar says the hours, the place and the address of the Rencontres")
    func rencontres() async throws {
        try await TestOffice.with { test in
            let officer = try await test.agent(.maelle)
            try await test.office.write(as: officer) { tx in
                _ = try tx.execute(
                    """
                    INSERT INTO edition (year, name, state, starts_on, ends_on, hours, place, address,
                                         registration_opens_at, registration_closes_at)
                    VALUES (2026, 'Rencontres', 'preparation', '2026-09-12', '2026-09-12', 'de 10 h à 18 h', 'Halle',
                            '2 rue du Port, Paimpol', '2026-03-01', '2026-07-01')
                    """)
                let edition = try Edition.find(year: 2026, by: officer, in: tx)
                try Edition.fire(.publish, edition.id, version: nil, by: officer, in: tx)
            }
            let authority = test.office.authority
            let text = try await test.office.read { tx in
                try CalendarFeed.calendar(of: nil, authority: authority, base: nil, on: Day(2026, 3, 12), in: tx)
                    .text(at: Self.moment).replacing("\r\n ", with: "")
            }
            #expect(text.contains("LOCATION:Halle\\, 2 rue du Port\\, Paimpol\r\n"))
            #expect(text.contains("DESCRIPTION:de 10 h à 18 h\\nHalle\r\n"))
        }
    }

    @Test(
        "icalendar reads both calendars, finds unique and stable names, and the same texts",
        .enabled(if: PythonJudge.python != nil, "no Python with icalendar: run script/setup"))
    func valid() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let own = scene.maelle.id?.description ?? ""
            _ = try await scene.open(
                .aid(scene.leader),
                FormInput(["agent": [own], "next_action": ["Réunir; les, devis"], "next_action_on": ["20/03/2026"]]))
            let (maelle, authority, today) = (scene.maelle, scene.office.authority, scene.today)
            try await scene.office.write(as: maelle) { tx in
                let service: Int = try tx.one("SELECT id FROM service LIMIT 1")["id"]
                try tx.execute(
                    """
                    WITH s AS (INSERT INTO scheme (code, name, service_id, kind)
                               VALUES ('c', 'Culture', \(service), 'project') RETURNING id)
                    INSERT INTO campaign (scheme_id, year, name, slug, opens_at, closes_at)
                    SELECT id, 2026, 'Culture 2026', 'culture-2026', '2026-03-01 00:00+01', '2026-03-31 23:59+02' FROM s
                    """)
            }
            let texts = try await scene.office.read { tx in
                try [maelle, nil].map { agent in
                    try CalendarFeed.calendar(
                        of: agent, authority: authority, base: "https://kevre.example", on: today, in: tx
                    ).text(at: Self.moment)
                }
            }
            try await TemporaryFolder.with { folder in
                let files = try texts.enumerated().map { index, text -> URL in
                    let file = folder.appending(path: "\(index).ics")
                    try Data(text.utf8).write(to: file)
                    return file
                }
                let said = try PythonJudge.ask(
                    """
                    import icalendar, sys
                    for path in sys.argv[1:]:
                        c = icalendar.Calendar.from_ical(open(path, 'rb').read())
                        assert not c.errors and all(not e.errors for e in c.walk())
                        events = list(c.walk('VEVENT'))
                        assert len({str(e['UID']) for e in events}) == len(events)
                        assert all('DTSTAMP' in e and 'SUMMARY' in e for e in events)
                        print(c['VERSION'], c['METHOD'], len(events))
                        for e in events:
                            print(e['UID'], e.decoded('DTSTART'), e['SUMMARY'], len(list(e.walk('VALARM'))))
                    """, files[0].path, files[1].path)
                #expect(
                    said == """
                        2.0 PUBLISH 4
                        opening-1@gpa.kevre 2026-03-01 Ouverture d’une campagne\u{a0}: Culture 2026 0
                        action-1@gpa.kevre 2026-03-20 Action\u{a0}: Réunir; les, devis · LEADER 1
                        campaign-1@gpa.kevre 2026-03-31 21:59:00+00:00 Clôture d’une campagne\u{a0}: Culture 2026 1
                        closing-1@gpa.kevre 2026-05-29 Clôture d’une aide\u{a0}: LEADER 4
                        2.0 PUBLISH 2
                        opening-1@gpa.kevre 2026-03-01 Ouverture d’une campagne\u{a0}: Culture 2026 0
                        campaign-1@gpa.kevre 2026-03-31 21:59:00+00:00 Clôture d’une campagne\u{a0}: Culture 2026 0

                        """)
            }
        }
    }

    @Test("A closing keeps its hour; at midnight it is the day before, the last on which one may apply")
    func closingHour() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            try await test.office.write(as: maelle) { tx in
                let service: Int = try tx.one("SELECT id FROM service LIMIT 1")["id"]
                try tx.execute(
                    """
                    WITH s AS (INSERT INTO scheme (code, name, service_id, kind)
                               VALUES ('c', 'Culture', \(service), 'project') RETURNING id)
                    INSERT INTO campaign (scheme_id, year, name, slug, opens_at, closes_at)
                    SELECT id, 2027, name, name, opens::timestamptz, closes::timestamptz FROM s, (VALUES
                        ('nuit', '2026-03-01 08:00+01', '2027-02-01 00:00+01'),
                        ('midi', '2026-03-01 00:00+01', '2026-12-24 12:00+01')) c (name, opens, closes)
                    """)
            }
            let (today, authority) = (test.office.today(), test.office.authority)
            let texts = try await test.office.read { tx in
                try [maelle, nil].map { agent in
                    try CalendarFeed.calendar(of: agent, authority: authority, base: nil, on: today, in: tx)
                        .text(at: Self.moment)
                }
            }
            for text in texts {
                #expect(text.contains("DTSTART;VALUE=DATE:20270131\r\nDTEND;VALUE=DATE:20270201\r\n"))
                #expect(text.contains("DTSTART:20261224T110000Z\r\nSUMMARY"))
                #expect(text.contains("DTSTART:20260301T070000Z"))
                #expect(text.contains("DTSTART;VALUE=DATE:20260301\r\n"))
                #expect(text.contains("Jusqu’à 12\u{a0}h"))
            }
            let days = try await test.office.read { tx in
                try Deadline.find(.everyone(maelle), from: today, to: today.adding(years: 1), in: tx)
            }
            #expect(days.map(\.day) == [Day(2026, 12, 24), Day(2027, 1, 31)])
            #expect(days.map(\.hour) == ["jusqu’à 12\u{a0}h", nil])
            let open = try await test.office.read { tx in
                try ToDo.find(for: maelle, today: today, in: tx).campaigns.map(\.closesAt.inParis.closing)
                    .map { $0.replacing("\u{a0}", with: " ").replacing("\u{202f}", with: " ") }
            }
            #expect(open == ["24 décembre 2026 à 12 h 00", "31 janvier 2027"])
            let listed = try await test.office.read { tx in
                try Campaign.listing.page(ListingQuery(columns: ["closes"]), for: maelle, in: tx).rows.map(
                    \.cells[0].text)
            }
            #expect(Set(listed) == ["31/01/2027", "24/12/2026 à 12:00"])
        }
    }

    @Test("A secret address is shown once, kept as its digest, and leads nowhere once changed or revoked")
    func secret() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let maelle = scene.maelle
            let first = try await scene.office.write(as: maelle) { try CalendarFeed.open(for: maelle, in: $0) }
            let second = try await scene.office.write(as: maelle) { try CalendarFeed.open(for: maelle, in: $0) }
            let known = try await scene.office.read { tx in
                (
                    try CalendarFeed.agent(token: second, in: tx).name,
                    try tx.one("SELECT count(*) AS n FROM audit_entry WHERE after::text LIKE '%token%'")["n"] as Int
                )
            }
            #expect(known == ("Maëlle Le Goff", 0))
            let opened: Int = try await scene.office.read {
                try $0.one(
                    """
                    SELECT count(*) AS n FROM audit_entry WHERE table_name = 'calendar_feed' AND operation = 'insert'
                    """)["n"]
            }
            #expect(opened == 2)
            // Asked several times at once, the last address holds, and nobody sees an error.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        _ = try await scene.office.write(as: maelle) { try CalendarFeed.open(for: maelle, in: $0) }
                    }
                }
                try await group.waitForAll()
            }
            let old = try await refusal {
                _ = try await scene.office.read { try CalendarFeed.agent(token: first, in: $0) }
            }
            #expect(old == "not_found")
            try await scene.office.write(as: maelle) { try CalendarFeed.revoke(for: maelle, in: $0) }
            let revoked = try await refusal {
                _ = try await scene.office.read { try CalendarFeed.agent(token: second, in: $0) }
            }
            #expect(revoked == "not_found")
        }
    }
}
