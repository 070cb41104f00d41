import Foundation
import PostgreSQL

/// The server that the suites share: the one that `KEVRE_TEST_DATABASE_URL` names, or a private cluster that lasts
/// as long as the tests.
enum ServerFixture {
    private static let server = Task { () throws -> String in
        if let url = ProcessInfo.processInfo.environment["KEVRE_TEST_DATABASE_URL"] { return url }
        let connection = try await cluster.start()
        // Only a function that captures nothing can be registered.
        atexit { ServerFixture.cluster.stopAndWait() }
        return connection
    }

    /// One directory for all runs of an account: what a killed run left behind, the next one stops.
    private static let cluster = PrivateCluster(
        directory: URL(filePath: "/tmp/postgresql-tests-\(geteuid())"),
        settings: ["fsync": "off", "full_page_writes": "off", "max_connections": "100"])

    /// The connection string of the server.
    static func connection() async throws -> String { try await server.value }

    /// A directory for a test that needs a cluster of its own.
    static func temporaryDirectory() throws -> URL {
        let directory = URL(filePath: "/tmp/pg-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        return directory
    }
}

/// A schema of its own for one test, dropped with ``close()``.
struct Room: Sendable {
    let database: Database
    let schema: String
    var preamble: String { "SET LOCAL search_path TO \(schema), public" }

    static func with<T: Sendable>(
        maxConnections: Int = 8, _ change: (inout Configuration) -> Void = { _ in },
        _ body: (Room) async throws -> T
    ) async throws -> T {
        var configuration = Configuration(
            try await ServerFixture.connection(), maxConnections: maxConnections)
        change(&configuration)
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "_")
        let room = Room(database: Database(configuration), schema: name)
        try await room.database.transaction { try $0.executeScript("CREATE SCHEMA \(name)") }
        let result: T
        do { result = try await body(room) } catch {
            try await room.close()
            throw error
        }
        try await room.close()
        return result
    }

    private func close() async throws {
        let schema = schema
        try await database.transaction { tx in
            try tx.executeScript("SET LOCAL client_min_messages TO error; DROP SCHEMA \(schema) CASCADE")
        }
        await database.close()
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await database.transaction(.readOnly, preamble: preamble, body)
    }

    @discardableResult
    func write<T: Sendable>(
        _ mode: Database.Mode = .readWrite, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        try await database.transaction(mode, preamble: preamble, body)
    }
}
