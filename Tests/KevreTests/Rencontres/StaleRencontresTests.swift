import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Two officers on one edition") struct StaleRencontresTests {
    @Test("Who acts on what was changed since it was shown is told; who does the same twice is not")
    func told() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 3)
            let (officer, id) = (scene.officer, scene.edition.id)
            let task = try await scene.office.read { try EditionTask.all(of: id, in: $0)[0] }
            let tick: @Sendable (Bool, Int?) async throws -> Void = { isDone, version in
                try await scene.office.write(as: officer) {
                    try EditionTask.tick(task.id, isDone, version: version, on: Day(2026, 3, 12), by: officer, in: $0)
                }
            }
            try await tick(true, task.version)
            try await tick(true, task.version)
            await #expect(throws: StaleVersion.self) { try await tick(false, task.version) }
            await #expect(throws: StaleVersion.self) {
                try await scene.office.write(as: officer) {
                    try EditionTask.delete(task.id, version: task.version, by: officer, in: $0)
                }
            }
            try await scene.office.write(as: officer) {
                try EditionTask.delete(task.id, version: task.version + 1, by: officer, in: $0)
            }
            await #expect(throws: NotFound.self) { try await tick(true, nil) }
            let shown = try await scene.office.read { try Edition.find(year: 2026, by: officer, in: $0).version }
            let publish: @Sendable (Bool, Int) async throws -> Void = { isPublic, version in
                try await scene.office.write(as: officer) {
                    try Edition.publishPlan(id, isPublic, version: version, by: officer, in: $0)
                }
            }
            try await publish(true, shown)
            await #expect(throws: StaleVersion.self) { try await publish(false, shown) }
        }
    }

    @Test("A pitch that was given away while its page was open is not said to be deleted")
    func pitch() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 3)
            let (officer, id) = (scene.officer, scene.edition.id)
            let registration = try await scene.register(0).id
            let pitches = try await scene.office.write(as: officer) { tx in
                try Pitch.addRows(to: id, PlanTests.rows, by: officer, in: tx)
                return try Plan.find(year: 2026, by: officer, in: tx).pitches
            }
            let delete: @Sendable (Pitch) async throws -> Void = { pitch in
                try await scene.office.write(as: officer) {
                    try Pitch.delete(pitch.id, version: pitch.version, by: officer, in: $0)
                }
            }
            // The colleague's assignment is not committed yet when the deletion begins.
            let waits = PendingWork()
            try await scene.office.write(as: officer) { tx in
                _ = try Pitch.assign(registration, to: pitches[0].id, version: nil, by: officer, in: tx)
                try waits.begin(in: tx) { try await delete(pitches[0]) }
            }
            let refusal = await #expect(throws: RegistrationRefusal.self) { try await waits.end() }
            #expect(refusal?.code == "pitch.taken")
            try await delete(pitches[1])
            await #expect(throws: NotFound.self) { try await delete(pitches[1]) }
        }
    }
}
