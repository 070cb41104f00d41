import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The hall of the plan") struct PlanHallTests {
    private static let rows = PlanTests.rows

    private func plan(_ scene: ForumScene) async throws -> Plan {
        let officer = scene.officer
        return try await scene.office.read { try Plan.find(year: 2026, by: officer, in: $0) }
    }

    /// Saves the form as it is shown, with these fields typed over.
    @discardableResult
    private func save(
        _ scene: ForumScene, _ typed: [String: [String]], version: Int? = nil, by agent: Agent? = nil
    ) async throws -> [String] {
        let plan = try await plan(scene)
        let input = FormInput(plan.hallInput.values.merging(typed) { $1 })
        let (edition, officer) = (plan.edition, agent ?? scene.officer)
        return try await scene.office.write(as: officer) {
            try Plan.saveHall(of: edition.id, version: version ?? edition.version, input, by: officer, in: $0)
        }
    }

    private func problems(_ body: () async throws -> Void) async throws -> [String: String] {
        do {
            try await body()
            return [:]
        } catch let refusal as FormRefusal {
            return Dictionary(refusal.problems.map { ($0.field ?? "", $0.message) }, uniquingKeysWith: { a, _ in a })
        }
    }

    private func draw(_ scene: ForumScene) async throws {
        let (officer, id) = (scene.officer, scene.edition.id)
        try await scene.office.write(as: officer) { _ = try Pitch.addRows(to: id, Self.rows, by: officer, in: $0) }
    }

    @Test("Its size, its stage and doors, its circuits are written, changed and taken away; the trail says it")
    func whole() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            try await draw(scene)
            let marks = [
                "feature_id": ["", "", ""], "feature_kind": ["stage", "entrance", ""],
                "feature_label": ["Grande scène", "", ""], "feature_x": ["500", "0", ""],
                "feature_y": ["3 000", "800", ""], "feature_width": ["800", "30", ""],
                "feature_height": ["400", "200", ""],
            ]
            try await save(
                scene,
                marks.merging([
                    "plan_width": ["4000"], "plan_height": ["3500"], "circuit_name": ["C1", "Cuisine"],
                    "circuit_limit": ["2 000", "7000"],
                ]) { $1 })
            let drawn = try await plan(scene)
            #expect(drawn.edition.planSize == (4_000, 3_500))
            #expect(drawn.features.map(\.kind) == [.stage, .entrance] && drawn.features[0].label == "Grande scène")
            #expect(drawn.circuits.map(\.name) == ["C1", "Cuisine"] && drawn.circuits.map(\.limit) == [2_000, 7_000])
            #expect(PlanDrawing(drawn).file.contains("Grande scène"))

            // As it stands, nothing changes but the edition's version; a mark of no kind and a circuit without name go.
            try await save(scene, [:])
            let same = try await plan(scene)
            #expect(
                same.features.map(\.id) == drawn.features.map(\.id)
                    && same.circuits.map(\.id) == drawn.circuits.map(\.id))
            try await save(scene, ["feature_kind": ["", "exit"], "circuit_name": ["", "Cuisine"]])
            let left = try await plan(scene)
            #expect(left.features.map(\.kind) == [.exit] && left.circuits.map(\.name) == ["Cuisine"])
            #expect(left.pitches.allSatisfy { $0.circuit == nil })
            let changes = try await scene.office.read { tx in
                try tx.one(
                    """
                    SELECT count(*) FILTER (WHERE table_name = 'plan_feature') AS marks,
                           count(*) FILTER (WHERE table_name = 'circuit' AND operation = 'delete') AS circuits
                      FROM audit_entry
                    """)
            }
            #expect(try changes["marks"] == 4 && changes["circuits"] == 1)
        }
    }

    @Test("A hall too small, a mark outside, numbers that are none and two circuits of one name are refused, each said")
    func refused() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            try await draw(scene)
            let small = try await problems { try await save(scene, ["plan_width": ["1300"], "plan_height": ["1600"]]) }
            #expect(small["plan_width"]?.hasPrefix("Les emplacements 5, 10, 15 et 20 sortiraient de la salle") == true)
            #expect(small["plan_width"]?.contains("1\u{202f}530\u{a0}cm") == true && small["plan_height"] == nil)
            #expect(
                try await problems { try await save(scene, ["plan_width": ["20"]]) }["plan_width"]?.isEmpty == false)
            let outside = try await problems {
                try await save(
                    scene,
                    [
                        "feature_kind": ["bar", "stage"], "feature_x": ["100", "5900"], "feature_y": ["100", "x"],
                        "feature_width": ["100", "200"], "feature_height": ["100", "200"],
                    ])
            }
            #expect(outside["feature_x-1"]?.contains("«\u{a0}Scène\u{a0}» sort de la salle") == true)
            #expect(outside["feature_y-1"]?.hasPrefix("Un nombre entre") == true && outside.count == 2)
            let twins = try await problems {
                try await save(scene, ["circuit_name": ["C1", "c1"], "circuit_limit": ["3500", "50"]])
            }
            #expect(twins["circuit_name-1"] == "Deux circuits portent ce nom." && twins["circuit_limit-1"] != nil)
            let untouched = try await plan(scene)
            #expect(untouched.features.isEmpty && untouched.edition.version == scene.edition.version)
            let pitch = untouched.pitches[0]
            var moved = pitch.input
            moved["x"] = "5900"
            let (typed, officer) = (moved, scene.officer)
            let far = try await problems {
                try await scene.office.write(as: officer) {
                    try Pitch.save(pitch.id, version: pitch.version, typed, by: officer, in: $0)
                }
            }
            #expect(far["x"]?.contains("sort de la salle") == true)
        }
    }

    @Test("A circuit beyond its limit is told, not forbidden; a stale form and a reader are refused")
    func told() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            try await draw(scene)
            let registration = try await scene.register(0, ["watts": "1500", "sockets": "1"])
            let (officer, pitch) = (scene.officer, try await plan(scene).pitches[0])
            try await scene.office.write(as: officer) {
                _ = try Pitch.assign(registration.id, to: pitch.id, version: nil, by: officer, in: $0)
            }
            let version = try await plan(scene).edition.version
            let said = try await save(scene, ["circuit_limit": ["1000"]])
            #expect(said == ["Circuit «\u{a0}C1\u{a0}»\u{a0}: 1\u{202f}500\u{a0}W demandés pour 1\u{202f}000\u{a0}W."])
            #expect(try await plan(scene).warnings == said)
            await #expect(throws: StaleVersion.self) { try await save(scene, [:], version: version) }
            let reader = try await test.agent(.nolwenn)
            await #expect(throws: AccessRefusal.self) { try await save(scene, [:], by: reader) }
        }
    }
}
