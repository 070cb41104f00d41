import CLibXLSXWriter
import Foundation

/// The XML of plain rows, letter for letter as libxlsxwriter writes it: there each cell is a node of its own, with a copy
/// of its text, that `printf` writes, which for long lists costs more than packing them.
///
/// What needs care (control characters, blanks at an end, links) is left to libxlsxwriter, a whole row at a time.
struct RowText {
    private struct Column {
        /// `<c r="B`
        let head: [UInt8]
        /// `" s="3"`, or `"` where the cell looks like any other.
        let style: [UInt8]
    }

    private let columns: [Column]
    private var number: [UInt8] = []
    private(set) var bytes: [UInt8] = []

    init(_ formats: [Formats.Format?]) {
        columns = formats.enumerated().map { index, format in
            var name = [CChar](repeating: 0, count: 16)
            lxw_col_to_name(&name, UInt16(index), 0)
            let letters = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            let style = format.map(lxw_format_get_xf_index) ?? 0
            return Column(
                head: Array("<c r=\"".utf8) + letters, style: Array((style > 0 ? "\" s=\"\(style)\"" : "\"").utf8))
        }
        bytes.reserveCapacity(1 << 12)
    }

    /// Makes the XML of a row, from 0.
    ///
    /// - Returns: false when the row is libxlsxwriter's.
    mutating func make(_ row: UInt32, _ cells: [CellValue], _ offsets: inout ZoneOffsets) -> Bool {
        bytes.removeAll(keepingCapacity: true)
        number.removeAll(keepingCapacity: true)
        Self.append(Int(row) + 1, to: &number)
        append("<row r=\"")
        bytes += number
        append("\">")
        for index in cells.indices where !cells[index].isEmpty {
            bytes += columns[index].head
            bytes += number
            bytes += columns[index].style
            guard make(cells[index], &offsets) else { return false }
        }
        append("</row>")
        return true
    }

    private mutating func make(_ cell: CellValue, _ offsets: inout ZoneOffsets) -> Bool {
        switch cell {
        case .text(let text):
            append(" t=\"inlineStr\"><is><t>")
            guard text.utf8.withContiguousStorageIfAvailable({ append(text: $0) }) ?? false else { return false }
            append("</t></is></c>")
            return true
        case .boolean(let value):
            append(value ? " t=\"b\"><v>1</v></c>" : " t=\"b\"><v>0</v></c>")
            return true
        case .integer(let value): return append(value, decimals: 0)
        case .money(let cents): return append(cents, decimals: 2)
        case .percent(let basisPoints): return append(basisPoints, decimals: 4)
        case .date(let year, let month, let day):
            let unixDay = SerialDate.unixDay(year: year, month: month, day: day)
            guard let serial = SerialDate.serial(unixDay: unixDay) else { return false }
            return append(serial, decimals: 0)
        case .moment(let date):
            let seconds = Int(date.timeIntervalSince1970.rounded(.down)) + offsets.seconds(at: date) + 25_569 * 86_400
            guard seconds >= 0, seconds < 100_000 * 86_400 else { return false }
            // A day has ten decimals, as in the files of spreadsheet software: some microseconds.
            return append((seconds * 100_000_000 + 432) / 864, decimals: 10)
        case .empty, .link: return false
        }
    }

    /// A number of fifteen digits at most, without the noise of its binary form.
    private mutating func append(_ value: Int, decimals: Int) -> Bool {
        guard value.magnitude < 1_000_000_000_000_000 else { return false }
        append("><v>")
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var (rest, left) = (Int(value.magnitude), decimals)
        while left > 0, rest % 10 == 0 {
            rest /= 10
            left -= 1
        }
        let scale = Self.powers[left]
        Self.append(rest / scale, to: &bytes)
        if left > 0 {
            bytes.append(UInt8(ascii: "."))
            var digit = scale / 10
            while digit > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(rest / digit % 10))
                digit /= 10
            }
        }
        append("</v></c>")
        return true
    }

    private static let powers = (0..<10).reduce(into: [1]) { powers, _ in powers.append(powers[powers.count - 1] * 10) }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// - Returns: false for text that is not plain.
    private mutating func append(text: UnsafeBufferPointer<UInt8>) -> Bool {
        let blank = UInt8(ascii: " ")
        guard text.count <= XMLText.cellLimit, text.first != blank, text.last != blank else { return false }
        var start = 0
        for index in text.indices {
            let byte = text[index]
            // From EF on there may be what XML cannot hold; "_x" may open what spreadsheets take for an escape.
            if byte < blank || byte >= 0xEF { return false }
            let escape: StaticString
            switch byte {
            case UInt8(ascii: "&"): escape = "&amp;"
            case UInt8(ascii: "<"): escape = "&lt;"
            case UInt8(ascii: ">"): escape = "&gt;"
            case UInt8(ascii: "_") where index + 1 < text.count && text[index + 1] == UInt8(ascii: "x"): return false
            default: continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            append(escape)
            start = index + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        return true
    }
}
