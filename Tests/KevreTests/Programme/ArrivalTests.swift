import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("People who register at once are written together") struct ArrivalTests {
    @Test("One refusal sinks no neighbour: who is registered already is told, the others keep their order")
    func refusal() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room, capacity: 40)
            for index in 0..<5 { try await scene.register("Personne \(index * 17)", session) }
            let answers = await withTaskGroup(of: (Int, String).self) { group in
                for index in 0..<100 {
                    group.addTask {
                        do {
                            let done = try await scene.register("Personne \(index)", session)
                            return (index, done.bookings[0].state.rawValue)
                        } catch { return (index, (error as? any Refusal)?.message ?? "\(error)") }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            let refused = answers.filter { $0.value.contains("Une inscription existe déjà") }.keys.sorted()
            #expect(refused == [0, 17, 34, 51, 68])
            #expect(answers.values.count { $0 == "confirmed" } == 35)
            #expect(answers.values.count { $0 == "waiting" } == 60)
            let arrivals = try await scene.office.read {
                try $0.query("SELECT arrival FROM booking WHERE session_id = \(session) ORDER BY 1")
                    .map { try $0["arrival"] as Int }
            }
            #expect(arrivals == Array(1...100))
            #expect(try await scene.problems() == [])
        }
    }

    @Test("People who want several sessions in any order never block each other, also beside an officer's own writes")
    func crosswise() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let first = try await scene.add("Un", "10:00", "11:00", room: scene.room, capacity: 30)
            let second = try await scene.add("Deux", "14:00", "15:00", room: scene.room, capacity: 30)
            let third = try await scene.add("Trois", "16:00", "17:00", room: scene.room, capacity: 30)
            let wishes = [[first, second], [second, third], [third, first], [third]]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<120 {
                    group.addTask {
                        let wanted = wishes[index % 4].map(\.description)
                        let input = FormInput([
                            "name": ["Personne \(index)"], "email": ["p\(index)@exemple.bzh"], "sessions": wanted,
                        ])
                        if index.isMultiple(of: 5) {
                            _ = try await Participant.register(
                                scene.edition.id, input, by: scene.officer, in: scene.office)
                        } else {
                            _ = try await Participant.register(year: 2026, input, at: scene.now, in: scene.office)
                        }
                    }
                }
                try await group.waitForAll()
            }
            for (session, people) in [(first, 60), (second, 60), (third, 90)] {
                let now = try await scene.session(session)
                #expect(now.confirmed == 30 && now.waiting == people - 30)
            }
            #expect(try await scene.problems() == [])
        }
    }

    @Test("In the audit trail each person who registers acts under her own name, for her bookings too")
    func names() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Atelier", "10:00", "11:00", room: scene.room, capacity: 40)
            let people = (0..<30).map { "Personne \($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in people { group.addTask { try await scene.register(name, session) } }
                try await group.waitForAll()
            }
            _ = try await Participant.register(
                scene.edition.id, FormInput(["name": ["Yann"], "sessions": [session.description]]), by: scene.officer,
                in: scene.office)
            let officer = scene.officer
            let entries = try await scene.office.read { tx in
                try tx.query(
                    """
                    SELECT e.table_name, e.actor_name, p.name FROM audit_entry e JOIN participant p ON p.id = e.subject_id
                     WHERE e.subject = 'participant' AND e.operation = 'insert'
                    """
                ).map { (table: try $0[0] as String, actor: try $0[1] as String, name: try $0[2] as String) }
            }
            #expect(entries.count { $0.table == "participant" } == 31)
            #expect(entries.count { $0.table == "booking" } == 31)
            #expect(
                entries.allSatisfy { $0.actor == ($0.name == "Yann" ? officer.name : "\($0.name) (en ligne)") })
        }
    }

    @Test("What changes after the rules were read holds from then on: a closing, a session that moves or is new")
    func changes() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let (officer, edition) = (scene.officer, scene.edition.id)
            let morning = try await scene.add("Matin", "10:00", "11:00", room: scene.room)
            try await scene.register("Annaïg", morning)
            let new = try await scene.add("Nouveau", "10:30", "11:30")
            try await scene.register("Maëlle", new)
            #expect(await refused("ont lieu en même temps") { try await scene.register("Yann", morning, new) })
            // It moves to the afternoon: both can be had.
            let now = try await scene.session(new)
            var input = now.input
            (input["starts"], input["ends"]) = ("14:00", "15:00")
            try await scene.office.write(as: officer) { [input] in
                _ = try ProgrammeSession.save(
                    new, of: scene.edition, version: now.version, input, by: officer, in: $0)
            }
            #expect(try await scene.register("Yann", morning, new).bookings.count == 2)
            try await scene.office.write(as: officer) { tx in
                let programme = try Programme.of(edition, in: tx)
                var input = programme.input
                input["registration_closes_at"] = "2026-05-01T12:00"
                try Programme.save(edition, version: programme.version, input, by: officer, in: tx)
            }
            #expect(await refused("closes depuis") { try await scene.register("Katell", morning) })
        }
    }
}
