import HTTPTypes
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Duplicates on the web") struct DuplicatePagesTests {
    /// Two records of one association and the pair they make.
    private struct Scene {
        let kept: Association.ID
        let other: Association.ID
        let pair: Duplicate.ID

        init(_ web: WebOffice) async throws {
            let maelle = try await web.test.agent(.maelle)
            (kept, other, pair) = try await web.office.write(as: maelle) { tx in
                func make(_ values: [String: String]) throws -> Association.ID {
                    try Association.save(nil, version: nil, FormInput(values.mapValues { [$0] }), by: maelle, in: tx)
                }
                let kept = try make(["name": "Harmonie de Paimpol", "rna": "W222001234"])
                let other = try make(["name": "HARMONIE DE PAIMPOL (ASSO)", "email": "harmonie@exemple.bzh"])
                try tx.execute(
                    """
                    INSERT INTO grant_record (own, association_id, funder_name, year, beneficiary_name, amount_cents)
                    VALUES (true, \(other), 'GPA', 2025, 'Harmonie', 350000)
                    """)
                try Duplicate.propose(in: tx)
                return (kept, other, try #require(try Duplicate.open(of: kept, in: tx).first).id)
            }
        }
    }

    @Test(
        "A merge says beforehand what it moves, fills and drops; the old address leads to the kept record; it is undone"
    )
    func merge() async throws {
        try await WebOffice.with { web in
            let scene = try await Scene(web)
            let browser = try await web.signIn(.maelle)
            #expect(try await browser.get("/associations").text.contains("/associations/doublons"))
            let page = try await browser.get("/associations/doublons/\(scene.pair)").text
            #expect(page.contains("1\u{a0}subvention (3\u{202f}500\u{a0}€)"))
            #expect(page.contains("<dd>harmonie@exemple.bzh</dd>"))
            #expect(page.contains("<del>HARMONIE DE PAIMPOL (ASSO)</del>"))
            let done = try await browser.post(
                "/associations/doublons/\(scene.pair)/fusion", ["garder": scene.kept.description])
            #expect(done.location == "/associations/\(scene.kept)")
            let old = try await browser.get("/associations/\(scene.other)")
            #expect(old.status == 308)
            #expect(old.location == "/associations/\(scene.kept)")
            let kept = try await browser.get("/associations/\(scene.kept)").text
            #expect(kept.contains("Fiches réunies à celle-ci"))
            #expect(kept.contains("harmonie@exemple.bzh"))
            let start = try #require(kept.range(of: "action=\"/associations/fusions/"))
            let undo = String(kept[start.upperBound...].prefix { $0 != "\"" })
            let undone = try await browser.post("/associations/fusions/\(undo)")
            #expect(undone.location == "/associations/\(scene.other)")
            #expect(try await browser.get("/associations/\(scene.other)").status == 200)
        }
    }

    @Test("The record to keep can be chosen, and nothing but the pair can be merged")
    func choice() async throws {
        try await WebOffice.with { web in
            let scene = try await Scene(web)
            let browser = try await web.signIn(.maelle)
            let page = try await browser.get("/associations/doublons/\(scene.pair)?garder=\(scene.other)")
            #expect(page.value(of: "garder") == scene.other.description)
            let foreign = try await browser.post("/associations/doublons/\(scene.pair)/fusion", ["garder": "999999"])
            #expect(foreign.status == 404)
        }
    }

    @Test("Declared two associations, they are not proposed again")
    func distinct() async throws {
        try await WebOffice.with { web in
            let scene = try await Scene(web)
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/associations/doublons")
            _ = try await browser.post("/associations/doublons/\(scene.pair)/distinctes")
            _ = try await browser.post("/associations/doublons")
            #expect(try await browser.get("/associations/doublons").text.contains("Aucun doublon possible"))
            #expect(try await browser.get("/associations/doublons/\(scene.pair)").status == 303)
        }
    }

    @Test("An identity to clarify is settled once")
    func identity() async throws {
        try await WebOffice.with { web in
            let scene = try await Scene(web)
            try await web.office.write(as: .system) { tx in
                try tx.execute(
                    """
                    INSERT INTO identity_conflict (association_id, kind, value, source)
                    VALUES (\(scene.kept), 'rna', 'W222009999', 'extrait du répertoire')
                    """)
            }
            let browser = try await web.signIn(.maelle)
            let page = try await browser.get("/associations/\(scene.kept)").text
            #expect(page.contains("Identité à clarifier"))
            let start = try #require(page.range(of: "action=\"/associations/\(scene.kept)/identite/"))
            let conflict = String(page[start.upperBound...].prefix { $0 != "\"" })
            let address = "/associations/\(scene.kept)/identite/\(conflict)"
            #expect(try await browser.post(address, ["decision": "replaced"]).status == 303)
            let after = try await browser.get("/associations/\(scene.kept)").text
            #expect(after.contains("W222009999"))
            #expect(after.contains("Identité clarifiée\u{a0}: prendre l’autre numéro"))
            #expect(!after.contains("id=\"identite\""))
        }
    }
}
