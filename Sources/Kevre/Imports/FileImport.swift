import Foundation
import PostgreSQL
import Spreadsheet

/// Taking a file of associations or grants in: read, staged, matched and recorded in one transaction.
public enum FileImport {
    /// Runs the import of a table, line by line, by what its subject loads.
    static func run(
        _ request: ImportRequest, in office: Office, by agent: Agent, _ progress: @escaping @Sendable (Double) -> Void,
        _ load: @escaping @Sendable (ImportRun.ID, TableSource, ImportCourse, Transaction) throws -> ImportReport
    ) async throws -> ImportReport {
        try agent.require(.importFiles)
        let source = try TableSource.open(path: request.path)
        let digest = try FileDigest.sha256(of: request.path)
        let run = try await office.write(as: agent) { tx in
            try ImportRun.begin(request, digest: digest, by: agent, in: tx)
        }
        let course = ImportCourse(run, in: office, progress)
        async let noted: Void = course.note()
        let report: ImportReport
        do {
            report = try await office.write(as: agent) { tx in
                var report = try load(run, source, course, tx)
                report.run = run.number
                // With what it records, not after it: killed from here on, it is said to be done, as it is.
                try ImportRun.finish(run, report, at: office.now(), in: tx)
                return report
            }
        } catch {
            guard let recorded = await outcome(of: run, after: error, in: office, by: agent) else {
                course.end()
                await noted
                throw error
            }
            report = recorded
        }
        course.end()
        await noted
        return await concluded(report, run, in: office, by: agent) {
            try await office.write(as: agent) { try DuplicateSearch.propose(createdBy: run, in: $0) }
        } workbook: {
            try await IssueWorkbook.write(run, request, source, report.sent, in: office)
        }
    }

    /// Notes that a run failed; unless it did not: a connection may break just after its transaction was accepted.
    ///
    /// - Returns: what the run recorded; nil when it recorded nothing.
    static func outcome(
        of run: ImportRun.ID, after error: any Error, in office: Office, by agent: Agent
    ) async -> ImportReport? {
        let message = (error as? any Refusal)?.message ?? "L’import a échoué."
        // The first error is the one that matters; failing to note it must not hide it, and the next run says of the
        // interrupted ones that they are.
        try? await office.write(as: agent) { try ImportRun.fail(run, message, in: $0) }
        let noted = try? await office.read { try ImportRun.find(run, in: $0) }
        return noted.flatMap { $0.state == .failed ? nil : $0.report }
    }

    /// What follows once a file has gone in. Whatever goes wrong here, what it recorded stays recorded, and is said to
    /// be: the report tells what is missing.
    static func concluded(
        _ report: ImportReport, _ run: ImportRun.ID, in office: Office, by agent: Agent,
        duplicates: () async throws -> Int, workbook: () async throws -> String?
    ) async -> ImportReport {
        var report = report
        let isIn = report.isDone && !report.isDryRun
        func missing(_ what: String, _ error: any Error) {
            let text = (isIn ? "L’import est fait, mais " : "") + what + "."
            let reason = (error as? any Refusal).map { " " + $0.message } ?? ""
            report.warnings.append(text.prefix(1).uppercased() + text.dropFirst() + reason)
        }
        if isIn {
            do { report.duplicates = try await duplicates() } catch {
                missing("les doublons possibles n’ont pas été cherchés", error)
            }
        }
        do { report.report = try await workbook() } catch { missing("le classeur à relire manque", error) }
        let finished = report
        do {
            try await office.write(as: agent) { try ImportRun.finish(run, finished, at: office.now(), in: $0) }
        } catch {
            missing("l’historique ne dit pas tout", error)
        }
        return report
    }

    /// How a file would be read by itself: its columns, what each is taken for and why, its first rows.
    ///
    /// - Throws: `ImportRefusal`, `SpreadsheetError`.
    public static func proposal<Field: ImportField>(
        _ field: Field.Type, path: String, fileName: String
    ) throws -> ImportPlan<Field> {
        try ImportPlan<Field>.propose(for: TableSource.open(path: path), fileName: fileName)
    }

    static func plan<Field: ImportField>(
        _ field: Field.Type, source: TableSource, fileName: String, map: [String], in tx: Transaction?
    ) throws -> ImportPlan<Field> {
        try ImportPlan<Field>.propose(for: source, fileName: fileName).settled(map: map, in: tx)
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
        if !report.isDone, !report.isDryRun {
            (report.created, report.linked, report.unchanged, report.changed) = (0, 0, 0, 0)
        }
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
