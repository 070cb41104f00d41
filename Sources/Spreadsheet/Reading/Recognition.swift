/// What a file is, by its first bytes.
enum Recognition {
    case text, xlsx, xls

    private static let signatures: [(bytes: [UInt8], kind: FileKind)] = [
        (Array("\u{89}".unicodeScalars.map { UInt8($0.value) }) + Array("PNG".utf8), .png),
        ([0xFF, 0xD8, 0xFF], .jpeg),
        (Array("GIF8".utf8), .gif),
        ([0x49, 0x49, 0x2A, 0x00], .tiff),
        ([0x4D, 0x4D, 0x00, 0x2A], .tiff),
        ([0x1F, 0x8B], .gzip),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .sevenZip),
        (Array("Rar!".utf8), .rar),
        (Array("{\\rtf".utf8), .rtf),
        (Array("SQLite format 3".utf8), .sqlite),
    ]

    static func recognise(path: String, limits: ReadLimits) throws -> Recognition {
        let file = try InputFile(path: path)
        guard file.size > 0 else { throw SpreadsheetError.empty }
        guard file.size <= limits.file else {
            throw SpreadsheetError.tooLarge(.file, found: file.size, allowed: limits.file)
        }
        let head = try file.bytes(at: 0, count: 4_096)
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            return .xlsx
        }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            guard file.size <= limits.oldWorkbookFile else {
                throw SpreadsheetError.tooLarge(.file, found: file.size, allowed: limits.oldWorkbookFile)
            }
            return .xls
        }
        if let signature = signatures.first(where: { head.starts(with: $0.bytes) }) {
            throw SpreadsheetError.notATable(signature.kind)
        }
        if head.starts(with: Array("RIFF".utf8)), head.dropFirst(8).starts(with: Array("WEBP".utf8)) {
            throw SpreadsheetError.notATable(.webp)
        }
        if head.prefix(1_024).firstRange(of: Array("%PDF-".utf8)) != nil {
            throw SpreadsheetError.notATable(.pdf)
        }
        if let markup = markup(head) { throw SpreadsheetError.notATable(markup) }
        if isBlank(file, head) { throw SpreadsheetError.empty }
        return .text
    }

    /// HTML (which some portals serve under the name of .xls), XML and JSON, seen from their first characters.
    private static func markup(_ head: [UInt8]) -> FileKind? {
        var rest = head[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        let start = String(decoding: rest.prefix(64), as: UTF8.self).lowercased()
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") || start.hasPrefix("<table") {
            return .html
        }
        if start.hasPrefix("<?xml") { return .xml }
        if start.hasPrefix("{") || start.hasPrefix("[") {
            let next = start.dropFirst().first { !$0.isWhitespace }
            if next == "\"" || next == "{" || next == "}" || next == "]" { return .json }
        }
        return nil
    }

    private static func isBlank(_ file: InputFile, _ head: [UInt8]) -> Bool {
        var rest = head[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        if rest.starts(with: [0xFF, 0xFE]) || rest.starts(with: [0xFE, 0xFF]) { rest = rest.dropFirst(2) }
        return file.size <= head.count && rest.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }
}
