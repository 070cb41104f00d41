/// What a record is, said once: its table, its French name, its page and its fields. The journal, trails and the text
/// of a conflict are derived from it.
public struct Record: Sendable {
    /// Its table, and its name in the audit trail.
    public let table: String
    /// « Association », « Dirigeant »: one of them, with a capital.
    public let word: String
    /// How a change of it is felt in the journal.
    public let tone: Vocabulary.Tone
    /// What its page's address begins with, before the key; nil for a part that has no page of its own.
    public let page: String?
    /// The fields people know, in the order in which they are read.
    public let fields: [RecordField]
    private let byColumn: [String: RecordField]

    init(
        _ table: String, _ word: String, _ tone: Vocabulary.Tone = .neutral, page: String? = nil,
        fields: [RecordField]
    ) {
        self.table = table
        self.word = word
        self.tone = tone
        self.page = page
        self.fields = fields
        byColumn = Dictionary(fields.map { ($0.column, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The field of a column; nil for what is derived, counted or of the house alone.
    public subscript(column: String) -> RecordField? { byColumn[column] }

    /// The field that forms send under a name.
    public func field(named name: String) -> RecordField? {
        byColumn[name] ?? fields.first { $0.name == name }
    }
}
