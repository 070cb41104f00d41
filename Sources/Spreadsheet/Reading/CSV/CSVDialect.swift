/// What a text file was found to be.
public struct CSVDialect: Hashable, Sendable {
    /// The byte between cells: `,` `;` TAB or `|`.
    public var delimiter: UInt8
    /// Its encoding.
    public var encoding: TextEncoding
    /// Whether some characters are lost: bytes that fit no encoding, or U+FFFD already in the file.
    public var hasDamage: Bool

    /// A dialect that is known beforehand.
    public init(delimiter: UInt8, encoding: TextEncoding, hasDamage: Bool = false) {
        self.delimiter = delimiter
        self.encoding = encoding
        self.hasDamage = hasDamage
    }

    /// The delimiter that cuts the sample into the most regular records. French files mostly use `;`, tabs are
    /// rare in text, commas and bars are common in it: hence the weights. A record with one comma too many
    /// (an unquoted decimal) counts as nearly regular.
    static func delimiter(of sample: [UInt8]) -> UInt8 {
        let candidates: [(byte: UInt8, weight: Double)] = [
            (UInt8(ascii: ";"), 1.3), (UInt8(ascii: ","), 1), (0x09, 1.4), (UInt8(ascii: "|"), 1),
        ]
        var best: (byte: UInt8, score: Double) = (UInt8(ascii: ";"), 0)
        for candidate in candidates {
            let score = regularity(sample, candidate.byte) * candidate.weight
            if score > best.score { best = (candidate.byte, score) }
        }
        return best.byte
    }

    private static func regularity(_ sample: [UInt8], _ delimiter: UInt8) -> Double {
        var tally: [Int: Int] = [:]
        var records = 0
        var opened = 0
        var position = 0
        var parser = CSVRecordParser(delimiter: delimiter)
        sample.withUnsafeBufferPointer { bytes in
            while position < bytes.count, records < 500 {
                guard case .record(let end, _) = parser.parse(bytes, from: position, isEnd: true) else {
                    // A quote that does not close under this delimiter costs its line.
                    records += 1
                    opened += 1
                    guard opened < 20, let end = bytes[position...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D })
                    else { break }
                    position = end + 1
                    continue
                }
                position = end
                let fields = parser.fields.count
                if fields == 1, parser.isBlank(bytes) { continue }
                records += 1
                tally[fields, default: 0] += 1
            }
        }
        guard records > 0,
            let usual = tally.filter({ $0.key > 1 }).max(by: { ($0.value, $0.key) < ($1.value, $1.key) })
        else { return 0 }
        let near = tally[usual.key + 1, default: 0]
        let share = (Double(usual.value) + 0.8 * Double(near)) / Double(records)
        return share * share * Double(usual.key).squareRoot()
    }
}
