/// Which columns of a file give which fields.
public struct ImportMapping<Field: ImportField>: Sendable, Equatable {
    /// Where a field's value is taken from.
    public enum Source: Hashable, Sendable {
        /// A column of the file, from 0.
        case column(Int)
        /// The same text on every line, for what the file leaves unsaid: its funder, its year.
        case constant(String)
    }

    public private(set) var sources: [Field: [Source]] = [:]

    public init() {}

    public subscript(field: Field) -> [Source] {
        get { sources[field] ?? [] }
        set { sources[field] = newValue.isEmpty ? nil : newValue }
    }

    /// The field a column is read into, nil when it is left out.
    public func field(ofColumn index: Int) -> Field? {
        sources.first { $0.value.contains(.column(index)) }?.key
    }

    /// Reads a column into a field, and into no other.
    public mutating func assign(_ source: Source, to field: Field) {
        if case .column = source {
            for other in sources.keys where other != field { self[other].removeAll { $0 == source } }
        }
        if field.takesSeveralColumns, !self[field].contains(source) {
            self[field].append(source)
        } else if !field.takesSeveralColumns {
            self[field] = [source]
        }
    }

    /// Applies one `--map` option: `column=field`.
    ///
    /// The column is named as in the header (accents and case do not matter), or by its letter (`C`) or number
    /// (`3`); an empty name is the first column without a header. `=Ville de Lannion=funder_name` gives a
    /// constant. `column=` leaves the column out.
    ///
    /// - Throws: `ImportRefusal`.
    public mutating func apply(option: String, headers: [String]) throws(ImportRefusal) {
        guard let equals = option.lastIndex(of: "=") else { throw .badMapping(option) }
        let name = option[..<equals]
        let fieldName = option[option.index(after: equals)...].trimmed
        if fieldName.isEmpty {
            guard let index = ColumnName.index(of: String(name), in: headers) else {
                throw .unknownColumn(String(name), found: headers)
            }
            for field in sources.keys { self[field].removeAll { $0 == .column(index) } }
            return
        }
        guard let field = Field.named(fieldName) else {
            throw .unknownField(fieldName, known: Field.allCases.map(\.rawValue))
        }
        if name.hasPrefix("="), name.count > 1 {
            self[field] = [.constant(name.dropFirst().trimmed)]
            return
        }
        guard let index = ColumnName.index(of: String(name), in: headers) else {
            throw .unknownColumn(String(name), found: headers)
        }
        assign(.column(index), to: field)
    }
}

extension ImportMapping: Codable {
    /// As kept in the database: `{"amount": ["H"], "funder_name": ["=Ville de Lannion"]}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        for (name, texts) in try container.decode([String: [String]].self) {
            guard let field = Field(rawValue: name) else { continue }
            self[field] = texts.compactMap { text in
                text.hasPrefix("=")
                    ? .constant(String(text.dropFirst()))
                    : ColumnName.index(ofLetter: text).map { .column($0) }
            }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var texts: [String: [String]] = [:]
        for (field, list) in sources {
            texts[field.rawValue] = list.map { source in
                switch source {
                case .column(let index): ColumnName.letter(index)
                case .constant(let text): "=\(text)"
                }
            }
        }
        var container = encoder.singleValueContainer()
        try container.encode(texts)
    }
}

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

    /// The column a person means: by its header, else its letter, else its number from 1.
    static func index(of text: String, in headers: [String]) -> Int? {
        let key = HeaderName.key(text)
        if let exact = headers.firstIndex(where: { HeaderName.key($0) == key }) { return exact }
        let plain = text.trimmed
        if let number = Int(plain), headers.indices.contains(number - 1) { return number - 1 }
        if let index = index(ofLetter: plain), headers.indices.contains(index) { return index }
        return nil
    }
}

/// Headers made comparable.
enum HeaderName {
    /// Without accents, case, spaces, punctuation, articles, nor the number of a footnote: `Montant du prêt (3)`
    /// and `MONTANT_PRET*` are the same.
    static func key(_ header: String) -> String {
        var words = FrenchText.folded(header).split(separator: " ")
        if words.count > 1, let last = words.last, header.trimmed.hasSuffix(")"), last.count == 1,
            last.allSatisfy(\.isNumber)
        {
            words.removeLast()
        }
        // « proposée 2014 », « Montant demandé 2014 »: the year belongs to the file.
        if words.count > 1, let last = words.last, Year(String(last)) != nil { words.removeLast() }
        if words.count > 1 {
            words.removeAll { ["de", "du", "des", "la", "le", "les", "l", "d"].contains($0) }
        }
        return words.joined()
    }
}
