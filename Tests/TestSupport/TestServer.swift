import Foundation
import Kevre
import PostgreSQL

/// The PostgreSQL server of a test run, named by KEVRE_TEST_DATABASE_URL (script/test starts one). A template
/// database is migrated once; each suite's database is a copy of it.
public actor TestServer {
    public static let shared = TestServer()

    /// The checkout's root: this file lies two folders below it.
    public static let installation = Installation(
        home: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent())

    private var template: Task<String, any Error>?
    private var count = 0

    /// Connection string to the server's maintenance database.
    public static func maintenance() throws -> String {
        guard let given = ProcessInfo.processInfo.environment["KEVRE_TEST_DATABASE_URL"] else {
            throw TestServerMissing()
        }
        return given
    }

    /// Creates a database that has every migration and two authorities, gpa and voisine.
    ///
    /// - Returns: its connection string.
    public func freshDatabase() async throws -> String {
        let template = try await templateName()
        count += 1
        let name = "kevre_test_\(ProcessInfo.processInfo.processIdentifier)_\(count)"
        let server = Database(Configuration(try Self.maintenance(), maxConnections: 1))
        try await server.createDatabase(name, template: template)
        await server.close()
        return try Self.conninfo(database: name)
    }

    /// Creates a database with nothing in it.
    public func emptyDatabase() async throws -> String {
        count += 1
        let name = "kevre_test_\(ProcessInfo.processInfo.processIdentifier)_\(count)"
        let server = Database(Configuration(try Self.maintenance(), maxConnections: 1))
        try await server.createDatabase(name)
        await server.close()
        return try Self.conninfo(database: name)
    }

    public func drop(_ conninfo: String) async throws {
        guard let name = URLComponents(string: conninfo)?.path.dropFirst() else { return }
        let server = Database(Configuration(try Self.maintenance(), maxConnections: 1))
        try await server.dropDatabase(String(name))
        await server.close()
    }

    private func templateName() async throws -> String {
        if let template { return try await template.value }
        let task = Task { () -> String in
            let name = "kevre_template_\(ProcessInfo.processInfo.processIdentifier)"
            let server = Database(Configuration(try Self.maintenance(), maxConnections: 1))
            try await server.dropDatabase(name)
            try await server.createDatabase(name)
            await server.close()
            let data = FileManager.default.temporaryDirectory
            let instance = Instance(
                conninfo: try Self.conninfo(database: name), installation: Self.installation, data: data,
                now: { Day(2026, 3, 12).noon })
            try await instance.createAuthority(code: "gpa", name: "Guingamp-Paimpol Agglomération")
            try await instance.createAuthority(code: "voisine", name: "Communauté voisine")
            await instance.close()
            return name
        }
        template = task
        return try await task.value
    }

    private static func conninfo(database: String) throws -> String {
        guard var parts = URLComponents(string: try maintenance()) else { throw TestServerMissing() }
        parts.path = "/" + database
        return parts.string ?? ""
    }
}

/// Tests were started without a server.
public struct TestServerMissing: Error, CustomStringConvertible {
    public let description = "KEVRE_TEST_DATABASE_URL names no server: run script/test"
}
