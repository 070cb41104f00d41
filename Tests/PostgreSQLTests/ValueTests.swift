import Foundation
import PostgreSQL
import Testing

@Suite("Values both ways")
struct ValueTests {
    enum State: String, SQLValue { case draft, submitted }
    struct Cents: RawRepresentable, SQLValue, Equatable { let rawValue: Int }
    struct Person: Codable, Equatable, Sendable {
        var name: String
        var born: Date
    }

    /// Sends values and reads them back, alone and as an array.
    private func check<Value: SQLValue & Equatable>(_ values: [Value], as type: String) async throws {
        try await Room.with(maxConnections: 1) { room in
            let type = SQL(trusted: type)
            let single = try await room.read { tx in
                try values.map { try tx.one("SELECT \($0)::\(type) AS v")["v"] as Value }
            }
            #expect(single == values)
            let array: [Value] = try await room.read { try $0.one("SELECT \(values)::\(type)[] AS v")["v"] }
            #expect(array == values)
            let holes: [Value?] = values.map { $0 } + [nil]
            let read: [Value?] = try await room.read { try $0.one("SELECT \(holes)::\(type)[] AS v")["v"] }
            #expect(read == holes)
            let absent: Value? = try await room.read { tx in
                try tx.one("SELECT \(nil as Value?)::\(type) AS v")["v"]
            }
            #expect(absent == nil)
        }
    }

    @Test("Integers at their limits")
    func integers() async throws {
        try await check([Int.min, -1, 0, 1, Int.max], as: "bigint")
        try await check([Int32.min, 0, .max], as: "integer")
        try await check([Int16.min, 0, .max], as: "smallint")
        try await check([Cents(rawValue: .max), Cents(rawValue: .min)], as: "bigint")
    }

    @Test("Text of every kind, quotes, braces and the word NULL included")
    func text() async throws {
        let long = String(repeating: "é", count: 2_000_000)
        try await check(
            ["", "'", "\"", "\\", "{}", ",", "NULL", "null", " a ", "ligne\nligne\t\r", "🇫🇷 œuvre", long],
            as: "text")
        try await check([State.draft, .submitted], as: "text")
    }

    @Test("Numbers that are not whole")
    func fractions() async throws {
        try await check(
            [0, -0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity, 1 / 3],
            as: "double precision")
        try await check(
            [Decimal(string: "12345678901234567890123456.789"), Decimal(0)].compactMap { $0 }, as: "numeric")
    }

    @Test("Booleans, UUID, bytes")
    func others() async throws {
        try await check([true, false], as: "boolean")
        try await check([UUID()], as: "uuid")
        try await check([Data(), Data(0...255)], as: "bytea")
        try await Room.with { room in
            let bytes = [UInt8](0...255) + [0, 0]
            let back: [UInt8] = try await room.read { try $0.one("SELECT \(bytes) AS v")["v"] }
            #expect(back == bytes)
        }
    }

    @Test("Moments to the microsecond, far away, before Christ and infinite")
    func moments() async throws {
        try await check(
            [
                Date(timeIntervalSinceReferenceDate: 0), Date(timeIntervalSince1970: 1_772_000_000.123456),
                Date(timeIntervalSince1970: -0.000001), .distantPast, .distantFuture,
                Date(timeIntervalSinceReferenceDate: -150_000_000_000),
                Date(timeIntervalSinceReferenceDate: .infinity),
                Date(timeIntervalSinceReferenceDate: -.infinity),
            ], as: "timestamptz")
        try await Room.with { room in
            for zone in ["Europe/Paris", "Asia/Kolkata", "America/St_Johns", "UTC"] {
                let moment: Date = try await room.read { tx in
                    try tx.execute("SELECT set_config('timezone', \(zone), true)")
                    return try tx.one("SELECT '2026-07-14 12:30:15.5+02'::timestamptz AS v")["v"]
                }
                #expect(moment == Date(timeIntervalSince1970: 1_784_025_015.5))
            }
            // In 1890 Paris was 9 minutes 21 seconds ahead.
            let old: Date = try await room.read { tx in
                try tx.executeScript("SET LOCAL timezone TO 'Europe/Paris'")
                return try tx.one("SELECT '1890-01-01 00:00:00+00'::timestamptz AS v")["v"]
            }
            #expect(old == Date(timeIntervalSince1970: -2_524_521_600))
        }
    }

    @Test("JSON, with its dates as PostgreSQL writes them")
    func json() async throws {
        let person = Person(name: "Anne \"Nann\" Le Goff\n", born: Date(timeIntervalSince1970: 1_000_000.25))
        try await check([SQLJSON(person)], as: "jsonb")
        try await Room.with { room in
            let row = try await room.read { tx in
                try tx.one(
                    """
                    SELECT jsonb_build_object('name', \(person.name)::text, 'born', \(person.born)) AS v,
                           \(SQLJSON(person))->>'born' AS born
                    """)
            }
            let read: SQLJSON<Person> = try row["v"]
            #expect(read.value == person)
            #expect(row.text(at: 1) == "1970-01-12T13:46:40.250000Z")
        }
    }

    @Test("What can't be written is refused before it is sent")
    func refused() async throws {
        try await Room.with(maxConnections: 1) { room in
            for sql: SQL in [
                "SELECT \("a\0b")::text", "SELECT \(["a\0b"])::text[]", "SELECT \(SQLJSON(Double.nan))",
            ] {
                let error = await #expect(throws: PostgreSQLError.self) {
                    try await room.read { _ = try $0.execute(sql) }
                }
                #expect(error?.kind == .invalidValue)
            }
            let alive: Int = try await room.read { try $0.one("SELECT 1 AS v")["v"] }
            #expect(alive == 1)
        }
    }

    @Test("Decoding errors name the column and never the value")
    func decoding() async throws {
        try await Room.with { room in
            let row = try await room.read {
                try $0.one("SELECT \("secret")::text AS a, NULL::int AS b, 70000 AS c")
            }
            #expect(throws: PostgreSQLError.self) { try row["missing"] as String }
            #expect(throws: PostgreSQLError.self) { try row["b"] as Int }
            #expect(throws: PostgreSQLError.self) { try row["c"] as Int16 }
            let error = #expect(throws: PostgreSQLError.self) { try row["a"] as Int }
            #expect(error?.column == "a")
            #expect(error.map { "\($0)".contains("secret") == false } == true)
            #expect(row.int(at: 2) == 70_000)
            #expect(row.isNull(at: 1))
            #expect(row.columns == ["a", "b", "c"])
        }
    }
}
