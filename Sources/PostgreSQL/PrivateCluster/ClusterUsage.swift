import Foundation
import Synchronization

/// Who uses a cluster, told by file locks, which the kernel drops when a process dies.
final class ClusterUsage: Sendable {
    private let directory: URL
    /// The file on which each user holds a shared lock.
    private let descriptor = Mutex<Int32?>(nil)

    init(directory: URL) { self.directory = directory }

    deinit { if let file = descriptor.withLock({ $0 }) { close(file) } }

    /// Runs `body` while no other process starts or stops the cluster.
    func changing<T>(_ body: () throws -> T) throws -> T {
        let file = try open("change.lock")
        defer { close(file) }
        while flock(file, LOCK_EX) != 0, errno == EINTR {}
        return try body()
    }

    func join() throws {
        let file = try open("users.lock")
        while flock(file, LOCK_SH) != 0, errno == EINTR {}
        descriptor.withLock { held in
            if let held { close(held) }
            held = file
        }
    }

    /// - Returns: whether nobody is left.
    func leave() -> Bool {
        guard let file = descriptor.withLock({ $0.take() }) else { return false }
        defer { close(file) }
        return flock(file, LOCK_EX | LOCK_NB) == 0
    }

    /// Remembers that one of us started this server process.
    func noteStarted(_ process: pid_t) throws {
        try Data("\(process)\n".utf8).write(to: marker)
    }

    /// Whether one of us started this server process, and not somebody by hand.
    func hasStarted(_ process: pid_t) -> Bool {
        // No such file: none of us has.
        guard let text = try? String(contentsOf: marker, encoding: .utf8) else { return false }
        return text.trimmingCharacters(in: .newlines) == String(process)
    }

    private var marker: URL { directory.appending(path: "started") }

    private func open(_ name: String) throws -> Int32 {
        let path = directory.appending(path: name).path
        let file = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            if errno == ENOSPC { throw PrivateClusterError.diskFull(path: directory.path) }
            throw PrivateClusterError.directoryNotWritable(path: directory.path)
        }
        return file
    }
}
