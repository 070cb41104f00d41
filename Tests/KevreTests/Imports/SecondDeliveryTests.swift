import Foundation
import Kevre
import PostgreSQL
import Spreadsheet
import TestSupport
import Testing

/// What would count twice: a year delivered again, lines alike in all, lines corrected in the workbook.
@Suite struct SecondDeliveryTests {
    private func run(
        _ file: TemporaryFile, map: [String] = [], dryRun: Bool = false, skipInvalid: Bool = false,
        funder: ImportFunder? = nil, again: AgainAnswer? = nil, twins: TwinAnswer? = .count, in test: TestOffice
    ) async throws -> ImportReport {
        try await FileImport.run(
            ImportRequest(
                .grant, path: file.path, map: map, isDryRun: dryRun, skipInvalid: skipInvalid, funder: funder,
                again: again, twins: twins),
            in: test.office, by: try await test.agent(.maelle))
    }

    private func run(
        _ text: String, again: AgainAnswer? = nil, twins: TwinAnswer? = .count, dryRun: Bool = false,
        in test: TestOffice
    ) async throws -> ImportReport {
        try await run(TemporaryFile("versements.csv", text), dryRun: dryRun, again: again, twins: twins, in: test)
    }

    private func grants(in test: TestOffice) async throws -> [Int] {
        try await test.office.read { tx in
            let row = try tx.one(
                "SELECT count(*) AS n, coalesce(sum(amount_cents), 0)::bigint AS sum FROM grant_record")
            return [try row["n"], try row["sum"]]
        }
    }

    private func issues(_ report: ImportReport, in test: TestOffice) async throws -> [LineIssue] {
        try await test.office.read { try ImportRun.issues(of: ImportRun.ID(report.run), in: $0) }
    }

    private static let header =
        "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,objet,montant,nature,"
        + "conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention\n"
    private static let first =
        header + """
            Département d'Essai,22220001600012,2024-03-11,2024-CP-1,Club Nautique du Trieux,,Achat de voiles,4200,aide en numéraire,unique,2024-05-02,,non,1
            Département d'Essai,22220001600012,2024-03-11,2024-CP-1,Foyer Rural de Plouha,78912345200011,Fonctionnement,1500,aide en numéraire,unique,,,non,1
            Département d'Essai,22220001600012,2024-03-11,2024-CP-1,Amicale Laïque du Leff,34567891600015,Sorties scolaires,900,aide en numéraire,unique,2024-05-02,,non,1

            """
    private static let second =
        header + """
            Département d'Essai,22220001600012,2024-03-11,2024-CP-1,Club Nautique du Trieux,81234567600017,Achat de voiles,4200,aide en numéraire,unique,2024-05-02,,non,1
            Département d'Essai,22220001600012,2024-03-11,2024-CP-1,Foyer Rural de Plouha,78912345200011,Fonctionnement,1500,aide en numéraire,unique,2024-05-02,,non,1
            Département d'Essai,22220001600012,2024-03-18,2024-CP-1,Amicale Laïque du Leff,34567891600015,Sorties scolaires,900,aide en numéraire,unique,2024-05-02,,non,1
            Département d'Essai,22220001600012,2024-09-16,2024-CP-9,Atelier Terre,45678123600017,Four,600,aide en numéraire,unique,2024-10-02,,non,1

            """

    @Test("A year delivered again, completed, is held back until one says what to do with the lines that are there")
    func heldBack() async throws {
        try await TestOffice.with { test in
            _ = try await run(Self.first, in: test)
            let held = try await run(Self.second, in: test)
            #expect(!held.isDone && held.again == 3 && held.refused == 0)
            #expect(try await grants(in: test) == [3, 6_600_00])
            let said = try await issues(held, in: test).filter { $0.reason.contains("Ressemble à") }
            #expect(said.map(\.line) == [2, 3, 4])
            #expect(said[1].reason.contains("Dates de versement\u{a0}: rien → 2024-05-02"))
            let trial = try await run(Self.second, dryRun: true, in: test)
            #expect(trial.again == 3 && trial.isDryRun && trial.isDone)
        }
    }

    @Test("On agreement the grants take what the second delivery says, each change listed; a third changes nothing")
    func updated() async throws {
        try await TestOffice.with { test in
            _ = try await run(Self.first, in: test)
            let report = try await run(Self.second, again: .update, in: test)
            #expect(report.isDone && report.changed == 3 && report.created == 1 && report.unchanged == 0)
            #expect(report.lines == report.created + report.linked + report.unchanged + report.refused)
            #expect(try await grants(in: test) == [4, 7_200_00])
            let rows = try await test.office.read { tx in
                try tx.query(
                    "SELECT beneficiary_siret, payment_period, decided_on, version FROM grant_record ORDER BY id LIMIT 3"
                ).map { row in
                    let day: Day? = try row["decided_on"]
                    return [try row["beneficiary_siret"] as String?, try row["payment_period"] as String?, day?.iso]
                        .map { $0 ?? "" }.joined(separator: " ")
                }
            }
            #expect(
                rows == [
                    "81234567600017 2024-05-02 2024-03-11", "78912345200011 2024-05-02 2024-03-11",
                    "34567891600015 2024-05-02 2024-03-18",
                ])
            #expect(try await issues(report, in: test).count { $0.severity == .changed } >= 3)
            let third = try await run(Self.second, in: test)
            #expect(third.isDone && third.unchanged == 4 && third.again == 0)
        }
    }

    @Test("The lines may be left aside, or counted as other grants, and nothing else changes")
    func otherAnswers() async throws {
        try await TestOffice.with { test in
            _ = try await run(Self.first, in: test)
            let skipped = try await run(Self.second, again: .skip, in: test)
            #expect(skipped.isDone && skipped.unchanged == 3 && skipped.created == 1)
            #expect(try await grants(in: test) == [4, 7_200_00])
            let added = try await run(Self.second, again: .add, in: test)
            #expect(added.isDone && added.linked == 3)
            #expect(try await grants(in: test) == [7, 13_800_00])
        }
    }

    @Test("What an agent corrected since keeps its value, with the reason")
    func correctedSince() async throws {
        try await TestOffice.with { test in
            _ = try await run(Self.first, in: test)
            let maelle = try await test.agent(.maelle)
            try await test.office.write(as: maelle) { tx in
                try tx.execute(
                    """
                    UPDATE grant_record SET payment_period = '2024-06-01', version = version + 1
                     WHERE purpose = 'Fonctionnement'
                    """)
            }
            let report = try await run(Self.second, again: .update, in: test)
            #expect(report.isDone && report.changed == 2)
            #expect(try await issues(report, in: test).contains { $0.severity == .kept && $0.line == 3 })
            let period = try await test.office.read { tx -> String in
                try tx.one("SELECT payment_period FROM grant_record WHERE purpose = 'Fonctionnement'")["payment_period"]
            }
            #expect(period == "2024-06-01")
        }
    }

    @Test(
        "Another year, another decision or another object is no second delivery; a corrected amount is",
        arguments: [
            ("2024-06-17,CP-2,Club,Voiles,4200", 0), ("2024-06-17,,Club,Voiles,1000", 0),
            ("2024-03-11,CP-1,Club,Mât,300", 0), ("2023-03-11,CP-1,Club,Voiles,4200", 0),
            ("2024-03-11,CP-1,Club,Voiles,4000", 1), ("2024-03-11,,Club,Voiles,4000", 1),
            ("2024-03-18,CP-1,Club,Voiles,4200", 1), ("2024-03-11,CP-1,Club,Achat de voiles,4200", 1),
        ])
    func likeness(line: String, again: Int) async throws {
        try await TestOffice.with { test in
            let header = "date,référence,association,objet,montant\n"
            _ = try await run("\(header)2024-03-11,CP-1,Club,Voiles,4200\n", in: test)
            let report = try await run("\(header)\(line)\n", in: test)
            #expect(report.again == again && report.isDone == (again == 0))
        }
    }

    @Test("Lines alike in all are said before they count twice, and may count once")
    func twins() async throws {
        try await TestOffice.with { test in
            let text = "année;association;montant\n2024;Club;100\n2024;Club;100\n2024;Foyer;50\n"
            let asked = try await run(text, twins: nil, in: test)
            #expect(!asked.isDone && asked.twins == 1 && asked.twinCents == 100_00)
            #expect(try await issues(asked, in: test).map(\.line) == [3])
            let once = try await run(text, twins: .once, in: test)
            #expect(once.isDone && once.setAside == 1 && once.amountCents == 150_00)
            #expect(try await grants(in: test) == [2, 150_00])
            let all = try await run(text, twins: .count, in: test)
            #expect(all.isDone && all.warnings.contains { $0.contains("comptés en plus") })
            #expect(try await grants(in: test) == [3, 250_00])
        }
    }

    @Test(
        "The workbook of refused lines comes back as it was sent: columns, year, funder; what was asked is not granted")
    func workbook() async throws {
        try await TestOffice.with { test in
            let file = try TemporaryFile(
                "tableau.csv",
                "Qui;Somme A;Somme B;Quoi\nClub;5000;2500;Régate\nFoyer;4400;abc;Fête\nAmicale;10;-7;Sortie\n")
            let map = ["Qui=beneficiary_name", "Somme A=requested", "Somme B=amount", "Quoi=purpose", "=2023=year"]
            let refused = try await run(
                file, map: map, skipInvalid: true, funder: .named("Ville de Lannion"), in: test)
            #expect(refused.isDone && refused.refused == 2)
            let path = try #require(refused.report)
            #expect(try FileSurvey(path: path, fileName: "a-corriger.xlsx").kind(in: nil) == .grant)

            // Corrected in a spreadsheet that keeps every sheet: here, written anew with its hidden one.
            let source = try TableSource.open(path: path)
            let corrected = try TemporaryFile("a-corriger.xlsx", "")
            let workbook = try WorkbookWriter(path: corrected.path)
            for (index, sheet) in source.sheets.enumerated() {
                var rows: [[String]] = []
                try source.rows(sheet: index) { row in
                    rows.append(row.cells.map(\.text))
                    return true
                }
                var options = SheetOptions()
                options.isHidden = sheet.isHidden
                let writer = try workbook.addSheet(
                    sheet.name, columns: rows[0].map { SheetColumn($0, .text) }, options: options)
                for row in rows.dropFirst() {
                    try writer.append(
                        row.map { .text($0.replacing("abc", with: "1500").replacing("-7", with: "0")) })
                }
            }
            try workbook.close()
            #expect(source.sheets.last?.isHidden == true)
            let report = try await run(corrected, in: test)
            #expect(report.isDone && report.refused == 0 && report.lines == 2)
            let rows = try await test.office.read { tx in
                try tx.query(
                    """
                    SELECT beneficiary_name, year, own, funder_name, requested_cents, amount_cents FROM grant_record
                     ORDER BY id
                    """
                ).map { row in
                    "\(try row["beneficiary_name"] as String) \(try row["year"] as Int) \(try row["funder_name"] as String) "
                        + "\(try row["requested_cents"] as Int) \(try row["amount_cents"] as Int)"
                }
            }
            #expect(
                rows == [
                    "Club 2023 Ville de Lannion 500000 250000", "Foyer 2023 Ville de Lannion 440000 150000",
                    "Amicale 2023 Ville de Lannion 1000 0",
                ])
        }
    }
}
