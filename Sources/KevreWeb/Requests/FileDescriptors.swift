import Foundation

/// The file descriptors of this process: each connection, file and pipe takes one.
public enum FileDescriptors {
    /// Kept for the database, files and pipes, whatever the number of clients.
    private static let reserve = 256

    /// Raises the limit as far as the system allows: the usual one, 1024, is for programs that watch their
    /// descriptors by `select`.
    public static func raiseLimit() {
        var limit = rlimit()
        guard getrlimit(kind, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        // Refused: it stays as it is.
        _ = setrlimit(kind, &limit)
    }

    /// How many there may be.
    public static var limit: Int {
        var limit = rlimit()
        guard getrlimit(kind, &limit) == 0 else { return 1_024 }
        return Int(clamping: limit.rlim_cur)
    }

    /// Connections of clients at most: more wait until one is closed.
    static var forClients: Int { max(16, min(limit - reserve, 1_000_000)) }

    #if canImport(Glibc)
        private static let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let kind = RLIMIT_NOFILE
    #endif
}
