/// HTML of other people's sites turned into plain text: paragraphs parted by a blank line, items of lists behind
/// « • », links with their address behind them. No markup is left, hence nothing that could run.
enum MarkupText {
    /// The text of a piece of HTML; plain text comes back as it is, its blanks put in order.
    static func plain(_ html: String) -> String {
        if html.isEmpty { return "" }
        var reader = Reader(Array(html.utf8))
        reader.read()
        return reader.text
    }

    /// Only addresses that a browser opens harmlessly.
    static func webAddress(_ text: String?) -> String? {
        guard let text else { return nil }
        var address = text.trimmed
        if address.hasPrefix("//") { address = "https:" + address }
        if address.hasPrefix("www.") { address = "https://" + address }
        let lower = address.lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://"), address.count <= 2_000,
            !address.unicodeScalars.contains(where: { $0.value <= 0x20 || "<>\"\\".unicodeScalars.contains($0) })
        else { return nil }
        return address
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0
        var output: [UInt8] = []
        /// Line ends owed before the next letter: 1 a new line, 2 a new paragraph.
        var owed = 0
        var needsSpace = false
        var link: (address: String, start: Int)?

        /// Elements whose content is no text.
        static let silent: Set<String> = [
            "script", "style", "head", "iframe", "object", "embed", "svg", "math", "template", "noscript", "title",
            "textarea", "select",
        ]
        static let paragraphs: Set<String> = [
            "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section", "article", "blockquote",
            "header", "footer", "hr", "pre", "dl", "form",
        ]
        static let lines: Set<String> = ["br", "li", "tr", "dt", "dd"]

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            output.reserveCapacity(bytes.count)
        }

        var text: String {
            let end = output.lastIndex { $0 != 0x20 && $0 != 0x0A }.map { $0 + 1 } ?? 0
            return String(decoding: output[..<end], as: UTF8.self)
        }

        mutating func read() {
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "<"):
                    if let next = bytes[safe: position + 1], startsTag(next) { tag() } else { put(bytes[position]) }
                case UInt8(ascii: "&"): entity()
                case 0x0A:
                    // In plain text a line end means one; between tags it means a blank, which a second one covers.
                    if position > 0, bytes[position - 1] == 0x0A { owed = 2 } else { owed = max(owed, 1) }
                    position += 1
                case 0x20, 0x09, 0x0D, 0x0B, 0x0C:
                    needsSpace = true
                    position += 1
                case 0xC2 where bytes[safe: position + 1] == 0xA0:
                    needsSpace = true
                    position += 2
                case ..<0x20, 0x7F: position += 1
                default: run()
                }
            }
        }

        private func startsTag(_ byte: UInt8) -> Bool {
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x2F || byte == 0x21 || byte == 0x3F
        }

        /// Letters up to the next byte that may mean something else.
        private mutating func run() {
            begin()
            let start = position
            position += 1
            while position < bytes.count {
                let byte = bytes[position]
                if byte <= 0x20 || byte == 0x3C || byte == 0x26 || byte == 0x7F || byte == 0xC2 { break }
                position += 1
            }
            output.append(contentsOf: bytes[start..<position])
        }

        private mutating func put(_ byte: UInt8) {
            begin()
            output.append(byte)
            position += 1
        }

        /// What is owed before the next letter.
        private mutating func begin() {
            if output.isEmpty {
                owed = 0
                needsSpace = false
                return
            }
            if owed > 0 {
                let had = output.last == 0x0A ? 1 : 0
                for _ in had..<max(owed, had) { output.append(0x0A) }
            } else if needsSpace, output.last != 0x20, output.last != 0x0A {
                output.append(0x20)
            }
            owed = 0
            needsSpace = false
        }

        private mutating func tag() {
            if bytes[position...].starts(with: "<!--".utf8) {
                position += 4
                while position < bytes.count, !bytes[position...].starts(with: "-->".utf8) { position += 1 }
                position = min(bytes.count, position + 3)
                return
            }
            let start = position
            var quote: UInt8?
            position += 1
            while position < bytes.count {
                let byte = bytes[position]
                if let open = quote {
                    if byte == open { quote = nil }
                } else if byte == 0x22 || byte == 0x27 {
                    quote = byte
                } else if byte == UInt8(ascii: ">") {
                    break
                }
                position += 1
            }
            let inner = String(decoding: bytes[(start + 1)..<min(position, bytes.count)], as: UTF8.self)
            position = min(bytes.count, position + 1)
            let closes = inner.hasPrefix("/")
            let name = inner.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
            if Self.silent.contains(name), !closes, !inner.hasSuffix("/") { skip(to: name) }
            if Self.paragraphs.contains(name) { owed = 2 }
            if Self.lines.contains(name) { owed = max(owed, 1) }
            if name == "li", !closes {
                begin()
                output.append(contentsOf: "• ".utf8)
            }
            if name == "td" || name == "th" { needsSpace = true }
            if name == "a" { anchor(inner, closes: closes) }
        }

        /// Passes over an element whose content is not for reading; one never closed takes the rest with it.
        private mutating func skip(to name: String) {
            let end = Array("</\(name)".utf8)
            while position < bytes.count {
                if bytes[position] == UInt8(ascii: "<"), position + end.count <= bytes.count,
                    zip(bytes[position..<(position + end.count)], end).allSatisfy({ $0 | 0x20 == $1 | 0x20 })
                {
                    while position < bytes.count, bytes[position] != UInt8(ascii: ">") { position += 1 }
                    position = min(bytes.count, position + 1)
                    return
                }
                position += 1
            }
        }

        private mutating func anchor(_ inner: String, closes: Bool) {
            if !closes {
                link = nil
                guard let at = inner.range(of: "href=", options: .caseInsensitive) else { return }
                var rest = inner[at.upperBound...]
                guard let quote = rest.first else { return }
                let value: Substring
                if quote == "\"" || quote == "'" {
                    rest = rest.dropFirst()
                    value = rest.prefix { $0 != quote }
                } else {
                    value = rest.prefix { !$0.isWhitespace && $0 != ">" }
                }
                let address = MarkupText.webAddress(String(value).replacing("&amp;", with: "&"))
                link = address.map { ($0, output.count) }
            } else if let open = link {
                link = nil
                let shown = String(decoding: output[open.start...], as: UTF8.self)
                let bare = open.address.replacing("https://", with: "").replacing("http://", with: "")
                let isSaid = shown.contains(bare) || bare.contains(shown.trimmed) && !shown.trimmed.isEmpty
                if !isSaid { output.append(contentsOf: " (\(open.address))".utf8) }
            }
        }

        private mutating func entity() {
            var end = position + 1
            while end < bytes.count, end - position < 12, bytes[end] != UInt8(ascii: ";"), bytes[end] > 0x22,
                bytes[end] < 0x7B, bytes[end] != UInt8(ascii: "&"), bytes[end] != UInt8(ascii: "<")
            { end += 1 }
            let name = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
            let isClosed = bytes[safe: end] == UInt8(ascii: ";")
            guard let scalar = Self.scalar(name), isClosed || !name.hasPrefix("#") && name.count > 2 else {
                put(bytes[position])
                return
            }
            position = isClosed ? end + 1 : end
            switch scalar {
            case " ", "\u{A0}": needsSpace = true
            case "\n": owed = max(owed, 1)
            default:
                // A sign of markup that was written to be read stays a sign: this is text, and pages escape text.
                guard scalar.value >= 0x20, scalar.value != 0x7F else { return }
                begin()
                output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
            }
        }

        private static func scalar(_ name: String) -> Unicode.Scalar? {
            if name.hasPrefix("#x") || name.hasPrefix("#X") {
                return UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
            }
            if name.hasPrefix("#") { return UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init) }
            return names[name]
        }

        private static let names: [String: Unicode.Scalar] = [
            "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "rsquo": "’", "lsquo": "‘",
            "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»", "hellip": "…", "ndash": "–", "mdash": "—",
            "bull": "•", "middot": "·", "euro": "€", "deg": "°", "eacute": "é", "egrave": "è", "ecirc": "ê",
            "euml": "ë", "agrave": "à", "acirc": "â", "aacute": "á", "auml": "ä", "ccedil": "ç", "icirc": "î",
            "iuml": "ï", "ocirc": "ô", "ouml": "ö", "ugrave": "ù", "ucirc": "û", "uuml": "ü", "oelig": "œ",
            "aelig": "æ", "Eacute": "É", "Egrave": "È", "Ecirc": "Ê", "Agrave": "À", "Acirc": "Â", "Ccedil": "Ç",
            "Icirc": "Î", "Ocirc": "Ô", "OElig": "Œ", "ugr": "ù", "sup2": "²", "sup3": "³", "frac12": "½",
            "times": "×", "plusmn": "±", "copy": "©", "reg": "®", "trade": "™", "para": "¶", "sect": "§",
            "ensp": " ", "emsp": " ", "thinsp": " ", "zwnj": " ", "shy": "\u{7F}", "iexcl": "¡", "ntilde": "ñ",
        ]
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
