/// The streams of an OLE compound file (MS-CFB), just enough to find a workbook in it.
struct CompoundFile {
    private let bytes: [UInt8]
    private let sectorSize: Int
    private var table: [UInt32] = []
    private var miniTable: [UInt32] = []
    private var miniStream: [UInt8] = []
    private(set) var names: [String] = []
    private var streams: [String: (start: UInt32, size: Int)] = [:]

    /// The first of the values which are not the number of a sector.
    private static let special: UInt32 = 0xFFFF_FFFA

    init(path: String) throws {
        let file = try InputFile(path: path)
        bytes = try file.bytes(at: 0, count: file.size)
        let shift = bytes.count >= 512 ? Int(bytes[30]) : 0
        guard shift == 9 || shift == 12 else {
            throw SpreadsheetError.damaged(part: "ole", reason: "sector size")
        }
        sectorSize = 1 << shift
        readTable()
        readDirectory()
        let mini = chain(from: bytes.word(60))
        miniTable = stride(from: 0, to: mini.count - 3, by: 4).map { mini.word($0) }
    }

    /// The content of a stream.
    func stream(_ name: String) -> [UInt8]? {
        guard let entry = streams[name] else { return nil }
        // Streams below 4096 bytes live in sectors of 64 bytes within a stream of their own.
        var content = entry.size >= 4_096 ? chain(from: entry.start) : miniChain(from: entry.start)
        if content.count > entry.size { content.removeLast(content.count - entry.size) }
        return content
    }

    private func offset(of sector: UInt32) -> Int { (Int(sector) + 1) * sectorSize }

    /// The file allocation table: its own sectors are listed in the header, then in a chain.
    private mutating func readTable() {
        var sectors = (0..<109).map { bytes.word(76 + $0 * 4) }
        var next = bytes.word(68)
        var hops = 0
        while next < Self.special, hops <= bytes.count / sectorSize {
            let start = offset(of: next)
            let count = sectorSize / 4 - 1
            sectors += (0..<count).map { bytes.word(start + $0 * 4) }
            next = bytes.word(start + count * 4)
            hops += 1
        }
        // A table longer than what the file can hold lists sectors twice.
        let most = bytes.count / sectorSize + sectorSize
        for sector in sectors where sector < Self.special && table.count <= most {
            let start = offset(of: sector)
            for index in 0..<(sectorSize / 4) { table.append(bytes.word(start + index * 4)) }
        }
    }

    private func chain(from start: UInt32) -> [UInt8] {
        var content: [UInt8] = []
        var sector = start
        // A chain longer than the file turns in circles.
        while sector < Self.special, content.count <= bytes.count {
            let start = offset(of: sector)
            guard start < bytes.count else { break }
            content += bytes[start..<min(start + sectorSize, bytes.count)]
            guard Int(sector) < table.count else { break }
            sector = table[Int(sector)]
        }
        return content
    }

    private func miniChain(from start: UInt32) -> [UInt8] {
        var content: [UInt8] = []
        var sector = start
        while sector < Self.special, content.count <= miniStream.count {
            let start = Int(sector) * 64
            guard start < miniStream.count, Int(sector) < miniTable.count else { break }
            content += miniStream[start..<min(start + 64, miniStream.count)]
            sector = miniTable[Int(sector)]
        }
        return content
    }

    private mutating func readDirectory() {
        let directory = chain(from: bytes.word(48))
        for start in stride(from: 0, to: directory.count - 127, by: 128) {
            let length = directory.short(start + 64)
            let kind = directory[start + 66]
            guard length >= 2, length <= 64 else { continue }
            let units = stride(from: start, to: start + length - 2, by: 2).map { UInt16(directory.short($0)) }
            let name = String(decoding: units, as: UTF16.self)
            let first = directory.word(start + 116)
            switch kind {
            // The root; a file that claims several has its first entry alone.
            case 5 where start == 0: miniStream = chain(from: first)
            case 2:
                names.append(name)
                // The first of a name is the workbook itself; embedded objects have theirs in folders after it.
                if streams[name] == nil { streams[name] = (first, Int(directory.word(start + 120))) }
            default: continue
            }
        }
    }
}

extension [UInt8] {
    /// Little-endian numbers; beyond the end, 0 and the value which ends chains.
    func short(_ at: Int) -> Int { at + 2 <= count ? Int(self[at]) | Int(self[at + 1]) << 8 : 0 }

    func word(_ at: Int) -> UInt32 {
        guard at >= 0, at + 4 <= count else { return 0xFFFF_FFFF }
        return withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: UInt32.self)) }
    }

    func double(_ at: Int) -> Double {
        guard at + 8 <= count else { return 0 }
        let bits = withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at, as: UInt64.self) }
        return Double(bitPattern: UInt64(littleEndian: bits))
    }
}
