import CLibXLSXWriter
import Foundation

/// Writes a workbook (.xlsx) row by row in constant memory.
///
/// The file appears under its name only when it is complete: it is written beside it, brought to disk, then
/// renamed. Whatever goes wrong, nothing is left behind. One writer is used by one thread at a time; sheets are
/// filled one after the other.
public final class WorkbookWriter {
    /// The final name.
    public let path: String
    let workbook: UnsafeMutablePointer<lxw_workbook>
    let formats: Formats
    var offsets: ZoneOffsets
    private let partial: PartialFile
    private var names = SheetNames()
    private var sheets: [SheetWriter] = []
    private(set) var isClosed = false
    /// What packs the rows, by the names that the sheets have in the archive.
    private var packers: [String: RowPacker] = [:]

    /// Begins a workbook. `timeZone` is the one in which moments are shown.
    public init(
        path: String, properties: DocumentProperties = DocumentProperties(),
        timeZone: TimeZone = TimeZone(identifier: "Europe/Paris") ?? .gmt
    ) throws {
        self.path = path
        partial = try PartialFile(for: path)
        workbook = try Self.open(partial)
        offsets = ZoneOffsets(timeZone)
        do {
            try Self.set(properties, of: workbook, path: path)
            // Last: once every property has its value, a failure here would free the workbook twice.
            formats = try Formats(workbook)
        } catch {
            lxw_workbook_free(workbook)
            partial.discard()
            throw error
        }
    }

    deinit {
        guard !isClosed else { return }
        for packer in packers.values { packer.close() }
        lxw_workbook_free(workbook)
        partial.discard()
    }

    private static func open(_ partial: PartialFile) throws -> UnsafeMutablePointer<lxw_workbook> {
        let opened = partial.folder.withCString { folder in
            // libxlsxwriter copies the folder's name; it opens its own unlinked temporary files there, so that
            // they sit on the disk whose room is checked.
            var options = lxw_workbook_options(
                constant_memory: 1, tmpdir: UnsafeMutablePointer(mutating: folder), use_zip64: 0)
            return workbook_new_opt(partial.framePath, &options)
        }
        guard let opened else {
            partial.discard()
            throw SpreadsheetError.cannotWrite(path: partial.finalPath, reason: "workbook_new_opt")
        }
        return opened
    }

    private static func set(
        _ properties: DocumentProperties, of workbook: UnsafeMutablePointer<lxw_workbook>, path: String
    ) throws {
        var copies: [UnsafeMutablePointer<CChar>?] = []
        defer { copies.forEach { free($0) } }
        func copy(_ text: String) -> UnsafeMutablePointer<CChar>? {
            guard !text.isEmpty else { return nil }
            copies.append(strdup(XMLText.clean(text, limit: 255)))
            return copies[copies.count - 1]
        }
        var native = lxw_doc_properties()
        native.title = copy(properties.title)
        native.author = copy(properties.author)
        native.company = copy(properties.company)
        native.subject = copy(properties.subject)
        native.comments = copy(properties.comments)
        native.created = properties.created.map { time_t($0.timeIntervalSince1970) } ?? 0
        try check(workbook_set_properties(workbook, &native), path: path)
    }

    /// Adds a sheet after the others. The name is made acceptable and unique; the one kept is `SheetWriter.name`.
    public func addSheet(
        _ name: String, columns: [SheetColumn], options: SheetOptions = SheetOptions()
    ) throws -> SheetWriter {
        let sheet = try SheetWriter(name: name, columns: columns, options: options, in: self)
        sheets.append(sheet)
        return sheet
    }

    func addWorksheet(_ wanted: String) throws -> (String, UnsafeMutablePointer<lxw_worksheet>) {
        guard !isClosed else { throw SpreadsheetError.finished }
        let name = names.unique(wanted)
        guard let sheet = workbook_add_worksheet(workbook, name) else {
            throw SpreadsheetError.cannotWrite(path: path, reason: "workbook_add_worksheet")
        }
        return (name, sheet)
    }

    /// Packs a sheet's rows while they come.
    func pack(_ sheet: UnsafeMutablePointer<lxw_worksheet>) throws -> RowPacker? {
        let packer = try RowPacker(sheet, for: partial)
        packers["xl/worksheets/sheet\(sheet.pointee.index + 1).xml"] = packer
        return packer
    }

    /// Completes every sheet and the file, and gives it its name.
    /// - Throws: ``SpreadsheetError/diskFull(path:)`` or ``SpreadsheetError/cannotWrite(path:reason:)``; the file
    ///   that stood under this name before, if any, is untouched.
    public func close() throws {
        guard !isClosed else { throw SpreadsheetError.finished }
        if sheets.isEmpty { _ = try addWorksheet("Feuille") }
        for sheet in sheets { try sheet.end() }
        // Those of a sheet that could not be begun.
        for packer in packers.values { try packer.finish() }
        // The rows are copied once more; libxlsxwriter does not check its own writes to temporary files.
        try partial.requireRoom(packers.values.reduce(1 << 20) { $0 + $1.packedCount })
        isClosed = true
        errno = 0
        let result = workbook_close(workbook)
        do {
            if errno == ENOSPC || errno == EDQUOT { throw SpreadsheetError.diskFull(path: path) }
            try Self.check(result, path: path)
            try partial.fill { target in
                try WorkbookPackage.write(
                    frame: Data(contentsOf: URL(fileURLWithPath: partial.framePath), options: .alwaysMapped),
                    rows: packers, to: target, for: path)
            }
            try partial.complete()
        } catch {
            partial.discard()
            throw error
        }
    }

    func check(_ result: lxw_error) throws { try Self.check(result, path: path) }

    private static func check(_ result: lxw_error, path: String) throws {
        guard result != LXW_NO_ERROR else { return }
        let full = errno == ENOSPC || errno == EDQUOT
        if full { throw SpreadsheetError.diskFull(path: path) }
        let reason = lxw_strerror(result).map { String(cString: $0) } ?? "lxw_error \(result.rawValue)"
        throw SpreadsheetError.cannotWrite(path: path, reason: reason)
    }
}
