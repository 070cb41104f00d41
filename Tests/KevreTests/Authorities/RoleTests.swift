import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The role of an authority") struct RoleTests {
    /// A database with two authorities whose roles no other database of the server shares.
    private func withAuthorities(_ body: (Instance) async throws -> Void) async throws {
        let conninfo = try await TestServer.shared.emptyDatabase()
        let instance = Instance(
            conninfo: conninfo, installation: TestServer.installation, data: FileManager.default.temporaryDirectory,
            now: { Day(2026, 3, 12).noon })
        try await instance.createAuthority(code: "gpa", name: "Agglomération")
        try await instance.createAuthority(code: "voisine", name: "Communauté voisine")
        try await body(instance)
        for authority in try await instance.authorities() { try await drop(authority.role, instance) }
        await instance.close()
        try await TestServer.shared.drop(conninfo)
    }

    private func drop(_ role: String, _ instance: Instance) async throws {
        try await instance.owner.transaction { tx in
            try tx.execute("DROP OWNED BY \(identifier: role)")
            try tx.execute("DROP ROLE \(identifier: role)")
        }
    }

    /// What the server keeps of the roles' passwords, and when their rows were last written.
    private func roles(_ instance: Instance) async throws -> [String] {
        try await instance.owner.transaction(.readOnly) { tx in
            try tx.query(
                """
                SELECT concat_ws(' ', r.rolname, r.rolpassword, a.xmin::text) AS line
                  FROM shared.authority a JOIN pg_authid r ON r.rolname = a.role ORDER BY a.code
                """
            ).map { try $0["line"] as String }
        }
    }

    @Test(
        """
        Keeps its password whatever commands run, and gets another by a command alone; where nothing is to be done \
        nothing is written
        """)
    func password() async throws {
        try await withAuthorities { instance in
            let before = try await roles(instance)
            #expect(before.count == 2)
            #expect(try await instance.migrate().applied.isEmpty)
            #expect(try await roles(instance) == before)

            try await instance.changeSecret(of: "gpa")
            let after = try await roles(instance)
            #expect(after[0] != before[0] && after[1] == before[1])
            let office = try await instance.office("gpa")
            let count: Int = try await office.read { try $0.one("SELECT count(*) AS n FROM association")["n"] }
            #expect(count == 0)
            await office.database.close()
            await #expect(throws: AuthorityRefusal.unknown("ailleurs", known: ["gpa", "voisine"])) {
                try await instance.changeSecret(of: "ailleurs")
            }
        }
    }

    @Test("Is made again where it is missing, with what it may, and the others' are left alone")
    func restored() async throws {
        try await withAuthorities { instance in
            let before = try await roles(instance)
            let role = try #require(await instance.authorities().first).role
            try await drop(role, instance)
            #expect(try await instance.migrate().applied.isEmpty)
            #expect(try await roles(instance)[1] == before[1])
            let office = try await instance.office("gpa")
            try await office.write(as: .system) { tx in
                _ = try tx.execute("INSERT INTO service (code, name) VALUES ('essai', 'Essai')")
            }
            await office.database.close()
        }
    }

    @Test("Is given its rights anew when they are others than those it was given")
    func reach() async throws {
        try await TestOffice.with { test in
            let name = test.office.authority.role
            try await test.instance.owner.transaction { tx in
                try tx.execute("REVOKE ALL ON authority_gpa.association FROM \(identifier: name)")
                try tx.execute("UPDATE shared.authority SET reach = 'other' WHERE code = 'gpa'")
            }
            try await test.instance.migrate()
            let count: Int = try await test.office.read { try $0.one("SELECT count(*) AS n FROM association")["n"] }
            #expect(count == 0)
        }
    }

    @Test("Can't be made by an owner without CREATEROLE, which is said before anything is written")
    func cannotCreateRoles() async throws {
        let conninfo = try await TestServer.shared.emptyDatabase()
        let server = Database(Configuration(conninfo, maxConnections: 1))
        let account = "kevre_test_\(UUID().uuidString.prefix(8).lowercased())"
        try await server.transaction { tx in
            try tx.execute("CREATE ROLE \(identifier: account) LOGIN PASSWORD 'secret'")
            let database: String = try tx.one("SELECT current_database()::text AS name")["name"]
            try tx.execute("ALTER DATABASE \(identifier: database) OWNER TO \(identifier: account)")
        }
        var parts = try #require(URLComponents(string: conninfo))
        parts.queryItems = (parts.queryItems ?? []).filter { !["user", "password"].contains($0.name) }
        parts.queryItems?.append(URLQueryItem(name: "user", value: account))
        parts.queryItems?.append(URLQueryItem(name: "password", value: "secret"))
        let instance = Instance(
            conninfo: try #require(parts.string), installation: TestServer.installation,
            data: FileManager.default.temporaryDirectory, now: { Day(2026, 3, 12).noon })
        await #expect(throws: AuthorityRefusal.cannotCreateRoles(account: account)) {
            try await instance.createAuthority(code: "gpa", name: "Agglomération")
        }
        let written = try await server.transaction(.readOnly) {
            try $0.first("SELECT 1 AS one FROM pg_namespace WHERE nspname = 'shared'") != nil
        }
        #expect(!written)
        await instance.close()
        await server.close()
        try await TestServer.shared.drop(conninfo)
        let maintenance = Database(Configuration(try TestServer.maintenance(), maxConnections: 1))
        try await maintenance.transaction { try $0.execute("DROP ROLE \(identifier: account)") }
        await maintenance.close()
    }

    @Test("Stands or falls with its authority: what can't be made whole leaves nothing")
    func whole() async throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "whole-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }  // what stays in a temporary folder harms nobody
        try FileManager.default.copyItem(at: TestServer.installation.sql, to: home.appending(path: "sql"))
        let conninfo = try await TestServer.shared.emptyDatabase()
        let instance = Instance(
            conninfo: conninfo, installation: Installation(home: home), data: home,
            now: { Day(2026, 3, 12).noon })
        let broken = home.appending(path: "sql/authority/9999_broken.sql")
        try "select 1/0;".write(to: broken, atomically: true, encoding: .utf8)
        await #expect(throws: PostgreSQLError.self) {
            try await instance.createAuthority(code: "gpa", name: "Agglomération")
        }
        #expect(try await instance.authorities().isEmpty)
        try FileManager.default.removeItem(at: broken)
        try await instance.createAuthority(code: "gpa", name: "Agglomération")
        #expect(try await instance.authorities().map(\.code) == ["gpa"])
        #expect(try await instance.waitingMigrations() == 0)
        await instance.close()
        try await TestServer.shared.drop(conninfo)
    }
}
