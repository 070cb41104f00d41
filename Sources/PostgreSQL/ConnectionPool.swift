/// The connections of one database: its share of a budget.
final class ConnectionPool: Sendable {
    private let budget: ConnectionBudget
    private let share: Int

    init(_ configuration: Configuration, _ budget: ConnectionBudget?) {
        self.budget = budget ?? ConnectionBudget(limit: configuration.maxConnections)
        share = self.budget.join(configuration)
    }

    // What is at work keeps the database, and so its pool, alive.
    deinit { budget.leave(share) }

    func acquire() async throws -> Connection { try await budget.acquire(share) }
    func release(_ connection: Connection) { budget.release(connection, share) }
    func close() async { await budget.close(share) }
}
