import PostgreSQL

/// How far an import has come: told to who started it, and noted in the history for everybody else, on a connection
/// of its own, since nobody sees what a transaction writes before its end.
final class ImportCourse: Sendable {
    private let run: ImportRun.ID
    private let office: Office
    private let tell: @Sendable (Double) -> Void
    private let lines: AsyncStream<Int>
    private let counted: AsyncStream<Int>.Continuation

    init(_ run: ImportRun.ID, in office: Office, _ tell: @escaping @Sendable (Double) -> Void) {
        self.run = run
        self.office = office
        self.tell = tell
        (lines, counted) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// - Parameters:
    ///   - share: of the whole work, 0…1.
    ///   - lines: those read so far; nil once all are.
    func reached(_ share: Double, lines: Int? = nil) {
        tell(share)
        if let lines { counted.yield(lines) }
    }

    /// No more is reached; ``note()`` returns.
    func end() { counted.finish() }

    /// Writes the lines read into the history, once a second at most, until ``end()``.
    func note() async {
        for await count in lines {
            // The import goes on whether or not it can be watched.
            _ = try? await office.database.transaction { tx in
                try tx.execute(
                    "UPDATE import_run SET lines_done = \(count) WHERE id = \(self.run) AND finished_at IS NULL")
            }
            // Cancelled with the import: the loop ends by itself.
            try? await Task.sleep(for: .seconds(1))
        }
    }
}
