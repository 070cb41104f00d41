/// Everything that may go wrong while a spreadsheet is read or written. Each case carries the figures a
/// sentence for people needs; the words are the caller's.
public enum SpreadsheetError: Error, Equatable, Sendable {
    /// The file cannot be opened or read; `reason` is the system's own text.
    case cannotRead(path: String, reason: String)
    /// The file has no byte, or nothing but blank lines.
    case empty
    /// The content is not a table, whatever the name of the file says.
    case notATable(FileKind)
    /// The file is protected by a password.
    case encrypted
    /// A quotation mark opened on this line of the file (from 1) is never closed, and so it is on many lines before.
    case unclosedQuote(line: Int)
    /// The file is larger than what is accepted.
    case tooLarge(ReadLimits.Measure, found: Int, allowed: Int)
    /// The file is broken: cut short, badly compressed, badly formed. `part` is the piece of it at fault.
    case damaged(part: String, reason: String)
    /// An XML part declares a document type or entities, which no spreadsheet needs: refused as hostile.
    case entitiesRefused(part: String)
    /// There is no sheet of this number (from 0); the workbook has `count`.
    case noSuchSheet(Int, count: Int)

    /// The disk is full (or the quota reached): nothing was left behind under the final name.
    case diskFull(path: String)
    /// The file cannot be written; `reason` is the system's or libxlsxwriter's own text.
    case cannotWrite(path: String, reason: String)
    /// A row has more cells than the sheet has columns.
    case tooManyCells(found: Int, columns: Int)
    /// The sheet or the workbook was finished before.
    case finished
}

/// What a file turned out to be, by its first bytes.
public enum FileKind: String, Sendable, CaseIterable {
    case pdf, png, jpeg, gif, tiff, webp
    /// Word (.docx), PowerPoint (.pptx) and the old binary Word, Outlook… (`oleDocument`).
    case docx, pptx, oleDocument, rtf
    /// OpenDocument: a text, a spreadsheet, anything else.
    case odt, ods, openDocument
    /// Excel's binary workbook (.xlsb).
    case xlsb
    case zip, gzip, sevenZip, rar
    case html, xml, json
    case sqlite
    /// Bytes that are neither text nor a format known here.
    case binary
}
