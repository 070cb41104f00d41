import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

/// What each line became, the way back, and the removal of what was made by mistake.
@Suite struct ImportUndoTests {
    private func run(
        _ text: String, as kind: ImportKind = .grant, dryRun: Bool = false, again: AgainAnswer? = nil,
        in test: TestOffice
    ) async throws -> ImportRun.ID {
        let file = try TemporaryFile("versements.csv", text)
        let report = try await FileImport.run(
            ImportRequest(kind, path: file.path, isDryRun: dryRun, again: again), in: test.office,
            by: try await test.agent(.maelle))
        return ImportRun.ID(report.run)
    }

    private func outcomes(_ run: ImportRun.ID, in test: TestOffice) async throws -> [String] {
        try await test.office.read { tx in
            try tx.query(
                """
                SELECT line, outcome, association_id IS NOT NULL AS leads FROM import_outcome
                 WHERE import_run_id = \(run) ORDER BY line
                """
            ).map { "\(try $0["line"] as Int) \(try $0["outcome"] as String) \(try $0["leads"] as Bool)" }
        }
    }

    private func counts(in test: TestOffice) async throws -> [Int] {
        try await test.office.read { tx in
            let row = try tx.one(
                """
                SELECT (SELECT count(*) FROM association) AS a, (SELECT count(*) FROM grant_record) AS g,
                       (SELECT count(*) FROM association_alias) AS n
                """)
            return [try row["a"], try row["g"], try row["n"]]
        }
    }

    private static let first = "année;association;objet;montant\n2023;Club;Voiles;100\n2023;Foyer;Fête;50\n"
    private static let second =
        "année;association;SIREN;objet;montant\n2024;Club;380475558;Voiles;100\n2024;Amicale;;Sortie;50\n2024;AMICALE;;Fête;5\n"

    @Test("Each line says which association was made or found; a trial says it too")
    func lines() async throws {
        try await TestOffice.with { test in
            _ = try await run(Self.first, in: test)
            let trial = try await run(Self.second, dryRun: true, in: test)
            #expect(try await outcomes(trial, in: test) == ["2 found true", "3 created false", "4 found false"])
            let second = try await run(Self.second, in: test)
            #expect(try await outcomes(second, in: test) == ["2 found true", "3 created true", "4 found true"])
            let again = try await run(Self.second, in: test)
            #expect(
                try await outcomes(again, in: test) == ["2 unchanged true", "3 unchanged true", "4 unchanged true"])
            let list = try await run("Nom;Ville\nClub;Paimpol\nNouvelle;Paimpol\n", as: .association, in: test)
            #expect(try await outcomes(list, in: test) == ["2 found true", "3 created true"])
        }
    }

    @Test("An import is taken back: what it made goes, what it filled is empty again, and it may come again")
    func undo() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            _ = try await run(Self.first, in: test)
            let before = try await counts(in: test)
            let second = try await run(Self.second, in: test)
            let undone = try await test.office.write(as: maelle) { try ImportRun.undo(second, by: maelle, in: $0) }
            #expect(undone == ImportRun.Undone(grants: 3, associations: 1))
            #expect(try await counts(in: test) == before)
            let club = try await test.office.read { try Association.find(identifier: "380475558", in: $0) }
            #expect(club == nil)
            let state = try await test.office.read { try ImportRun.find(second, in: $0).state }
            #expect(state == .undone)
            await #expect(throws: ImportUndoRefusal.notDone) {
                try await test.office.write(as: maelle) { try ImportRun.undo(second, by: maelle, in: $0) }
            }
            let third = try await run(Self.second, in: test)
            #expect(try await outcomes(third, in: test) == ["2 found true", "3 created true", "4 found true"])
        }
    }

    @Test("Values that a second delivery replaced come back with the undoing")
    func undoUpdate() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            _ = try await run(Self.first, in: test)
            let corrected = try await run(Self.first.replacing(";100", with: ";120"), again: .update, in: test)
            func amounts() async throws -> [Int] {
                try await test.office.read { tx in
                    try tx.query("SELECT amount_cents FROM grant_record ORDER BY id").map { try $0["amount_cents"] }
                }
            }
            #expect(try await amounts() == [120_00, 50_00])
            try await test.office.write(as: maelle) { _ = try ImportRun.undo(corrected, by: maelle, in: $0) }
            #expect(try await amounts() == [100_00, 50_00])
            _ = try await run(Self.first.replacing(";100", with: ";120"), again: .update, in: test)
            #expect(try await amounts() == [120_00, 50_00])
        }
    }

    @Test("What was built on an import stands in the way, by name")
    func builtOn() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let first = try await run(Self.first, in: test)
            _ = try await run(Self.second, in: test)
            let obstacles = try await test.office.read { tx in
                try ImportRun.find(first, in: tx).obstacles(in: tx)
            }
            #expect(obstacles.first == "«\u{a0}Club\u{a0}» a des subventions d’ailleurs que ce fichier.")
            await #expect(throws: ImportUndoRefusal.builtOn(obstacles)) {
                try await test.office.write(as: maelle) { try ImportRun.undo(first, by: maelle, in: $0) }
            }
            #expect(try await counts(in: test)[1] == 5)
        }
    }

    @Test("Only who may import takes an import back")
    func rights() async throws {
        try await TestOffice.with { test in
            let first = try await run(Self.first, in: test)
            let nolwenn = try await test.agent(.nolwenn)
            await #expect(throws: AccessRefusal.missingRight(.importFiles)) {
                try await test.office.write(as: nolwenn) { try ImportRun.undo(first, by: nolwenn, in: $0) }
            }
        }
    }

    @Test("An association made by mistake is removed unless something holds it; a grant unless it was decided here")
    func removal() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            _ = try await run(Self.first, in: test)
            let (club, grant) = try await test.office.read { tx in
                let row = try tx.one("SELECT id, association_id FROM grant_record WHERE purpose = 'Voiles'")
                return (try row["association_id"] as Association.ID, try row["id"] as Grant.ID)
            }
            await #expect(throws: AssociationRefusal.held(by: ["1\u{a0}subvention"])) {
                try await test.office.write(as: maelle) { try Association.remove(club, by: maelle, in: $0) }
            }
            let nolwenn = try await test.agent(.nolwenn)
            await #expect(throws: AccessRefusal.missingRight(.writeGrants)) {
                try await test.office.write(as: nolwenn) { try Grant.remove(grant, by: nolwenn, in: $0) }
            }
            try await test.office.write(as: maelle) { tx in
                try Grant.remove(grant, by: maelle, in: tx)
                try Association.remove(club, by: maelle, in: tx)
            }
            #expect(try await counts(in: test) == [1, 1, 0])
            let removed = try await test.office.read { tx -> [String] in
                try tx.query("SELECT table_name FROM audit_entry WHERE operation = 'delete' ORDER BY id").map {
                    try $0["table_name"]
                }
            }
            #expect(removed == ["grant_record", "association"])
        }
    }
}
