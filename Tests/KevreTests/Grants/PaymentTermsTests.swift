import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("How grants are paid")
struct PaymentTermsTests {
    @Test("terms of payment come from the line, else its campaign, else the closing, and pass the validator")
    func termsOfPayment() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let other = try await DecisionScene.lay(test)
            let asked = Money(euros: 2_000)
            let files = [
                try await scene.propose("Bagad", asked: asked, proposed: asked),
                try await scene.propose("Chorale", asked: asked, proposed: asked),
                try await other.propose("Danse", asked: asked, proposed: asked),
            ]
            try await scene.office.write(as: scene.officer) { tx in
                try tx.execute("UPDATE association SET rna = 'W22200' || (1000 + id)")
                try tx.execute(
                    "UPDATE campaign SET payment_conditions = 'unique' WHERE id = \(scene.campaign)")
            }
            let session = try await scene.session(files)
            for line in try await scene.lines(session) { try await scene.decide(line.id, .granted()) }
            let lines = try await scene.lines(session)
            let own = try PaymentTerms(typed: "Avance de 80 %", period: "2026-04-01/2026-12-31")
            try await scene.office.write(as: scene.officer) {
                try Session.setTerms(lines[0].id, own, version: lines[0].version, by: scene.officer, in: $0)
            }
            await #expect(throws: StaleVersion.self) {
                try await scene.office.write(as: scene.officer) {
                    try Session.setTerms(lines[0].id, .none, version: lines[0].version, by: scene.officer, in: $0)
                }
            }
            let outlook = try await scene.office.read {
                try Session.find(session, for: scene.officer, in: $0).closing(in: $0)
            }
            #expect(outlook.withoutTerms == 2)
            let closing = try await scene.close(
                session, terms: PaymentTerms(typed: "Echelonne", period: "01/05/2026"))
            #expect(closing.withoutTerms == 0)
            try await scene.office.write(as: .system) { tx in
                _ = try tx.execute("UPDATE grant_record SET funder_siret = '20006798100015'")
            }
            #expect(closing.termsToCome == nil)
            try await TemporaryFolder.with { folder in
                let output = folder.appending(path: "scdl.csv")
                let report = try await scene.office.exportSCDL(year: 2026, for: scene.officer, to: output)
                #expect(report.leftOut.map(\.lacks) == [])
                let terms = Dictionary(
                    uniqueKeysWithValues: try SCDLTests.rows(output).dropFirst().map { ($0[4], [$0[10], $0[11]]) })
                #expect(
                    terms == [
                        "Bagad": ["Avance de 80 %", "2026-04-01/2026-12-31"], "Chorale": ["unique", "2026-05-01"],
                        "Danse": ["échelonné", "2026-05-01"],
                    ])
                try SCDLTests.validate(output)
            }
        }
    }

    @Test("grants that lack their terms are completed at once, and nothing typed is written over")
    func completion() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let whole = try await PastGrant(conditions: "échelonné", period: "2025-06-01").write(test)
            let half = try await PastGrant(conditions: nil, period: "2025-07-01").write(test)
            let bare = try await PastGrant(conditions: nil, period: nil).write(test)
            let earlier = try await PastGrant(year: 2024, conditions: nil, period: nil).write(test)
            let others = try await PastGrant(own: false, conditions: nil, period: nil).write(test)
            _ = try await PastGrant(amount: .zero, refused: true, conditions: nil, period: nil).write(test)
            try await test.office.read { tx in
                let lacking = try Grant.lackingTerms(.year(2025), for: maelle, in: tx)
                #expect(lacking.count == 2)
                #expect(lacking.amount == Money(euros: 7_000))
            }
            await #expect(throws: FormRefusal.self) {
                try await test.office.write(as: maelle) {
                    try Grant.complete(.year(2025), with: .none, by: maelle, in: $0)
                }
            }
            let terms = try PaymentTerms(typed: "unique", period: "2025-05-02")
            let counts = try await test.office.write(as: maelle) { tx in
                [
                    try Grant.complete(.year(2025), with: terms, by: maelle, in: tx),
                    try Grant.complete(.year(2025), with: terms, by: maelle, in: tx),
                    try Grant.complete(.chosen([whole, earlier, others]), with: terms, by: maelle, in: tx),
                ]
            }
            #expect(counts == [2, 0, 1])
            let after = try await test.office.read { tx in
                try [whole, half, bare, earlier, others].map { id in
                    let grant = try Grant.find(id, for: maelle, in: tx)
                    return PaymentTerms(conditions: grant.conditions, period: grant.paymentPeriod).words ?? ""
                }
            }
            #expect(
                after == [
                    "échelonné, \(Day(2025, 6, 1).long)", "unique, \(Day(2025, 7, 1).long)",
                    "unique, \(Day(2025, 5, 2).long)", "unique, \(Day(2025, 5, 2).long)", "",
                ])
            let nolwenn = try await test.agent(.nolwenn)
            await #expect(throws: AccessRefusal.self) {
                try await test.office.write(as: nolwenn) {
                    try Grant.complete(.year(2025), with: terms, by: nolwenn, in: $0)
                }
            }
        }
    }

    @Test("what was decided here and lacks its terms is in À faire, whose line opens exactly those")
    func toDo() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let asked = Money(euros: 2_000)
            let files = [
                try await scene.propose("Bagad", asked: asked, proposed: asked),
                try await scene.propose("Chorale", asked: asked, proposed: asked),
            ]
            try await PastGrant(conditions: nil, period: nil).write(test)
            let session = try await scene.session(files)
            for line in try await scene.lines(session) { try await scene.decide(line.id, .granted()) }
            let lines = try await scene.lines(session)
            let terms = try PaymentTerms(typed: "unique", period: "01/05/2026")
            try await scene.office.write(as: scene.officer) {
                try Session.setTerms(lines[0].id, terms, version: lines[0].version, by: scene.officer, in: $0)
            }
            try await scene.close(session)
            func line() async throws -> ToDo.Item? {
                try await scene.office.read { tx in
                    try ToDo.find(for: scene.officer, today: test.office.today(), in: tx).items.first {
                        $0.id == "terms"
                    }
                }
            }
            let found = try await line()
            #expect(found?.count == 1 && found?.address == "/subventions?decided_lacks_terms=1")
            let rows = try await scene.office.read { tx in
                let query = ListingQuery(filters: ["decided_lacks_terms": ["1"]])
                return try Grant.listing.page(query, for: scene.officer, in: tx).rows.map(\.key)
            }
            #expect(rows.count == 1)
            try await scene.office.write(as: scene.officer) { tx in
                _ = try Grant.complete(.year(2026), with: terms, by: scene.officer, in: tx)
            }
            #expect(try await line() == nil)
        }
    }

    @Test("terms of payment are refused when they contradict themselves")
    func wrongTerms() throws {
        func problems(_ input: [String: [String]]) -> [String?] {
            do {
                _ = try PaymentTerms(FormInput(input))
                return []
            } catch let refusal as FormRefusal {
                return refusal.problems.map(\.field)
            } catch {
                return [nil]
            }
        }
        #expect(problems([:]) == [])
        #expect(problems(["payment_way": ["autre"]]) == ["payment_words"])
        #expect(problems(["payment_way": ["unique"], "payment_words": ["En trois fois"]]) == ["payment_words"])
        #expect(problems(["payment_end": ["01/05/2026"]]) == ["payment_end"])
        #expect(problems(["payment_start": ["02/05/2026"], "payment_end": ["01/05/2026"]]) == ["payment_end"])
        let terms = PaymentTerms(conditions: "À réception du bilan", period: "2026-04-01/2026-12-31")
        #expect(try PaymentTerms(terms.input) == terms)
    }
}
