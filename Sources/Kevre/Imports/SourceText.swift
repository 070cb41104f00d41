/// The text of a cell made presentable: blanks put in order, characters that a wrong encoding spoilt restored
/// where there is no doubt.
enum SourceText {
    struct Cleaned {
        var text: String
        /// What was restored, as a French sentence; nil when nothing was.
        var repair: String?
        /// Whether characters are lost for good (U+FFFD is left).
        var isDamaged = false
    }

    static func clean(_ raw: String) -> Cleaned {
        if isPlain(raw) { return Cleaned(text: raw) }
        var cleaned = Cleaned(text: raw)
        if let restored = restoringUTF8(raw) {
            cleaned.text = restored
            cleaned.repair = "Accents rétablis\u{a0}: la ligne mêle deux codages."
        }
        cleaned.text = cleaned.text.singleSpaced
        if cleaned.text.unicodeScalars.contains("\u{BF}"), let restored = restoringApostrophes(cleaned.text) {
            cleaned.text = restored
            cleaned.repair = "Apostrophes rétablies («\u{a0}¿\u{a0}» dans le fichier)."
        }
        if cleaned.text.unicodeScalars.contains("\u{FFFD}") {
            let restored = DamagedWords.restore(cleaned.text)
            if restored != cleaned.text {
                cleaned.text = restored
                cleaned.repair = "Lettres accentuées perdues (�) rétablies."
            }
            cleaned.isDamaged = restored.unicodeScalars.contains("\u{FFFD}")
        }
        return cleaned
    }

    /// ASCII without blanks at the ends or side by side: most cells, left as they are.
    private static func isPlain(_ text: String) -> Bool {
        var previous: UInt8 = 0x20
        for byte in text.utf8 {
            if byte < 0x20 || byte > 0x7E || (byte == 0x20 && previous == 0x20) { return false }
            previous = byte
        }
        return previous != 0x20
    }

    /// `DÃ©partement` is UTF-8 read as Windows-1252: the bytes are taken back and read again.
    static func restoringUTF8(_ text: String) -> String? {
        guard text.unicodeScalars.contains(where: { $0 == "Ã" || $0 == "Â" || $0 == "â" || $0 == "Å" }) else {
            return nil
        }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = windows1252[scalar] ?? (scalar.value < 0x100 ? UInt8(scalar.value) : nil) else {
                return nil
            }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// `l¿association`: an apostrophe lost on its way through Latin-1, after an elided word only.
    private static func restoringApostrophes(_ text: String) -> String? {
        var scalars = Array(text.unicodeScalars)
        var changed = false
        for index in scalars.indices
        where scalars[index] == "\u{BF}" && index > 0 && index + 1 < scalars.count {
            let elided: Set<Unicode.Scalar> = [
                "l", "d", "n", "s", "c", "j", "m", "t", "u", "L", "D", "N", "S", "C", "J", "M", "T", "U",
            ]
            guard elided.contains(scalars[index - 1]), scalars[index + 1].properties.isAlphabetic else {
                continue
            }
            scalars[index] = "’"
            changed = true
        }
        guard changed else { return nil }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Characters that Windows-1252 puts where Latin-1 has control codes.
    private static let windows1252: [Unicode.Scalar: UInt8] = [
        "€": 0x80, "‚": 0x82, "ƒ": 0x83, "„": 0x84, "…": 0x85, "†": 0x86, "‡": 0x87, "ˆ": 0x88, "‰": 0x89,
        "Š": 0x8A, "‹": 0x8B, "Œ": 0x8C, "Ž": 0x8E, "‘": 0x91, "’": 0x92, "“": 0x93, "”": 0x94, "•": 0x95,
        "–": 0x96, "—": 0x97, "˜": 0x98, "™": 0x99, "š": 0x9A, "›": 0x9B, "œ": 0x9C, "ž": 0x9E, "Ÿ": 0x9F,
    ]
}
