import CLibPQ
import Foundation

/// A place in the pool: an actor on its own thread, whose libpq connection is opened when it is needed and replaced
/// when it died.
actor Connection {
    private let configuration: Configuration
    private let thread: ConnectionThread
    private var session: Session?
    /// Preambles come again and again: their parts are kept.
    private var preambles: [String: [String]] = [:]

    init(_ configuration: Configuration, number: Int) {
        self.configuration = configuration
        thread = ConnectionThread(name: "postgresql-\(number)")
    }

    deinit { thread.stop() }

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Runs a whole transaction in one stay on the thread.
    func transaction<T: Sendable>(
        _ mode: Database.Mode, at moment: Date, preamble: String, cancellation: Cancellation,
        _ body: @Sendable (Transaction) throws -> T
    ) throws -> T {
        let statements = parts(of: preamble)
        var isSecondTry = false
        while true {
            let session = try readySession(cancellation)
            try cancellation.attach(session.cancelHandle)
            let transaction = Transaction(
                session: session, mode: mode, moment: moment, momentSetting: configuration.momentSetting,
                preamble: statements)
            do {
                let result = try body(transaction)
                try transaction.commit()
                cancellation.detach()
                return result
            } catch {
                transaction.rollback()
                cancellation.detach()
                if session.isLost || session.transactionStatus != PQTRANS_IDLE { self.session = nil }
                if transaction.neverReachedServer, !isSecondTry, error is PostgreSQLError {
                    isSecondTry = true
                    continue
                }
                if cancellation.isCancelled, (error as? PostgreSQLError)?.isCancelled == true {
                    throw CancellationError()
                }
                guard error is PostgreSQLError, let failure = transaction.failure, failure.isRetriable else {
                    throw error
                }
                if failure.isStaleStatement { self.session?.forgetStatements() }
                throw Retry(error: error)
            }
        }
    }

    /// Runs one statement outside any transaction.
    func run(_ text: String, cancellation: Cancellation) throws {
        let session = try readySession(cancellation)
        try cancellation.attach(session.cancelHandle)
        defer { cancellation.detach() }
        func may(_ access: String) throws {
            try session.runSimple("SET SESSION CHARACTERISTICS AS TRANSACTION \(access)")
        }
        do {
            try may("READ WRITE")
            let outcome = Result { try session.runSimple(text) }
            try may("READ ONLY")
            _ = try outcome.get()
        } catch let error as PostgreSQLError
            where error.isCancelled && cancellation.isCancelled
        {
            throw CancellationError()
        }
    }

    /// The transaction may go through when it is tried again.
    struct Retry: Error { let error: any Error }

    func disconnect() { session = nil }

    private func readySession(_ cancellation: Cancellation) throws -> Session {
        if let session, session.isReady() { return session }
        session = nil
        let opened = try Session(configuration, cancellation: cancellation)
        session = opened
        return opened
    }

    private func parts(of preamble: String) -> [String] {
        guard !preamble.isEmpty else { return [] }
        if let known = preambles[preamble] { return known }
        let parts = Script.statements(preamble)
        if preambles.count >= 64 { preambles.removeAll() }
        preambles[preamble] = parts
        return parts
    }
}
