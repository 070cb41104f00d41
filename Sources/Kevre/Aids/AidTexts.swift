extension AidRecord {
    /// What of it matching reads, by weight: the name; themes and programmes as the source says them; the beginning of the
    /// text. The same as aid_text_words() of the database.
    var indexedTexts: [[UInt8]] {
        var (title, sources, text): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        title.add(name)
        title.append(0x20)
        title.add(shortName)
        sources.add(programs.joined(separator: ", "))
        for theme in themes {
            sources.append(0x20)
            sources.add(theme)
        }
        if themes.isEmpty { sources.append(0x20) }
        text.add(description, atMost: 500)
        text.append(0x20)
        text.add(eligibility, atMost: 200)
        return [title, sources, text]
    }
}

extension [UInt8] {
    /// Adds the first characters of a text, as left() counts them, without NUL, which PostgreSQL does not keep.
    fileprivate mutating func add(_ text: String, atMost limit: Int = .max) {
        var text = text.withoutNUL
        text.withUTF8 { bytes in
            var end = bytes.count
            if end > limit {
                var count = 0
                end =
                    bytes.firstIndex { byte in
                        if byte & 0xC0 != 0x80 { count += 1 }
                        return count > limit
                    } ?? end
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: bytes[..<end]))
        }
    }
}
