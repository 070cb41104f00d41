import Foundation
import PostgreSQL
import Spreadsheet

extension FinancingPlan {
    /// Writes the plan as a funder asks for it: expenses and resources side by side with their totals and shares, the
    /// state of each resource, contributions in kind apart, ready to print in landscape and to sign; then the
    /// resources in detail, and the budget by year where there are several.
    func write(_ project: Project, _ identity: String, budget: ProjectBudget, origin: ExportOrigin, to path: String)
        throws
    {
        let chart = budget.chart
        let workbook = try WorkbookWriter(
            path: path, properties: origin.properties(title: "Plan de financement — \(project.title)"))
        try writePlan(project, identity, chart, origin, in: workbook)
        try writeResources(chart, origin.authority, in: workbook)
        if budget.years.count > 1 { try writeYears(budget, in: workbook) }
        try workbook.close()
    }

    private func writePlan(
        _ project: Project, _ identity: String, _ chart: BudgetChart, _ origin: ExportOrigin,
        in workbook: WorkbookWriter
    ) throws {
        var options = SheetOptions()
        let dates = [project.startsOn?.long, project.endsOn?.long].compactMap { $0 }.joined(separator: " – ")
        options.titleLines = [
            "Plan de financement prévisionnel — \(project.title)", identity,
            [dates.isEmpty ? nil : "Réalisation\u{a0}: \(dates)", "Situation au \(origin.day.long)"]
                .compactMap { $0 }.joined(separator: ". "),
            withoutVAT ? "Montants hors taxes, en euros" : "Montants toutes taxes comprises, en euros",
        ]
        options.landscape = true
        options.autofilter = false
        options.printTitle = "\(project.associationName) — \(project.title)"
        let sheet = try workbook.addSheet(
            "Plan de financement",
            columns: [
                SheetColumn("Dépenses", width: 36), SheetColumn("Montant", .money, width: 14, totals: true),
                SheetColumn("Part", .percent, width: 9), SheetColumn("Ressources", width: 40),
                SheetColumn("Montant", .money, width: 14, totals: true), SheetColumn("Part", .percent, width: 9),
                SheetColumn("État", width: 11), SheetColumn("Justificatif ou échéance", width: 28),
            ], options: options)
        try sheet.section("Budget en argent")
        try writeSides(
            sheet, lines(.expense), lines(.income).filter { $0.state != .refused }, chart, of: cost, origin.authority)
        try sheet.subtotal("Total")
        let inKind = (lines(.expense, inKind: true), lines(.income, inKind: true))
        if !(inKind.0.isEmpty && inKind.1.isEmpty) {
            try sheet.section("Contributions volontaires en nature (hors total)")
            try writeSides(sheet, inKind.0, inKind.1, chart, of: .zero, origin.authority)
            try sheet.subtotal("Total des contributions en nature")
        }
        if !gap.isZero {
            try sheet.append([
                .text(
                    gap > .zero
                        ? "Reste à trouver\u{a0}: \(gap.short)"
                        : "Les ressources dépassent les dépenses de \((-gap).short)")
            ])
        }
        try sheet.section("Signature")
        try sheet.append([.text("Fait à                              , le")])
        try sheet.append([.text("La présidente ou le président\u{a0}:")])
    }

    private func writeSides(
        _ sheet: SheetWriter, _ expenses: [FinancingLine], _ income: [FinancingLine], _ chart: BudgetChart,
        of whole: Money, _ authority: String
    ) throws {
        func part(_ amount: Money) -> CellValue {
            whole.isZero ? .empty : .percent(basisPoints: amount.basisPoints(of: whole))
        }
        for row in 0..<max(expenses.count, income.count) {
            var cells: [CellValue] = []
            if expenses.indices.contains(row) {
                let line = expenses[row]
                cells = [.text(title(line, chart, authority)), .money(cents: line.amount.cents), part(line.amount)]
            } else {
                cells = [.empty, .empty, .empty]
            }
            if income.indices.contains(row) {
                let line = income[row]
                cells += [.text(title(line, chart, authority)), .money(cents: line.counted.cents), part(line.counted)]
                if !line.isInKind { cells += [.text(line.state.label), .text(line.evidence)] }
            }
            try sheet.append(cells)
        }
    }

    /// `60 – Achats`, `74 – Région\u{a0}: Culture bretonne`.
    private func title(_ line: FinancingLine, _ chart: BudgetChart, _ authority: String) -> String {
        let account = line.account.first?.isNumber ?? false ? "\(line.account.prefix { $0 != "." }) – " : ""
        let known =
            line.account == BudgetChart.requested
            ? authority : chart[line.side, line.account]?.label ?? line.account
        if line.label.isEmpty { return account + known }
        // « État\u{a0}: État — DSDEN » says it twice.
        return FrenchText.folded(line.label).hasPrefix(FrenchText.folded(known))
            ? account + line.label : "\(account)\(known)\u{a0}: \(line.label)"
    }

    private func writeResources(_ chart: BudgetChart, _ authority: String, in workbook: WorkbookWriter) throws {
        var options = SheetOptions()
        options.titleLines = ["Détail des ressources"]
        options.landscape = true
        let sheet = try workbook.addSheet(
            "Ressources",
            columns: [
                SheetColumn("Ressource", width: 40), SheetColumn("Origine", width: 26),
                SheetColumn("Prévu", .money, width: 14, totals: true),
                SheetColumn(
                    "Retenu", .money, width: 14, totals: true,
                    note: "Nul après un refus\u{a0}; ce qui a été accordé après un accord."),
                SheetColumn("État", width: 11), SheetColumn("Base éligible", .money, width: 14),
                SheetColumn("Taux au plus", .percent, width: 10), SheetColumn("Plafond", .money, width: 14),
                SheetColumn("Justificatif ou échéance", width: 28),
            ], options: options)
        for line in lines(.income) {
            let origin = line.isOwn ? "Ressources propres" : line.isPublic ? "Argent public" : "Autres"
            try sheet.append([
                .text(title(line, chart, authority)), .text(origin), .money(cents: line.amount.cents),
                .money(cents: line.counted.cents), .text(line.state.label),
                line.terms.rate == nil ? .empty : .money(cents: base(of: line).cents),
                line.terms.rate.map { .percent(basisPoints: $0) } ?? .empty,
                line.terms.ceiling.map { .money(cents: $0.cents) } ?? .empty, .text(line.evidence),
            ])
        }
        try sheet.finish()
    }

    private func writeYears(_ budget: ProjectBudget, in workbook: WorkbookWriter) throws {
        var options = SheetOptions()
        options.titleLines = ["Budget par année"]
        options.landscape = true
        options.autofilter = false
        let sheet = try workbook.addSheet(
            "Par année",
            columns: [SheetColumn("Ligne", width: 44)]
                + budget.years.map { SheetColumn(String($0), .money, width: 14, totals: true) }
                + [SheetColumn("Ensemble", .money, width: 15, totals: true)], options: options)
        for side in BudgetChart.Side.allCases {
            try sheet.section(side == .expense ? "Dépenses" : "Ressources")
            for line in budget.chart.lines(side) where !budget.amount(line).isZero {
                let years = budget.years.map { budget[$0][line].map { CellValue.money(cents: $0.cents) } ?? .empty }
                try sheet.append([.text(line.label)] + years + [.money(cents: budget.amount(line).cents)])
            }
            try sheet.subtotal("Total")
        }
    }
}

extension Office {
    /// Writes the financing plan of a project to a file that appears only once it is whole.
    ///
    /// - Parameter plan: nil: the one followed.
    public func writePlan(
        of project: Project.ID, _ plan: FinancingPlan.ID? = nil, for agent: Agent, to file: URL
    ) async throws {
        let origin = origin(agent)
        try await ExportRefusal.translating { [self] in
            try await read { tx in
                let record = try Project.find(project, by: agent, in: tx)
                let shown =
                    try plan.map { try FinancingPlan.find($0, of: record, in: tx) }
                    ?? FinancingPlan.followed(of: record, in: tx)
                let row = try tx.one("SELECT siret, rna FROM association WHERE id = \(record.association)")
                let numbers: [String] = [try row["siret"] as String?, try row["rna"] as String?].compactMap { $0 }
                let identity = ([record.associationName] + numbers).joined(separator: " · ")
                try shown.write(record, identity, budget: record.budget(in: tx), origin: origin, to: file.path)
            }
        }
    }
}

extension Project {
    /// `plan-de-financement-atelier-velo-2026-11-24.xlsx`.
    public func planFileName(on today: Day) -> String {
        ExportFormat.xlsx.fileName("plan de financement \(title)", today)
    }
}
