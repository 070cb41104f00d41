import Foundation

/// A file read from its beginning, piece by piece.
final class InputFile {
    let path: String
    let size: Int
    private let descriptor: Int32

    init(path: String) throws {
        self.path = path
        // Non-blocking: a named pipe must not hang the caller. It is refused just below.
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard opened >= 0 else { throw Self.error(path, errno) }
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            close(opened)
            throw Self.error(path, isFolder ? EISDIR : EINVAL)
        }
        descriptor = opened
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Reads up to the buffer's size; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw Self.error(path, errno) }
        }
    }

    /// Up to `count` bytes from an offset.
    func bytes(at offset: Int, count: Int) throws -> [UInt8] {
        var filled = 0
        var bytes = [UInt8](repeating: 0, count: count)
        while filled < count {
            let read = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset + filled))
            }
            if read < 0 {
                guard errno == EINTR else { throw Self.error(path, errno) }
                continue
            }
            if read == 0 { break }
            filled += read
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    private static func error(_ path: String, _ code: Int32) -> SpreadsheetError {
        .cannotRead(path: path, reason: String(cString: strerror(code)))
    }
}
