import CLibPQ
import Foundation

/// A PostgreSQL cluster of one's own in a directory, reached by a Unix socket only: nothing to set up.
///
/// Several processes may use one cluster at the same time. The first starts the server, others join it; whoever
/// leaves last stops it. A server that somebody started by hand in the directory is joined and never stopped.
///
/// PostgreSQL refuses to run as root: there it runs as the account `postgres`, which must be able to reach the
/// directory, and root is let in as the database's superuser.
public struct PrivateCluster: Sendable {
    /// The directory: `data` (the cluster), `run` (the socket, where its path is short enough), `log`.
    public let directory: URL
    /// The database to work in, created when it is missing.
    public let database: String
    /// Settings of the server, over those for a small machine.
    public let settings: [String: String]
    /// Where `initdb`, `pg_ctl` and `postgres` are; nil: where the system has them.
    public let programs: String?
    private let usage: ClusterUsage

    /// - Parameters:
    ///   - directory: created when it is missing.
    ///   - database: the database to work in.
    ///   - settings: settings of `postgresql.conf`, such as `["work_mem": "64MB"]`; they count when the server
    ///     starts.
    ///   - programs: the folder of PostgreSQL's programs; nil: the system's own.
    public init(
        directory: URL, database: String = "postgres", settings: [String: String] = [:], programs: String? = nil
    ) {
        self.programs = programs
        self.directory = directory.standardizedFileURL
        self.database = database
        self.settings = settings
        usage = ClusterUsage(directory: self.directory)
    }

    private var data: URL { directory.appending(path: "data") }
    private var log: URL { directory.appending(path: "log") }

    /// Starts the cluster, or joins it when it runs; creates it the first time.
    /// - Returns: the connection string.
    /// - Throws: ``PrivateClusterError``.
    public func start() async throws -> String {
        let layout = ClusterLayout(directory: directory)
        try await onThread {
            try layout.prepare()
            try usage.changing {
                let tools = try ClusterTools.find(data: data, programs: programs)
                try initialize(tools)
                if runningSocketDirectory() == nil { try launch(tools, layout) }
                try usage.join()
            }
        }
        guard let socket = runningSocketDirectory() else {
            throw PrivateClusterError.startFailed(log: logTail())
        }
        try await createDatabase(socket)
        return connection(socket, database)
    }

    /// The connection string of the cluster, when it runs.
    public func runningConnection() -> String? {
        runningSocketDirectory().map { connection($0, database) }
    }

    /// Whether no server runs in the directory: it died, or somebody stopped it.
    ///
    /// - Throws: ``PrivateClusterError/noFileDescriptors(limit:)``: it can't be told.
    public func isDown() throws -> Bool { try ClusterProcess.look(in: data) == nil }

    /// Whether the programs of the running server were replaced on disk, as an upgrade of the package does: what it
    /// loads from now on may not fit it, and new connections fail.
    public var isReplaced: Bool { ClusterProcess.running(in: data)?.isReplaced ?? false }

    /// What is installed, such as `postgres (PostgreSQL) 15.13`; nil while it can't be run.
    public func installedVersion() async throws -> String? {
        try await onThread {
            let outcome = try ClusterTools.find(data: data, programs: programs).run("postgres", ["--version"])
            return outcome.status == 0 ? outcome.output : nil
        }
    }

    /// Stops the server, whoever uses it, and starts it with the programs that are on disk; nothing when those run.
    /// Connections are lost, and made anew by who needs them.
    public func restart() async throws {
        let layout = ClusterLayout(directory: directory)
        try await onThread {
            try usage.changing {
                guard let process = ClusterProcess.running(in: data), process.isReplaced else { return }
                let tools = try ClusterTools.find(data: data, programs: programs)
                _ = try tools.run("pg_ctl", ["stop", "-D", data.path, "-m", "fast", "-w", "-t", "120"])
                try launch(tools, layout)
            }
        }
    }

    /// Leaves the cluster; the last to leave stops it (fast shutdown), unless it was started by hand.
    public func stop() async {
        // leave() can't throw, so neither can this.
        try? await onThread { stopAndWait() }
    }

    /// The same where nothing can be awaited, such as in an `atexit` handler; it blocks the thread.
    public func stopAndWait() {
        // Failing to stop leaves a running server, which the next start joins.
        try? usage.changing {
            guard usage.leave(), let process = ClusterProcess.running(in: data),
                usage.hasStarted(process.identifier)
            else { return }
            let tools = try ClusterTools.find(data: data, programs: programs)
            _ = try tools.run("pg_ctl", ["stop", "-D", data.path, "-m", "fast", "-w", "-t", "120"])
        }
    }

    // MARK: - Creation and start

    private func initialize(_ tools: ClusterTools) throws {
        guard !FileManager.default.fileExists(atPath: data.appending(path: "PG_VERSION").path) else { return }
        // Made beside its place and renamed, so that a stop in the middle leaves nothing that looks finished.
        let draft = directory.appending(path: "data.new")
        // There is mostly none.
        try? FileManager.default.removeItem(at: draft)
        let outcome = try tools.run(
            "initdb",
            [
                "-D", draft.path, "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8",
                "--auth-local=peer", "--auth-host=reject",
            ])
        guard outcome.status == 0 else {
            try? FileManager.default.removeItem(at: draft)  // Half a cluster is of no use; the error is told.
            if outcome.output.contains("No space left") {
                throw PrivateClusterError.diskFull(path: directory.path)
            }
            throw PrivateClusterError.initializationFailed(String(outcome.output.suffix(800)))
        }
        let accounts = Set(["postgres", "root", ClusterTools.ownAccount]).sorted()
        // The owner by the account of the system; roles the product creates, by their passwords.
        try tools.write(
            "local all postgres peer map=private\nlocal all all scram-sha-256\n",
            to: draft.appending(path: "pg_hba.conf"))
        try tools.write(
            accounts.map { "private \($0) postgres\n" }.joined(), to: draft.appending(path: "pg_ident.conf"))
        let main = draft.appending(path: "postgresql.conf")
        let original = try String(contentsOf: main, encoding: .utf8)
        try tools.write(original + "\ninclude_if_exists = 'private.conf'\n", to: main)
        try FileManager.default.moveItem(at: draft, to: data)
    }

    private func launch(_ tools: ClusterTools, _ layout: ClusterLayout) throws {
        let socket = try layout.socketDirectory(owner: tools.owner)
        removeStaleLock()
        let all = ClusterSettings.small(socketDirectory: socket, logDirectory: log.path)
            .merging(settings) { _, own in own }
        try tools.write(ClusterSettings.file(all), to: data.appending(path: "private.conf"))
        let startLog = log.appending(path: "start.log")
        try tools.write("", to: startLog)
        // A server killed a moment ago may leave processes that hold its memory a little longer.
        for attempt in 1... {
            _ = try tools.run("pg_ctl", ["start", "-D", data.path, "-W", "-s", "-l", startLog.path])
            if waitUntilReady(connection(socket, "postgres")) { break }
            let tail = logTail()
            guard attempt < 5, tail.contains("still in use") || tail.contains("is already in use") else {
                if tail.contains("No space left") { throw PrivateClusterError.diskFull(path: directory.path) }
                throw PrivateClusterError.startFailed(log: tail)
            }
            usleep(500_000)
        }
        if let process = ClusterProcess.running(in: data) { try usage.noteStarted(process.identifier) }
    }

    /// Asks until the server answers, as long as its process lives: recovery after a crash may take long.
    private func waitUntilReady(_ connection: String) -> Bool {
        let deadline = ContinuousClock.now + .seconds(300)
        var absences = 0
        while ContinuousClock.now < deadline {
            if PQping(connection) == PQPING_OK { return true }
            absences = ClusterProcess.running(in: data) == nil ? absences + 1 : 0
            // The process writes its lock file some time after pg_ctl has returned.
            if absences > 200 || (absences > 20 && logTail().contains("FATAL")) { return false }
            usleep(10_000)
        }
        return false
    }

    /// After a power cut or SIGKILL the lock names a process that is gone, or another one that got its number.
    private func removeStaleLock() {
        guard ClusterProcess.running(in: data) == nil else { return }
        // There is mostly none; the server refuses to start if this one can't be removed.
        try? FileManager.default.removeItem(at: data.appending(path: "postmaster.pid"))
    }

    private func createDatabase(_ socket: String) async throws {
        guard database != "postgres" else { return }
        let server = Database(Configuration(connection(socket, "postgres"), maxConnections: 1))
        let name = database
        do {
            try await server.createDatabase(name)
        } catch {
            await server.close()
            throw error
        }
        await server.close()
    }

    // MARK: - State

    private func runningSocketDirectory() -> String? {
        guard let process = ClusterProcess.running(in: data) else { return nil }
        return waitUntilReady(connection(process.socketDirectory, "postgres")) ? process.socketDirectory : nil
    }

    private func connection(_ socket: String, _ database: String) -> String {
        func quoted(_ text: String) -> String {
            "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
        }
        return "host=\(quoted(socket)) port=5432 user=postgres dbname=\(quoted(database))"
    }

    private func logTail() -> String {
        // A log that can't be read tells nothing.
        let text = (try? String(contentsOf: log.appending(path: "start.log"), encoding: .utf8)) ?? ""
        return String(text.suffix(800)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Work that blocks (locks, processes), away from the threads that tasks share.
    private func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try body() }) }.start()
        }
    }
}
