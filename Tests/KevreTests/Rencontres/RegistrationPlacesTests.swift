import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("No place of a stand is given twice") struct RegistrationPlacesTests {
    @Test("1 000 attempts at once on 200 places: exactly 200 hold a place and 800 wait, in order of arrival, no gap")
    func thousand() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 200, associations: 1_000)
            let input = try await scene.typed()
            let outcomes = try await withThrowingTaskGroup(of: Registration.Outcome.self) { group in
                for association in scene.associations {
                    group.addTask {
                        try await Registration.register(
                            association, year: 2026, input, at: scene.now, in: scene.office)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count == 1_000)
            #expect(outcomes.count { $0.state == .validated } == 200)
            #expect(outcomes.count { $0.state == .waiting } == 800)
            #expect(outcomes.map(\.arrival).sorted() == Array(1...1_000))
            #expect(outcomes.allSatisfy { ($0.arrival <= 200) == ($0.state == .validated) })
            let stand = try await scene.stand()
            #expect(stand.held == 200 && stand.waiting == 800)
            #expect(try await scene.faults() == [])
        }
    }

    @Test("Without the desk, by several connections each for itself, the database alone keeps count")
    func withoutDesk() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 200, associations: 1_000)
            let outcomes = try await withThrowingTaskGroup(of: Registration.Outcome.self) { group in
                for index in 0..<1_000 { group.addTask { try await scene.enter(index) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0.state == .validated } == 200)
            #expect(outcomes.count { $0.state == .waiting } == 800)
            #expect(outcomes.map(\.arrival).sorted() == Array(1...1_000))
            #expect(outcomes.allSatisfy { ($0.arrival <= 200) == ($0.state == .validated) })
            let stand = try await scene.stand()
            #expect(stand.held == 200 && stand.waiting == 800)
            #expect(try await scene.faults() == [])
        }
    }

    @Test("Cancellations at once give each place to the next who waits, once")
    func promotions() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 30, associations: 100)
            var ids: [Registration.ID] = []
            for index in 0..<100 { ids.append(try await scene.register(index).id) }
            // 20 who hold a place and 10 who wait give up at the same time.
            let leaving = Array(ids[0..<20]) + Array(ids[40..<50])
            await withTaskGroup(of: Void.self) { group in
                for id in leaving {
                    group.addTask {
                        do { try await scene.fire(.cancel, id) } catch { Issue.record(error) }
                    }
                }
            }
            #expect(try await scene.states() == [.validated: 30, .waiting: 40, .cancelled: 30])
            // Who gave up after being given a place passed it on: those left hold the first ranks.
            #expect(try await scene.arrivals(.validated) == Array(21...40) + Array(51...60))
            #expect(try await scene.arrivals(.waiting) == Array(61...100))
            #expect(try await scene.faults() == [])
        }
    }

    @Test("Arrivals and cancellations at once leave no place empty while someone waits")
    func together() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 10, associations: 80)
            var ids: [Registration.ID] = []
            for index in 0..<40 { ids.append(try await scene.register(index).id) }
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<40 {
                    let id = ids[index]
                    group.addTask {
                        do { try await scene.fire(.cancel, id) } catch { Issue.record(error) }
                    }
                    group.addTask {
                        do { try await scene.register(40 + index) } catch { Issue.record(error) }
                    }
                }
            }
            #expect(try await scene.states() == [.validated: 10, .waiting: 30, .cancelled: 40])
            #expect(try await scene.faults() == [])
        }
    }

    @Test("A higher quota lets in the first who wait; a lower one than what is taken is refused, saying by whom")
    func quota() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 2)
            for index in 0..<6 { try await scene.register(index) }
            let ids = try await scene.types().map(\.id)
            let (edition, officer) = (scene.edition, scene.officer)
            let save: @Sendable (Int) async throws -> Void = { quota in
                try await scene.office.write(as: officer) { tx in
                    let version = try Edition.find(year: 2026, by: officer, in: tx).version
                    try StandType.save(
                        of: edition.id, version: version,
                        ForumScene.types([("Stand", quota, .direct), ("Présence", nil, .direct)], ids: ids),
                        by: officer, in: tx)
                }
            }
            try await save(5)
            #expect(try await scene.states() == [.validated: 5, .waiting: 1])
            let refusal = await #expect(throws: FormRefusal.self) { try await save(4) }
            #expect(refusal?.message.contains("5\u{a0}places sont déjà prises") ?? false)
            #expect(refusal?.message.contains("Association 1") ?? false)
            try await save(6)
            #expect(try await scene.states() == [.validated: 6])
            // Who saves a form shown before somebody else's change undoes nothing.
            await #expect(throws: StaleVersion.self) {
                try await scene.office.write(as: officer) { tx in
                    try StandType.save(
                        of: edition.id, version: edition.version,
                        ForumScene.types([("Stand", 9, .direct), ("Présence", nil, .direct)], ids: ids), by: officer,
                        in: tx)
                }
            }
            #expect(try await scene.types().map(\.quota) == [6, nil])
            // Someone registers against what the desk remembers of the edition.
            #expect(try await scene.register(7).state == .waiting)
            #expect(try await scene.faults() == [])
        }
    }

    @Test("A change of type leaves its place to the next; whoever holds one keeps it when the other is full")
    func changeOfType() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 1)
            let first = try await scene.register(0)
            let second = try await scene.register(1)
            let types = try await scene.types()
            let (officer, now) = (scene.officer, scene.now)
            let move: @Sendable (Registration.ID, StandType) async throws -> Void = { id, type in
                let input = try await scene.typed(["type": type.id.description, "tables": "0", "chairs": "0"])
                try await scene.office.write(as: officer) {
                    try Registration.change(.agent(officer, id), version: nil, input, at: now, in: $0)
                }
            }
            try await move(first.id, types[1])
            #expect(try await scene.registration(first.id).state == .validated)
            #expect(try await scene.registration(first.id).typeName == "Présence")
            #expect(try await scene.registration(second.id).state == .validated)
            await #expect(throws: RegistrationRefusal.typeFull("Stand")) { try await move(first.id, types[0]) }
            #expect(try await scene.faults() == [])
        }
    }
}
