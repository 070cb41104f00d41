import HTTPTypes
import Kevre
import TestSupport
import Testing

@Suite struct ShowingLists {
    @Test("A list shows rows, total and the ways out of it")
    func page() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.gwenael)
            _ = try await web.test.agent(.maelle)
            let page = try await browser.get("/reglages/agents")
            #expect(page.text.contains("Maëlle Le Goff"))
            #expect(page.text.contains("2\u{a0}agents"))
            #expect(page.text.contains("format=xlsx"))
            let found = try await browser.get("/reglages/agents?q=maelle")
            #expect(found.text.contains("Maëlle Le Goff"))
            #expect(!found.text.contains("gwenael@exemple.bzh"))
        }
    }

    @Test("An export holds what is shown, under a name that says what and when")
    func export() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.gwenael)
            let answer = try await browser.get("/reglages/agents?q=gwenael&format=csv")
            #expect(answer.headers[.contentType]?.hasPrefix("text/csv") == true)
            #expect(answer.headers[.contentDisposition]?.contains("agents-2026-03-12.csv") == true)
            #expect(answer.text.contains("gwenael@exemple.bzh"))
        }
    }

    @Test("A view is kept, shown as a tab, and deleted")
    func views() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.gwenael)
            _ = try await browser.get("/reglages/agents")
            let saved = try await browser.post(
                "/vues?liste=agents", ["nom": "Actifs", "requete": "active=1"],
                headers: [.referer: "http://localhost/reglages/agents?active=1"])
            #expect(saved.location == "/reglages/agents?active=1")
            let page = try await browser.get("/reglages/agents")
            #expect(page.text.contains("href=\"/reglages/agents?active=1\">Actifs"))
            let views = try await web.office.read { [agent = try await web.test.agent(.gwenael)] in
                try SavedView.all(of: "agents", for: agent, in: $0)
            }
            let id = try #require(views.first).id
            _ = try await browser.post("/vues/\(id)/suppression")
            #expect(try await !browser.get("/reglages/agents").text.contains("active=1\">Actifs"))
        }
    }
}
