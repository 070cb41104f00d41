import Foundation
import HTTPTypes
import Kevre
import PostgreSQL
import TestSupport
import Testing

@testable import KevreWeb

@Suite("Robots on the public pages") struct PublicGateTests {
    private func registered(_ web: WebOffice) async throws -> Int {
        try await web.office.read { try $0.one("SELECT count(*) AS n FROM registration")["n"] }
    }

    @Test("What arrives faster than a person fills it in is shown again; later, it is taken")
    func tooFast() async throws {
        try await WebOffice.with(limits: PublicLimits(perHour: 60, seconds: 3)) { web in
            let associations = try await web.layForum()
            let visitor = web.browser()
            let page = try await visitor.get(
                "/forum/2026/inscription?association=\(web.key(associations[0]))")
            var form = try await web.registrationFields(associations[0])
            #expect(try await visitor.post("/forum/2026/inscription", form).text.contains("plus vite"), "never shown")
            form["vu"] = "forgé"
            #expect(try await visitor.post("/forum/2026/inscription", form).text.contains("plus vite"), "forged")
            form["vu"] = page.value(of: "vu")
            let now = try await visitor.post("/forum/2026/inscription", form)
            #expect(now.status == 422 && now.text.contains("plus vite") && now.text.contains("Maï Le Roux"))
            #expect(now.value(of: "vu") == form["vu"], "who waits and sends again is let in")
            #expect(try await registered(web) == 0)
            form["vu"] = web.shown(web.test.now.addingTimeInterval(-3))
            #expect(try await visitor.post("/forum/2026/inscription", form).status == 303)
            #expect(try await registered(web) == 1)
        }
    }

    @Test("A field that nobody sees must stay empty")
    func hiddenField() async throws {
        try await WebOffice.with { web in
            let associations = try await web.layForum()
            let visitor = web.browser()
            _ = try await visitor.get("/forum/2026/inscription")
            var form = try await web.registrationFields(associations[0])
            form["site_internet"] = "https://exemple.example"
            let answer = try await visitor.post("/forum/2026/inscription", form)
            #expect(answer.status == 422 && answer.text.contains("champ caché"))
            #expect(!answer.text.contains("exemple.example"))
            #expect(try await registered(web) == 0)
        }
    }

    @Test("An address sends so many forms in an hour, whichever they are; another one still may")
    func bounded() async throws {
        try await WebOffice.with(limits: PublicLimits(perHour: 3, seconds: 0)) { web in
            let associations = try await web.layForum()
            let visitor = web.browser()
            _ = try await visitor.get("/forum/2026/inscription")
            let form = try await web.registrationFields(associations[0])
            func send(_ address: String) async throws -> Int {
                try await visitor.post(
                    "/forum/2026/inscription", form, headers: [.forwardedFor: address]
                ).status
            }
            for _ in 1...3 { _ = try await send("2001:db8:1:2::5") }
            #expect(try await send("2001:db8:1:2::ffff") == 429, "one network of IPv6 is one connection")
            #expect(try await send("192.0.2.9") != 429)
        }
    }

    @Test("No public page names an association by its key")
    func keys() async throws {
        try await WebOffice.with { web in
            let associations = try await web.layForum()
            let found = try await web.browser().ask("W223000012")
            #expect(found.text.contains("C’est la nôtre"))
            #expect(!found.text.contains("association=\(associations[0])\""))
            let seal = Seal()
            #expect(Seal().open(seal.seal("gpa association 7")) == nil)
            #expect(seal.open(seal.seal("gpa association 7")) == "gpa association 7")
        }
    }
}
