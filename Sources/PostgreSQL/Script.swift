/// Cuts a text of several statements at its semicolons, as `psql` does: those in quotes, dollar quotes and comments
/// are none.
enum Script {
    static func statements(_ text: String) -> [String] {
        var scanner = Scanner(bytes: Array(text.utf8))
        var statements: [String] = []
        var start = 0
        while scanner.position < scanner.bytes.count {
            if scanner.bytes[scanner.position] == UInt8(ascii: ";") {
                append(scanner.bytes[start..<scanner.position], to: &statements)
                start = scanner.position + 1
            }
            scanner.advance()
        }
        append(scanner.bytes[start...], to: &statements)
        return statements
    }

    private static func append(_ bytes: ArraySlice<UInt8>, to statements: inout [String]) {
        let spaces = Set(" \t\r\n".utf8)
        let trimmed = bytes.drop { spaces.contains($0) }
        guard !trimmed.isEmpty else { return }
        statements.append(String(decoding: trimmed, as: UTF8.self))
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0

        func has(_ text: StaticString, at offset: Int) -> Bool {
            offset + text.utf8CodeUnitCount <= bytes.count
                && (0..<text.utf8CodeUnitCount).allSatisfy { bytes[offset + $0] == text.utf8Start[$0] }
        }

        /// Steps over one character, or over a whole quotation or comment.
        mutating func advance() {
            if has("--", at: position) {
                skip { $0.has("\n", at: $0.position) }
            } else if has("/*", at: position) {
                skipComment()
            } else if has("'", at: position) {
                let isEscaped = position > 0 && bytes[position - 1] | 0x20 == UInt8(ascii: "e")
                skipQuotation("'", escapes: isEscaped)
            } else if has("\"", at: position) {
                skipQuotation("\"", escapes: false)
            } else if has("$", at: position), let tag = dollarTag() {
                position += tag.count
                skip { $0.bytes[$0.position...].starts(with: tag) }
                position += tag.count
            } else {
                position += 1
            }
        }

        private mutating func skip(until isEnd: (Scanner) -> Bool) {
            while position < bytes.count, !isEnd(self) { position += 1 }
        }

        private mutating func skipComment() {
            var depth = 0
            repeat {
                if has("/*", at: position) {
                    depth += 1
                    position += 2
                } else if has("*/", at: position) {
                    depth -= 1
                    position += 2
                } else {
                    position += 1
                }
            } while depth > 0 && position < bytes.count
        }

        private mutating func skipQuotation(_ quote: Unicode.Scalar, escapes: Bool) {
            position += 1
            while position < bytes.count, bytes[position] != UInt8(ascii: quote) {
                position += escapes && bytes[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position += 1
        }

        /// `$$` or `$name$` here; nil for `$1`.
        private func dollarTag() -> ArraySlice<UInt8>? {
            var end = position + 1
            while end < bytes.count, bytes[end] != UInt8(ascii: "$") {
                let byte = bytes[end]
                let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
                let isDigit = byte &- UInt8(ascii: "0") < 10
                guard isLetter || byte == UInt8(ascii: "_") || byte > 127 || (isDigit && end > position + 1)
                else { return nil }
                end += 1
            }
            return end < bytes.count ? bytes[position...end] : nil
        }
    }
}
