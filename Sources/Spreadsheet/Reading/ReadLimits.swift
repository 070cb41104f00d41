/// How much is accepted from a file before it is refused. The defaults let in anything a person works with,
/// and stop what was made to fill memory or disk.
public struct ReadLimits: Sendable {
    /// What a limit measures.
    public enum Measure: String, Sendable {
        /// Bytes of the file itself.
        case file
        /// Entries of the archive.
        case entries
        /// Bytes of the archive once unpacked.
        case unpacked
        /// Unpacked size over packed size, of one entry.
        case ratio
        /// Bytes of the shared strings of a workbook.
        case sharedStrings
        /// Sheets of a workbook, whether they hold anything or not.
        case sheets
        /// Rows of a sheet, columns of a row, non-empty cells of a sheet, merged ranges of a sheet.
        case rows, columns, cells, merges
        /// Bytes of one XML tag, or of all the names that a part uses.
        case markup
        /// Bytes of one cell, of one line.
        case field, record
    }

    /// Bytes of a text or xlsx file.
    public var file = 2 << 30
    /// Bytes of an old .xls file, which is held whole in memory.
    public var oldWorkbookFile = 128 << 20
    /// Entries of an xlsx archive.
    public var entries = 10_000
    /// Bytes of an xlsx archive once unpacked.
    public var unpacked = 2 << 30
    /// Unpacked over packed size of an entry of more than 4 MiB. XML written by real programs stays below 60.
    public var ratio = 200
    /// Bytes of the shared strings, which are kept in memory.
    public var sharedStrings = 256 << 20
    /// Sheets of one workbook: each is looked at before one is chosen.
    public var sheets = 1_000
    /// Merged ranges of one sheet.
    public var merges = 1_000_000
    /// Bytes of one tag with its attributes.
    public var tag = 1 << 20
    /// Bytes that the names, tags and nesting of one XML part take in memory. Real parts need some kilobytes.
    public var markup = 64 << 20
    /// Rows of one sheet.
    public var rows = 5_000_000
    /// Columns: a cell with a value further right is refused (styled empty cells are not counted).
    public var columns = 2_000
    /// Non-empty cells of one sheet.
    public var cells = 100_000_000
    /// Bytes of one cell.
    public var field = 1 << 20
    /// Bytes of one csv record, of the texts of one row.
    public var record = 8 << 20

    /// The defaults.
    public static let `default` = ReadLimits()
    /// The defaults; change what is needed.
    public init() {}
}
