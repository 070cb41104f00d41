/// A JSON text read where it stands, value by value: large files are neither copied nor turned into trees before it is
/// known which of their records are new.
struct JSONScan {
    /// What is wrong with the text, and where.
    struct Flaw: Error {
        /// From 1.
        let line: Int
        /// Whether the text simply ends too early.
        let isTruncated: Bool
    }

    /// A value that was read.
    indirect enum Value {
        case null
        case boolean(Bool)
        /// As written.
        case number(String)
        case string(String)
        case array([Value])
        case object([String: Value])
    }

    private static let deepest = 64

    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int = 0) {
        self.bytes = bytes
        self.position = position
        if position == 0, bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { self.position = 3 }
    }

    /// The next byte that is no blank, not taken; nil at the end.
    mutating func peek() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return bytes[position]
            }
        }
        return nil
    }

    /// Takes one byte that must stand there.
    mutating func expect(_ byte: UInt8) throws {
        guard peek() == byte else { throw flaw() }
        position += 1
    }

    /// Takes the byte when it stands there.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    /// The range of the next value, passed over.
    mutating func skip() throws -> Range<Int> {
        guard peek() != nil else { throw flaw() }
        let start = position
        var depth = 0
        repeat {
            guard let byte = peek() else { throw flaw() }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                guard depth <= Self.deepest else { throw flaw() }
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                guard depth >= 0 else { throw flaw() }
                position += 1
            case UInt8(ascii: "\""): try skipString()
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { throw flaw() }
                position += 1
            default: try skipWord()
            }
        } while depth > 0
        return start..<position
    }

    private mutating func skipString() throws {
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += byte == 0x5C ? 2 : 1
            if byte == 0x22 { return }
        }
        throw flaw()
    }

    private mutating func skipWord() throws {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case 0x30...0x39, 0x61...0x7A, 0x41...0x5A, 0x2B, 0x2D, 0x2E: position += 1
            default:
                guard position > start else { throw flaw() }
                return
            }
        }
    }

    /// The next value, read whole.
    mutating func value(_ depth: Int = 0) throws -> Value {
        guard depth <= Self.deepest, let byte = peek() else { throw flaw() }
        switch byte {
        case UInt8(ascii: "{"):
            position += 1
            var members: [String: Value] = [:]
            if take(UInt8(ascii: "}")) { return .object(members) }
            repeat {
                guard peek() == 0x22 else { throw flaw() }
                let name = try string()
                try expect(UInt8(ascii: ":"))
                members[name] = try value(depth + 1)
            } while take(UInt8(ascii: ","))
            try expect(UInt8(ascii: "}"))
            return .object(members)
        case UInt8(ascii: "["):
            position += 1
            var values: [Value] = []
            if take(UInt8(ascii: "]")) { return .array(values) }
            repeat { values.append(try value(depth + 1)) } while take(UInt8(ascii: ","))
            try expect(UInt8(ascii: "]"))
            return .array(values)
        case 0x22: return .string(try string())
        default:
            let start = position
            try skipWord()
            let word = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
            switch word {
            case "null": return .null
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            default:
                guard Double(word) != nil else { throw flaw() }
                return .number(word)
            }
        }
    }

    /// The next string, its escapes undone.
    mutating func string() throws -> String {
        try expect(0x22)
        let start = position
        var plain = true
        while position < bytes.count, bytes[position] != 0x22 {
            if bytes[position] == 0x5C {
                plain = false
                position += 1
            }
            position += 1
        }
        guard position < bytes.count else { throw flaw() }
        let range = start..<position
        position += 1
        if plain { return String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self) }
        return try unescaped(range)
    }

    private func unescaped(_ range: Range<Int>) throws -> String {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var index = range.lowerBound
        func unit(_ at: Int) -> UInt32? {
            guard at + 4 <= range.upperBound else { return nil }
            return UInt32(String(decoding: UnsafeBufferPointer(rebasing: bytes[at..<at + 4]), as: UTF8.self), radix: 16)
        }
        while index < range.upperBound {
            guard bytes[index] == 0x5C else {
                text.append(bytes[index])
                index += 1
                continue
            }
            index += 2
            switch bytes[index - 1] {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "b"), UInt8(ascii: "f"): text.append(0x20)
            case UInt8(ascii: "u"):
                guard var code = unit(index) else { throw flaw(at: index) }
                index += 4
                if (0xD800..<0xDC00).contains(code), index + 6 <= range.upperBound, bytes[index] == 0x5C,
                    let low = unit(index + 2), (0xDC00..<0xE000).contains(low)
                {
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                    index += 6
                }
                let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
                text.append(contentsOf: UTF8.encode(scalar == "\0" ? " " : scalar) ?? UTF8.EncodedScalar())
            default: text.append(bytes[index - 1])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The line a byte stands on, from 1.
    func line(of offset: Int) -> Int {
        1 + bytes[..<min(offset, bytes.count)].count { $0 == 0x0A }
    }

    private func flaw(at offset: Int? = nil) -> Flaw {
        let place = offset ?? position
        return Flaw(line: line(of: place), isTruncated: place >= bytes.count)
    }
}

extension JSONScan.Value {
    subscript(name: String) -> JSONScan.Value? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// The text of a string or number; nil for anything else and for blanks.
    var text: String? {
        switch self {
        case .string(let text):
            let trimmed = text.trimmed
            return trimmed.isEmpty ? nil : trimmed
        case .number(let text): return text
        default: return nil
        }
    }

    /// The texts of an array, or of one value; of objects, what they are titled.
    var texts: [String] {
        switch self {
        case .array(let values): values.flatMap(\.texts)
        case .object: (self["title"] ?? self["name"] ?? self["label"])?.texts ?? []
        default: text.map { [$0] } ?? []
        }
    }

    var flag: Bool? {
        switch self {
        case .boolean(let flag): flag
        case .string(let text):
            ["oui", "true", "1", "vrai"].contains(text.lowercased())
                ? true : ["non", "false", "0", "faux"].contains(text.lowercased()) ? false : nil
        case .number(let text): text == "1" ? true : text == "0" ? false : nil
        default: nil
        }
    }

    /// A value named by one of several keys.
    func first(_ names: String...) -> JSONScan.Value? {
        for name in names { if let value = self[name], value.text != nil || !value.texts.isEmpty { return value } }
        return nil
    }
}
