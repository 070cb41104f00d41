import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("No place of a session is given twice") struct PlacesTests {
    @Test("1,000 people at once on 200 places: 200 confirmed, 800 waiting in order of arrival", .timeLimit(.minutes(2)))
    func thousand() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Plénière", "10:00", "11:00", room: scene.room, capacity: 200)
            let done = try await withThrowingTaskGroup(of: Booking.State.self) { group in
                for index in 0..<1_000 {
                    group.addTask { try await scene.register("Personne \(index)", session).bookings[0].state }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(done.count { $0 == .confirmed } == 200)
            #expect(done.count { $0 == .waiting } == 800)
            let rows = try await scene.office.read { tx in
                try tx.query("SELECT arrival, state FROM booking WHERE session_id = \(session) ORDER BY arrival")
                    .map { (try $0["arrival"] as Int, try $0["state"] as Booking.State) }
            }
            #expect(rows.map(\.0) == Array(1...1_000))
            #expect(rows.prefix(200).allSatisfy { $0.1 == .confirmed })
            #expect(rows.dropFirst(200).allSatisfy { $0.1 == .waiting })
            let now = try await scene.session(session)
            #expect((now.confirmed, now.waiting) == (200, 800))
            #expect(try await scene.problems() == [])
        }
    }

    @Test("50 people who leave at once make room for the 50 who waited longest, each once")
    func promotion() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room, capacity: 60)
            var people: [Participant.Registered] = []
            for index in 0..<140 { people.append(try await scene.register("Personne \(index)", session)) }
            await withTaskGroup(of: Void.self) { group in
                // Forty with a place, ten of those who wait.
                for person in people[..<40] + people[70..<80] {
                    group.addTask {
                        do {
                            try await scene.office.write(as: scene.officer) {
                                try Participant.cancel(person.id, by: .link(person.token), in: $0)
                            }
                        } catch { Issue.record(error) }
                    }
                }
            }
            let rows = try await scene.office.read { tx in
                try tx.query(
                    """
                    SELECT arrival, state, promoted_at IS NOT NULL AS promoted FROM booking
                     WHERE session_id = \(session) AND state <> 'cancelled' ORDER BY arrival
                    """
                ).map { (arrival: try $0["arrival"] as Int, state: try $0["state"] as Booking.State) }
            }
            #expect(rows.count == 90)
            #expect(rows.prefix(60).allSatisfy { $0.state == .confirmed })
            #expect(rows.dropFirst(60).allSatisfy { $0.state == .waiting })
            let promotions: Int = try await scene.office.read {
                try $0.one(
                    """
                    SELECT count(*) AS n FROM audit_entry
                     WHERE table_name = 'booking' AND operation = 'update' AND after ->> 'state' = 'confirmed'
                    """)["n"]
            }
            // A waiting person who was promoted and then left may have been one of them; nobody twice.
            let distinct: Int = try await scene.office.read {
                try $0.one(
                    """
                    SELECT count(DISTINCT record_id) AS n FROM audit_entry
                     WHERE table_name = 'booking' AND operation = 'update' AND after ->> 'state' = 'confirmed'
                    """)["n"]
            }
            #expect(promotions == distinct)
            #expect(promotions >= 40)
            #expect(try await scene.problems() == [])
        }
    }

    @Test("one person who wants two sessions of one hour at once gets exactly one", arguments: 0..<5)
    func twoSessions(round: Int) async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let other = try await scene.addRoom("Leff", 30)
            let first = try await scene.add("Atelier A", "10:00", "11:00", room: scene.room)
            let second = try await scene.add("Atelier B", "10:30", "11:30", room: other)
            let person = try await scene.register("Ronan", try await scene.add("Plénière", "09:00", "10:00"))
            let wins = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        do {
                            try await scene.office.write(as: scene.officer) { tx in
                                _ = try Participant.book(
                                    person.id, index.isMultiple(of: 2) ? first : second, by: .link(person.token),
                                    at: scene.now, in: tx)
                            }
                            return true
                        } catch is ProgrammeRefusal {
                            return false
                        } catch {
                            Issue.record(error)
                            return false
                        }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(wins == 1)
            #expect(try await scene.bookings(person.id).count == 2)
            let (a, b) = (try await scene.session(first), try await scene.session(second))
            #expect(a.confirmed + b.confirmed == 1)
            #expect(try await scene.problems() == [])
        }
    }

    @Test("plenaries count too, and the message names what is held")
    func plenary() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let plenary = try await scene.add("Ouverture", "09:00", "10:00", room: scene.room)
            let workshop = try await scene.add("Comptes", "09:30", "10:30")
            let person = try await scene.register("Katell", plenary)
            #expect(
                await refused("«\u{a0}Comptes\u{a0}» a lieu en même temps que «\u{a0}Ouverture\u{a0}»") {
                    try await scene.office.write(as: scene.officer) {
                        _ = try Participant.book(
                            person.id, workshop, by: .agent(scene.officer), at: scene.now, in: $0)
                    }
                })
            #expect(await refused("ont lieu en même temps") { try await scene.register("Tanguy", plenary, workshop) })
        }
    }

    @Test("capacity: lowered below what is confirmed it is refused with the names; raised, who waits comes in")
    func capacity() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room, capacity: 2)
            for name in ["Annaïg", "Yann", "Maëlle", "Ronan"] { try await scene.register(name, session) }
            func set(_ places: Int) async throws {
                let now = try await scene.session(session)
                var input = now.input
                input["capacity"] = String(places)
                try await scene.office.write(as: scene.officer) { [input] in
                    _ = try ProgrammeSession.save(
                        session, of: scene.edition, version: now.version, input, by: scene.officer, in: $0)
                }
            }
            #expect(
                await refused("2\u{a0}places sont déjà confirmées à Annaïg et Yann") { try await set(1) })
            try await set(3)
            let now = try await scene.session(session)
            #expect((now.confirmed, now.waiting) == (3, 1))
        }
    }

    @Test("who gives up while a place is being booked for her holds none")
    func givenUp() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room, capacity: 1)
            let person = try await scene.register("Solenn", try await scene.add("Autre", "14:00", "15:00"))
            let booking = PendingWork()
            try await scene.office.write(as: scene.officer) { tx in
                try Participant.cancel(person.id, by: .link(person.token), in: tx)
                try booking.begin(in: tx) {
                    try await scene.office.write(as: scene.officer) {
                        _ = try Participant.book(person.id, session, by: .agent(scene.officer), at: scene.now, in: $0)
                    }
                }
            }
            await #expect(throws: ProgrammeRefusal.alreadyCancelled) { try await booking.end() }
            #expect(try await scene.bookings(person.id).allSatisfy { $0.state == .cancelled })
            #expect(try await scene.session(session).confirmed == 0)
            // Whoever writes, by the thousand too.
            await #expect(throws: PostgreSQLError.self) {
                try await scene.office.write(as: scene.officer) {
                    _ = try $0.execute(
                        """
                        INSERT INTO booking (session_id, participant_id) SELECT \(session), id FROM participant
                        """)
                }
            }
            #expect(try await scene.problems() == [])
            let shown = try await scene.office.read {
                try Participant.find(person.id, of: scene.edition.id, by: scene.officer, in: $0).version
            }
            let restore: @Sendable () async throws -> Void = {
                try await scene.office.write(as: scene.officer) {
                    try Participant.restore(person.id, version: shown, by: scene.officer, in: $0)
                }
            }
            try await restore()
            await #expect(throws: StaleVersion.self) { try await restore() }
        }
    }

    @Test("who left a number instead of an address is registered once under her name, however she writes them")
    func byPhone() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room)
            func send(_ name: String, _ phone: String) async throws -> Participant.Registered {
                try await Participant.register(
                    year: 2026,
                    FormInput(["name": [name], "phone": [phone], "sessions": [session.description]]), at: scene.now,
                    in: scene.office)
            }
            let first = try await send("Maï Le Roux", "06 12 34 56 78")
            for phone in ["0612345678", "+33 6 12 34 56 78", "0033 (0)6.12.34.56.78"] {
                #expect(await refused("existe déjà") { _ = try await send("mai  le roux", phone) })
            }
            // Another of the same home is somebody else.
            _ = try await send("Yann Le Roux", "0612345678")
            #expect(try await scene.session(session).confirmed == 2)
            try await scene.office.write(as: scene.officer) {
                try Participant.cancel(first.id, by: .link(first.token), in: $0)
            }
            _ = try await send("Maï Le Roux", "0612345678")
            #expect(try await scene.problems() == [])
        }
    }

    @Test("cancelled twice is told; the code and the address find the link again")
    func links() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room)
            let person = try await scene.register("Solenn", session)
            let token = try await scene.office.write(as: scene.officer) {
                try Participant.renewLink(
                    year: 2026, code: person.code.description.lowercased(), email: "Solenn@exemple.bzh", in: $0)
            }
            #expect(
                await refused("ne mène à aucune") {
                    _ = try await scene.office.read { try Participant.find(token: person.token, in: $0) }
                })
            try await scene.office.write(as: scene.officer) {
                try Participant.cancel(person.id, by: .link(token), in: $0)
            }
            #expect(
                await refused("déjà annulée") {
                    try await scene.office.write(as: scene.officer) {
                        try Participant.cancel(person.id, by: .link(token), in: $0)
                    }
                })
            #expect(try await scene.session(session).confirmed == 0)
            // The same person may come back.
            try await scene.register("Solenn", session)
        }
    }
}
