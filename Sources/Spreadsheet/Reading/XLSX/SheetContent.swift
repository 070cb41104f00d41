import Foundation

/// `xl/worksheets/sheetN.xml`: rows are gathered as they come, for the reader to take away piece by piece.
final class SheetContent: XMLContent {
    /// Rows that are complete.
    var rows: [(number: Int, cells: [SourceCell])] = []

    /// Ten times what a sheet may have (1 048 576 rows): a number beyond is no row's.
    private static let rowNumbers = 10_000_000

    private let strings: TextTable
    private let styles: [NumberFormat.Shows]
    private let from1904: Bool
    private let limits: ReadLimits
    private let part: String

    private var rowNumber = 0
    private var cells: [SourceCell] = []
    private var column = -1
    private var style = 0
    private var type = Kind.number
    private var value: [UInt8] = []
    private var formula: [UInt8]?
    private var target = Target.nothing
    private var isInCell = false
    private var phonetic = 0
    private var rowCount = 0
    private var cellCount = 0
    /// Bytes of the texts of the row, and of all rows so far.
    private var rowBytes = 0
    private var textBytes = 0
    /// Long shared texts by their number: the cells that name one have it together.
    private var longTexts: [Int: SourceCell] = [:]

    private enum Kind {
        case number, shared, string, boolean, error, date
    }

    private enum Target {
        case nothing, value, formula
    }

    init(
        part: String, strings: TextTable, styles: [NumberFormat.Shows], from1904: Bool,
        limits: ReadLimits
    ) {
        self.part = part
        self.strings = strings
        self.styles = styles
        self.from1904 = from1904
        self.limits = limits
    }

    override func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        if localName(name, is: "c") {
            startCell(attributes)
        } else if localName(name, is: "v") {
            target = isInCell ? .value : .nothing
        } else if localName(name, is: "row") {
            rowNumber = attributes.integer("r") ?? rowNumber + 1
            guard (1...Self.rowNumbers).contains(rowNumber) else {
                throw SpreadsheetError.damaged(part: part, reason: "row \(rowNumber)")
            }
            column = -1
            rowBytes = 0
            cells.removeAll(keepingCapacity: true)
        } else if isInCell {
            if localName(name, is: "f") {
                target = .formula
                formula = []
            } else if localName(name, is: "t") {
                target = phonetic == 0 ? .value : .nothing
            } else if localName(name, is: "rPh") {
                phonetic += 1
            }
        }
    }

    override func end(_ name: UnsafePointer<CChar>) throws {
        if localName(name, is: "c") {
            isInCell = false
            try endCell()
        } else if localName(name, is: "row") {
            try endRow()
        } else if localName(name, is: "rPh") {
            phonetic -= 1
        } else if localName(name, is: "v") || localName(name, is: "t") || localName(name, is: "f") {
            target = .nothing
        }
    }

    override func text(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        switch target {
        case .nothing: return
        case .value: value.append(contentsOf: bytes)
        case .formula: formula?.append(contentsOf: bytes)
        }
        let held = value.count + (formula?.count ?? 0)
        if held > limits.field { throw SpreadsheetError.tooLarge(.field, found: held, allowed: limits.field) }
    }

    private func startCell(_ attributes: XMLAttributes) {
        isInCell = true
        value.removeAll(keepingCapacity: true)
        formula = nil
        column = attributes.pointer("r").flatMap { Self.column($0) } ?? column + 1
        style = 0
        if let pointer = attributes.pointer("s") { style = Int(strtol(pointer, nil, 10)) }
        type = .number
        guard let pointer = attributes.pointer("t") else { return }
        switch (pointer[0], pointer[1]) {
        case (0x73, 0): type = .shared  // s
        case (0x73, _), (0x69, _): type = .string  // str, inlineStr
        case (0x62, _): type = .boolean  // b
        case (0x65, _): type = .error  // e
        case (0x64, _): type = .date  // d
        default: type = .number
        }
    }

    /// The column, from 0, of a reference such as `AB12`.
    private static func column(_ reference: UnsafePointer<CChar>) -> Int? {
        var column = 0
        var next = reference
        while next.pointee >= 0x41, next.pointee <= 0x5A, column < 1_000_000 {
            column = column * 26 + Int(next.pointee) - 0x40
            next += 1
        }
        return column > 0 ? column - 1 : nil
    }

    private func endCell() throws {
        guard let cell = try read() else { return }
        guard column < limits.columns else {
            throw SpreadsheetError.tooLarge(.columns, found: column + 1, allowed: limits.columns)
        }
        cellCount += 1
        if cellCount > limits.cells {
            throw SpreadsheetError.tooLarge(.cells, found: cellCount, allowed: limits.cells)
        }
        try count(cell)
        while cells.count < column { cells.append(.empty) }
        if column < cells.count { cells[column] = cell } else { cells.append(cell) }
    }

    /// A text said once may be named by millions of cells.
    private func count(_ cell: SourceCell) throws {
        guard case .text(let text) = cell else { return }
        rowBytes += text.utf8.count
        textBytes += text.utf8.count
        if rowBytes > limits.record {
            throw SpreadsheetError.tooLarge(.record, found: rowBytes, allowed: limits.record)
        }
        if textBytes > limits.unpacked {
            throw SpreadsheetError.tooLarge(.unpacked, found: textBytes, allowed: limits.unpacked)
        }
    }

    private func read() throws -> SourceCell? {
        let plain = value.isEmpty ? nil : try cached()
        guard let formula else { return plain }
        return .formula(String(decoding: formula, as: UTF8.self), cached: plain ?? .empty)
    }

    private func cached() throws -> SourceCell {
        let text = String(decoding: value, as: UTF8.self)
        switch type {
        case .string: return .text(ControlEscapes.resolved(text))
        case .error: return .error(text)
        case .boolean: return .boolean(text == "1" || text == "true")
        case .shared:
            guard let index = Int(text) else { throw noShared(text) }
            if let long = longTexts[index] { return long }
            guard let shared = strings.text(index) else { throw noShared(text) }
            let cell: SourceCell = shared.isEmpty ? .empty : .text(ControlEscapes.resolved(shared))
            if shared.utf8.count > 256 { longTexts[index] = cell }
            return cell
        case .date: return Self.isoDate(text) ?? .text(text)
        case .number:
            guard let number = Double(text) else { return .text(text) }
            let shows = styles.indices.contains(style) ? styles[style] : .number
            return NumberFormat.cell(number, lexical: text, shows, from1904: from1904)
        }
    }

    private func noShared(_ text: String) -> SpreadsheetError {
        .damaged(part: part, reason: "shared string \(text), row \(rowNumber)")
    }

    /// `2026-03-01` or `2026-03-01T14:05:00`, as strict workbooks write.
    private static func isoDate(_ text: String) -> SourceCell? {
        let numbers = text.split { !$0.isNumber }.prefix(6).map { Int($0) ?? 0 }
        guard numbers.count >= 3 else { return nil }
        let date = SourceDate(year: numbers[0], month: numbers[1], day: numbers[2])
        guard text.contains("T"), numbers.count >= 5 else { return .date(date) }
        let second = numbers.count > 5 ? numbers[5] : 0
        return .moment(date, SourceTime(hour: numbers[3], minute: numbers[4], second: second))
    }

    private func endRow() throws {
        guard cells.contains(where: { !$0.isBlank || $0.isFormula }) else { return }
        rowCount += 1
        if rowCount > limits.rows {
            throw SpreadsheetError.tooLarge(.rows, found: rowCount, allowed: limits.rows)
        }
        rows.append((rowNumber, cells))
    }
}

/// The merged cells of a sheet.
final class MergedCellsContent: XMLContent {
    private(set) var ranges: [CellRange] = []
    private let limits: ReadLimits

    init(limits: ReadLimits) {
        self.limits = limits
    }

    override func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        guard localName(name, is: "mergeCell"), let reference = attributes["ref"] else { return }
        let corners = reference.split(separator: ":").map(Self.cell)
        guard let first = corners.first, let last = corners.last else { return }
        let range = CellRange(
            firstRow: first.row, firstColumn: first.column, lastRow: last.row, lastColumn: last.column)
        guard range.isSound else { return }
        ranges.append(range)
        if ranges.count > limits.merges {
            throw SpreadsheetError.tooLarge(.merges, found: ranges.count, allowed: limits.merges)
        }
    }

    private static func cell(_ reference: Substring) -> (row: Int, column: Int) {
        var column = 0
        var row = 0
        for byte in reference.utf8 {
            switch byte {
            case 0x41...0x5A where column < 1_000_000: column = column * 26 + Int(byte) - 0x40
            case 0x30...0x39 where row < 100_000_000: row = row * 10 + Int(byte) - 0x30
            default: continue
            }
        }
        return (row - 1, column - 1)
    }
}

/// `_x000D_`: how workbooks write characters that XML cannot hold (ECMA-376 part 1, § 22.9.2.19).
enum ControlEscapes {
    static func resolved(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "_")), text.contains("_x") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.range(of: "_x") {
            result += rest[..<start.lowerBound]
            let digits = rest[start.upperBound...].prefix(4)
            let after = rest[start.upperBound...].dropFirst(4)
            if digits.utf8.count == 4, after.first == "_", let code = UInt32(digits, radix: 16),
                code != 0, let scalar = Unicode.Scalar(code)
            {
                result.unicodeScalars.append(scalar)
                rest = after.dropFirst()
            } else {
                result += "_x"
                rest = rest[start.upperBound...]
            }
        }
        return result + rest
    }
}
