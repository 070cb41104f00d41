import CZip
import Foundation
import Spreadsheet
import Testing

/// A folder of its own for each test, removed after it.
final class Folder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("spreadsheet-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    // The folder may be gone already: nothing to do then.
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func path(_ name: String) -> String { path + "/" + name }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    func write(_ bytes: [UInt8], _ name: String = "file") throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    func write(_ text: String, _ name: String = "file") throws -> String { try write(Array(text.utf8), name) }

    func bytes(_ path: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) }

    /// A zip archive with these entries, compressed.
    func zip(_ entries: [(name: String, content: [UInt8])], _ name: String = "file.xlsx") throws -> String {
        var code: Int32 = 0
        let archive = try #require(zip_open(path(name), ZIP_CREATE | ZIP_TRUNCATE, &code))
        for entry in entries {
            // libzip reads the bytes when it closes, and frees them then.
            let copy = try #require(malloc(max(entry.content.count, 1)))
            entry.content.withUnsafeBytes { bytes in
                if let start = bytes.baseAddress { memcpy(copy, start, bytes.count) }
            }
            let source = zip_source_buffer(archive, copy, UInt64(entry.content.count), 1)
            #expect(zip_file_add(archive, entry.name, source, ZIP_FL_OVERWRITE) >= 0)
        }
        #expect(zip_close(archive) == 0)
        return path(name)
    }

    /// A workbook of one sheet made of this XML.
    func workbook(
        sheetData: String, after: String = "", styles: String? = nil, strings: String? = nil,
        workbookProperties: String = "", sheets: String? = nil
    ) throws -> String {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let package = "http://schemas.openxmlformats.org/package/2006/relationships"
        let list = sheets ?? #"<sheet name="Un" sheetId="1" r:id="rId1"/>"#
        var entries: [(String, String)] = [
            (
                "_rels/.rels",
                """
                <Relationships xmlns="\(package)"><Relationship Id="rId1" Type="\(office)/officeDocument" \
                Target="xl/workbook.xml"/></Relationships>
                """
            ),
            (
                "xl/workbook.xml",
                """
                <workbook xmlns="\(main)" xmlns:r="\(office)"><workbookPr \(workbookProperties)/>\
                <sheets>\(list)</sheets></workbook>
                """
            ),
            (
                "xl/_rels/workbook.xml.rels",
                """
                <Relationships xmlns="\(package)">\
                <Relationship Id="rId1" Type="\(office)/worksheet" Target="worksheets/sheet1.xml"/>\
                <Relationship Id="rId2" Type="\(office)/styles" Target="styles.xml"/>\
                <Relationship Id="rId3" Type="\(office)/sharedStrings" Target="/xl/sharedStrings.xml"/>\
                <Relationship Id="rId4" Type="\(office)/worksheet" Target="worksheets/sheet2.xml"/>\
                </Relationships>
                """
            ),
            (
                "xl/worksheets/sheet1.xml",
                #"<worksheet xmlns="\#(main)"><sheetData>\#(sheetData)</sheetData>\#(after)</worksheet>"#
            ),
            // Nothing stands on the second sheet, where there is one.
            ("xl/worksheets/sheet2.xml", #"<worksheet xmlns="\#(main)"><sheetData/>\#(after)</worksheet>"#),
        ]
        if let styles {
            entries.append(("xl/styles.xml", "<styleSheet xmlns=\"\(main)\">\(styles)</styleSheet>"))
        }
        if let strings { entries.append(("xl/sharedStrings.xml", "<sst xmlns=\"\(main)\">\(strings)</sst>")) }
        return try zip(entries.map { ($0.0, Array($0.1.utf8)) })
    }
}

/// Every row of a sheet.
func rows(_ path: String, sheet: Int? = nil, limits: ReadLimits = .default) throws -> [SourceRow] {
    var rows: [SourceRow] = []
    try TableSource.open(path: path, limits: limits).rows(sheet: sheet) { row in
        rows.append(row)
        return true
    }
    return rows
}

/// Every row of a sheet as plain text.
func texts(_ path: String, sheet: Int? = nil) throws -> [[String]] {
    try rows(path, sheet: sheet).map { $0.cells.map(\.text) }
}
