import Synchronization

/// Lends connections: the one used last goes first, those who wait are served in order.
final class ConnectionPool: Sendable {
    private struct State {
        var idle: [Connection] = []
        var all: [Connection] = []
        var waiters: [Int: CheckedContinuation<Connection, any Error>] = [:]
        var queue: [Int] = []
        var head = 0
        var nextTicket = 0
        var lent = 0
        var isClosed = false
        var closers: [CheckedContinuation<Void, Never>] = []

        mutating func nextWaiter() -> CheckedContinuation<Connection, any Error>? {
            while head < queue.count {
                let ticket = queue[head]
                head += 1
                if head > 1024, head * 2 > queue.count {
                    queue.removeFirst(head)
                    head = 0
                }
                // Those who were cancelled have left already.
                if let waiter = waiters.removeValue(forKey: ticket) { return waiter }
            }
            return nil
        }
    }

    private let configuration: Configuration
    private let state = Mutex(State())

    init(_ configuration: Configuration) { self.configuration = configuration }

    /// - Throws: `CancellationError` while waiting, ``PostgreSQLError`` of kind `misuse` after ``close()``.
    func acquire() async throws -> Connection {
        let ready: Connection? = try state.withLock { state in
            guard !state.isClosed else { throw ConnectionPool.closed }
            guard state.lent < max(1, configuration.maxConnections) else { return nil }
            state.lent += 1
            if let connection = state.idle.popLast() { return connection }
            let connection = Connection(configuration, number: state.all.count + 1)
            state.all.append(connection)
            return connection
        }
        if let ready { return ready }
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enum Course { case wait, take(Connection), fail(any Error) }
                let course: Course = state.withLock { state in
                    if Task.isCancelled { return .fail(CancellationError()) }
                    if state.isClosed { return .fail(ConnectionPool.closed) }
                    // One may have come back in between.
                    if let connection = state.idle.popLast() {
                        state.lent += 1
                        return .take(connection)
                    }
                    state.waiters[ticket] = continuation
                    state.queue.append(ticket)
                    return .wait
                }
                switch course {
                case .wait: break
                case .take(let connection): continuation.resume(returning: connection)
                case .fail(let error): continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(throwing: CancellationError())
        }
    }

    func release(_ connection: Connection) {
        enum Next {
            case waiter(CheckedContinuation<Connection, any Error>)
            case closers([CheckedContinuation<Void, Never>])
        }
        let next: Next = state.withLock { state in
            if let waiter = state.nextWaiter() { return .waiter(waiter) }
            state.lent -= 1
            state.idle.append(connection)
            guard state.isClosed, state.lent == 0 else { return .closers([]) }
            defer { state.closers = [] }
            return .closers(state.closers)
        }
        switch next {
        case .waiter(let continuation): continuation.resume(returning: connection)
        case .closers(let continuations): continuations.forEach { $0.resume() }
        }
    }

    /// Refuses new work, waits for what is under way and disconnects.
    func close() async {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        waiters.forEach { $0.resume(throwing: ConnectionPool.closed) }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.lent > 0 { state.closers.append(continuation) }
                return state.lent == 0
            }
            if isIdle { continuation.resume() }
        }
        for connection in state.withLock({ $0.all }) { await connection.disconnect() }
    }

    private static let closed = PostgreSQLError(.misuse, "the database was closed")
}
