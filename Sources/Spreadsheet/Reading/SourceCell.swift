/// A day as a spreadsheet gives it: no time zone, not checked against anything but the calendar.
public struct SourceDate: Hashable, Sendable {
    /// Year, month from 1, day from 1.
    public let year: Int, month: Int, day: Int

    /// A day as given.
    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// ISO 8601: `2026-03-01`.
    public var text: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
}

/// A time of the day, without time zone.
public struct SourceTime: Hashable, Sendable {
    /// Hour 0…23, minute, second.
    public let hour: Int, minute: Int, second: Int

    /// A time as given.
    public init(hour: Int, minute: Int, second: Int) {
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// `14:05:00`.
    public var text: String { "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))" }
}

/// One cell of a file that is read.
public enum SourceCell: Hashable, Sendable {
    /// No value.
    case empty
    /// Text, as it stands (never trimmed). Every non-empty csv cell is text.
    case text(String)
    /// A number; `lexical` is what the file says to the letter (`3.51816E13`, `1234.5600000000001`).
    case number(Double, lexical: String)
    /// A number shown as a day.
    case date(SourceDate)
    /// A number shown as a day and time, in the file's own unnamed time zone.
    case moment(SourceDate, SourceTime)
    /// A number shown as a time of the day.
    case time(SourceTime)
    /// TRUE or FALSE.
    case boolean(Bool)
    /// An error value: `#REF!`, `#N/A`…
    case error(String)
    /// A formula (empty where the file shares one between cells, or does not give its text) and the value
    /// which the program that saved the file had computed. It may be stale: whether to take it is the caller's.
    indirect case formula(String, cached: SourceCell)

    /// Whether there is nothing to read: no value, or text of blanks alone.
    public var isBlank: Bool {
        switch self {
        case .empty: true
        case .text(let text): text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        case .formula(_, let cached): cached.isBlank
        default: false
        }
    }

    /// The cell as plain text: numbers in full without exponent or separators (`35181600000000`, `1234.56`:
    /// the fifteen significant digits that a spreadsheet shows), dates in ISO 8601, `TRUE`/`FALSE`, a formula
    /// as its cached value.
    public var text: String {
        switch self {
        case .empty: ""
        case .text(let text): text
        case .number(let value, let lexical): PlainNumber.text(value, lexical: lexical)
        case .date(let date): date.text
        case .moment(let date, let time): "\(date.text) \(time.text)"
        case .time(let time): time.text
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .error(let code): code
        case .formula(_, let cached): cached.text
        }
    }

    /// Whether the value comes from a formula.
    public var isFormula: Bool {
        if case .formula = self { true } else { false }
    }
}

/// One row that is read. Rows without any value are not given.
public struct SourceRow: Sendable {
    /// Text files: the physical line on which the row begins. Workbooks: the row's number. From 1.
    public let number: Int
    /// The cells from the first column on; trailing empty cells of workbooks are left out.
    public let cells: [SourceCell]
    /// The share of the file or sheet read so far, 0…1: for a progress bar.
    public let fractionRead: Double
    /// Text files: a quotation mark opened on this line is closed nowhere; the line was read alone, without the mark.
    public let hasOpenQuote: Bool

    /// A row as given.
    public init(number: Int, cells: [SourceCell], fractionRead: Double = 0, hasOpenQuote: Bool = false) {
        self.hasOpenQuote = hasOpenQuote
        self.number = number
        self.cells = cells
        self.fractionRead = fractionRead
    }

    /// The cell of a column (from 0); `.empty` beyond either end.
    public subscript(column: Int) -> SourceCell { cells.indices.contains(column) ? cells[column] : .empty }
}

/// A rectangle of cells; rows and columns from 0, bounds included.
public struct CellRange: Hashable, Sendable {
    /// The bounds.
    public let firstRow: Int, firstColumn: Int, lastRow: Int, lastColumn: Int

    /// A rectangle as given.
    public init(firstRow: Int, firstColumn: Int, lastRow: Int, lastColumn: Int) {
        self.firstRow = firstRow
        self.firstColumn = firstColumn
        self.lastRow = lastRow
        self.lastColumn = lastColumn
    }

    /// Whether it is a rectangle at all: a file may say anything (`"A"`, `"1:5"`, `"C3:A1"`).
    var isSound: Bool {
        firstRow >= 0 && firstColumn >= 0 && firstRow <= lastRow && firstColumn <= lastColumn
    }
}

func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
    return (number < 0 ? "-" : "") + zeros + digits
}
