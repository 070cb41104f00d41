/// Reads a workbook of Excel 5 to 2003 (BIFF5, BIFF8).
///
/// Written here rather than taken from libfreexl: version 1.0.6 fails on real files (it answers « no error » and
/// no workbook), leaves formulas out without a word, and is C code reading what strangers send.
struct XLSReader: Sendable {
    let sheets: [SourceSheet]
    private let path: String
    private let limits: ReadLimits

    init(path: String, limits: ReadLimits) throws {
        self.path = path
        self.limits = limits
        sheets = try BIFFWorkbook(path: path, limits: limits).sheets.map {
            SourceSheet(name: $0.name, isHidden: $0.isHidden)
        }
        guard !sheets.isEmpty else { throw SpreadsheetError.empty }
    }

    func rows(sheet: Int, _ body: (SourceRow) throws -> Bool) throws {
        let content = try self.content(sheet)
        var rows = RowBuilder(limits: limits)
        if content.isOrdered() {
            var goesOn = true
            try content.cells { cell in
                if let row = try rows.add(cell) { goesOn = try body(row) }
                return goesOn
            }
            if goesOn, let row = rows.take() { _ = try body(row) }
            return
        }
        var cells: [BIFFSheet.Cell] = []
        var bytes = 0
        try content.cells { cell in
            cells.append(cell)
            try rows.check(cells: cells.count)
            // All are held until they are in order, each with its text.
            if case .text(let text) = cell.value { bytes += text.utf8.count }
            if bytes > limits.sharedStrings {
                throw SpreadsheetError.tooLarge(.sharedStrings, found: bytes, allowed: limits.sharedStrings)
            }
            return true
        }
        cells.sort { ($0.row, $0.column) < ($1.row, $1.column) }
        for cell in cells {
            if let row = try rows.add(cell), try !body(row) { return }
        }
        if let row = rows.take() { _ = try body(row) }
    }

    func mergedRanges(sheet: Int) throws -> [CellRange] { try content(sheet).mergedRanges(limits: limits) }

    private func content(_ sheet: Int) throws -> BIFFSheet {
        let workbook = try BIFFWorkbook(path: path, limits: limits)
        // The file may have changed since it was opened.
        guard workbook.sheets.indices.contains(sheet) else {
            throw SpreadsheetError.noSuchSheet(sheet, count: workbook.sheets.count)
        }
        let strings = try workbook.strings(limits: limits)
        return BIFFSheet(workbook: workbook, start: workbook.sheets[sheet].start, strings: strings)
    }
}

/// Makes rows of cells that come one after the other.
private struct RowBuilder {
    private let limits: ReadLimits
    private var number = -1
    private var cells: [SourceCell] = []
    private var count = 0
    private var textBytes = 0

    /// Rows of an old workbook: the progress is told against what a sheet may hold.
    private static let most = 65_536

    init(limits: ReadLimits) {
        self.limits = limits
    }

    func check(cells count: Int) throws {
        if count > limits.cells {
            throw SpreadsheetError.tooLarge(.cells, found: count, allowed: limits.cells)
        }
    }

    /// Adds a cell; gives the row before it when it begins a new one.
    mutating func add(_ cell: BIFFSheet.Cell) throws -> SourceRow? {
        count += 1
        try check(cells: count)
        guard cell.column < limits.columns else {
            throw SpreadsheetError.tooLarge(.columns, found: cell.column + 1, allowed: limits.columns)
        }
        let complete = cell.row == number ? nil : take()
        if cell.row >= limits.rows {
            throw SpreadsheetError.tooLarge(.rows, found: cell.row + 1, allowed: limits.rows)
        }
        number = cell.row
        // A text said once may be named by millions of cells.
        if case .text(let text) = cell.value { textBytes += text.utf8.count }
        if textBytes > limits.unpacked {
            throw SpreadsheetError.tooLarge(.unpacked, found: textBytes, allowed: limits.unpacked)
        }
        while cells.count <= cell.column { cells.append(.empty) }
        cells[cell.column] = cell.value
        return complete
    }

    /// The row that is being made, unless it is blank.
    mutating func take() -> SourceRow? {
        defer { cells.removeAll(keepingCapacity: true) }
        guard cells.contains(where: { !$0.isBlank || $0.isFormula }) else { return nil }
        let read = min(Double(number + 1) / Double(Self.most), 1)
        return SourceRow(number: number + 1, cells: cells, fractionRead: read)
    }
}
