import CLibXLSXWriter
import Foundation

/// Writes one sheet, row by row; a sheet that is full continues on a further one, « Name (2) ».
public final class SheetWriter {
    /// The name the sheet has got.
    public private(set) var name: String
    /// The columns.
    public let columns: [SheetColumn]
    /// Data rows written so far, sections and subtotals included.
    public private(set) var count = 0
    unowned let workbook: WorkbookWriter
    let options: SheetOptions
    private(set) var sheet: UnsafeMutablePointer<lxw_worksheet>
    private(set) var row: UInt32 = 0
    private(set) var parts: [Part] = []
    /// The format of each column's cells.
    private let plain: [Formats.Format?]
    private var text: RowText
    private var sums: [Int]
    private var sectionSums: [Int]
    private var sectionStart: UInt32 = 0
    private(set) var isFinished = false
    private var packer: RowPacker?
    private let base: String
    var links = 0
    private var hasFilter = false

    /// The data rows of one sheet, from 0, bounds included; without rows, `last` is the one before `first`.
    struct Part {
        let name: String
        let first: UInt32
        var last: UInt32
        var isEmpty: Bool { last == UInt32.max || last < first }
    }

    static let maximumRows: UInt32 = 1_048_576

    init(name: String, columns: [SheetColumn], options: SheetOptions, in workbook: WorkbookWriter) throws {
        self.workbook = workbook
        self.columns = columns
        self.options = options
        sums = columns.map { _ in 0 }
        sectionSums = sums
        // Text at the top of its cell differs from the usual only where a neighbour is wrapped.
        let wraps = columns.contains { $0.kind == .longText }
        plain = columns.map { !wraps && $0.kind == .text ? nil : workbook.formats.plain.format(for: $0.kind) }
        text = RowText(plain)
        (base, sheet) = try workbook.addWorksheet(name)
        self.name = base
        try begin()
    }

    /// Writes one row; cells to the right may be left out.
    public func append(_ cells: [CellValue]) throws {
        guard cells.count <= columns.count else {
            throw SpreadsheetError.tooManyCells(found: cells.count, columns: columns.count)
        }
        try makeRoom()
        // A cell without a value looks as its column does: it needs no line in the file.
        if text.make(row, cells, &workbook.offsets), let file = sheet.pointee.file {
            // The row that libxlsxwriter still holds comes first; of this one it needs to know that it is there.
            lxw_worksheet_write_single_row(sheet)
            fwrite(text.bytes, 1, text.bytes.count, file)
            sheet.pointee.dim_rowmax = max(sheet.pointee.dim_rowmax, row)
        } else {
            for (index, cell) in cells.enumerated() where !cell.isEmpty { try write(cell, index, plain[index]) }
        }
        for index in cells.indices where columns[index].totals { add(cells[index], index) }
        try next()
    }

    /// Writes a bold line over the whole width, which opens a group of rows.
    public func section(_ title: String) throws {
        try makeRoom()
        let formats = workbook.formats.section
        for index in columns.indices {
            try write(index == 0 ? .text(title) : .empty, index, formats.format(for: columns[index].kind))
        }
        try next()
        sectionStart = row
        sectionSums = sums.map { _ in 0 }
    }

    /// Writes the subtotals of the rows since the last ``section(_:)``; the total below does not count them twice.
    public func subtotal(_ label: String) throws {
        try makeRoom()
        let formula: (Int) -> String = { [sectionStart, row] column in
            Self.subtotal([Self.range(column, sectionStart, row - 1, on: nil)])
        }
        try summary(label, workbook.formats.subtotal, sectionSums, row > sectionStart ? formula : nil)
        try next()
    }

    /// Ends the data: writes the totals row (formulas that follow the filter, with their present values) where a
    /// column asks for it and there are rows. A sheet left unfinished is finished by ``WorkbookWriter/close()``,
    /// without totals.
    public func finish(totals label: String = "Total") throws {
        guard !isFinished else { throw SpreadsheetError.finished }
        let parts = parts
        try addFilter()
        if columns.contains(where: \.totals), count > 0, row < Self.maximumRows {
            let formula: (Int) -> String = { column in
                Self.subtotal(
                    parts.map { Self.range(column, $0.first, $0.last, on: parts.count > 1 ? $0.name : nil) })
            }
            try summary(label, workbook.formats.total, sums, formula)
            row += 1
        }
        try end()
    }

    func end() throws {
        guard !isFinished else { return }
        try endPart()
        isFinished = true
    }

    // MARK: - Rows

    private func makeRoom() throws {
        guard !isFinished, !workbook.isClosed else { throw SpreadsheetError.finished }
        guard row == Self.maximumRows else { return }
        try endPart()
        (name, sheet) = try workbook.addWorksheet(SheetNames.numbered(base, parts.count + 1))
        row = 0
        links = 0
        hasFilter = false
        try begin()
        sectionStart = row
    }

    private func next() throws {
        parts[parts.count - 1].last = row
        row += 1
        count += 1
        // libxlsxwriter never looks at what became of a row.
        if row & 0x3FF == 0 { try packer?.check() }
    }

    private func begin() throws {
        packer = try workbook.pack(sheet)
        sheet.setUp(columns, plain, options)
        if options.isHidden { worksheet_hide(sheet) }
        row = try writeHead()
        parts.append(Part(name: name, first: row, last: row &- 1))
        sectionStart = row
    }

    private func writeHead() throws -> UInt32 {
        let formats = workbook.formats
        for (index, line) in options.titleLines.enumerated() {
            let format = index == 0 ? formats.title : formats.subtitle
            try workbook.check(
                worksheet_write_string(sheet, row, 0, XMLText.clean(line), format))
            row += 1
        }
        if !options.titleLines.isEmpty { row += 1 }
        try workbook.check(worksheet_set_row(sheet, row, 30, nil))
        for (index, column) in columns.enumerated() {
            let format =
                switch column.kind {
                case .integer, .money, .percent: formats.numberHeader
                default: formats.header
                }
            let title = XMLText.clean(column.title)
            try workbook.check(worksheet_write_string(sheet, row, UInt16(index), title, format))
            if let note = column.note {
                try workbook.check(worksheet_write_comment(sheet, row, UInt16(index), XMLText.clean(note)))
            }
        }
        if options.frozenHeader || options.frozenColumns > 0 {
            worksheet_freeze_panes(
                sheet, options.frozenHeader ? row + 1 : 0, UInt16(options.frozenColumns))
        }
        if options.repeatsHeader { try workbook.check(worksheet_repeat_rows(sheet, row, row)) }
        return row + 1
    }

    private func endPart() throws {
        try addFilter()
        try packer?.finish()
    }

    /// libxlsxwriter refuses this in constant memory once a row is written below the range: the totals come after.
    private func addFilter() throws {
        guard options.autofilter, !hasFilter, !columns.isEmpty, let part = parts.last, !part.isEmpty else {
            return
        }
        hasFilter = true
        try workbook.check(
            worksheet_autofilter(sheet, part.first - 1, 0, part.last, UInt16(columns.count - 1)))
    }

    // MARK: - Sums

    private func add(_ cell: CellValue, _ index: Int) {
        let value: Int
        switch cell {
        case .integer(let number): value = number
        case .money(let cents): value = cents
        default: return
        }
        sums[index] = sums[index].addingReportingOverflow(value).partialValue
        sectionSums[index] = sectionSums[index].addingReportingOverflow(value).partialValue
    }

    private func summary(
        _ label: String, _ formats: Formats.Row, _ sums: [Int], _ formula: ((Int) -> String)?
    ) throws {
        for (index, column) in columns.enumerated() {
            let format = formats.format(for: column.kind)
            if column.totals, let formula {
                let value = column.kind == .money ? Double(sums[index]) / 100 : Double(sums[index])
                try workbook.check(
                    worksheet_write_formula_num(sheet, row, UInt16(index), formula(index), format, value))
            } else {
                try write(index == 0 ? .text(label) : .empty, index, format)
            }
        }
    }

    private static func subtotal(_ ranges: [String]) -> String {
        "=SUBTOTAL(109,\(ranges.joined(separator: ",")))"
    }
}
