import Foundation

/// A PostgreSQL database, reached through a pool of connections.
///
/// ```swift
/// let database = Database(Configuration("postgresql:///app"))
/// let names = try await database.transaction(.readOnly) { tx in
///     try tx.query("SELECT name FROM person WHERE town = \(town)").map { try $0["name"] as String }
/// }
/// ```
/// All work is done in transactions. A transaction is a synchronous block that runs as a whole on the thread of one
/// connection: nothing can be awaited while rows are locked. It may be run again (see
/// ``transaction(_:at:preamble:_:)``), so it should change nothing outside the database.
public final class Database: Sendable {
    /// What a transaction may do, and what it sees.
    public enum Mode: Sendable, Equatable {
        /// Reads and writes; each statement sees what was committed before it (`READ COMMITTED`).
        case readWrite
        /// Reads only. Its COMMIT is not waited for.
        case readOnly
        /// One statement that reads, by itself: it needs no BEGIN and COMMIT, and nothing can follow it.
        case single
        /// One statement that writes, sent in one message with its BEGIN and COMMIT: rows it locks are free again
        /// without this side being waited for. Nothing can follow it.
        case singleWrite
        /// Reads only, all statements seeing the same moment (`REPEATABLE READ`): reports, exports.
        case snapshot
        /// As if it ran alone (`SERIALIZABLE`).
        case serializable

        var begin: String {
            switch self {
            case .readWrite, .singleWrite: "BEGIN READ WRITE"
            case .readOnly, .single: "BEGIN READ ONLY"
            case .snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
            case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE, READ WRITE"
            }
        }
    }

    /// How it connects.
    public let configuration: Configuration
    private let pool: ConnectionPool

    /// Connects to nothing yet: connections open when they are first needed, and close with the database at the
    /// latest: by ``close()``, or when nothing holds it any more.
    /// - Parameter budget: what it shares with other databases; nil: its own connections stay open.
    public init(_ configuration: Configuration, budget: ConnectionBudget? = nil) {
        self.configuration = configuration
        pool = ConnectionPool(configuration, budget)
    }

    /// Runs a block as one transaction, committed when it returns and rolled back when it throws.
    ///
    /// The block runs again, after a pause, when the server reports a serialization failure or a deadlock, or that a
    /// prepared statement no longer fits its table. It also runs again, once, on a new connection when its own
    /// turned out to be gone before anything reached the server. Cancelling the task cancels the statement under
    /// way on the server.
    ///
    /// - Parameters:
    ///   - mode: what the transaction may do.
    ///   - moment: when what it does happens; nil for what the configuration's clock says now. One transaction has one
    ///     moment, also when it is run again.
    ///   - preamble: trusted SQL sent together with BEGIN, such as `SET LOCAL search_path TO app`.
    ///   - body: the work; its own errors come out unchanged.
    /// - Throws: what `body` throws, ``PostgreSQLError``, or `CancellationError`.
    @discardableResult
    public func transaction<T: Sendable>(
        _ mode: Mode = .readWrite, at moment: Date? = nil, preamble: String = "",
        _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        let moment = (moment ?? configuration.clock()).toMicrosecond
        var attempt = 1
        while true {
            do {
                return try await attemptTransaction(mode, moment, preamble, body)
            } catch let retry as Connection.Retry {
                guard attempt < configuration.maxAttempts else { throw retry.error }
                // Doubling, with chance, so that those who met once don't meet again.
                let ceiling = min(500, 5 << min(attempt, 10))
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...ceiling)))
                attempt += 1
            }
        }
    }

    private func attemptTransaction<T: Sendable>(
        _ mode: Mode, _ moment: Date, _ preamble: String, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        try await withConnection {
            try await $0.transaction(mode, at: moment, preamble: preamble, cancellation: $1, body)
        }
    }

    /// Lends a connection, whose statement is cancelled with the task.
    func withConnection<T: Sendable>(
        _ body: (Connection, Cancellation) async throws -> T
    ) async throws -> T {
        let connection = try await pool.acquire()
        defer { pool.release(connection) }
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try await body(connection, cancellation)
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// A transaction that can't be repeated, because its block consumes something.
    func attemptOnce<T: Sendable>(
        _ mode: Mode = .readWrite, preamble: String, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        do {
            return try await attemptTransaction(mode, configuration.clock().toMicrosecond, preamble, body)
        } catch let retry as Connection.Retry {
            throw retry.error
        }
    }

    /// Refuses new transactions, waits for those under way, and disconnects.
    public func close() async { await pool.close() }
}
