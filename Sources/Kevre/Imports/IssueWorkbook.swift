import Foundation
import PostgreSQL
import Spreadsheet

/// The workbook that goes with an import: the refused lines as they stood, with their errors in a column more,
/// to correct and import again; and what was repaired or kept, to read.
enum IssueWorkbook {
    /// - Returns: the workbook's path; nil when there is nothing to say.
    static func write(
        _ run: ImportRun.ID, _ request: ImportRequest, _ source: TableSource, in office: Office
    ) async throws -> String? {
        let folder = office.documents.appending(path: "imports")
        let path = folder.appending(path: "import-\(run)-a-relire.xlsx").path(percentEncoded: false)
        let kind = request.kind
        let fileName = request.fileName
        let sheet = try await sheetPlan(request, source, office)
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
            try writeRefused(run, source, sheet, to: workbook, in: tx)
            try writeIssues(run, to: workbook, in: tx)
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

    /// Where the header and the lines are.
    private struct SheetPlan: Sendable {
        let sheet: Int
        let headerRow: Int
        let headers: [String]
    }

    private static func sheetPlan(
        _ request: ImportRequest, _ source: TableSource, _ office: Office
    ) async throws -> SheetPlan {
        switch request.kind {
        case .association:
            let plan = try ImportPlan<AssociationField>.propose(for: source, fileName: request.fileName)
            return SheetPlan(sheet: plan.sheet, headerRow: plan.headerRow ?? 0, headers: plan.headers)
        case .grant:
            let plan = try ImportPlan<GrantField>.propose(for: source, fileName: request.fileName)
            return SheetPlan(sheet: plan.sheet, headerRow: plan.headerRow ?? 0, headers: plan.headers)
        case .aid: return SheetPlan(sheet: 0, headerRow: 0, headers: [])
        }
    }

    private static func writeRefused(
        _ run: ImportRun.ID, _ source: TableSource, _ plan: SheetPlan, to workbook: WorkbookWriter,
        in tx: Transaction
    ) throws {
        var reasons: [Int: String] = [:]
        try tx.forEach(
            """
            SELECT line, string_agg(coalesce(column_name || ' : ', '') || reason, E'\\n' ORDER BY id) AS reason
              FROM import_issue WHERE import_run_id = \(run) AND severity = 'refused' GROUP BY line
            """
        ) { reasons[try $0["line"]] = try $0["reason"] }
        guard !reasons.isEmpty else { return }
        let columns = plan.headers.map { SheetColumn($0.isEmpty ? " " : $0, .text, width: 18) }
        let sheet = try workbook.addSheet(
            "Lignes refusées", columns: columns + [SheetColumn("Erreurs", .longText, width: 60)])
        try source.rows(sheet: plan.sheet) { row in
            guard row.number > plan.headerRow, let reason = reasons[row.number] else { return true }
            var cells = (0..<plan.headers.count).map { index in CellValue.text(row[index].text) }
            // Cells beyond the header are what made the line wrong: shown rather than lost.
            let beyond = row.cells.dropFirst(plan.headers.count).map(\.text).filter { !$0.isEmpty }
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
            SELECT line, column_name, value, severity, reason FROM import_issue
             WHERE import_run_id = \(run) ORDER BY line, id LIMIT 200000
            """
        ) { row in
            let severity: String = try row["severity"]
            try sheet.append([
                .integer(try row["line"]), .text(try row["column_name"] as String? ?? ""),
                .text(try row["value"] as String? ?? ""),
                .text(Self.suite[severity] ?? "Gardé"),
                .text(try row["reason"]),
            ])
        }
    }
}
