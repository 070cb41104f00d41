import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct ApplicantPagesTests {
    @Test(
        "The same browser finds its draft again, others begin their own; a campaign that closes says so on every step")
    func twice() async throws {
        try await WebOffice.with { web in
            let scene = try await DecisionScene.lay(web.test)
            let slug = try await move(scene, closing: "moment() + interval '1 day'")
            let visitor = web.browser()
            _ = try await visitor.get("/demandes/\(slug)")
            let typed = ["name": "Cercle celtique du Leff", "commune": "Pabu", "email": "leff@exemple.bzh"]
            let unknown = try await visitor.post("/demandes/\(slug)", typed)
            // Nothing is asked twice: what was typed goes along.
            for (name, value) in typed {
                #expect(unknown.text.contains("type=\"hidden\" name=\"\(name)\" value=\"\(value)\""), "\(name)")
            }
            let first = try await visitor.post("/demandes/\(slug)/commencer", typed)
            let second = try await visitor.post("/demandes/\(slug)/commencer", typed)
            let step = try #require(first.location)
            #expect(second.location == step)
            let stranger = web.browser()
            _ = try await stranger.get("/demandes/\(slug)")
            let other = try await stranger.post("/demandes/\(slug)/commencer", typed)
            #expect(other.status == 303 && other.location != step)
            #expect(try await visitor.get(step).status == 200, "his link still leads to his draft")
            #expect(!(try await stranger.post("/demandes/\(slug)", typed)).text.contains("C’est la nôtre"))

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

    @Test("A commune that looks like one of the list is refused with it; its name is taken in any spelling")
    func communes() async throws {
        try await WebOffice.with { web in
            let scene = try await DecisionScene.lay(web.test)
            let slug = try await move(scene, closing: "now() + interval '1 day'")
            let visitor = web.browser()
            _ = try await visitor.get("/demandes/\(slug)")
            func ask(_ commune: String) async throws -> Answer {
                try await visitor.post(
                    "/demandes/\(slug)", ["name": "Vieilles voiles", "commune": commune, "email": "a@exemple.bzh"])
            }
            let wrong = try await ask("Pontrieuxx")
            #expect(wrong.status == 422 && wrong.text.contains("Vouliez-vous dire Pontrieux"))
            for right in ["pontrieux", "PONTRIEUX", "Nantes (44)"] {
                #expect(try await ask(right).status == 200, "\(right)")
            }
        }
    }

    @Test("An officer sees whose a draft is not known to be, recognises it, and takes its association in")
    func settling() async throws {
        try await WebOffice.with { web in
            let scene = try await DecisionScene.lay(web.test)
            let slug = try await move(scene, closing: "now() + interval '1 day'")
            let visitor = web.browser()
            _ = try await visitor.get("/demandes/\(slug)")
            _ = try await visitor.post(
                "/demandes/\(slug)/commencer",
                ["name": "Vieilles voiles", "commune": "Paimpol", "email": "voiles@exemple.bzh"])
            let (id, association): (Int, Int) = try await web.office.read { tx in
                let row = try tx.one("SELECT id, association_id FROM application")
                return (try row["id"], try row["association_id"])
            }
            let officer = try await web.signIn(.maelle)
            let page = try await officer.get("/dossiers/\(id)")
            #expect(page.text.contains("voiles@exemple.bzh") && page.text.contains("Prendre au registre"))
            #expect(!(try await officer.get("/associations")).text.contains("Vieilles voiles"))
            #expect(try await officer.post("/dossiers/\(id)/reconnaitre").status == 303)
            #expect(
                try await officer.post("/associations/\(association)/prendre", ["file": "\(id)"]).location
                    == "/dossiers/\(id)")
            let after = try await officer.get("/dossiers/\(id)")
            #expect(!after.text.contains("Prendre au registre") && !after.text.contains("Reconnaître ce brouillon"))
            #expect(try await officer.get("/associations").text.contains("Vieilles voiles"))
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
