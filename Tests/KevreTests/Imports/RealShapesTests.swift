import Foundation
import Kevre
import Spreadsheet
import TestSupport
import Testing

/// Small files in the shapes that spreadsheets of people really leave.
@Suite struct RealShapesTests {
    static func fixture(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
            .path(percentEncoded: false)
    }

    @Test("An open quotation mark is named and costs its own line alone; marks within texts are kept")
    func strayQuotes() throws {
        let read = try ReadGrants(path: Self.fixture("stray-quotes.csv"))
        #expect(read.grants.map(\.amount).sum() == Money(euros: 7_650))
        #expect(
            read.grants.map(\.purpose) == [
                "Régate \"l'Armor\" 2022", "Fonctionnement", "Sorties \"nature\"", "Four 24\"", "Jardin",
            ])
        #expect(read.grants[1].beneficiaryName == "Foyer Rural de Plouha")
        #expect(read.grants[4].beneficiaryName == "Association \"La Ruche\"")
        let marks = read.issues.filter { $0.reason.contains("guillemet ouvert") }
        #expect(marks.map(\.line) == [3])
        #expect(marks.map(\.severity) == [.kept])
    }

    @Test("An open quotation mark in a line whose cells do not come out even refuses that line alone")
    func strayQuoteInACutLine() throws {
        let read = try ReadGrants(
            "Année;Association;Objet;Montant\n2024;Ar Vro;\"Fête\n2024;Les Amis;Tournoi;900\n2024;Ker;Bal;100\n")
        #expect(read.grants.map(\.amount) == [Money(euros: 900), Money(euros: 100)])
        #expect(Set(read.issues(.refused).map(\.line)) == [2])
        #expect(read.issues.contains { $0.line == 2 && $0.reason.contains("guillemet ouvert") })
    }

    @Test("The stored result of a formula is the amount, in lines as in totals")
    func formulas() throws {
        let read = try ReadGrants(path: Self.fixture("formula-amounts.xlsx"))
        #expect(read.grants.map(\.amount) == [4_200, 1_500, 900].map { Money(euros: $0) })
        #expect(read.totals.setAsideAmount == Money(euros: 6_600))
        #expect(read.totals.refused == 0)
    }

    @Test("A refused line keeps in the workbook to correct what its merged cells said")
    func mergedCells() async throws {
        try await TestOffice.with { office in
            let request = ImportRequest(
                .grant, path: Self.fixture("merged-names.xlsx"), skipInvalid: true, funder: .own)
            let report = try await FileImport.run(request, in: office.office, by: try await office.agent(.maelle))
            #expect(report.isDone && report.refused == 1)
            var lines: [[String]] = []
            try TableSource.open(path: try #require(report.report)).rows(sheet: 0) { row in
                lines.append(row.cells.map(\.text))
                return true
            }
            #expect(lines.last?.prefix(4) == ["2024", "Ar Vro", "Bal", "dix"])
        }
    }

    @Test("The end mark of DOS is no line")
    func endMark() async throws {
        try await TestOffice.with { office in
            let request = ImportRequest(.grant, path: Self.fixture("end-mark-of-dos.csv"), funder: .own)
            let report = try await FileImport.run(request, in: office.office, by: try await office.agent(.maelle))
            #expect(report.isDone && report.lines == 3 && report.created == 3)
            #expect(report.amountCents == 6_600_50)
        }
    }

    @Test("Names written by a program of DOS are right in the register, for grants and for associations")
    func codePage() throws {
        let names = ["Théâtre de l'Étang", "Comité des fêtes de Ploeuc", "Maïté & cie"]
        let grants = try ReadGrants(path: Self.fixture("code-page-850.csv"))
        #expect(grants.grants.prefix(3).map(\.beneficiaryName) == names)
        #expect(grants.totals.amount == Money(euros: 6_600))
        let associations = try ReadAssociations(path: Self.fixture("code-page-850.csv"))
        #expect(associations.associations.prefix(3).map(\.name) == names)
    }

    @Test("Aids in UTF-16, as some programs save them, are read as they are in UTF-8", arguments: [true, false])
    func aids(littleEnd: Bool) throws {
        let text = "\u{FEFF}[{\"id\": 1, \"slug\": \"a\", \"name\": \"Aide à l’été 🎭\", \"financers\": [\"Région\"]}]"
        let bytes = text.utf16.flatMap { unit in
            littleEnd ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        }
        let plain = try TemporaryFile("aides.json", text)
        let wide = try TemporaryFile("aides.json", bytes)
        let description = try AidFileDescription.of(wide.path)
        #expect(description.names == ["Aide à l’été 🎭"])
        #expect(try AidFileDescription.of(plain.path).format == description.format)
        #expect(try FileSurvey(path: wide.path, fileName: "aides.json").kind(in: nil) == .aid)
    }
}
