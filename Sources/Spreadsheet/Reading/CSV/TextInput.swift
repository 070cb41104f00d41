/// The text of a file as UTF-8 bytes, whatever its own encoding; without the byte order mark.
struct TextInput {
    private let file: InputFile
    private let encoding: TextEncoding
    private var raw: [UInt8]
    /// Of an encoding of one byte a character.
    private let upper: [UInt16]
    private var isFirst = true
    /// What the last piece left: an odd byte of UTF-16, a high surrogate.
    private var oddByte: UInt8?
    private var highSurrogate: UInt32?
    private(set) var bytesRead = 0
    var size: Int { file.size }

    init(path: String, encoding: TextEncoding) throws {
        file = try InputFile(path: path)
        self.encoding = encoding
        raw = [UInt8](repeating: 0, count: min(max(file.size, 1), 1 << 18))
        upper = CodePages.upperHalf(of: encoding) ?? []
    }

    /// Appends the next piece; false at the end of the file.
    mutating func read(into text: inout [UInt8]) throws -> Bool {
        let count = try raw.withUnsafeMutableBytes { try file.read(into: $0) }
        guard count > 0 else {
            if oddByte != nil || highSurrogate != nil { appendUTF8(0xFFFD, to: &text) }
            (oddByte, highSurrogate) = (nil, nil)
            return false
        }
        bytesRead += count
        var piece = raw[..<count]
        if isFirst {
            isFirst = false
            switch encoding {
            case .utf8 where piece.starts(with: [0xEF, 0xBB, 0xBF]): piece = piece.dropFirst(3)
            case .utf16LittleEndian where piece.starts(with: [0xFF, 0xFE]): piece = piece.dropFirst(2)
            case .utf16BigEndian where piece.starts(with: [0xFE, 0xFF]): piece = piece.dropFirst(2)
            default: break
            }
        }
        switch encoding {
        case .utf8: text.append(contentsOf: piece)
        case .windows1252, .macRoman, .codePage850:
            for byte in piece {
                if byte < 0x80 { text.append(byte) } else { appendUTF8(UInt32(upper[Int(byte) - 0x80]), to: &text) }
            }
        case .utf16LittleEndian: appendUTF16(piece, high: 1, to: &text)
        case .utf16BigEndian: appendUTF16(piece, high: 0, to: &text)
        }
        // Programs of DOS end a file with ^Z, which is no line of it.
        if bytesRead >= size { while text.last == 0x1A { text.removeLast() } }
        return true
    }

    private mutating func appendUTF16(_ piece: ArraySlice<UInt8>, high: Int, to text: inout [UInt8]) {
        for byte in piece {
            guard let first = oddByte else {
                oddByte = byte
                continue
            }
            oddByte = nil
            let unit = UInt32(high == 1 ? byte : first) << 8 | UInt32(high == 1 ? first : byte)
            if let lead = highSurrogate {
                highSurrogate = nil
                if unit & 0xFC00 == 0xDC00 {
                    appendUTF8(0x10000 + (lead & 0x3FF) << 10 + (unit & 0x3FF), to: &text)
                    continue
                }
                appendUTF8(0xFFFD, to: &text)
            }
            if unit & 0xFC00 == 0xD800 {
                highSurrogate = unit
            } else {
                appendUTF8(unit == 0 || unit & 0xFC00 == 0xDC00 ? 0xFFFD : unit, to: &text)
            }
        }
    }
}
