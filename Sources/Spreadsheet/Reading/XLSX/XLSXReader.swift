/// Reads an Office Open XML workbook (ECMA-376) sheet by sheet, as a stream.
struct XLSXReader: Sendable {
    let sheets: [SourceSheet]
    private let path: String
    private let limits: ReadLimits
    private let parts: [String]
    private let stringsPart: String?
    private let styles: [NumberFormat.Shows]
    private let from1904: Bool

    init(path: String, limits: ReadLimits) throws {
        self.path = path
        self.limits = limits
        let archive = try Archive(path: path, limits: limits)
        let workbookPart = try Self.workbook(archive)
        let workbook = WorkbookContent(limit: limits.sheets)
        try XMLReader.read(workbookPart, of: archive, with: workbook)
        let relations = RelationsContent()
        let folder = Self.folder(workbookPart)
        let name = workbookPart.split(separator: "/").last.map(String.init) ?? ""
        try XMLReader.read("\(folder)_rels/\(name).rels", of: archive, with: relations)

        var sheets: [SourceSheet] = []
        var parts: [String] = []
        var seen: Set<String> = []
        for sheet in workbook.sheets {
            // Chart sheets and macro sheets hold no rows.
            guard let relation = relations.relations[sheet.relation], relation.type == "worksheet" else {
                continue
            }
            let part = Self.resolve(relation.target, in: folder)
            // One part under a thousand names would be read a thousand times.
            guard seen.insert(part.lowercased()).inserted else {
                throw SpreadsheetError.damaged(part: part, reason: "two sheets")
            }
            sheets.append(SourceSheet(name: sheet.name, isHidden: sheet.isHidden))
            parts.append(part)
        }
        guard !sheets.isEmpty else { throw SpreadsheetError.empty }
        self.sheets = sheets
        self.parts = parts
        from1904 = workbook.from1904
        stringsPart = relations.target(ofType: "sharedStrings").map { Self.resolve($0, in: folder) }
        let styles = StylesContent()
        if let part = relations.target(ofType: "styles").map({ Self.resolve($0, in: folder) }),
            archive.entry(part) != nil
        {
            try XMLReader.read(part, of: archive, with: styles)
        }
        self.styles = styles.shows
    }

    func rows(sheet: Int, _ body: (SourceRow) throws -> Bool) throws {
        let archive = try Archive(path: path, limits: limits)
        let strings = SharedStringsContent(limits: limits)
        if let part = stringsPart, archive.entry(part) != nil {
            try XMLReader.read(part, of: archive, with: strings)
        }
        let part = parts[sheet]
        let size = Double(max(archive.entry(part)?.size ?? 1, 1))
        let content = SheetContent(
            part: part, strings: strings.table, styles: styles, from1904: from1904, limits: limits)
        try XMLReader.read(part, of: archive, with: content) { bytes in
            let read = min(Double(bytes) / size, 1)
            for row in content.rows {
                let given = SourceRow(number: row.number, cells: row.cells, fractionRead: read)
                guard try body(given) else { return false }
            }
            content.rows.removeAll(keepingCapacity: true)
            return true
        }
    }

    func mergedRanges(sheet: Int) throws -> [CellRange] {
        let archive = try Archive(path: path, limits: limits)
        let content = MergedCellsContent(limits: limits)
        try XMLReader.read(parts[sheet], of: archive, with: content)
        return content.ranges
    }

    /// The part that is the workbook, or the error that says what the archive is instead.
    private static func workbook(_ archive: Archive) throws -> String {
        if archive.entry("_rels/.rels") != nil {
            let relations = RelationsContent()
            try XMLReader.read("_rels/.rels", of: archive, with: relations)
            if let target = relations.target(ofType: "officeDocument") {
                let part = resolve(target, in: "")
                if part.hasPrefix("word/") { throw SpreadsheetError.notATable(.docx) }
                if part.hasPrefix("ppt/") { throw SpreadsheetError.notATable(.pptx) }
                if part.hasSuffix(".bin") { throw SpreadsheetError.notATable(.xlsb) }
                return part
            }
        }
        if archive.entry("mimetype") != nil {
            var type: [UInt8] = []
            try archive.read("mimetype") { bytes in
                type.append(contentsOf: bytes.prefix(100))
                return false
            }
            let name = String(decoding: type, as: UTF8.self)
            if name.hasPrefix("application/vnd.oasis.opendocument") {
                if name.contains("spreadsheet") { throw SpreadsheetError.notATable(.ods) }
                throw SpreadsheetError.notATable(name.contains("text") ? .odt : .openDocument)
            }
        }
        throw SpreadsheetError.notATable(.zip)
    }

    /// `xl/` of `xl/workbook.xml`.
    private static func folder(_ part: String) -> String {
        part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
    }

    /// A target as written in relations: relative to the folder, or absolute in the archive.
    private static func resolve(_ target: String, in folder: String) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var steps = folder.split(separator: "/").map(String.init)
        for step in target.split(separator: "/") {
            if step == ".." {
                if !steps.isEmpty { steps.removeLast() }
            } else if step != "." {
                steps.append(String(step))
            }
        }
        return steps.joined(separator: "/")
    }
}
