import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The page of a project's possible aids") struct MatchPagesTests {
    @Test("shows each aid with its criteria and reasons; an aid kept or put aside stays so until that is taken back")
    func verdicts() async throws {
        try await WebOffice.with { web in
            let scene = try await FundingScene.lay(web.test)
            let browser = try await web.signIn(.maelle)
            let address = "/financements/projets/\(scene.project)/aides"
            let page = try await browser.get(address)
            #expect(page.text.contains("LEADER"))
            #expect(page.text.contains("id=\"aide-\(scene.leader)\""))
            let judged = "\(address)/\(scene.leader)/avis"
            _ = try await browser.post(judged, ["verdict": "dismissed", "reason": "Trop tard pour nous"])
            let verdict: String = try await web.office.read { try $0.one("SELECT verdict FROM aid_verdict")["verdict"] }
            #expect(verdict == "dismissed")
            _ = try await browser.get(address)
            _ = try await browser.post(judged, ["verdict": ""])
            let left: Int = try await web.office.read { try $0.one("SELECT count(*) AS n FROM aid_verdict")["n"] }
            #expect(left == 0)
            #expect(try await browser.get(address).text.contains("id=\"aide-\(scene.leader)\""))
        }
    }

    @Test("a criterion that does not exist is not answered, and a reader answers none")
    func criteria() async throws {
        try await WebOffice.with { web in
            let scene = try await FundingScene.lay(web.test)
            let address = "/financements/projets/\(scene.project)/aides/\(scene.leader)/critere"
            let officer = try await web.signIn(.maelle)
            _ = try await officer.get("/financements/projets/\(scene.project)/aides")
            #expect(try await officer.post(address, ["criterion": "horoscope", "outcome": "met"]).status == 404)
            _ = try await officer.post(address, ["criterion": "territory", "outcome": "met", "note": "Vu avec le GAL"])
            #expect(
                try await officer.get("/financements/projets/\(scene.project)/aides").text.contains("Vu avec le GAL"))
            let reader = try await web.signIn(.nolwenn)
            _ = try await reader.get("/financements/projets/\(scene.project)/aides")
            #expect(try await reader.post(address, ["criterion": "territory", "outcome": "met"]).status == 403)
        }
    }

    @Test("the page of an aid lists the projects it could serve")
    func projects() async throws {
        try await WebOffice.with { web in
            let scene = try await FundingScene.lay(web.test)
            let browser = try await web.signIn(.maelle)
            let page = try await browser.get("/financements/aides/\(scene.leader)/projets")
            #expect(page.status == 200)
            #expect(page.text.contains("/financements/projets/\(scene.project)"))
        }
    }
}
