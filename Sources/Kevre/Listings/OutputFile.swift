import Foundation
import Spreadsheet

/// A file of text that gets its name only once it is whole and on disk.
public enum OutputFile {
    /// Writes the whole of a file.
    ///
    /// - Throws: ``ExportRefusal`` when the disk is full or the place cannot be written.
    public static func write(_ data: Data, to file: URL) throws {
        do {
            try write(to: file) { sink in try sink(Array(data)) }
        } catch SpreadsheetError.diskFull(let path) {
            throw ExportRefusal.diskFull(path)
        } catch SpreadsheetError.cannotWrite(let path, let reason) {
            throw ExportRefusal.cannotWrite(path, reason: reason)
        }
    }

    /// Gives `body` a sink whose bytes go to a hidden file beside the final one, then renames it.
    ///
    /// - Throws: ``SpreadsheetError/diskFull(path:)`` or ``SpreadsheetError/cannotWrite(path:reason:)``, as the
    ///   workbook writer does, or what `body` throws.
    static func write<T>(to file: URL, _ body: (@escaping ([UInt8]) throws -> Void) throws -> T) throws -> T {
        if isSpecial(file.path) { return try pour(into: file.path, body) }
        let path = file.deletingLastPathComponent()
            .appending(path: ".\(file.lastPathComponent).\(UUID().uuidString.prefix(8)).part").path
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(file.path) }
        do {
            let result = try body { bytes in try write(bytes, to: descriptor, for: file.path) }
            guard fsync(descriptor) == 0, rename(path, file.path) == 0 else { throw failure(file.path) }
            close(descriptor)
            return result
        } catch {
            close(descriptor)
            unlink(path)
            throw error
        }
    }

    /// A device or a pipe is written into, never replaced.
    private static func pour<T>(
        into path: String, _ body: (@escaping ([UInt8]) throws -> Void) throws -> T
    ) throws -> T {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        return try body { bytes in try write(bytes, to: descriptor, for: path) }
    }

    private static func isSpecial(_ path: String) -> Bool {
        var found = stat()
        return stat(path, &found) == 0 && found.st_mode & S_IFMT != S_IFREG
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, for path: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = Foundation.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0 {
                    if errno == EINTR { continue }
                    throw failure(path)
                }
                rest = rest.dropFirst(written)
            }
        }
    }

    private static func failure(_ path: String) -> SpreadsheetError {
        let code = errno
        return code == ENOSPC || code == EDQUOT
            ? .diskFull(path: path) : .cannotWrite(path: path, reason: String(cString: strerror(code)))
    }
}
