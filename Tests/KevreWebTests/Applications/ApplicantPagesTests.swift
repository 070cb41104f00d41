import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct ApplicantPagesTests {
    @Test("A form sent twice leads to the same draft; a campaign that closes meanwhile says so on every step")
    func twice() async throws {
        try await WebOffice.with { web in
            let scene = try await DecisionScene.lay(web.test)
            let slug = try await move(scene, closing: "moment() + interval '1 day'")
            let visitor = web.browser()
            _ = try await visitor.get("/demandes/\(slug)")
            let typed = ["name": "Cercle celtique du Leff", "commune": "Pabu"]
            let unknown = try await visitor.post("/demandes/\(slug)", typed)
            let form = try #require(unknown.value(of: "form"))
            let all = typed.merging(["form": form]) { first, _ in first }
            let first = try await visitor.post("/demandes/\(slug)/commencer", all)
            let second = try await visitor.post("/demandes/\(slug)/commencer", all)
            let step = try #require(first.location)
            #expect(second.location == step)
            let other = try await visitor.post("/demandes/\(slug)/commencer", typed)
            #expect(other.text.contains("Reprenez-la par le lien"))

            let link = String(step.dropLast(2))
            #expect(try await !visitor.get(step).text.contains("a fermé le"))
            let before = try await visitor.get("\(link)/5")
            #expect(before.text.contains("<ul><li>"))
            #expect(!before.text.contains("&lt;li"))

            _ = try await move(scene, closing: "moment() - interval '1 hour'")
            for number in 1...5 {
                let page = try await visitor.get("\(link)/\(number)")
                #expect(page.text.contains("a fermé le"), "\(number)")
                #expect(page.text.contains("enregistrée hors délai"), "\(number)")
            }
            let saved = try await visitor.post("\(link)/2", ["version": "1", "title": "Danse"])
            #expect(saved.text.contains("a fermé le"))
        }
    }

    /// Opens the campaign, until a moment.
    private func move(_ scene: DecisionScene, closing moment: String) async throws -> String {
        try await scene.office.write(as: scene.officer) { tx in
            try tx.one(
                """
                UPDATE campaign SET closes_at = \(trusted: moment) WHERE id = \(scene.campaign) RETURNING slug
                """)["slug"]
        }
    }
}
