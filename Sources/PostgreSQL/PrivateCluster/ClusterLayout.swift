import Foundation

/// The folders of a cluster, and where its socket lies.
struct ClusterLayout: Sendable {
    let directory: URL

    /// Makes the folders; the server's account must be able to get at them.
    func prepare() throws {
        let files = FileManager.default
        do {
            try files.createDirectory(at: directory, withIntermediateDirectories: true)
            for name in ["log", "run"] {
                try files.createDirectory(
                    at: directory.appending(path: name), withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            }
        } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
            throw PrivateClusterError.diskFull(path: directory.path)
        } catch {
            throw PrivateClusterError.directoryNotWritable(path: directory.path)
        }
        guard access(directory.path, W_OK) == 0 else {
            throw PrivateClusterError.directoryNotWritable(path: directory.path)
        }
        guard ClusterTools.isRoot else { return }
        let tools = try ClusterTools.find(data: directory.appending(path: "data"))
        guard let owner = tools.owner else { return }
        for path in [directory.path, directory.path + "/log", directory.path + "/run"] {
            chown(path, owner.user, owner.group)
        }
        try requireReach(tools)
    }

    /// Every folder above must let the server's account through; asking as that account is the only sure way.
    private func requireReach(_ tools: ClusterTools) throws {
        let outcome = try tools.run("postgres", ["-C", "data_directory", "-D", directory.path + "/reach"])
        if outcome.output.contains("Permission denied") {
            throw PrivateClusterError.directoryUnreachable(path: directory.path, account: "postgres")
        }
    }

    /// The folder of the socket: `run`, or one with a short name where that is too long for a socket's path.
    func socketDirectory(owner: ClusterTools.Account?) throws -> String {
        let usual = directory.appending(path: "run").path
        // sockaddr_un holds 107 bytes, of which the server adds “/.s.PGSQL.5432.lock”.
        guard usual.utf8.count > 107 - 19 else { return usual }
        var base = "/tmp"
        if owner == nil, let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"],
            runtime.utf8.count < 60, access(runtime, W_OK) == 0
        {
            base = runtime
        }
        let path = "\(base)/postgresql-\(String(fingerprint, radix: 36))"
        if mkdir(path, 0o700) == 0 {
            if let owner { chown(path, owner.user, owner.group) }
        } else if errno != EEXIST {
            throw PrivateClusterError.socketDirectory(path: path, reason: String(cString: strerror(errno)))
        }
        // In a folder that all may write, somebody else could have been first.
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_mode & 0o077 == 0,
            status.st_uid == (owner?.user ?? geteuid())
        else { throw PrivateClusterError.socketDirectory(path: path, reason: "it belongs to somebody else") }
        return path
    }

    /// FNV-1a of the path, the same in every process.
    private var fingerprint: UInt64 {
        directory.path.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

/// Settings for a small machine that does other work too.
enum ClusterSettings {
    static func small(socketDirectory: String, logDirectory: String) -> [String: String] {
        [
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": "\"" + socketDirectory.replacing("\"", with: "\"\"") + "\"",
            "unix_socket_permissions": "0700",
            "max_connections": "50",
            // A statement whose program was killed ends too, and gives back its locks.
            "client_connection_check_interval": "5s",
            "shared_buffers": "128MB",
            "effective_cache_size": "1GB",
            "work_mem": "16MB",
            "maintenance_work_mem": "128MB",
            "random_page_cost": "1.1",
            "jit": "off",
            "max_wal_size": "1GB",
            "wal_compression": "on",
            "logging_collector": "on",
            "log_directory": logDirectory,
            // One file a weekday, written over a week later.
            "log_filename": "postgresql-%a.log",
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            "log_rotation_size": "0",
            "log_line_prefix": "%m [%p] %q%u@%d %a ",
        ]
    }

    static func file(_ settings: [String: String]) -> String {
        "# Written at each start.\n"
            + settings.sorted { $0.key < $1.key }
            .map { "\($0.key) = '\($0.value.replacing("\\", with: "\\\\").replacing("'", with: "''"))'\n" }
            .joined()
    }
}
