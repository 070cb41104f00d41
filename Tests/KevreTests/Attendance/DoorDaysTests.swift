import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The doors of an edition of several days") struct DoorDaysTests {
    /// The edition begins today and ends tomorrow.
    private func lay(_ test: TestOffice) async throws -> ProgrammeScene {
        let scene = try await ProgrammeScene.lay(test)
        try await scene.office.write(as: scene.officer) {
            _ = try $0.execute(
                "UPDATE edition SET starts_on = \(test.office.today()), ends_on = \(test.office.today().adding(days: 1))"
            )
        }
        return scene
    }

    @Test("whoever came on the first day and was not scanned out comes in on the second, welcome, into an empty hall")
    func secondDay() async throws {
        try await TestOffice.with { test in
            let scene = try await lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room)
            let stayed = try await scene.register("Annaïg", session)
            let left = try await scene.register("Yann", session)
            let third = try await scene.register("Ronan", session)
            for person in [stayed, left, third] { _ = try await scene.enter(person.code) }
            _ = try await scene.enter(left.code, leaves: true)
            try await CheckIn.count(10, year: 2026, door: "A", by: scene.officer, in: scene.office)
            test.set(test.now.addingTimeInterval(86_400))

            func count() async throws -> HallCount {
                try await scene.office.read { try HallCount.of(year: 2026, in: $0) }
            }
            #expect(try await count() == HallCount(inside: 0, entered: 0, limit: 100))
            let listed = try await scene.office.read {
                try Participant.listing.page(ListingQuery(columns: ["presence"]), for: scene.officer, in: $0)
                    .rows.map(\.cells[0].text)
            }
            #expect(listed == ["Venu(e)", "Venu(e)", "Venu(e)"])
            #expect(try await scene.enter(third.code, leaves: true).outcome == .outside)
            let morning = try await scene.enter(stayed.code, door: "B")
            #expect(morning.outcome == .entered && !morning.isBack && morning.message == "Bienvenue, Annaïg.")
            #expect(morning.count == HallCount(inside: 1, entered: 1, limit: 100))
            let twice = try await scene.enter(stayed.code)
            #expect(twice.outcome == .already && twice.firstDoor == "B")
            #expect(twice.message.contains("entrée à"), "today’s entry, not yesterday’s")
            #expect(try await scene.enter(left.code).outcome == .entered)
            _ = try await scene.enter(left.code, leaves: true)
            let back = try await scene.enter(left.code)
            #expect(back.isBack && back.count == HallCount(inside: 2, entered: 3, limit: 100))

            let day = try await scene.office.read { try Attendance.of(scene.edition, by: scene.officer, in: $0) }
            #expect(day.came == 3 && day.absent == 0 && day.entries == 16)
            #expect(day.peak?.people == 12, "the greatest of one day, not of both")
            let named: Int = try await scene.office.read {
                try $0.one("SELECT sum(named) AS n FROM presence_count")["n"]
            }
            #expect(named == 3, "each counted once")
            #expect(try await scene.problems() == [])
        }
    }

    @Test("the code of a stand typed to leave changes nothing")
    func standExit() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            try await scene.start(in: 0)
            let id = try await scene.register(0, at: scene.now).id
            let code = try await scene.registration(id).code
            let pass: @Sendable (Bool) async throws -> CheckIn = { leaves in
                try await CheckIn.pass(
                    year: 2026, code: code, door: "A", leaves: leaves, by: scene.officer, in: scene.office)
            }
            let out = try await pass(true)
            #expect(out.outcome == .outside && out.message.contains("à son arrivée seulement"))
            #expect(try await scene.registration(id).state == .validated)
            #expect(try await pass(false).outcome == .entered)
            #expect(try await pass(true).outcome == .outside)
            #expect(try await scene.registration(id).state == .present)
            // Pointed yesterday, it is told of which day.
            test.set(test.now.addingTimeInterval(86_400))
            let again = try await pass(false)
            #expect(again.message.contains("déjà pointé le \(test.office.today().adding(days: -1).short) à"))
        }
    }

    @Test("what is tried at a session’s door alone is emptied, and who came in there on the day stays")
    func sessionTrials() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room)
            let tried = try await scene.register("Annaïg", session)
            let came = try await scene.register("Yann", session)
            try await scene.start(in: 1)
            #expect(try await scene.enter(tried.code, session: session).outcome == .entered)
            try await scene.start(in: 0)
            #expect(try await scene.enter(came.code, session: session).outcome == .entered)
            try await scene.office.write(as: scene.officer) {
                try Attendance.emptyTrials(of: scene.edition, by: scene.officer, in: $0)
            }
            let day = try await scene.office.read { try Attendance.of(scene.edition, by: scene.officer, in: $0) }
            #expect(day.sessions[0].attended == 1 && day.trials.isEmpty)
            await #expect(throws: AttendanceRefusal.sessionExit) {
                _ = try await scene.enter(came.code, leaves: true, session: session)
            }
        }
    }
}
