import Synchronization

/// A bound on the open connections of several databases of one server, such as a schema and a role for each tenant.
///
/// ```swift
/// let budget = ConnectionBudget(limit: 32, idleLimit: 16, idleTime: .seconds(60))
/// let first = Database(configuration, budget: budget), second = Database(other, budget: budget)
/// ```
/// A database that needs a connection when all are open takes the place of the one that has rested longest. When all
/// are at work its tasks wait: the database that holds the fewest is served first, then the one served longest ago,
/// so that a crowd in one place does not keep the others out.
public final class ConnectionBudget: Sendable {
    /// Connections open at once, at most.
    public let limit: Int
    /// Connections that stay open without work, at most.
    public let idleLimit: Int
    /// A connection that rested for so long is closed; nil keeps it.
    public let idleTime: Duration?
    private let state = Mutex(ConnectionLedger())

    /// - Parameters:
    ///   - limit: at least 1.
    ///   - idleLimit: nil for as many as there may be.
    public init(limit: Int, idleLimit: Int? = nil, idleTime: Duration? = nil) {
        self.limit = max(1, limit)
        self.idleLimit = min(max(0, idleLimit ?? limit), self.limit)
        self.idleTime = idleTime
    }

    /// How many are open: at work and at rest.
    public var openConnections: Int { state.withLock { $0.open } }

    /// How many tasks wait for one.
    public var waitingTasks: Int { state.withLock { $0.waitingTasks } }

    /// Closes what has rested for so long.
    public func closeIdle(restingFor duration: Duration) {
        let limit = ContinuousClock.now - duration
        let outcome = state.withLock { $0.closeIdle(restingSince: limit) }
        outcome.carryOut()
    }

    /// Runs `work` while no connection is lent: tasks that need one wait, those that have one finish first.
    /// - Returns: nil, and nothing was run, when those did not finish in time.
    public func whilePaused<T>(patience: Duration, _ work: () async throws -> T) async throws -> T? {
        state.withLock { $0.isPaused = true }
        defer {
            state.withLock { state in
                state.resume(limit)
                return state.outcome()
            }.carryOut()
        }
        let deadline = ContinuousClock.now + patience
        while state.withLock({ $0.lent }) > 0 {
            guard ContinuousClock.now < deadline else { return nil }
            try await Task.sleep(for: .milliseconds(10))
        }
        return try await work()
    }

    // MARK: - For the pools

    func join(_ configuration: Configuration) -> Int { state.withLock { $0.join(configuration) } }

    func leave(_ share: Int) { state.withLock { $0.leave(share, limit) }.carryOut() }

    /// - Throws: `CancellationError` while waiting; ``PostgreSQLError`` of kind `busy` when that took too long, of kind
    ///   `misuse` after ``close(_:)``.
    func acquire(_ share: Int) async throws -> Connection {
        let (ready, outcome) = try state.withLock { state in
            let ready = try state.take(share, limit)
            return (ready, state.outcome())
        }
        outcome.carryOut()
        if let ready { return ready }
        let ticket = state.withLock { $0.newTicket() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let course: Result<Connection?, any Error> = state.withLock { state in
                    Result {
                        if Task.isCancelled { throw CancellationError() }
                        // One may have come back in between.
                        if let connection = try state.take(share, limit) { return connection }
                        let patience = state.patience(of: share)
                        let deadline = patience.map { patience in
                            Task { [weak self] in
                                do { try await Task.sleep(for: patience) } catch { return }
                                self?.giveUp(ticket, share, ConnectionBudget.busy)
                            }
                        }
                        state.wait(share, ticket, .init(continuation: continuation, deadline: deadline))
                        return nil
                    }
                }
                state.withLock { $0.outcome() }.carryOut()
                switch course {
                case .success(nil): break
                case .success(let connection?): continuation.resume(returning: connection)
                case .failure(let error): continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            giveUp(ticket, share, CancellationError())
        }
    }

    private func giveUp(_ ticket: Int, _ share: Int, _ error: any Error) {
        guard let waiter = state.withLock({ $0.abandon(share, ticket) }) else { return }
        waiter.deadline?.cancel()
        waiter.continuation.resume(throwing: error)
    }

    func release(_ connection: Connection, _ share: Int) {
        let (outcome, startsSweep) = state.withLock { state in
            state.giveBack(connection, share, limit)
            state.trim(to: idleLimit)
            let starts = idleTime != nil && state.idle > 0 && !state.isSwept
            if starts { state.isSwept = true }
            return (state.outcome(), starts)
        }
        outcome.carryOut()
        if startsSweep { sweep() }
    }

    /// Refuses new work of one database, waits for what is under way and disconnects.
    func close(_ share: Int) async {
        for waiter in state.withLock({ $0.close(share) }) {
            waiter.deadline?.cancel()
            waiter.continuation.resume(throwing: ConnectionBudget.closed)
        }
        await withCheckedContinuation { continuation in
            if state.withLock({ $0.isAtRest(share, or: continuation) }) { continuation.resume() }
        }
        for connection in state.withLock({ $0.takeIdle(of: share, limit) }) { await connection.disconnect() }
        state.withLock { $0.outcome() }.carryOut()
    }

    /// Looks from time to time as long as anything rests.
    private func sweep() {
        guard let idleTime else { return }
        Task { [weak self] in
            repeat {
                do { try await Task.sleep(for: idleTime / 2) } catch { return }
                self?.closeIdle(restingFor: idleTime)
            } while self?.state.withLock({ state in
                state.isSwept = state.idle > 0
                return state.isSwept
            }) ?? false
        }
    }

    static let closed = PostgreSQLError(.misuse, "the database was closed")
    private static let busy = PostgreSQLError(.busy, "no connection became free in time")
}
