import HTTPTypes
import Kevre
import TestSupport
import Testing

@Suite("The pages of past grants")
struct GrantPagesTests {
    @Test("the list, its record and its correction")
    func correcting() async throws {
        try await WebOffice.with { web in
            let id = try await PastGrant(period: "2025-05-02/2025-12-31").write(web.test)
            let browser = try await web.signIn(.maelle)
            #expect(try await browser.get("/subventions").text.contains("Harmonie de Paimpol"))
            #expect(try await browser.get("/subventions?origin=other").text.contains("Rien ne correspond"))
            let page = try await browser.get("/subventions/\(id)")
            #expect(page.text.contains("3\u{202f}500\u{a0}€"))
            #expect(page.text.contains("DEL-2025-031"))
            let form = try await browser.get("/subventions/\(id)/modifier")
            let version = try #require(form.value(of: "version"))
            let wrong = try await browser.post("/subventions/\(id)/modifier", ["version": version, "amount": "abc"])
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("abc"))
            let fields = ["version": version, "amount": "3 800", "year": "2025", "nature": "cash"]
            #expect(try await browser.post("/subventions/\(id)/modifier", fields).location == "/subventions/\(id)")
            #expect(try await browser.get("/subventions/\(id)").text.contains("3\u{202f}800\u{a0}€"))
            #expect(try await browser.post("/subventions/\(id)/modifier", fields).status == 409)
        }
    }

    @Test("the publication leads to where terms of payment are typed at once")
    func completing() async throws {
        try await WebOffice.with { web in
            let first = try await PastGrant(conditions: nil, period: nil).write(web.test)
            let second = try await PastGrant(conditions: nil, period: nil).write(web.test)
            let browser = try await web.signIn(.maelle)
            let page = try await browser.get("/subventions-publication?annee=2025")
            #expect(page.text.contains("/subventions/versement?annee=2025"))
            #expect(try await browser.get("/subventions?lacks_terms=1").text.contains("Compléter le versement"))
            // Saying nothing never means all of them.
            let nothing = try await browser.post("/subventions/versement", [:])
            #expect(nothing.location?.hasPrefix("/subventions?") == true)
            let picked = try await browser.post("/subventions/versement", ["choix": "\(first)"])
            #expect(picked.text.contains("Compléter 1\u{a0}subvention"))
            let empty = try await browser.post(
                "/subventions/versement", ["choix": "\(first)", "versement": "1"])
            #expect(empty.status == 422)
            let one = try await browser.post(
                "/subventions/versement",
                ["choix": "\(first)", "versement": "1", "payment_way": "unique", "payment_start": "02/05/2025"])
            #expect(one.location == "/subventions")
            #expect(try await browser.get("/subventions/\(second)").text.contains("Conditions") == false)
            #expect(
                try await browser.get("/subventions/versement?annee=2025").text.contains("Compléter 1\u{a0}subvention"))
            let rest = try await browser.post(
                "/subventions/versement",
                ["annee": "2025", "versement": "1", "payment_way": "unique", "payment_start": "02/05/2025"])
            #expect(rest.location == "/subventions-publication?annee=2025")
            #expect(
                try await browser.get("/subventions-publication?annee=2025").text
                    .contains("Toutes les subventions de 2025 peuvent être publiées"))
        }
    }

    @Test("the publication says what goes out and what is missing, and hands out both")
    func publication() async throws {
        try await WebOffice.with { web in
            try await PastGrant().write(web.test)
            try await PastGrant(association: "Sans numéro", siret: nil).write(web.test)
            let browser = try await web.signIn(.maelle)
            let page = try await browser.get("/subventions-publication?annee=2025")
            #expect(page.text.contains("SIRET ou numéro RNA du bénéficiaire\u{a0}: à compléter"))
            #expect(page.text.contains("Télécharger le fichier"))
            let file = try await browser.get("/subventions-publication/fichier?annee=2025")
            #expect(file.text.hasPrefix("nomAttribuant,idAttribuant,"))
            #expect(file.text.split(separator: "\n").count == 2)
            #expect(file.headers[.contentDisposition]?.contains("subventions-scdl-2025.csv") == true)
            #expect(try await browser.get("/subventions-publication/a-completer?annee=2025").status == 200)
            let none = try await browser.get("/subventions-publication?annee=1999")
            #expect(none.text.contains("Rien à publier"))
        }
    }
}
