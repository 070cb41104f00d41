import CLibPQ
import Foundation

/// One libpq connection, used by the thread of the actor that owns it and by no other.
final class Session {
    let handle: OpaquePointer
    let cancelHandle: CancelHandle
    private let prepares: Bool
    private var cache: StatementCache
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

    private enum Expected {
        case command(String)
        case prepared(StatementCache.Key, StatementCache.Statement)
        case rows(String, StatementCache.Statement?)
    }

    /// Sends everything at once and returns the results of `statements`; the first failure stops the rest.
    func pipeline(prelude: [String], _ statements: [SQL]) throws -> [ResultSet] {
        try requireFree()
        guard PQenterPipelineMode(handle) == 1 else { throw lost(nil) }
        var expected: [Expected] = []
        var underWay: [StatementCache.Key: StatementCache.Statement] = [:]
        var refusal: (any Error)?
        do {
            for text in prelude + (prelude.isEmpty ? [] : cache.takeEvicted().map { "DEALLOCATE \($0)" }) {
                try refuseNUL(text)
                try sent(PQsendQueryParams(handle, text, 0, nil, nil, nil, nil, 0), text)
                expected.append(.command(text))
            }
            for sql in statements {
                let text = sql.text
                guard prepares else {
                    try sent(
                        withValues(sql, text) {
                            PQsendQueryParams(handle, text, $0, types(sql), $1, nil, nil, 0)
                        }, text)
                    expected.append(.rows(text, nil))
                    continue
                }
                let key = key(sql, text)
                // Values are looked at before anything is sent, or a refusal would leave a statement half sent.
                try withValues(sql, text) { count, values in
                    let statement: StatementCache.Statement
                    if let known = cache.find(key) ?? underWay[key] {
                        statement = known
                    } else {
                        statement = cache.newStatement()
                        try sent(PQsendPrepare(handle, statement.name, text, count, types(sql)), text)
                        expected.append(.prepared(key, statement))
                        underWay[key] = statement
                    }
                    try sent(PQsendQueryPrepared(handle, statement.name, count, values, nil, nil, 0), text)
                    expected.append(.rows(text, statement))
                }
            }
        } catch {
            refusal = error
        }
        guard !isLost, PQpipelineSync(handle) == 1 else { throw refusal ?? lost(nil) }
        let results = try collect(expected, refusal)
        if let refusal { throw refusal }
        return results
    }

    private func collect(_ expected: [Expected], _ refusal: (any Error)?) throws -> [ResultSet] {
        var results: [ResultSet] = []
        var failure: PostgreSQLError?
        for expectation in expected {
            let text: String
            switch expectation {
            case .command(let sent): text = sent
            case .prepared(let key, _): text = key.text
            case .rows(let sent, _): text = sent
            }
            guard let result = PQgetResult(handle) else { throw failure ?? lost(text) }
            if PQresultStatus(result) == PGRES_PIPELINE_ABORTED {
                PQclear(result)
            } else {
                do {
                    switch expectation {
                    case .command: _ = try checked(result, text)
                    case .prepared(let key, let statement):
                        _ = try checked(result, text)
                        cache.insert(statement, for: key)
                    case .rows(_, let statement):
                        results.append(remember(try checked(result, text, statement?.columns), statement))
                    }
                } catch let error as PostgreSQLError {
                    failure = failure ?? error
                }
            }
            if isLost { throw failure ?? lost(text) }
            // Each statement's results end with a null.
            while let extra = PQgetResult(handle) { PQclear(extra) }
        }
        if let synchronized = PQgetResult(handle) { PQclear(synchronized) }
        guard PQexitPipelineMode(handle) == 1 else { throw failure ?? lost(nil) }
        if let failure { throw failure }
        return results
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

    private func sent(_ answer: Int32, _ statement: String) throws {
        guard answer == 1 else { throw lost(statement) }
    }

    private func remember(_ result: ResultSet, _ statement: StatementCache.Statement?) -> ResultSet {
        if let statement, statement.columns == nil { statement.columns = result.columns }
        return result
    }

    private func key(_ sql: SQL, _ text: String) -> StatementCache.Key {
        StatementCache.Key(text: text, types: types(sql))
    }

    private func types(_ sql: SQL) -> [UInt32] { sql.parameters.map(\.type) }

    private func refuseNUL(_ text: String) throws {
        guard !text.utf8.contains(0) else {
            throw PostgreSQLError(.invalidValue, "the statement holds the character NUL")
        }
    }

    /// The values as libpq takes them: C strings, nil for NULL.
    private func withValues<Result>(
        _ sql: SQL, _ statement: String,
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) throws -> Result
    ) throws -> Result {
        try refuseNUL(statement)
        guard !sql.parameters.isEmpty else { return try body(0, nil) }
        guard sql.parameters.count <= 65_535 else {
            throw PostgreSQLError(
                .invalidValue, "more than 65 535 parameters: bind an array instead", statement: statement)
        }
        var bytes: [UInt8] = []
        var starts: [Int?] = []
        starts.reserveCapacity(sql.parameters.count)
        for (index, parameter) in sql.parameters.enumerated() {
            if let failure = parameter.failure {
                throw PostgreSQLError(
                    .invalidValue, "parameter $\(index + 1) can't be written: \(failure)", statement: statement)
            }
            guard let text = parameter.text else {
                starts.append(nil)
                continue
            }
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            if bytes[start...].contains(0) {
                throw PostgreSQLError(
                    .invalidValue, "parameter $\(index + 1) holds the character NUL, which PostgreSQL can't store",
                    statement: statement)
            }
            bytes.append(0)
            starts.append(start)
        }
        return try bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = starts.map { start in start.flatMap { base?.advanced(by: $0) } }
            return try body(Int32(pointers.count), pointers)
        }
    }
}
