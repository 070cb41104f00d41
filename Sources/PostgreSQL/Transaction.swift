import CLibPQ
import Foundation

/// A transaction under way, on the thread of its connection. It is valid within its block only.
///
/// Its functions block and return when the server has answered. ``PostgreSQLError`` leaves the transaction failed:
/// only leaving the block, or an enclosing ``savepoint(_:)``, helps.
public final class Transaction {
    let session: Session
    /// When what the transaction does happens; the same when it is run again. Its statements know no other clock.
    public let moment: Date
    private let mode: Database.Mode
    private let preamble: [String]
    private let momentSetting: String?
    private(set) var hasBegun = false
    /// The connection was gone before the transaction reached the server: it can be run on another.
    private(set) var neverReachedServer = false
    /// The error that failed the transaction, unless a savepoint repaired it.
    private(set) var failure: PostgreSQLError?
    /// What is being tried, for whoever has to tell of its failure; nothing is made of it here.
    public var undertaking: String?
    private var isOver = false
    private var depth = 0

    init(session: Session, mode: Database.Mode, moment: Date, momentSetting: String?, preamble: [String]) {
        self.session = session
        self.mode = mode
        self.moment = moment
        self.momentSetting = momentSetting
        self.preamble = preamble
    }

    // MARK: - Statements

    /// Runs a statement.
    /// - Returns: the rows it inserted, changed, deleted or returned.
    @discardableResult
    public func execute(_ sql: SQL) throws -> Int { try run(sql).affectedRows }

    /// All rows of a statement, held in memory.
    public func query(_ sql: SQL) throws -> [Row] { try run(sql).rows }

    /// The first row, if any.
    public func first(_ sql: SQL) throws -> Row? {
        let result = try run(sql)
        return result.count > 0 ? Row(result: result, index: 0) : nil
    }

    /// The only row.
    /// - Throws: ``PostgreSQLError`` of kind `decoding` when there is none or there are several.
    public func one(_ sql: SQL) throws -> Row {
        let result = try run(sql)
        guard result.count == 1 else {
            throw PostgreSQLError(
                .decoding, "\(result.count) rows where one was expected", statement: result.statement)
        }
        return Row(result: result, index: 0)
    }

    /// Each row as it arrives, in constant memory. `body` can't run statements on this transaction.
    public func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try begun()
        try guarded { try session.stream(sql, body) }
    }

    /// Several statements in one text, without values: for migrations and set-up.
    public func executeScript(_ text: String) throws {
        try begun()
        try guarded { _ = try session.runSimple(text) }
    }

    /// Sends all statements at once and waits once. The first that fails stops those after it.
    /// - Returns: the rows of each statement, in order.
    @discardableResult
    public func pipeline(_ statements: [SQL]) throws -> [[Row]] {
        var rows: [[Row]] = []
        rows.reserveCapacity(statements.count)
        // Answers wait in memory until everything is sent: parts keep that small.
        for start in stride(from: 0, to: statements.count, by: 500) {
            let part = Array(statements[start..<min(start + 500, statements.count)])
            rows += try guarded { try session.pipeline(prelude: prelude(), part) }.map(\.rows)
        }
        return rows
    }

    /// Runs `body` so that its failure undoes its own statements only.
    @discardableResult
    public func savepoint<T>(_ body: () throws -> T) throws -> T {
        try begun()
        depth += 1
        defer { depth -= 1 }
        let name = "savepoint_\(depth)"
        try guarded { _ = try session.runSimple("SAVEPOINT \(name)") }
        do {
            let result = try body()
            try guarded { _ = try session.runSimple("RELEASE SAVEPOINT \(name)") }
            return result
        } catch {
            guard !session.isLost else { throw error }
            _ = try session.runSimple("ROLLBACK TO SAVEPOINT \(name); RELEASE SAVEPOINT \(name)")
            failure = nil
            throw error
        }
    }

    /// Sends a notification, delivered when the transaction commits.
    /// - Parameter payload: at most 7 999 bytes.
    public func notify(_ channel: String, _ payload: String = "") throws {
        try execute("SELECT pg_notify(\(channel)::text, \(payload)::text)")
    }

    // MARK: - Course

    private func run(_ sql: SQL) throws -> ResultSet {
        guard mode == .single || mode == .singleWrite, !hasBegun else {
            return try guarded { try session.run(sql, prelude: prelude()) }
        }
        if mode == .singleWrite {
            let result = try guarded {
                try session.pipeline(prelude: prelude(), [sql], epilogue: ["COMMIT"])[0]
            }
            isOver = true
            return result
        }
        // By itself a statement can only read: see Configuration.
        let result = try guarded { try session.run(sql, prelude: preamble.isEmpty ? [] : prelude()) }
        if hasBegun { try session.commitWithoutWaiting() }
        isOver = true
        return result
    }

    /// What goes before the first statement.
    private func prelude() -> [String] { hasBegun ? [] : opening }

    private var opening: [String] {
        guard let momentSetting, let text = moment.sqlText else { return [mode.begin] + preamble }
        return [mode.begin, "SET LOCAL \(momentSetting) = '\(text)'"] + preamble
    }

    /// Begins apart from the first statement, where that one can't travel with it.
    func begun() throws {
        guard !hasBegun else { return }
        try guarded { _ = try session.runSimple(opening.joined(separator: ";\n")) }
    }

    /// Looks at the state around everything that talks to the server.
    func guarded<T>(_ work: () throws -> T) throws -> T {
        guard !isOver else { throw PostgreSQLError(.misuse, "the transaction is over") }
        guard !Task.isCancelled else { throw CancellationError() }
        do {
            let result = try work()
            try noteState()
            return result
        } catch let error as PostgreSQLError {
            // A single write carries its COMMIT: what became of it is not known.
            if !hasBegun, session.isLost, error.sqlState == nil, mode != .singleWrite { neverReachedServer = true }
            if !session.isLost { try noteState() }
            if error.kind == .server || error.kind == .connection { failure = failure ?? error }
            throw error
        }
    }

    private func noteState() throws {
        let status = session.transactionStatus
        if status != PQTRANS_IDLE { hasBegun = true }
        guard hasBegun, status == PQTRANS_IDLE else { return }
        isOver = true
        throw PostgreSQLError(.misuse, "a statement ended the transaction inside its block")
    }

    /// Commits; what the server refuses here is as much a failure as before.
    func commit() throws {
        defer { isOver = true }
        guard hasBegun, !isOver else { return }
        if session.transactionStatus == PQTRANS_INERROR {
            _ = try session.runSimple("ROLLBACK")
            throw failure ?? PostgreSQLError(.server, "the transaction failed and was rolled back")
        }
        guard mode != .readOnly, mode != .single else { return try session.commitWithoutWaiting() }
        do { _ = try session.runSimple("COMMIT") } catch var error as PostgreSQLError {
            if error.kind == .connection { error.isOutcomeUnknown = true }
            failure = failure ?? error
            throw error
        }
    }

    /// Rolls back; a connection on which that fails is given up by its owner.
    func rollback() {
        isOver = true
        guard hasBegun, !session.isLost, session.transactionStatus != PQTRANS_IDLE else { return }
        // Failing leaves the connection unfit, which its owner checks.
        _ = try? session.runSimple("ROLLBACK")
    }
}
