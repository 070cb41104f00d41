import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("A session decides")
struct SessionTests {
    @Test("granted, refused and postponed files go where the session sent them")
    func closes() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let theatre = try await scene.propose(
                "Théâtre du Leff", asked: Money(euros: 6_000), proposed: Money(euros: 5_000))
            let bagad = try await scene.propose(
                "Bagad de Bourbriac", asked: Money(euros: 900), proposed: Money(euros: 500))
            let radio = try await scene.propose(
                "Radio Kreiz", asked: Money(euros: 2_000), proposed: Money(euros: 1_000))
            let session = try await scene.session([theatre, bagad, radio])
            #expect(try await scene.state(theatre) == .onAgenda)

            let lines = try await scene.lines(session)
            #expect(lines.map(\.associationName) == ["Bagad de Bourbriac", "Radio Kreiz", "Théâtre du Leff"])
            #expect(lines.map(\.position) == [1, 2, 3])
            try await scene.decide(lines[2].id, .granted(conditions: "Sous réserve du budget"))
            try await scene.decide(lines[0].id, .refused(reason: "Hors du territoire"))
            try await scene.decide(lines[1].id, .postponed())
            let closing = try await scene.close(session, deliberation: "DEL-2026-031")

            #expect(closing.granted == 1)
            #expect(closing.grantedAmount == Money(euros: 5_000))
            #expect(try await scene.state(theatre) == .granted)
            #expect(try await scene.state(bagad) == .refused)
            #expect(try await scene.state(radio) == .proposed)
            let sums = try await scene.sums()
            #expect(sums.decided == Money(euros: 5_000))
            #expect(sums.committed == Money(euros: 5_000))
            #expect(sums.proposed == Money(euros: 1_000))

            let grant = try await scene.office.read { tx in
                try tx.one("SELECT * FROM grant_record WHERE application_id = \(theatre)")
            }
            #expect(try grant["own"] == true)
            #expect(try grant["amount_cents"] == Money(euros: 5_000))
            #expect(try grant["decision_reference"] == "DEL-2026-031")
            #expect(try grant["funder_name"] == "Guingamp-Paimpol Agglomération")
            #expect(try grant["earmarked"] == true)
            #expect(try grant["year"] == 2026)
            #expect(try grant["decided_on"] == Day(2026, 3, 12))
            let file = try await scene.office.read { tx in
                try tx.one("SELECT granted_cents, conditions, decided_on FROM application WHERE id = \(theatre)")
            }
            #expect(try file["granted_cents"] == Money(euros: 5_000))
            #expect(try file["conditions"] == "Sous réserve du budget")
        }
    }

    @Test("a session with undecided lines does not close, and names them")
    func undecided() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let file = try await scene.propose("Radio Kreiz", asked: Money(euros: 2_000), proposed: Money(euros: 1_000))
            let session = try await scene.session([file])
            await #expect(throws: DecisionRefusal.undecided(["SUB-2026-00001 (Radio Kreiz)"])) {
                try await scene.close(session)
            }
            #expect(try await scene.state(file) == .onAgenda)
            let empty = try await scene.session([])
            await #expect(throws: DecisionRefusal.agendaEmpty) { try await scene.close(empty) }
        }
    }

    @Test("an amount is above zero, and above the request only when confirmed")
    func amounts() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let file = try await scene.propose("Radio Kreiz", asked: Money(euros: 2_000), proposed: .zero)
            let line = try await scene.lines(scene.session([file]))[0].id
            await #expect(throws: DecisionRefusal.amountMissing) { try await scene.decide(line, .granted()) }
            await #expect(throws: DecisionRefusal.aboveRequest(Money(euros: 2_001), requested: Money(euros: 2_000))) {
                try await scene.decide(line, .granted(amount: Money(euros: 2_001)))
            }
            try await scene.decide(line, .granted(amount: Money(euros: 2_001), aboveRequest: true))

            // In discussion alike, at once and not when it is granted; confirmed there, it is granted without a word.
            let other = try await scene.propose("Bagad", asked: Money(euros: 900), proposed: Money(euros: 800))
            let second = try await scene.lines(scene.session([other]))[0].id
            let officer = scene.officer
            await #expect(throws: DecisionRefusal.aboveRequest(Money(euros: 901), requested: Money(euros: 900))) {
                try await scene.office.write(as: officer) {
                    _ = try Session.setAmount(second, Money(euros: 901), by: officer, in: $0)
                }
            }
            try await scene.office.write(as: officer) {
                _ = try Session.setAmount(second, Money(euros: 901), aboveRequest: true, by: officer, in: $0)
            }
            try await scene.decide(second, .granted())
            #expect(try await scene.sums().decided == Money(euros: 2_902))
        }
    }

    @Test("a decision beyond the envelope is refused with the figures")
    func overspending() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test, envelope: Money(euros: 1_000))
            let first = try await scene.propose("A", asked: Money(euros: 900), proposed: Money(euros: 700))
            let second = try await scene.propose("B", asked: Money(euros: 900), proposed: Money(euros: 400))
            let lines = try await scene.lines(scene.session([first, second]))
            try await scene.decide(lines[0].id, .granted())
            let refusal = DecisionRefusal.overspent(
                envelope: "Culture 2026", amount: Money(euros: 400), left: Money(euros: 300))
            await #expect(throws: refusal) { try await scene.decide(lines[1].id, .granted()) }
            #expect(
                refusal.message
                    == "L’enveloppe «\u{a0}Culture 2026\u{a0}» n’a plus que 300\u{a0}€\u{a0}: accorder 400\u{a0}€ la dépasserait de 100\u{a0}€."
            )
            // To the cent: exactly what is left can be granted.
            try await scene.decide(lines[1].id, .granted(amount: Money(euros: 300)))
            #expect(try await scene.sums().decided == Money(euros: 1_000))
            // A granted line takes another amount, as far as the envelope goes.
            await #expect(throws: DecisionRefusal.self) {
                try await scene.office.write(as: scene.officer) {
                    try Session.setAmount(lines[0].id, Money(cents: 700_01), by: scene.officer, in: $0)
                }
            }
            #expect(try await scene.sums().decided == Money(euros: 1_000))
        }
    }

    @Test("what is closed changes no more, even by hand in the database")
    func final() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let file = try await scene.propose("Radio Kreiz", asked: Money(euros: 2_000), proposed: Money(euros: 1_000))
            let session = try await scene.session([file])
            let line = try await scene.lines(session)[0].id
            try await scene.decide(line, .granted())
            try await scene.close(session)
            await #expect(throws: DecisionRefusal.sessionClosed("Conseil de mars")) {
                try await scene.decide(line, .refused())
            }
            let attempts: [SQL] = [
                "UPDATE agenda_line SET amount_cents = 1 WHERE id = \(line)",
                "DELETE FROM agenda_line WHERE id = \(line)",
                "UPDATE session SET closed_at = NULL WHERE id = \(session)",
                "UPDATE session SET held_on = '2027-01-01' WHERE id = \(session)",
            ]
            for statement in attempts {
                let error = await #expect(throws: PostgreSQLError.self) {
                    _ = try await scene.office.write(as: scene.officer) { try $0.execute(statement) }
                }
                #expect(error?.sqlState == "KV003")
            }
            // The number of the act comes later, and reaches the grants.
            try await scene.office.write(as: scene.officer) { tx in
                _ = try Session.save(
                    session, version: nil, FormInput(["deliberation_reference": ["DEL-7"]]), by: scene.officer, in: tx)
            }
            let reference: String? = try await scene.office.read { tx in
                try tx.one("SELECT decision_reference FROM grant_record WHERE application_id = \(file)")[
                    "decision_reference"]
            }
            #expect(reference == "DEL-7")
        }
    }

    @Test("all lines at the amount proposed are granted at once, or none; those discussed wait")
    func grantedAsProposed() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let officer = scene.officer
            var files: [Application.ID] = []
            for (name, amount) in [("A", 4_000), ("B", 3_000), ("C", 2_000)] {
                files.append(
                    try await scene.propose(name, asked: Money(euros: 5_000), proposed: Money(euros: amount)))
            }
            let session = try await scene.session(files)
            let line = try await scene.lines(session)[2].id
            try await scene.office.write(as: officer) {
                _ = try Session.setAmount(line, Money(euros: 1_500), by: officer, in: $0)
            }
            let granted = try await scene.office.write(as: officer) {
                try Session.grantAsProposed(session, by: officer, in: $0)
            }
            #expect(granted.map(\.associationName) == ["A", "B"])
            #expect(try await scene.lines(session).map(\.outcome) == [.granted, .granted, nil])
            #expect(try await scene.gauge(session).decidedHere == Money(euros: 7_000))
            await #expect(throws: DecisionRefusal.nothingAsProposed) {
                try await scene.office.write(as: officer) {
                    _ = try Session.grantAsProposed(session, by: officer, in: $0)
                }
            }

            // More than the envelope has: nothing is granted.
            let more = try await scene.session([
                scene.propose("D", asked: Money(euros: 2_000), proposed: Money(euros: 2_000)),
                scene.propose("E", asked: Money(euros: 2_000), proposed: Money(euros: 2_000)),
            ])
            await #expect(
                throws: DecisionRefusal.overspent(
                    envelope: "Culture 2026", amount: Money(euros: 2_000), left: Money(euros: 1_000))
            ) {
                try await scene.office.write(as: officer) {
                    _ = try Session.grantAsProposed(more, by: officer, in: $0)
                }
            }
            #expect(try await scene.lines(more).map(\.outcome) == [nil, nil])
        }
    }

    @Test("a body decides only what the council delegated to it")
    func competence() async throws {
        try await TestOffice.with { test in
            let council = try await DecisionScene.lay(test, body: .council)
            let file = try await council.propose(
                "Radio Kreiz", asked: Money(euros: 2_000), proposed: Money(euros: 1_000))
            await #expect(throws: DecisionRefusal.notCompetent(.bureau, "SUB-2026-00001", .council)) {
                try await council.session([file], .bureau)
            }
            #expect(try await council.state(file) == .proposed)
            let bureau = try await DecisionScene.lay(test, body: .bureau)
            let other = try await bureau.propose("Bagad", asked: Money(euros: 2_000), proposed: Money(euros: 1_000))
            _ = try await bureau.session([other], .bureau)
            #expect(try await bureau.state(other) == .onAgenda)
        }
    }

    @Test("a file taken off the agenda is a proposal again, and the agenda closes up")
    func agenda() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            var files: [Application.ID] = []
            for name in ["A", "B", "C"] {
                files.append(try await scene.propose(name, asked: Money(euros: 100), proposed: Money(euros: 100)))
            }
            let session = try await scene.session(files)
            let lines = try await scene.lines(session)
            let officer = scene.officer
            try await scene.decide(lines[1].id, .granted())
            try await scene.office.write(as: officer) { tx in
                try Session.move(lines[2].id, by: -2, by: officer, in: tx)
                try Session.remove(lines[1].id, by: officer, in: tx)
                // A form may say any number.
                try Session.move(lines[0].id, by: .max, by: officer, in: tx)
                try Session.move(lines[2].id, by: .min, by: officer, in: tx)
            }
            let after = try await scene.lines(session)
            #expect(after.map(\.associationName) == ["C", "A"])
            #expect(after.map(\.position) == [1, 2])
            #expect(try await scene.state(files[1]) == .proposed)
            #expect(try await scene.sums().decided == .zero)
            await #expect(throws: DecisionRefusal.alreadyOnAgenda("SUB-2026-00001")) {
                try await scene.session([files[0]])
            }
        }
    }

    @Test("two agents on one line: the second is told, nothing is lost")
    func conflict() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let file = try await scene.propose("A", asked: Money(euros: 100), proposed: Money(euros: 100))
            let session = try await scene.session([file])
            let line = try await scene.lines(session)[0]
            try await scene.decide(line.id, .refused(), version: line.version)
            let refusal = await #expect(throws: StaleVersion.self) {
                try await scene.decide(line.id, .granted(), version: line.version)
            }
            let kept = try await scene.lines(session)[0]
            #expect(kept.outcome == .refused)
            #expect(refusal?.version == kept.version)
            #expect(refusal?.changes.contains { $0.field == "outcome" && $0.after == "refused" } == true)
            #expect(try await scene.sums().decided == .zero)
        }
    }

    @Test("who may not hold sessions decides nothing")
    func rights() async throws {
        try await TestOffice.with { test in
            _ = try await test.agent(.gwenael)  // an administrator first: the others may then have accounts
            let scene = try await DecisionScene.lay(test)
            let file = try await scene.propose("A", asked: Money(euros: 100), proposed: Money(euros: 100))
            let line = try await scene.lines(scene.session([file]))[0].id
            for cast in [Cast.yann, .marc, .nolwenn] {
                let agent = try await test.agent(cast)
                await #expect(throws: AccessRefusal.missingRight(.writeSessions)) {
                    try await scene.office.write(as: agent) {
                        try Session.decide(line, .granted(), by: agent, in: $0)
                    }
                }
            }
        }
    }

    @Test("the gauge shows decided, this session, left, and what the proposals to come exceed")
    func gauges() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test, envelope: Money(euros: 45_000))
            let earlier = try await scene.propose("Avant", asked: Money(euros: 36_000), proposed: Money(euros: 36_000))
            let before = try await scene.session([earlier])
            try await scene.decide(scene.lines(before)[0].id, .granted())
            try await scene.close(before)

            let chapel = try await scene.propose(
                "Chapelle", asked: Money(euros: 22_400), proposed: Money(euros: 16_000))
            let radio = try await scene.propose("Radio", asked: Money(euros: 5_000), proposed: Money(euros: 3_000))
            _ = try await scene.propose("Plus tard", asked: Money(euros: 900), proposed: Money(euros: 500))
            let session = try await scene.session([chapel, radio])
            var gauge = try await scene.gauge(session)
            #expect(gauge.decidedElsewhere == Money(euros: 36_000))
            #expect(gauge.left == Money(euros: 9_000))
            // What comes to the agenda is discussed at the amount proposed; what does not is still to come.
            #expect(gauge.discussed == Money(euros: 19_000))
            #expect(gauge.toCome == Money(euros: 500))
            #expect(
                gauge.warning == "Les montants en discussion dépassent de 10\u{202f}000\u{a0}€ ce qui reste.")
            #expect(gauge.warningOfProposals == "Les propositions à venir (500\u{a0}€) dépassent de 500\u{a0}€.")

            let lines = try await scene.lines(session)
            #expect(lines.map(\.amount) == lines.map(\.proposed))
            #expect(lines.filter(\.isDiscussed).isEmpty)
            let officer = scene.officer
            try await scene.office.write(as: officer) {
                try Session.setAmount(lines[0].id, Money(euros: 5_000), by: officer, in: $0)
            }
            try await scene.decide(lines[1].id, .granted())
            gauge = try await scene.gauge(session)
            #expect(gauge.discussed == Money(euros: 5_000))
            #expect(gauge.decidedHere == Money(euros: 3_000))
            #expect(gauge.decided == Money(euros: 39_000))
            #expect(gauge.left == Money(euros: 6_000))
            #expect(gauge.leftAfterDiscussion == Money(euros: 1_000))
            #expect(gauge.toCome == Money(euros: 500))
            #expect(gauge.warning == nil)
        }
    }

    @Test("what a session decided is proposed no longer, and is decided and left alike for campaign and session")
    func oneDefinition() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test, envelope: Money(euros: 8_000))
            let granted = try await scene.propose("A", asked: Money(euros: 9_000), proposed: Money(euros: 8_000))
            let refused = try await scene.propose("B", asked: Money(euros: 700), proposed: Money(euros: 700))
            let waiting = try await scene.propose("C", asked: Money(euros: 900), proposed: Money(euros: 900))
            let session = try await scene.session([granted, refused, waiting])
            let lines = try await scene.lines(session)
            let officer = scene.officer
            func check(proposed: Int, _ comment: Comment) async throws {
                let envelope = try await scene.office.read { try Envelope.all(of: scene.campaign, in: $0)[0] }
                #expect(envelope.decided == Money(euros: 8_000), comment)
                #expect(envelope.left == .zero, comment)
                #expect(envelope.proposed == Money(euros: proposed), comment)
                #expect(envelope.leftAfterProposals == Money(euros: -proposed), comment)
                let gauge = try await scene.gauge(session)
                #expect(gauge.decided == envelope.decided, comment)
                #expect(gauge.left == envelope.left, comment)
                let page = try await scene.office.read { tx in
                    try Campaign.listing.page(ListingQuery(), for: officer, in: tx)
                }
                for (name, amount) in [("proposed", envelope.proposed), ("decided", envelope.decided), ("left", .zero)]
                {
                    let column = try #require(page.columns.firstIndex { $0.name == name })
                    #expect(page.rows[0][column].text == amount.short, comment)
                }
            }
            try await scene.decide(lines[0].id, .granted(amount: Money(euros: 8_000)))
            try await scene.decide(lines[1].id, .refused())
            try await check(proposed: 900, "one line still waits")
            try await scene.office.write(as: officer) {
                try Session.setAmount(lines[2].id, Money(euros: 900), by: officer, in: $0)
            }
            #expect(try await scene.gauge(session).leftAfterDiscussion == Money(euros: -900))
            try await scene.decide(lines[2].id, .postponed())
            try await check(proposed: 900, "what is adjourned waits on")
            try await scene.close(session)
            try await check(proposed: 900, "closed")
        }
    }

    @Test("closing names the agreements that become compulsory")
    func agreements() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test, envelope: Money(euros: 100_000))
            let below = try await scene.propose("Au seuil", asked: Money(euros: 23_000), proposed: Money(euros: 23_000))
            let above = try await scene.propose(
                "Au-delà", asked: Money(euros: 24_000), proposed: Money(cents: 23_000_01))
            let session = try await scene.session([below, above])
            for line in try await scene.lines(session) { try await scene.decide(line.id, .granted()) }
            let closing = try await scene.close(session)
            #expect(closing.agreements.map(\.association) == ["Au-delà"])
            #expect(closing.needsReference)
        }
    }
}
