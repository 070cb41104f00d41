import CLibPQ

/// What went wrong, with the fields PostgreSQL gives and the statement, never its values.
///
/// ``description`` is safe for logs: it leaves out ``detail`` and ``hint``, in which the server may quote data.
public struct PostgreSQLError: Error, Sendable, CustomStringConvertible {
    /// Who refused.
    public enum Kind: Sendable, Equatable {
        /// The server refused a statement; ``PostgreSQLError/sqlState`` is set.
        case server
        /// The server can't be reached, or the connection was lost.
        case connection
        /// All connections were at work for too long: nothing was sent.
        case busy
        /// A value was refused before it was sent, such as text that holds NUL.
        case invalidValue
        /// A result is not what was asked for: no row, no such column, a value of another type.
        case decoding
        /// The library was used in a way that can't work.
        case misuse
    }

    /// Who refused: decides whether to try again, to reconnect or to mend the program.
    public var kind: Kind
    /// The five characters of appendix A of PostgreSQL's manual, when the server gave them.
    public var sqlState: String?
    /// The server's sentence, in the language of its `lc_messages`; libpq's own when there is no server.
    public var message: String
    /// May quote the data concerned.
    public var detail: String?
    /// What the server advises; may quote the data concerned.
    public var hint: String?
    /// The constraint that was violated; catch it by this name.
    public var constraint: String?
    /// The schema of the table concerned, when the server names one.
    public var schema: String?
    /// The table whose constraint or column is concerned.
    public var table: String?
    /// The column concerned; the server names it for NULL where none may be.
    public var column: String?
    /// The statement with `$n` for its values.
    public var statement: String?
    /// The connection was lost while the transaction was being committed: it may or may not have been.
    public var isOutcomeUnknown = false
    /// The server's own function that raised the error.
    var routine: String?

    init(_ kind: Kind, _ message: String, statement: String? = nil) {
        self.kind = kind
        self.message = message
        self.statement = statement
    }

    /// An error that a result holds.
    init(result: OpaquePointer, connection: OpaquePointer, statement: String?) {
        func field(_ code: Unicode.Scalar) -> String? {
            PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
        }
        kind = PQstatus(connection) == CONNECTION_OK ? .server : .connection
        sqlState = field("C")
        message =
            field("M") ?? trimmed(String(cString: PQresultErrorMessage(result)), orElse: "no error message")
        detail = field("D")
        hint = field("H")
        schema = field("s")
        table = field("t")
        column = field("c")
        constraint = field("n")
        routine = field("R")
        self.statement = statement
        // Administrator's order or crash: the message comes before the end of the connection is seen.
        if let sqlState, ["57P01", "57P02", "57P03"].contains(sqlState) { kind = .connection }
    }

    /// The connection is gone: what libpq says of it.
    init(connection: OpaquePointer?, statement: String?) {
        let said = connection.map { String(cString: PQerrorMessage($0)) } ?? ""
        self.init(.connection, trimmed(said, orElse: "the connection was lost"), statement: statement)
    }

    /// The message with the SQLSTATE, what it concerns and the statement; fit for a log.
    public var description: String {
        var text = message
        if let sqlState { text += " (SQLSTATE \(sqlState))" }
        if let constraint { text += ", constraint \(constraint)" }
        if let table { text += ", table \(table)" }
        if let column { text += ", column \(column)" }
        if let statement { text += "; statement: \(statement)" }
        return text
    }
}

private func trimmed(_ text: String, orElse other: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return lines.isEmpty ? other : lines
}

extension PostgreSQLError {
    /// Such a row exists already; ``constraint`` says which uniqueness (23505).
    public var isUniqueViolation: Bool { sqlState == "23505" }
    /// A row that is referred to is missing, or one is still referred to (23503).
    public var isForeignKeyViolation: Bool { sqlState == "23503" }
    /// NULL in a column that has none (23502).
    public var isNotNullViolation: Bool { sqlState == "23502" }
    /// A `CHECK` does not hold; ``constraint`` says which (23514).
    public var isCheckViolation: Bool { sqlState == "23514" }
    /// Two rows that exclude each other (23P01).
    public var isExclusionViolation: Bool { sqlState == "23P01" }
    /// Any of the integrity constraints.
    public var isConstraintViolation: Bool { sqlState?.hasPrefix("23") == true }
    /// Row-level or table-level right missing.
    public var isInsufficientPrivilege: Bool { sqlState == "42501" }
    /// A write in a read-only transaction.
    public var isReadOnlyTransaction: Bool { sqlState == "25006" }
    /// The statement was cancelled, by us or by `statement_timeout`.
    public var isCancelled: Bool { sqlState == "57014" }
    /// `lock_timeout` or `NOWAIT`.
    public var isLockNotAvailable: Bool { sqlState == "55P03" }
    /// Another transaction changed what this one read; retried by ``Database`` (40001).
    public var isSerializationFailure: Bool { sqlState == "40001" }
    /// Two transactions waited for each other and this one was ended; retried by ``Database`` (40P01).
    public var isDeadlock: Bool { sqlState == "40P01" }
    /// The server has no room left on its disk.
    public var isDiskFull: Bool { sqlState == "53100" }
    /// No connection became free in time.
    public var isBusy: Bool { kind == .busy }
    /// The server can't be reached, or the connection was lost.
    public var isConnectionLost: Bool { kind == .connection }
    /// The same transaction may go through when it is tried again.
    public var isRetriable: Bool { isSerializationFailure || isDeadlock || isStaleStatement }

    /// A prepared statement no longer fits (a table changed), or is unknown on this server connection (a proxy).
    var isStaleStatement: Bool {
        sqlState == "26000" || (sqlState == "0A000" && routine == "RevalidateCachedQuery")
    }
}
