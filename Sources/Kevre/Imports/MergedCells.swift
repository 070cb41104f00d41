import Spreadsheet

/// Cells merged downwards: their value counts for every row they cover, amounts excepted (they would be
/// counted several times).
struct MergedCells<Field: ImportField> {
    private var ranges: [Int: [CellRange]] = [:]
    private var values: [Int: (range: CellRange, cell: SourceCell)] = [:]

    init(source: TableSource, plan: ImportPlan<Field>) throws {
        guard source.format != .csv else { return }
        for range in try source.mergedRanges(sheet: plan.sheet) where range.lastRow > range.firstRow {
            ranges[range.firstColumn, default: []].append(range)
        }
    }

    mutating func filled(_ row: SourceRow) -> SourceRow {
        guard !ranges.isEmpty else { return row }
        var cells = row.cells
        let index = row.number - 1
        for (column, list) in ranges {
            guard let range = list.first(where: { ($0.firstRow...$0.lastRow).contains(index) }) else {
                continue
            }
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
    func nameRow(_ name: Field, _ plan: ImportPlan<Field>, _ row: Int) -> Int? {
        guard case .column(let column) = plan.mapping[name].first, let value = values[column],
            value.range.firstRow + 1 < row, row - 1 <= value.range.lastRow, case .text = value.cell
        else { return nil }
        return value.range.firstRow + 1
    }
}
