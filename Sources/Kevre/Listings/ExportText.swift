import PostgreSQL
import Spreadsheet

extension Listing {
    /// Writes everything the query selects as csv: `;`, decimal comma and byte order mark, which French
    /// spreadsheet software opens by a double click; ISO dates, which it recognises too; text that would run as
    /// a formula is guarded. The last column identifies the row, so that a corrected file can be imported.
    ///
    /// - Parameter sink: takes pieces of about 64 KiB.
    /// - Returns: the number of rows.
    @discardableResult
    public func writeCSV(
        _ query: ListingQuery, for agent: Agent, in tx: Transaction, to sink: @escaping ([UInt8]) throws -> Void
    ) throws -> Int {
        let columns = shownColumns(query)
        var writer = CSVWriter(sink: sink)
        try writer.append(columns.map(\.title) + [Self.identifierTitle])
        var count = 0
        var cells: [CellValue] = []
        try each(query, for: agent, in: tx) { row in
            cells.removeAll(keepingCapacity: true)
            for cell in row.cells {
                switch cell {
                // With its zone a moment is mere text to a spreadsheet; this form it reads as date and time.
                case .moment(let moment), .closing(let moment):
                    let paris = ParisTime(moment)
                    cells.append(.text("\(paris.day.iso) \(paris.clock)"))
                default: cells.append(cell.value)
                }
            }
            cells.append(.integer(row.key))
            try writer.append(cells)
            count += 1
        }
        try writer.finish()
        return count
    }

    /// Writes everything the query selects as one JSON array, an object a row: `id`, `address`, then the
    /// columns by their names; amounts in cents, rates in basis points, ISO dates, codes of states.
    ///
    /// - Parameter sink: takes pieces of about 64 KiB.
    /// - Returns: the number of rows.
    @discardableResult
    public func writeJSON(
        _ query: ListingQuery, for agent: Agent, in tx: Transaction, to sink: ([UInt8]) throws -> Void
    ) throws -> Int {
        let names = shownColumns(query).map(\.name)
        var piece = "["
        var count = 0
        try each(query, for: agent, in: tx) { row in
            piece += count == 0 ? "\n" : ",\n"
            let values = zip(names, row.cells).map { ($0, $1.json) }
            JSONValue.object([("id", .integer(row.key)), ("address", .string(row.address))] + values)
                .write(to: &piece)
            count += 1
            if piece.utf8.count >= 65_536 {
                try sink(Array(piece.utf8))
                piece.removeAll(keepingCapacity: true)
            }
        }
        piece += count == 0 ? "]\n" : "\n]\n"
        try sink(Array(piece.utf8))
        return count
    }
}
