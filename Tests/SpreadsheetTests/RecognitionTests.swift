import Foundation
import Spreadsheet
import Testing

@Suite struct RecognitionTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test(arguments: [
        ("%PDF-1.7\n%âãÏÓ", FileKind.pdf), ("GIF89a", .gif), ("Rar!\u{1A}", .rar), ("{\\rtf1\\ansi", .rtf),
        ("<!DOCTYPE html><html><table>", .html), ("<?xml version=\"1.0\"?><Workbook>", .xml),
        ("{ \"a\": 1 }", .json), ("[{\"a\": 1}]", .json), ("a;b\0;c\n", .binary),
    ])
    func whatIsNotATableIsNamedWhateverItsExtension(content: String, kind: FileKind) throws {
        let path = try folder.write(content, "liste.xlsx")
        #expect(throws: SpreadsheetError.notATable(kind)) { try TableSource.open(path: path) }
    }

    @Test func imagesAreNamed() throws {
        let png = try folder.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a.csv")
        #expect(throws: SpreadsheetError.notATable(.png)) { try TableSource.open(path: png) }
        let jpeg = try folder.write([0xFF, 0xD8, 0xFF, 0xE0], "a.csv")
        #expect(throws: SpreadsheetError.notATable(.jpeg)) { try TableSource.open(path: jpeg) }
    }

    @Test func otherArchivesAreNamed() throws {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let relations = """
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
            <Relationship Id="r" Type="\(office)/officeDocument" Target="word/document.xml"/></Relationships>
            """
        let docx = try folder.zip([("_rels/.rels", Array(relations.utf8))], "a.xlsx")
        #expect(throws: SpreadsheetError.notATable(.docx)) { try TableSource.open(path: docx) }
        let type = Array("application/vnd.oasis.opendocument.spreadsheet".utf8)
        let ods = try folder.zip([("mimetype", type)], "b.xlsx")
        #expect(throws: SpreadsheetError.notATable(.ods)) { try TableSource.open(path: ods) }
        let zip = try folder.zip([("readme.txt", [65])], "c.xlsx")
        #expect(throws: SpreadsheetError.notATable(.zip)) { try TableSource.open(path: zip) }
    }

    @Test func nothingIsSaidToBeEmpty() throws {
        for content in ["", "\n\n", " \r\n\t", "\u{FEFF}\n"] {
            let path = try folder.write(content)
            #expect(throws: SpreadsheetError.empty) { try TableSource.open(path: path) }
        }
    }

    @Test func whatCannotBeOpenedIsSaidSo() throws {
        let missing = folder.path("absent.csv")
        #expect(throws: SpreadsheetError.cannotRead(path: missing, reason: "No such file or directory")) {
            try TableSource.open(path: missing)
        }
        #expect(throws: SpreadsheetError.cannotRead(path: folder.path, reason: "Is a directory")) {
            try TableSource.open(path: folder.path)
        }
    }

    @Test func anArchiveCutShortIsDamaged() throws {
        let whole = try folder.workbook(sheetData: #"<row r="1"><c r="A1"><v>1</v></c></row>"#)
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: whole)))
        let path = try folder.write(Array(bytes.prefix(bytes.count / 2)), "cut.xlsx")
        #expect { try TableSource.open(path: path) } throws: { error in
            if case SpreadsheetError.damaged(part: "zip", _) = error { true } else { false }
        }
    }

    @Test func aZipBombIsRefused() throws {
        let path = try folder.zip([("xl/worksheets/sheet1.xml", [UInt8](repeating: 0x20, count: 48 << 20))])
        #expect { try TableSource.open(path: path) } throws: { error in
            if case SpreadsheetError.tooLarge(.ratio, found: let found, allowed: 200) = error {
                found > 200
            } else {
                false
            }
        }
    }

    @Test func sizesOfArchivesAreBounded() throws {
        let path = try folder.workbook(sheetData: #"<row r="1"><c r="A1"><v>1</v></c></row>"#)
        var limits = ReadLimits()
        limits.unpacked = 500
        #expect { try TableSource.open(path: path, limits: limits) } throws: { error in
            if case SpreadsheetError.tooLarge(.unpacked, _, allowed: 500) = error { true } else { false }
        }
        limits = ReadLimits()
        limits.entries = 3
        #expect(throws: SpreadsheetError.tooLarge(.entries, found: 5, allowed: 3)) {
            try TableSource.open(path: path, limits: limits)
        }
    }

    @Test func documentTypesAndEntitiesAreRefused() throws {
        let bomb = """
            <!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Relationships>&b;</Relationships>
            """
        let path = try folder.zip([("_rels/.rels", Array(bomb.utf8))])
        #expect(throws: SpreadsheetError.entitiesRefused(part: "_rels/.rels")) {
            try TableSource.open(path: path)
        }
    }
}
