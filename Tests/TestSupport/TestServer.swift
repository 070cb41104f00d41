import Foundation
import Kevre
import PostgreSQL

/// The PostgreSQL server of a test run: named by KEVRE_TEST_DATABASE_URL, else a private cluster of this
/// process. A template database is migrated once; each suite's database is a copy of it.
public actor TestServer {
    public static let shared = TestServer()

    private var template: Task<String, any Error>?
    private var server: Task<String, any Error>?
    private var count = 0

    /// The checkout's root: this file lies two folders below it.
    public static let installation = Installation(
        home: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent())

    /// Connection string to the server's maintenance database.
    public func conninfo() async throws -> String {
        if let server { return try await server.value }
        let task = Task { () -> String in
            if let given = ProcessInfo.processInfo.environment["KEVRE_TEST_DATABASE_URL"] { return given }
            let directory = FileManager.default.temporaryDirectory.appending(
                path: "kevre-tests-\(ProcessInfo.processInfo.processIdentifier)")
            let cluster = PrivateCluster(directory: directory)
            let conninfo = try await cluster.start()
            // The process ends with the tests: its cluster goes with it.
            Self.leftover.withLock { $0 = cluster }
            atexit { TestServer.leftover.withLock { $0?.stopNow() } }
            return conninfo
        }
        server = task
        return try await task.value
    }

    private static let leftover = LockedCluster()

    /// Creates a database that has every migration, two authorities and nothing else.
    ///
    /// - Returns: its connection string.
    public func freshDatabase() async throws -> String {
        let base = try await conninfo()
        let template = try await templateName()
        count += 1
        let name = "kevre_test_\(ProcessInfo.processInfo.processIdentifier)_\(count)"
        let maintenance = Database(.init(base, maxConnections: 1, applicationName: "kevre tests"))
        try await maintenance.executeOutsideTransaction(
            "CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: template) STRATEGY file_copy")
        await maintenance.close()
        return try Self.conninfo(base, database: name)
    }

    /// Drops a database made by ``freshDatabase()``.
    public func drop(_ conninfo: String) async throws {
        let base = try await self.conninfo()
        guard let name = Self.databaseName(conninfo) else { return }
        let maintenance = Database(.init(base, maxConnections: 1, applicationName: "kevre tests"))
        try await maintenance.executeOutsideTransaction("DROP DATABASE IF EXISTS \(identifier: name) WITH (FORCE)")
        await maintenance.close()
    }
}
