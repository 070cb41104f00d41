/// Letters of the Latin alphabets of Europe (Latin-1 Supplement, Latin Extended-A) without their marks.
///
/// A table of our own rather than Unicode's decomposition, so that `shared.normalize_name` in SQL, which
/// holds the same table, gives the same text on every server whatever its locale or dictionary.
enum LatinFolding {
    /// U+00C0…U+017F, one letter each; a space where the character is no single letter.
    static let letters: [UInt8] = Array(
        ("AAAAAA CEEEEIIIIDNOOOOO OUUUUYT aaaaaa ceeeeiiiidnooooo ouuuuyty"
            + "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi  JjKkkLlLlLlLlLl"
            + "NnNnNnnNnOoOoOo  RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs").utf8)

    /// Appends `text` folded: `[a-z0-9]` words parted by single spaces, none at the ends.
    static func fold(_ text: some StringProtocol, into bytes: inout [UInt8]) {
        let start = bytes.count
        var pending = false
        func put(_ byte: UInt8, _ bytes: inout [UInt8]) {
            if pending, bytes.count > start { bytes.append(0x20) }
            pending = false
            bytes.append(byte)
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x61...0x7A, 0x30...0x39:
                put(UInt8(truncatingIfNeeded: scalar.value), &bytes)
            case 0x41...0x5A:
                put(UInt8(truncatingIfNeeded: scalar.value | 0x20), &bytes)
            case 0x26:  // &
                pending = true
                put(0x65, &bytes)
                put(0x74, &bytes)
                pending = true
            case 0xC6, 0xE6: for byte in "ae".utf8 { put(byte, &bytes) }
            case 0x152, 0x153: for byte in "oe".utf8 { put(byte, &bytes) }
            case 0xDF: for byte in "ss".utf8 { put(byte, &bytes) }
            case 0xC0...0x17F:
                let letter = letters[Int(scalar.value) - 0xC0]
                if letter == 0x20 { pending = true } else { put(letter | 0x20, &bytes) }
            case 0x300...0x36F: continue  // a combining mark of a decomposed letter
            default: pending = true
            }
        }
    }
}
