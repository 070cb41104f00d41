import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Editions of the Rencontres") struct EditionTests {
    @Test("A new edition has the safety tasks with dates counted from its day, ways to take part and a budget")
    func creation() async throws {
        try await TestOffice.with { test in
            let officer = try await test.agent(.maelle)
            let (edition, tasks, types, budget) = try await test.office.write(as: officer) { tx in
                try Edition.save(nil, version: nil, ForumScene.input(year: 2026), by: officer, in: tx)
                let edition = try Edition.find(year: 2026, by: officer, in: tx)
                return (
                    edition, try EditionTask.all(of: edition.id, in: tx), try StandType.all(of: edition.id, in: tx),
                    try EditionBudgetLine.all(of: edition.id, in: tx)
                )
            }
            // Type T: the file two months before; 900 m² hold 900 people: second category.
            let file = tasks.first { $0.daysBefore == 60 && $0.kind == .safety }
            #expect(file?.dueOn == Day(2026, 7, 14) && file?.countdown == "J-60")
            #expect(tasks.contains { $0.label.contains("GN 6") && $0.daysBefore == 30 })
            #expect(edition.people == 900 && edition.category == 2)
            #expect(!types.isEmpty && !budget.isEmpty)
            #expect(edition.state == .preparation)
        }
    }

    @Test("A copy goes to the like weekday with types, tasks and the empty plan, nobody in it")
    func copy() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 3)
            let (officer, model) = (scene.officer, scene.edition.id)
            try await scene.register(0)
            let (edition, counts) = try await scene.office.write(as: officer) { tx in
                try Pitch.addRows(to: model, PlanTests.rows, by: officer, in: tx)
                try Edition.copy(2026, to: 2027, by: officer, in: tx)
                let edition = try Edition.find(year: 2027, by: officer, in: tx)
                let row = try tx.one(
                    """
                    SELECT (SELECT count(*) FROM stand_type WHERE edition_id = \(edition.id) AND held = 0) AS types,
                           (SELECT count(*) FROM edition_task WHERE edition_id = \(edition.id) AND done_on IS NULL) AS tasks,
                           (SELECT count(*) FROM pitch WHERE edition_id = \(edition.id) AND registration_id IS NULL
                               AND circuit_id IS NOT NULL) AS pitches,
                           (SELECT count(*) FROM registration WHERE edition_id = \(edition.id)) AS people
                    """)
                let names = ["types", "tasks", "pitches", "people"]
                return (edition, try names.map { try row[$0] as Int })
            }
            // The second Saturday of September stays one; opening and closing keep their clock.
            #expect(edition.startsOn == Day(2027, 9, 11) && edition.startsOn.weekday == .saturday)
            #expect(edition.registrationClosesAt.inParis.iso == "2027-06-30T17:00:00+02:00")
            #expect(counts == [2, 22, 20, 0])
            await #expect(throws: EditionRefusal.yearTaken(2027)) {
                try await scene.office.write(as: officer) { _ = try Edition.copy(2026, to: 2027, by: officer, in: $0) }
            }
        }
    }

    @Test("An edition with people in it is not deleted, and the refusal says who; an empty one is")
    func deletion() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 3)
            let (officer, id) = (scene.officer, scene.edition.id)
            try await scene.register(0)
            try await scene.register(1)
            let refusal = await #expect(throws: EditionRefusal.self) {
                try await scene.office.write(as: officer) { try Edition.delete(id, by: officer, in: $0) }
            }
            #expect(refusal?.message.contains("Association 1 et Association 2 y sont inscrites") ?? false)
            let copy = try await scene.office.write(as: officer) {
                try Edition.copy(2026, to: 2027, by: officer, in: $0)
            }
            try await scene.office.write(as: officer) { try Edition.delete(copy, by: officer, in: $0) }
        }
    }

    @Test("Dates out of order, a year that is not the day's, a year that is taken: each said at its field")
    func checks() async throws {
        try await TestOffice.with { test in
            let officer = try await test.agent(.maelle)
            var input = ForumScene.input(year: 2026)
            input["ends_on"] = "2026-09-11"
            input["registration_closes_at"] = "2026-02-01T08:00"
            input["year"] = "2027"
            let wrong = input
            let refusal = await #expect(throws: FormRefusal.self) {
                try await test.office.write(as: officer) {
                    _ = try Edition.save(nil, version: nil, wrong, by: officer, in: $0)
                }
            }
            #expect(Set(refusal?.problems.compactMap(\.field) ?? []) == ["ends_on", "registration_closes_at", "year"])
            try await test.office.write(as: officer) { tx in
                _ = try Edition.save(nil, version: nil, ForumScene.input(year: 2026), by: officer, in: tx)
            }
            let taken = await #expect(throws: FormRefusal.self) {
                try await test.office.write(as: officer) { tx in
                    _ = try Edition.save(nil, version: nil, ForumScene.input(year: 2026), by: officer, in: tx)
                }
            }
            #expect(taken?.problems.map(\.field) == ["year"])
        }
    }

    @Test("Tasks are ticked once, budgets saved whole; who may only read changes nothing")
    func tasksAndBudget() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 3)
            let (officer, id) = (scene.officer, scene.edition.id)
            let reader = try await test.agent(.nolwenn)
            let task = try await scene.office.read { try EditionTask.all(of: id, in: $0)[0] }
            for _ in 0..<2 {
                try await scene.office.write(as: officer) {
                    try EditionTask.tick(task.id, true, on: Day(2026, 3, 12), by: officer, in: $0)
                }
            }
            for days in ["J-\(Int.min)", "J\(Int.min)", "\(Int.max)", "J-1001"] {
                let refused = await #expect(throws: FormRefusal.self) {
                    try await scene.office.write(as: officer) {
                        let input = FormInput(["label": ["Affiches"], "days": [days], "kind": ["communication"]])
                        try EditionTask.save(nil, of: id, version: nil, input, by: officer, in: $0)
                    }
                }
                #expect(refused?.problems.map(\.field) == ["days"])
            }
            await #expect(throws: AccessRefusal.missingRight(.writeRencontres)) {
                try await scene.office.write(as: reader) {
                    try EditionTask.tick(task.id, false, on: Day(2026, 3, 12), by: reader, in: $0)
                }
            }
            let version = try await scene.office.read { try Edition.find(year: 2026, by: officer, in: $0).version }
            let input = FormInput([
                "line_side": ["expense", "income"], "line_label": ["Salle", "Agglomération"],
                "line_planned": ["1 200,50", "1200,50"], "line_actual": ["", "600"],
            ])
            try await scene.office.write(as: officer) {
                try EditionBudgetLine.save(of: id, version: version, input, by: officer, in: $0)
            }
            let lines = try await scene.office.read { try EditionBudgetLine.all(of: id, in: $0) }
            #expect(lines.map(\.planned) == [Money(cents: 120_050), Money(cents: 120_050)])
            #expect(lines.map(\.actual) == [nil, Money(euros: 600)])
            await #expect(throws: StaleVersion.self) {
                try await scene.office.write(as: officer) {
                    try EditionBudgetLine.save(of: id, version: version, input, by: officer, in: $0)
                }
            }
        }
    }

    @Test("Merging two records that are both registered is refused; one alone follows and comes back")
    func merging() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 3)
            let officer = scene.officer
            let first = try await scene.register(0)
            let second = try await scene.register(1)
            let (a, b) = (scene.associations[0], scene.associations[1])
            let refusal = await #expect(throws: AssociationRefusal.self) {
                try await scene.office.write(as: officer) {
                    _ = try Merge.perform(keep: a, merge: b, by: officer, in: $0)
                }
            }
            #expect(refusal?.code == "association.registered_twice")
            try await scene.fire(.cancel, first.id)
            let merge = try await scene.office.write(as: officer) {
                try Merge.perform(keep: a, merge: b, by: officer, in: $0)
            }
            #expect(try await scene.registration(second.id).association == a)
            _ = try await scene.office.write(as: officer) { try Merge.undo(merge, by: officer, in: $0) }
            #expect(try await scene.registration(second.id).association == b)
        }
    }
}
