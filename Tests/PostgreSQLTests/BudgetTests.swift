import Foundation
import PostgreSQL
import Testing

@Suite("Databases that share a bound on their connections") struct BudgetTests {
    /// So many databases of one server under one budget.
    private func databases(
        _ count: Int, _ budget: ConnectionBudget, each: Int = 8, patience: Duration? = nil
    ) async throws -> [Database] {
        let mark = "budget \(UUID().uuidString.prefix(8))"
        let connection = try await ServerFixture.connection()
        return (0..<count).map { _ in
            var configuration = Configuration(connection, maxConnections: each)
            configuration.applicationName = mark
            configuration.acquireTimeout = patience
            return Database(configuration, budget: budget)
        }
    }

    /// Holds a connection of a database until told to let go.
    private final class Holder: Sendable {
        private let letGo = DispatchSemaphore(value: 0)
        private let task: Task<Void, any Error>

        init(_ database: Database) async {
            let holds = DispatchSemaphore(value: 0)
            task = Task { [letGo] in
                try await database.transaction(.readOnly) { tx in
                    _ = try tx.query("SELECT 1")
                    holds.signal()
                    letGo.wait()
                }
            }
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    holds.wait()
                    continuation.resume()
                }
            }
        }

        func end() async throws {
            letGo.signal()
            try await task.value
        }
    }

    @Test("Never open more than it allows, however many they are")
    func bounded() async throws {
        let budget = ConnectionBudget(limit: 4)
        let all = try await databases(40, budget)
        let open = try await withThrowingTaskGroup(of: Int.self) { group in
            for database in all {
                for _ in 0..<5 {
                    group.addTask {
                        try await database.transaction(.readOnly) { _ = try $0.query("SELECT 1") }
                        return budget.openConnections
                    }
                }
            }
            return try await group.reduce(0, max)
        }
        #expect(open >= 1 && open <= 4)
        for database in all { await database.close() }
        #expect(budget.openConnections == 0)
    }

    @Test("Keep few connections that do nothing, and none after a while")
    func idle() async throws {
        let budget = ConnectionBudget(limit: 8, idleLimit: 3)
        let all = try await databases(6, budget)
        for database in all { try await database.transaction(.readOnly) { _ = try $0.query("SELECT 1") } }
        #expect(budget.openConnections == 3)
        budget.closeIdle(restingFor: .seconds(3_600))
        #expect(budget.openConnections == 3)
        budget.closeIdle(restingFor: .zero)
        #expect(budget.openConnections == 0)
        let again: Int = try await all[0].transaction(.readOnly) { try $0.one("SELECT 1 AS v")["v"] }
        #expect(again == 1)
        for database in all { await database.close() }
    }

    @Test("A crowd in one does not keep the others out: who holds the fewest is served first")
    func fair() async throws {
        let budget = ConnectionBudget(limit: 2)
        let all = try await databases(2, budget)
        let (crowded, quiet) = (all[0], all[1])
        let (first, second) = (await Holder(crowded), await Holder(crowded))
        let order = Order()
        let crowd = (0..<20).map { _ in
            Task {
                try await crowded.transaction(.readOnly) {
                    _ = try $0.query("SELECT 1")
                    order.note("crowd")
                }
            }
        }
        await waitUntil { budget.waitingTasks == 20 }
        let visitor = Task {
            try await quiet.transaction(.readOnly) {
                _ = try $0.query("SELECT 1")
                order.note("quiet")
            }
        }
        await waitUntil { budget.waitingTasks == 21 }
        try await first.end()
        try await visitor.value
        // The other connection is still held: what the crowd did, it did after the visitor.
        #expect(order.all.first == "quiet")
        try await second.end()
        for task in crowd { try await task.value }
        #expect(order.all.count == 21)
        for database in all { await database.close() }
    }

    @Test("A task that waits too long is told that all is busy, and nothing was sent")
    func deadline() async throws {
        let budget = ConnectionBudget(limit: 1)
        let all = try await databases(2, budget, patience: .milliseconds(1))
        let holder = await Holder(all[0])
        let error = await #expect(throws: PostgreSQLError.self) {
            try await all[1].transaction(.readOnly) { _ = try $0.query("SELECT 1") }
        }
        #expect(error?.isBusy == true && error?.isConnectionLost == false)
        #expect(budget.waitingTasks == 0)
        try await holder.end()
        let answer: Int = try await all[1].transaction(.readOnly) { try $0.one("SELECT 1 AS v")["v"] }
        #expect(answer == 1)
        for database in all { await database.close() }
    }

    @Test("Can be paused: what is under way finishes, what comes waits and goes on afterwards")
    func paused() async throws {
        let budget = ConnectionBudget(limit: 4)
        let all = try await databases(1, budget)
        let holder = await Holder(all[0])
        let unable: Bool? = try await budget.whilePaused(patience: .zero) { true }
        #expect(unable == nil)
        try await holder.end()
        let visitor: Task<Void, any Error>? = try await budget.whilePaused(patience: .seconds(60)) {
            let visitor = Task { try await all[0].transaction(.readOnly) { _ = try $0.query("SELECT 1") } }
            await waitUntil { budget.waitingTasks == 1 }
            return visitor
        }
        try await visitor?.value
        #expect(visitor != nil && budget.waitingTasks == 0)
        await all[0].close()
    }

    @Test("One that nobody holds any more gives its connections back once its work is done")
    func letGo() async throws {
        let budget = ConnectionBudget(limit: 4)
        var all = try await databases(2, budget)
        try await all[1].transaction(.readOnly) { _ = try $0.query("SELECT 1") }
        let holder = await Holder(all[0])
        #expect(budget.openConnections == 2)
        all = []
        await waitUntil { budget.openConnections == 1 }
        try await holder.end()
        await waitUntil { budget.openConnections == 0 }
    }

    /// Yields until it holds: what is waited for comes by itself.
    private func waitUntil(_ condition: () -> Bool) async {
        while !condition() { await Task.yield() }
    }

    /// Who was served, in order.
    private final class Order: @unchecked Sendable {
        private let lock = NSLock()
        private var names: [String] = []
        func note(_ name: String) { lock.withLock { names.append(name) } }
        var all: [String] { lock.withLock { names } }
    }
}
