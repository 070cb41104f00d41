import Foundation

/// Why a private cluster can't be used.
public enum PrivateClusterError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No PostgreSQL server is installed (`initdb`, `pg_ctl`), or not the version the data needs.
    case postgreSQLMissing(version: String?)
    /// The directory can't be created or written.
    case directoryNotWritable(path: String)
    /// As root the server runs as the account `postgres`, which can't reach the directory.
    case directoryUnreachable(path: String, account: String)
    /// As root, there is no account `postgres` to run the server as.
    case accountMissing(name: String)
    /// The directory for the server's socket can't be used.
    case socketDirectory(path: String, reason: String)
    /// The disk is full.
    case diskFull(path: String)
    /// The process has as many files and connections open as it may: nothing is known of the server.
    case noFileDescriptors(limit: Int)
    /// `initdb` failed; what it said.
    case initializationFailed(String)
    /// The server did not start; the end of its log.
    case startFailed(log: String)

    /// What went wrong, in English, for a log or a developer.
    public var description: String {
        switch self {
        case .postgreSQLMissing(let version?): "PostgreSQL \(version), which the data needs, is not installed"
        case .postgreSQLMissing(nil): "PostgreSQL is not installed (initdb and pg_ctl were not found)"
        case .directoryNotWritable(let path): "the directory \(path) can't be written"
        case .directoryUnreachable(let path, let account): "the account \(account) can't reach \(path)"
        case .accountMissing(let name): "there is no account \(name) to run the server as"
        case .socketDirectory(let path, let reason): "the socket directory \(path) can't be used: \(reason)"
        case .diskFull(let path): "the disk is full (\(path))"
        case .noFileDescriptors(let limit):
            "no file descriptors left (at most \(limit) files and connections: ulimit -n, LimitNOFILE)"
        case .initializationFailed(let output): "initdb failed: \(output)"
        case .startFailed(let log): "PostgreSQL did not start: \(log)"
        }
    }
}

extension PrivateClusterError {
    static var outOfFileDescriptors: PrivateClusterError {
        .noFileDescriptors(limit: Int(clamping: sysconf(Int32(_SC_OPEN_MAX))))
    }
}
