import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("A programme") struct ProgrammeTests {
    @Test("no room and no speaker is in two places; the message names the other session")
    func places() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let other = try await scene.addRoom("Leff", 30)
            try await scene.add(
                "Trouver des bénévoles", "10:00", "11:00", room: scene.room,
                speakers: "Annaïg Le Bihan, Cercle celtique",
                moderator: "Yann Omnès")
            #expect(
                await refused("«\u{a0}Trieux\u{a0}» est déjà prise par «\u{a0}Trouver des bénévoles\u{a0}»") {
                    try await scene.add("Autre", "10:30", "11:30", room: scene.room)
                })
            #expect(
                await refused("Annaïg Le Bihan intervient déjà à «\u{a0}Trouver des bénévoles\u{a0}»") {
                    try await scene.add("Autre", "10:30", "11:30", room: other, speakers: "annaig le bihan")
                })
            #expect(
                await refused("Yann Omnès intervient déjà") {
                    try await scene.add("Autre", "10:59", "11:30", room: other, moderator: "Yann Omnès, radio")
                })
            // One that begins when the other ends is fine, and a person may speak twice.
            let next = try await scene.add(
                "Suite", "11:00", "12:00", room: scene.room, speakers: "Annaïg Le Bihan\nYann Omnès, animateur")
            #expect(
                try await scene.session(next).speakers.map(\.text) == [
                    "Annaïg Le Bihan, Cercle celtique", "Yann Omnès, animateur",
                ])
            // Moving it back collides.
            let session = try await scene.session(next)
            #expect(
                await refused("est déjà prise") {
                    var input = session.input
                    input["starts"] = "10:45"
                    try await scene.office.write(as: scene.officer) { [input] in
                        _ = try ProgrammeSession.save(
                            next, of: scene.edition, version: session.version, input, by: scene.officer, in: $0)
                    }
                })
        }
    }

    @Test("a session moves to an hour at which who spoke is busy, when somebody else speaks instead")
    func replaced() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let moving = try await scene.add(
                "Comptes", "10:00", "11:00", speakers: "Annaïg Le Bihan\nRonan Pons", moderator: "Yann Omnès")
            try await scene.add("Ailleurs", "14:00", "15:00", speakers: "Annaïg Le Bihan\nYann Omnès")
            let save: @Sendable (String, String) async throws -> Void = { speakers, moderator in
                let now = try await scene.session(moving)
                var input = now.input
                (input["starts"], input["ends"]) = ("14:00", "15:00")
                (input["speakers"], input["moderator"]) = (speakers, moderator)
                try await scene.office.write(as: scene.officer) { [input] in
                    _ = try ProgrammeSession.save(
                        moving, of: scene.edition, version: now.version, input, by: scene.officer, in: $0)
                }
            }
            #expect(
                await refused("Yann Omnès intervient déjà à «\u{a0}Ailleurs\u{a0}»") {
                    try await save("Ronan Pons", "Yann Omnès")
                })
            try await save("ronan pons, trésorier", "Solenn Huet")
            #expect(
                try await scene.session(moving).speakers.map(\.text).sorted() == [
                    "Solenn Huet", "ronan pons, trésorier",
                ])
            #expect(try await scene.session(moving).startsAt == ParisTime.moment(Day(2026, 9, 12), hour: 14))
            // Each is kept in the trail of the edition.
            let known = try await scene.office.read { tx in
                try tx.query("SELECT operation, after ->> 'name' AS name FROM audit_entry WHERE table_name = 'speaker'")
                    .map { "\(try $0["operation"] as String) \(try $0["name"] as String? ?? "")" }
            }
            #expect(known.contains("insert Annaïg Le Bihan") && known.contains("update ronan pons"))
        }
    }

    @Test("two officers who take one room at the same moment: one has it, the other is told")
    func race() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        do {
                            try await scene.add("Atelier \(index)", "10:00", "11:00", room: scene.room)
                            return true
                        } catch is FormRefusal {
                            return false
                        } catch {
                            Issue.record(error)
                            return false
                        }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(outcomes == 1)
        }
    }

    @Test("a session holds no more than its room, a room no less than its sessions")
    func capacities() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let small = try await scene.addRoom("Leff", 12)
            #expect(
                await refused("ne reçoit que 12\u{a0}personnes") {
                    try await scene.add("Grand", "10:00", "11:00", room: small, capacity: 13)
                })
            try await scene.add("Petit", "10:00", "11:00", room: small, capacity: 10)
            #expect(
                await refused("«\u{a0}Petit\u{a0}» reçoit davantage de personnes") {
                    _ = try await scene.office.write(as: scene.officer) { tx in
                        try Room.save(
                            small, of: scene.edition.id, version: 1, FormInput(["name": ["Leff"], "capacity": ["9"]]),
                            by: scene.officer, in: tx)
                    }
                })
        }
    }

    @Test("a room or a session with people in it stays, and says who is in it")
    func deletion() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Comptes", "10:00", "11:00", room: scene.room)
            let person = try await scene.register("Soizic Bocher", session)
            let (edition, officer) = (scene.edition.id, scene.officer)
            #expect(
                await refused("avec Soizic Bocher") {
                    try await scene.office.write(as: officer) {
                        try Room.delete(scene.room, of: edition, by: officer, in: $0)
                    }
                })
            #expect(
                await refused("Soizic Bocher y est") {
                    try await scene.office.write(as: officer) {
                        try ProgrammeSession.delete(session, of: edition, by: officer, in: $0)
                    }
                })
            #expect(
                await refused("Soizic Bocher") {
                    try await scene.office.write(as: officer) { try Edition.delete(edition, by: officer, in: $0) }
                })
            try await scene.office.write(as: officer) {
                try Participant.cancel(person.id, by: .link(person.token), in: $0)
                try ProgrammeSession.delete(session, of: edition, by: officer, in: $0)
                try Room.delete(scene.room, of: edition, by: officer, in: $0)
            }
        }
    }

    @Test("registration is refused before publication, after the closing, once begun, and where entry is free")
    func closed() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add("Comptes", "10:00", "11:00", room: scene.room)
            let form = FormInput(["name": ["Ann"], "email": ["a@b.fr"], "sessions": [session.description]])
            func register(at moment: Date) async throws {
                _ = try await Participant.register(year: 2026, form, at: moment, in: scene.office)
            }
            #expect(
                await refused("a déjà commencé") {
                    try await register(at: ParisTime.moment(Day(2026, 9, 12), hour: 10))
                })
            let (edition, officer) = (scene.edition.id, scene.officer)
            func set(_ input: [String: [String]]) async throws {
                try await scene.office.write(as: officer) { tx in
                    let version = try Programme.of(edition, in: tx).version
                    try Programme.save(edition, version: version, FormInput(input), by: officer, in: tx)
                }
            }
            try await set(["published": ["oui"], "registration_closes_at": ["2026-05-30T18:00"]])
            #expect(await refused("Les inscriptions sont closes depuis le") { try await register(at: scene.now) })
            try await set([:])
            #expect(await refused("ne sont pas ouvertes") { try await register(at: scene.now) })
            try await set(["published": ["oui"]])
            try await register(at: scene.now)
            #expect(await refused("existe déjà") { try await register(at: scene.now) })
        }
    }
}
