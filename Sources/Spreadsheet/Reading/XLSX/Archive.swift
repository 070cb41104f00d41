import CZip
import Foundation

/// The zip archive of a workbook, opened for reading; refuses what was made to fill memory or disk.
final class Archive {
    private let archive: OpaquePointer
    private let path: String
    let limits: ReadLimits
    /// The entries by name.
    private(set) var entries: [String: Entry] = [:]

    struct Entry {
        let index: UInt64
        let size: Int
    }

    init(path: String, limits: ReadLimits) throws {
        var code: Int32 = 0
        guard let opened = zip_open(path, ZIP_RDONLY, &code) else {
            var error = zip_error_t()
            zip_error_init_with_code(&error, code)
            defer { zip_error_fini(&error) }
            let reason = String(cString: zip_error_strerror(&error))
            throw SpreadsheetError.damaged(part: "zip", reason: reason)
        }
        archive = opened
        self.path = path
        self.limits = limits
        // Every property has its value: `deinit` closes the archive even when this throws.
        try survey()
    }

    deinit { zip_discard(archive) }

    private func survey() throws {
        let count = Int(zip_get_num_entries(archive, 0))
        if count > limits.entries {
            throw SpreadsheetError.tooLarge(.entries, found: count, allowed: limits.entries)
        }
        var total = 0
        for index in 0..<max(count, 0) {
            var status = zip_stat_t()
            guard zip_stat_index(archive, UInt64(index), 0, &status) == 0, let name = status.name else {
                throw SpreadsheetError.damaged(part: "zip", reason: "zip_stat_index")
            }
            let key = String(cString: name)
            let size = Int(clamping: status.size)
            let packed = Int(clamping: status.comp_size)
            if status.encryption_method != UInt16(ZIP_EM_NONE) { throw SpreadsheetError.encrypted }
            total = total.addingReportingOverflow(size).overflow ? .max : total + size
            if total > limits.unpacked {
                throw SpreadsheetError.tooLarge(.unpacked, found: total, allowed: limits.unpacked)
            }
            if size > 4 << 20, size / max(packed, 1) > limits.ratio {
                throw SpreadsheetError.tooLarge(.ratio, found: size / max(packed, 1), allowed: limits.ratio)
            }
            // Some programs write "\" for "/", some begin with "/"; names differ in case from their references.
            let plain = key.replacingOccurrences(of: "\\", with: "/").lowercased()
            entries[plain.hasPrefix("/") ? String(plain.dropFirst()) : plain] =
                Entry(index: UInt64(index), size: size)
        }
    }

    func entry(_ name: String) -> Entry? { entries[name.lowercased()] }

    /// Gives the content of an entry piece by piece, until `body` returns false. More bytes than the archive
    /// announces are refused.
    func read(_ name: String, _ body: (UnsafeRawBufferPointer) throws -> Bool) throws {
        guard let entry = entry(name) else {
            throw SpreadsheetError.damaged(part: name, reason: "missing")
        }
        guard let file = zip_fopen_index(archive, entry.index, 0) else {
            throw SpreadsheetError.damaged(part: name, reason: String(cString: zip_strerror(archive)))
        }
        defer { zip_fclose(file) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var total = 0
        while true {
            let count = Int(zip_fread(file, buffer.baseAddress, UInt64(buffer.count)))
            if count < 0 {
                throw SpreadsheetError.damaged(part: name, reason: String(cString: zip_file_strerror(file)))
            }
            if count == 0 { break }
            total += count
            if total > entry.size {
                throw SpreadsheetError.tooLarge(.unpacked, found: total, allowed: entry.size)
            }
            guard try body(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return }
        }
    }
}
