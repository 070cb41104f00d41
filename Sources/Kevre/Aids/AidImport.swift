import Foundation
import PostgreSQL
import Spreadsheet

/// Taking a file of aids into the catalogue, again and again: what is new is created, what changed is changed, what its
/// source no longer has is closed. One transaction: a file that cannot be read to its end leaves nothing behind.
enum AidImport {
    /// - Throws: ``AidFileRefusal``, ``ImportRefusal``, `SpreadsheetError`, ``AccessRefusal``.
    static func run(
        _ request: ImportRequest, in office: Office, by agent: Agent, progress: @escaping @Sendable (Double) -> Void
    ) async throws -> ImportReport {
        try agent.require(.writeFunding)
        // A file that is no catalogue stands in the history as well, with the reason.
        async let opened = Result { try open(request.path) }
        let digest = try FileDigest.sha256(of: request.path)
        let run = try await office.write(as: agent) { try ImportRun.begin(request, digest: digest, by: agent, in: $0) }
        let today = office.today()
        let report: ImportReport
        do {
            let file = try await opened.get()
            report = try await office.write(as: agent) { tx in
                try ImportSession.begin(run, in: tx)
                var report = ImportReport()
                report.isAids = true
                var issues: [LineIssue] = []
                try FileImport.settle(&report, request, in: tx) { report in
                    report.isDone = true
                    issues = try load(file, run, today, &report, progress, in: tx)
                }
                try ImportRun.record(issues, of: run, in: tx)
                report.run = run.number
                // Killed from here on, it is said to be done, as it is.
                try ImportRun.finish(run, report, at: office.now(), in: tx)
                return report
            }
        } catch {
            guard let recorded = await FileImport.outcome(of: run, after: error, in: office, by: agent) else {
                throw error
            }
            report = recorded
        }
        return await FileImport.concluded(report, run, in: office, by: agent) {
            try await office.write(as: agent) { tx in
                if report.created + report.changed > 500 {
                    // As for other imports: enough to plan by, in a third of the time.
                    try tx.execute("SELECT set_config('default_statistics_target', '20', true)")
                    _ = try tx.execute("SELECT refresh_statistics('aid', 'aid_facts', 'aid_words', 'funder')")
                }
                return try AidDuplicate.propose(createdBy: run, in: tx)
            }
        } workbook: {
            try await IssueWorkbook.write(
                run, title: request.fileName, place: report.countsEntries ? "Entrée" : "Ligne", in: office)
        }
    }

    // MARK: - Loading

    /// A file whose structure is known.
    private enum Source: Sendable {
        case json(Data, AidFile)
        case table(source: String, [Line])

        struct Line: Sendable {
            let template: AidTemplate
            let row: SourceRow
        }
    }

    private static func open(_ path: String) throws -> Source {
        let data = try content(path)
        if isJSON(data) { return .json(data, try withBytes(data) { try AidFile(json: $0) }) }
        var lines: [Source.Line] = []
        let (source, _) = try rows(path) { lines.append(Source.Line(template: $0, row: $1)) }
        return .table(source: source, lines)
    }

    private static func load(
        _ file: Source, _ run: ImportRun.ID, _ today: Day, _ report: inout ImportReport,
        _ progress: @Sendable (Double) -> Void, in tx: Transaction
    ) throws -> [LineIssue] {
        let issues =
            switch file {
            case .json(let data, let file): try load(data, file, run, today, &report, progress, in: tx)
            case .table(let source, let lines): try load(lines, of: source, run, today, &report, in: tx)
            }
        guard report.lines > 0 else { throw AidFileRefusal.noAid }
        progress(1)
        return issues
    }

    private static func load(
        _ data: Data, _ file: AidFile, _ run: ImportRun.ID, _ today: Day, _ report: inout ImportReport,
        _ progress: @Sendable (Double) -> Void, in tx: Transaction
    ) throws -> [LineIssue] {
        report.countsEntries = true
        var loading = try AidLoading(file.source, run, today, in: tx)
        let reader = AidReader(
            data: data, file: file, known: loading.known,
            reading: AidRecordReading(shape: file.shape, funder: loading.funder(of: file)),
            guide: file.shape == .guide ? loading.stage.perimeters.department(ofHost: file.source) : nil, today: today)
        func read(from start: Int) -> Ahead<AidReader.Part>? {
            guard start < file.places.count else { return nil }
            let words = loading.stage.words
            return Ahead { try await reader.part(from: start, words) }
        }
        // While PostgreSQL takes one part, the next is read.
        var start = 0
        var next = read(from: start)
        defer { next?.cancel() }
        while let part = try next?.wait() {
            start += AidReader.batch
            next = read(from: start)
            try loading.take(part)
            progress(0.8 * Double(min(start, file.places.count)) / Double(file.places.count))
        }
        try loading.finish(&report, isPage: file.isPage)
        if let announced = file.announced, announced > file.places.count {
            report.warnings.append(
                "Le fichier annonce \(FrenchText.count(announced, "aide")) et en contient \(FrenchText.grouped(file.places.count))."
            )
        }
        return loading.issues
    }

    private static func load(
        _ lines: [Source.Line], of source: String, _ run: ImportRun.ID, _ today: Day, _ report: inout ImportReport,
        in tx: Transaction
    ) throws -> [LineIssue] {
        var loading = try AidLoading(source, run, today, in: tx)
        for start in stride(from: 0, to: lines.count, by: AidReader.batch) {
            var part = AidReader.Part(beginnings: loading.stage.words.beginnings)
            for line in lines[start..<min(start + AidReader.batch, lines.count)] {
                let digest = Secrets.fingerprint(line.template.content(line.row))
                if let key = loading.known.keyOfDigest[digest] {
                    part.pieces.append(.same(key: key, line: line.row.number, rank: nil))
                } else {
                    var record = line.template.record(line.row)
                    record.digest = digest
                    part.add(record, loading.known, loading.stage.words, today)
                }
            }
            try loading.take(part)
        }
        try loading.finish(&report, isPage: false)
        return loading.issues
    }
}
