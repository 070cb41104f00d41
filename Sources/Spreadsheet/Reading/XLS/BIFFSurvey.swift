/// What libfreexl does not give of a BIFF8 workbook (MS-XLS): the results of formulas, error values, hidden sheets,
/// merged cells, passwords.
struct BIFFSurvey: Sendable {
    struct Position: Hashable, Sendable {
        let row: Int
        let column: Int
    }

    /// A cell that freexl leaves out.
    enum Cell: Sendable {
        case formula(SourceCell)
        case value(SourceCell)

        func merged(with given: SourceCell) -> SourceCell {
            switch self {
            // Where freexl has the value it also has its date format.
            case .formula(let cached): .formula("", cached: given == .empty ? cached : given)
            case .value(let value): given == .empty ? value : given
            }
        }
    }

    struct Sheet: Sendable {
        var isHidden = false
        var merged: [CellRange] = []
        var cells: [Position: Cell] = [:]
        var lastRow = -1
        var lastColumn = -1
    }

    private var sheets: [Sheet] = []

    func sheet(_ index: Int) -> Sheet? { sheets.indices.contains(index) ? sheets[index] : nil }

    init(path: String) throws {
        let file = try CompoundFile(path: path)
        if file.names.contains("EncryptedPackage") { throw SpreadsheetError.encrypted }
        guard file.names.contains("Workbook") || file.names.contains("Book") else {
            throw SpreadsheetError.notATable(.oleDocument)
        }
        guard let stream = file.stream("Workbook") else { return }
        let styles = try readGlobals(stream)
        for index in sheets.indices { readSheet(stream, index, styles) }
    }

    private var starts: [Int] = []
    private var from1904 = false

    /// One record: its type and where its content stands.
    private static func record(_ stream: [UInt8], _ position: Int) -> (type: Int, body: Range<Int>)? {
        guard position >= 0, position + 4 <= stream.count else { return nil }
        let length = short(stream, position + 2)
        guard position + 4 + length <= stream.count else { return nil }
        return (short(stream, position), (position + 4)..<(position + 4 + length))
    }

    private static func short(_ bytes: [UInt8], _ at: Int) -> Int {
        at + 2 <= bytes.count ? Int(bytes[at]) | Int(bytes[at + 1]) << 8 : 0
    }

    private static func double(_ bytes: [UInt8], _ at: Int) -> Double {
        guard at + 8 <= bytes.count else { return 0 }
        let bits = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[at + $1]) << (8 * UInt64($1)) }
        return Double(bitPattern: bits)
    }

    private mutating func readGlobals(_ stream: [UInt8]) throws -> [NumberFormat.Shows] {
        var position = 0
        var formats: [Int: NumberFormat.Shows] = [:]
        var styles: [NumberFormat.Shows] = []
        while let (type, body) = Self.record(stream, position) {
            position = body.upperBound
            let at = body.lowerBound
            switch type {
            case 0x0A: return styles  // EOF
            case 0x2F: throw SpreadsheetError.encrypted  // FILEPASS
            case 0x22: from1904 = Self.short(stream, at) == 1  // DATEMODE
            case 0x85 where body.count >= 6:  // BOUNDSHEET: offset, visibility, type
                // Charts and macros: freexl counts every sheet, so they keep their place.
                let start = Self.short(stream, at) | Self.short(stream, at + 2) << 16
                starts.append(start)
                sheets.append(Sheet(isHidden: stream[at + 4] & 3 != 0))
            case 0x41E where body.count >= 5:  // FORMAT
                formats[Self.short(stream, at)] = Self.format(stream, body)
            case 0xE0 where body.count >= 4:  // XF
                let format = Self.short(stream, at + 2)
                styles.append(formats[format] ?? NumberFormat.shows(builtIn: format))
            default: break
            }
        }
        return styles
    }

    private static func format(_ stream: [UInt8], _ body: Range<Int>) -> NumberFormat.Shows {
        let at = body.lowerBound
        let count = short(stream, at + 2)
        if stream[at + 4] & 1 == 0 {
            let end = min(at + 5 + count, body.upperBound)
            // Latin-1: the low bytes of UTF-16.
            return NumberFormat.shows(
                code: String(String.UnicodeScalarView(stream[(at + 5)..<end].map { Unicode.Scalar($0) })))
        }
        let units = (0..<count).map {
            UInt16(truncatingIfNeeded: short(stream, min(at + 5 + $0 * 2, body.upperBound)))
        }
        return NumberFormat.shows(code: String(decoding: units, as: UTF16.self))
    }

    private mutating func readSheet(_ stream: [UInt8], _ index: Int, _ styles: [NumberFormat.Shows]) {
        var position = starts[index]
        var awaitsString: Position?
        var depth = 0
        while let (type, body) = Self.record(stream, position) {
            position = body.upperBound
            let at = body.lowerBound
            switch type {
            case 0x809: depth += 1  // BOF: a chart within the sheet has its own
            case 0x0A:  // EOF
                depth -= 1
                if depth <= 0 { return }
            case 0x06 where body.count >= 20 && depth == 1:  // FORMULA
                let place = Position(row: Self.short(stream, at), column: Self.short(stream, at + 2))
                let style = Self.short(stream, at + 4)
                let shows = styles.indices.contains(style) ? styles[style] : .number
                let cached = result(stream, at + 6, shows)
                if cached == nil { awaitsString = place }
                add(.formula(cached ?? .empty), place, index)
            case 0x207 where awaitsString != nil:  // STRING: the text that the formula gave
                if let place = awaitsString { add(.formula(.text(Self.string(stream, body))), place, index) }
                awaitsString = nil
            case 0x205 where body.count >= 8 && depth == 1:  // BOOLERR
                let place = Position(row: Self.short(stream, at), column: Self.short(stream, at + 2))
                let isError = stream[at + 7] == 1
                let value = stream[at + 6]
                add(.value(isError ? .error(Self.error(value)) : .boolean(value != 0)), place, index)
            case 0xE5 where depth == 1:  // MERGECELLS
                let count = Self.short(stream, at)
                for number in 0..<count where at + 2 + number * 8 + 8 <= body.upperBound {
                    let words = (0..<4).map { Self.short(stream, at + 2 + number * 8 + $0 * 2) }
                    sheets[index].merged.append(
                        CellRange(
                            firstRow: words[0], firstColumn: words[2], lastRow: words[1], lastColumn: words[3]
                        ))
                }
            default: break
            }
        }
    }

    private mutating func add(_ cell: Cell, _ place: Position, _ index: Int) {
        sheets[index].cells[place] = cell
        sheets[index].lastRow = max(sheets[index].lastRow, place.row)
        sheets[index].lastColumn = max(sheets[index].lastColumn, place.column)
    }

    /// A formula's result; `nil` when it is text, which follows in a record of its own.
    private func result(_ stream: [UInt8], _ at: Int, _ shows: NumberFormat.Shows) -> SourceCell? {
        guard Self.short(stream, at + 6) == 0xFFFF else {
            let value = Self.double(stream, at)
            return NumberFormat.cell(value, lexical: PlainNumber.text(value), shows, from1904: from1904)
        }
        switch stream[at] {
        case 0: return nil
        case 1: return .boolean(stream[at + 2] != 0)
        case 2: return .error(Self.error(stream[at + 2]))
        default: return .empty
        }
    }

    private static func string(_ stream: [UInt8], _ body: Range<Int>) -> String {
        guard body.count >= 3 else { return "" }
        let at = body.lowerBound
        let isWide = stream[at + 2] & 1 == 1
        let room = (body.count - 3) / (isWide ? 2 : 1)
        let units = (0..<min(short(stream, at), room)).map { number in
            isWide ? UInt16(short(stream, at + 3 + number * 2)) : UInt16(stream[at + 3 + number])
        }
        return String(decoding: units, as: UTF16.self)
    }

    private static func error(_ code: UInt8) -> String {
        let names: [UInt8: String] = [
            0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
            0x2A: "#N/A",
        ]
        return names[code] ?? "#ERR\(code)"
    }
}
