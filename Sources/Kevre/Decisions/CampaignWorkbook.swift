import Foundation
import PostgreSQL
import Spreadsheet

extension Campaign {
    /// Writes a campaign as a workbook: its files, its decisions, and its totals by commune and by theme, each
    /// with a chart.
    ///
    /// - Throws: ``AccessRefusal`` when the campaign belongs to a service out of the agent's reach.
    public static func writeWorkbook(
        _ id: ID, origin: ExportOrigin, for agent: Agent, in tx: Transaction, to path: String
    ) throws {
        try agent.require(.readApplications)
        let campaign = try find(id, by: agent, in: tx)
        try agent.require(.readApplications, of: campaign.service)
        let title = campaign.name.contains(String(campaign.year)) ? campaign.name : "\(campaign.name) \(campaign.year)"
        let workbook = try WorkbookWriter(path: path, properties: origin.properties(title: title))
        let sheets = CampaignSheets(id: id, title: title, origin: origin, agent: agent)
        try sheets.writeApplications(in: workbook, tx)
        try sheets.writeDecisions(in: workbook, tx)
        try sheets.writeTotals(
            "Totaux par commune", "Commune", "coalesce(commune.name, association.locality, 'Sans commune')",
            in: workbook, tx)
        try sheets.writeTotals(
            "Totaux par thème", "Thème", "coalesce(theme.name, 'Sans thème')", in: workbook, tx)
        try workbook.close()
    }

    /// `campagne-culture-2026-03-12.xlsx`.
    public func workbookFileName(_ day: Day) -> String { ExportFormat.xlsx.fileName("campagne \(name)", day) }
}

extension Office {
    /// Writes the workbook of a campaign to a file that appears only once it is whole.
    public func writeWorkbook(of campaign: Campaign.ID, for agent: Agent, to file: URL) async throws {
        let origin = origin(agent)
        try await ExportRefusal.translating { [self] in
            try await read { tx in
                try Campaign.writeWorkbook(campaign, origin: origin, for: agent, in: tx, to: file.path)
            }
        }
    }
}

/// The sheets of a campaign's workbook.
private struct CampaignSheets {
    let id: Campaign.ID
    let title: String
    let origin: ExportOrigin
    let agent: Agent

    private var options: SheetOptions {
        var options = SheetOptions()
        options.landscape = true
        options.printTitle = "\(origin.authority) — \(title), \(origin.day.long)"
        return options
    }

    private static let source: SQL = """
        FROM application a
        JOIN association ON association.id = a.association_id
        JOIN campaign c ON c.id = a.campaign_id
        JOIN scheme s ON s.id = c.scheme_id
        LEFT JOIN envelope e ON e.id = a.envelope_id
        LEFT JOIN agent ON agent.id = a.officer_id
        LEFT JOIN theme ON theme.id = \(Scheme.themeOfFile("s"))
        LEFT JOIN shared.commune ON commune.code = association.commune_code
        """

    func writeApplications(in workbook: WorkbookWriter, _ tx: Transaction) throws {
        let sheet = try workbook.addSheet(
            "Dossiers",
            columns: [
                SheetColumn("Dossier", width: 15), SheetColumn("Association", width: 34),
                SheetColumn("SIRET", width: 16), SheetColumn("RNA", width: 12), SheetColumn("Commune", width: 18),
                SheetColumn("Projet", .longText, width: 38), SheetColumn("Nature", width: 16),
                SheetColumn("État", width: 18), SheetColumn("Déposé le", .date), SheetColumn("Suivi par", width: 20),
                SheetColumn("Demandé", .money, totals: true), SheetColumn("Proposé", .money, totals: true),
                SheetColumn("Accordé", .money, totals: true), SheetColumn("Enveloppe", width: 22),
                SheetColumn(Listing.identifierTitle, .year, width: 12),
            ], options: options)
        try tx.forEach(
            """
            SELECT a.reference, association.name, association.siret, association.rna,
                   coalesce(commune.name, association.locality), a.title, a.kind, a.state,
                   (a.submitted_at AT TIME ZONE 'Europe/Paris')::date, agent.name, a.requested_cents,
                   a.proposed_cents, a.granted_cents, e.name, a.id
            \(Self.source)
             WHERE a.campaign_id = \(id) AND a.state <> 'draft'
             ORDER BY fold(association.name), a.id
            """
        ) { row in
            try sheet.append([
                row.cell(0), row.cell(1), row.cell(2), row.cell(3), row.cell(4), row.cell(5),
                .text(row.text(at: 6).flatMap { SubsidyKind(rawValue: $0)?.label } ?? ""),
                .text(row.text(at: 7).flatMap { ApplicationState(rawValue: $0)?.label } ?? ""),
                row.dayCell(8), row.cell(9), row.moneyCell(10), row.moneyCell(11), row.moneyCell(12), row.cell(13),
                row.int(at: 14).map { .integer($0) } ?? .empty,
            ])
        }
        try sheet.finish()
    }

    func writeDecisions(in workbook: WorkbookWriter, _ tx: Transaction) throws {
        let sheet = try workbook.addSheet(
            "Décisions",
            columns: [
                SheetColumn("Séance", width: 30), SheetColumn("Date", .date), SheetColumn("Acte", width: 18),
                SheetColumn("Dossier", width: 15), SheetColumn("Association", width: 34),
                SheetColumn("Demandé", .money, totals: true), SheetColumn("Proposé", .money, totals: true),
                SheetColumn("Accordé", .money, totals: true), SheetColumn("Décision", width: 11),
                SheetColumn("Définitive", width: 10), SheetColumn("Conditions ou motif", .longText, width: 36),
            ], options: options)
        try tx.forEach(
            """
            SELECT session.name, session.held_on, session.deliberation_reference, a.reference, association.name,
                   a.requested_cents, a.proposed_cents,
                   CASE WHEN l.outcome = 'granted' THEN l.amount_cents END, l.outcome, l.final,
                   concat_ws(' — ', nullif(l.conditions, ''), nullif(l.reason, ''))
              FROM agenda_line l JOIN session ON session.id = l.session_id
              JOIN application a ON a.id = l.application_id
              JOIN association ON association.id = a.association_id
             WHERE a.campaign_id = \(id)
             ORDER BY session.held_on, session.id, l.position
            """
        ) { row in
            try sheet.append([
                row.cell(0), row.dayCell(1), row.cell(2), row.cell(3), row.cell(4), row.moneyCell(5),
                row.moneyCell(6), row.moneyCell(7),
                .text(row.text(at: 8).flatMap { AgendaLine.Outcome(rawValue: $0)?.label } ?? "à décider"),
                .text(row.text(at: 9) == "t" ? "oui" : "non"), row.cell(10),
            ])
        }
        try sheet.finish()
    }

    /// A sheet of totals by one expression, the largest asked first, with a chart of the first twenty.
    func writeTotals(
        _ name: String, _ title: String, _ expression: SQL, in workbook: WorkbookWriter, _ tx: Transaction
    ) throws {
        let sheet = try workbook.addSheet(
            name,
            columns: [
                SheetColumn(title, width: 30), SheetColumn("Dossiers", .integer, totals: true),
                SheetColumn("Accordés", .integer, totals: true), SheetColumn("Demandé", .money, totals: true),
                SheetColumn("Accordé", .money, totals: true), SheetColumn("Accordé / demandé", .percent, width: 12),
            ], options: options)
        try tx.forEach(
            """
            SELECT \(expression), count(*), count(a.granted_cents), coalesce(sum(a.requested_cents), 0)::bigint,
                   coalesce(sum(a.granted_cents), 0)::bigint
            \(Self.source)
             WHERE a.campaign_id = \(id) AND a.state <> 'draft'
             GROUP BY 1 ORDER BY 4 DESC, 1
            """
        ) { row in
            let asked = Money(cents: row.int(at: 3) ?? 0)
            let granted = Money(cents: row.int(at: 4) ?? 0)
            try sheet.append([
                row.cell(0), .integer(row.int(at: 1) ?? 0), .integer(row.int(at: 2) ?? 0),
                .money(cents: asked.cents), .money(cents: granted.cents),
                .percent(basisPoints: granted.basisPoints(of: asked)),
            ])
        }
        try sheet.finish()
        var chart = SheetChart(.bar, title: "\(name)\u{a0}: demandé et accordé", categories: 0, values: [3, 4])
        chart.height = 520
        try sheet.insert(chart, row: 1, column: 7, limit: 20)
    }
}

extension Row {
    fileprivate func cell(_ index: Int) -> CellValue { text(at: index).map { .text($0) } ?? .empty }

    fileprivate func moneyCell(_ index: Int) -> CellValue { int(at: index).map { .money(cents: $0) } ?? .empty }

    fileprivate func dayCell(_ index: Int) -> CellValue {
        guard let day = text(at: index).flatMap({ Day(iso: $0) }) else { return .empty }
        let parts = day.components
        return .date(year: parts.year, month: parts.month, day: parts.day)
    }
}
