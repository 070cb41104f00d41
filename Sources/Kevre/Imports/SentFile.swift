import Foundation
import Spreadsheet

/// How a file was read, carried by the workbook of its refused lines, so that what comes back corrected is read as it
/// was sent: its columns, its year, who granted, and the run it comes from.
struct SentFile: Codable, Sendable, Equatable {
    let kind: ImportKind
    let run: Int
    let fileName: String
    /// The sheets of the file that were read, each with its own in the workbook.
    let parts: [Part]
    let headers: [String]
    /// An `ImportMapping`, as the database keeps it.
    let mapping: [String: [String]]
    /// Who granted what names no funder: the authority, another, nil when nobody said it.
    let isOwn: Bool?
    let funder: String?

    struct Part: Codable, Sendable, Equatable {
        /// Of the sheet in the file itself.
        let sheet: Int
        let headerRow: Int
        /// Its name in the file.
        let name: String
        /// That of the sheet of refused lines.
        let title: String
        let year: String?
    }

    init<Field: ImportField>(_ plan: ImportPlan<Field>, _ request: ImportRequest, run: Int, funder: ImportFunder?) {
        kind = request.kind
        self.run = run
        fileName = plan.sent?.fileName ?? request.fileName
        let plans = [plan] + plan.alike
        parts = plans.map { one in
            Part(
                sheet: one.sheet, headerRow: one.headerRow ?? 0, name: one.sheetName,
                title: plans.count > 1 ? one.sheetName : Self.linesTitle, year: one.yearSaid?.value.description)
        }
        headers = plan.headers
        mapping = plan.mapping.texts
        switch funder {
        case .own?: (isOwn, self.funder) = (true, nil)
        case .named(let name)?: (isOwn, self.funder) = (false, name)
        case nil: (isOwn, self.funder) = (nil, nil)
        }
    }

    var importFunder: ImportFunder? { isOwn == true ? .own : funder.map { .named($0) } }

    // MARK: - In the workbook

    static let linesTitle = "Lignes refusées"
    private static let sheetTitle = "Kevre"
    private static let mark = "kevre-import"
    /// What a cell can hold, and more than enough for a mapping.
    private static let pieceLength = 8_000

    /// Writes it on a sheet that is not shown, after the others.
    func write(to workbook: WorkbookWriter) throws {
        var options = SheetOptions()
        options.isHidden = true
        options.autofilter = false
        let sheet = try workbook.addSheet(
            Self.sheetTitle, columns: [SheetColumn(Self.mark, .text, width: 30)], options: options)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var rest = Substring(String(decoding: try encoder.encode(self), as: UTF8.self))
        while !rest.isEmpty {
            try sheet.append([.text(String(rest.prefix(Self.pieceLength)))])
            rest = rest.dropFirst(Self.pieceLength)
        }
    }

    /// What a workbook carries; nil of any other file. One that was spoilt is as good as none.
    static func found(in source: TableSource) throws -> SentFile? {
        guard source.format != .csv, let index = source.sheets.firstIndex(where: { $0.name == sheetTitle }) else {
            return nil
        }
        var lines: [String] = []
        try source.rows(sheet: index) { row in
            lines.append(row[0].text)
            return lines.count < 200
        }
        guard lines.first == mark else { return nil }
        return try? JSONDecoder().decode(SentFile.self, from: Data(lines.dropFirst().joined().utf8))
    }
}

extension ImportPlan {
    /// Reads the lines as they were when they were sent back: each column by its title, wherever it stands now.
    ///
    /// - Throws: ``ImportRefusal`` when a column that was read is gone.
    mutating func take(_ sent: SentFile, _ part: SentFile.Part) throws {
        self.sent = sent
        var known = ImportMapping<Field>(texts: sent.mapping)
        for (field, list) in known.sources {
            known[field] = try list.map { source in
                guard case .column(let index) = source, index < sent.headers.count else { return source }
                let title = sent.headers[index].trimmed
                let here = columns.indices.filter { columns[$0].header.trimmed == title }
                if here.contains(index) || (title.isEmpty && index < columns.count) { return source }
                guard here.count == 1 else {
                    throw ImportRefusal.sentColumn(title.isEmpty ? ColumnName.letter(index) : title)
                }
                return .column(here[0])
            }
        }
        mapping = known
        context = FileContext()
        if let year = part.year.flatMap({ Year($0) }) {
            context.years = [FileContext.Said(value: year, place: .sent(sent.fileName))]
        }
    }

    /// Says which import the lines come back from.
    var sentNotice: [String] {
        guard let sent else { return [] }
        return [
            "Lignes corrigées de l’import n°\u{a0}\(sent.run), «\u{a0}\(sent.fileName)\u{a0}»\u{a0}: lues comme elles "
                + "l’avaient été."
        ]
    }
}
