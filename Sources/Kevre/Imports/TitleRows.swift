import Spreadsheet

/// Titles on two rows: « Montant » over « demandé » and « voté ». Read apart, the first amount would be taken for
/// what was granted.
enum TitleRows {
    /// Both rows as one, « Montant demandé » and « Montant voté », under the number of the lower; nil when the lower
    /// one is no row of titles.
    ///
    /// - Parameter merged: the cells merged sideways of a workbook, its rows and columns from 0.
    static func joined(_ upper: SourceRow, _ lower: SourceRow, merged: [CellRange]) -> SourceRow? {
        let width = max(upper.cells.count, lower.cells.count)
        let above = (0..<width).map { upper[$0].text.trimmed }
        let below = (0..<width).map { lower[$0].text.trimmed }
        guard lower.number <= upper.number + 1, above.count(where: { !$0.isEmpty }) >= 2,
            upper.cells.allSatisfy(isTitle), lower.cells.allSatisfy(isTitle)
        else { return nil }
        var titles = above
        var isSpanned = false
        var column = 0
        while column < width {
            let span = span(at: column, above, below, upper.number - 1, merged)
            let children = (column..<column + span).filter { !below[$0].isEmpty }
            if span > 1, !above[column].isEmpty, children.count > 1 {
                for child in children { titles[child] = "\(above[column]) \(below[child])" }
                isSpanned = true
            } else {
                for child in children {
                    // A title over another that is not its part: the lower row is a line of the table.
                    guard above[child].isEmpty else { return nil }
                    titles[child] = below[child]
                }
            }
            column += span
        }
        guard isSpanned else { return nil }
        return SourceRow(
            number: lower.number, cells: titles.map { $0.isEmpty ? .empty : .text($0) },
            fractionRead: lower.fractionRead)
    }

    /// How many columns a title stands over: as its cell was merged, or while nothing stands beside it and something
    /// under it.
    private static func span(
        at column: Int, _ above: [String], _ below: [String], _ row: Int, _ merged: [CellRange]
    ) -> Int {
        let range = merged.first { $0.firstRow == row && $0.firstColumn == column && $0.lastColumn > column }
        if let range { return min(range.lastColumn + 1, above.count) - column }
        guard merged.isEmpty, !above[column].isEmpty, !below[column].isEmpty else { return 1 }
        var end = column + 1
        while end < above.count, above[end].isEmpty, !below[end].isEmpty { end += 1 }
        return end - column
    }

    /// Words, a year, or nothing.
    private static func isTitle(_ cell: SourceCell) -> Bool {
        switch cell {
        case .empty: return true
        case .text(let text):
            let plain = text.trimmed
            return plain.isEmpty || Year(plain) != nil || plain.contains(where: \.isLetter) && Day(plain) == nil
        case .number(let number, _): return (1900...2100).contains(number) && number == number.rounded()
        default: return false
        }
    }
}
