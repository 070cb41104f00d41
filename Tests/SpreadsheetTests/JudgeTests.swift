import Foundation
import Spreadsheet
import Testing

/// openpyxl reads what is written here.
@Suite(.enabled(if: Judge.python != nil, "no Python with openpyxl: set KEVRE_PYTHON, or run script/setup"))
struct JudgeTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func anotherProgramFindsTheSameValuesAndLook() throws {
        let path = folder.path("a.xlsx")
        let properties = DocumentProperties(
            title: "Dossiers", author: "Kevre", company: "Agglomération", subject: "2026", comments: "Essai")
        let writer = try WorkbookWriter(path: path, properties: properties)
        var options = SheetOptions()
        options.titleLines = ["Titre"]
        options.landscape = true
        let sheet = try writer.addSheet(
            "Dossiers de l'été",
            columns: [
                SheetColumn("Nom", note: "Le nom déclaré"), SheetColumn("Montant", .money, totals: true),
                SheetColumn("Jour", .date), SheetColumn("Adresse", .link),
            ], options: options)
        try sheet.append([
            .text("=A1"), .money(cents: 1_999), .date(year: 2026, month: 3, day: 1),
            .link(text: "Voir", url: "https://example.org/"),
        ])
        try sheet.append([.text("Élan"), .money(cents: 1)])
        try sheet.finish()
        try sheet.insert(SheetChart(.column, title: "Montants", categories: 0, values: [1]), column: 6)
        try writer.close()
        let said = try Judge.ask(
            """
            import openpyxl, sys
            w = openpyxl.load_workbook(sys.argv[1]); s = w.worksheets[0]; p = w.properties
            v = openpyxl.load_workbook(sys.argv[1], data_only=True).worksheets[0]
            print(p.title, p.creator, p.subject, p.description)
            print(s.title, s.freeze_panes, s.auto_filter.ref, s.page_setup.orientation, s.print_title_rows)
            print([c.value for c in s[3]], s['A3'].comment.text, s['A3'].font.b)
            print(s['A4'].value, s['A4'].data_type, s['B4'].value, s['B4'].number_format, s['C4'].value.date())
            print(s['D4'].hyperlink.target, s['B6'].value, v['B6'].value, s['A6'].font.b, len(s._charts))
            """, path)
        #expect(
            said == """
                Dossiers Kevre 2026 Essai
                Dossiers de l’été A4 A3:D5 landscape $3:$3
                ['Nom', 'Montant', 'Jour', 'Adresse'] Le nom déclaré True
                =A1 s 19.99 #,##0.00\\ "€" 2026-03-01
                https://example.org/ =SUBTOTAL(109,B4:B5) 20 True 1

                """)
    }

    @Test func whatAnotherProgramWritesIsRead() throws {
        let path = folder.path("b.xlsx")
        _ = try Judge.ask(
            """
            import openpyxl, sys, datetime
            w = openpyxl.Workbook(); s = w.active
            s.append(["Élan", 12.5, datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1, 14, 5), True, "=1+1"])
            s.merge_cells("A3:B4"); s["A3"] = "fusion"
            w.save(sys.argv[1])
            """, path)
        let read = try rows(path)
        #expect(
            read[0].cells.prefix(5).map(\.text) == [
                "Élan", "12.5", "2026-03-01", "2026-03-01 14:05:00", "TRUE",
            ])
        #expect(read[0][5] == .formula("1+1", cached: .empty))
        #expect(try TableSource.open(path: path).mergedRanges().count == 1)
    }
}

/// The Python environment of the tests.
enum Judge {
    static var python: String? {
        if let given = ProcessInfo.processInfo.environment["KEVRE_PYTHON"] { return given }
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized.path
        let own = root + "/var/python/bin/python"
        return FileManager.default.isExecutableFile(atPath: own) ? own : nil
    }

    /// Runs a script; what it prints.
    static func ask(_ script: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = ["-c", script] + arguments
        process.environment = ["PYTHONIOENCODING": "utf-8"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: said, as: UTF8.self)
    }
}
