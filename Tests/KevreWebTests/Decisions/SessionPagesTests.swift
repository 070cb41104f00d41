import HTTPTypes
import Kevre
import TestSupport
import Testing

@Suite("The pages of a session")
struct SessionPagesTests {
    @Test("from the empty session to the closing, by forms alone")
    func wholeWay() async throws {
        try await WebOffice.with { web in
            let scene = try await DecisionScene.lay(web.test)
            let file = try await scene.propose(
                "Théâtre du Leff", asked: Money(euros: 6_000), proposed: Money(euros: 5_000))
            let browser = try await web.signIn(.maelle)
            _ = try await browser.get("/seances/nouvelle")
            let wrong = try await browser.post(
                "/seances/nouvelle", ["name": "Conseil", "body": "council", "held_at": "midi"])
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("18:30"))
            let created = try await browser.post(
                "/seances/nouvelle",
                [
                    "name": "Conseil de mars", "body": "council", "held_on": "2026-03-12", "held_at": "18h30",
                    "place": "Pabu",
                ])
            let session = try #require(created.location)
            #expect(try await browser.get(session).text.contains("L’ordre du jour est vide"))

            let picking = try await browser.get("\(session)/ordre-du-jour")
            #expect(picking.text.contains("Théâtre du Leff"))
            let put = try await browser.post("\(session)/ordre-du-jour", ["choix": file.description])
            #expect(put.location == session)
            let page = try await browser.get(session)
            #expect(page.text.contains("Jeudi \(Day(2026, 3, 12).long), 18\u{a0}h\u{a0}30"))
            #expect(page.text.contains("data-gauge"))
            #expect(page.text.contains("première"))

            let id = try #require(Session.ID(String(session.dropFirst("/seances/".count))))
            let line = try await scene.lines(id)[0].id
            let blocked = try await browser.get("\(session)/cloture")
            #expect(blocked.text.contains("ne peut pas encore être close"))

            let tooMuch = try await browser.post(
                "\(session)/lignes/\(line)/decision", ["outcome": "granted", "amount": "7000", "conditions": "Bilan"])
            #expect(tooMuch.status == 422)
            #expect(tooMuch.text.contains("above_request"))
            #expect(tooMuch.text.contains("Bilan"), "what was typed stays")
            let beyond = try await browser.post(
                "\(session)/lignes/\(line)/decision",
                ["outcome": "granted", "amount": "12000", "above_request": "oui"])
            #expect(beyond.status == 422)
            #expect(beyond.text.contains("la dépasserait de 2\u{202f}000\u{a0}€"))
            let granted = try await browser.post("\(session)/lignes/\(line)/decision", ["outcome": "granted"])
            #expect(granted.location == "\(session)#ligne-\(line)")

            let confirm = try await browser.get("\(session)/cloture")
            #expect(confirm.text.contains("5\u{202f}000\u{a0}€ engagés"))
            #expect(confirm.text.contains("payment_way"))
            let unclear = try await browser.post(
                "\(session)/cloture", ["deliberation_reference": "DEL-1", "payment_way": "autre"])
            #expect(unclear.status == 422)
            #expect(unclear.text.contains("DEL-1"), "what was typed stays")
            let own = try await browser.get("\(session)/lignes/\(line)/versement")
            #expect(own.text.contains("Sa campagne n’en dit rien"))
            let version = try #require(own.value(of: "version"))
            let kept = try await browser.post(
                "\(session)/lignes/\(line)/versement", ["version": version, "payment_way": "échelonné"])
            #expect(kept.location == "\(session)#ligne-\(line)")
            let closed = try await browser.post(
                "\(session)/cloture",
                ["deliberation_reference": "DEL-1", "payment_way": "unique", "payment_start": "2026-04-01"])
            #expect(closed.location == session)
            let after = try await browser.get(session)
            #expect(after.text.contains("DEL-1"))
            let terms = try await scene.office.read {
                let row = try $0.one("SELECT conditions, payment_period FROM grant_record")
                return PaymentTerms(conditions: try row["conditions"], period: try row["payment_period"])
            }
            #expect(terms == PaymentTerms(conditions: "échelonné", period: "2026-04-01"))
            #expect(!after.text.contains("Clore la séance"))
            #expect(!after.text.contains("data-save"))
            #expect(try await scene.state(file) == .granted)

            let annex = try await browser.get("\(session)/annexe")
            #expect(annex.status == 200)
            #expect(annex.headers[.contentDisposition]?.contains("annexe-conseil-de-mars-2026-03-12.xlsx") == true)
        }
    }

    @Test("an amount typed in place answers the script with its version and the envelope")
    func inPlace() async throws {
        try await WebOffice.with { web in
            let scene = try await DecisionScene.lay(web.test)
            let file = try await scene.propose("Radio Kreiz", asked: Money(euros: 2_000), proposed: Money(euros: 1_000))
            let session = try await scene.session([file])
            let line = try await scene.lines(session)[0]
            let browser = try await web.signIn(.maelle)
            let address = "/seances/\(session)"
            _ = try await browser.get(address)
            let json: HTTPFields = [.accept: "application/json"]
            let answer = try await browser.post(
                "\(address)/lignes/\(line.id)/montant", ["amount": "1 800,50", "version": "\(line.version)"],
                headers: json)
            #expect(answer.status == 200)
            let saved =
                "{\"record\":\"agenda_line-\(line.id)\",\"version\":\(line.version + 1),\"amount\":\"1\u{202f}800,50\","
                + "\"shown\":{\"agenda_line-\(line.id)-amount\":\"Montant\u{a0}: 1\u{202f}800,50\u{a0}€\","
                + "\"agenda_line-\(line.id)-standing\":\"en discussion\"},\"envelopes\":[{\"id\":\(line.envelope),"
                + "\"total_cents\":1000000,\"decided_cents\":0,\"warning\":\"\"}]}"
            #expect(answer.text == saved)
            let stale = try await browser.post(
                "\(address)/lignes/\(line.id)/montant", ["amount": "1", "version": "\(line.version)"], headers: json)
            #expect(stale.status == 409)
            #expect(stale.text.contains("modifiée par"))
            #expect(stale.text.hasSuffix(",\"now\":\(saved)}"), "one goes on from what stands, without a reload")
            let above = try await browser.post(
                "\(address)/lignes/\(line.id)/montant", ["amount": "2001"], headers: json)
            #expect(above.status == 422)
            #expect(above.text.contains("\"code\":\"above_request\""))
            let unreadable = try await browser.post(
                "\(address)/lignes/\(line.id)/montant", ["amount": "1e9"], headers: json)
            #expect(unreadable.status == 422)

            // The same with a page: the conflict is told in words.
            let conflict = try await browser.post(
                "\(address)/lignes/\(line.id)/decision",
                ["outcome": "granted", "amount": "5", "version": "\(line.version)"])
            #expect(conflict.status == 409)
            #expect(conflict.text.contains("Décision\u{a0}: Accordé"))
            #expect(conflict.text.contains("<th scope=\"row\">Montant</th>"))
            #expect(conflict.text.contains("1\u{202f}800,50\u{a0}€"))
            #expect(!conflict.text.contains(">granted<"))

            // Without script: the whole table at once.
            let all = try await browser.post(
                "\(address)/montants", ["amount-\(line.id)": "900", "version-\(line.id)": "\(line.version + 1)"])
            #expect(all.location == address)
            #expect(try await scene.lines(session)[0].amount == Money(euros: 900))
            #expect(try await browser.get("\(address)/projection").text.contains("900\u{a0}€"))
            #expect(try await browser.get("\(address)/projection/contenu").text.hasPrefix("<div"))
        }
    }

    @Test("a reader sees the table and can change nothing")
    func reading() async throws {
        try await WebOffice.with { web in
            _ = try await web.test.agent(.gwenael)
            let scene = try await DecisionScene.lay(web.test)
            let file = try await scene.propose("Radio Kreiz", asked: Money(euros: 2_000), proposed: Money(euros: 1_000))
            let session = try await scene.session([file])
            let browser = try await web.signIn(.nolwenn)
            let page = try await browser.get("/seances/\(session)")
            #expect(page.text.contains("Radio Kreiz"))
            #expect(!page.text.contains("Décider"))
            #expect(try await browser.get("/seances/\(session)/cloture").status == 403)
            let line = try await scene.lines(session)[0].id
            #expect(
                try await browser.post("/seances/\(session)/lignes/\(line)/decision", ["outcome": "granted"]).status
                    == 403)
        }
    }
}
