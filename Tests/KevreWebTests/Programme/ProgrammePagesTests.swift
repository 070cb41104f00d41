import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The pages of the programme") struct ProgrammePagesTests {
    private static let base = "/rencontres/2026"

    /// The day of the edition, as forms write it.
    private static func day(_ web: WebOffice) async throws -> Day {
        try await web.office.read { try $0.one("SELECT starts_on FROM edition WHERE year = 2026")["starts_on"] }
    }

    private static func session(_ web: WebOffice, title: String, room: String, from starts: String, to ends: String)
        async throws -> [String: String]
    {
        [
            "title": title, "kind": "workshop", "day": try await day(web).short, "starts": starts, "ends": ends,
            "room": room, "capacity": "12", "registered": "1",
        ]
    }

    @Test("a room and two sessions are made by forms; two at the same hour in one room are refused in words")
    func rooms() async throws {
        try await WebOffice.with { web in
            _ = try await web.layForum()
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("\(Self.base)/salles/nouvelle")
            let added = try await browser.post(
                "\(Self.base)/salles/nouvelle", ["name": "Salle bleue", "capacity": "30"])
            #expect(added.status == 303)
            let room: Int = try await web.office.read { try $0.one("SELECT id FROM room")["id"] }
            _ = try await browser.get("\(Self.base)/programme/nouveau")
            let first = try await browser.post(
                "\(Self.base)/programme/nouveau",
                try await Self.session(web, title: "Trouver des aides", room: String(room), from: "10:00", to: "11:00"))
            let page = try #require(first.location)
            #expect(try await browser.get("\(Self.base)/programme").text.contains("Trouver des aides"))
            let clash = try await browser.post(
                "\(Self.base)/programme/nouveau",
                try await Self.session(web, title: "Tenir ses comptes", room: String(room), from: "10:30", to: "11:30"))
            #expect(clash.status == 422 || clash.status == 409)
            #expect(clash.text.contains("Trouver des aides"))
            let after = try await browser.post(
                "\(Self.base)/programme/nouveau",
                try await Self.session(web, title: "Tenir ses comptes", room: String(room), from: "11:00", to: "12:00"))
            #expect(after.status == 303)
            #expect(try await browser.get(page).text.contains("Salle bleue"))
            let count: Int = try await web.office.read {
                try $0.one("SELECT count(*) AS n FROM programme_session")["n"]
            }
            #expect(count == 2)
        }
    }

    @Test("an hour that is none is refused beside its field, and what was typed stays")
    func hours() async throws {
        try await WebOffice.with { web in
            _ = try await web.layForum()
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("\(Self.base)/programme/nouveau")
            let answer = try await browser.post(
                "\(Self.base)/programme/nouveau",
                try await Self.session(web, title: "Nuit blanche", room: "", from: "25:00", to: "26:00"))
            #expect(answer.status == 422)
            #expect(answer.text.contains("Écrivez l’heure comme 10:30."))
            #expect(answer.text.contains("value=\"Nuit blanche\""))
        }
    }

    @Test("a room that a session uses is not removed, and the page says why")
    func usedRoom() async throws {
        try await WebOffice.with { web in
            _ = try await web.layForum()
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("\(Self.base)/salles/nouvelle")
            _ = try await browser.post("\(Self.base)/salles/nouvelle", ["name": "Salle bleue", "capacity": "30"])
            let room: Int = try await web.office.read { try $0.one("SELECT id FROM room")["id"] }
            _ = try await browser.post(
                "\(Self.base)/programme/nouveau",
                try await Self.session(web, title: "Trouver des aides", room: String(room), from: "10:00", to: "11:00"))
            let answer = try await browser.post("\(Self.base)/salles/\(room)/supprimer")
            let back = try #require(answer.location)
            #expect(back.contains("/salles/\(room)"))
            #expect(try await browser.get(back).text.contains("Salle bleue"))
        }
    }
}
