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
    ///
    /// - Parameter adds: beside the columns the field has already, each for a year of its own.
    public mutating func assign(_ source: Source, to field: Field, adds: Bool = false) {
        if case .column = source {
            for other in sources.keys where other != field { self[other].removeAll { $0 == source } }
        }
        if field.takesSeveralColumns || adds {
            if !self[field].contains(source) { self[field].append(source) }
        } else {
            self[field] = [source]
        }
    }

    /// What is said once for all lines.
    public var constants: [Field: String] {
        sources.compactMapValues { list in
            for case .constant(let text) in list where !text.isEmpty { return text }
            return nil
        }
    }

    /// The same without what is said once for all lines: what holds for the next file of this form as well.
    public var ofColumns: ImportMapping {
        var mapping = self
        for (field, list) in sources {
            mapping[field] = list.filter { if case .column = $0 { true } else { false } }
        }
        return mapping
    }

    /// Applies one `--map` option: `column=field`.
    ///
    /// The column is named as in the header (see ``ColumnName``), or by its letter (`C`) or number (`3`); an empty
    /// name is the first column without a header. `=Ville de Lannion=funder_name` gives a constant. `column=` leaves
    /// the column out.
    ///
    /// - Parameter said: the fields that options before this one named: a column of another year stands beside
    ///   theirs, where the first option replaces what was guessed.
    /// - Throws: `ImportRefusal`.
    public mutating func apply(option: String, headers: [String], said: inout Set<Field>) throws(ImportRefusal) {
        guard let equals = option.lastIndex(of: "=") else { throw .badMapping(option) }
        let name = option[..<equals]
        let fieldName = option[option.index(after: equals)...].trimmed
        if fieldName.isEmpty {
            let index = try ColumnName.index(of: String(name), in: headers)
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
        let index = try ColumnName.index(of: String(name), in: headers)
        let isFirst = said.insert(field).inserted
        assign(.column(index), to: field, adds: !isFirst && isOfAnotherYear(index, field, headers))
    }

    /// Whether a column and all those of a field bear years, each its own.
    private func isOfAnotherYear(_ index: Int, _ field: Field, _ headers: [String]) -> Bool {
        guard field.comesByYear, let year = HeaderName.year(of: headers[index]) else { return false }
        return self[field].allSatisfy { source in
            guard case .column(let other) = source, other < headers.count else { return false }
            return HeaderName.year(of: headers[other]).map { $0 != year } ?? false
        }
    }
}

extension ImportMapping: Codable {
    /// As kept in the database: `{"amount": ["H"], "funder_name": ["=Ville de Lannion"]}`.
    public init(from decoder: any Decoder) throws {
        self.init(texts: try decoder.singleValueContainer().decode([String: [String]].self))
    }

    init(texts: [String: [String]]) {
        for (name, texts) in texts {
            guard let field = Field(rawValue: name) else { continue }
            self[field] = texts.compactMap { text in
                text.hasPrefix("=")
                    ? .constant(String(text.dropFirst()))
                    : ColumnName.index(ofLetter: text).map { .column($0) }
            }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(texts)
    }

    /// By field, the letters of its columns and its constants.
    var texts: [String: [String]] {
        var texts: [String: [String]] = [:]
        for (field, list) in sources {
            texts[field.rawValue] = list.map { source in
                switch source {
                case .column(let index): ColumnName.letter(index)
                case .constant(let text): "=\(text)"
                }
            }
        }
        return texts
    }
}
