/// Names of columns as spreadsheets give them.
public enum ColumnName {
    /// `A` for 0, `Z` for 25, `AA` for 26.
    public static func letter(_ index: Int) -> String {
        var letters = ""
        var rest = index
        repeat {
            letters = String(UnicodeScalar(UInt8(65 + rest % 26))) + letters
            rest = rest / 26 - 1
        } while rest >= 0
        return letters
    }

    /// The column of a letter, nil when the text is none.
    static func index(ofLetter text: String) -> Int? {
        guard (1...3).contains(text.utf8.count) else { return nil }
        var number = 0
        for byte in text.utf8 {
            guard (0x41...0x5A).contains(byte & 0xDF) else { return nil }
            number = number * 26 + Int(byte & 0xDF) - 64
        }
        return number - 1
    }

    /// The column a person means: by its header to the letter, else by its words, else by its number from 1 or its
    /// letter; last, by its words without a year, where that is one column and contradicts no year that was given.
    ///
    /// - Throws: ``ImportRefusal``.
    static func index(of text: String, in headers: [String]) throws(ImportRefusal) -> Int {
        let plain = text.trimmed
        if let same = headers.firstIndex(where: { $0.trimmed == plain }) { return same }
        let exact = HeaderName.exactKey(text)
        if let same = headers.firstIndex(where: { HeaderName.exactKey($0) == exact }) { return same }
        if let number = Int(plain), headers.indices.contains(number - 1) { return number - 1 }
        if let index = index(ofLetter: plain), headers.indices.contains(index) { return index }
        let (key, year) = (HeaderName.key(text), HeaderName.year(of: text))
        let like = headers.indices.filter { index in
            let other = HeaderName.year(of: headers[index])
            return HeaderName.key(headers[index]) == key && (year == nil || other == nil || year == other)
        }
        guard let first = like.first else { throw .unknownColumn(text, found: headers) }
        guard like.count == 1 else { throw .severalColumns(text, found: like.map { headers[$0] }) }
        return first
    }
}
