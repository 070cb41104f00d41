import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("At the door") struct CheckInTests {
    @Test("a person comes in once; the second time, since when and by which door is told")
    func twice() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room, capacity: 1)
            _ = try await scene.register("Yann", session)
            let person = try await scene.register("Annaïg Le Bihan", session)
            let first = try await scene.enter(person.code)
            #expect(first.outcome == .entered)
            #expect(first.agenda.map(\.rank) == [1])
            #expect(first.count == HallCount(inside: 1, entered: 1, limit: 100))
            let second = try await scene.enter(person.code, door: "B")
            #expect(second.outcome == .already)
            let clock = ProgrammeSession.clock(try #require(second.firstAt))
            #expect(second.message == "Annaïg Le Bihan\u{a0}: déjà à l’intérieur, entrée à \(clock) par la porte A.")
            #expect(second.count.inside == 1)
            #expect(try await scene.enter(person.code, leaves: true).count.inside == 0)
            #expect(try await scene.enter(person.code, leaves: true).outcome == .outside)
            let back = try await scene.enter(person.code)
            #expect(back.isBack)
            #expect(back.count == HallCount(inside: 1, entered: 2, limit: 100))
            #expect(try await scene.problems() == [])
        }
    }

    @Test("two doors that read one code at the same moment let it pass once", arguments: 0..<3)
    func race(round: Int) async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room, capacity: 100)
            var codes: [ParticipantCode] = []
            for index in 0..<20 { codes.append(try await scene.register("Personne \(index)", session).code) }
            let outcomes = try await withThrowingTaskGroup(of: CheckIn.Outcome.self) { group in
                for code in codes + codes + codes { group.addTask { try await scene.enter(code).outcome } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .entered } == 20)
            #expect(outcomes.count { $0 == .already } == 40)
            let count = try await scene.office.read { try HallCount.of(year: 2026, in: $0) }
            #expect(count == HallCount(inside: 20, entered: 20, limit: 100))
            #expect(try await scene.problems() == [])
        }
    }

    @Test("another year’s code, a cancelled one and an unknown one are refused with the reason")
    func refusals() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room)
            let person = try await scene.register("Loïc", session)
            _ = try await ProgrammeScene.lay(test, year: 2025)
            let other = try await scene.enter(person.code, year: 2025)
            #expect(other.outcome == .otherEdition)
            #expect(other.message.contains("celui de l’édition 2026"))
            #expect(other.count.inside == 0)
            try await scene.office.write(as: scene.officer) {
                try Participant.cancel(person.id, by: .link(person.token), in: $0)
            }
            #expect(try await scene.enter(person.code).outcome == .cancelled)
            let unknown = try await CheckIn.pass(
                year: 2026, code: "0000-0000", door: "A", by: scene.officer, in: scene.office)
            #expect(unknown.outcome == .unknown)
            #expect(try await scene.office.read { try HallCount.of(year: 2026, in: $0) }.entered == 0)
        }
    }

    @Test("at a session’s door: who waits and who is not booked are told, who has a place comes in once")
    func sessionDoor() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room, capacity: 1)
            let other = try await scene.add("Autre", "14:00", "15:00", room: scene.room)
            let first = try await scene.register("Annaïg", session)
            let waits = try await scene.register("Yann", session)
            let elsewhere = try await scene.register("Maëlle", other)
            #expect(try await scene.enter(first.code, session: session).outcome == .entered)
            #expect(try await scene.enter(first.code, session: session).outcome == .already)
            let waiting = try await scene.enter(waits.code, session: session)
            #expect(waiting.outcome == .waiting)
            #expect(waiting.message.contains("liste d’attente (1re)"))
            #expect(try await scene.enter(elsewhere.code, session: session).outcome == .notBooked)
        }
    }

    @Test("what is tried before the day counts nowhere, keeps nobody out on the day, and is emptied")
    func trials() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room)
            let person = try await scene.register("Annaïg", session)
            let absent = try await scene.register("Loïc", session)
            let (edition, officer) = (scene.edition, scene.officer)
            func day() async throws -> Attendance {
                try await scene.office.read { try Attendance.of(edition, by: officer, in: $0) }
            }
            func walkIn(_ name: String) async throws -> Participant.Registered {
                try await Participant.register(
                    edition.id, FormInput(["name": [name]]), channel: .walkIn, by: officer, in: scene.office)
            }
            func listed() async throws -> [String] {
                try await scene.office.read { tx in
                    try Participant.listing.page(ListingQuery(), for: officer, in: tx).rows.map(\.cells[0].text)
                        .sorted()
                }
            }
            try await scene.start(in: 1)
            let first = try await scene.enter(person.code)
            #expect(first.outcome == .entered && first.isTrial && first.count.inside == 1)
            #expect(try await scene.enter(person.code).outcome == .already)
            #expect(try await scene.enter(absent.code).outcome == .entered)
            #expect(try await scene.enter(absent.code, leaves: true).outcome == .left)
            #expect(try await scene.enter(person.code, session: session).outcome == .entered)
            let tried = try await walkIn("Essai Essai")
            let returns = try await walkIn("Vraie Personne")
            #expect(try await scene.enter(tried.code).outcome == .entered)
            try await CheckIn.count(5, year: 2026, door: "A", by: officer, in: scene.office)
            let before = try await day()
            #expect(!before.hasBegun && before.came == 0 && before.walkIns == 0 && before.unnamed == 0)
            #expect(before.hours.isEmpty && before.doors.isEmpty && before.peak == nil && before.registered == 2)
            #expect(before.sessions[0].attended == 0 && before.count.entered == 8)
            #expect(before.trials.words.hasPrefix("5\u{a0}passages, 1\u{a0}entrée en salle"))
            #expect(before.trials.people.map(\.name) == ["Essai Essai", "Vraie Personne"])
            #expect(try await listed() == ["Annaïg", "Loïc"])
            #expect(try await scene.problems() == [])

            try await scene.start(in: 0)
            #expect(try await day().count == HallCount(inside: 0, entered: 0, limit: 100))
            let entered = try await scene.enter(person.code)
            #expect(entered.outcome == .entered && !entered.isBack && !entered.isTrial)
            #expect(try await scene.enter(person.code, session: session).outcome == .entered)
            #expect(try await scene.enter(person.code, session: session).outcome == .already)
            #expect(try await scene.enter(absent.code, leaves: true).outcome == .outside)
            #expect(try await scene.enter(returns.code).outcome == .entered)
            let now = try await day()
            #expect(now.hasBegun && now.came == 1 && now.absent == 1 && now.walkIns == 1 && now.count.entered == 2)
            #expect(now.sessions[0].attended == 1 && now.trials.people.map(\.name) == ["Essai Essai"])
            #expect(try await listed() == ["Annaïg", "Loïc", "Vraie Personne"])
            let years = try await scene.office.read { try EditionYear.all(until: 2026, by: officer, in: $0) }
            #expect(years[0].came == 1 && years[0].walkIns == 1 && years[0].entries == 2)

            try await scene.office.write(as: officer) { try Attendance.emptyTrials(of: edition, by: officer, in: $0) }
            let emptied = try await day()
            #expect(emptied.trials.isEmpty && emptied.came == 1 && emptied.count.entered == 2)
            #expect(emptied.sessions[0].attended == 1)
            #expect(try await scene.enter(tried.code).outcome == .unknown)
            #expect(try await scene.problems() == [])
            #expect(
                await refused("Pas de rendez-vous n°") {
                    _ = try await scene.enter(person.code, session: ProgrammeSession.ID(999))
                })
        }
    }

    @Test("visitors without a name are counted, and the hall warns from nine tenths of what it may hold")
    func hall() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            func count(_ people: Int) async throws -> HallCount {
                try await CheckIn.count(people, year: 2026, door: "A", by: scene.officer, in: scene.office)
            }
            #expect(try await count(89).level == .normal)
            let near = try await count(1)
            #expect(near.level == .near)
            #expect(near.warning?.contains("encore 10\u{a0}personnes") == true)
            #expect(try await count(10).level == .full)
            let fewer = try await count(-20)
            #expect((fewer.inside, fewer.entered) == (80, 100))
            #expect(await refused("de 1 à 500") { _ = try await count(0) })
            #expect(try await scene.problems() == [])
        }
    }

    @Test("a reader may not let in; a code forgives what people mistype")
    func rightsAndCodes() async throws {
        try await TestOffice.with { test in
            _ = try await ProgrammeScene.lay(test)
            let reader = try await test.agent(.nolwenn)
            #expect(
                await refused("accueillir") {
                    _ = try await CheckIn.pass(year: 2026, code: "A", door: "", by: reader, in: test.office)
                })
            #expect(ParticipantCode("ol1k-2345 ")?.text == "011K2345")
            #expect(ParticipantCode("7K3M-Q9T") == nil)
            #expect(ParticipantCode("7K3MQ9TU") == nil)
        }
    }
}
