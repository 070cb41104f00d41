import HTTPTypes
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Pages of associations") struct AssociationPagesTests {
    private static func make(_ web: WebOffice, _ values: [String: String]) async throws -> Association.ID {
        let maelle = try await web.test.agent(.maelle)
        return try await web.office.write(as: maelle) { tx in
            try Association.save(nil, version: nil, FormInput(values.mapValues { [$0] }), by: maelle, in: tx)
        }
    }

    private static func grant(
        _ web: WebOffice, _ id: Association.ID, _ year: Int, cents: Int, service: String? = "Culture",
        own: Bool = true, funder: String = "Guingamp-Paimpol Agglomération"
    ) async throws {
        try await web.office.write(as: .system) { tx in
            try tx.execute(
                """
                INSERT INTO grant_record (own, association_id, funder_name, year, beneficiary_name, amount_cents, service)
                VALUES (\(own), \(id), \(funder), \(year), 'X', \(cents), \(service))
                """)
        }
    }

    @Test("A new record is created, found in the list, and opened")
    func create() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/associations/nouvelle")
            let answer = try await browser.post(
                "/associations/nouvelle", ["name": "Harmonie <de> Paimpol", "rna": "W222001234", "commune": "Paimpol"])
            #expect(answer.status == 303)
            let page = try await browser.get(try #require(answer.location))
            #expect(page.text.contains("Fiche créée."))
            #expect(page.text.contains("Harmonie &lt;de&gt; Paimpol"))
            #expect(page.text.contains("data-copy=\"W222001234\""))
            #expect(try await browser.get("/associations?q=paimpol").text.contains("Harmonie"))
        }
    }

    @Test("What is wrong is said next to the field and on top, and what was typed stays")
    func wrong() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/associations/nouvelle")
            let answer = try await browser.post(
                "/associations/nouvelle", ["name": "Cercle", "siret": "23350001600041", "phone": "02 96 00 00 00"])
            #expect(answer.status == 422)
            #expect(answer.text.contains("href=\"#siret\""))
            #expect(answer.text.contains("id=\"siret-erreur\""))
            #expect(answer.text.contains("02 96 00 00 00"))
        }
    }

    @Test("A number of another record is refused at its field, with the way to that record")
    func taken() async throws {
        try await WebOffice.with { web in
            let id = try await Self.make(web, ["name": "Club nautique", "rna": "W222001234"])
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/associations/nouvelle")
            let answer = try await browser.post("/associations/nouvelle", ["name": "Autre", "rna": "W222001234"])
            #expect(answer.status == 422)
            #expect(answer.text.contains("id=\"rna-erreur\""))
            #expect(answer.text.contains("href=\"/associations/\(id)\""))
        }
    }

    @Test("A record like another is created only when confirmed, and not proposed as a duplicate then")
    func alike() async throws {
        try await WebOffice.with { web in
            let id = try await Self.make(web, ["name": "Cercle celtique de Pontrieux"])
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/associations/nouvelle")
            let typed = ["name": "Cercle celtique Pontrieux"]
            let asked = try await browser.post("/associations/nouvelle", typed)
            #expect(asked.status == 422)
            #expect(asked.text.contains("href=\"/associations/\(id)\""))
            #expect(asked.value(of: "confirmed") == "oui")
            let made = try await browser.post(
                "/associations/nouvelle", typed.merging(["confirmed": "oui"]) { $1 })
            #expect(made.status == 303)
            #expect(try await browser.get("/associations/doublons").text.contains("Aucun doublon possible"))
        }
    }

    @Test("Two officers on one record: the second sees who changed what, and keeps what was typed")
    func conflict() async throws {
        try await WebOffice.with { web in
            let id = try await Self.make(web, ["name": "Radio Kreiz"])
            let maelle = try await web.signIn(.maelle)
            let gwenael = try await web.signIn(.gwenael)
            let address = "/associations/\(id)/modifier"
            let version = try #require(try await maelle.get(address).value(of: "version"))
            _ = try await gwenael.get(address)
            _ = try await gwenael.post(address, ["name": "Radio Kreiz Breizh", "version": version])
            let answer = try await maelle.post(
                address, ["name": "Radio Kreiz", "phone": "02 96 11 22 33", "version": version])
            #expect(answer.status == 409)
            #expect(answer.text.contains("Gwenaël Hervé"))
            #expect(answer.text.contains("02 96 11 22 33"))
            #expect(answer.value(of: "version") == "2")
        }
    }

    @Test("The record shows own grants by service, other funders apart, and R1 above the threshold")
    func money() async throws {
        try await WebOffice.with { web in
            let id = try await Self.make(web, ["name": "Théâtre du Leff"])
            try await Self.grant(web, id, 2026, cents: 2_000_000)
            try await Self.grant(web, id, 2026, cents: 300_001, service: "Sport")
            try await Self.grant(web, id, 2025, cents: 500_000, service: nil, own: false, funder: "Région Bretagne")
            // The first account but one must be an administrator's.
            _ = try await web.test.agent(.gwenael)
            let page = try await web.signIn(.nolwenn).get("/associations/\(id)").text
            #expect(page.contains("23\u{202f}000,01\u{a0}€"))
            #expect(page.contains("Convention obligatoire pour 2026"))
            #expect(page.contains("Autres financements publics"))
            #expect(page.contains("Région Bretagne"))
            #expect(!page.contains("/associations/\(id)/modifier"))
        }
    }

    @Test("Officers are added and taken away; a wrong address keeps what was typed")
    func officers() async throws {
        try await WebOffice.with { web in
            let id = try await Self.make(web, ["name": "Vélo utile"])
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/associations/\(id)")
            let address = "/associations/\(id)/dirigeants"
            let wrong = try await browser.post(
                address, ["name": "Anne Le Bras", "role": "Présidente", "email": "anne"])
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("Anne Le Bras"))
            #expect(wrong.text.contains("href=\"#email\""))
            #expect(try await browser.post(address, ["name": "Anne Le Bras", "role": "Présidente"]).status == 303)
            let page = try await browser.get("/associations/\(id)").text
            #expect(page.contains("Dirigeant ajouté\u{a0}: Anne Le Bras, Présidente"))
            let start = try #require(page.range(of: "action=\"\(address)/"))
            let removal = String(page[start.upperBound...].prefix { $0 != "\"" })
            #expect(try await browser.post("\(address)/\(removal)").status == 303)
            #expect(try await browser.get("/associations/\(id)").text.contains("Aucun dirigeant connu"))
        }
    }

    @Test("The trail tells changes in plain words, never a full account number")
    func trail() async throws {
        try await WebOffice.with { web in
            let id = try await Self.make(web, ["name": "Harmonie", "commune": "Paimpol"])
            try await web.office.write(as: .system) { tx in
                try tx.execute(
                    """
                    INSERT INTO bank_account (association_id, holder, iban)
                    VALUES (\(id), 'Harmonie', 'FR7630006000011234567890189')
                    """)
                try tx.execute("UPDATE association SET commune_code = '22070', member_count = 1200 WHERE id = \(id)")
            }
            let page = try await web.signIn(.maelle).get("/associations/\(id)").text
            #expect(page.contains("Commune\u{a0}: Paimpol → Guingamp"))
            #expect(page.contains("Adhérents\u{a0}: — → 1\u{202f}200"))
            #expect(page.contains("FR76…0189"))
            #expect(!page.contains("FR7630006000011234567890189"))
        }
    }
}
