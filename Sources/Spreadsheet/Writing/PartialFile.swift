import Foundation

/// A file that gets its name only once it is complete.
struct PartialFile {
    let finalPath: String
    let folder: String
    /// The name it has meanwhile: hidden, beside the final one, so that the renaming is atomic.
    let path: String

    init(for finalPath: String) throws {
        let url = URL(fileURLWithPath: finalPath)
        self.finalPath = finalPath
        folder = url.deletingLastPathComponent().path
        path = folder + "/.\(url.lastPathComponent).\(UUID().uuidString.prefix(8)).part"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.error(finalPath) }
        Foundation.close(descriptor)
    }

    /// Refuses when the disk cannot take so many bytes more.
    func requireRoom(_ bytes: Int) throws {
        var room = statvfs()
        guard statvfs(folder, &room) == 0 else { return }
        if UInt64(room.f_bavail) * UInt64(room.f_frsize) < UInt64(bytes) {
            throw SpreadsheetError.diskFull(path: finalPath)
        }
    }

    func complete() throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.error(finalPath) }
        defer { Foundation.close(descriptor) }
        guard fsync(descriptor) == 0, rename(path, finalPath) == 0 else { throw Self.error(finalPath) }
    }

    func discard() {
        unlink(path)
    }

    static func error(_ path: String) -> SpreadsheetError {
        let code = errno
        if code == ENOSPC || code == EDQUOT { return .diskFull(path: path) }
        return .cannotWrite(path: path, reason: String(cString: strerror(code)))
    }
}
