import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@testable import KevreWeb

@Suite("The pages of aids") struct AidPagesTests {
    @Test("An officer adds a funder and an aid, sees them listed, corrects the aid and closes it")
    func catalogue() async throws {
        try await WebOffice.with { web in
            let officer = try await web.signIn(.maelle)
            _ = try await officer.get("/financements/financeurs/nouveau")
            let funder = try await officer.post(
                "/financements/financeurs/nouveau",
                ["name": "Fondation Exemple", "kind": "foundation", "contact_name": "Annaïg Le Bras"])
            #expect(funder.status == 303)
            let id = try #require(funder.location?.split(separator: "/").last.map(String.init))
            _ = try await officer.get("/financements/aides/nouvelle")
            let wrong = try await officer.post(
                "/financements/aides/nouvelle",
                [
                    "name": "Aide à la voile", "funder": id, "start_rule": "any", "rate_min": "50", "rate_max": "20",
                    "perimeter": "Bretagne",
                ])
            #expect(wrong.status == 422 && wrong.text.contains("inférieur au taux minimum"))
            #expect(wrong.text.contains("Aide à la voile"))
            // The funder is typed; what is no name leads to those that answer to it, with no script.
            let vague = try await officer.post(
                "/financements/aides/nouvelle",
                ["name": "Aide à la voile", "funder": "fondation ex", "start_rule": "any"])
            #expect(vague.status == 422 && vague.text.contains("ne s’appelle exactement"))
            #expect(vague.text.contains("<option value=\"Fondation Exemple\">"))
            let unknown = try await officer.post(
                "/financements/aides/nouvelle", ["name": "Aide à la voile", "funder": "Zzyzx", "start_rule": "any"])
            #expect(unknown.text.contains("Ajoutez-le d’abord aux financeurs"))
            let begun = try await officer.get("/financements/aides/nouvelle?financeur=\(id)")
            #expect(begun.text.contains("value=\"Fondation Exemple\""))
            let made = try await officer.post(
                "/financements/aides/nouvelle",
                [
                    "name": "Aide à la voile", "funder": " fondation  EXEMPLE", "start_rule": "any", "rate_max": "40",
                    "perimeter": "Bretagne",
                    "notes": "<script>alert(1)</script>",
                ])
            #expect(made.status == 303)
            let address = try #require(made.location)
            let page = try await officer.get(address)
            #expect(page.text.contains("40\u{a0}% au plus") && page.text.contains("Bretagne"))
            #expect(!page.text.contains("<script>alert"))
            let list = try await officer.get("/financements/aides?q=voile")
            #expect(list.text.contains("Aide à la voile"))
            #expect(try await officer.get("/recherche?q=voile").text.contains("Aide à la voile"))
            let closed = try await officer.post("\(address)/cloture", ["closed": "1"])
            #expect(closed.status == 303)
            #expect(try await officer.get(address).text.contains("close par le service"))
        }
    }

    @Test("The catalogue opens on what one may apply to; a reader reads and changes nothing")
    func reader() async throws {
        try await WebOffice.with { web in
            let reader = try await web.signIn(.nolwenn)
            let list = try await reader.get("/financements/aides")
            #expect(list.location?.contains("status=open") == true)
            #expect(try await reader.get(list.location ?? "").status == 200)
            #expect(try await reader.get("/financements/aides/nouvelle").status == 403)
        }
    }

    @Test("Aids possible for a project are shown with their sentences; an answer needs a note, a dismissal a reason")
    func matching() async throws {
        try await WebOffice.with { web in
            let officer = try await web.signIn(.maelle)
            let (project, aid) = try await web.office.write(as: .system) { tx -> (Int, Int) in
                let association: Int = try tx.one(
                    "INSERT INTO association (name, commune_code) VALUES ('Vélo utile', '22070') RETURNING id")["id"]
                let project: Int = try tx.one(
                    """
                    INSERT INTO project (association_id, title, themes, scope, communes)
                    VALUES (\(association), 'Atelier vélo', '{sport}', 'commune', '{22070}') RETURNING id
                    """)["id"]
                _ = try tx.execute("INSERT INTO funder (name, kind) VALUES ('Fondation Exemple', 'foundation')")
                let aid: Int = try tx.one(
                    """
                    INSERT INTO aid (funder_id, name, audiences, kinds, themes, accreditation)
                    SELECT id, 'Appel vélo', '{association}', '{grant}', '{sport}', 'affiliation à une fédération' FROM funder
                    RETURNING id
                    """)["id"]
                return (project, aid)
            }
            let address = "/financements/projets/\(project)/aides"
            let page = try await officer.get(address)
            #expect(page.status == 200)
            #expect(page.text.contains("Appel vélo") && page.text.contains("affiliation à une fédération"))
            let mute = try await officer.post(
                "\(address)/\(aid)/critere", ["criterion": "accreditation", "outcome": "met", "note": ""])
            #expect(mute.status == 422)
            #expect(!(try await officer.get(address)).text.contains("Retirer la réponse"))
            let said = try await officer.post(
                "\(address)/\(aid)/critere",
                ["criterion": "accreditation", "outcome": "met", "note": "Licence vue en mars"])
            #expect(said.status == 303)
            #expect(try await officer.get(address).text.contains("Licence vue en mars"))
            let kept = try await officer.post("\(address)/\(aid)/avis", ["verdict": "kept"])
            #expect(kept.status == 303)
            #expect(try await officer.get(address).text.contains("Ouvrir une recherche"))
            let gone = try await officer.post(
                "\(address)/\(aid)/avis", ["verdict": "dismissed", "reason": "Trop lourd"])
            #expect(gone.status == 303)
            #expect(try await officer.get(address).text.contains("Écartées par le service"))
            #expect(try await officer.get("/financements/aides/\(aid)/projets").status == 200)
        }
    }
}
