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

    /// A copy of PostgreSQL's programs, laid out as the package does, so that they find the rest where it is.
    private func programs(in directory: URL) throws -> URL {
        let files = FileManager.default
        let (library, share) = ("usr/lib/postgresql/15", "usr/share/postgresql")
        let copy = directory.appending(path: library)
        try files.createDirectory(at: copy, withIntermediateDirectories: true)
        try files.copyItem(at: URL(filePath: "/\(library)/bin"), to: copy.appending(path: "bin"))
        try files.createSymbolicLink(
            at: copy.appending(path: "lib"), withDestinationURL: URL(filePath: "/\(library)/lib"))
        try files.createDirectory(at: directory.appending(path: "usr/share"), withIntermediateDirectories: true)
        try files.createSymbolicLink(
            at: directory.appending(path: share), withDestinationURL: URL(filePath: "/\(share)"))
        return copy.appending(path: "bin")
    }

    @Test("Programs replaced on disk while it runs are noticed, and a restart runs the new ones")
    func upgraded() async throws {
        let directory = try ServerFixture.temporaryDirectory()
        // What stays behind lies in the temporary folder, which is cleaned anyway.
        defer { try? FileManager.default.removeItem(at: directory) }
        let programs = try programs(in: directory)
        let cluster = PrivateCluster(directory: directory.appending(path: "own"), programs: programs.path)
        let database = Database(Configuration(try await cluster.start(), maxConnections: 1))
        #expect(try await select(database) == 1)
        #expect(!cluster.isReplaced)
        try await cluster.restart()
        let before: Int = try await database.transaction(.readOnly) { try $0.one("SELECT pg_backend_pid() AS v")["v"] }

        // As dpkg does it: the new file is written beside the old one and takes its name.
        let program = programs.appending(path: "postgres")
        let new = programs.appending(path: "postgres.dpkg-new")
        try FileManager.default.copyItem(at: program, to: new)
        #expect(rename(new.path, program.path) == 0)
        #expect(cluster.isReplaced)
        #expect(try await cluster.installedVersion()?.hasPrefix("postgres (PostgreSQL) 15") == true)
        try await cluster.restart()
        #expect(!cluster.isReplaced)
        let after: Int = try await database.transaction(.readOnly) { try $0.one("SELECT pg_backend_pid() AS v")["v"] }
        #expect(after != before)
        await database.close()
        await cluster.stop()
        #expect(try cluster.isDown())
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
