import PostgreSQL
import Testing

@Suite("COPY, pipelines, streams")
struct BulkTests {
    struct Own: Error, Equatable {}

    @Test("COPY in and out keeps every character")
    func copy() async throws {
        try await Room.with { room in
            let texts = ["", "a\tb", "a\nb\r", "\\N", "\\", "é🇫🇷"]
            let count = try await room.write { tx in
                try tx.executeScript("CREATE TABLE t (id int, a text, b bool)")
                return try tx.copyIn("COPY t FROM STDIN") { writer in
                    for (index, text) in texts.enumerated() {
                        writer.field(index)
                        try writer.field(text)
                        try writer.field(index == 0 ? nil : true)
                        try writer.endRow()
                    }
                }
            }
            #expect(count == texts.count)
            let rows = try await room.read { try $0.query("SELECT a, b FROM t ORDER BY id") }
            #expect(try rows.map { try $0["a"] } == texts)
            #expect(try rows[0]["b"] as Bool? == nil)
            let out = try await room.write { tx in
                var bytes: [UInt8] = []
                try tx.copyOut("COPY (SELECT a FROM t WHERE id = 1) TO STDOUT") { bytes += $0 }
                return String(decoding: bytes, as: UTF8.self)
            }
            #expect(out == "a\\tb\n")
        }
    }

    @Test("A failing COPY leaves a usable connection")
    func failingCopy() async throws {
        try await Room.with(maxConnections: 1) { room in
            try await room.write { try $0.executeScript("CREATE TABLE t (id int)") }
            await #expect(throws: Own()) {
                try await room.write { tx in
                    try tx.copyIn("COPY t FROM STDIN") { writer in
                        writer.field(1)
                        try writer.endRow()
                        throw Own()
                    }
                }
            }
            let bad = await #expect(throws: PostgreSQLError.self) {
                try await room.write { tx in
                    try tx.copyIn("COPY t FROM STDIN") { writer in
                        try writer.field("twelve")
                        try writer.endRow()
                    }
                }
            }
            #expect(bad?.sqlState == "22P02")
            let busy = await #expect(throws: PostgreSQLError.self) {
                try await room.write { tx in
                    try tx.forEach("SELECT 1 AS a") { _ in try tx.execute("SELECT 2") }
                }
            }
            #expect(busy?.kind == .misuse)
            let count: Int = try await room.read { try $0.one("SELECT count(*) AS n FROM t")["n"] }
            #expect(count == 0)
        }
    }

    @Test("COPY as asynchronous sequences, from one table straight into another")
    func asynchronous() async throws {
        try await Room.with { room in
            try await room.write {
                try $0.executeScript(
                    """
                    CREATE TABLE a AS SELECT n, repeat('x', 50) AS text FROM generate_series(1, 100000) n;
                    CREATE TABLE b (LIKE a)
                    """)
            }
            let out = room.database.copyOut(preamble: room.preamble, "COPY a TO STDOUT")
            let count = try await room.database.copyIn(
                preamble: room.preamble, "COPY b FROM STDIN", from: out)
            #expect(count == 100_000)
            // Giving up in the middle frees the connection.
            for try await _ in room.database.copyOut(preamble: room.preamble, "COPY a TO STDOUT") { break }
            let sum: Int = try await room.read { try $0.one("SELECT sum(n) AS n FROM b")["n"] }
            #expect(sum == 5_000_050_000)
            await #expect(throws: PostgreSQLError.self) {
                for try await _ in room.database.copyOut("COPY missing TO STDOUT") {}
            }
            await #expect(throws: Own()) {
                let broken = AsyncThrowingStream<[UInt8], any Error> { $0.finish(throwing: Own()) }
                try await room.database.copyIn(preamble: room.preamble, "COPY b FROM STDIN", from: broken)
            }
        }
    }

    @Test("A pipeline gives each statement's rows, and stops at the first failure")
    func pipeline() async throws {
        try await Room.with { room in
            let results = try await room.write { tx in
                try tx.executeScript("CREATE TABLE t (a int)")
                return try tx.pipeline(
                    (0..<1200).map { "INSERT INTO t VALUES (\($0)) RETURNING a" } + [
                        "SELECT count(*) AS n FROM t"
                    ])
            }
            #expect(results.count == 1201)
            #expect(try results[700][0]["a"] == 700)
            #expect(try results[1200][0]["n"] == 1200)
            let error = await #expect(throws: PostgreSQLError.self) {
                try await room.write { tx in
                    try tx.pipeline(["INSERT INTO t VALUES (-1)", "SELECT 1/0", "SELECT 3"])
                }
            }
            #expect(error?.statement == "SELECT 1/0")
            let kept: Int = try await room.read { try $0.one("SELECT count(*) AS n FROM t WHERE a < 0")["n"] }
            #expect(kept == 0)
        }
    }

    @Test("Rows one by one, and an error among them")
    func streaming() async throws {
        try await Room.with { room in
            let sum = try await room.read { tx in
                var sum = 0
                try tx.forEach("SELECT n FROM generate_series(1, \(50_000)) n") { sum += $0.int(at: 0) ?? 0 }
                return sum
            }
            #expect(sum == 1_250_025_000)
            let error = await #expect(throws: PostgreSQLError.self) {
                try await room.read { tx in
                    try tx.forEach("SELECT 10 / (5 - n) FROM generate_series(1, 10) n") { _ in }
                }
            }
            #expect(error?.sqlState == "22012")
        }
    }
}
