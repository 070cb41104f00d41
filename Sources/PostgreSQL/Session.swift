import CLibPQ
import Foundation

/// One libpq connection, used by the thread of the actor that owns it and by no other.
final class Session {
    let handle: OpaquePointer
    let cancelHandle: CancelHandle
    let prepares: Bool
    var cache: StatementCache
    /// A COMMIT was sent whose answer nobody waited for.
    private var hasUnreadAnswer = false
    /// Rows or COPY data are under way: no other statement can be sent.
    var isStreaming = false

    /// Connects, waiting with patience for a server that is starting.
    init(_ configuration: Configuration, cancellation: Cancellation?) throws {
        let parameters = try configuration.parameters()
        let deadline = ContinuousClock.now + configuration.connectionPatience
        var pause: useconds_t = 10_000
        while true {
            let opened = Session.open(parameters)
            if let opened, PQstatus(opened) == CONNECTION_OK, let cancel = CancelHandle(connection: opened) {
                handle = opened
                cancelHandle = cancel
                break
            }
            let error = PostgreSQLError(connection: opened, statement: nil)
            PQfinish(opened)
            // A server that answers has its reason (password, unknown database): waiting won't help.
            guard ContinuousClock.now < deadline, Session.ping(parameters) != PQPING_OK else { throw error }
            if cancellation?.isCancelled == true { throw CancellationError() }
            usleep(pause)
            pause = min(pause * 2, 250_000)
        }
        prepares = configuration.preparesStatements
        cache = StatementCache(limit: configuration.maxPreparedStatements)
        // Notices are for people at a terminal; by default libpq prints them.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
    }

    deinit { PQfinish(handle) }

    private static func open(_ parameters: [(keyword: String, value: String)]) -> OpaquePointer? {
        withKeywords(parameters) { PQconnectdbParams($0, $1, 0) }
    }

    private static func ping(_ parameters: [(keyword: String, value: String)]) -> PGPing {
        withKeywords(parameters) { PQpingParams($0, $1, 0) }
    }

    private static func withKeywords<Result>(
        _ parameters: [(keyword: String, value: String)],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let keywords = parameters.map { strdup($0.keyword) }
        let values = parameters.map { strdup($0.value) }
        defer { (keywords + values).forEach { free($0) } }
        return body(
            keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil])
    }

    var isLost: Bool { PQstatus(handle) != CONNECTION_OK }
    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(handle) }

    /// Whether the connection can take a transaction: a server that has gone is noticed before anything is sent.
    func isReady() -> Bool {
        guard !isLost else { return false }
        if hasUnreadAnswer {
            hasUnreadAnswer = false
            while let result = PQgetResult(handle) { PQclear(result) }
        }
        var poller = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        while poll(&poller, 1, 0) > 0 {
            guard PQconsumeInput(handle) == 1, !isLost else { return false }
        }
        return transactionStatus == PQTRANS_IDLE
    }

    /// Forgets what was prepared, after the server said that it no longer fits.
    func forgetStatements() {
        cache.removeAll()
        // A connection on which this fails is lost, which its next use will find.
        if transactionStatus == PQTRANS_IDLE { _ = try? runSimple("DEALLOCATE ALL") }
    }

    // MARK: - Statements

    /// One or several statements in one message, without parameters; the last result.
    @discardableResult
    func runSimple(_ text: String) throws -> ResultSet {
        try requireFree()
        try refuseNUL(text)
        guard let result = PQexec(handle, text) else { throw lost(text) }
        return try checked(result, text)
    }

    /// Sends a COMMIT whose answer is read before the next use: one that only read can't fail to commit.
    func commitWithoutWaiting() throws {
        guard PQsendQuery(handle, "COMMIT") == 1 else { throw lost("COMMIT") }
        hasUnreadAnswer = true
    }

    /// Runs a statement; `prelude` (one statement a string) goes before it in the same flush.
    func run(_ sql: SQL, prelude: [String] = []) throws -> ResultSet {
        try requireFree()
        if prelude.isEmpty {
            let text = sql.text
            if let statement = prepares ? cache.find(key(sql, text)) : nil {
                let result = try withValues(sql, text) {
                    PQexecPrepared(handle, statement.name, $0, $1, nil, nil, 0)
                }
                guard let result else { throw lost(text) }
                return try remember(checked(result, text, statement.columns), statement)
            }
            if !prepares {
                let result = try withValues(sql, text) {
                    PQexecParams(handle, text, $0, types(sql), $1, nil, nil, 0)
                }
                guard let result else { throw lost(text) }
                return try checked(result, text)
            }
        }
        return try pipeline(prelude: prelude, [sql])[0]
    }

    /// Rows one at a time, in constant memory. The statement is read to its end even when `body` throws.
    func stream(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try requireFree()
        let text = sql.text
        try sent(
            withValues(sql, text) { PQsendQueryParams(handle, text, $0, types(sql), $1, nil, nil, 0) }, text)
        PQsetSingleRowMode(handle)
        isStreaming = true
        defer { isStreaming = false }
        var columns: Columns?
        var failure: (any Error)?
        while let result = PQgetResult(handle) {
            guard failure == nil else {
                PQclear(result)
                continue
            }
            do {
                let set = try checked(result, text, columns)
                columns = set.columns
                for row in set.rows { try body(row) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    // MARK: - Values and results

    func requireFree() throws {
        guard !isStreaming else {
            throw PostgreSQLError(.misuse, "a statement can't run while rows or COPY data are under way")
        }
    }

    /// Takes ownership of a result and turns a failure into an error.
    func checked(_ result: OpaquePointer, _ statement: String, _ columns: Columns? = nil) throws -> ResultSet {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_EMPTY_QUERY, PGRES_COPY_IN,
            PGRES_COPY_OUT:
            return ResultSet(handle: result, columns: columns, statement: statement)
        default:
            defer { PQclear(result) }
            throw PostgreSQLError(result: result, connection: handle, statement: statement)
        }
    }

    func lost(_ statement: String?) -> PostgreSQLError {
        var error = PostgreSQLError(connection: handle, statement: statement)
        if !isLost { error.kind = .misuse }
        return error
    }

    func sent(_ answer: Int32, _ statement: String) throws {
        guard answer == 1 else { throw lost(statement) }
    }

    func remember(_ result: ResultSet, _ statement: StatementCache.Statement?) -> ResultSet {
        if let statement, statement.columns == nil { statement.columns = result.columns }
        return result
    }
}
