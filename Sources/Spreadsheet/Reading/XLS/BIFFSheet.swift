/// Walks through the records of one sheet (MS-XLS § 2.4) and gives its cells in the order of the file.
struct BIFFSheet {
    struct Cell {
        let row: Int
        let column: Int
        let value: SourceCell
    }

    let workbook: BIFFWorkbook
    let start: Int
    let strings: TextTable

    private var stream: [UInt8] { workbook.stream }

    /// Whether the cells come row after row, as Excel writes them; some programs do not.
    func isOrdered() -> Bool {
        var last = -1
        var isOrdered = true
        walk { type, body, _ in
            guard Self.cellTypes.contains(type), body.count >= 6 else { return true }
            let row = stream.short(body.lowerBound)
            isOrdered = row >= last
            last = row
            return isOrdered
        }
        return isOrdered
    }

    private static let cellTypes: Set<Int> = [0x06, 0xFD, 0x204, 0xD6, 0x27E, 0xBD, 0x203, 0x205]

    /// The merged cells.
    func mergedRanges(limits: ReadLimits) throws -> [CellRange] {
        var ranges: [CellRange] = []
        try walk { type, body, _ in
            guard type == 0xE5 else { return true }
            let at = body.lowerBound
            for number in 0..<stream.short(at) where at + 10 + number * 8 <= body.upperBound {
                let words = (0..<4).map { stream.short(at + 2 + number * 8 + $0 * 2) }
                let range = CellRange(
                    firstRow: words[0], firstColumn: words[2], lastRow: words[1], lastColumn: words[3])
                if range.isSound { ranges.append(range) }
            }
            if ranges.count > limits.merges {
                throw SpreadsheetError.tooLarge(.merges, found: ranges.count, allowed: limits.merges)
            }
            return true
        }
        return ranges
    }

    /// Gives each cell with a value, until `body` returns false.
    func cells(_ give: (Cell) throws -> Bool) throws {
        // A formula whose result is text: it follows in a record of its own.
        var awaited: (row: Int, column: Int)?
        try walk { type, body, records in
            let at = body.lowerBound
            if type == 0x207, let place = awaited {  // STRING
                awaited = nil
                let text = records.string(at, wideLength: true, in: body)
                let cached: SourceCell = text.isEmpty ? .empty : .text(text)
                return try give(
                    Cell(row: place.row, column: place.column, value: .formula("", cached: cached)))
            }
            guard Self.cellTypes.contains(type), body.count >= 6 else { return true }
            let row = stream.short(at)
            let column = stream.short(at + 2)
            if type == 0xBD {  // MULRK: a run of numbers
                for number in 0..<((body.count - 6) / 6) {
                    let value = rk(at + 4 + number * 6)
                    guard try give(Cell(row: row, column: column + number, value: value)) else {
                        return false
                    }
                }
                return true
            }
            if type == 0x06 {
                guard let cached = body.count >= 20 ? result(at + 6, style: stream.short(at + 4)) : .empty
                else {
                    awaited = (row, column)
                    return true
                }
                return try give(Cell(row: row, column: column, value: .formula("", cached: cached)))
            }
            guard let value = try value(type, body, records) else { return true }
            return try give(Cell(row: row, column: column, value: value))
        }
    }

    /// Every record of the sheet itself; a chart within it has records of its own, which are left out.
    private func walk(_ visit: (Int, Range<Int>, BIFFRecords) throws -> Bool) rethrows {
        var records = BIFFRecords(stream: stream, position: start, isUnicode: workbook.isUnicode)
        var depth = 0
        while let (type, body) = records.next() {
            if type == 0x809 {
                depth += 1
            } else if type == 0x0A {
                depth -= 1
                if depth <= 0 { return }
            } else if depth == 1 {
                guard try visit(type, body, records) else { return }
            }
        }
    }

    private func value(_ type: Int, _ body: Range<Int>, _ records: BIFFRecords) throws -> SourceCell? {
        let at = body.lowerBound
        switch type {
        case 0xFD where body.count >= 10:  // LABELSST
            let index = Int(stream.word(at + 6))
            guard let text = strings.text(index) else {
                throw SpreadsheetError.damaged(part: "xls", reason: "SST \(index)")
            }
            return text.isEmpty ? nil : .text(text)
        case 0x204, 0xD6:  // LABEL, RSTRING
            let text = records.string(at + 6, wideLength: true, in: body)
            return text.isEmpty ? nil : .text(text)
        case 0x27E where body.count >= 10: return rk(at + 4)  // RK
        case 0x203 where body.count >= 14:  // NUMBER
            return number(stream.double(at + 6), style: stream.short(at + 4))
        case 0x205 where body.count >= 8:  // BOOLERR
            let code = stream[at + 6]
            return stream[at + 7] == 1 ? .error(Self.error(code)) : .boolean(code != 0)
        default: return nil
        }
    }

    private func number(_ value: Double, style: Int) -> SourceCell {
        let shows = workbook.styles.indices.contains(style) ? workbook.styles[style] : .number
        return NumberFormat.cell(
            value, lexical: PlainNumber.text(value), shows, from1904: workbook.from1904)
    }

    /// A style and a number in four bytes: thirty bits of an integer or of a double, maybe in hundredths.
    private func rk(_ at: Int) -> SourceCell {
        let bits = stream.word(at + 2)
        var value =
            bits & 2 != 0
            ? Double(Int32(bitPattern: bits) >> 2) : Double(bitPattern: UInt64(bits & 0xFFFF_FFFC) << 32)
        if bits & 1 != 0 { value /= 100 }
        return number(value, style: stream.short(at))
    }

    /// A formula's result; `nil` when it is text.
    private func result(_ at: Int, style: Int) -> SourceCell? {
        guard stream.short(at + 6) == 0xFFFF else { return number(stream.double(at), style: style) }
        switch stream[at] {
        case 0: return nil
        case 1: return .boolean(stream[at + 2] != 0)
        case 2: return .error(Self.error(stream[at + 2]))
        default: return .empty
        }
    }

    private static func error(_ code: UInt8) -> String {
        switch code {
        case 0x00: "#NULL!"
        case 0x07: "#DIV/0!"
        case 0x0F: "#VALUE!"
        case 0x17: "#REF!"
        case 0x1D: "#NAME?"
        case 0x24: "#NUM!"
        default: "#N/A"
        }
    }
}
