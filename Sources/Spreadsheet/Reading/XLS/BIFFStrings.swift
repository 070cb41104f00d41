/// The records and strings of a BIFF stream (MS-XLS § 2.1.4, § 2.5.293).
struct BIFFRecords {
    let stream: [UInt8]
    var position: Int
    /// Excel 97 and later: strings are Unicode. Before (Excel 5 and 95) they are bytes.
    let isUnicode: Bool

    /// The next record: its type and where its content stands.
    mutating func next() -> (type: Int, body: Range<Int>)? {
        guard position >= 0, position + 4 <= stream.count else { return nil }
        let start = position + 4
        let length = stream.short(position + 2)
        guard start + length <= stream.count else { return nil }
        let type = stream.short(position)
        position = start + length
        return (type, start..<position)
    }

    /// A string whose length, in one or two bytes, stands at an offset.
    func string(_ at: Int, wideLength: Bool, in body: Range<Int>) -> String {
        guard at + (wideLength ? 2 : 1) <= body.upperBound else { return "" }
        let count = wideLength ? stream.short(at) : Int(stream[at])
        var start = at + (wideLength ? 2 : 1)
        guard isUnicode else {
            return Self.legacy(stream[start..<max(start, min(start + count, body.upperBound))])
        }
        guard start < body.upperBound else { return "" }
        let isWide = stream[start] & 1 == 1
        start += 1
        let room = (body.upperBound - start) / (isWide ? 2 : 1)
        let units = (0..<min(count, room)).map { number in
            isWide ? UInt16(stream.short(start + number * 2)) : UInt16(stream[start + number])
        }
        return String(decoding: units, as: UTF16.self)
    }

    private static func legacy(_ bytes: ArraySlice<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            let isHigh = byte >= 0x80 && byte < 0xA0
            appendUTF8(isHigh ? UInt32(Windows1252.high[Int(byte) - 0x80]) : UInt32(byte), to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// The shared strings (SST and its CONTINUE records): a string may go on in the next record, which then says again
/// whether its characters take one byte or two.
struct BIFFSharedStrings {
    private let stream: [UInt8]
    private let segments: [Range<Int>]
    private var segment = 0
    private var position: Int

    init(_ stream: [UInt8], _ segments: [Range<Int>]) {
        self.stream = stream
        self.segments = segments
        position = segments.first?.lowerBound ?? 0
    }

    /// Reads them all, as far as the records go.
    mutating func read(limits: ReadLimits) throws -> TextTable {
        var table = TextTable(limits: limits)
        skip(4)
        guard let count = word() else { return table }
        var units: [UInt16] = []
        for _ in 0..<count {
            units.removeAll(keepingCapacity: true)
            guard readString(&units) else { break }
            try table.append(String(decoding: units, as: UTF16.self).utf8)
            try table.endText()
        }
        return table
    }

    private mutating func readString(_ units: inout [UInt16]) -> Bool {
        guard let count = short(), let flags = byte() else { return false }
        let runs = flags & 8 != 0 ? short() ?? 0 : 0
        let extra = flags & 4 != 0 ? word() ?? 0 : 0
        var isWide = flags & 1 == 1
        while units.count < count {
            if position >= segments[segment].upperBound {
                guard advance(), let flags = byte() else { return false }
                isWide = flags & 1 == 1
            }
            if isWide {
                guard let unit = short() else { return false }
                units.append(UInt16(unit))
            } else {
                guard let unit = byte() else { return false }
                units.append(UInt16(unit))
            }
        }
        skip(runs * 4 + extra)
        return true
    }

    private mutating func advance() -> Bool {
        guard segment + 1 < segments.count else { return false }
        segment += 1
        position = segments[segment].lowerBound
        return true
    }

    private mutating func byte() -> UInt8? {
        guard segment < segments.count else { return nil }
        while position >= segments[segment].upperBound {
            guard advance() else { return nil }
        }
        position += 1
        return stream[position - 1]
    }

    private mutating func short() -> Int? {
        guard let low = byte(), let high = byte() else { return nil }
        return Int(low) | Int(high) << 8
    }

    private mutating func word() -> Int? {
        guard let low = short(), let high = short() else { return nil }
        return low | high << 16
    }

    private mutating func skip(_ count: Int) {
        var left = count
        while left > 0, segment < segments.count {
            let step = min(left, segments[segment].upperBound - position)
            position += step
            left -= step
            if left > 0, !advance() { return }
        }
    }
}
