import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("What a project keeps") struct ProjectKeepingTests {
    @Test("Another kind is refused while the budget or a plan has lines that it would hide and lose")
    func changedKind() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, id) = (scene.maelle, scene.project)
            func save(_ kind: String) async throws -> [FieldProblem] {
                let project = try await scene.record()
                var input = project.input
                input["kind"] = kind
                let typed = input
                do {
                    try await scene.office.write(as: maelle) {
                        _ = try Project.save(id, version: project.version, typed, by: maelle, in: $0)
                    }
                    return []
                } catch let refusal as FormRefusal { return refusal.problems }
            }
            let problems = try await save("investment")
            #expect(problems.map(\.field) == ["kind"])
            #expect(problems.first?.message.contains("Achats (60)") == true)
            #expect(try await save("event").isEmpty, "the same accounts")
            // The own funds of a project have no place in the budget of a year of operation.
            #expect(try await save("operating").map(\.field) == ["kind"])
            try await scene.office.write(as: maelle) { tx in
                let version = try Project.find(id, by: maelle, in: tx).version
                try Project.saveBudget(id, year: 2026, version: version, FormInput(), by: maelle, in: tx)
            }
            #expect(try await save("investment").isEmpty)
        }
    }

    @Test("Of communes of one name, the one that was meant stays when something else is saved")
    func homonyms() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let maelle = scene.maelle
            let (name, codes) = try await scene.office.read { tx in
                let row = try tx.one(
                    """
                    SELECT min(name) AS name, array_agg(code ORDER BY population) AS codes FROM shared.commune
                     GROUP BY search_name HAVING count(*) > 1 AND count(DISTINCT name) = 1
                     ORDER BY search_name LIMIT 1
                    """)
                return (try row["name"] as String, try row["codes"] as [String])
            }
            let before = try await scene.record()
            var input = before.input
            input["communes"] = codes[0]
            let first = input
            try await scene.office.write(as: maelle) {
                _ = try Project.save(before.id, version: before.version, first, by: maelle, in: $0)
            }
            let named = try await scene.record()
            #expect(named.input["communes"] == name && named.communes == [codes[0]])
            try await scene.office.write(as: maelle) {
                _ = try Project.save(named.id, version: named.version, named.input, by: maelle, in: $0)
            }
            #expect(try await scene.record().communes == [codes[0]])
        }
    }

    @Test("Of a budget of several years, those that a request is not for are told; a campaign to come is not offered")
    func otherYears() async throws {
        try await Scene.play { scene in
            let (maelle, association, campaign) = (scene.maelle, scene.association, scene.campaign)
            let draft = try await scene.office.write(as: maelle) { tx in
                let id = try Project.save(nil, version: nil, FundingScene.input(association), by: maelle, in: tx)
                for year in [2026, 2027] {
                    let version = try Project.find(id, by: maelle, in: tx).version
                    try Project.saveBudget(id, year: year, version: version, FundingScene.budget, by: maelle, in: tx)
                }
                return try Project.becomeApplication(id, campaign: campaign, by: maelle, in: tx)
            }
            #expect(draft.left == ["l’année 2027 (10\u{202f}000\u{a0}€ de dépenses)"])
            func offered(_ day: Day) async throws -> [String] {
                try await scene.office.read { try Project.openCampaigns(for: maelle, on: day, in: $0).map(\.value) }
            }
            #expect(try await offered(Day(2025, 12, 31)).isEmpty)
            #expect(try await offered(Day(2026, 1, 1)) == [campaign.description])
            #expect(try await offered(Day(2026, 3, 31)) == [campaign.description])
            #expect(try await offered(Day(2026, 4, 1)).isEmpty)
        }
    }
}
