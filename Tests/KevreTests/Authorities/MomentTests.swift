import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("At any hour") struct MomentTests {
    /// The hours at which days, years and clocks turn.
    static let hours: [Date] = [
        ParisTime.moment(Day(2026, 6, 12), hour: 0, minute: 30),
        ParisTime.moment(Day(2026, 6, 12), hour: 3, minute: 59),
        ParisTime.moment(Day(2026, 12, 31), hour: 23, minute: 59),
        ParisTime.moment(Day(2027, 1, 1)),
        ParisTime.moment(Day(2028, 2, 29), hour: 23, minute: 30),
        ParisTime.moment(Day(2026, 3, 29), hour: 3),
        // Half past two, the second time.
        ParisTime.moment(Day(2026, 10, 25), hour: 2, minute: 30).addingTimeInterval(3_600),
    ]

    @Test("Swift, SQL and what is written know one moment and one day", arguments: hours)
    func oneMoment(_ moment: Date) async throws {
        try await TestOffice.with(at: moment) { test in
            let read = try await test.office.read { tx in
                let row = try tx.one("SELECT moment() AS moment, today() AS day")
                return (try row["moment"] as Date, try row["day"] as Day, tx.moment, tx.today)
            }
            #expect(read == (moment, Day(inParis: moment), moment, test.office.today()))
            let written: Date = try await test.office.write(as: .system) { tx in
                try tx.one("INSERT INTO association (name) VALUES ('Radio Kreiz') RETURNING created_at")["created_at"]
            }
            #expect(written == moment)
            let once = try await test.office.readOnce { tx in
                try tx.one("SELECT \(tx.moment) AS moment")["moment"] as Date
            }
            #expect(once == moment)
        }
    }

    @Test("A moment is kept for all that belongs to one request, however the clock goes on")
    func kept() async throws {
        try await TestOffice.with(at: Self.hours[2]) { test in
            let visit = test.office.at(test.office.now())
            test.set(Self.hours[3])
            #expect(visit.today() == Day(2026, 12, 31) && test.office.today() == Day(2027, 1, 1))
            let (then, later) = (try await visit.read { $0.today }, try await visit.onward.read { $0.today })
            #expect(then == Day(2026, 12, 31))
            #expect(later == Day(2027, 1, 1))
        }
    }

    @Test(
        "A campaign opens and closes at its minute, for the rule, for the list and for what is to do", arguments: hours)
    func campaign(_ closing: Date) async throws {
        try await TestOffice.with(at: closing) { test in
            let maelle = try await test.agent(.maelle)
            let id = try await test.office.write(as: maelle) { tx -> Campaign.ID in
                let service: Int = try tx.one("SELECT id FROM service LIMIT 1")["id"]
                return try tx.one(
                    """
                    WITH s AS (INSERT INTO scheme (code, name, service_id, kind)
                               VALUES ('c', 'Culture', \(service), 'project') RETURNING id)
                    INSERT INTO campaign (scheme_id, year, name, slug, opens_at, closes_at)
                    SELECT id, 2026, 'Culture 2026', 'culture-2026', \(closing) - interval '1 hour', \(closing) FROM s
                    RETURNING id
                    """)["id"]
            }
            let expected: [(TimeInterval, Campaign.Phase)] = [
                (-3_601, .upcoming), (-3_600, .open), (0, .open), (59, .open), (60, .closed),
            ]
            for (shift, phase) in expected {
                test.set(closing.addingTimeInterval(shift))
                let today = test.office.today()
                let (ruled, listed, filtered, waiting) = try await test.office.read { tx in
                    let open = ListingQuery(filters: ["open": ["1"]])
                    return (
                        try Campaign.find(id, by: maelle, in: tx).phase(at: tx.moment),
                        try Campaign.listing.page(ListingQuery(columns: ["phase"]), for: maelle, in: tx)
                            .rows[0].cells[0].text,
                        try Campaign.listing.page(open, for: maelle, in: tx).rows.count,
                        try ToDo.find(for: maelle, today: today, in: tx).campaigns.count
                    )
                }
                #expect(ruled == phase, "\(shift)")
                #expect(listed == phase.label, "\(shift)")
                #expect(filtered == (phase == .open ? 1 : 0) && waiting == filtered, "\(shift)")
            }
        }
    }

    @Test(
        "The doors' day turns at four, whatever happens to the clocks that night, and the year with it",
        arguments: [Day(2026, 9, 13), Day(2026, 3, 29), Day(2026, 10, 25), Day(2027, 1, 1), Day(2028, 2, 29)])
    func doors(_ second: Day) async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Veillée", "20:00", "21:00", room: scene.room)
            let person = try await scene.register("Annaïg", session)
            let first = second.adding(days: -1)
            try await scene.office.write(as: scene.officer) {
                _ = try $0.execute("UPDATE edition SET starts_on = \(first), ends_on = \(second)")
            }
            test.set(ParisTime.moment(first, hour: 3, minute: 59))
            #expect(try await scene.enter(person.code).isTrial)
            test.set(ParisTime.moment(first, hour: 20))
            #expect(try await scene.enter(person.code).outcome == .entered)
            for (hour, minute) in [(0, 30), (3, 59)] {
                test.set(ParisTime.moment(second, hour: hour, minute: minute))
                #expect(try await scene.enter(person.code).outcome == .already, "\(hour):\(minute)")
            }
            test.set(ParisTime.moment(second, hour: 4))
            let morning = try await scene.enter(person.code)
            #expect(morning.outcome == .entered && !morning.isBack)
            #expect(morning.count == HallCount(inside: 1, entered: 1, limit: 100))
        }
    }

    @Test("A session of somebody signed in lasts twelve hours of time, not of the clock's face", arguments: hours)
    func signedIn(_ moment: Date) async throws {
        try await TestOffice.with(at: moment) { test in
            _ = try await test.agent(.maelle)
            let token = try await SignIn.open(
                test.office, email: Cast.maelle.email, password: Cast.password, address: "192.0.2.1")
            test.set(moment.addingTimeInterval(Double(SignIn.idleSeconds) - 1))
            #expect(try await test.office.read { try SignIn.agent(token: token, in: $0)?.name } == "Maëlle Le Goff")
            test.set(moment.addingTimeInterval(Double(SignIn.idleSeconds)))
            #expect(try await test.office.read { try SignIn.agent(token: token, in: $0)?.name } == nil)
        }
    }
}
