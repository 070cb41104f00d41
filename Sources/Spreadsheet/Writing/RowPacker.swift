import CLibXLSXWriter
import Foundation

/// Packs the rows of a sheet on a thread of its own while they are written.
///
/// In constant memory libxlsxwriter writes each row to a temporary file, and reads and packs all of them when the
/// workbook is closed: half of the work, done by one processor after the other half. Here the rows go through a pipe to
/// the thread that packs them; in libxlsxwriter's file stands ``mark``, in whose place ``WorkbookPackage`` puts them.
final class RowPacker: @unchecked Sendable {
    /// What stands for the rows: as markup, it can't be part of a cell's text.
    static let mark = "<!--rows-->"

    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let path: String
    /// libxlsxwriter's own temporary file.
    private let original: UnsafeMutablePointer<FILE>
    /// The pipe's end that libxlsxwriter writes to; nil once the rows have ended.
    private var stream: UnsafeMutablePointer<FILE>?
    private let packed: Int32
    private let deflater: Deflater
    private let condition = NSCondition()
    private var outcome: Result<Void, any Error>?
    private var failure: (any Error)?

    /// - Returns: nil where libxlsxwriter keeps no temporary file.
    init?(_ sheet: UnsafeMutablePointer<lxw_worksheet>, for partial: PartialFile) throws {
        guard let original = sheet.pointee.optimize_tmpfile else { return nil }
        self.sheet = sheet
        self.original = original
        path = partial.finalPath
        deflater = try Deflater()
        packed = try partial.openScratch()
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0, let opened = fdopen(ends[1], "w") else {
            let error = PartialFile.error(path)
            for end in ends where end >= 0 { Foundation.close(end) }
            throw error
        }
        // Programs that are started meanwhile have no part in it.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        setvbuf(opened, nil, _IOFBF, 1 << 16)
        stream = opened
        sheet.pointee.optimize_tmpfile = opened
        sheet.pointee.file = opened
        let source = ends[0]
        let thread = Thread { [self] in run(source) }
        thread.name = "row-packer"
        thread.start()
    }

    deinit {
        Foundation.close(packed)
    }

    /// Checksum and length of the rows, and the length they are packed to; known once they have ended.
    var crc: UInt { deflater.crc }
    var plainCount: Int { deflater.plainCount }
    var packedCount: Int { deflater.packedCount }

    /// - Throws: why the rows can't be kept, as soon as that is known.
    func check() throws {
        try condition.withLock { if let failure { throw failure } }
    }

    /// Ends the rows: nothing can be written to the sheet any more.
    func finish() throws {
        guard stream != nil else { return }
        lxw_worksheet_write_single_row(sheet)
        close()
        try condition.withLock { try outcome?.get() }
        guard fputs(Self.mark, original) >= 0, fflush(original) == 0 else { throw PartialFile.error(path) }
    }

    /// Ends the thread, and gives libxlsxwriter its own file back.
    func close() {
        guard let stream else { return }
        self.stream = nil
        sheet.pointee.optimize_tmpfile = original
        sheet.pointee.file = original
        fclose(stream)
        condition.lock()
        while outcome == nil { condition.wait() }
        condition.unlock()
    }

    /// Gives the packed rows to `sink`, piece by piece.
    func read(_ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var position: off_t = 0
        while true {
            let count = pread(packed, &buffer, buffer.count, position)
            if count < 0 { throw PartialFile.error(path) }
            if count == 0 { return }
            try buffer.withUnsafeBytes { try sink(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            position += off_t(count)
        }
    }

    // MARK: - The thread

    private func run(_ source: Int32) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var isOver = false
        while !isOver {
            let count = Foundation.read(source, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            isOver = count <= 0
            // After a failure the pipe is still emptied: a writer into a closed one would be killed.
            guard failure == nil else { continue }
            do {
                if count < 0 { throw PartialFile.error(path) }
                try buffer.withUnsafeBytes { bytes in
                    try deflater.pack(
                        UnsafeRawBufferPointer(rebasing: bytes[..<max(count, 0)]), isOver ? .boundary : .none
                    ) { try PartialFile.write($0, to: packed, for: path) }
                }
            } catch {
                condition.withLock { failure = error }
            }
        }
        Foundation.close(source)
        condition.lock()
        outcome = failure.map { .failure($0) } ?? .success(())
        condition.broadcast()
        condition.unlock()
    }
}
