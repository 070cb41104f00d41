import CFreeXL
import Foundation

/// Reads a workbook of Excel 97–2003 (BIFF8) with libfreexl; what the library leaves out (formulas, errors,
/// hidden sheets, merged cells) comes from ``BIFFSurvey``.
struct XLSReader: Sendable {
    let sheets: [SourceSheet]
    private let path: String
    private let limits: ReadLimits
    private let survey: BIFFSurvey

    init(path: String, limits: ReadLimits) throws {
        self.path = path
        self.limits = limits
        survey = try BIFFSurvey(path: path)
        let survey = survey
        sheets = try Self.withWorkbook(path) { handle in
            var count: UInt32 = 0
            try Self.check(freexl_get_info(handle, UInt16(FREEXL_BIFF_SHEET_COUNT), &count))
            return try (0..<Int(count)).map { index in
                var name: UnsafePointer<CChar>?
                try Self.check(freexl_get_worksheet_name(handle, UInt16(index), &name))
                let text = name.map { String(cString: $0) } ?? ""
                return SourceSheet(name: text, isHidden: survey.sheet(index)?.isHidden ?? false)
            }
        }
        guard !sheets.isEmpty else { throw SpreadsheetError.empty }
    }

    func rows(sheet: Int, _ body: (SourceRow) throws -> Bool) throws {
        let known = survey.sheet(sheet)
        try Self.withWorkbook(path) { handle in
            try Self.check(freexl_select_active_worksheet(handle, UInt16(sheet)))
            var rows: UInt32 = 0
            var columns: UInt16 = 0
            try Self.check(freexl_worksheet_dimensions(handle, &rows, &columns))
            let lastRow = max(Int(rows), (known?.lastRow ?? -1) + 1)
            let width = max(Int(columns), (known?.lastColumn ?? -1) + 1)
            for row in 0..<lastRow {
                var cells: [SourceCell] = []
                for column in 0..<width {
                    let own = row < Int(rows) && column < Int(columns)
                    var cell = own ? try Self.cell(handle, row, column) : .empty
                    if let formula = known?.cells[BIFFSurvey.Position(row: row, column: column)] {
                        cell = formula.merged(with: cell)
                    }
                    cells.append(cell)
                }
                while cells.last == .empty { cells.removeLast() }
                guard cells.contains(where: { !$0.isBlank || $0.isFormula }) else { continue }
                let read = Double(row + 1) / Double(lastRow)
                guard try body(SourceRow(number: row + 1, cells: cells, fractionRead: read)) else { return }
            }
        }
    }

    func mergedRanges(sheet: Int) throws -> [CellRange] { survey.sheet(sheet)?.merged ?? [] }

    private static func withWorkbook<T>(_ path: String, _ body: (UnsafeRawPointer) throws -> T) throws -> T {
        var handle: UnsafeRawPointer?
        let result = freexl_open(path, &handle)
        // To be closed even on failure, says freexl.h.
        defer { if let handle { freexl_close(handle) } }
        try check(result)
        guard let handle else { throw SpreadsheetError.damaged(part: "xls", reason: "freexl_open") }
        var password: UInt32 = 0
        try check(freexl_get_info(handle, UInt16(FREEXL_BIFF_PASSWORD), &password))
        if password == UInt32(FREEXL_BIFF_OBFUSCATED) { throw SpreadsheetError.encrypted }
        return try body(handle)
    }

    private static func check(_ result: Int32) throws {
        switch result {
        case FREEXL_OK: return
        case FREEXL_BIFF_WORKBOOK_NOT_FOUND: throw SpreadsheetError.notATable(.oleDocument)
        default: throw SpreadsheetError.damaged(part: "xls", reason: "freexl \(result)")
        }
    }

    private static func cell(_ handle: UnsafeRawPointer, _ row: Int, _ column: Int) throws -> SourceCell {
        var native = FreeXL_CellValue()
        try check(freexl_get_cell_value(handle, UInt32(row), UInt16(column), &native))
        switch Int32(native.type) {
        case FREEXL_CELL_INT:
            let value = Int(native.value.int_value)
            return .number(Double(value), lexical: String(value))
        case FREEXL_CELL_DOUBLE:
            let value = native.value.double_value
            return .number(value, lexical: PlainNumber.text(value))
        case FREEXL_CELL_TEXT, FREEXL_CELL_SST_TEXT:
            guard let text = native.value.text_value, text.pointee != 0 else { return .empty }
            return .text(String(cString: text))
        case FREEXL_CELL_DATE, FREEXL_CELL_DATETIME, FREEXL_CELL_TIME:
            guard let text = native.value.text_value else { return .empty }
            return date(String(cString: text))
        default:
            return .empty
        }
    }

    /// `2014-01-27`, `2014-01-27 09:47:46`, `09:47:46`.
    private static func date(_ text: String) -> SourceCell {
        let halves = text.split(separator: " ")
        var date: SourceDate?
        var time: SourceTime?
        for half in halves {
            let dashes = half.split(separator: "-").compactMap { Int($0) }
            let colons = half.split(separator: ":").compactMap { Int($0) }
            if dashes.count == 3 { date = SourceDate(year: dashes[0], month: dashes[1], day: dashes[2]) }
            if colons.count == 3 { time = SourceTime(hour: colons[0], minute: colons[1], second: colons[2]) }
        }
        switch (date, time) {
        case (let date?, let time?): return .moment(date, time)
        case (let date?, nil): return .date(date)
        case (nil, let time?): return .time(time)
        default: return .text(text)
        }
    }
}
