import Foundation
import Spreadsheet
import TestSupport
import Testing

@testable import Kevre

/// Files made badly, or made to harm: each is refused in words, and the process goes on.
@Suite struct HostileFilesTests {
    @Test(
        "A csv of empty cells alone holds no line",
        arguments: [";;\n;;\n", ";;;;;;;;\n", "\"\";\"\"\n\"\";\"\"", " ; \n"])
    func emptyCells(_ text: String) async throws {
        #expect(throws: ImportRefusal.noLine) { try ReadGrants(text) }
        #expect(throws: ImportRefusal.noLine) { try ReadAssociations(text) }
        let file = try TemporaryFile("vide.csv", text)
        #expect(throws: ImportRefusal.noLine) { try FileSurvey(path: file.path, fileName: "vide.csv").kind(in: nil) }
        try await TestOffice.with { office in
            let agent = try await office.agent(.maelle)
            for kind in [ImportKind.grant, .association] {
                await #expect(throws: ImportRefusal.noLine) {
                    try await FileImport.run(ImportRequest(kind, path: file.path), in: office.office, by: agent)
                }
            }
            let runs = try await office.office.read { try ImportRun.recent(in: $0) }
            #expect(runs.map(\.state) == [.failed, .failed])
            #expect(runs.allSatisfy { $0.message == ImportRefusal.noLine.message })
        }
    }

    @Test("A blank sheet beside a good one is passed over, wherever it stands", arguments: [true, false])
    func blankSheet(isFirst: Bool) throws {
        let file = try TemporaryFile("classeur.xlsx", "")
        let workbook = try WorkbookWriter(path: file.path, properties: DocumentProperties(title: "Aides"))
        if isFirst { _ = try workbook.addSheet("Vide", columns: []) }
        let sheet = try workbook.addSheet(
            "Aides", columns: [SheetColumn("Année", .year), SheetColumn("Association"), SheetColumn("Montant", .money)])
        try sheet.append([.integer(2024), .text("Ar Vro"), .money(cents: 150_000)])
        if !isFirst { _ = try workbook.addSheet("Vide", columns: []) }
        try workbook.close()
        let read = try ReadGrants(path: file.path)
        #expect(read.grants.map(\.amount) == [Money(euros: 1_500)])
    }

    @Test("Amounts that add up to more than any euros do are no euros")
    func sum() {
        let lines = (1...2_000).map { "2024;Association \($0);100000000000" }.joined(separator: "\n")
        #expect(throws: ImportRefusal.totalTooLarge(line: 1_002)) {
            try ReadGrants("Année;Association;Montant\n" + lines)
        }
    }

    @Test(
        "A share too large for a whole number is no share, and breaks nothing", arguments: ["1e300", "nan", "-1e300"])
    func share(_ text: String) throws {
        let column = try #require(GrantField.listed.columns.first)
        let cell = CorrectionLine.Cell(column: column, header: "Part", raw: text, value: .text(text))
        #expect(!cell.isSame(as: .percent(basisPoints: 5_000)))
    }

    @Test("A sum as large as a form can make has its share")
    func largeShare() {
        let whole = Money(cents: Money.largestEntry.cents * 5_000)
        #expect(whole.share(basisPoints: 8_000) == Money(cents: Money.largestEntry.cents * 4_000))
        #expect((-whole).share(basisPoints: 8_000) == Money(cents: -Money.largestEntry.cents * 4_000))
        #expect(Money(cents: .max).share(basisPoints: .max) == Money(cents: .max))
        #expect(Money.zero.share(basisPoints: -1) == .zero)
    }
}
