import Foundation
import PostgreSQL
import Spreadsheet

extension Session {
    /// Writes the annex to the deliberation: the decided lines by service and envelope with subtotals, ready to
    /// print in landscape with its title and the place to sign, then the totals by service and by theme.
    ///
    /// Before the closing it is a draft and says so.
    public func writeAnnex(origin: ExportOrigin, for agent: Agent, in tx: Transaction, to path: String) throws {
        try agent.require(.readSessions)
        let lines = try lines(in: tx)
        let workbook = try WorkbookWriter(
            path: path, properties: origin.properties(title: "Annexe — \(name), \(heldOn.long)"))
        try writeLines(lines, origin, in: workbook)
        try writeTotals(lines, origin, in: workbook)
        try workbook.close()
    }

    /// `annexe-commission-culture-2026-03-12.xlsx`.
    public var annexFileName: String { ExportFormat.xlsx.fileName("annexe \(name)", heldOn) }

    private func titleLines(_ origin: ExportOrigin) -> [String] {
        var lines = [
            isClosed
                ? "Attribution de subventions aux associations"
                : "Attribution de subventions aux associations — projet",
            origin.authority, "\(body.label) — \(name), \(moment)",
        ]
        if let reference = deliberationReference, !reference.isEmpty {
            lines.append("Annexe à l’acte n°\u{a0}\(reference)")
        }
        return lines
    }

    private func writeLines(_ lines: [AgendaLine], _ origin: ExportOrigin, in workbook: WorkbookWriter) throws {
        var options = SheetOptions()
        options.titleLines = titleLines(origin)
        options.landscape = true
        options.autofilter = false
        options.printTitle = "\(origin.authority) — \(name), \(heldOn.long)"
        let sheet = try workbook.addSheet(
            "Annexe",
            columns: [
                SheetColumn("N°", .integer, width: 5), SheetColumn("Dossier", width: 15),
                SheetColumn("Association", width: 34), SheetColumn("Commune", width: 18),
                SheetColumn("Objet", .longText, width: 38), SheetColumn("Demandé", .money, width: 13, totals: true),
                SheetColumn("Proposé", .money, width: 13, totals: true),
                SheetColumn("Accordé", .money, width: 13, totals: true), SheetColumn("Décision", width: 11),
                SheetColumn("Conditions ou motif", .longText, width: 32),
            ], options: options)
        for group in Self.groups(lines) {
            try sheet.section(group.title)
            for line in group.lines { try sheet.append(line.annexCells) }
            try sheet.subtotal("Sous-total")
        }
        try sheet.finish()
    }

    /// Lines of one envelope of one service together, in the order of the agenda.
    static func groups(_ lines: [AgendaLine]) -> [(title: String, lines: [AgendaLine])] {
        var order: [String] = []
        var groups: [String: [AgendaLine]] = [:]
        for line in lines {
            let title = "\(line.serviceName) — \(line.envelopeName) (\(line.campaign))"
            if groups[title] == nil { order.append(title) }
            groups[title, default: []].append(line)
        }
        return order.map { ($0, groups[$0] ?? []) }
    }

    private func writeTotals(_ lines: [AgendaLine], _ origin: ExportOrigin, in workbook: WorkbookWriter) throws {
        let kinds: [(String, (AgendaLine) -> String)] = [
            ("Service", { $0.serviceName }), ("Thème", { $0.theme ?? "Sans thème" }),
        ]
        var options = SheetOptions()
        options.titleLines = titleLines(origin) + ["Totaux par service et par thème"]
        options.landscape = true
        options.autofilter = false
        let sheet = try workbook.addSheet(
            "Totaux",
            columns: [
                SheetColumn("Répartition", width: 34), SheetColumn("Dossiers", .integer, width: 11),
                SheetColumn("Accordés", .integer, width: 11), SheetColumn("Demandé", .money),
                SheetColumn("Proposé", .money), SheetColumn("Accordé", .money),
            ], options: options)
        for (title, key) in kinds {
            try sheet.section("Par \(title.lowercased())")
            let groups = Dictionary(grouping: lines, by: key)
            for name in groups.keys.sorted(by: { FrenchText.folded($0) < FrenchText.folded($1) }) {
                try sheet.append(Self.totalCells(name, groups[name] ?? []))
            }
            try sheet.append(Self.totalCells("Ensemble", lines))
        }
        try sheet.section("Signature")
        try sheet.append([.text("Fait à \(place.isEmpty ? "                    " : place), le")])
        try sheet.append([.text(body == .committee ? "Le président de la commission\u{a0}:" : "Le président\u{a0}:")])
        try sheet.finish()
    }

    private static func totalCells(_ name: String, _ lines: [AgendaLine]) -> [CellValue] {
        [
            .text(name), .integer(lines.count), .integer(lines.count { $0.outcome == .granted }),
            .money(cents: lines.sum(of: \.requested).cents),
            .money(cents: lines.sum { $0.proposed ?? .zero }.cents),
            .money(cents: lines.sum { $0.grantedAmount }.cents),
        ]
    }
}

extension AgendaLine {
    /// Zero unless granted.
    public var grantedAmount: Money { outcome == .granted ? amount ?? .zero : .zero }

    fileprivate var annexCells: [CellValue] {
        [
            .integer(position), .text(reference), .text(associationName), commune.map { .text($0) } ?? .empty,
            .text(project), .money(cents: requested.cents), proposed.map { .money(cents: $0.cents) } ?? .empty,
            outcome == .granted ? .money(cents: grantedAmount.cents) : .empty,
            outcome.map { .text($0.label) } ?? .text("à décider"),
            .text([conditions, reason].filter { !$0.isEmpty }.joined(separator: " — ")),
        ]
    }
}

extension Office {
    /// Writes the annex of a session to a file that appears only once it is whole.
    public func writeAnnex(of session: Session.ID, for agent: Agent, to file: URL) async throws {
        let origin = origin(agent)
        try await ExportRefusal.translating { [self] in
            try await read { tx in
                try Session.find(session, for: agent, in: tx)
                    .writeAnnex(origin: origin, for: agent, in: tx, to: file.path)
            }
        }
    }
}
