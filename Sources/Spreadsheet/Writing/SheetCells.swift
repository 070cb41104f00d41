import CLibXLSXWriter
import Foundation

extension SheetWriter {
    /// Writes one cell of the row that is open.
    func write(_ cell: CellValue, _ index: Int, _ format: Formats.Format?) throws {
        let column = UInt16(index)
        let result: lxw_error
        switch cell {
        case .empty:
            result = worksheet_write_blank(sheet, row, column, format)
        case .text(let text):
            try writeText(text, column, format)
            return
        case .integer(let value):
            // A spreadsheet keeps fifteen digits: longer numbers are references, not quantities.
            guard value.magnitude < 1_000_000_000_000_000 else {
                try writeText(String(value), column, format)
                return
            }
            result = worksheet_write_number(sheet, row, column, Double(value), format)
        case .money(let cents):
            result = worksheet_write_number(sheet, row, column, Double(cents) / 100, format)
        case .percent(let basisPoints):
            result = worksheet_write_number(sheet, row, column, Double(basisPoints) / 10_000, format)
        case .date(let year, let month, let day):
            let unixDay = SerialDate.unixDay(year: year, month: month, day: day)
            guard let serial = SerialDate.serial(unixDay: unixDay) else {
                let date = SourceDate(year: year, month: month, day: day)
                try writeText(date.text, column, format)
                return
            }
            result = worksheet_write_number(sheet, row, column, Double(serial), format)
        case .moment(let date):
            let seconds = Int(date.timeIntervalSince1970.rounded(.down)) + workbook.offsets.seconds(at: date)
            let serial = Double(seconds) / 86_400 + 25_569
            result = worksheet_write_number(sheet, row, column, serial, format)
        case .boolean(let value):
            result = worksheet_write_boolean(sheet, row, column, value ? 1 : 0, format)
        case .link(let text, let url):
            try writeLink(text, url, column, format)
            return
        }
        if result != LXW_NO_ERROR { try workbook.check(result) }
    }

    private func writeText(_ text: String, _ column: UInt16, _ format: Formats.Format?) throws {
        let text = XMLText.isClean(text) ? text : XMLText.clean(text)
        let result = worksheet_write_string(sheet, row, column, text, format)
        if result != LXW_NO_ERROR { try workbook.check(result) }
    }

    private func writeLink(_ text: String, _ url: String, _ column: UInt16, _ format: Formats.Format?) throws {
        // 65 530 links a sheet and about 2 000 characters each: Excel's own limits.
        let known = ["https://", "http://", "mailto:", "internal:"].contains { url.hasPrefix($0) }
        guard known, url.utf8.count <= 2_000, links < 65_530, !url.utf8.contains(0) else {
            try writeText(text, column, format)
            return
        }
        links += 1
        let shown = XMLText.clean(text)
        try workbook.check(worksheet_write_url_opt(sheet, row, column, url, format, shown, nil))
    }
}
