import PostgreSQL
import Synchronization

/// Work of another connection that runs against what a transaction holds: begun inside it, ended after it.
public final class PendingWork: Sendable {
    private let task = Mutex<Task<Void, any Error>?>(nil)

    public init() {}

    /// Begins the work and returns once it waits for a lock: from then on it sees what this transaction commits.
    public func begin(in tx: Transaction, _ work: @escaping @Sendable () async throws -> Void) throws {
        task.withLock { $0 = Task { try await work() } }
        try tx.execute(
            """
            DO $$ BEGIN
                FOR attempt IN 1..2000 LOOP
                    PERFORM pg_stat_clear_snapshot();
                    EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE NOT granted
                                         AND pg_backend_pid() = ANY (pg_blocking_pids(pid)));
                    PERFORM pg_sleep(0.005);
                END LOOP;
            END $$
            """)
    }

    /// What came of it.
    public func end() async throws { try await task.withLock { $0 }?.value }
}
