extension Unicode.Scalar {
    /// Every kind of blank met in real files: tabulation, no-break, narrow, thin, figure, zero-width, BOM.
    var isSpace: Bool {
        switch value {
        case 0x20, 0x09...0x0D, 0x85, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x2060,
            0x3000, 0xFEFF:
            true
        default: false
        }
    }
}

extension StringProtocol {
    /// Without blanks of any kind at both ends.
    var trimmed: String {
        var utf8 = Substring(self).unicodeScalars
        while let first = utf8.first, first.isSpace { utf8.removeFirst() }
        while let last = utf8.last, last.isSpace { utf8.removeLast() }
        return String(utf8)
    }

    /// Without any blank at all: identifiers are often written in groups.
    var withoutSpaces: String {
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: unicodeScalars.lazy.filter { !$0.isSpace })
        return String(kept)
    }

    /// Trimmed, on one line, each run of blanks made one space.
    var singleSpaced: String {
        var kept = String.UnicodeScalarView()
        var pending = false
        for scalar in unicodeScalars {
            if scalar.isSpace {
                pending = !kept.isEmpty
            } else {
                if pending { kept.append(" ") }
                pending = false
                kept.append(scalar)
            }
        }
        return String(kept)
    }

    /// As quoted in a message: trimmed, on one line, never long.
    var shown: String {
        let text = singleSpaced
        return text.count <= 60 ? text : "\(text.prefix(59))…"
    }
}
