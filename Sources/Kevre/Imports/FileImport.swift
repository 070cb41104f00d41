import Foundation
import PostgreSQL
import Spreadsheet

/// Taking a file of associations or grants in: read, staged, matched and recorded in one transaction.
public enum FileImport {
    /// Runs an import, or tries it out.
    ///
    /// All or nothing: when a line is refused nothing goes in, unless `skipInvalid` says so. A dry run goes the
    /// same way and is rolled back. The history keeps every run, with what there was to say about its lines.
    ///
    /// - Parameter progress: told the share done, 0…1, from the connection's own thread.
    /// - Throws: `ImportRefusal` (the file cannot be read as asked), `SpreadsheetError`, `AccessRefusal`.
    ///   Refused lines are no error: see `ImportReport.isDone`.
    public static func run(
        _ request: ImportRequest, in office: Office, by agent: Agent,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> ImportReport {
        if request.kind == .aid { return try await AidImport.run(request, in: office, by: agent, progress: progress) }
        try agent.require(.importFiles)
        let source = try TableSource.open(path: request.path)
        let digest = try FileDigest.sha256(of: request.path)
        let run = try await office.write(as: agent) { tx in
            try ImportRun.begin(request, digest: digest, by: agent, in: tx)
        }
        var taken: ImportReport?
        do {
            var report = try await office.write(as: agent) { tx in
                let report =
                    switch request.kind {
                    case .association:
                        try AssociationStage(office: office, request: request, run: run, tx: tx)
                            .load(source, progress: progress)
                    case .grant:
                        try GrantStage(office: office, request: request, run: run, tx: tx)
                            .load(source, progress: progress)
                    case .aid: throw AidFileRefusal.unknownFormat
                    }
                // With the lines themselves, so that the history never says of what went in that nothing did.
                if report.isDone, !report.isDryRun { try ImportRun.noteTaken(run, report, in: tx) }
                return report
            }
            taken = report
            report.run = run.number
            if report.isDone, !report.isDryRun {
                report.duplicates = try await office.write(as: agent) { tx in
                    try DuplicateSearch.propose(createdBy: run, in: tx)
                }
            }
            report.report = try await IssueWorkbook.write(run, request, source, in: office)
            let finished = report
            try await office.write(as: agent) { try ImportRun.finish(run, finished, in: $0) }
            return report
        } catch {
            let isIn = taken.map { $0.isDone && !$0.isDryRun } ?? false
            let message = (error as? any Refusal)?.message ?? "L’import a échoué."
            let outcome = isIn ? "Les lignes sont enregistrées, mais le compte rendu manque. \(message)" : message
            // The first error is the one that matters; failing to note it must not hide it.
            try? await office.write(as: agent) { try ImportRun.fail(run, outcome, isIn: isIn, in: $0) }
            throw error
        }
    }

    /// How a file would be read: its columns, what each is taken for and why, its first rows.
    ///
    /// - Throws: `ImportRefusal`, `SpreadsheetError`.
    public static func plan<Field: ImportField>(
        _ field: Field.Type, path: String, fileName: String, map: [String] = [], in tx: Transaction?
    ) throws -> ImportPlan<Field> {
        try plan(
            field, source: TableSource.open(path: path), fileName: fileName, map: map, in: tx)
    }

    static func plan<Field: ImportField>(
        _ field: Field.Type, source: TableSource, fileName: String, map: [String], in tx: Transaction?
    ) throws -> ImportPlan<Field> {
        var plan = try ImportPlan<Field>.propose(for: source, fileName: fileName)
        if let tx { try plan.recall(in: tx) }
        try plan.apply(map)
        return plan
    }

    /// What a file holds, by its columns: grants where there is an amount, associations elsewhere.
    ///
    /// - Throws: `ImportRefusal`, `SpreadsheetError`.
    public static func kind(path: String, fileName: String, in tx: Transaction?) throws -> ImportKind {
        if AidImport.recognises(path) { return .aid }
        guard try !plan(AssociationField.self, path: path, fileName: fileName, in: tx).isStandard else {
            return .association
        }
        let grants = try plan(GrantField.self, path: path, fileName: fileName, in: tx)
        return grants.mapping[.amount].isEmpty ? .association : .grant
    }

    /// Everything from staging to recording, undone when the file must not go in.
    ///
    /// - Parameter record: matches and records what is staged, filling the report.
    static func settle(
        _ report: inout ImportReport, _ request: ImportRequest, in tx: Transaction,
        _ record: (inout ImportReport) throws -> Void
    ) throws {
        struct Undo: Error {}
        report.isDryRun = request.isDryRun
        report.isDone = report.refused == 0 || request.skipInvalid
        var result = report
        do {
            try tx.savepoint {
                try record(&result)
                guard result.isDone, !request.isDryRun else { throw Undo() }
            }
        } catch is Undo {}
        report = result
        // Kept out by its refused lines, a file did nothing; a trial goes on saying what it would do.
        if !report.isDone, !report.isDryRun { (report.created, report.linked, report.unchanged) = (0, 0, 0) }
    }
}

/// The content of a file named by its digest.
enum FileDigest {
    static func sha256(of path: String) throws -> String {
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        var state = Secrets.RunningDigest()
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { state.add(piece) }
        try handle.close()
        return state.hex
    }
}
