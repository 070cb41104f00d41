import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The pages of schemes and campaigns") struct SchemePagesTests {
    private static func scheme(_ web: WebOffice) async throws -> [String: String] {
        let service: Int = try await web.office.read {
            try $0.one("SELECT id FROM service WHERE code = 'culture'")["id"]
        }
        return [
            "name": "Festivals", "code": "festivals", "service": String(service), "kind": "event",
            "competent_body": "council", "active": "1", "eligibility": "Avoir un an\nAgir sur le territoire",
            "document_label": "Programme", "document_mandatory": "1",
        ]
    }

    private static func campaign(_ scheme: String) -> [String: String] {
        [
            "scheme": scheme, "year": "2027", "name": "Festivals 2027", "opens_at": "01/10/2026 08:00",
            "closes_at": "31/01/2027 23:59", "envelope_name": "Festivals", "envelope_amount": "20 000",
        ]
    }

    @Test("a scheme, its campaign and its envelope are made by forms alone, and stand on their pages")
    func making() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/dispositifs/nouveau")
            let made = try await browser.post("/dispositifs/nouveau", try await Self.scheme(web))
            let page = try #require(made.location)
            let shown = try await browser.get(page).text
            for words in ["Festivals", "Avoir un an", "Programme", "Qui décide"] {
                #expect(shown.contains(words), "\(words)")
            }
            let key = try #require(page.split(separator: "/").last.map(String.init))
            _ = try await browser.get("/campagnes/nouvelle?dispositif=\(key)")
            let opened = try await browser.post("/campagnes/nouvelle", Self.campaign(key))
            let campaign = try #require(opened.location)
            let text = try await browser.get(campaign).text
            #expect(text.contains("Festivals 2027"))
            #expect(text.contains("20\u{202f}000"))
            #expect(try await browser.get(page).text.contains("Festivals 2027"))
            #expect(try await browser.get("/campagnes").text.contains(campaign))
        }
    }

    @Test("what is missing or upside down is said beside its field, and what was typed stays")
    func refused() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/dispositifs/nouveau")
            var input = try await Self.scheme(web)
            input["code"] = "Deux Mots"
            let wrong = try await browser.post("/dispositifs/nouveau", input)
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("Des minuscules, chiffres et tirets seulement."))
            #expect(wrong.text.contains("value=\"Deux Mots\""))
            let made = try await browser.post("/dispositifs/nouveau", try await Self.scheme(web))
            let key = try #require(made.location?.split(separator: "/").last.map(String.init))
            var campaign = Self.campaign(key)
            campaign["closes_at"] = "01/09/2026 08:00"
            campaign["envelope_amount"] = "0"
            let refused = try await browser.post("/campagnes/nouvelle", campaign)
            #expect(refused.status == 422)
            #expect(refused.text.contains("La clôture doit venir après l’ouverture."))
            #expect(refused.text.contains("supérieur à zéro"))
            #expect(refused.text.contains("value=\"Festivals 2027\""))
        }
    }

    @Test("an envelope never goes below what is decided of it")
    func decided() async throws {
        try await WebOffice.with { web in
            let scene = try await DecisionScene.lay(web.test)
            let file = try await scene.propose("A", asked: Money(euros: 900), proposed: Money(euros: 900))
            let line = try await scene.lines(scene.session([file]))[0]
            try await scene.decide(line.id, .granted(), version: line.version)
            let campaign: Int = try await web.office.read {
                try $0.one("SELECT campaign_id FROM envelope WHERE decided_cents > 0")["campaign_id"]
            }
            let browser = try await web.signIn(.maelle)
            let form = try await browser.get("/campagnes/\(campaign)/modifier")
            let envelope = try #require(form.value(of: "envelope_id"))
            let scheme: Int = try await web.office.read {
                try $0.one("SELECT scheme_id FROM campaign WHERE id = \(campaign)")["scheme_id"]
            }
            var input = Self.campaign(String(scheme))
            input.merge(
                ["version": form.value(of: "version") ?? "", "envelope_id": envelope, "envelope_amount": "899"]
            ) { _, new in new }
            let answer = try await browser.post("/campagnes/\(campaign)/modifier", input)
            #expect(answer.status == 422)
            #expect(answer.text.contains("sont déjà décidés"))
        }
    }

    @Test("who may only read finds no button to change anything")
    func reading() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.nolwenn)
            let list = try await browser.get("/dispositifs")
            #expect(list.status == 200)
            #expect(!list.text.contains("/dispositifs/nouveau"))
        }
    }
}
