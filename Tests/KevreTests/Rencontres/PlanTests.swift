import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The plan of the stands") struct PlanTests {
    static let rows = FormInput([
        "zone_name": ["Sport"], "first": ["1"], "rows": ["4"], "columns": ["5"], "x": ["200"], "y": ["200"],
        "width": ["250"], "depth": ["200"], "gap": ["20"], "aisle": ["140"], "sockets": ["1"], "circuit_name": ["C1"],
    ])

    private func drawn(_ scene: ForumScene, sockets: String = "1") async throws -> [Pitch] {
        let (officer, id) = (scene.officer, scene.edition.id)
        var rows = Self.rows
        rows["sockets"] = sockets
        let typed = rows
        return try await scene.office.write(as: officer) { tx in
            try Pitch.addRows(to: id, typed, by: officer, in: tx)
            return try Pitch.all(of: id, in: tx)
        }
    }

    @discardableResult
    private func assign(
        _ scene: ForumScene, _ registration: Registration.ID, _ pitch: Pitch
    ) async throws -> [String] {
        let officer = scene.officer
        return try await scene.office.write(as: officer) {
            try Pitch.assign(registration, to: pitch.id, version: nil, by: officer, in: $0)
        }
    }

    @Test("Rows are numbered from the first; out of the hall, taken numbers and narrow aisles are refused")
    func rows() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let pitches = try await drawn(scene)
            #expect(pitches.map(\.number) == Array(1...20))
            #expect(pitches[5].x == 200 && pitches[5].y == 540 && pitches[4].corner && !pitches[3].corner)
            var wrong = Self.rows
            wrong["columns"] = "40"
            wrong["aisle"] = "90"
            let (typed, officer, id) = (wrong, scene.officer, scene.edition.id)
            let refusal = await #expect(throws: FormRefusal.self) {
                try await scene.office.write(as: officer) { _ = try Pitch.addRows(to: id, typed, by: officer, in: $0) }
            }
            #expect(Set(refusal?.problems.compactMap(\.field) ?? []) == ["columns", "aisle", "first"])
        }
    }

    @Test("What needs a socket is not put where there is none before who places it knows")
    func socket() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let pitches = try await drawn(scene, sockets: "0")
            let registration = try await scene.register(0)
            let officer = scene.officer
            try await scene.office.write(as: officer) { tx in
                _ = try tx.execute(
                    "UPDATE registration SET watts = 1000, sockets = 1, version = version + 1 WHERE id = \(registration.id)"
                )
            }
            @Sendable func place(knowing: Bool) async throws -> [String] {
                try await scene.office.write(as: officer) {
                    try Pitch.assign(
                        registration.id, to: pitches[0].id, version: nil, knowing: knowing, by: officer, in: $0)
                }
            }
            await #expect(throws: RegistrationRefusal.noSocket(name: "Association 1", watts: 1_000, number: 1)) {
                try await place(knowing: false)
            }
            #expect(try await scene.registration(registration.id).pitch == nil)
            #expect(try await place(knowing: true).count == 1)
            #expect(try await scene.registration(registration.id).pitch == 1)
        }
    }

    @Test("One association a pitch, one pitch an association: by the use case, and by the database itself")
    func onePitch() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let pitches = try await drawn(scene)
            let first = try await scene.register(0)
            let second = try await scene.register(1)
            try await assign(scene, first.id, pitches[0])
            #expect(try await scene.registration(first.id).state == .placed)
            await #expect(throws: RegistrationRefusal.pitchTaken(number: 1, by: "Association 1")) {
                try await assign(scene, second.id, pitches[0])
            }
            await #expect(throws: PostgreSQLError.self) {
                try await scene.office.write(as: scene.officer) {
                    try $0.execute("UPDATE pitch SET registration_id = \(first.id) WHERE number = 2")
                }
            }
            // Moving leaves the former pitch free.
            try await assign(scene, first.id, pitches[7])
            #expect(try await scene.registration(first.id).pitch == 8)
            try await assign(scene, second.id, pitches[0])
            #expect(try await scene.faults() == [])
        }
    }

    @Test("16 officers at once on one pitch: one association stands there")
    func race() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: nil)
            let pitch = try await drawn(scene)[0]
            var ids: [Registration.ID] = []
            for index in 0..<16 { ids.append(try await scene.register(index).id) }
            let placed = await withTaskGroup(of: Int.self) { group in
                for id in ids {
                    group.addTask {
                        do {
                            try await assign(scene, id, pitch)
                            return 1
                        } catch let refusal as RegistrationRefusal {
                            #expect(refusal.code == "pitch.taken")
                            return 0
                        } catch {
                            Issue.record(error)
                            return 0
                        }
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(placed == 1)
            #expect(try await scene.states() == [.placed: 1, .validated: 15])
        }
    }

    @Test("A cancellation frees the pitch; who waits is not placed; who is freed is to be placed again")
    func freeing() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 1)
            let pitches = try await drawn(scene)
            let first = try await scene.register(0)
            let waiting = try await scene.register(1)
            await #expect(throws: RegistrationRefusal.notPlaceable(state: .waiting)) {
                try await assign(scene, waiting.id, pitches[0])
            }
            try await assign(scene, first.id, pitches[0])
            let officer = scene.officer
            try await scene.office.write(as: officer) { try Pitch.free(pitches[0].id, by: officer, in: $0) }
            #expect(try await scene.registration(first.id).state == .validated)
            try await assign(scene, first.id, pitches[0])
            try await scene.fire(.cancel, first.id)
            let id = scene.edition.id
            let (pitch, toPlace) = try await scene.office.read {
                (try Pitch.all(of: id, in: $0)[0], try Pitch.toPlace(of: id, in: $0))
            }
            #expect(pitch.occupant == nil)
            #expect(toPlace.map(\.id) == [waiting.id])
        }
    }

    @Test("Power without a socket and a circuit beyond its limit are told, not forbidden")
    func power() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: nil)
            let pitches = try await drawn(scene, sockets: "0")
            let first = try await scene.register(0, ["watts": "2000"])
            let warnings = try await assign(scene, first.id, pitches[0])
            #expect(warnings.first?.contains("pas de prise") ?? false)
            let second = try await scene.register(1, ["watts": "2000"])
            try await assign(scene, second.id, pitches[1])
            let officer = scene.officer
            let plan = try await scene.office.read { try Plan.find(year: 2026, by: officer, in: $0) }
            #expect(plan.circuits.first?.asked == 4_000 && plan.circuits.first?.isOverloaded ?? false)
            #expect(plan.warnings.count == 3)
            let (zones, circuits) = try await scene.office.read { tx in
                (
                    try Equipment.zones.page(ListingQuery(parameters: []), for: officer, in: tx).rows,
                    try Equipment.circuits.page(ListingQuery(parameters: []), for: officer, in: tx).rows
                )
            }
            #expect(
                zones.map { $0.cells.map(\.text).joined(separator: "|") } == ["Sport|2|0|2|4|0|2|4\u{202f}000"])
            #expect(circuits.first?.cells.map(\.text).contains("Surcharge") ?? false)
        }
    }

    @Test("The drawing is XML that stands on its own, whatever an association is called")
    func drawing() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let pitches = try await drawn(scene)
            let first = try await scene.register(0)
            let association = scene.associations[0]
            try await scene.office.write(as: scene.officer) { tx in
                _ = try tx.execute(
                    "UPDATE association SET name = '<b>\"Jeunes & fils\"</b>' WHERE id = \(association)")
            }
            try await assign(scene, first.id, pitches[0])
            let officer = scene.officer
            let file = PlanDrawing(try await scene.office.read { try Plan.find(year: 2026, by: officer, in: $0) }).file
            #expect(file.contains("&lt;b&gt;&quot;Jeunes &amp; fils&quot;&lt;/b&gt;"))
            #expect(!file.contains("<b>"))
            #expect(file.components(separatedBy: "<g>").count == 21)
            #expect(file.hasPrefix("<?xml") && file.hasSuffix("</svg>\n"))
        }
    }
}
