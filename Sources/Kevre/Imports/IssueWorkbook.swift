import Foundation
import PostgreSQL
import Spreadsheet

/// The workbook that goes with an import: the refused lines as they stood, with their errors in a column more,
/// to correct and import again; and what was repaired or kept, to read.
enum IssueWorkbook {
    /// - Returns: the workbook's path; nil when there is nothing to say.
    static func write(
        _ run: ImportRun.ID, _ request: ImportRequest, _ source: TableSource, _ sent: SentFile?, in office: Office
    ) async throws -> String? {
        let folder = office.documents.appending(path: "imports")
        let path = folder.appending(path: "import-\(run)-a-relire.xlsx").path(percentEncoded: false)
        let kind = request.kind
        let fileName = request.fileName
        return try await office.read { tx in
            guard
                try tx.first("SELECT 1 AS one FROM import_issue WHERE import_run_id = \(run) LIMIT 1") != nil
            else {
                return nil
            }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let workbook = try WorkbookWriter(
                path: path,
                properties: DocumentProperties(
                    title: "Import de \(fileName)", author: "Kevre", subject: kind.label))
            let hasLines = try sent.map { try writeRefused(run, source, $0, to: workbook, in: tx) } ?? false
            try writeIssues(run, to: workbook, in: tx)
            if hasLines { try sent?.write(to: workbook) }
            try workbook.close()
            return path
        }
    }

    /// The same for a file whose lines are no table: what was refused or kept, to read.
    ///
    /// - Parameter place: what the places of issues count.
    static func write(_ run: ImportRun.ID, title: String, place: String, in office: Office) async throws -> String? {
        let folder = office.documents.appending(path: "imports")
        let path = folder.appending(path: "import-\(run)-a-relire.xlsx").path(percentEncoded: false)
        return try await office.read { tx in
            guard try tx.first("SELECT 1 AS one FROM import_issue WHERE import_run_id = \(run) LIMIT 1") != nil else {
                return nil
            }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let workbook = try WorkbookWriter(
                path: path,
                properties: DocumentProperties(title: "Import de \(title)", author: "Kevre", subject: "Aides"))
            try writeIssues(run, place: place, to: workbook, in: tx)
            try workbook.close()
            return path
        }
    }

    /// - Returns: whether there is any.
    private static func writeRefused(
        _ run: ImportRun.ID, _ source: TableSource, _ plan: SentFile, to workbook: WorkbookWriter,
        in tx: Transaction
    ) throws -> Bool {
        var reasons: [String: [Int: String]] = [:]
        try tx.forEach(
            """
            SELECT coalesce(sheet, '') AS sheet, line, string_agg(coalesce(column_name || ' : ', '') || reason, E'\\n' ORDER BY id) AS reason
              FROM import_issue WHERE import_run_id = \(run) AND severity = 'refused' GROUP BY sheet, line
            """
        ) { row in
            let (sheet, line): (String, Int) = (try row["sheet"], try row["line"])
            reasons[sheet, default: [:]][line] = try row["reason"]
        }
        for part in plan.parts {
            let own = reasons[plan.parts.count > 1 ? part.name : ""] ?? [:]
            if !own.isEmpty { try write(own, of: part, plan.headers, source, to: workbook) }
        }
        return !reasons.isEmpty
    }

    private static func write(
        _ reasons: [Int: String], of plan: SentFile.Part, _ headers: [String], _ source: TableSource,
        to workbook: WorkbookWriter
    ) throws {
        let columns = headers.map { SheetColumn($0.isEmpty ? " " : $0, .text, width: 18) }
        let sheet = try workbook.addSheet(
            plan.title, columns: columns + [SheetColumn("Erreurs", .longText, width: 60)])
        var merges = try MergedCells(source: source, sheet: plan.sheet, width: headers.count)
        try source.rows(sheet: plan.sheet) { original in
            // A name merged over several rows stands on the first alone.
            let row = merges.filled(original)
            guard row.number > plan.headerRow, let reason = reasons[row.number] else { return true }
            var cells = (0..<headers.count).map { index in CellValue.text(row[index].text) }
            // Cells beyond the header are what made the line wrong: shown rather than lost.
            let beyond = row.cells.dropFirst(headers.count).map(\.text).filter { !$0.isEmpty }
            cells.append(
                .text(beyond.isEmpty ? reason : "\(reason)\nEn trop\u{a0}: \(beyond.joined(separator: " | "))"))
            try sheet.append(cells)
            return true
        }
    }

    private static let suite = ["refused": "Refusé", "repaired": "Réparé", "changed": "Corrigé"]

    private static func writeIssues(
        _ run: ImportRun.ID, place: String = "Ligne", to workbook: WorkbookWriter, in tx: Transaction
    ) throws {
        let sheet = try workbook.addSheet(
            "À relire",
            columns: [
                SheetColumn(place, .year), SheetColumn("Colonne", .text, width: 26),
                SheetColumn("Valeur", .text, width: 36), SheetColumn("Suite donnée", .text, width: 14),
                SheetColumn("Explication", .longText, width: 70),
            ])
        try tx.forEach(
            """
            SELECT line, sheet, column_name, value, severity, reason FROM import_issue
             WHERE import_run_id = \(run) ORDER BY sheet, line, id LIMIT 200000
            """
        ) { row in
            let severity: String = try row["severity"]
            try sheet.append([
                .integer(try row["line"]),
                .text(
                    [try row["sheet"] as String?, try row["column_name"]].compactMap(\.self).joined(
                        separator: "\u{a0}: ")),
                .text(try row["value"] as String? ?? ""),
                .text(Self.suite[severity] ?? "Gardé"),
                .text(try row["reason"]),
            ])
        }
    }
}
