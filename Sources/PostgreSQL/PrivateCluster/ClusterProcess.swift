import Foundation

/// The server's process, as its lock file tells.
struct ClusterProcess {
    let identifier: pid_t
    let socketDirectory: String

    /// nil when no server runs on the data, or none can be told of.
    static func running(in data: URL) -> ClusterProcess? {
        // What can't be looked at is not known to run.
        (try? look(in: data)) ?? nil
    }

    /// nil when no server runs on the data.
    ///
    /// - Throws: ``PrivateClusterError/noFileDescriptors(limit:)``, which tells nothing of the server.
    static func look(in data: URL) throws -> ClusterProcess? {
        guard let text = try read(data.appending(path: "postmaster.pid").path) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 5, let process = pid_t(lines[0]), !lines[4].isEmpty else { return nil }
        guard kill(process, 0) == 0 || errno == EPERM else { return nil }
        // The number may be another program's by now. Where there is no /proc, the server decides.
        if let name = try read("/proc/\(process)/comm"),
            !["postgres", "postmaster"].contains(name.trimmingCharacters(in: .newlines))
        {
            return nil
        }
        return ClusterProcess(identifier: process, socketDirectory: lines[4])
    }

    /// Whether the program it runs was replaced on disk: the kernel says so of the file it was started from. False
    /// where there is no /proc.
    var isReplaced: Bool {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/\(identifier)/exe", &path, path.count - 1)
        guard length > 0 else { return false }
        let name = String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return name.hasSuffix(" (deleted)")
    }

    /// nil when there is no such file.
    private static func read(_ path: String) throws -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == EMFILE || errno == ENFILE { throw PrivateClusterError.outOfFileDescriptors }
            return nil
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = Foundation.read(file, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
}
