import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Migrations") struct MigrationTests {
    /// A folder of migrations of the test's own.
    private func folder(_ files: [String: String]) throws -> URL {
        let sql = FileManager.default.temporaryDirectory.appending(path: "migrations-\(UUID().uuidString)")
        for place in ["shared", "authority", "reference"] {
            try FileManager.default.createDirectory(at: sql.appending(path: place), withIntermediateDirectories: true)
        }
        let real = TestServer.installation.sql
        for name in try FileManager.default.contentsOfDirectory(atPath: real.appending(path: "shared").path) {
            try FileManager.default.copyItem(
                at: real.appending(path: "shared/\(name)"), to: sql.appending(path: "shared/\(name)"))
        }
        for name in ["reference/communes.csv", "reference/epci.csv"] {
            try FileManager.default.copyItem(at: real.appending(path: name), to: sql.appending(path: name))
        }
        for (name, text) in files {
            try text.write(to: sql.appending(path: name), atomically: true, encoding: .utf8)
        }
        return sql
    }

    private func withDatabase(_ body: (Database) async throws -> Void) async throws {
        let conninfo = try await TestServer.shared.emptyDatabase()
        let database = Database(Configuration(conninfo, maxConnections: 4))
        try await body(database)
        await database.close()
        try await TestServer.shared.drop(conninfo)
    }

    @Test("Are applied once; a second run changes nothing")
    func once() async throws {
        let sql = try folder([:])
        try await withDatabase { database in
            let first = try await Migrator(sql: sql).migrate(database)
            #expect(first.applied.contains("shared/0001_foundations.sql"))
            #expect(first.communes > 1_000 && first.intercommunalities > 1_000)
            let second = try await Migrator(sql: sql).migrate(database)
            #expect(second.applied.isEmpty)
            #expect(second.communes == 0 && second.intercommunalities == 0)
        }
    }

    @Test("Two starting at once follow each other")
    func together() async throws {
        let sql = try folder([:])
        try await withDatabase { database in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await Migrator(sql: sql).migrate(database).applied.count } }
                let applied = try await group.reduce(0, +)
                let files = try FileManager.default.contentsOfDirectory(atPath: sql.appending(path: "shared").path)
                #expect(applied == files.count)
            }
        }
    }

    @Test("A file changed after it was applied is refused")
    func changed() async throws {
        let sql = try folder(["shared/0099_more.sql": "create table more (id int);"])
        try await withDatabase { database in
            try await Migrator(sql: sql).migrate(database)
            try "create table more (id bigint);".write(
                to: sql.appending(path: "shared/0099_more.sql"), atomically: true, encoding: .utf8)
            await #expect(throws: MigrationRefusal.changed("0099_more.sql")) {
                try await Migrator(sql: sql).migrate(database)
            }
        }
    }

    @Test("A file that was applied and is gone is refused")
    func vanished() async throws {
        let sql = try folder(["shared/0099_more.sql": "create table more (id int);"])
        try await withDatabase { database in
            try await Migrator(sql: sql).migrate(database)
            try FileManager.default.removeItem(at: sql.appending(path: "shared/0099_more.sql"))
            await #expect(throws: MigrationRefusal.vanished("0099_more.sql")) {
                try await Migrator(sql: sql).migrate(database)
            }
        }
    }

    @Test("A failing migration leaves nothing behind")
    func failing() async throws {
        let sql = try folder(["shared/0099_half.sql": "create table half (id int); select 1/0;"])
        try await withDatabase { database in
            await #expect(throws: PostgreSQLError.self) { try await Migrator(sql: sql).migrate(database) }
            let found = try await database.transaction(.readOnly) {
                try $0.first("SELECT 1 AS one FROM pg_tables WHERE tablename = 'half'") != nil
            }
            #expect(!found)
        }
    }

    @Test("Two files with one number are refused")
    func sameNumber() async throws {
        let sql = try folder(["shared/0099_a.sql": "select 1;", "shared/0099_b.sql": "select 1;"])
        try await withDatabase { database in
            await #expect(throws: MigrationRefusal.sameNumber("0099_a.sql", "0099_b.sql")) {
                try await Migrator(sql: sql).migrate(database)
            }
        }
    }
}
