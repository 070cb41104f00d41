import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Registering as last year, on the public page") struct ForumAgainTests {
    /// Last year's registration of an association, with all that is personal, behind a link of its own.
    private func layLastYear(_ web: WebOffice, _ association: Association.ID, token: String) async throws {
        let officer = try await web.test.agent(.maelle)
        try await web.office.write(as: officer) { tx in
            try tx.execute("SELECT set_config('kevre.event', 'load_history', true)")
            let edition: Int = try tx.one(
                """
                INSERT INTO edition (year, name, state, starts_on, ends_on, registration_opens_at, registration_closes_at)
                VALUES (2025, 'Rencontres', 'over', '2025-09-13', '2025-09-13', '2025-03-01', '2025-07-01') RETURNING id
                """)["id"]
            let type: Int = try tx.one(
                "INSERT INTO stand_type (edition_id, name) VALUES (\(edition), 'Stand') RETURNING id")["id"]
            try tx.execute(
                """
                INSERT INTO registration (edition_id, stand_type_id, association_id, state, code, tables, watts,
                                          sockets, contact_name, contact_phone, contact_email, vehicle, allergies,
                                          accessibility, resume_token_hash, submitted_at)
                VALUES (\(edition), \(type), \(association), 'surveyed', 'ABCD2345', 2, 400, 1, 'Gaïd Ancienne',
                        '06 99 88 77 66', 'gaid@exemple.bzh', 'AB-123-CD', 'noix', 'rampe', \(Secrets.digest(token)),
                        '2025-05-01')
                """)
        }
    }

    private let personal = ["Gaïd Ancienne", "06 99 88 77 66", "gaid@exemple.bzh", "AB-123-CD", "noix", "rampe"]

    @Test("A draft that anybody may begin opens nobody's persons; last year's own link does")
    func draftIsNoKey() async throws {
        try await WebOffice.with { web in
            let associations = try await web.layForum()
            try await layLastYear(web, associations[0], token: "celui-de-2025")
            let stranger = web.browser()
            _ = try await stranger.get("/forum/2026/inscription")
            let begun = try await stranger.post(
                "/forum/2026/inscription", ["association": web.key(associations[0]), "garder": "1"])
            let draft = try #require(begun.location).split(separator: "/").last ?? ""
            let form = "/forum/2026/inscription?association=\(web.key(associations[0]))"
            for like in ["1", String(draft)] {
                let page = try await stranger.get("\(form)&comme=\(like)")
                #expect(page.status == 200 && page.text.contains("value=\"400\""), "its needs")
                for word in personal { #expect(!page.text.contains(word), "\(word)") }
            }
            // Given up, a draft is no registration either.
            _ = try await stranger.post("/forum/suivi/\(draft)/annuler")
            let after = try await stranger.get("\(form)&comme=\(draft)")
            for word in personal { #expect(!after.text.contains(word), "\(word)") }
            // Nor does another association's link help.
            let other = try await stranger.get(
                "/forum/2026/inscription?association=\(web.key(associations[1]))&comme=celui-de-2025")
            #expect(!other.text.contains("Gaïd Ancienne"))
            let own = try await web.browser().get("\(form)&comme=celui-de-2025")
            for word in personal { #expect(own.text.contains(word), "\(word)") }
        }
    }

    @Test("« Comme en 2025 » takes over the needs of last year and leaves what was typed")
    func asLast() async throws {
        try await WebOffice.with { web in
            let associations = try await web.layForum()
            try await layLastYear(web, associations[0], token: "celui-de-2025")
            let visitor = web.browser()
            let page = try await visitor.get("/forum/2026/inscription?association=\(web.key(associations[0]))")
            #expect(page.text.contains("name=\"comme\""))
            var form = try await web.registrationFields(associations[0])
            form["comme"] = "1"
            form["watts"] = "0"
            let taken = try await visitor.post("/forum/2026/inscription", form)
            #expect(taken.text.contains("value=\"400\""), "its needs")
            #expect(taken.text.contains("Maï Le Roux") && taken.text.contains("mai@exemple.bzh"), "what was typed")
            for word in personal { #expect(!taken.text.contains(word), "\(word)") }
            let count: Int = try await web.office.read {
                try $0.one(
                    "SELECT count(*) AS n FROM registration WHERE edition_id = (SELECT id FROM edition WHERE year = 2026)"
                )[
                    "n"]
            }
            #expect(count == 0, "nothing is sent yet")
        }
    }

    @Test(
        "An association that lost its link finds it by its code and its address; who moves up is named to the officer")
    func foundAgain() async throws {
        try await WebOffice.with { web in
            let associations = try await web.layForum()
            let visitor = web.browser()
            _ = try await visitor.get("/forum/2026/inscription")
            var ids: [Int] = []
            for association in associations {
                _ = try await visitor.post("/forum/2026/inscription", try await web.registrationFields(association))
                ids.append(try await web.office.read { try $0.one("SELECT max(id) AS id FROM registration")["id"] })
            }
            let first = ids[0]
            let code: String = try await web.office.read {
                try $0.one("SELECT code FROM registration WHERE id = \(first)")["code"]
            }
            let found = try await visitor.post(
                "/forum/2026/retrouver", ["code": code, "email": "MAI@exemple.bzh"])
            let link = try #require(found.location)
            #expect(link.hasPrefix("/forum/suivi/"))
            #expect(try await visitor.get(link).text.contains("Votre place est réservée"))
            let other = try await visitor.post("/forum/2026/retrouver", ["code": code, "email": "autre@exemple.bzh"])
            #expect(other.status == 422)
            let officer = try await web.signIn(.maelle)
            let record = "/rencontres/2026/inscriptions/\(first)"
            _ = try await officer.get(record)
            _ = try await officer.post("\(record)/etape/cancel")
            let told = try await officer.get(record)
            #expect(
                told.text.contains("passe de la liste d’attente") && told.text.contains("Maï Le Roux, mai@exemple.bzh"))
            // Over, it opens no door any more.
            #expect(!(try await visitor.get(link)).text.contains("Code à l’accueil"))
        }
    }

    @Test("Out of the dates an association that gave up is let in again with a reason; one refused is told why not")
    func letInAgain() async throws {
        try await WebOffice.with { web in
            let associations = try await web.layForum()
            let visitor = web.browser()
            _ = try await visitor.get("/forum/2026/inscription")
            let sent = try await visitor.post(
                "/forum/2026/inscription", try await web.registrationFields(associations[0]))
            let follow = try #require(sent.location)
            _ = try await visitor.get(follow)
            _ = try await visitor.post("\(follow)/annuler")
            let id: Int = try await web.office.read { try $0.one("SELECT id FROM registration")["id"] }
            try await web.office.write(as: web.test.agent(.maelle)) {
                _ = try $0.execute(
                    "UPDATE edition SET registration_closes_at = moment() - interval '1 day', version = version + 1")
            }
            let officer = try await web.signIn(.maelle)
            let record = "/rencontres/2026/inscriptions/\(id)"
            let page = try await officer.get(record)
            #expect(page.text.contains("Pourquoi hors délai"))
            let silent = try await officer.post("\(record)/etape/register_again")
            #expect(silent.location == record)
            #expect(try await officer.get(record).text.contains("indiquez pourquoi vous inscrivez quand même"))
            _ = try await officer.post("\(record)/etape/register_again", ["reason": "Mail perdu"])
            let again = try await officer.get(record)
            #expect(again.text.contains("Validée") && again.text.contains("Mail perdu"))
        }
    }
}
