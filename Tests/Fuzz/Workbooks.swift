/// The containers of workbooks, made around what is tried: a mutated archive would nearly always be refused as such,
/// and what stands in it never be read.
enum Workbooks {
    /// The parts between two NUL bytes: the sheet, the shared strings, the styles, the workbook, a second sheet; or an
    /// archive as it stands.
    static func archive(of bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        if bytes.starts(with: [0x50, 0x4B]) { return Array(bytes) }
        var parts: [[UInt8]] = [[]]
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0, index + 1 < bytes.count, bytes[index + 1] == 0 {
                parts.append([])
                index += 2
            } else {
                parts[parts.count - 1].append(bytes[index])
                index += 1
            }
        }
        func part(_ number: Int, or usual: String = "") -> [UInt8] {
            parts.indices.contains(number) ? parts[number] : Array(usual.utf8)
        }
        let sheets = #"<w><sheets><sheet name="A" id="s1"/><sheet name="B" id="s2"/></sheets></w>"#
        var zip = StoredZip()
        zip.add("_rels/.rels", Array(#"<R><Relationship Id="w" Type="/officeDocument" Target="w.xml"/></R>"#.utf8))
        zip.add("w.xml", part(3, or: sheets))
        zip.add(
            "_rels/w.xml.rels",
            Array(
                (#"<R><Relationship Id="s1" Type="/worksheet" Target="1.xml"/>"#
                    + #"<Relationship Id="s2" Type="/worksheet" Target="2.xml"/>"#
                    + #"<Relationship Id="s" Type="/styles" Target="s.xml"/>"#
                    + #"<Relationship Id="t" Type="/sharedStrings" Target="t.xml"/></R>"#).utf8))
        zip.add("1.xml", part(0))
        zip.add("2.xml", part(4, or: "<s/>"))
        zip.add("t.xml", part(1, or: "<s/>"))
        zip.add("s.xml", part(2, or: "<s/>"))
        return zip.finished()
    }

    /// A stream of records in the smallest compound file that holds it; or such a file as it stands.
    static func compoundFile(of bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        if bytes.starts(with: [0xD0, 0xCF]) { return Array(bytes) }
        // Below 4 096 bytes a stream would live in small sectors.
        let sectors = max(8, (bytes.count + 511) / 512)
        var file = [UInt8](repeating: 0, count: 512 * (3 + sectors))
        func put(_ value: Int, _ at: Int, bytes count: Int = 4) {
            for index in 0..<count { file[at + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
        }
        for (index, byte) in [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1].enumerated() { file[index] = UInt8(byte) }
        put(9, 30, bytes: 2)
        put(1, 44)
        put(1, 48)  // the directory
        put(4_096, 56)
        put(0xFFFF_FFFE, 60)
        put(0xFFFF_FFFE, 68)
        for index in 0..<109 { put(index == 0 ? 0 : 0xFFFF_FFFF, 76 + index * 4) }
        for sector in 0..<128 {
            let next =
                sector == 0 ? 0xFFFF_FFFD : sector == 1 || sector == sectors + 1 ? 0xFFFF_FFFE : sector + 1
            put(sector > sectors + 1 ? 0xFFFF_FFFF : next, 512 + sector * 4)
        }
        func entry(_ number: Int, _ name: String, kind: Int, start: Int, size: Int) {
            let at = 1_024 + number * 128
            for (index, unit) in name.utf16.enumerated() { put(Int(unit), at + index * 2, bytes: 2) }
            put(name.utf16.count * 2 + 2, at + 64, bytes: 2)
            put(kind, at + 66, bytes: 1)
            put(start, at + 116)
            put(size, at + 120)
        }
        entry(0, "Root Entry", kind: 5, start: 0xFFFF_FFFE, size: 0)
        entry(1, "Workbook", kind: 2, start: 2, size: sectors * 512)
        for (index, byte) in bytes.enumerated() { file[1_536 + index] = byte }
        return file
    }
}

/// A zip archive whose entries are not compressed.
struct StoredZip {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    mutating func add(_ name: String, _ content: [UInt8]) {
        let start = bytes.count
        let checksum = Self.checksum(content)
        let common =
            Self.little(20, 2) + Self.little(0, 8) + Self.little(checksum, 4) + Self.little(content.count, 4)
            + Self.little(content.count, 4) + Self.little(name.utf8.count, 2)
        bytes += Self.little(0x0403_4B50, 4) + common + Self.little(0, 2) + Array(name.utf8) + content
        directory +=
            Self.little(0x0201_4B50, 4) + Self.little(20, 2) + common + Self.little(0, 12)
            + Self.little(start, 4) + Array(name.utf8)
        count += 1
    }

    func finished() -> [UInt8] {
        bytes + directory + Self.little(0x0605_4B50, 4) + Self.little(0, 4) + Self.little(count, 2)
            + Self.little(count, 2) + Self.little(directory.count, 4) + Self.little(bytes.count, 4) + Self.little(0, 2)
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    private static func checksum(_ bytes: [UInt8]) -> Int {
        Int(~bytes.reduce(UInt32.max) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 })
    }
}
