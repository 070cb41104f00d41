import Spreadsheet
import Testing

@Suite struct XLSXReadingTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private let styles = """
        <numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>\
        <numFmt numFmtId="165" formatCode="#,##0.00\\ &quot;days&quot;;[Red]-#,##0.00"/>\
        <numFmt numFmtId="166" formatCode="[$-40C]d\\ mmmm\\ yyyy\\ hh:mm"/>\
        <numFmt numFmtId="167" formatCode="jj/mm/aaaa"/></numFmts>\
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>\
        <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>\
        <xf numFmtId="20"/><xf numFmtId="14"/><xf numFmtId="167"/></cellXfs>
        """

    private func cells(_ data: String, properties: String = "") throws -> [SourceCell] {
        let path = try folder.workbook(
            sheetData: "<row r=\"1\">\(data)</row>", styles: styles,
            strings:
                "<si><t>un</t></si><si><r><t>de</t></r><r><t xml:space=\"preserve\">ux </t></r><rPh><t>x</t></rPh></si>",
            workbookProperties: properties)
        return try #require(rows(path).first).cells
    }

    @Test func everyKindOfCellIsRead() throws {
        let read = try cells(
            """
            <c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>\
            <c r="C1" t="inlineStr"><is><t>trois</t></is></c><c r="D1" t="b"><v>1</v></c>\
            <c r="E1" t="e"><v>#REF!</v></c><c r="F1"><v>12.5</v></c><c r="G1" t="d"><v>2026-03-01</v></c>
            """)
        #expect(
            read == [
                .text("un"), .text("deux "), .text("trois"), .boolean(true), .error("#REF!"),
                .number(12.5, lexical: "12.5"), .date(SourceDate(year: 2026, month: 3, day: 1)),
            ])
    }

    @Test func numbersAreReadWithoutExponentOrNoise() throws {
        let read = try cells(
            """
            <c><v>3.51816E13</v></c><c><v>35181600000000</v></c><c><v>1234.5600000000001</v></c>\
            <c><v>0.30000000000000004</v></c><c><v>-1E-3</v></c><c><v>99999999.999999999</v></c><c><v>22290001100016</v></c>
            """)
        #expect(
            read.map(\.text) == [
                "35181600000000", "35181600000000", "1234.56", "0.3", "-0.001", "100000000", "22290001100016",
            ])
        #expect(read[0] == .number(35_181_600_000_000, lexical: "3.51816E13"))
    }

    @Test func datesAreFoundByTheirFormat() throws {
        let read = try cells(
            """
            <c s="1"><v>46082</v></c><c s="2"><v>46082</v></c><c s="3"><v>46082.586805555555</v></c>\
            <c s="4"><v>0.5</v></c><c s="5"><v>59</v></c><c s="6"><v>46082</v></c><c s="1" t="s"><v>0</v></c>
            """)
        #expect(
            read.map(\.text) == [
                "2026-03-01", "46082", "2026-03-01 14:05:00", "12:00:00", "1900-02-28", "2026-03-01", "un",
            ])
    }

    @Test func theEpochOf1904IsKept() throws {
        let read = try cells(#"<c s="1"><v>44620</v></c>"#, properties: #"date1904="1""#)
        #expect(read == [.date(SourceDate(year: 2026, month: 3, day: 1))])
    }

    @Test func formulasAreShownWithTheirCachedValue() throws {
        let read = try cells(
            """
            <c r="A1"><f>SUM(B1:C1)</f><v>3</v></c><c r="B1" t="str"><f t="shared" si="0"/><v>oui</v></c>\
            <c r="C1"><f>NOW()</f></c>
            """)
        #expect(
            read == [
                .formula("SUM(B1:C1)", cached: .number(3, lexical: "3")), .formula("", cached: .text("oui")),
                .formula("NOW()", cached: .empty),
            ])
        #expect(read.map(\.text) == ["3", "oui", ""])
    }

    @Test func sparseCellsStandInTheirColumnAndRow() throws {
        let path = try folder.workbook(
            sheetData: """
                <row r="3"><c r="B3"><v>1</v></c><c r="D3" s="1"/><c r="AA3"><v>2</v></c></row>\
                <row r="7"/><row r="9"><c><v>3</v></c><c><v>4</v></c></row>
                """)
        let read = try rows(path)
        #expect(read.map(\.number) == [3, 9])
        #expect(read[0].cells.count == 27)
        #expect(read[0][26].text == "2")
        #expect(read[1].cells.map(\.text) == ["3", "4"])
    }

    @Test func aCellFarToTheRightIsRefusedRatherThanPaidFor() throws {
        let path = try folder.workbook(sheetData: #"<row r="1"><c r="XFD1"><v>1</v></c></row>"#)
        #expect(throws: SpreadsheetError.tooLarge(.columns, found: 16_384, allowed: 2_000)) { try rows(path) }
    }

    @Test func mergedCellsAndHiddenSheetsAreSaid() throws {
        let path = try folder.workbook(
            sheetData: #"<row r="1"><c r="A1"><v>1</v></c></row>"#,
            after: #"<mergeCells count="1"><mergeCell ref="A1:C2"/></mergeCells>"#,
            sheets: """
                <sheet name="Cachée" sheetId="2" state="hidden" r:id="rId1"/><sheet name="Vue" sheetId="1" r:id="rId4"/>
                """)
        let source = try TableSource.open(path: path)
        #expect(source.sheets == [SourceSheet(name: "Cachée", isHidden: true), SourceSheet(name: "Vue")])
        #expect(source.firstVisibleSheet == 1)
        #expect(
            try source.mergedRanges() == [CellRange(firstRow: 0, firstColumn: 0, lastRow: 1, lastColumn: 2)])
        #expect(throws: SpreadsheetError.noSuchSheet(2, count: 2)) { try source.rows(sheet: 2) { _ in true } }
    }

    @Test func brokenXMLIsDamagedAndNamesItsPart() throws {
        let path = try folder.workbook(sheetData: #"<row r="1"><c r="A1"><v>1</c></row>"#)
        #expect { try rows(path) } throws: { error in
            if case SpreadsheetError.damaged(part: "xl/worksheets/sheet1.xml", _) = error {
                true
            } else {
                false
            }
        }
    }

    @Test(arguments: ["9223372036854775807", "0", "-3"])
    func aRowThatNoSheetHasIsRefused(number: String) throws {
        let path = try folder.workbook(
            sheetData: "<row r=\"\(number)\"><c><v>1</v></c></row><row><c><v>2</v></c></row>")
        #expect(throws: SpreadsheetError.self) { try rows(path) }
    }
}
