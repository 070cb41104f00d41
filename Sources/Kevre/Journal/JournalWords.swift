import PostgreSQL

/// The journal's words for events, tables and columns, gathered from the subjects.
enum JournalWords {
    /// What happened.
    static let events = Vocabulary(Subject.all.flatMap(\.events))

    /// What it happened to.
    static let tables = Vocabulary(Record.all.map { ($0.table, $0.word, $0.tone) })

    /// The label of each column of each table, as a table the journal's list is joined with.
    static let columnTable: SQL = {
        let fields = Record.all.flatMap { record in record.fields.map { (record.table, $0.column, $0.label) } }
        return "unnest(\(fields.map(\.0))::text[], \(fields.map(\.1))::text[], \(fields.map(\.2))::text[])"
    }()

    /// The address of an entry's record; the settings where it has no page.
    static let address: SQL = {
        let pages = Record.all.compactMap { record in record.page.map { (record.table, $0) } }
        let cases = pages.map { table, page in "WHEN \(table) THEN \(page)" as SQL }
        return """
            coalesce(CASE audit_entry.subject \(SQL.joined(cases, separator: " ")) END || audit_entry.subject_id,
                     '/reglages')
            """
    }()
}
