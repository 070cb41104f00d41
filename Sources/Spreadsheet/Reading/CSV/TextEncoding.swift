/// How the bytes of a text file stand for characters.
public enum TextEncoding: String, Sendable {
    /// UTF-8; with `hasDamage` in ``CSVDialect``, some bytes are not valid and read as U+FFFD.
    case utf8 = "UTF-8"
    /// UTF-16, little or big end first.
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    /// Windows-1252, the legacy encoding of Western Europe (of which Latin-1 is a part).
    case windows1252 = "Windows-1252"
    /// What Excel calls « CSV (Macintosh) ».
    case macRoman = "MacRoman"
    /// What Excel calls « CSV (MS-DOS) »: code page 850, and 437, which has the small letters of French in the same
    /// places.
    case codePage850 = "CP850"
}

/// Looks at a whole text file once: is it UTF-8, does it hold NUL bytes?
struct EncodingSurvey {
    private(set) var validSequences = 0
    private(set) var invalidBytes = 0
    /// U+FFFD written in the file: someone damaged it before.
    private(set) var replacements = 0
    private(set) var hasNUL = false
    /// Bytes still expected of a sequence that the last piece cut.
    private var pending = 0
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF
    private var isReplacement = false

    /// Adds the next bytes of the file.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        let count = bytes.count
        while index < count {
            if pending == 0, index + 8 <= count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                // Eight ASCII bytes, none of them NUL (the classical has-zero-byte test).
                if word & 0x8080_8080_8080_8080 == 0 {
                    if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 { hasNUL = true }
                    index += 8
                    continue
                }
            }
            add(bytes[index])
            index += 1
        }
    }

    private mutating func add(_ byte: UInt8) {
        if pending > 0 {
            guard byte >= lower, byte <= upper else {
                invalidBytes += 1
                pending = 0
                return add(byte)
            }
            isReplacement = isReplacement && (byte == 0xBF || byte == 0xBD)
            (lower, upper) = (0x80, 0xBF)
            pending -= 1
            if pending == 0 {
                validSequences += 1
                if isReplacement && byte == 0xBD { replacements += 1 }
            }
            return
        }
        // Unicode, table 3-7: well-formed UTF-8 byte sequences.
        switch byte {
        case 0: hasNUL = true
        case 0x01...0x7F: break
        case 0xC2...0xDF: pending = 1
        case 0xE0: (pending, lower) = (2, 0xA0)
        case 0xED: (pending, upper) = (2, 0x9F)
        case 0xE1...0xEF: pending = 2
        case 0xF0: (pending, lower) = (3, 0x90)
        case 0xF4: (pending, upper) = (3, 0x8F)
        case 0xF1...0xF3: pending = 3
        default: invalidBytes += 1
        }
        isReplacement = byte == 0xEF
    }

    /// UTF-8 unless the bytes that do not fit outnumber those that do. A file cut within its last character
    /// is not held against it.
    var encoding: TextEncoding {
        invalidBytes == 0 || invalidBytes * 4 < validSequences ? .utf8 : .windows1252
    }
}

/// Windows-1252 to UTF-8.
enum Windows1252 {
    /// The code points of 0x80…0x9F (WHATWG Encoding); the five unused bytes are U+FFFD.
    static let high: [UInt16] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
        0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
    ]
}

/// Appends one code point as UTF-8.
@inline(__always)
func appendUTF8(_ scalar: UInt32, to bytes: inout [UInt8]) {
    switch scalar {
    case 0..<0x80:
        bytes.append(UInt8(truncatingIfNeeded: scalar))
    case 0x80..<0x800:
        bytes.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
        bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
        bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
        bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
        bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    default:
        bytes.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
        bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
        bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
        bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    }
}
