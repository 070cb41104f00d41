import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Past grants")
struct GrantTests {
    @Test("a correction is checked, kept, and loses nothing of what is not shown")
    func correction() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let id = try await PastGrant(period: "2025-05-02/2025-12-31").write(test)
            let grant = try await test.office.read { try Grant.find(id, for: maelle, in: $0) }
            var input = grant.input
            #expect(input["payment_end"] == "31/12/2025")
            input["amount"] = "3 800,50"
            let first = input
            try await test.office.write(as: maelle) {
                try Grant.save(id, version: grant.version, first, by: maelle, in: $0)
            }
            let corrected = try await test.office.read { try Grant.find(id, for: maelle, in: $0) }
            #expect(corrected.amount == Money(cents: 3_800_50))
            #expect(corrected.paymentPeriod == "2025-05-02/2025-12-31")
            #expect(corrected.purpose == "Achat d’instruments")
            await #expect(throws: StaleVersion.self) {
                try await test.office.write(as: maelle) {
                    try Grant.save(id, version: grant.version, first, by: maelle, in: $0)
                }
            }
            input["payment_end"] = "01/01/2025"
            input["amount"] = "-3"
            let wrong = input
            let refusal = await #expect(throws: FormRefusal.self) {
                try await test.office.write(as: maelle) {
                    try Grant.save(id, version: corrected.version, wrong, by: maelle, in: $0)
                }
            }
            #expect(Set(refusal?.problems.compactMap(\.field) ?? []) == ["payment_end", "amount"])
        }
    }

    @Test("the years add up, own and other apart, shares of shared grants only")
    func totals() async throws {
        try await TestOffice.with { test in
            try await PastGrant(amount: Money(euros: 12_000)).write(test)
            try await PastGrant(amount: Money(euros: 20_000), nature: .inKind, share: 2_500).write(test)
            try await PastGrant(own: false, funder: "Région Bretagne", amount: Money(euros: 40_000)).write(test)
            try await PastGrant(year: 2024, amount: .zero, refused: true).write(test)
            let years = try await test.office.read { tx in
                let id: Association.ID = try tx.one("SELECT id FROM association")["id"]
                return try Grant.totals(of: id, in: tx)
            }
            #expect(years.map(\.year) == [2025, 2024])
            #expect(years[0].own == Money(euros: 17_000))
            #expect(years[0].ownCash == Money(euros: 12_000))
            #expect(years[0].other == Money(euros: 40_000))
            #expect(years[1].refusedCount == 1)
            #expect(years[1].ownCount == 0)
        }
    }

    @Test("the list sums what it filters, other public funding apart")
    func listing() async throws {
        try await TestOffice.with { test in
            let reader = try await test.agent(.nolwenn)
            try await PastGrant(amount: Money(euros: 100)).write(test)
            try await PastGrant(
                association: "Bagad", own: false, funder: "Région Bretagne", year: 2023, amount: Money(euros: 40)
            ).write(test)
            try await PastGrant(association: "Bagad", year: 2024, amount: Money(euros: 7), theme: "Musique").write(test)
            func total(_ query: ListingQuery) async throws -> String {
                let totals = try await test.office.totals(Grant.listing, query, for: reader)
                return "\(totals.count): \(totals.sums["amount"]?.text ?? "")"
            }
            #expect(try await total(ListingQuery()) == "3: 147\u{a0}€")
            #expect(try await total(ListingQuery(filters: ["origin": ["other"]])) == "1: 40\u{a0}€")
            #expect(try await total(ListingQuery(filters: ["year": ["2024", "2023"]])) == "2: 47\u{a0}€")
            #expect(
                try await total(ListingQuery(filters: ["theme": ["Musique"], "outcome": ["granted"]])) == "1: 7\u{a0}€")
            #expect(try await total(ListingQuery(text: "bagad")) == "2: 47\u{a0}€")
            #expect(try await total(ListingQuery(text: "Instruments")) == "3: 147\u{a0}€")
            let page = try await test.office.read { try Grant.listing.page(ListingQuery(), for: reader, in: $0) }
            #expect(page.rows.count == 3)
        }
    }

    @Test("A correction keeps the period that a file gave in words of its own")
    func periodInWords() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let id = try await PastGrant(period: "second semestre").write(test)
            let grant = try await test.office.read { try Grant.find(id, for: maelle, in: $0) }
            try await test.office.write(as: maelle) {
                try Grant.save(id, version: grant.version, grant.input, by: maelle, in: $0)
            }
            let kept = try await test.office.read { try Grant.find(id, for: maelle, in: $0).paymentPeriod }
            #expect(kept == "second semestre")
        }
    }

    @Test("R1 counts the same on the association and on its file: what is in kind, and its part of a shared grant")
    func sameFigures() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            try await scene.office.write(as: scene.maelle) { tx in
                for (cents, inKind, share, refused) in [
                    (20_000_00, 2_000_00, nil, false), (3_000_01, nil, 3_333, false), (0, nil, nil, true),
                ] as [(Int, Int?, Int?, Bool)] {
                    try tx.execute(
                        """
                        INSERT INTO grant_record (own, association_id, funder_name, year, beneficiary_name, purpose,
                                                  amount_cents, in_kind_cents, share_bp, refused)
                        VALUES (true, \(scene.association), 'F', 2026, 'Les Amis', 'p', \(cents), \(inKind), \(share),
                                \(refused))
                        """)
                }
            }
            let file = try await scene.find(id)
            let (onFile, onAssociation, granted) = try await scene.office.read { tx in
                (
                    try file.duties(on: Day(2026, 3, 12), in: tx).first,
                    try Association.find(scene.association, in: tx).duties(on: Day(2026, 3, 12), in: tx).first,
                    try Grant.granted(to: scene.association, year: 2026, in: tx)
                )
            }
            #expect(granted == Money(cents: 22_000_00) + Money(cents: 3_000_01).share(basisPoints: 3_333))
            #expect(onFile == onAssociation)
            #expect(onFile?.standing == .foreseen)
        }
    }
}
