import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The pages of a programme and of its door") struct DoorPagesTests {
    /// An edition with a published programme of one workshop of one place.
    private func lay(_ web: WebOffice) async throws -> ProgrammeSession.ID {
        let officer = try await web.test.agent(.maelle)
        let year = web.office.today().year + 1
        return try await web.office.write(as: officer) { tx in
            try tx.execute("SELECT set_config('kevre.event', 'load_history', true)")
            try tx.execute(
                """
                INSERT INTO edition (year, name, state, starts_on, ends_on, place, capacity, registration_opens_at,
                                     registration_closes_at)
                VALUES (\(year), 'Rencontres', 'published', \(Day(year, 9, 12)), \(Day(year, 9, 12)), 'Gymnase', 10,
                        moment() - interval '1 day', moment() + interval '1 day')
                """)
            let edition = try Edition.find(year: year, by: officer, in: tx)
            try Programme.save(edition.id, version: 0, FormInput(["published": ["oui"]]), by: officer, in: tx)
            return try ProgrammeSession.save(
                nil, of: edition,
                FormInput([
                    "title": ["Tenir ses comptes"], "kind": ["workshop"], "day": [Day(year, 9, 12).iso],
                    "starts": ["10h"], "ends": ["11h30"], "capacity": ["1"], "registered": ["oui"],
                ]), by: officer, in: tx)
        }
    }

    @Test("a person registers on the public page, sees her code, and gives her place up to who waits")
    func publicPages() async throws {
        try await WebOffice.with { web in
            let session = try await lay(web)
            let forum = "/forum/\(web.office.today().year + 1)"
            let browser = web.browser()
            let page = try await browser.get("\(forum)/programme")
            #expect(page.text.contains("Tenir ses comptes"))
            #expect(page.text.contains("Plus que 1\u{a0}place"))
            _ = try await browser.get("\(forum)/participer?rendez-vous=\(session)")
            let empty = try await browser.post("\(forum)/participer", ["sessions": session.description])
            #expect(empty.status == 422)
            #expect(empty.text.contains("checked"))
            let form = ["name": "Annaïg", "email": "a@b.fr", "sessions": session.description]
            let first = try await browser.post("\(forum)/participer", form)
            #expect(first.status == 303)
            let link = try #require(first.location)
            #expect(try await browser.get(link).text.contains("Confirmée"))
            let second = try await browser.post(
                "\(forum)/participer", ["name": "Yann", "phone": "0600000000", "sessions": session.description])
            let other = try #require(second.location)
            #expect(try await browser.get(other).text.contains("En liste d’attente (1re)"))
            let cancelled = try await browser.post(String(link.prefix { $0 != "?" }) + "/annuler")
            #expect(cancelled.status == 303)
            #expect(try await browser.get(link).text.contains("Votre inscription est annulée"))
            #expect(try await browser.get(other).text.contains("Confirmée"))
            // Another's secret opens nothing.
            #expect(try await browser.get("\(forum)/participant/aaaa").status == 404)
        }
    }

    @Test("the door lets in by code and by name, tells the second time, and answers a program in JSON")
    func door() async throws {
        try await WebOffice.with { web in
            let session = try await lay(web)
            let year = web.office.today().year + 1
            let officer = try await web.test.agent(.maelle)
            let edition = try await web.office.read { try Edition.find(year: year, by: officer, in: $0) }
            let person = try await Participant.register(
                edition.id, FormInput(["name": ["Soizic Le Bihan"], "sessions": [session.description]]), by: officer,
                in: web.office)
            let browser = try await web.signIn(.yann)
            let address = "/rencontres/\(year)/accueil"
            _ = try await browser.get(address)
            _ = try await browser.post("\(address)/porte", ["porte": "A à gauche"])
            #expect(try await browser.get(address).text.contains("Porte A à gauche"))
            let found = try await browser.post(address, ["code": "bihan"])
            #expect(found.text.contains("Soizic Le Bihan"))
            #expect(found.text.contains(person.code.text))
            #expect(try await browser.post(address, ["code": person.code.description]).text.contains("Bienvenue"))
            let again = try await browser.post(address, ["code": person.code.text.lowercased()])
            #expect(again.text.contains("déjà à l’intérieur, entrée à"))
            #expect(again.text.contains("porte A à gauche"))
            let walkIn = try await browser.post("\(address)/sur-place", ["name": "Jean Passant"])
            #expect(walkIn.text.contains("Bienvenue, Jean Passant"))
            // Tapped twice, the form is one person; another name on the same page is another.
            let secret = try await browser.get(address).value(of: "form") ?? ""
            for _ in 0..<2 {
                let tapped = try await browser.post("\(address)/sur-place", ["name": "Anne Double", "form": secret])
                #expect(tapped.text.contains("Anne Double"))
            }
            _ = try await browser.post("\(address)/sur-place", ["name": "Jean Double", "form": secret])
            let doubles: Int = try await web.office.read {
                try $0.one("SELECT count(*) AS n FROM participant WHERE name LIKE '%Double'")["n"]
            }
            #expect(doubles == 2)
            let json = try await browser.post(
                "\(address)/visiteurs", ["nombre": "6"], headers: [.accept: "application/json"])
            #expect(json.text == "{\"inside\":10,\"entered\":10,\"limit\":10,\"level\":\"full\"}")
            #expect(try await browser.get("\(address)/compteur").text.contains("L’effectif admis est atteint"))
            let out = try await browser.post(
                address, ["code": person.code.text, "sortie": "1"], headers: [.accept: "application/json"])
            #expect(out.text.contains("\"outcome\":\"left\",\"ok\":true"))
        }
    }

    @Test("at a session’s door, who is in the hall already is let in by name, and out by nothing")
    func sessionDoor() async throws {
        try await WebOffice.with { web in
            let session = try await lay(web)
            let year = web.office.today().year + 1
            let officer = try await web.test.agent(.maelle)
            try await web.office.write(as: officer) {
                _ = try $0.execute(
                    "UPDATE edition SET starts_on = \(web.office.today()), ends_on = \(web.office.today())")
            }
            let edition = try await web.office.read { try Edition.find(year: year, by: officer, in: $0) }
            let person = try await Participant.register(
                edition.id, FormInput(["name": ["Soizic Le Bihan"], "sessions": [session.description]]), by: officer,
                in: web.office)
            let browser = try await web.signIn(.yann)
            let address = "/rencontres/\(year)/accueil"
            _ = try await browser.get(address)
            #expect(try await browser.post(address, ["code": person.code.text]).text.contains("Bienvenue"))
            #expect(try await browser.post(address, ["code": "soizic"]).text.contains(">Sortie</button></form></li>"))
            _ = try await browser.post("\(address)/porte", ["porte": "", "rendez-vous": session.description])
            let found = try await browser.post(address, ["code": "soizic"])
            #expect(found.text.contains("Place confirmée"))
            #expect(!found.text.contains("name=\"sortie\""))
            // A button that was shown before this phone stood here.
            let stale = try await browser.post(address, ["code": person.code.text, "sortie": "1"])
            #expect(stale.location == address)
            #expect(try await browser.get(address).text.contains("seules les entrées se pointent"))
            #expect(try await browser.post(address, ["code": person.code.text]).text.contains("Bienvenue"))
            let again = try await browser.post(address, ["code": person.code.text])
            #expect(again.text.contains("déjà en salle, entrée à"))
            #expect(try await browser.post(address, ["code": "soizic"]).text.contains("Déjà en salle"))
            let by = try await web.office.read { try $0.one("SELECT attended_by AS by FROM booking")["by"] as String? }
            #expect(by == (try await web.test.agent(.yann)).name)
        }
    }

    @Test("an officer makes a room and a session; a clash is shown at its field, and a form keeps what was typed")
    func programme() async throws {
        try await WebOffice.with { web in
            _ = try await lay(web)
            let year = web.office.today().year + 1
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/rencontres/\(year)/salles/nouvelle")
            #expect(
                try await browser.post("/rencontres/\(year)/salles/nouvelle", ["name": "Leff", "capacity": "30"]).status
                    == 303)
            let officer = try await web.test.agent(.maelle)
            let room = try await web.office.read { tx in
                try Room.all(of: Edition.find(year: year, by: officer, in: tx).id, in: tx)[0].id
            }
            let form = [
                "title": "Bénévoles", "kind": "workshop", "day": Day(year, 9, 12).iso, "starts": "14:00",
                "ends": "15:00",
                "room": room.description, "registered": "oui",
            ]
            let first = try await browser.post("/rencontres/\(year)/programme/nouveau", form)
            #expect(first.status == 303)
            #expect(try await browser.get(first.location ?? "").text.contains("0 sur 30"))
            let clash = try await browser.post(
                "/rencontres/\(year)/programme/nouveau", form.merging(["title": "Autre"]) { $1 })
            #expect(clash.status == 422)
            #expect(clash.text.contains("est déjà prise par «\u{a0}Bénévoles\u{a0}»"))
            #expect(clash.text.contains("value=\"Autre\""))
            #expect(try await browser.get("/rencontres/\(year)/bilan").status == 200)
            let workbook = try await browser.get("/rencontres/\(year)/classeur")
            #expect(workbook.headers[.contentType]?.contains("spreadsheet") == true)
        }
    }
}
