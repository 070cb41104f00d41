import CLibPQ
import Foundation

/// PostgreSQL's own commands, run as the account that owns the cluster.
struct ClusterTools {
    /// Where `initdb` and `pg_ctl` are.
    let binaries: String
    /// The account `postgres`, when we are root.
    let owner: Account?

    struct Account {
        var user: uid_t
        var group: gid_t
    }

    struct Outcome {
        var status: Int32
        var output: String
    }

    static var isRoot: Bool { geteuid() == 0 }

    /// The name of the account we run as.
    static var ownAccount: String {
        getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "postgres"
    }

    /// The newest PostgreSQL of the machine, or the one that the data was made with.
    static func find(data: URL, programs: String? = nil) throws -> ClusterTools {
        // No such file: the cluster is not made yet.
        let version = (try? String(contentsOf: data.appending(path: "PG_VERSION"), encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines)
        var owner: Account?
        if isRoot {
            errno = 0
            guard let entry = getpwnam("postgres") else {
                if errno == EMFILE || errno == ENFILE { throw PrivateClusterError.outOfFileDescriptors }
                throw PrivateClusterError.accountMissing(name: "postgres")
            }
            owner = Account(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
        }
        let root = "/usr/lib/postgresql"
        // No such folder on systems other than Debian's kind.
        let packaged = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [])
            .filter { version == nil || $0 == version }
            .sorted { ($0 as NSString).doubleValue > ($1 as NSString).doubleValue }
            .map { "\(root)/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let isComplete = { (folder: String) in
            ["initdb", "pg_ctl", "postgres"].allSatisfy {
                FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
            }
        }
        guard let binaries = (programs.map { [$0] } ?? packaged + path).first(where: isComplete) else {
            throw PrivateClusterError.postgreSQLMissing(version: version)
        }
        return ClusterTools(binaries: binaries, owner: owner)
    }

    /// Runs a command to its end.
    ///
    /// Not by Foundation's `Process`: that one waits until every process that inherited a socket of it has ended,
    /// the server that `pg_ctl` leaves behind included.
    func run(_ command: String, _ arguments: [String]) throws -> Outcome {
        var words = ["/usr/bin/env", "\(binaries)/\(command)"] + arguments
        if owner != nil {
            words.insert(
                contentsOf: ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"], at: 1)
        }
        let environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("PG") && $0.key != "LC_ALL" }.map { "\($0.key)=\($0.value)" }
        // A file, not a pipe, which a server left behind would hold open.
        var template = Array((NSTemporaryDirectory() + "/postgresql-XXXXXX").utf8CString)
        let output = mkstemp(&template)
        guard output >= 0 else {
            if errno == EMFILE || errno == ENFILE { throw PrivateClusterError.outOfFileDescriptors }
            throw PrivateClusterError.directoryNotWritable(path: NSTemporaryDirectory())
        }
        defer { close(output) }
        unlink(template)
        let process = try spawn(words, environment + ["LC_ALL=C.UTF-8"], output)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let said = said(output)
        // The exit code, or 128 and the signal, as a shell tells it.
        return Outcome(status: status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f, output: said)
    }

    private func said(_ output: Int32) -> String {
        lseek(output, 0, SEEK_SET)
        let bytes = FileHandle(fileDescriptor: output, closeOnDealloc: false).availableData
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func spawn(_ words: [String], _ environment: [String], _ output: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        #if canImport(Glibc)
            // The server outlives us: it must hold neither our sockets and locks nor our folder.
            posix_spawn_file_actions_addclosefrom_np(&actions, 3)
            posix_spawn_file_actions_addchdir_np(&actions, "/")
        #endif
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var process = pid_t()
        guard posix_spawn(&process, words[0], &actions, nil, &arguments, &variables) == 0 else {
            throw PrivateClusterError.startFailed(log: "\(words[0]) can't be run")
        }
        return process
    }

    /// Writes a file that the server can read.
    func write(_ text: String, to file: URL) throws {
        do {
            try text.write(to: file, atomically: false, encoding: .utf8)
        } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
            throw PrivateClusterError.diskFull(path: file.path)
        } catch {
            throw PrivateClusterError.directoryNotWritable(path: file.deletingLastPathComponent().path)
        }
        if let owner { chown(file.path, owner.user, owner.group) }
    }
}
