import Foundation
import PostgreSQL
import Testing

@Suite("Private cluster")
struct PrivateClusterTests {
    private func select(_ database: Database) async throws -> Int {
        try await database.transaction(.readOnly) { try $0.one("SELECT 1 AS v")["v"] }
    }

    @Test("It is made, joined by others, survives a restart and SIGKILL, and is stopped by the last to leave")
    func life() async throws {
        let directory = try ServerFixture.temporaryDirectory()
        // What stays behind lies in the temporary folder, which is cleaned anyway.
        defer { try? FileManager.default.removeItem(at: directory) }
        let first = PrivateCluster(directory: directory, database: "app")
        let second = PrivateCluster(directory: directory, database: "app")
        let database = Database(Configuration(try await first.start(), maxConnections: 2))
        #expect(try await select(database) == 1)
        #expect(try await second.start() == database.configuration.connection)

        await first.stop()
        #expect(try await select(database) == 1, "the second still needs it")
        await second.stop()
        #expect(second.runningConnection() == nil)

        _ = try await first.start()
        #expect(try await select(database) == 1, "the connections of before the restart are replaced")
        try await kill(directory)
        _ = try await second.start()
        #expect(try await select(database) == 1, "the crash was recovered from")
        await database.close()
        await first.stop()
        await second.stop()
        #expect(first.runningConnection() == nil)
    }

    private func kill(_ directory: URL) async throws {
        let lock = directory.appending(path: "data/postmaster.pid")
        let process = pid_t(try String(contentsOf: lock, encoding: .utf8).prefix { $0 != "\n" }) ?? 0
        #expect(Foundation.kill(process, SIGKILL) == 0)
        while Foundation.kill(process, 0) == 0 { await Task.yield() }
    }

    @Test("Several commands that start at once share one server")
    func together() async throws {
        let directory = try ServerFixture.temporaryDirectory()
        // What stays behind lies in the temporary folder, which is cleaned anyway.
        defer { try? FileManager.default.removeItem(at: directory) }
        let clusters = (0..<4).map { _ in PrivateCluster(directory: directory, database: "app") }
        let connections = try await withThrowingTaskGroup(of: String.self) { group in
            for cluster in clusters { group.addTask { try await cluster.start() } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(connections.count == 1)
        for cluster in clusters { await cluster.stop() }
        #expect(clusters[0].runningConnection() == nil)
    }

    @Test("A path too long for a socket finds a shorter one")
    func longPath() async throws {
        let directory = try ServerFixture.temporaryDirectory()
        // What stays behind lies in the temporary folder, which is cleaned anyway.
        defer { try? FileManager.default.removeItem(at: directory) }
        let deep = directory.appending(path: String(repeating: "long", count: 30))
        let cluster = PrivateCluster(directory: deep)
        let database = Database(Configuration(try await cluster.start()))
        #expect(try await select(database) == 1)
        await database.close()
        await cluster.stop()
    }

    @Test("A place that is no directory is refused by name")
    func unwritable() async throws {
        let cluster = PrivateCluster(directory: URL(filePath: "/dev/null/cluster"))
        await #expect(throws: PrivateClusterError.directoryNotWritable(path: "/dev/null/cluster")) {
            _ = try await cluster.start()
        }
    }
}
