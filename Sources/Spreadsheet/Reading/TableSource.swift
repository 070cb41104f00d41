/// A sheet of a file that is read; a text file has one, without a name.
public struct SourceSheet: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Whether its author hid it.
    public let isHidden: Bool

    /// A sheet as given.
    public init(name: String, isHidden: Bool = false) {
        self.name = name
        self.isHidden = isHidden
    }
}

/// A file of rows: xlsx, xls or csv, recognised by its content, never by its name. Rows are streamed; the value
/// holds no open file, and may be read several times and from several threads.
public struct TableSource: Sendable {
    /// What the file is.
    public enum Format: String, Sendable {
        /// Text with delimiters; an Office Open XML workbook; a workbook of Excel 97–2003.
        case csv, xlsx, xls
    }

    /// What the file is.
    public let format: Format
    /// Its sheets, in the order of the tabs.
    public let sheets: [SourceSheet]
    private let reader: Reader

    private enum Reader {
        case csv(CSVReader)
        case xlsx(XLSXReader)
        case xls(XLSReader)

        // Never inlined: Swift 6.3.1 breaks off (CopyPropagation, « outside of lifetime use ») when it inlines these
        // into an optimized caller.
        @inline(never) var dialect: CSVDialect? {
            if case .csv(let reader) = self { reader.dialect } else { nil }
        }

        @inline(never) func rows(_ sheet: Int, _ body: (SourceRow) throws -> Bool) throws {
            switch self {
            case .csv(let reader): try reader.rows(body)
            case .xlsx(let reader): try reader.rows(sheet: sheet, body)
            case .xls(let reader): try reader.rows(sheet: sheet, body)
            }
        }

        @inline(never) func mergedRanges(_ sheet: Int) throws -> [CellRange] {
            switch self {
            case .csv: []
            case .xlsx(let reader): try reader.mergedRanges(sheet: sheet)
            case .xls(let reader): try reader.mergedRanges(sheet: sheet)
            }
        }
    }

    /// Recognises a file and reads what describes it.
    /// - Parameters:
    ///   - delimiter, encoding: for a text file, what to use instead of what its content suggests.
    /// - Throws: ``SpreadsheetError``: `cannotRead`, `empty`, `notATable`, `encrypted`, `tooLarge`, `damaged`,
    ///   `entitiesRefused`.
    public static func open(
        path: String, limits: ReadLimits = .default, delimiter: UInt8? = nil, encoding: TextEncoding? = nil
    ) throws -> TableSource {
        switch try Recognition.recognise(path: path, limits: limits) {
        case .text:
            let reader = try CSVReader(path: path, limits: limits, delimiter: delimiter, encoding: encoding)
            return TableSource(format: .csv, sheets: [SourceSheet(name: "")], reader: .csv(reader))
        case .xlsx:
            let reader = try XLSXReader(path: path, limits: limits)
            return TableSource(format: .xlsx, sheets: reader.sheets, reader: .xlsx(reader))
        case .xls:
            let reader = try XLSReader(path: path, limits: limits)
            return TableSource(format: .xls, sheets: reader.sheets, reader: .xls(reader))
        }
    }

    /// What a text file was found to be.
    public var dialect: CSVDialect? { reader.dialect }

    /// The sheet that is read when none is asked for: the first that is not hidden.
    public var firstVisibleSheet: Int { sheets.firstIndex { !$0.isHidden } ?? 0 }

    /// Gives the rows of a sheet (from 0; `nil` for the first visible one) in order, those without any value left
    /// out, until the end or until `body` returns false.
    /// - Throws: ``SpreadsheetError``, or what `body` throws, unchanged.
    public func rows(sheet: Int? = nil, _ body: (SourceRow) throws -> Bool) throws {
        try reader.rows(checked(sheet), body)
    }

    /// The merged cells of a sheet; each range holds its value in its first cell only. This reads an xlsx sheet
    /// through.
    public func mergedRanges(sheet: Int? = nil) throws -> [CellRange] {
        try reader.mergedRanges(checked(sheet))
    }

    private func checked(_ sheet: Int?) throws -> Int {
        let index = sheet ?? firstVisibleSheet
        guard sheets.indices.contains(index) else {
            throw SpreadsheetError.noSuchSheet(index, count: sheets.count)
        }
        return index
    }
}
