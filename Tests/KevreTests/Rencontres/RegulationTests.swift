import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("What an association accepts, and the meals it is offered") struct RegulationTests {
    private func change(_ scene: ForumScene, _ values: [String: String]) async throws {
        try await scene.office.write(as: scene.officer) { tx in
            let edition = try Edition.find(year: 2026, by: scene.officer, in: tx)
            var input = edition.input
            for (name, value) in values { input[name] = value }
            try Edition.save(edition.id, version: edition.version, input, by: scene.officer, in: tx)
        }
    }

    @Test("The text that was accepted can be read when the regulation has changed; a changed one is read again first")
    func regulation() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            try await change(scene, ["regulation": "Tenir le stand."])
            let edition = try await scene.office.read { try Edition.find(year: 2026, by: scene.officer, in: $0) }
            let shown = String(edition.regulationVersion)
            let first = try await scene.register(0, ["regulation_version": shown])
            try await change(scene, ["place": "Ailleurs"])
            try await change(scene, ["regulation": "Tenir le stand toute la journée."])
            let refusal = await #expect(throws: FormRefusal.self) {
                try await scene.register(1, ["regulation_version": shown])
            }
            #expect(refusal?.problems.map(\.field) == ["regulation"])
            let second = try await scene.register(1, ["regulation_version": String(edition.regulationVersion + 1)])
            let unsigned = try await scene.enter(2, ["regulation": ""])
            func accepted(_ id: Registration.ID) async throws -> (number: Int?, text: String?) {
                try await scene.office.read { tx in
                    let registration = try Registration.find(id, by: scene.officer, in: tx)
                    let now = try Edition.find(year: 2026, by: scene.officer, in: tx)
                    return (registration.regulationVersion, try registration.acceptedText(of: now, in: tx))
                }
            }
            #expect(try await accepted(first.id) == (edition.regulationVersion, "Tenir le stand."))
            #expect(try await accepted(second.id) == (edition.regulationVersion + 1, nil))
            #expect(try await accepted(unsigned.id) == (nil, nil))
            #expect(try await scene.registration(unsigned.id).regulationText == nil)
            // What the association changes later is no new acceptance.
            let input = try await scene.typed(["tables": "2"])
            try await scene.office.write(as: .applicant("Association 1")) {
                try Registration.change(.link(first.token), version: nil, input, at: scene.now, in: $0)
            }
            #expect(try await accepted(first.id).number == edition.regulationVersion)
        }
    }

    @Test("Meals: so many are offered to each by the rule, others by an officer's word; the rest is paid")
    func meals() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let all = try await scene.register(0, ["meals": "4"])
            #expect(try await scene.registration(all.id).mealsText == "4\u{a0}repas offerts")
            try await change(scene, ["offered_meals": "2"])
            let ruled = try await scene.registration(all.id)
            #expect(ruled.meals == (4, 2))
            #expect(ruled.mealsText == "4\u{a0}repas, dont 2\u{a0}offerts et 2 à régler")
            // Nobody offers herself a meal.
            let greedy = try await scene.register(1, ["meals": "3", "offered_meals": "3"])
            #expect(try await scene.registration(greedy.id).meals == (3, 2))
            let guest = try await scene.enter(2, ["meals": "3", "offered_meals": "3"])
            #expect(try await scene.registration(guest.id).meals == (3, 3))
            let refusal = await #expect(throws: FormRefusal.self) {
                try await scene.enter(3, ["meals": "1", "offered_meals": "2"])
            }
            #expect(refusal?.problems.map(\.field) == ["offered_meals"])
            let totals = try await scene.office.read { tx in
                [
                    try Registration.listing.totals(ListingQuery(), for: scene.officer, in: tx).sums["to_pay"]?.text,
                    try Equipment.zones.totals(ListingQuery(), for: scene.officer, in: tx).sums["to_pay"]?.text,
                ]
            }
            #expect(totals == ["3", "3"])
            let next = try await scene.office.write(as: scene.officer) { tx in
                try Edition.copy(2026, to: 2027, by: scene.officer, in: tx)
                return try Edition.find(year: 2027, by: scene.officer, in: tx)
            }
            #expect(next.offeredMeals == 2)
        }
    }
}
