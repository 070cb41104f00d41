import CLibXLSXWriter

extension UnsafeMutablePointer<lxw_worksheet> {
    /// Widths, the look of cells that hold nothing, and the printed page.
    func setUp(_ columns: [SheetColumn], _ formats: [Formats.Format?], _ options: SheetOptions) {
        for (index, column) in columns.enumerated() {
            let width = column.width ?? column.usualWidth
            worksheet_set_column(self, UInt16(index), UInt16(index), width, formats[index])
        }
        worksheet_set_paper(self, 9)
        worksheet_set_margins(self, 0.4, 0.4, 0.6, 0.6)
        if options.landscape { worksheet_set_landscape(self) }
        if options.fitToWidth { worksheet_fit_to_pages(self, 1, 0) }
        if let title = options.printTitle {
            // "&" opens a code in headers; a header holds 255 characters.
            let text = XMLText.clean(title, limit: 100).split(
                separator: "&", omittingEmptySubsequences: false)
            worksheet_set_header(self, "&L" + text.joined(separator: "&&"))
        }
        worksheet_set_footer(self, "&L&8&A&R&8&P / &N")
    }
}

extension SheetWriter {
    /// `B5:B104`, or `'Name'!B5:B104`; rows and column from 0.
    static func range(_ column: Int, _ first: UInt32, _ last: UInt32, on name: String?) -> String {
        let letters = columnLetters(column)
        let cells = "\(letters)\(first + 1):\(letters)\(last + 1)"
        guard let name else { return cells }
        // Names have no apostrophe: see SheetNames.
        return "'\(name)'!\(cells)"
    }

    /// `A`…`XFD` of a column from 0.
    static func columnLetters(_ column: Int) -> String {
        var letters = ""
        var rest = column + 1
        while rest > 0 {
            rest -= 1
            letters = String(UnicodeScalar(UInt8(65 + rest % 26))) + letters
            rest /= 26
        }
        return letters
    }
}
