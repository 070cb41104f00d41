import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Associations") struct AssociationTests {
    private func make(_ values: [String: String], _ test: TestOffice, _ agent: Agent) async throws -> Association.ID {
        try await test.office.write(as: agent) { tx in
            try Association.save(nil, version: nil, FormInput(values.mapValues { [$0] }), by: agent, in: tx)
        }
    }

    @Test("A number already on another record is refused, naming it")
    func takenNumber() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let first = try await make(["name": "Club nautique", "rna": "W222001234"], test, maelle)
            await #expect(
                throws: AssociationRefusal.identifierTaken(kind: "RNA", by: first, name: "Club nautique")
            ) { try await make(["name": "Autre club", "rna": "w222 001 234"], test, maelle) }
        }
    }

    @Test(
        "Wrong numbers and dates are refused with the field",
        arguments: [
            ("siret", "23350001600041"), ("rna", "W22200123"), ("created_on", "31/02/2020"), ("year_end", "32/12"),
        ])
    func wrong(field: String, value: String) async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let refusal = await #expect(throws: FormRefusal.self) {
                try await make(["name": "X", field: value], test, maelle)
            }
            #expect(refusal?.field == field)
        }
    }

    @Test("A reader may not write")
    func reader() async throws {
        try await TestOffice.with { test in
            let nolwenn = try await test.agent(.nolwenn)
            await #expect(throws: AccessRefusal.missingRight(.writeAssociations)) {
                try await make(["name": "X"], test, nolwenn)
            }
        }
    }

    @Test(
        "Communes are known without accents, case or apostrophes",
        arguments: [
            ("plouec du trieux", "22212"), ("Kermoroch", "22091"), ("st agathon", "22272"), ("GUINGAMP", "22070"),
        ])
    func communes(typed: String, code: String) async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let id = try await make(["name": "X", "commune": typed], test, maelle)
            let found = try await test.office.read { try Association.find(id, in: $0) }
            #expect(found.communeCode == code)
        }
    }

    @Test("Undoing a merge leaves what was typed since into the record that was kept")
    func undoKeepsEdits() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let kept = try await make(["name": "Harmonie de Paimpol"], test, maelle)
            let merged = try await make(
                ["name": "HARMONIE DE PAIMPOL (ASSO)", "phone": "02 96 00 00 01", "email": "harmonie@exemple.bzh"],
                test, maelle)
            let id = try await test.office.write(as: maelle) {
                try Merge.perform(keep: kept, merge: merged, by: maelle, in: $0)
            }
            try await test.office.write(as: maelle) { tx in
                _ = try tx.execute("UPDATE association SET email = 'nouveau@exemple.bzh' WHERE id = \(kept)")
            }
            _ = try await test.office.write(as: maelle) { try Merge.undo(id, by: maelle, in: $0) }
            let after = try await test.office.read { try Association.find(kept, in: $0) }
            #expect(after.email == "nouveau@exemple.bzh")
            #expect(after.phone == nil)
        }
    }

    @Test("A merge moves everything, fills what is lacking, redirects; undone, all is as before")
    func merge() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let kept = try await make(["name": "Harmonie de Paimpol"], test, maelle)
            let merged = try await make(
                ["name": "HARMONIE DE PAIMPOL (ASSO)", "rna": "W222009876", "email": "harmonie@exemple.bzh"], test,
                maelle)
            try await test.office.write(as: maelle) { tx in
                try tx.execute(
                    """
                    INSERT INTO grant_record (own, association_id, funder_name, year, beneficiary_name, amount_cents)
                    VALUES (true, \(merged), 'GPA', 2025, 'Harmonie', 350000)
                    """)
            }
            let preview = try await test.office.read { try Merge.preview(keep: kept, merge: merged, in: $0) }
            #expect(preview.grants == 1)
            #expect(preview.filled.map(\.field).contains("Numéro RNA"))
            let id = try await test.office.write(as: maelle) {
                try Merge.perform(keep: kept, merge: merged, by: maelle, in: $0)
            }
            let after = try await test.office.read { tx in
                (
                    try Association.find(kept, in: tx), try Association.find(merged, in: tx),
                    try Self.grants(of: kept, in: tx)
                )
            }
            #expect(after.0.rna == "W222009876")
            #expect(after.1.mergedInto == kept)
            #expect(after.2 == 1)
            _ = try await test.office.write(as: maelle) { try Merge.undo(id, by: maelle, in: $0) }
            let undone = try await test.office.read { tx in
                (
                    try Association.find(kept, in: tx), try Association.find(merged, in: tx),
                    try Self.grants(of: kept, in: tx)
                )
            }
            #expect(undone.0.rna == nil)
            #expect(undone.1.rna == "W222009876")
            #expect(undone.1.mergedInto == nil)
            #expect(undone.2 == 0)
        }
    }

    private static func grants(of id: Association.ID, in tx: Transaction) throws -> Int {
        try tx.one("SELECT count(*) AS n FROM grant_record WHERE association_id = \(id)")["n"]
    }

    @Test("Likely duplicates are proposed with the reason; declared distinct, they are not proposed again")
    func duplicates() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            _ = try await make(["name": "Cercle celtique de Pontrieux"], test, maelle)
            _ = try await make(["name": "CERCLE CELTIQUE PONTRIEUX (association)"], test, maelle)
            _ = try await make(["name": "Basket-club de Bégard"], test, maelle)
            let proposed = try await test.office.write(as: maelle) { try Duplicate.propose(in: $0) }
            #expect(proposed == 1)
            let page = try await test.office.read { try Duplicate.listing.page(ListingQuery(), for: maelle, in: $0) }
            let id = Duplicate.ID(try #require(page.rows.first?.key))
            let found = try await test.office.read { try Duplicate.find(id, in: $0) }
            #expect(!found.reasons.isEmpty)
            #expect(!found.reasons.contains("un seul SIREN connu"), "neither has one")
            try await test.office.write(as: maelle) { try Duplicate.declareDistinct(id, by: maelle, in: $0) }
            let again = try await test.office.write(as: maelle) { try Duplicate.propose(in: $0) }
            #expect(again == 0)
        }
    }

    @Test("That one record alone has a SIREN is a reason; that neither has is none")
    func oneNumber() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            _ = try await make(["name": "Cercle celtique de Pontrieux", "siren": "356000000"], test, maelle)
            _ = try await make(["name": "Cercle celtique Pontrieux"], test, maelle)
            _ = try await test.office.write(as: maelle) { try Duplicate.propose(in: $0) }
            let page = try await test.office.read { try Duplicate.listing.page(ListingQuery(), for: maelle, in: $0) }
            let id = Duplicate.ID(try #require(page.rows.first?.key))
            let found = try await test.office.read { try Duplicate.find(id, in: $0) }
            #expect(found.reasons.contains("un seul SIREN connu"))
        }
    }

    @Test("Two records made at once with one number: the second is told whose it is")
    func racing() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let codes = await withTaskGroup(of: String.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        do {
                            _ = try await make(["name": "Club \(number)", "siren": "356000000"], test, maelle)
                            return "made"
                        } catch {
                            return (error as? any Refusal)?.code ?? "\(error)"
                        }
                    }
                }
                return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(codes == ["made": 1, "association.identifier_taken": 5])
        }
    }
}
