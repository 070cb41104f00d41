import Foundation
import Spreadsheet

extension FundingEffect {
    /// Writes the figures, one sheet an axis, each with its chart.
    func write(_ period: String, origin: ExportOrigin, to path: String) throws {
        let workbook = try WorkbookWriter(
            path: path, properties: origin.properties(title: "Financements externes obtenus, \(period)"))
        for axis in Axis.allCases {
            var options = SheetOptions()
            options.titleLines = [
                "Financements externes obtenus, par \(axis.label.lowercased())",
                "\(origin.authority), \(period). Situation au \(origin.day.long).",
            ]
            options.landscape = true
            let sheet = try workbook.addSheet(
                "Par \(axis.label.lowercased())",
                columns: [
                    SheetColumn(axis.label, width: 38), SheetColumn("Obtenu", .money, width: 15, totals: true),
                    SheetColumn("Demandé", .money, width: 15, totals: true),
                    SheetColumn("Versé", .money, width: 15, totals: true),
                    SheetColumn("Déposées", .integer, width: 10, totals: true),
                    SheetColumn("Accordées", .integer, width: 11, totals: true),
                    SheetColumn("Refusées", .integer, width: 10, totals: true),
                    SheetColumn("Sans réponse", .integer, width: 10, totals: true),
                    SheetColumn("En attente", .integer, width: 10, totals: true),
                    SheetColumn(
                        "Réussite", .percent, width: 10,
                        note: "Accordées parmi celles qui ont abouti à une réponse ou à un silence."),
                ], options: options)
            for line in lines[axis] ?? [] {
                try sheet.append([
                    .text(line.name), .money(cents: line.obtained.cents), .money(cents: line.asked.cents),
                    .money(cents: line.paid.cents), .integer(line.filed), .integer(line.granted),
                    .integer(line.refused), .integer(line.silent), .integer(line.waiting),
                    line.success.map { .percent(basisPoints: $0) } ?? .empty,
                ])
            }
            try sheet.finish()
            try sheet.insert(
                SheetChart(
                    axis == .year ? .column : .bar, title: "Obtenu par \(axis.label.lowercased())", categories: 0,
                    values: [1]), column: 11, limit: 15)
        }
        try workbook.close()
    }
}

extension Office {
    /// Writes the effect of the searches to a file that appears only once it is whole.
    public func writeEffect(years: ClosedRange<Int>?, for agent: Agent, to file: URL) async throws {
        let origin = origin(agent)
        let period = years.map {
            $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
        }
        try await ExportRefusal.translating { [self] in
            try await read { tx in
                try FundingEffect.find(years: years, by: agent, in: tx)
                    .write(period ?? "toutes années", origin: origin, to: file.path)
            }
        }
    }
}
