import Spreadsheet

/// Cells merged downwards: their value counts for every row they cover, amounts excepted (they would be
/// counted several times).
struct MergedCells {
    private var ranges: [Int: [CellRange]] = [:]
    private var values: [Int: (range: CellRange, cell: SourceCell)] = [:]

    init(source: TableSource, sheet: Int, width: Int) throws {
        guard source.format != .csv else { return }
        // Right of the last column nothing is read: a range out there would only widen every row.
        for range in try source.mergedRanges(sheet: sheet)
        where range.lastRow > range.firstRow && range.firstColumn < width {
            ranges[range.firstColumn, default: []].append(range)
        }
        for column in ranges.keys { ranges[column]?.sort { $0.firstRow < $1.firstRow } }
    }

    /// The range of a column that holds a row. Ranges of one column do not overlap, and a file may have as many of
    /// them as it has rows: halves are looked at, not all.
    private func range(in list: [CellRange], holding row: Int) -> CellRange? {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].firstRow <= row { low = middle + 1 } else { high = middle }
        }
        guard low > 0, list[low - 1].lastRow >= row else { return nil }
        return list[low - 1]
    }

    mutating func filled(_ row: SourceRow) -> SourceRow {
        guard !ranges.isEmpty else { return row }
        var cells = row.cells
        let index = row.number - 1
        for (column, list) in ranges {
            guard let range = range(in: list, holding: index) else { continue }
            if range.firstRow == index {
                values[column] = (range, row[column])
            } else if let value = values[column], value.range == range, row[column].isBlank,
                case .text = value.cell
            {
                while cells.count <= column { cells.append(.empty) }
                cells[column] = value.cell
            }
        }
        return SourceRow(number: row.number, cells: cells, fractionRead: row.fractionRead)
    }

    /// The row a merged name was taken from.
    func nameRow<Field: ImportField>(_ name: Field, _ plan: ImportPlan<Field>, _ row: Int) -> Int? {
        guard case .column(let column) = plan.mapping[name].first, let value = values[column],
            value.range.firstRow + 1 < row, row - 1 <= value.range.lastRow, case .text = value.cell
        else { return nil }
        return value.range.firstRow + 1
    }
}
