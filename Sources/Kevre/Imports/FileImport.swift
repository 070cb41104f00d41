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
        let course = ImportCourse(run, in: office, progress)
        async let noted: Void = course.note()
        var report: ImportReport
        do {
            report = try await office.write(as: agent) { tx in
                var report =
                    switch request.kind {
                    case .association:
                        try AssociationStage(office: office, request: request, run: run, agent: agent, tx: tx)
                            .load(source, course)
                    case .grant:
                        try GrantStage(office: office, request: request, run: run, agent: agent, tx: tx)
                            .load(source, course)
                    case .aid: throw AidFileRefusal.unknownFormat
                    }
                report.run = run.number
                // With what it records, not after it: killed from here on, it is said to be done, as it is.
                try ImportRun.finish(run, report, at: office.now(), in: tx)
                return report
            }
        } catch {
            course.end()
            await noted
            let message = (error as? any Refusal)?.message ?? "L’import a échoué."
            // The first error is the one that matters; failing to note it must not hide it.
            try? await office.write(as: agent) { try ImportRun.fail(run, message, in: $0) }
            throw error
        }
        course.end()
        await noted
        do {
            if report.isDone, !report.isDryRun {
                report.duplicates = try await office.write(as: agent) { tx in
                    try DuplicateSearch.propose(createdBy: run, in: tx)
                }
            }
            report.report = try await IssueWorkbook.write(run, request, source, report.sent, in: office)
        } catch let refusal as any Refusal {
            // The file is in: what could not follow is said with it.
            report.warnings.append("Les lignes sont enregistrées, mais le compte rendu manque. \(refusal.message)")
        }
        let finished = report
        try await office.write(as: agent) { try ImportRun.finish(run, finished, at: office.now(), in: $0) }
        return report
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
        // What a column of our own list means was never in doubt.
        if let tx, !plan.isOwnExport, !plan.isSent { try plan.recall(in: tx) }
        try plan.apply(map)
        return plan
    }

    /// What a file holds, by its columns: grants where there is an amount, or what only grants have (a beneficiary and
    /// the date of an agreement), associations elsewhere.
    ///
    /// - Throws: `ImportRefusal`, `SpreadsheetError`.
    public static func kind(path: String, fileName: String, in tx: Transaction?) throws -> ImportKind {
        if AidImport.recognises(path) { return .aid }
        if let sent = try SentFile.found(in: TableSource.open(path: path)) { return sent.kind }
        let own = try (
            plan(AssociationField.self, path: path, fileName: fileName, in: nil).ownHeader?.columns.count ?? 0,
            plan(GrantField.self, path: path, fileName: fileName, in: nil).ownHeader?.columns.count ?? 0
        )
        if own.0 > 0 || own.1 > 0 { return own.1 > own.0 ? .grant : .association }
        guard try !plan(AssociationField.self, path: path, fileName: fileName, in: tx).isStandard else {
            return .association
        }
        let grants = try plan(GrantField.self, path: path, fileName: fileName, in: tx)
        return grants.mapping[.amount].isEmpty && !saysGrants(grants) ? .association : .grant
    }

    /// Whether columns that only a file of grants has are there, its amount missing: two of them, since one may be
    /// anything.
    private static func saysGrants(_ plan: ImportPlan<GrantField>) -> Bool {
        let fields: [GrantField] = [
            .decisionDate, .decisionReference, .funderName, .funderSIRET, .conditions, .paymentPeriod, .raeID,
            .euNotified, .requested, .amountOperating, .amountCapital,
        ]
        // Words that a list of associations has as well.
        let common = ["date", "reference", "ref", "decision", "conditions", "modalites", "collectivite", "autorite"]
        let recognition = HeaderRecognition<GrantField>()
        let signs = plan.headers.count { header in
            let key = HeaderName.key(header)
            guard let best = recognition.candidates(header).first, best.score >= 60 else { return false }
            return best.field == .beneficiaryName
                ? key.contains("beneficiaire") : fields.contains(best.field) && !common.contains(key)
        }
        return signs >= 2
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
