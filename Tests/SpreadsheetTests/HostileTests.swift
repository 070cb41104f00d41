import Foundation
import Spreadsheet
import Testing

/// Files made to fill memory, to last for ever or to be read outside their bounds.
@Suite struct HostileTests {
    @Test("Rows of nothing are no rows: a csv of delimiters, a sheet of empty rows")
    func nothing() throws {
        let folder = try Folder()
        #expect(try rows(try folder.write(String(repeating: ";;\n", count: 100_000))).isEmpty)
        let wide = String(repeating: ";", count: 1_000_000)
        #expect(
            try texts(try folder.write("a;b\n\(wide)\nc;d\(wide)\n")).map { $0.prefix(2) } == [
                ["a", "b"], ["c", "d"],
            ])
        let empty = try folder.workbook(
            sheetData: (1...300_000).map { "<row r=\"\($0)\"><c r=\"A\($0)\"/></row>" }.joined())
        #expect(try rows(empty).isEmpty)
    }

    @Test("A value far right is refused, whatever stands before it")
    func farRight() throws {
        let folder = try Folder()
        let path = try folder.write("a;b\n" + String(repeating: ";", count: 5_000) + "x\n")
        #expect(throws: SpreadsheetError.tooLarge(.columns, found: 5_001, allowed: 2_000)) { try rows(path) }
    }

    @Test("A tag of a million attributes is refused, and so is one that does not end")
    func attributes() throws {
        let folder = try Folder()
        let many = (0..<1_000_000).map { " a\($0)=\"\"" }.joined()
        let limit = ReadLimits.default.tag
        func refused(_ data: String) throws {
            let path = try folder.workbook(sheetData: data)
            let error = #expect(throws: SpreadsheetError.self) { try rows(path) }
            guard case .tooLarge(.markup, let found, limit)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(found > limit)
        }
        try refused("<row\(many)/>")
        try refused("<row><!--\(String(repeating: "x", count: 3 << 20))--></row>")
    }

    @Test("Names without end and nesting without end are bounded by what they take in memory")
    func names() throws {
        let folder = try Folder()
        var limits = ReadLimits()
        limits.markup = 4 << 20
        let elements = try folder.workbook(sheetData: (0..<100_000).map { "<e\($0)/>" }.joined())
        let attributes = try folder.workbook(sheetData: (0..<100_000).map { "<row a\($0)=\"\"/>" }.joined())
        let depth = try folder.workbook(sheetData: String(repeating: "<a>", count: 100_000))
        for path in [elements, attributes, depth] {
            let error = #expect(throws: SpreadsheetError.self) { try rows(path, limits: limits) }
            guard case .tooLarge(.markup, _, 4_194_304)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test("A text named by many cells counts for each of them")
    func expandedTexts() throws {
        let folder = try Folder()
        let text = "<si><t>\(String(repeating: "é", count: 1_000))</t></si>"
        let row = "<row>" + String(repeating: "<c t=\"s\"><v>0</v></c>", count: 10) + "</row>"
        let path = try folder.workbook(sheetData: String(repeating: row, count: 10), strings: text)
        var limits = ReadLimits()
        limits.record = 10_000
        #expect(throws: SpreadsheetError.tooLarge(.record, found: 12_000, allowed: 10_000)) {
            try rows(path, limits: limits)
        }
        limits = ReadLimits()
        limits.field = 1_999
        #expect(throws: SpreadsheetError.tooLarge(.field, found: 2_000, allowed: 1_999)) {
            try rows(path, limits: limits)
        }
        #expect(try rows(path).count == 10)
    }

    @Test("One part under several names is refused; so are more sheets than anybody keeps")
    func sheets() throws {
        let folder = try Folder()
        let same = try folder.workbook(
            sheetData: "", sheets: #"<sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId1"/>"#)
        #expect(throws: SpreadsheetError.damaged(part: "xl/worksheets/sheet1.xml", reason: "two sheets")) {
            try rows(same)
        }
        let many = try folder.workbook(
            sheetData: "", sheets: (0..<2_000).map { #"<sheet name="\#($0)" r:id="x"/>"# }.joined())
        #expect(throws: SpreadsheetError.tooLarge(.sheets, found: 1_001, allowed: 1_000)) { try rows(many) }
    }

    @Test("Merged ranges that are none are left out")
    func merges() throws {
        let folder = try Folder()
        let references = ["", "A", "1:5", "C3:A1", ":", "A1:B2:C3", "é1:B2", "A2:A3"]
        let merged = references.map { "<mergeCell ref=\"\($0)\"/>" }.joined()
        let path = try folder.workbook(
            sheetData: "<row><c><v>1</v></c></row>", after: "<mergeCells>\(merged)</mergeCells>")
        let ranges = try TableSource.open(path: path).mergedRanges()
        #expect(
            ranges == [
                CellRange(firstRow: 0, firstColumn: 0, lastRow: 2, lastColumn: 2),
                CellRange(firstRow: 1, firstColumn: 0, lastRow: 2, lastColumn: 0),
            ])
        #expect(SourceRow(number: 1, cells: [.boolean(true)])[-1] == .empty)
    }
}
