import Foundation

/// A file that gets its name only once it is complete.
struct PartialFile {
    let finalPath: String
    let folder: String
    /// The name it has meanwhile: hidden, beside the final one, so that the renaming is atomic.
    let path: String
    /// What libxlsxwriter writes: the workbook without its rows.
    var framePath: String { path + ".frame" }
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

    /// A file without a name, beside the final one: gone when it is closed.
    func openScratch() throws -> Int32 {
        let descriptor = open(path + ".rows", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.error(finalPath) }
        unlink(path + ".rows")
        return descriptor
    }

    /// Writes all of some bytes.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, for path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Foundation.write(
                descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                throw error(path)
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Refuses when the disk cannot take so many bytes more.
    func requireRoom(_ bytes: Int) throws {
        var room = statvfs()
        guard statvfs(folder, &room) == 0 else { return }
        if UInt64(room.f_bavail) * UInt64(room.f_frsize) < UInt64(bytes) {
            throw SpreadsheetError.diskFull(path: finalPath)
        }
    }

    /// Has the content written, from what libxlsxwriter made, which goes.
    func fill(_ write: (Int32) throws -> Void) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.error(finalPath) }
        defer { Foundation.close(descriptor) }
        try write(descriptor)
        unlink(framePath)
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
        unlink(framePath)
    }

    static func error(_ path: String) -> SpreadsheetError {
        let code = errno
        if code == ENOSPC || code == EDQUOT { return .diskFull(path: path) }
        return .cannotWrite(path: path, reason: String(cString: strerror(code)))
    }
}
