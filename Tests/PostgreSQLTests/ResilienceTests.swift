import Foundation
import PostgreSQL
import Synchronization
import Testing

@Suite("Loss, cancellation, crowds")
struct ResilienceTests {
    /// Waits until another connection sees the marked statement at work.
    private func untilRunning(_ mark: String, _ room: Room) async throws -> Int {
        while true {
            let found = try await room.read {
                try $0.first(
                    """
                    SELECT pid FROM pg_stat_activity
                    WHERE state = 'active' AND query LIKE \("%" + mark + "%") AND pid <> pg_backend_pid()
                    """)
            }
            if let found { return try found["pid"] }
        }
    }

    @Test("A backend killed in mid-statement gives a connection error, and its place is filled anew")
    func killed() async throws {
        try await Room.with(maxConnections: 1) { room in
            try await Room.with(maxConnections: 1) { other in
                let mark = "mark_\(room.schema)"
                let victim = Task {
                    try await room.write { _ = try $0.query("SELECT pg_sleep(600) AS \(trusted: mark)") }
                }
                let process = try await untilRunning(mark, other)
                try await other.write { _ = try $0.execute("SELECT pg_terminate_backend(\(process)::int)") }
                let error = await #expect(throws: PostgreSQLError.self) { try await victim.value }
                #expect(error?.kind == .connection)
                let alive: Int = try await room.read { try $0.one("SELECT 1 AS v")["v"] }
                #expect(alive == 1)
            }
        }
    }

    @Test("A connection killed while idle is replaced without anybody noticing")
    func killedIdle() async throws {
        try await Room.with(maxConnections: 1) { room in
            try await Room.with(maxConnections: 1) { other in
                for _ in 0..<3 {
                    let process: Int = try await room.read { try $0.one("SELECT pg_backend_pid() AS v")["v"] }
                    try await other.write {
                        _ = try $0.execute("SELECT pg_terminate_backend(\(process)::int, 5000)")
                    }
                    let next: Int = try await room.read { try $0.one("SELECT pg_backend_pid() AS v")["v"] }
                    #expect(next != process)
                }
            }
        }
    }

    @Test("Cancelling the task cancels the statement on the server")
    func cancellation() async throws {
        try await Room.with(maxConnections: 1) { room in
            try await Room.with(maxConnections: 1) { other in
                let mark = "mark_\(room.schema)"
                let task = Task {
                    try await room.write { _ = try $0.query("SELECT pg_sleep(600) AS \(trusted: mark)") }
                }
                _ = try await untilRunning(mark, other)
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                let alive: Int = try await room.read { try $0.one("SELECT 1 AS v")["v"] }
                #expect(alive == 1)
            }
        }
    }

    @Test("Those who wait for a connection can be cancelled")
    func cancelledWaiter() async throws {
        try await Room.with(maxConnections: 1) { room in
            let (holding, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let holder = Task {
                try await room.write { tx in
                    try tx.execute("SELECT 1")
                    holding.signal()
                    done.wait()
                }
            }
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    holding.wait()
                    continuation.resume()
                }
            }
            let waiter = Task { try await room.read { _ = try $0.execute("SELECT 2") } }
            waiter.cancel()
            await #expect(throws: CancellationError.self) { try await waiter.value }
            done.signal()
            try await holder.value
        }
    }

    @Test("10 000 tasks share 8 connections")
    func crowd() async throws {
        try await Room.with(maxConnections: 8) { room in
            let total = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...10_000 {
                    group.addTask { try await room.read { try $0.one("SELECT \(number) AS v")["v"] } }
                }
                return try await group.reduce(0, +)
            }
            #expect(total == 50_005_000)
            let open: Int = try await room.read {
                try $0.one(
                    "SELECT count(*) AS n FROM pg_stat_activity WHERE pid = pg_backend_pid()")["n"]
            }
            #expect(open == 1)
        }
    }

    @Test("Notifications arrive, and listening survives the loss of its connection")
    func notifications() async throws {
        try await Room.with { room in
            let channel = "channel \"\(room.schema)\""
            var arrivals = try await room.database.notifications(on: [channel]).makeAsyncIterator()
            try await room.write { tx in
                try tx.notify(channel, "l’été")
                try tx.notify(channel)
            }
            #expect(await arrivals.next() == Notification(channel: channel, payload: "l’été"))
            #expect(await arrivals.next() == Notification(channel: channel, payload: ""))
            try await room.write { tx in
                try tx.execute(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE query LIKE 'LISTEN%' AND query LIKE \("%" + room.schema + "%")
                    """)
            }
            #expect(await arrivals.next() == Notification(channel: channel, payload: "", isResumption: true))
            try await room.write { try $0.notify(channel, "again") }
            #expect(await arrivals.next()?.payload == "again")
        }
    }

    @Test("A closed database refuses work")
    func closed() async throws {
        let database = Database(Configuration(try await ServerFixture.connection()))
        try await database.transaction { _ = try $0.execute("SELECT 1") }
        await database.close()
        let error = await #expect(throws: PostgreSQLError.self) {
            try await database.transaction { _ = try $0.execute("SELECT 1") }
        }
        #expect(error?.kind == .misuse)
    }
}
