/// The streams of an OLE compound file (MS-CFB), just enough to find a workbook in it.
struct CompoundFile {
    private let bytes: [UInt8]
    private let sectorSize: Int
    private var table: [UInt32] = []
    private(set) var names: [String] = []
    private var streams: [String: (start: UInt32, size: Int)] = [:]

    private static let endOfChain: UInt32 = 0xFFFF_FFFA

    init(path: String) throws {
        let file = try InputFile(path: path)
        bytes = try file.bytes(at: 0, count: file.size)
        let shift = bytes.count >= 512 ? Int(bytes[30]) : 0
        guard shift == 9 || shift == 12 else {
            throw SpreadsheetError.damaged(part: "ole", reason: "sector size")
        }
        sectorSize = 1 << shift
        try readTable()
        readDirectory()
    }

    /// A stream of at least 4096 bytes (smaller ones, which no workbook is, live elsewhere).
    func stream(_ name: String) -> [UInt8]? {
        guard let entry = streams[name], entry.size >= 4_096 else { return nil }
        var content = chain(from: entry.start)
        if content.count > entry.size { content.removeLast(content.count - entry.size) }
        return content
    }

    private func word(_ offset: Int) -> UInt32 {
        guard offset >= 0, offset + 4 <= bytes.count else { return 0xFFFF_FFFF }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    }

    private func offset(of sector: UInt32) -> Int { (Int(sector) + 1) * sectorSize }

    /// The file allocation table: its own sectors are listed in the header, then in a chain.
    private mutating func readTable() throws {
        var sectors = (0..<109).map { word(76 + $0 * 4) }
        var next = word(68)
        var hops = 0
        while next < Self.endOfChain, hops <= bytes.count / sectorSize {
            let start = offset(of: next)
            let count = sectorSize / 4 - 1
            sectors += (0..<count).map { word(start + $0 * 4) }
            next = word(start + count * 4)
            hops += 1
        }
        for sector in sectors where sector < Self.endOfChain {
            let start = offset(of: sector)
            guard start + sectorSize <= bytes.count else { continue }
            for index in 0..<(sectorSize / 4) { table.append(word(start + index * 4)) }
        }
    }

    private func chain(from start: UInt32) -> [UInt8] {
        var content: [UInt8] = []
        var sector = start
        // A chain longer than the file turns in circles.
        while sector < Self.endOfChain, content.count <= bytes.count {
            let start = offset(of: sector)
            guard start < bytes.count else { break }
            content += bytes[start..<min(start + sectorSize, bytes.count)]
            guard Int(sector) < table.count else { break }
            sector = table[Int(sector)]
        }
        return content
    }

    private mutating func readDirectory() {
        let directory = chain(from: word(48))
        for start in stride(from: 0, to: directory.count - 127, by: 128) {
            let entry = directory[start..<(start + 128)]
            let length = Int(entry[start + 64]) | Int(entry[start + 65]) << 8
            guard length >= 2, length <= 64, entry[start + 66] == 2 || entry[start + 66] == 1 else {
                continue
            }
            let units = stride(from: start, to: start + length - 2, by: 2).map {
                UInt16(entry[$0]) | UInt16(entry[$0 + 1]) << 8
            }
            let name = String(decoding: units, as: UTF16.self)
            names.append(name)
            let number: (Int) -> UInt32 = { at in
                (0..<4).reduce(0) { $0 | UInt32(entry[start + at + $1]) << (8 * UInt32($1)) }
            }
            streams[name] = (number(116), Int(number(120)))
        }
    }
}
