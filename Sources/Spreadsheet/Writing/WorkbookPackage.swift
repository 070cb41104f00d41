import CZlib
import Foundation

/// The archive that a workbook is: what libxlsxwriter made of it, with the rows of each sheet, packed already, in the
/// place of their mark. Fields are little-endian (PKWARE's APPNOTE.TXT, 4.3).
struct WorkbookPackage {
    private struct Entry {
        /// The fixed fields of the central directory's record, from "version made by" to "uncompressed size".
        var fields: Data
        let name: Data
        let attributes: Data
        let content: Data

        var plainCount: Int { WorkbookPackage.number(fields, 20, 4) }
    }

    private let path: String
    private var position = 0
    private let target: Int32

    /// Writes the whole archive.
    ///
    /// - Parameters:
    ///   - frame: libxlsxwriter's archive: small, since it has no rows.
    ///   - rows: by the names of the entries they belong to.
    ///   - target: the file to write to.
    static func write(
        frame: Data, rows: [String: RowPacker], to target: Int32, for path: String
    ) throws {
        var package = WorkbookPackage(path: path, target: target)
        var directory = Data()
        let entries = try package.entries(of: frame)
        for var entry in entries {
            let start = package.position
            if let packer = rows[String(decoding: entry.name, as: UTF8.self)] {
                try package.write(&entry, packer)
            } else {
                try package.write(entry, entry.content)
            }
            directory += [0x50, 0x4B, 0x01, 0x02] + entry.fields + Self.bytes(entry.name.count, 2) + Self.bytes(0, 6)
            directory += entry.attributes + Self.bytes(start, 4) + entry.name
        }
        let start = package.position
        try package.write(directory)
        try package.require(package.position)
        try package.write(
            [0x50, 0x4B, 0x05, 0x06] + Self.bytes(0, 4) + Self.bytes(entries.count, 2) + Self.bytes(entries.count, 2)
                + Self.bytes(directory.count, 4) + Self.bytes(start, 4) + Self.bytes(0, 2))
    }

    private func entries(of frame: Data) throws -> [Entry] {
        let end = frame.count - 22
        guard end >= 0, Self.number(frame, end, 4) == 0x0605_4B50 else { throw damaged }
        var place = Self.number(frame, end + 16, 4)
        return try (0..<Self.number(frame, end + 10, 2)).map { _ in
            guard place + 46 <= end, Self.number(frame, place, 4) == 0x0201_4B50 else { throw damaged }
            let (name, extra) = (Self.number(frame, place + 28, 2), Self.number(frame, place + 30, 2))
            let (comment, local) = (Self.number(frame, place + 32, 2), Self.number(frame, place + 42, 4))
            guard place + 46 + name <= end, local + 30 <= end else { throw damaged }
            let content = local + 30 + Self.number(frame, local + 26, 2) + Self.number(frame, local + 28, 2)
            let count = Self.number(frame, place + 20, 4)
            guard content + count <= end else { throw damaged }
            defer { place += 46 + name + extra + comment }
            // Sizes stand in the headers, none follows the content.
            guard Self.number(frame, place + 8, 2) & 8 == 0 else { throw damaged }
            return Entry(
                fields: frame.subdata(in: place + 4..<place + 28),
                name: frame.subdata(in: place + 46..<place + 46 + name),
                attributes: frame.subdata(in: place + 36..<place + 42),
                content: frame.subdata(in: content..<content + count))
        }
    }

    private mutating func write(_ entry: Entry, _ content: Data) throws {
        try require(position)
        // The local header has the same fields, but for the version that made them.
        try write(
            [0x50, 0x4B, 0x03, 0x04] + entry.fields[2...] + Self.bytes(entry.name.count, 2) + [0, 0] + entry.name)
        try write(content)
    }

    /// The head of the sheet, its rows and its tail, each a stream of its own, end to end.
    private mutating func write(_ entry: inout Entry, _ packer: RowPacker) throws {
        let plain =
            Self.number(entry.fields, 6, 2) == Int(Z_DEFLATED)
            ? try Deflater.unpack(entry.content, count: entry.plainCount) : entry.content
        guard let mark = plain.range(of: Data(RowPacker.mark.utf8)) else {
            // A sheet without any row.
            guard packer.plainCount == 0 else { throw damaged }
            return try write(entry, entry.content)
        }
        let head = try packed(plain[..<mark.lowerBound], .boundary)
        let tail = try packed(plain[mark.upperBound...], .end)
        var crc = crc32_combine(head.crc, packer.crc, packer.plainCount)
        crc = crc32_combine(crc, tail.crc, tail.count)
        let count = head.count + packer.plainCount + tail.count
        let packedCount = head.bytes.count + packer.packedCount + tail.bytes.count
        try require(max(count, packedCount))
        entry.fields.replaceSubrange(6..<8, with: Self.bytes(Int(Z_DEFLATED), 2))
        entry.fields.replaceSubrange(
            12..<24, with: Self.bytes(Int(crc), 4) + Self.bytes(packedCount, 4) + Self.bytes(count, 4))
        try write(entry, head.bytes)
        try packer.read { try write($0) }
        try write(tail.bytes)
    }

    private func packed(
        _ plain: Data, _ flush: Deflater.Flush
    ) throws -> (bytes: Data, crc: UInt, count: Int) {
        let deflater = try Deflater()
        var bytes = Data()
        try plain.withUnsafeBytes { plain in try deflater.pack(plain, flush) { bytes.append(contentsOf: $0) } }
        return (bytes, deflater.crc, plain.count)
    }

    private mutating func write(_ bytes: Data) throws { try bytes.withUnsafeBytes { try write($0) } }

    private mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        try PartialFile.write(bytes, to: target, for: path)
        position += bytes.count
    }

    /// Sizes and places have 32 bits, as libxlsxwriter's have where it is not asked for more.
    private func require(_ size: Int) throws {
        guard size <= Int(UInt32.max) else {
            throw SpreadsheetError.cannotWrite(path: path, reason: "plus de 4 Gio dans un classeur")
        }
    }

    private var damaged: SpreadsheetError { .cannotWrite(path: path, reason: "workbook_close") }

    private static func number(_ data: Data, _ place: Int, _ count: Int) -> Int {
        (0..<count).reversed().reduce(0) { $0 << 8 | Int(data[data.startIndex + place + $1]) }
    }

    private static func bytes(_ number: Int, _ count: Int) -> Data {
        Data((0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
    }
}
