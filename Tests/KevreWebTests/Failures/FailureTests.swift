import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kevre
import PostgreSQL
import TestSupport
import Testing

@testable import KevreWeb

@Suite struct WhatGoesWrong {
    /// A site with a page that fails in a given way.
    private static func routes(_ error: any Error) -> Routes {
        var routes = Routes.product
        routes.agentGet("panne") { _ in throw error }
        routes.agentPost("panne") { _ in throw error }
        return routes
    }

    private struct Fault: Error { let secret = "mot de passe" }

    @Test("An unforeseen error shows a number and nothing else")
    func fault() async throws {
        try await WebOffice.with(routes: Self.routes(Fault())) { web in
            let browser = try await web.signIn(.maelle)
            let answer = try await browser.get("/panne")
            #expect(answer.status == 500)
            #expect(answer.text.contains("Une erreur est survenue"))
            #expect(!answer.text.contains("mot de passe"))
            #expect(answer.text.contains(answer.headers[.requestID] ?? "?"))
        }
    }

    @Test("What was typed stays on the page that says what went wrong")
    func keepsText() async throws {
        try await WebOffice.with(routes: Self.routes(Fault())) { web in
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/compte")
            let answer = try await browser.post("/panne", ["title": "Fête de la crêpe"])
            #expect(answer.status == 500)
            #expect(answer.text.contains("name=\"title\" value=\"Fête de la crêpe\""))
        }
    }

    @Test("A button that a rule refuses leads back to its page, which says why")
    func refusedButton() async throws {
        try await WebOffice.with(routes: Self.routes(SettingRefusal.used)) { web in
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/compte")
            let answer = try await browser.post("/panne", headers: [.referer: "http://localhost/compte?a=1"])
            #expect(answer.location == "/compte?a=1")
            let page = try await browser.get("/compte")
            #expect(page.text.contains(SettingRefusal.used.message))
            #expect(try await !browser.get("/compte").text.contains(SettingRefusal.used.message))
        }
    }

    @Test("A script gets refusals as JSON")
    func json() async throws {
        try await WebOffice.with(routes: Self.routes(NotFound("Disparu."))) { web in
            let browser = try await web.signIn(.maelle)
            let answer = try await browser.get("/panne", headers: [.accept: "application/json"])
            #expect(answer.status == 404)
            #expect(answer.text == #"{"code":"not_found","message":"Disparu.","field":null}"#)
        }
    }

    @Test("A full disk is named")
    func diskFull() throws {
        let handle = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let error = #expect(throws: (any Error).self) { try handle.write(contentsOf: Data([1])) }
        #expect(Failure(try #require(error)).status.code == 507)
    }

    @Test("Without a database the page says so, keeps what was typed, and lets one try again")
    func noDatabase() async throws {
        let data = FileManager.default.temporaryDirectory
        let instance = Instance(
            conninfo: "host=/nulle-part dbname=rien connect_timeout=1", installation: TestServer.installation,
            data: data, now: { Day(2026, 3, 12).noon })
        try await WebOffice.server(instance).application.test(.router) { client in
            let answer = try await client.executeRequest(uri: "/", method: .get, headers: [:], body: nil)
            #expect(answer.status.code == 503)
            #expect(String(buffer: answer.body).contains("La base de données ne répond pas"))
            let token = Secrets.token()
            let body = ByteBuffer(string: "csrf=\(AntiForgery.token(for: token))&title=Veill%C3%A9e")
            let posted = try await client.executeRequest(
                uri: "/compte/mot-de-passe", method: .post,
                headers: [
                    .cookie: "kevre_session=\(token)", .contentType: "application/x-www-form-urlencoded",
                ], body: body)
            #expect(posted.status.code == 503)
            #expect(String(buffer: posted.body).contains("name=\"title\" value=\"Veillée\""))
            let health = try await client.executeRequest(
                uri: "/health", method: .get, headers: [:], body: nil)
            #expect(health.status.code == 503)
        }
    }

    @Test("An unknown page offers the search box")
    func unknownPage() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.maelle)
            let answer = try await browser.get("/nulle-part")
            #expect(answer.status == 404)
            #expect(answer.text.contains("action=\"/recherche\""))
            #expect(try await web.browser().get("/nulle-part").status == 404)
        }
    }

    @Test("A method that a page does not have is refused with those it has")
    func otherMethod() async throws {
        try await WebOffice.with { web in
            let answer = try await web.browser().send(.delete, "/connexion", [:], nil)
            #expect(answer.status == 405)
            #expect(answer.headers[.allow] == "GET, POST")
        }
    }

    @Test("Every page forbids inline scripts, frames and guessing of types")
    func headers() async throws {
        try await WebOffice.with { web in
            let answer = try await web.browser().get("/connexion")
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'self'") == true)
            #expect(answer.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(!answer.text.contains("style=\""))
            #expect(!answer.text.contains("<script>"))
            #expect(try await web.browser().get("/health").text == "ok\n")
            #expect(
                try await web.browser().get("/metrics").text.contains("kevre_requests_total{status=\"2xx\"}"))
        }
    }

    @Test("Two people on one account: the second sees what the first changed, and what was typed stays")
    func conflict() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.gwenael)
            let id = try #require(try await web.test.agent(.nolwenn).id)
            let path = "/reglages/agents/\(id)"
            var fields = [
                "name": "Nolwenn Un", "email": Cast.nolwenn.email, "roles": "reader", "active": "oui",
            ]
            fields["version"] = try await browser.get(path).value(of: "version")
            #expect(try await browser.post(path, fields).status == 303)
            fields["name"] = "Nolwenn Deux"
            let answer = try await browser.post(path, fields)
            #expect(answer.status == 409)
            #expect(answer.text.contains("Nolwenn Un"))
            #expect(answer.text.contains("name=\"name\" value=\"Nolwenn Deux\""))
            fields["version"] = answer.value(of: "version")
            #expect(try await browser.post(path, fields).status == 303)
        }
    }
}
