import Foundation

/// A file that gets its name only once it is complete.
struct PartialFile {
    let finalPath: String
    let folder: String
    /// The name it has meanwhile: hidden, beside the final one, so that the renaming is atomic.
    let path: String
    /// The final name is a device or a pipe, which is written into and never replaced.
    private let isSpecial: Bool

    init(for finalPath: String) throws {
        let url = URL(fileURLWithPath: finalPath)
        self.finalPath = finalPath
        isSpecial = Self.isSpecial(finalPath)
        folder = isSpecial ? NSTemporaryDirectory() : url.deletingLastPathComponent().path
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
        if isSpecial { return try pour(descriptor) }
        guard fsync(descriptor) == 0, rename(path, finalPath) == 0 else { throw Self.error(finalPath) }
    }

    private func pour(_ source: Int32) throws {
        defer { unlink(path) }
        do {
            let target = try FileHandle(forWritingTo: URL(fileURLWithPath: finalPath))
            defer { target.closeFile() }
            let source = FileHandle(fileDescriptor: source, closeOnDealloc: false)
            while let piece = try source.read(upToCount: 1 << 16), !piece.isEmpty {
                try target.write(contentsOf: piece)
            }
        } catch {
            throw Self.error(finalPath)
        }
    }

    /// Whether something is at the path that is neither a file nor a link to one.
    static func isSpecial(_ path: String) -> Bool {
        var found = stat()
        return stat(path, &found) == 0 && found.st_mode & S_IFMT != S_IFREG
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
