/// Where a line stands among the sheets that are read together: its row, and beyond what a sheet can hold, its sheet.
enum LinePlace {
    /// More rows than any workbook's sheet has.
    private static let rows = 10_000_000

    /// - Parameter ordinal: of the sheet among those read, from 0. A text file, which may be longer, has one.
    static func line(_ row: Int, sheet ordinal: Int) -> Int { row + ordinal * rows }

    static func row(_ line: Int, among sheets: Int) -> Int { sheets > 1 ? (line - 1) % rows + 1 : line }

    static func sheet(_ line: Int, among sheets: Int) -> Int { sheets > 1 ? min((line - 1) / rows, sheets - 1) : 0 }
}

extension LineIssue {
    /// The same with the name of its sheet, where several are read.
    func placed(among sheets: [String]) -> LineIssue {
        guard sheets.count > 1 else { return self }
        return LineIssue(
            line: LinePlace.row(line, among: sheets.count), sheet: sheets[LinePlace.sheet(line, among: sheets.count)],
            column: column, value: value, reason: reason, severity: severity)
    }
}
