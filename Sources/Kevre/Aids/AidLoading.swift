import PostgreSQL

/// The course of one file of aids into the catalogue, in one transaction.
struct AidLoading {
    let source: String
    let run: ImportRun.ID
    let today: Day
    let tx: Transaction
    private(set) var stage: AidStage
    let known: AidCatalogue
    private var seen: [String: String] = [:]
    private var told: [String: Int] = [:]
    /// What there is to say, written once all is settled: a trial that is undone says it too.
    private(set) var issues: [LineIssue] = []
    private var lines = 0
    private var created = 0
    private var refused = 0
    private var staged = 0

    init(_ source: String, _ run: ImportRun.ID, _ today: Day, in tx: Transaction) throws {
        (self.source, self.run, self.today, self.tx) = (source, run, today, tx)
        try tx.execute(
            """
            INSERT INTO aid_source (code, name, imported_at, import_run_id)
            VALUES (\(source), \(source), moment(), \(run))
            ON CONFLICT (code) DO UPDATE SET imported_at = moment(), import_run_id = excluded.import_run_id
            """)
        stage = try AidStage(source: source, run: run, today: today, tx: tx)
        var known: [String: AidCatalogue.Known] = [:]
        var keys: [String: String] = [:]
        try tx.forEach("SELECT id, source_key, source_digest, closed_reason FROM aid WHERE source = \(source)") {
            let (key, reason): (String, String?) = (try $0["source_key"], try $0["closed_reason"])
            let aid = AidCatalogue.Known(
                id: try $0["id"], digest: try $0["source_digest"], isOpen: reason == nil, isGone: reason == "gone")
            known[key] = aid
            // One that comes back is compared again, so that it opens.
            if let digest = aid.digest, !aid.isGone { keys[digest] = key }
        }
        self.known = AidCatalogue(aids: known, keyOfDigest: keys)
    }

    func funder(of file: AidFile) -> String? {
        guard file.shape == .guide else { return nil }
        return stage.perimeters.department(ofHost: file.source).map { "Département (\($0))" } ?? file.source
    }

    /// Takes records that were read together.
    mutating func take(_ part: AidReader.Part) throws {
        var batch = part.pieces.compactMap { piece -> AidRecord? in
            switch piece {
            case .same(let key, let line, let rank):
                var record = AidRecord()
                (record.line, record.rank) = (line, rank)
                guard let first = seen[key] else {
                    seen[key] = record.place
                    return nil
                }
                record.note("id", key, "Cette aide est déjà dans le fichier\u{a0}: \(first).", refused: true)
                return record
            case .record(var record):
                if let first = seen[record.key], !record.key.isEmpty {
                    record.note("id", record.key, "Cette aide est déjà dans le fichier\u{a0}: \(first).", refused: true)
                } else {
                    seen[record.key] = record.place
                }
                return record
            }
        }
        lines += part.pieces.count
        let known = known.aids
        for record in batch where !record.isRefused {
            if known[record.key] == nil { created += 1 } else { staged += 1 }
        }
        refused += batch.count { $0.isRefused }
        try stage.learn(of: batch.filter { known[$0.key] == nil }, part)
        try stage.take(&batch) { known[$0] != nil }
        // What is said of thousands is said enough after a hundred.
        for issue in batch.flatMap(\.placedIssues) {
            let kind = issue.severity == .refused ? "" : issue.column ?? ""
            told[kind, default: 0] += 1
            if issue.severity == .refused || told[kind, default: 0] <= 100 { issues.append(issue) }
        }
    }

    mutating func finish(_ report: inout ImportReport, isPage: Bool) throws {
        let changed = staged > 0 ? try stage.merge() : 0
        let gone = isPage ? [] : known.aids.filter { $0.value.isOpen && seen[$0.key] == nil }.map(\.value.id)
        if !gone.isEmpty {
            report.closed = try tx.execute(
                """
                UPDATE aid SET closed_on = \(today), closed_reason = 'gone', version = version + 1, updated_at = moment()
                 WHERE id = ANY(\(gone)) AND closed_on IS NULL
                """)
        }
        report.lines = lines
        report.created = created
        report.changed = changed
        report.refused = refused
        report.unchanged = lines - created - changed - refused
        if isPage {
            report.warnings.append("Ce fichier est une page parmi d’autres\u{a0}: aucune aide n’est close.")
        }
        report.warnings += Self.warning("Thèmes sans équivalent ici, gardés tels quels", stage.unknownThemes)
        report.warnings += Self.warning("Territoires inconnus, gardés tels quels", stage.unknownPerimeters)
    }

    private static func warning(_ title: String, _ words: [String: Int]) -> [String] {
        guard !words.isEmpty else { return [] }
        let first = words.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(12)
        let rest = words.count > 12 ? "… et \(FrenchText.count(words.count - 12, "autre"))" : ""
        return ["\(title)\u{a0}: \(first.map { "\($0.key) (\($0.value))" }.joined(separator: ", "))\(rest)."]
    }
}
