extension FileImport {
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
        switch request.kind {
        case .aid: return try await AidImport.run(request, in: office, by: agent, progress: progress)
        case .association:
            return try await run(request, in: office, by: agent, progress) { run, source, course, tx in
                try AssociationStage(office: office, request: request, run: run, agent: agent, tx: tx)
                    .load(source, course)
            }
        case .grant:
            return try await run(request, in: office, by: agent, progress) { run, source, course, tx in
                try GrantStage(office: office, request: request, run: run, agent: agent, tx: tx).load(source, course)
            }
        }
    }
}
