import Foundation
import PostgreSQL
import Synchronization
import Testing

@Suite("Transactions")
struct TransactionTests {
    struct Own: Error, Equatable {}

    @Test("A body that throws leaves nothing behind, and its error comes out unchanged")
    func rollback() async throws {
        try await Room.with { room in
            try await room.write { try $0.executeScript("CREATE TABLE t (a int)") }
            await #expect(throws: Own()) {
                try await room.write { tx in
                    try tx.execute("INSERT INTO t VALUES (1)")
                    throw Own()
                }
            }
            let count: Int = try await room.read { try $0.one("SELECT count(*) AS n FROM t")["n"] }
            #expect(count == 0)
        }
    }

    @Test("Errors carry SQLSTATE, constraint, table, column and the statement, never the values")
    func errors() async throws {
        try await Room.with { room in
            try await room.write {
                try $0.executeScript("CREATE TABLE t (a text NOT NULL CONSTRAINT t_a_key UNIQUE)")
                try $0.execute("INSERT INTO t VALUES (\("secret"))")
            }
            let unique = await #expect(throws: PostgreSQLError.self) {
                try await room.write { _ = try $0.execute("INSERT INTO t VALUES (\("secret"))") }
            }
            #expect(unique?.isUniqueViolation == true)
            #expect(unique?.constraint == "t_a_key")
            #expect(unique?.table == "t")
            #expect(unique?.statement == "INSERT INTO t VALUES ($1)")
            #expect(unique.map { "\($0)".contains("secret") == false } == true)
            let null = await #expect(throws: PostgreSQLError.self) {
                try await room.write { _ = try $0.execute("INSERT INTO t VALUES (NULL)") }
            }
            #expect(null?.isNotNullViolation == true)
            #expect(null?.column == "a")
        }
    }

    @Test("An error that the body swallows still fails the transaction")
    func swallowed() async throws {
        try await Room.with { room in
            let error = await #expect(throws: PostgreSQLError.self) {
                try await room.write { tx in _ = try? tx.execute("SELECT 1/0") }
            }
            #expect(error?.sqlState == "22012")
        }
    }

    @Test("Savepoints nest, and undo their own statements only")
    func savepoints() async throws {
        try await Room.with { room in
            let values: [Int] = try await room.write { tx in
                try tx.executeScript("CREATE TABLE t (a int PRIMARY KEY)")
                try tx.savepoint {
                    try tx.execute("INSERT INTO t VALUES (1)")
                    do {
                        try tx.savepoint { _ = try tx.execute("INSERT INTO t VALUES (2), (1)") }
                    } catch let error as PostgreSQLError where error.isUniqueViolation {}
                    try tx.execute("INSERT INTO t VALUES (3)")
                }
                do {
                    try tx.savepoint {
                        try tx.execute("INSERT INTO t VALUES (4)")
                        throw Own()
                    }
                } catch is Own {}
                return try tx.query("SELECT a FROM t ORDER BY a").map { try $0["a"] }
            }
            #expect(values == [1, 3])
        }
    }

    @Test("A read-only transaction refuses to write")
    func readOnly() async throws {
        try await Room.with { room in
            try await room.write { try $0.executeScript("CREATE TABLE t (a int)") }
            let error = await #expect(throws: PostgreSQLError.self) {
                try await room.read { _ = try $0.execute("INSERT INTO t VALUES (1)") }
            }
            #expect(error?.isReadOnlyTransaction == true)
        }
    }

    @Test("A single statement writes in one exchange, whole or not at all, and nothing follows it")
    func singleWrite() async throws {
        try await Room.with { room in
            try await room.write { try $0.executeScript("CREATE TABLE t (a int CONSTRAINT t_once UNIQUE)") }
            let preamble = "SET LOCAL search_path TO \(room.schema)"
            for number in 1...3 {
                let written: Int32 = try await room.database.transaction(.singleWrite, preamble: preamble) {
                    try $0.one("INSERT INTO t VALUES (\(number)) RETURNING a")["a"]
                }
                #expect(written == number)
            }
            let twice = await #expect(throws: PostgreSQLError.self) {
                try await room.database.transaction(.singleWrite, preamble: preamble) {
                    _ = try $0.execute("INSERT INTO t VALUES (4), (2)")
                }
            }
            #expect(twice?.constraint == "t_once")
            let second = await #expect(throws: PostgreSQLError.self) {
                try await room.database.transaction(.singleWrite, preamble: preamble) { tx in
                    try tx.execute("INSERT INTO t VALUES (5)")
                    _ = try tx.execute("INSERT INTO t VALUES (6)")
                }
            }
            #expect(second?.kind == .misuse)
            // What refused left no transaction open, and only whole statements behind.
            let count: Int = try await room.read { try $0.one("SELECT count(*) AS n FROM t")["n"] }
            #expect(count == 4)
        }
    }

    @Test("A single statement reads in one exchange; it can't write, and nothing follows it")
    func single() async throws {
        try await Room.with { room in
            try await room.write { try $0.executeScript("CREATE TABLE t (a int); INSERT INTO t VALUES (7)") }
            let preamble = "SET LOCAL search_path TO \(room.schema)"
            for _ in 1...2 {
                let value: Int32 = try await room.database.transaction(.single, preamble: preamble) {
                    try $0.one("SELECT a FROM t WHERE a = \(7)")["a"]
                }
                #expect(value == 7)
            }
            let write = await #expect(throws: PostgreSQLError.self) {
                try await room.database.transaction(.single, preamble: preamble) {
                    _ = try $0.execute("INSERT INTO t VALUES (1)")
                }
            }
            #expect(write?.isReadOnlyTransaction == true)
            let second = await #expect(throws: PostgreSQLError.self) {
                try await room.database.transaction(.single, preamble: preamble) { tx in
                    _ = try tx.execute("SELECT 1")
                    _ = try tx.execute("SELECT 2")
                }
            }
            #expect(second?.kind == .misuse)
            let again: Int32 = try await room.read { try $0.one("SELECT a FROM t")["a"] }
            #expect(again == 7)
        }
    }

    @Test("A statement can't end the transaction it is in")
    func endedInside() async throws {
        try await Room.with { room in
            let error = await #expect(throws: PostgreSQLError.self) {
                try await room.write { tx in
                    try tx.execute("SELECT 1")
                    try tx.execute("COMMIT")
                }
            }
            #expect(error?.kind == .misuse)
        }
    }

    @Test("Lost updates are impossible: serialization failures are tried again")
    func serialization() async throws {
        try await Room.with { room in
            try await room.write { try $0.executeScript("CREATE TABLE t (n int); INSERT INTO t VALUES (0)") }
            let runs = Counter()
            let (first, second) = (Meeting(), Meeting())
            try await withThrowingTaskGroup { group in
                for isFirst in [true, false] {
                    group.addTask {
                        try await room.write(.serializable) { tx in
                            runs.increment()
                            let value: Int = try tx.one("SELECT n FROM t")["n"]
                            // Both have read before either writes.
                            (isFirst ? first : second).arrive()
                            (isFirst ? second : first).wait()
                            try tx.execute("UPDATE t SET n = \(value + 1)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let total: Int = try await room.read { try $0.one("SELECT n FROM t")["n"] }
            #expect(total == 2)
            #expect(runs.value >= 3)
        }
    }

    @Test("Of two transactions in a deadlock one is tried again, and both go through")
    func deadlock() async throws {
        try await Room.with { room in
            try await room.write {
                try $0.executeScript("CREATE TABLE t (id int, n int); INSERT INTO t VALUES (1, 0), (2, 0)")
            }
            let (first, second) = (Meeting(), Meeting())
            try await withThrowingTaskGroup { group in
                for (mine, other) in [(1, 2), (2, 1)] {
                    group.addTask {
                        try await room.write { tx in
                            try tx.executeScript("SET LOCAL deadlock_timeout TO '20ms'")
                            try tx.execute("UPDATE t SET n = n + 1 WHERE id = \(mine)")
                            (mine == 1 ? first : second).arrive()
                            (mine == 1 ? second : first).wait()
                            try tx.execute("UPDATE t SET n = n + 1 WHERE id = \(other)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let counts: [Int] = try await room.read { try $0.query("SELECT n FROM t").map { try $0["n"] } }
            #expect(counts == [2, 2])
        }
    }

    @Test("What looks like SQL in a value stays a value")
    func injection() async throws {
        try await Room.with { room in
            let attempts = [
                "'; DROP TABLE t; --", "1 OR 1=1", "\\'; SELECT 1", "$1", "$$;$$", "{\"a\",\"b\"}", "%s",
                "’ OR ’1’=’1",
            ]
            try await room.write { try $0.executeScript("CREATE TABLE t (a text)") }
            try await room.write { tx in
                for text in attempts { try tx.execute("INSERT INTO t VALUES (\(text))") }
            }
            let read: [String] = try await room.read { try $0.query("SELECT a FROM t").map { try $0["a"] } }
            #expect(read == attempts)
            let found = try await room.read { try $0.query("SELECT a FROM t WHERE a = \("' OR 'a' = 'a")") }
            #expect(found.isEmpty)
            let name = #"x"; DROP TABLE t; --"#
            let row = try await room.read { try $0.one("SELECT 1 AS \(identifier: name)") }
            #expect(row.columns == [name])
        }
    }

    @Test("A prepared statement follows the search path, and a table that changed")
    func preparedStatements() async throws {
        try await Room.with(maxConnections: 1, { $0.maxPreparedStatements = 4 }) { room in
            let schemas = [room.schema + "_a", room.schema + "_b"]
            try await room.write { tx in
                for schema in schemas {
                    try tx.executeScript(
                        "CREATE SCHEMA \(schema); CREATE TABLE \(schema).t AS SELECT '\(schema)' AS name")
                }
            }
            for round in 0..<20 {
                let schema = schemas[round % 2]
                let name: String = try await room.database.transaction(
                    .readOnly, preamble: "SET LOCAL search_path TO \(schema)"
                ) { try $0.one("SELECT * FROM t")["name"] }
                #expect(name == schema)
            }
            try await room.write { tx in
                for schema in schemas { try tx.executeScript("ALTER TABLE \(schema).t ADD b int DEFAULT 7") }
            }
            let row = try await room.database.transaction(
                preamble: "SET LOCAL search_path TO \(schemas[0])"
            ) { try $0.one("SELECT * FROM t") }
            #expect(try row["b"] == 7)
            // More statements than are kept.
            for number in 0..<12 {
                let value: Int = try await room.read {
                    try $0.one("SELECT \(trusted: "\(number)") AS v")["v"]
                }
                #expect(value == number)
            }
            let kept: Int = try await room.read {
                try $0.one("SELECT count(*) AS n FROM pg_prepared_statements")["n"]
            }
            #expect(kept <= 6)
            try await room.write { tx in
                for schema in schemas { try tx.executeScript("DROP SCHEMA \(schema) CASCADE") }
            }
        }
    }

    @Test("Without prepared statements everything works the same")
    func unprepared() async throws {
        try await Room.with({ $0.preparesStatements = false }) { room in
            let rows = try await room.read { tx in
                [try tx.one("SELECT \(1) AS v"), try tx.one("SELECT \(2) AS v")]
                    + (try tx.pipeline(["SELECT \(3) AS v", "SELECT \(4) AS v"]).flatMap { $0 })
            }
            #expect(try rows.map { try $0["v"] } == [1, 2, 3, 4])
        }
    }
}

/// A point that one thread passes when another has reached it; a second run of a body passes at once.
final class Meeting: Sendable {
    private let gate = DispatchSemaphore(value: 0)

    func arrive() {
        gate.signal()
        gate.signal()
    }

    func wait() {
        gate.wait()
        gate.signal()
    }
}

final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }
    func increment() { count.withLock { $0 += 1 } }
}
