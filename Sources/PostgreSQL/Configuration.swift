import CLibPQ
import Foundation

/// How a ``Database`` connects and behaves.
public struct Configuration: Sendable {
    /// A conninfo string (`host=/run/postgresql dbname=app`) or a URL (`postgresql://user@host/app`), as libpq
    /// takes them.
    public var connection: String
    /// Takes the place of the user in the connection string; nil keeps it.
    public var user: String?
    /// Takes the place of the password in the connection string; nil keeps it.
    public var password: String?
    /// Connections at most; each has a thread of its own. They are opened when first needed.
    public var maxConnections = 8
    /// How long a task waits for a connection to become free, before it fails by ``PostgreSQLError/Kind/busy``; nil
    /// for no limit.
    public var acquireTimeout: Duration?
    /// Shown in `pg_stat_activity`.
    public var applicationName = "swift-postgresql"
    /// A statement that takes longer is cancelled by the server; nil or zero for no limit.
    public var statementTimeout: Duration? = .seconds(60)
    /// A transaction that lies idle for longer loses its connection; nil or zero for no limit.
    public var idleInTransactionTimeout: Duration? = .seconds(60)
    /// Statements are prepared once a connection and kept by their text. Turn off behind a proxy that shares
    /// server connections between transactions and knows no prepared statements, such as PgBouncer before 1.21.
    public var preparesStatements = true
    /// Prepared statements kept a connection; the least recently used goes first.
    public var maxPreparedStatements = 256
    /// Settings of the server's session, sent when connecting. Empty them, and the two time limits, behind a
    /// proxy that refuses the startup parameter `options`.
    public var serverSettings: [String: String] = ["datestyle": "ISO"]
    /// A transaction is run at most so often when the server reports a serialization failure or a deadlock.
    public var maxAttempts = 10
    /// The clock that says the moment of a transaction whose caller names none.
    public var clock: @Sendable () -> Date = { Date() }
    /// The setting (`app.moment`) by which functions and triggers are told the moment of their transaction; nil tells
    /// them nothing. A ``Database/Mode/single`` statement is not told either: it binds the moment itself.
    public var momentSetting: String?
    /// How long a transaction waits for a server that starts or is away for a moment before it fails.
    public var connectionPatience: Duration = .seconds(5)

    /// - Parameter connection: a conninfo string or a URL; what it leaves out comes from libpq's environment
    ///   variables (`PGHOST`…).
    public init(_ connection: String, maxConnections: Int = 8) {
        self.connection = connection
        self.maxConnections = maxConnections
    }

    /// libpq's keywords and values.
    /// - Throws: ``PostgreSQLError`` of kind `connection` for a malformed connection string.
    func parameters() throws -> [(keyword: String, value: String)] {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(connection, &message) else {
            let reason = message.map { String(cString: $0) } ?? "no memory"
            PQfreemem(message)
            // The reason quotes the string, which may hold a password: only its kind is told.
            let unknown = reason.contains("invalid connection option") || reason.contains("invalid URI")
            throw PostgreSQLError(
                .connection, "malformed connection string" + (unknown ? ": unknown option" : ""))
        }
        defer { PQconninfoFree(options) }
        var values: [(keyword: String, value: String)] = []
        var given = ""
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                if String(cString: keyword) == "options" {
                    given = String(cString: value)
                } else {
                    values.append((String(cString: keyword), String(cString: value)))
                }
            }
            option += 1
        }
        for (keyword, value) in [("user", user), ("password", password)] {
            guard let value else { continue }
            values.removeAll { $0.keyword == keyword }
            values.append((keyword, value))
        }
        func add(_ keyword: String, _ value: String) {
            if !values.contains(where: { $0.keyword == keyword }) { values.append((keyword, value)) }
        }
        add("application_name", applicationName)
        add("connect_timeout", "5")
        add("client_encoding", "UTF8")
        let all = (serverOptions + [given]).filter { !$0.isEmpty }.joined(separator: " ")
        if !all.isEmpty { add("options", all) }
        return values
    }

    private var serverOptions: [String] {
        var settings = serverSettings
        settings["statement_timeout"] = settings["statement_timeout"] ?? milliseconds(statementTimeout)
        settings["idle_in_transaction_session_timeout"] =
            settings["idle_in_transaction_session_timeout"] ?? milliseconds(idleInTransactionTimeout)
        // A statement outside any transaction can only read; what writes says so when it begins.
        settings["default_transaction_read_only"] = settings["default_transaction_read_only"] ?? "on"
        return settings.sorted { $0.key < $1.key }.map { key, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing(" ", with: "\\ ")
            return "-c \(key)=\(escaped)"
        }
    }

    private func milliseconds(_ duration: Duration?) -> String? {
        guard let duration, duration > .zero else { return nil }
        let (seconds, attoseconds) = duration.components
        return String(max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
