/// The encodings of one byte a character: what their upper half stands for.
enum CodePages {
    /// The code points of 0x80…0xFF; nil for an encoding of another kind.
    static func upperHalf(of encoding: TextEncoding) -> [UInt16]? {
        switch encoding {
        case .utf8, .utf16LittleEndian, .utf16BigEndian: nil
        case .windows1252: windows1252
        case .macRoman: macRoman
        case .codePage850: codePage850
        }
    }

    /// WHATWG Encoding; the five unused bytes are U+FFFD. From 0xA0 on it is Latin-1.
    static let windows1252: [UInt16] = Windows1252.high + (0xA0...0xFF).map { UInt16($0) }

    /// Apple's Roman.txt, with the euro of 1998.
    private static let macRoman: [UInt16] = [
        0x00C4, 0x00C5, 0x00C7, 0x00C9, 0x00D1, 0x00D6, 0x00DC, 0x00E1, 0x00E0, 0x00E2, 0x00E4, 0x00E3,
        0x00E5, 0x00E7, 0x00E9, 0x00E8, 0x00EA, 0x00EB, 0x00ED, 0x00EC, 0x00EE, 0x00EF, 0x00F1, 0x00F3,
        0x00F2, 0x00F4, 0x00F6, 0x00F5, 0x00FA, 0x00F9, 0x00FB, 0x00FC, 0x2020, 0x00B0, 0x00A2, 0x00A3,
        0x00A7, 0x2022, 0x00B6, 0x00DF, 0x00AE, 0x00A9, 0x2122, 0x00B4, 0x00A8, 0x2260, 0x00C6, 0x00D8,
        0x221E, 0x00B1, 0x2264, 0x2265, 0x00A5, 0x00B5, 0x2202, 0x2211, 0x220F, 0x03C0, 0x222B, 0x00AA,
        0x00BA, 0x03A9, 0x00E6, 0x00F8, 0x00BF, 0x00A1, 0x00AC, 0x221A, 0x0192, 0x2248, 0x2206, 0x00AB,
        0x00BB, 0x2026, 0x00A0, 0x00C0, 0x00C3, 0x00D5, 0x0152, 0x0153, 0x2013, 0x2014, 0x201C, 0x201D,
        0x2018, 0x2019, 0x00F7, 0x25CA, 0x00FF, 0x0178, 0x2044, 0x20AC, 0x2039, 0x203A, 0xFB01, 0xFB02,
        0x2021, 0x00B7, 0x201A, 0x201E, 0x2030, 0x00C2, 0x00CA, 0x00C1, 0x00CB, 0x00C8, 0x00CD, 0x00CE,
        0x00CF, 0x00CC, 0x00D3, 0x00D4, 0xF8FF, 0x00D2, 0x00DA, 0x00DB, 0x00D9, 0x0131, 0x02C6, 0x02DC,
        0x00AF, 0x02D8, 0x02D9, 0x02DA, 0x00B8, 0x02DD, 0x02DB, 0x02C7,
    ]

    /// IBM 00850, with the euro of 00858 where the dotless i stood, which no French text has.
    private static let codePage850: [UInt16] = [
        0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF,
        0x00EE, 0x00EC, 0x00C4, 0x00C5, 0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9,
        0x00FF, 0x00D6, 0x00DC, 0x00F8, 0x00A3, 0x00D8, 0x00D7, 0x0192, 0x00E1, 0x00ED, 0x00F3, 0x00FA,
        0x00F1, 0x00D1, 0x00AA, 0x00BA, 0x00BF, 0x00AE, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB,
        0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x00C1, 0x00C2, 0x00C0, 0x00A9, 0x2563, 0x2551, 0x2557,
        0x255D, 0x00A2, 0x00A5, 0x2510, 0x2514, 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x00E3, 0x00C3,
        0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256C, 0x00A4, 0x00F0, 0x00D0, 0x00CA, 0x00CB,
        0x00C8, 0x20AC, 0x00CD, 0x00CE, 0x00CF, 0x2518, 0x250C, 0x2588, 0x2584, 0x00A6, 0x00CC, 0x2580,
        0x00D3, 0x00DF, 0x00D4, 0x00D2, 0x00F5, 0x00D5, 0x00B5, 0x00FE, 0x00DE, 0x00DA, 0x00DB, 0x00D9,
        0x00FD, 0x00DD, 0x00AF, 0x00B4, 0x00AD, 0x00B1, 0x2017, 0x00BE, 0x00B6, 0x00A7, 0x00F7, 0x00B8,
        0x00B0, 0x00A8, 0x00B7, 0x00B9, 0x00B3, 0x00B2, 0x25A0, 0x00A0,
    ]
}

/// Tells encodings of one byte apart by what the bytes beyond ASCII would be among the letters around them.
struct EncodingCensus {
    /// How often each of them stands beside a small letter, beside capitals alone, beside no letter.
    private var counts = [Int](repeating: 0, count: 3 * 128)
    private var total = 0
    private var previous: UInt8 = 0x20
    private var before: UInt8 = 0x20
    /// Line ends of old Macintoshes, and the end mark of DOS.
    private var carriageReturns = 0
    private var lineFeeds = 0
    private var hasEndMark = false

    /// Enough to judge by.
    var isSated: Bool { total >= 20_000 }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes {
            switch byte {
            case 0x0D: carriageReturns += 1
            case 0x0A: lineFeeds += 1
            default: break
            }
            if previous >= 0x80 { note(previous, before, byte) }
            (before, previous) = (previous, byte)
        }
        hasEndMark = previous == 0x1A
    }

    private mutating func note(_ byte: UInt8, _ before: UInt8, _ after: UInt8) {
        let isSmall = Self.isSmall(before) || Self.isSmall(after)
        let isCapital = Self.isCapital(before) || Self.isCapital(after)
        counts[Int(byte - 0x80) * 3 + (isSmall ? 0 : isCapital ? 1 : 2)] += 1
        total += 1
    }

    private static func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

    /// The likeliest; Windows-1252 unless another is clearly more like French.
    var encoding: TextEncoding {
        let isMacintosh = carriageReturns > 0 && lineFeeds == 0
        let scores: [(TextEncoding, Int)] = [
            (.windows1252, score(.windows1252)),
            (.macRoman, score(.macRoman) + (isMacintosh ? 1 : 0)),
            (.codePage850, score(.codePage850) + (hasEndMark ? 1 : 0)),
        ]
        return scores.reduce(scores[0]) { $1.1 > $0.1 ? $1 : $0 }.0
    }

    private func score(_ encoding: TextEncoding) -> Int {
        guard let table = CodePages.upperHalf(of: encoding) else { return .min }
        var score = 0
        for (index, code) in table.enumerated() {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let likeness = Self.likeness(scalar)
            for place in 0..<3 { score += counts[index * 3 + place] * likeness[place] }
        }
        return score
    }

    /// How well a character stands beside small letters, beside capitals, beside none, in a French table.
    private static func likeness(_ scalar: Unicode.Scalar) -> [Int] {
        if "éèêëàâçîïôùûüœæ".unicodeScalars.contains(scalar) { return [4, -1, 2] }
        if "ÉÈÊËÀÂÇÎÏÔÙÛÜŒÆ".unicodeScalars.contains(scalar) { return [1, 4, 1] }
        if "’«»–—…°€\u{a0}ºª²".unicodeScalars.contains(scalar) { return [1, 1, 2] }
        // Names of people and places from elsewhere.
        if "ñáíóúöäãõÿýøåßÑÁÍÓÚÖÄ".unicodeScalars.contains(scalar) { return [0, 0, -1] }
        if "‘“”•·µ¿®©™½¼¾³¹§".unicodeScalars.contains(scalar) { return [-1, -1, 0] }
        return [-4, -4, -3]
    }
}
