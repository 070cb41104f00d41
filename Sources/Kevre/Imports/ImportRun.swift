import Foundation
import PostgreSQL

/// One import in the history.
public struct ImportRun: Sendable, Identifiable {
    public typealias ID = Identifier<ImportRun>

    /// Where a run stands.
    public enum State: String, Sendable, SQLValue {
        case preview, running, done, refused, failed, undone

        public var label: String {
            switch self {
            case .preview: "Essai"
            case .running: "En cours"
            case .done: "Importé"
            case .refused: "Refusé"
            case .failed: "Échoué"
            case .undone: "Annulé"
            }
        }
    }

    public let id: ID
    public let kind: ImportKind
    /// As it was called on the visitor's machine.
    public let fileName: String
    public let agentName: String
    public let startedAt: Date
    /// nil while it runs, and after a crash until the next import notices.
    public let finishedAt: Date?
    public let state: State
    /// Lines read so far, while it runs.
    public let linesDone: Int
    /// What it did or would do; nil when it failed before it knew.
    public let report: ImportReport?
    /// Why it failed, in French.
    public let message: String?

    /// Whether it was held back by a question alone.
    public var awaitsAnswer: Bool { state == .refused && report.map { $0.again + $0.twins > 0 } ?? false }

    init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        fileName = try row["file_name"]
        agentName = try row["agent_name"]
        startedAt = try row["started_at"]
        finishedAt = try row["finished_at"]
        let isDead: Bool = try row["is_dead"]
        state = isDead ? .failed : try row["state"]
        linesDone = try row["lines_done"]
        report = (try row["summary"] as SQLJSON<ImportReport>?)?.value
        let noted: String? = try row["message"]
        message = isDead ? Self.interrupted : noted
    }

    /// The last runs, the newest first; those that were killed are shown as failed, whether or not it was noted.
    public static func recent(_ count: Int = 50, in tx: Transaction) throws -> [ImportRun] {
        try tx.query("SELECT *, \(isDead) AS is_dead FROM import_run ORDER BY id DESC LIMIT \(count)")
            .map(ImportRun.init)
    }

    /// Not ended, and at work nowhere: a run holds its lock, or is about to take it.
    private static let isDead: SQL = """
        (finished_at IS NULL AND started_at < moment() - interval '10 seconds' AND NOT EXISTS (
            SELECT FROM pg_locks l
             WHERE l.locktype = 'advisory' AND l.objsubid = 2
               AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
               AND l.objid = import_run.id::oid
               AND l.classid::bigint = (hashtext('kevre import run ' || current_schema())::bigint & 4294967295)))
        """
    private static let interrupted = "Interrompu avant la fin\u{a0}: rien n’a été importé. Recommencez."

    /// - Throws: ``NotFound``.
    public static func find(_ id: ID, in tx: Transaction) throws -> ImportRun {
        guard let row = try tx.first("SELECT *, \(isDead) AS is_dead FROM import_run WHERE id = \(id)") else {
            throw NotFound("Cet import n’existe pas.")
        }
        return try ImportRun(row)
    }

    /// What there is to say about the lines of a run, in their order.
    public static func issues(
        of id: ID, _ severity: LineIssue.Severity? = nil, limit: Int = 500, in tx: Transaction
    ) throws -> [LineIssue] {
        let condition: SQL = severity.map { "AND severity = \($0.rawValue)" } ?? ""
        return try tx.query(
            """
            SELECT line, sheet, column_name, value, reason, severity FROM import_issue
             WHERE import_run_id = \(id) \(condition) ORDER BY sheet, line, id LIMIT \(limit)
            """
        ).map {
            LineIssue(
                line: try $0["line"], sheet: try $0["sheet"], column: try $0["column_name"], value: try $0["value"],
                reason: try $0["reason"],
                severity: LineIssue.Severity(rawValue: try $0["severity"]) ?? .kept)
        }
    }

    /// Notes of the runs that were killed (a process ended, a machine stopped) that they are over. Called whenever
    /// another begins.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public static func noteInterrupted(in tx: Transaction) throws -> Int {
        // A run that is at work, or waits its turn, holds its lock; one just begun is about to take it.
        return try tx.execute(
            """
            WITH open AS MATERIALIZED (
                SELECT id FROM import_run WHERE finished_at IS NULL AND started_at < moment() - interval '10 seconds'
            )
            UPDATE import_run SET state = 'failed', finished_at = moment(), message = \(interrupted)
              FROM open
             WHERE import_run.id = open.id
               AND pg_try_advisory_xact_lock(hashtext('kevre import run ' || current_schema()), open.id::integer)
            """)
    }

    // MARK: - Course

    static func begin(
        _ request: ImportRequest, digest: String, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try noteInterrupted(in: tx)
        return try tx.one(
            """
            INSERT INTO import_run (kind, file_name, file_sha256, agent_name, state, skip_invalid)
            VALUES (\(request.kind), \(request.fileName), \(digest), \(agent.name),
                    \(request.isDryRun ? State.preview : .running), \(request.skipInvalid))
            RETURNING id
            """)["id"]
    }

    static func finish(_ id: ID, _ report: ImportReport, at moment: Date, in tx: Transaction) throws {
        let state: State = report.isDryRun ? .preview : report.isDone ? .done : .refused
        try tx.execute(
            """
            UPDATE import_run
               SET state = \(state), finished_at = \(moment), lines_total = \(report.lines), lines_done = \(report.lines),
                   summary = \(SQLJSON(report)), message = NULL
             WHERE id = \(id)
            """)
    }

    static func fail(_ id: ID, _ message: String, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE import_run SET state = 'failed', finished_at = moment(), message = \(message)
             WHERE id = \(id) AND finished_at IS NULL
            """)
    }

    /// Writes issues as they come, in batches.
    ///
    /// - Parameter sheets: the names of those read together, in their order.
    static func record(
        _ issues: [LineIssue], of id: ID, sheets: [String] = [], in tx: Transaction
    ) throws {
        guard !issues.isEmpty else { return }
        try tx.copyIn(
            "COPY import_issue (import_run_id, line, sheet, column_name, value, reason, severity) FROM STDIN"
        ) { copy in
            for issue in issues.lazy.map({ $0.placed(among: sheets) }) {
                copy.field(id.number)
                copy.field(issue.line)
                try copy.field(issue.sheet)
                try copy.field(issue.column)
                try copy.field(issue.value.map { String($0.prefix(2_000)).withoutNUL })
                try copy.field(issue.reason.withoutNUL)
                try copy.field(issue.severity.rawValue)
                try copy.endRow()
            }
        }
    }
}

extension String {
    /// PostgreSQL keeps no NUL; neither does any sense.
    var withoutNUL: String {
        // Each text of each line comes this way: looked through at once where it stands in one piece.
        let found = utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        }
        return found ?? utf8.contains(0) ? replacing("\0", with: "") : self
    }
}

extension ImportPlan {
    private var kindName: String { Field.self == GrantField.self ? "grant" : "association" }

    /// Takes the columns a person settled on for the same header before. What was said of that file as a whole (its
    /// year, who granted) is kept apart, to be asked again.
    mutating func recall(in tx: Transaction) throws {
        let row = try tx.first(
            "SELECT mapping FROM import_mapping WHERE kind = \(kindName) AND fingerprint = \(fingerprintDigest)"
        )
        guard let row else { return }
        let known: SQLJSON<ImportMapping<Field>> = try row["mapping"]
        mapping = known.value.ofColumns
        formerly = known.value.constants
    }

    /// Keeps the mapping for the next file with this header.
    func remember(in tx: Transaction) throws {
        guard headerRow != nil, !isOwnExport else { return }
        var mapping = mapping
        // What was said once of a file of this form, to be asked again.
        for (field, text) in formerly where mapping[field].isEmpty { mapping[field] = [.constant(text)] }
        try tx.execute(
            """
            INSERT INTO import_mapping (kind, fingerprint, mapping)
            VALUES (\(kindName), \(fingerprintDigest), \(SQLJSON(mapping)))
            ON CONFLICT (kind, fingerprint) DO UPDATE SET mapping = excluded.mapping, used_at = moment()
            """)
    }

    /// Headers may be long; their digest is not.
    private var fingerprintDigest: String { Secrets.fingerprint(Array(fingerprint.utf8)) }
}
