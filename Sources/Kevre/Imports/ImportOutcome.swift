import PostgreSQL

/// What became of one line of an import: the association that it made, or for which it was recorded.
public enum ImportOutcome: String, Sendable {
    case created, found, changed, unchanged

    static let words = Vocabulary([
        ("created", "Fiche créée", .done), ("found", "Fiche existante", .accent),
        ("changed", "Mise à jour", .attention), ("unchanged", "Sans changement", .neutral),
    ])

    /// The lines of a run: a page, its exports, a command.
    public static let listing = Listing(
        name: "import_lines", title: "Lignes de l’import", singular: "ligne", plural: "lignes", right: .importFiles,
        columns: [
            Column("line", "Ligne", .integer, "o.line", nullable: false),
            Column("sheet", "Feuille", .text, "o.sheet", shown: false),
            Column("name", "Dans le fichier", .text, "o.name", nullable: false),
            Column("outcome", "Suite", .state(words), "o.outcome", nullable: false),
            Column("association", "Association", .text, "a.name"),
            Column("association_id", "Fiche", .integer, "a.id", shown: false),
        ],
        filters: [
            Filter("outcome", "Suite", .choice(.fixed(words.choices))) { value in
                guard case .choices(let words) = value else { return "true" }
                return "o.outcome = ANY(\(words))"
            },
            Filter("import", "Import", .text) { value in
                guard case .text(let key) = value else { return "true" }
                return "o.import_run_id = \(Int(key) ?? 0)"
            },
        ],
        from: "FROM import_outcome o LEFT JOIN association a ON a.id = o.association_id",
        visible: { _ in "true" },
        key: "o.id",
        address: "coalesce('/associations/' || a.id, '/imports/' || o.import_run_id)",
        search: { "fold(o.name) LIKE '%' || fold(\($0)) || '%' OR fold(a.name) LIKE '%' || fold(\($0)) || '%'" },
        order: ("line", false))
}

/// Lines on their way to the history. What a trial would do is undone with all else; its lines are kept apart, and
/// written after that.
struct OutcomeNotes {
    let tx: Transaction
    let run: ImportRun.ID
    /// Those read together, by their names.
    let sheets: [String]

    private struct Note {
        let line: Int
        let name: String
        let outcome: String
        let association: Int?
    }
    private var waiting: [Note] = []

    init(tx: Transaction, run: ImportRun.ID, sheets: [String]) {
        self.tx = tx
        self.run = run
        self.sheets = sheets
    }

    /// Lines of a trial kept: enough to look through.
    private static let most = 5_000

    /// - Parameters:
    ///   - isKept: whether what is written now stays.
    ///   - lines: a query of line, name, outcome and association_id.
    mutating func take(_ lines: SQL, isKept: Bool) throws {
        guard !isKept else {
            try tx.execute(
                """
                INSERT INTO import_outcome (import_run_id, line, sheet, name, outcome, association_id)
                SELECT \(run), CASE WHEN \(sheets.count) > 1 THEN (l.line - 1) % 10000000 + 1 ELSE l.line END,
                       CASE WHEN \(sheets.count) > 1 THEN (\(sheets)::text[])[(l.line - 1) / 10000000 + 1] END,
                       l.name, l.outcome, l.association_id
                  FROM (\(lines)) l ORDER BY l.line
                """)
            return
        }
        waiting = try tx.query("SELECT * FROM (\(lines)) l ORDER BY l.line LIMIT \(Self.most)").map { row in
            Note(
                line: try row["line"], name: try row["name"], outcome: try row["outcome"],
                association: try row["association_id"])
        }
    }

    /// Writes what was kept apart.
    func finish() throws {
        guard !waiting.isEmpty else { return }
        // A line whose association this very file makes leads nowhere yet.
        let known = Set<Int>(
            try tx.query("SELECT id FROM association WHERE id = ANY(\(waiting.compactMap(\.association)))").map {
                try $0["id"]
            })
        try tx.copyIn(
            "COPY import_outcome (import_run_id, line, sheet, name, outcome, association_id) FROM STDIN"
        ) { copy in
            for note in waiting {
                copy.field(run.number)
                copy.field(LinePlace.row(note.line, among: sheets.count))
                try copy.field(sheets.count > 1 ? sheets[LinePlace.sheet(note.line, among: sheets.count)] : nil)
                try copy.field(note.name)
                try copy.field(note.outcome)
                try copy.field(note.association.flatMap { known.contains($0) ? String($0) : nil })
                try copy.endRow()
            }
        }
    }
}
