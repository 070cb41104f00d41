import Foundation
import Spreadsheet
import Testing

@Suite struct WritingTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func typedCellsComeBackAsTheyWere() throws {
        let path = folder.path("a.xlsx")
        let writer = try WorkbookWriter(path: path)
        let sheet = try writer.addSheet(
            "Tout",
            columns: [
                SheetColumn("Texte"), SheetColumn("Entier", .integer),
                SheetColumn("Montant", .money, totals: true),
                SheetColumn("Taux", .percent), SheetColumn("Jour", .date), SheetColumn("Moment", .moment),
                SheetColumn("Vrai"), SheetColumn("Lien", .link),
            ])
        // 1 July 2026, 12:05 UTC: summer time in Paris.
        let moment = Date(timeIntervalSince1970: 1_782_907_500)
        try sheet.append([
            .text("=1+1"), .integer(-42), .money(cents: 123_456_789_01), .percent(basisPoints: 1_234),
            .date(year: 2026, month: 2, day: 28), .moment(moment), .boolean(true),
            .link(text: "Voir", url: "https://example.org/a?b=1&c=\"2\""),
        ])
        try sheet.append([.text("  <a> & 'b'\u{1}"), .empty, .money(cents: -5)])
        try sheet.finish()
        try writer.close()

        let read = try rows(path)
        #expect(read[1].cells[0] == .text("=1+1"))
        #expect(
            read[1].cells.map(\.text) == [
                "=1+1", "-42", "123456789.01", "0.1234", "2026-02-28", "2026-07-01 14:05:00", "TRUE", "Voir",
            ])
        #expect(read[2].cells.map(\.text) == ["  <a> & 'b'\u{1}", "", "-0.05"])
        #expect(read[3].cells[0] == .text("Total"))
        guard case .formula("SUBTOTAL(109,C2:C3)", cached: let total) = read[3].cells[2] else {
            Issue.record("no total: \(read[3].cells)")
            return
        }
        #expect(total.text == "123456788.96")
        #expect(try folder.names == ["a.xlsx"])
    }

    @Test func sheetNamesAreMadeAcceptableAndUnique() throws {
        let path = folder.path("a.xlsx")
        let writer = try WorkbookWriter(path: path)
        for name in [
            "Culture/Sport: [2026]?", "culture sport   2026", "'Ici'", "", String(repeating: "é", count: 40),
            String(repeating: "é", count: 35), "History",
        ] {
            _ = try writer.addSheet(name, columns: [SheetColumn("A")])
        }
        try writer.close()
        let names = try TableSource.open(path: path).sheets.map(\.name)
        #expect(names[0] == "Culture Sport   2026")
        #expect(names[1] == "culture sport   2026 (2)")
        #expect(names[2...3] == ["Ici", "Feuille"])
        #expect(names[4] == String(repeating: "é", count: 31))
        #expect(names[5] == String(repeating: "é", count: 27) + " (2)")
        #expect(names[6] == "Feuille (2)")
    }

    @Test func textThatIsTooLongIsCutVisibly() throws {
        let path = folder.path("a.xlsx")
        let writer = try WorkbookWriter(path: path)
        let sheet = try writer.addSheet("A", columns: [SheetColumn("A")])
        try sheet.append([.text(String(repeating: "é", count: 40_000))])
        try sheet.append([.text(String(repeating: "🎭", count: 16_000))])
        try writer.close()
        let read = try texts(path)
        #expect(read[1][0].utf16.count == 32_767)
        #expect(read[1][0].hasSuffix("é […]"))
        #expect(read[2][0] == String(repeating: "🎭", count: 16_000))
    }

    @Test func sectionsAndSubtotalsAreNotCountedTwice() throws {
        let path = folder.path("a.xlsx")
        let writer = try WorkbookWriter(path: path)
        var options = SheetOptions()
        options.titleLines = ["Annexe à la délibération", "Conseil du 1er mars 2026"]
        options.landscape = true
        options.printTitle = "Annexe & totaux"
        let sheet = try writer.addSheet(
            "Annexe", columns: [SheetColumn("Nom"), SheetColumn("Montant", .money, totals: true)],
            options: options)
        for (theme, amounts) in [("Culture", [100, 250]), ("Sport", [75])] {
            try sheet.section(theme)
            for amount in amounts { try sheet.append([.text("A"), .money(cents: amount)]) }
            try sheet.subtotal("Total \(theme)")
        }
        try sheet.finish()
        try writer.close()
        let read = try rows(path)
        #expect(
            read.map { $0[0].text } == [
                "Annexe à la délibération", "Conseil du 1er mars 2026", "Nom", "Culture", "A", "A",
                "Total Culture", "Sport",
                "A", "Total Sport", "Total",
            ])
        #expect(read[6][1] == .formula("SUBTOTAL(109,B6:B7)", cached: .number(3.5, lexical: "3.5")))
        #expect(read[10][1] == .formula("SUBTOTAL(109,B5:B11)", cached: .number(4.25, lexical: "4.25")))
    }

    @Test func rowsPackedWhileTheyAreWrittenComeBackWhole() throws {
        let path = folder.path("a.xlsx")
        let writer = try WorkbookWriter(path: path)
        // Two sheets by turns, one without rows, and text that looks like the mark where rows are put.
        let first = try writer.addSheet(
            "Un", columns: [SheetColumn("Texte"), SheetColumn("N", .integer, totals: true)])
        let second = try writer.addSheet("Deux <!--rows-->", columns: [SheetColumn("Texte")])
        _ = try writer.addSheet("Trois", columns: [SheetColumn("Rien")])
        let count = 30_000
        for number in 0..<count {
            try first.append([.text("Ligne \(number) : \(number &* 2_654_435_761 % 1_000_003)"), .integer(number)])
            if number.isMultiple(of: 3) { try second.append([.text("<!--rows--> \(number)")]) }
        }
        try first.finish()
        try writer.close()

        let read = try rows(path, sheet: 0)
        #expect(read.count == count + 2)
        #expect(
            read.dropFirst().prefix(count).enumerated().allSatisfy { number, row in
                row.cells.map(\.text) == ["Ligne \(number) : \(number &* 2_654_435_761 % 1_000_003)", "\(number)"]
            })
        #expect(read.last?.cells.first == .text("Total"))
        #expect(
            try texts(path, sheet: 1).dropFirst().map { $0[0] }
                == stride(from: 0, to: count, by: 3).map { "<!--rows--> \($0)" })
        #expect(try texts(path, sheet: 2) == [["Rien"]])
        #expect(try folder.names == ["a.xlsx"])
    }

    @Test func rowsWrittenHereAndByTheLibraryStandSideBySide() throws {
        let path = folder.path("a.xlsx")
        let writer = try WorkbookWriter(path: path)
        let sheet = try writer.addSheet(
            "A",
            columns: [
                SheetColumn("Texte"), SheetColumn("Entier", .integer), SheetColumn("Montant", .money, totals: true),
                SheetColumn("Taux", .percent), SheetColumn("Jour", .date), SheetColumn("Moment", .moment),
            ])
        let texts = [
            "A & B <c> > \"d\"", " blanc", "blanc ", "a_xyz", "é 😀 \u{FFFE}fin", "deux\nlignes", "<![CDATA[",
            "tab\t", "\u{1}", "&amp;", "]]>", "Club _x0041_", "_x005F_x0041_",
        ]
        let moments = [0, 1_782_907_500, 1_782_907_501, 1_800_000_059, -2_000_000_000, 1_772_240_399].map {
            Date(timeIntervalSince1970: $0)
        }
        for (index, text) in texts.enumerated() {
            let moment = CellValue.moment(moments[index % moments.count])
            let sign = index.isMultiple(of: 2) ? 1 : -1
            let figures: [CellValue] = [
                .integer(sign * index * 1_234_567_890_123), .money(cents: sign * (995 + index * 10)),
                .percent(basisPoints: sign * index * 1_111), .date(year: 1899 + index * 13, month: 12, day: 31), moment,
            ]
            try sheet.append([.text(text)] + figures)
            // The same figures by the other way.
            try sheet.append([.text("_xy" + text)] + figures)
        }
        try sheet.finish()
        try writer.close()
        let read = try rows(path).dropFirst().dropLast()
        for (index, text) in texts.enumerated() {
            let (one, other) = (read[read.startIndex + 2 * index].cells, read[read.startIndex + 2 * index + 1].cells)
            #expect(one[0].text == text.replacing("\u{FFFE}", with: ""))
            #expect(other[0].text == "_xy" + one[0].text)
            // libxlsxwriter writes the last digit of a binary fraction too: the same number, read.
            for (a, b) in zip(one, other).dropFirst() {
                #expect(a == b || Double(a.text) == Double(b.text), "\(a) \(b)")
            }
        }
        #expect(try rows(path).last?.cells[2].text == "21.1")
    }

    @Test func aFileThatIsNotClosedLeavesNothingBehind() throws {
        do {
            let writer = try WorkbookWriter(path: folder.path("a.xlsx"))
            _ = try writer.addSheet("A", columns: [SheetColumn("A")])
        }
        #expect(try folder.names.isEmpty)
    }

    @Test func misuseIsRefused() throws {
        let writer = try WorkbookWriter(path: folder.path("a.xlsx"))
        let sheet = try writer.addSheet("A", columns: [SheetColumn("A")])
        #expect(throws: SpreadsheetError.tooManyCells(found: 2, columns: 1)) {
            try sheet.append([.empty, .empty])
        }
        try sheet.finish()
        #expect(throws: SpreadsheetError.finished) { try sheet.append([.empty]) }
        try writer.close()
        #expect(throws: SpreadsheetError.finished) { try writer.close() }
        #expect { try WorkbookWriter(path: folder.path("absent/a.xlsx")) } throws: { error in
            if case SpreadsheetError.cannotWrite(_, reason: "No such file or directory") = error {
                true
            } else {
                false
            }
        }
    }

    @Test func csvIsQuotedAndGuarded() throws {
        var bytes: [UInt8] = []
        var writer = CSVWriter { bytes += $0 }
        try writer.append(["nom", "a;b", "dit \"x\"", "ligne\nligne", "=1+1", "-12,50", "+cmd", "@x", " y "])
        try writer.append([
            .text("A"), .integer(7), .money(cents: -5), .percent(basisPoints: 1_250),
            .date(year: 2026, month: 3, day: 1), .moment(Date(timeIntervalSince1970: 1_782_907_500)),
            .boolean(true), .empty,
        ])
        try writer.append([""])
        try writer.finish()
        let expected = [
            #"nom;"a;b";"dit ""x""";"ligne\#nligne";'=1+1;-12,50;'+cmd;'@x;" y ""#,
            "A;7;-0,05;12,50;2026-03-01;2026-07-01T14:05:00+02:00;true;", #""""#, "",
        ]
        #expect(String(decoding: bytes, as: UTF8.self) == "\u{FEFF}" + expected.joined(separator: "\r\n"))
        #expect(try texts(folder.write(bytes))[0][1...3] == ["a;b", "dit \"x\"", "ligne\nligne"])
    }

    @Test func momentsBefore1970AreWritten() throws {
        var bytes: [UInt8] = []
        var writer = CSVWriter(options: .interchange) { bytes += $0 }
        try writer.append([.moment(Date(timeIntervalSince1970: -3_600 * 24 - 3_601))])
        try writer.finish()
        #expect(String(decoding: bytes, as: UTF8.self) == "1969-12-30T23:59:59+01:00\r\n")
    }
}
