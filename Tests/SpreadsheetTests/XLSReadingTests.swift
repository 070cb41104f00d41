import Spreadsheet
import Testing

/// Old workbooks, made here record by record (MS-XLS) in a compound file (MS-CFB).
@Suite struct XLSReadingTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func short(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }

    private func word(_ value: Int) -> [UInt8] { short(value & 0xFFFF) + short(value >> 16 & 0xFFFF) }

    private func double(_ value: Double) -> [UInt8] {
        (0..<8).map { UInt8(value.bitPattern >> (8 * UInt64($0)) & 0xFF) }
    }

    private func record(_ type: Int, _ body: [UInt8]) -> [UInt8] { short(type) + short(body.count) + body }

    private func bof(_ kind: Int) -> [UInt8] {
        record(0x809, short(0x600) + short(kind) + [UInt8](repeating: 0, count: 12))
    }

    private func cell(_ type: Int, _ row: Int, _ column: Int, _ style: Int, _ body: [UInt8]) -> [UInt8] {
        record(type, short(row) + short(column) + short(style) + body)
    }

    /// A compound file whose one stream is a workbook: header, allocation table, directory, stream.
    private func file(_ stream: [UInt8], name: String = "Workbook") throws -> String {
        let padded =
            stream + [UInt8](repeating: 0, count: max(4_096, (stream.count + 511) / 512 * 512) - stream.count)
        let sectors = padded.count / 512
        var header: [UInt8] =
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 16)
        header +=
            short(0x3E) + short(3) + [0xFE, 0xFF] + short(9) + short(6) + [UInt8](repeating: 0, count: 10)
        header +=
            word(1) + word(1) + word(0) + word(4_096) + word(0xFFFF_FFFE) + word(0) + word(0xFFFF_FFFE)
            + word(0)
        header += word(0) + (1..<109).flatMap { _ in word(0xFFFF_FFFF) }
        var table = word(0xFFFF_FFFD) + word(0xFFFF_FFFE)
        for sector in 0..<sectors { table += word(sector == sectors - 1 ? 0xFFFF_FFFE : sector + 3) }
        table += [UInt8](repeating: 0xFF, count: 512 - table.count)
        func entry(_ name: String, _ kind: UInt8, _ start: Int, _ size: Int) -> [UInt8] {
            let units = Array(name.utf16).flatMap { short(Int($0)) }
            var bytes = units + [UInt8](repeating: 0, count: 64 - units.count)
            bytes += short(units.count + 2) + [kind, 1] + [UInt8](repeating: 0xFF, count: 12)
            bytes += [UInt8](repeating: 0, count: 36) + word(start) + word(size) + word(0)
            return bytes
        }
        var directory = entry("Root Entry", 5, 0xFFFF_FFFE, 0) + entry(name, 2, 2, padded.count)
        directory += [UInt8](repeating: 0, count: 512 - directory.count)
        return try folder.write(header + table + directory + padded, "a.xls")
    }

    /// The globals, then one sheet with these records.
    private func workbook(_ sheet: [UInt8], globals: [UInt8] = []) throws -> String {
        let format = record(0x41E, short(164) + short(10) + [0] + Array("dd/mm/yyyy".utf8))
        let styles = [0, 164].flatMap {
            record(0xE0, short(0) + short($0) + [UInt8](repeating: 0, count: 16))
        }
        // "Élan" in one byte a character; "été 🎭" begun in two bytes and continued in one record more.
        let sst =
            record(
                0xFC,
                word(2) + word(2) + short(4) + [0, 0xC9] + Array("lan".utf8) + short(6) + [1, 0xE9, 0x00])
            + record(0x3C, [1, 0x74, 0x00, 0xE9, 0x00, 0x20, 0x00, 0x3C, 0xD8, 0xAD, 0xDF])
        let before = bof(5) + globals + format + styles + sst
        func bound(_ start: Int) -> [UInt8] { record(0x85, word(start) + [1, 0, 2, 0] + Array("Un".utf8)) }
        let start = before.count + bound(0).count + 4
        return try file(before + bound(start) + record(0x0A, []) + bof(0x10) + sheet + record(0x0A, []))
    }

    @Test func everyKindOfCellIsRead() throws {
        let text = cell(0x06, 1, 1, 0, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 6))
        let path = try workbook(
            cell(0xFD, 0, 0, 0, word(0)) + cell(0xFD, 0, 1, 0, word(1))
                + cell(0x203, 0, 2, 0, double(35_181_600_000_000))
                + cell(0x203, 0, 3, 1, double(46_082)) + cell(0x27E, 0, 4, 0, word(1_999 << 2 | 3))
                + record(
                    0xBD,
                    short(0) + short(5) + short(0) + word(7 << 2 | 2) + short(0) + word(8 << 2 | 2) + short(6)
                )
                + cell(0x205, 0, 7, 0, [1, 0]) + cell(0x205, 0, 8, 0, [0x17, 1])
                + cell(0x06, 1, 0, 0, double(12.5) + [UInt8](repeating: 0, count: 6)) + text
                + record(0x207, short(3) + [0] + Array("oui".utf8))
                + record(0xE5, short(1) + short(0) + short(1) + short(0) + short(2)))
        let read = try rows(path)
        #expect(
            read[0].cells.map(\.text) == [
                "Élan", "été 🎭", "35181600000000", "2026-03-01", "19.99", "7", "8", "TRUE", "#REF!",
            ])
        #expect(
            read[1].cells == [
                .formula("", cached: .number(12.5, lexical: "12.5")), .formula("", cached: .text("oui")),
            ])
        let source = try TableSource.open(path: path)
        #expect(source.format == .xls)
        #expect(source.sheets == [SourceSheet(name: "Un", isHidden: true)])
        #expect(
            try source.mergedRanges() == [CellRange(firstRow: 0, firstColumn: 0, lastRow: 1, lastColumn: 2)])
    }

    @Test func rowsOutOfOrderAreSorted() throws {
        let path = try workbook(
            cell(0x203, 4, 0, 0, double(2)) + cell(0x203, 2, 1, 0, double(1))
                + cell(0x203, 4, 1, 0, double(3)))
        #expect(try rows(path).map(\.number) == [3, 5])
        #expect(try texts(path) == [["", "1"], ["2", "3"]])
    }

    @Test func protectedAndForeignFilesAreSaidToBe() throws {
        let locked = try workbook([], globals: record(0x2F, short(1)))
        #expect(throws: SpreadsheetError.encrypted) { try TableSource.open(path: locked) }
        let modern = try file([UInt8](repeating: 0, count: 5_000), name: "EncryptedPackage")
        #expect(throws: SpreadsheetError.encrypted) { try TableSource.open(path: modern) }
        let word = try file([UInt8](repeating: 0, count: 5_000), name: "WordDocument")
        #expect(throws: SpreadsheetError.notATable(.oleDocument)) { try TableSource.open(path: word) }
    }

    @Test func brokenFilesNeverCrash() throws {
        let whole = try folder.bytes(workbook(cell(0xFD, 0, 0, 0, word(0)) + cell(0xFD, 0, 1, 0, word(9))))
        for cut in stride(from: 8, to: whole.count, by: 97) {
            let path = try folder.write(Array(whole.prefix(cut)), "cut.xls")
            // Whatever comes of it, rows or an error.
            _ = try? rows(path)
        }
        for at in stride(from: 20, to: whole.count, by: 7) {
            var bytes = whole
            bytes[at] = 0xFF
            let path = try folder.write(bytes, "bad.xls")
            _ = try? rows(path)
        }
    }
}
