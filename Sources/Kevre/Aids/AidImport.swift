import Foundation
import PostgreSQL
import Spreadsheet

/// Taking a file of aids into the catalogue, again and again: what is new is created, what changed is changed, what its
/// source no longer has is closed. One transaction: a file that cannot be read to its end leaves nothing behind.
enum AidImport {
    /// An aid of this source as the catalogue has it.
    private struct Known: Sendable {
        let id: Int
        let digest: String?
        let isOpen: Bool
        let isGone: Bool
    }

    /// - Throws: ``AidFileRefusal``, ``ImportRefusal``, `SpreadsheetError`, ``AccessRefusal``.
    static func run(
        _ request: ImportRequest, in office: Office, by agent: Agent, progress: @escaping @Sendable (Double) -> Void
    ) async throws -> ImportReport {
        try agent.require(.writeFunding)
        let digest = try FileDigest.sha256(of: request.path)
        let run = try await office.write(as: agent) { try ImportRun.begin(request, digest: digest, by: agent, in: $0) }
        do {
            let today = office.today()
            var report = try await office.write(as: agent) { tx in
                try ImportSession.begin(run, in: tx)
                var report = ImportReport()
                report.isAids = true
                var issues: [LineIssue] = []
                try FileImport.settle(&report, request, in: tx) { report in
                    report.isDone = true
                    issues = try load(request, run, today, &report, progress, in: tx)
                }
                try ImportRun.record(issues, of: run, in: tx)
                report.run = run.number
                // Killed from here on, it is said to be done, as it is.
                try ImportRun.finish(run, report, in: tx)
                return report
            }
            if report.isDone, !report.isDryRun {
                let isLarge = report.created + report.changed > 500
                report.duplicates = try await office.write(as: agent) { tx in
                    if isLarge {
                        _ = try tx.execute("SELECT refresh_statistics('aid', 'aid_facts', 'aid_words', 'funder')")
                    }
                    return try AidDuplicate.propose(createdBy: run, in: tx)
                }
            }
            report.report = try await IssueWorkbook.write(
                run, title: request.fileName, place: report.countsEntries ? "Entrée" : "Ligne", in: office)
            let finished = report
            try await office.write(as: agent) { try ImportRun.finish(run, finished, in: $0) }
            return report
        } catch {
            let message = (error as? any Refusal)?.message ?? "L’import a échoué."
            // The first error is the one that matters; failing to note it must not hide it.
            try? await office.write(as: agent) { try ImportRun.fail(run, message, in: $0) }
            throw error
        }
    }

    // MARK: - Loading

    private static func load(
        _ request: ImportRequest, _ run: ImportRun.ID, _ today: Day, _ report: inout ImportReport,
        _ progress: @Sendable (Double) -> Void, in tx: Transaction
    ) throws -> [LineIssue] {
        var issues: [LineIssue] = []
        let data = try content(request.path)
        if isJSON(data) {
            report.countsEntries = true
            try withBytes(data) { bytes in
                let file = try AidFile(json: bytes)
                var loading = try Loading(file.source, run, today, in: tx)
                let reading = AidRecordReading(shape: file.shape, funder: loading.funder(of: file))
                let guide = file.shape == .guide ? loading.stage.perimeters.department(ofHost: file.source) : nil
                for start in stride(from: 0, to: file.places.count, by: Self.batch) {
                    let places = Array(file.places[start..<min(start + Self.batch, file.places.count)])
                    for piece in try read(places, of: bytes, reading, guide, loading.known) { try loading.take(piece) }
                    progress(0.8 * Double(start) / Double(file.places.count))
                }
                try loading.finish(&report, isPage: file.isPage)
                issues = loading.issues
                if let announced = file.announced, announced > file.places.count {
                    report.warnings.append(
                        "Le fichier annonce \(FrenchText.count(announced, "aide")) et en contient \(FrenchText.grouped(file.places.count))."
                    )
                }
            }
        } else {
            var waiting: [(AidTemplate, SourceRow)] = []
            let (source, _) = try rows(request.path) { waiting.append(($0, $1)) }
            var loading = try Loading(source, run, today, in: tx)
            for (template, row) in waiting {
                let digest = Secrets.fingerprint(template.content(row))
                if let key = loading.known.keyOfDigest[digest] {
                    try loading.take(.same(key: key, line: row.number, rank: nil))
                } else {
                    var record = template.record(row)
                    record.digest = digest
                    try loading.take(.record(record))
                }
            }
            try loading.finish(&report, isPage: false)
            issues = loading.issues
        }
        guard report.lines > 0 else { throw AidFileRefusal.noAid }
        progress(1)
        return issues
    }

    /// Records taken together.
    private static let batch = 4_000

    /// What stands at one place of a file.
    private enum Piece: Sendable {
        /// The same bytes as last time: nothing was read.
        case same(key: String, line: Int, rank: Int?)
        case record(AidRecord)
    }

    /// What the catalogue has of a source.
    private struct Catalogue: Sendable {
        let aids: [String: Known]
        /// Keys by the fingerprint of their bytes.
        let keyOfDigest: [String: String]
    }

    /// Reads places of a JSON text, on all cores: cleaning texts takes longer than anything else here.
    private static func read(
        _ places: [AidFile.Place], of bytes: UnsafeBufferPointer<UInt8>, _ reading: AidRecordReading, _ guide: String?,
        _ known: Catalogue
    ) throws -> [Piece] {
        func piece(_ place: AidFile.Place) throws -> Piece {
            let digest = Secrets.fingerprint(UnsafeBufferPointer(rebasing: bytes[place.range]))
            if let key = known.keyOfDigest[digest] { return .same(key: key, line: place.line, rank: place.rank) }
            var scan = JSONScan(bytes, from: place.range.lowerBound)
            var record = reading.record(try scan.value(), at: place)
            record.digest = digest
            if record.perimeters.isEmpty, let guide { record.perimeters = [guide] }
            return .record(record)
        }
        let share = 250
        let shares = (places.count + share - 1) / share
        var results = [Result<[Piece], any Error>](repeating: .success([]), count: shares)
        results.withUnsafeMutableBufferPointer { slots in
            // Each share writes to its own slot.
            nonisolated(unsafe) let slots = slots
            nonisolated(unsafe) let piece = piece
            DispatchQueue.concurrentPerform(iterations: shares) { index in
                let range = index * share..<min((index + 1) * share, places.count)
                slots[index] = Result { try places[range].map(piece) }
            }
        }
        do {
            return try results.flatMap { try $0.get() }
        } catch let flaw as JSONScan.Flaw {
            throw AidFileRefusal.malformed(line: flaw.line)
        }
    }

    /// The course of one file.
    private struct Loading {
        let source: String
        let run: ImportRun.ID
        let today: Day
        let tx: Transaction
        var stage: AidStage
        let known: Catalogue
        private var seen: [String: String] = [:]
        private var batch: [AidRecord] = []
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
                VALUES (\(source), \(source), now(), \(run))
                ON CONFLICT (code) DO UPDATE SET imported_at = now(), import_run_id = excluded.import_run_id
                """)
            stage = try AidStage(source: source, run: run, today: today, tx: tx)
            var known: [String: Known] = [:]
            var keys: [String: String] = [:]
            try tx.forEach("SELECT id, source_key, source_digest, closed_reason FROM aid WHERE source = \(source)") {
                let (key, reason): (String, String?) = (try $0["source_key"], try $0["closed_reason"])
                let aid = Known(
                    id: try $0["id"], digest: try $0["source_digest"], isOpen: reason == nil, isGone: reason == "gone")
                known[key] = aid
                // One that comes back is compared again, so that it opens.
                if let digest = aid.digest, !aid.isGone { keys[digest] = key }
            }
            self.known = Catalogue(aids: known, keyOfDigest: keys)
        }

        func funder(of file: AidFile) -> String? {
            guard file.shape == .guide else { return nil }
            return stage.perimeters.department(ofHost: file.source).map { "Département (\($0))" } ?? file.source
        }

        mutating func take(_ piece: Piece) throws {
            lines += 1
            switch piece {
            case .same(let key, let line, let rank):
                var record = AidRecord()
                (record.line, record.rank) = (line, rank)
                if let first = seen[key] {
                    record.note("id", key, "Cette aide est déjà dans le fichier\u{a0}: \(first).", refused: true)
                    batch.append(record)
                } else {
                    seen[key] = record.place
                }
            case .record(var record):
                record.check(today: today)
                if let first = seen[record.key], !record.key.isEmpty {
                    record.note("id", record.key, "Cette aide est déjà dans le fichier\u{a0}: \(first).", refused: true)
                } else {
                    seen[record.key] = record.place
                }
                batch.append(record)
            }
            if batch.count >= AidImport.batch { try flush() }
        }

        private mutating func flush() throws {
            let known = known.aids
            for record in batch where !record.isRefused {
                if known[record.key] == nil { created += 1 } else { staged += 1 }
            }
            refused += batch.count { $0.isRefused }
            try stage.take(&batch) { known[$0] != nil }
            // What is said of thousands is said enough after a hundred.
            for issue in batch.flatMap(\.placedIssues) {
                let kind = issue.severity == .refused ? "" : issue.column ?? ""
                told[kind, default: 0] += 1
                if issue.severity == .refused || told[kind, default: 0] <= 100 { issues.append(issue) }
            }
            batch.removeAll(keepingCapacity: true)
        }

        mutating func finish(_ report: inout ImportReport, isPage: Bool) throws {
            try flush()
            let changed = staged > 0 ? try stage.merge() : 0
            let gone = isPage ? [] : known.aids.filter { $0.value.isOpen && seen[$0.key] == nil }.map(\.value.id)
            if !gone.isEmpty {
                report.closed = try tx.execute(
                    """
                    UPDATE aid SET closed_on = \(today), closed_reason = 'gone', version = version + 1, updated_at = now()
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
            let rest = words.count > 12 ? "… et \(words.count - 12) autres" : ""
            return ["\(title)\u{a0}: \(first.map { "\($0.key) (\($0.value))" }.joined(separator: ", "))\(rest)."]
        }
    }
}
