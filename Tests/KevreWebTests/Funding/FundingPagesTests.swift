import HTTPTypes
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The pages of external funding") struct FundingPagesTests {
    @Test("from the idea to the money, by forms alone")
    func wholeWay() async throws {
        try await WebOffice.with { web in
            let scene = try await FundingScene.lay(web.test)
            let browser = try await web.signIn(.maelle)
            let chosen = try await browser.get("/financements/projets/nouveau?q=velo")
            #expect(chosen.text.contains("association=\(scene.association)"))
            _ = try await browser.get("/financements/projets/nouveau?association=\(scene.association)")
            let wrong = try await browser.post(
                "/financements/projets/nouveau",
                [
                    "association": scene.association.description, "title": "Fête du vélo", "kind": "event",
                    "stage": "idea", "communes": "Trifouilly",
                ])
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("Trifouilly"))
            let created = try await browser.post(
                "/financements/projets/nouveau",
                [
                    "association": scene.association.description, "title": "Fête du vélo", "kind": "event",
                    "stage": "idea", "communes": "Guingamp",
                ])
            let project = try #require(created.location)
            let page = try await browser.get(project)
            #expect(page.text.contains("Ce qui manque encore"))
            #expect(page.text.contains("Pas encore de budget"))
            #expect(try await browser.get("\(project)/plan").text.contains("Rien à financer encore"))

            _ = try await browser.get("\(project)/budget?annee=2026")
            let budget = try await browser.post(
                "\(project)/budget",
                ["year": "2026", "budget.expense.60": "1 000", "budget.income.own": "1 400", "version": "1"])
            #expect(budget.location == project)
            let plan = try await browser.get("\(project)/plan")
            #expect(plan.text.contains("Trop de ressources"))
            #expect(plan.text.contains("dépassent les dépenses"))
            _ = try await browser.post("\(project)/plan/nouveau", ["name": "Plan de base"])
            let file = try await browser.get("\(project)/plan.xlsx")
            #expect(
                file.headers[.contentDisposition]?.contains("plan-de-financement-fete-du-velo-2026-03-12.xlsx") == true)

            let key = project.split(separator: "/").last.map(String.init) ?? ""
            let found = try await browser.get("/financements/recherches/nouvelle?projet=\(key)&q=leader")
            #expect(found.text.contains("aide=\(scene.leader)"))
            _ = try await browser.get("/financements/recherches/nouvelle?projet=\(key)&aide=\(scene.leader)")
            let opened = try await browser.post(
                "/financements/recherches/nouvelle",
                ["project": key, "aid": scene.leader.description, "asked": "300"])
            let search = try #require(opened.location)
            _ = try await browser.get(search)
            let board = "/financements/recherches/tableau"
            let moved = try await browser.post("\(search)/etape/contact", ["version": "1", "retour": board])
            #expect(moved.location == board)
            #expect(try await browser.get(board).text.contains("LEADER"))
            #expect(try await browser.get("\(search)/etape/file").text.contains("value=\"300\""))
            let future = try await browser.post(
                "\(search)/etape/file", ["on": "13/03/2026", "amount": "300", "version": "2"])
            #expect(future.status == 422)
            #expect(future.text.contains("est à venir"))
            _ = try await browser.post("\(search)/etape/file", ["on": "12/03/2026", "amount": "300", "version": "2"])
            #expect(try await browser.get(search).text.contains("Déposée"))
            let elsewhere = try await browser.post(
                "\(search)/etape/note_silence", ["version": "3", "retour": "https://ailleurs.example/"])
            #expect(elsewhere.location == search)
        }
    }

    @Test("a card that another officer moved stays where it is, and says who moved it")
    func together() async throws {
        try await WebOffice.with { web in
            let scene = try await FundingScene.lay(web.test)
            let id = try await scene.open(.aid(scene.leader))
            let (maelle, gwenael) = (try await web.signIn(.maelle), try await web.signIn(.gwenael))
            let board = "/financements/recherches/tableau"
            let path = "/financements/recherches/\(id)"
            _ = try await maelle.get(board)
            _ = try await gwenael.get(board)
            _ = try await maelle.post("\(path)/etape/prepare", ["version": "1", "retour": board])
            let second = try await gwenael.post("\(path)/etape/contact", ["version": "1", "retour": board])
            #expect(second.location == board)
            let page = try await gwenael.get(board)
            #expect(page.text.contains("Maëlle Le Goff a déplacé"))
            #expect(try await scene.find(id).state == .inPreparation)
            // With something typed, the conflict page keeps it.
            _ = try await gwenael.get("\(path)/etape/abandon")
            let typed = try await gwenael.post("\(path)/etape/abandon", ["version": "1", "reason": "Hors sujet"])
            #expect(typed.status == 409)
            #expect(typed.text.contains("Hors sujet"))
        }
    }

    @Test("calendars: the public one for everybody, an agent's behind its secret alone")
    func calendars() async throws {
        try await WebOffice.with { web in
            let scene = try await FundingScene.lay(web.test)
            _ = try await scene.open(.aid(scene.leader))
            let shared = try await web.browser().get("/agenda.ics")
            #expect(shared.status == 200)
            #expect(shared.headers[.contentType] == "text/calendar; charset=utf-8")
            #expect(!shared.text.contains("LEADER"))
            let maelle = try await web.signIn(.maelle)
            _ = try await maelle.get("/financements/agenda")
            let opened = try await maelle.post("/financements/agenda")
            let start = try #require(opened.text.range(of: "/agenda/"))
            let secret = opened.text[start.lowerBound...].prefix { $0 != "\"" && $0 != "<" }.description
            let own = try await web.browser().get(secret)
            #expect(own.status == 200)
            #expect(own.text.contains("LEADER"))
            #expect(own.text.contains("URL:http"))
            _ = try await maelle.post("/financements/agenda/fermeture")
            #expect(try await web.browser().get(secret).status == 404)
            #expect(try await web.browser().get("/agenda/nimporte.ics").status == 404)
        }
    }

    @Test("a file leads to its project and back; a reader sees, and changes nothing")
    func fileAndReader() async throws {
        try await WebOffice.with { web in
            let decisions = try await DecisionScene.lay(web.test)
            let file = try await decisions.propose(
                "Théâtre du Leff", asked: Money(euros: 6_000), proposed: Money(euros: 5_000))
            let maelle = try await web.signIn(.maelle)
            let page = try await maelle.get("/dossiers/\(file)")
            let shown = page.status == 303 ? try await maelle.get(page.location ?? "") : page
            #expect(shown.text.contains("En tirer un projet"))
            let drawn = try await maelle.post("/dossiers/\(file)/projet")
            let project = try #require(drawn.location)
            #expect(try await maelle.get(project).text.contains("Le projet vient de ce dossier"))
            let reader = try await web.signIn(.nolwenn)
            let seen = try await reader.get(project)
            #expect(seen.status == 200)
            #expect(!seen.text.contains("Modifier"))
            for path in ["\(project)/modifier", "\(project)/budget", "/financements/recherches/nouvelle?projet=1"] {
                #expect(try await reader.get(path).status == 403)
            }
            for path in ["recherches", "recherches/tableau", "echeances", "effet", "agenda"] {
                #expect(try await reader.get("/financements/\(path)").status == 200)
            }
        }
    }
}
