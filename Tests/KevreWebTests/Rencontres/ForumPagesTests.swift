import Foundation
import HTTPTypes
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The pages of the Rencontres") struct ForumPagesTests {
    @Test("An association finds itself by its number, registers on one page, follows, cancels; the next gets its place")
    func wholeWay() async throws {
        try await WebOffice.with { web in
            let associations = try await web.layForum()
            let visitor = web.browser()
            let page = try await visitor.get("/forum/2026")
            #expect(page.status == 200)
            #expect(page.text.contains("1\u{a0}place libre"))
            _ = try await visitor.get("/forum/2026/inscription")
            let found = try await visitor.post("/forum/2026/association", ["number": "W223000012"])
            #expect(found.text.contains("Radio Kreiz"))
            #expect(!found.text.contains("secret@kreiz.example") && !found.text.contains("0611111111"))
            let address = "/forum/2026/inscription?association=\(web.key(associations[0]))"
            let form = try await visitor.get(address)
            #expect(!form.text.contains("secret@kreiz.example"))

            var first = try await web.registrationFields(associations[0])
            first["tables"] = "9"
            let wrong = try await visitor.post("/forum/2026/inscription", first)
            #expect(wrong.status == 422 && wrong.text.contains("Maï Le Roux"), "what was typed stays")
            first["tables"] = "2"
            let sent = try await visitor.post("/forum/2026/inscription", first)
            let follow = try #require(sent.location)
            #expect(follow.hasPrefix("/forum/suivi/"))
            #expect(try await visitor.get(follow).text.contains("Votre place est réservée"))

            let twice = try await visitor.post("/forum/2026/inscription", first)
            #expect(twice.status == 422 && twice.text.contains("est déjà inscrite"))

            let other = web.browser()
            _ = try await other.get("/forum/2026/inscription")
            let second = try await other.post(
                "/forum/2026/inscription", try await web.registrationFields(associations[1]))
            let waiting = try #require(second.location)
            #expect(try await other.get(waiting).text.contains("Votre rang\u{a0}: 1re"))
            #expect(try await other.get("/forum/2026").text.contains("complet"))

            _ = try await visitor.get(follow)
            let cancelled = try await visitor.post("\(follow)/annuler")
            #expect(cancelled.location == follow)
            #expect(try await other.get(waiting).text.contains("Votre place est réservée"))
            let again = try await visitor.post("\(follow)/annuler")
            #expect(again.status == 303, "harmless")
            #expect(try await visitor.get(follow).text.contains("rien n’a changé"))
        }
    }

    @Test(
        "A name is found by its words in any order; whether an association is registered is told to nobody who names it"
    )
    func finding() async throws {
        try await WebOffice.with { web in
            let associations = try await web.layForum()
            try await web.office.write(as: web.test.agent(.maelle)) { tx in
                _ = try tx.execute(
                    """
                    INSERT INTO association (name, locality) VALUES ('Théâtre du Trieux', 'Paimpol'),
                        ('La Baie, théâtre amateur', 'Paimpol'), ('Théâtre du Leff', 'Lanvollon')
                    """)
            }
            let visitor = web.browser()
            _ = try await visitor.get("/forum/2026/inscription")
            let found = try await visitor.post("/forum/2026/association", ["name": "theatre", "commune": "Paimpol"])
            #expect(found.text.contains("Théâtre du Trieux") && found.text.contains("La Baie, théâtre amateur"))
            #expect(!found.text.contains("Théâtre du Leff"))
            let turned = try await visitor.post(
                "/forum/2026/association", ["name": "Trieux Theatre", "commune": "paimpol"])
            #expect(turned.text.contains("Théâtre du Trieux"))
            // The usual tables and chairs, shown before the type was chosen, are no fault of who chose it.
            try await web.office.write(as: web.test.agent(.maelle)) {
                _ = try $0.execute("UPDATE stand_type SET max_tables = 0, max_chairs = 0, version = version + 1")
            }
            var form = try await web.registrationFields(associations[0])
            form["chairs"] = "2"
            #expect(try await visitor.post("/forum/2026/inscription", form).status == 303)
            for number in ["W223000012", "W223000013"] {
                let known = try await web.browser().ask(number)
                #expect(known.text.contains("C’est la nôtre") && !known.text.contains("est déjà inscrite"))
            }
            // Who sends a whole registration for it is told, with whom to ask; its number opens no page.
            let again = try await visitor.post("/forum/2026/inscription", form)
            #expect(again.status == 422 && again.text.contains("est déjà inscrite"))
            let counted = try await visitor.get("/forum/2026/inscription?association=\(associations[0])")
            #expect(counted.text.contains("Quelle association"))
            form["association"] = associations[1].description
            #expect(!(try await visitor.post("/forum/2026/inscription", form)).text.contains("déjà inscrite"))
            let count: Int = try await web.office.read { try $0.one("SELECT count(*) AS n FROM registration")["n"] }
            #expect(count == 1)
        }
    }

    @Test("Two officers on the ways to take part: the second is told, and nothing of the first is undone")
    func twoOfficers() async throws {
        try await WebOffice.with { web in
            _ = try await web.layForum()
            let (first, second) = (try await web.signIn(.maelle), try await web.signIn(.maelle))
            let address = "/rencontres/2026/participations"
            let type: Int = try await web.office.read { try $0.one("SELECT id FROM stand_type")["id"] }
            func form(_ page: Answer, quota: String) -> [String: String] {
                [
                    "version": page.value(of: "version") ?? "", "type_id": String(type), "type_name": "Stand",
                    "type_quota": quota, "type_kind": "stand", "type_mode": "direct",
                ]
            }
            let (shown, stale) = (try await first.get(address), try await second.get(address))
            #expect(try await first.post(address, form(shown, quota: "30")).status == 303)
            #expect(try await second.post(address, form(stale, quota: "20")).status == 409)
            let quota: Int = try await web.office.read { try $0.one("SELECT quota FROM stand_type")["quota"] }
            #expect(quota == 30)
        }
    }

    @Test("An unknown association recorded twice is one, and leads to its own form")
    func recorded() async throws {
        try await WebOffice.with { web in
            _ = try await web.layForum()
            let visitor = web.browser()
            _ = try await visitor.get("/forum/2026/inscription")
            let typed = ["name": "Chorale de Kergoz", "commune": "Pabu"]
            let first = try await visitor.post("/forum/2026/association/nouvelle", typed)
            let second = try await visitor.post("/forum/2026/association/nouvelle", typed)
            let form = try #require(first.location)
            #expect(second.location == form)
            #expect(try await visitor.get(form).text.contains("Chorale de Kergoz"))
        }
    }

    @Test("A draft is gone on with by its link; last year's persons are told to no stranger")
    func drafts() async throws {
        try await WebOffice.with { web in
            let associations = try await web.layForum()
            let visitor = web.browser()
            _ = try await visitor.get("/forum/2026/inscription")
            var half = try await web.registrationFields(associations[0])
            half["contact_email"] = ""
            half["garder"] = "1"
            let kept = try await visitor.post("/forum/2026/inscription", half)
            let link = try #require(kept.location)
            let resumed = try await visitor.get("\(link)/modifier")
            #expect(resumed.text.contains("Maï Le Roux") && resumed.text.contains("pas encore envoyée"))
            var whole = try await web.registrationFields(associations[0])
            whole["version"] = resumed.value(of: "version")
            let sent = try await visitor.post("\(link)/modifier", whole)
            #expect(sent.location == link)
            #expect(try await visitor.get(link).text.contains("Votre place est réservée"))
            #expect(try await web.browser().get("/forum/suivi/rien").status == 404)
        }
    }

    @Test("An officer places, frees, sees who is to be placed; two on one pitch is refused by name")
    func plan() async throws {
        try await WebOffice.with { web in
            let associations = try await web.layForum()
            let officer = try await web.signIn(.maelle)
            _ = try await officer.get("/rencontres/2026/inscriptions/nouvelle?association=\(associations[0])")
            let entered = try await officer.post(
                "/rencontres/2026/inscriptions/nouvelle",
                try await web.registrationFields(associations[0], isOnline: false))
            let record = try #require(entered.location)
            #expect(try await officer.get(record).text.contains("Validée"))
            let made = try await officer.post(
                "/rencontres/2026/plan/rangees",
                [
                    "zone_name": "Culture", "first": "1", "rows": "1", "columns": "2", "x": "200", "y": "200",
                    "width": "200", "depth": "200", "gap": "20", "aisle": "140",
                ])
            #expect(made.location == "/rencontres/2026/plan")
            let pitch: Int = try await web.office.read { try $0.one("SELECT id FROM pitch WHERE number = 1")["id"] }
            let registration = String(record.split(separator: "/").last ?? "")
            let placed = try await officer.post(
                "/rencontres/2026/plan/placer", ["pitch": String(pitch), "registration": registration])
            #expect(placed.location == "/rencontres/2026/plan?emplacement=1#emplacement")
            let plan = try await officer.get("/rencontres/2026/plan?emplacement=1")
            #expect(plan.text.contains("aria-label=\"1\u{a0}: Radio Kreiz, 1\u{a0}table\""))
            // The public page bears the plan once it is published.
            #expect(try await web.browser().get("/forum/2026/plan.svg").status == 404)
            _ = try await officer.post("/rencontres/2026/plan/publier")
            let drawing = try await web.browser().get("/forum/2026/plan.svg")
            #expect(drawing.status == 200 && drawing.text.contains("Radio Kreiz"))
            #expect(try await web.browser().get("/forum/2026").text.contains("1\u{a0}: Radio Kreiz"))
            let refused = try await officer.post("/rencontres/2026/supprimer")
            #expect(refused.status == 303 || refused.text.contains("Radio Kreiz"))
            #expect(try await officer.get("/rencontres/2026").status == 200)
        }
    }

    @Test("An edition in preparation is nobody's but the officers'")
    func hidden() async throws {
        try await WebOffice.with { web in
            _ = try await web.layForum()
            let officer = try await web.signIn(.maelle)
            _ = try await officer.get("/rencontres/2026")
            let hidden = try await officer.post("/rencontres/2026/etape/hide")
            #expect(hidden.location == "/rencontres/2026")
            for path in ["/forum/2026", "/forum/2026/inscription", "/forum/2026/plan.svg"] {
                #expect(try await web.browser().get(path).status == 404, "\(path)")
            }
            let visitor = web.browser()
            _ = try await visitor.get("/forum")
            #expect(!(try await visitor.get("/forum").text.contains("2026")))
        }
    }
}

extension Browser {
    /// Asks the forum's page for an association by its number.
    func ask(_ number: String) async throws -> Answer {
        _ = try await get("/forum/2026/inscription")
        return try await post("/forum/2026/association", ["number": number])
    }
}
