import PostgreSQL
import Spreadsheet

extension EditionSheets {
    func writeTasks(in workbook: WorkbookWriter, _ tx: Transaction) throws {
        let sheet = try workbook.addSheet(
            "Tâches",
            columns: [
                SheetColumn("À faire", width: 44), SheetColumn("Domaine", width: 16), SheetColumn("Pour le", .date),
                SheetColumn("Qui", width: 22), SheetColumn("Fait le", .date), SheetColumn("Par", width: 22),
                SheetColumn("Note", .longText),
            ], options: options)
        for task in try EditionTask.all(of: edition.id, in: tx) {
            try sheet.append([
                .text(task.label), .text(task.kind.label), task.dueOn.cell, .text(task.assignee),
                task.doneOn?.cell ?? .empty, task.doneBy.map { .text($0) } ?? .empty, .text(task.note),
            ])
        }
        try sheet.finish()
    }

    func writeBudget(in workbook: WorkbookWriter, _ tx: Transaction) throws {
        let sheet = try workbook.addSheet(
            "Budget",
            columns: [
                SheetColumn("Poste", width: 34), SheetColumn("Sens", width: 12), SheetColumn("Prévu", .money),
                SheetColumn("Réalisé", .money), SheetColumn("Écart", .money),
            ], options: options)
        let lines = try EditionBudgetLine.all(of: edition.id, in: tx)
        for side in EditionBudgetLine.Side.allCases {
            let part = lines.filter { $0.side == side }
            for line in part { try append(line.label, side, line.planned, line.actual, to: sheet) }
        }
        try sheet.finish()
        if !lines.isEmpty {
            try sheet.insert(
                SheetChart(.column, title: "Prévu et réalisé", categories: 0, values: [2, 3]), row: 1, column: 6)
        }
    }

    private func append(
        _ label: String, _ side: EditionBudgetLine.Side, _ planned: Money, _ actual: Money?, to sheet: SheetWriter
    ) throws {
        try sheet.append([
            .text(label), .text(side.label), .money(cents: planned.cents),
            actual.map { .money(cents: $0.cents) } ?? .empty,
            actual.map { .money(cents: $0.cents - planned.cents) } ?? .empty,
        ])
    }

    /// One line a year, the oldest first, so that the charts read from left to right.
    func writeYears(in workbook: WorkbookWriter, _ tx: Transaction) throws {
        let sheet = try workbook.addSheet(
            "D’une année à l’autre",
            columns: [
                SheetColumn("Année", .year), SheetColumn("Date", .date), SheetColumn("Lieu", width: 26),
                SheetColumn("Associations", .integer), SheetColumn("dont nouvelles", .integer),
                SheetColumn("Stands présents", .integer), SheetColumn("Stands absents", .integer),
                SheetColumn("Rendez-vous", .integer), SheetColumn("Places", .integer),
                SheetColumn("Occupées", .integer), SheetColumn("Remplissage", .percent),
                SheetColumn("Personnes inscrites", .integer), SheetColumn("Venues", .integer),
                SheetColumn("Sur place", .integer), SheetColumn("Entrées", .integer),
                SheetColumn("Budget prévu", .money), SheetColumn("Dépensé", .money),
            ], options: options)
        for year in try EditionYear.all(until: edition.year, by: agent, in: tx).reversed() {
            func day(_ number: Int) -> CellValue { year.hasBegun ? .integer(number) : .empty }
            try sheet.append([
                .integer(year.year), year.day.cell, .text(year.place), .integer(year.associations),
                year.newAssociations.map { .integer($0) } ?? .empty, day(year.associationsPresent),
                day(year.associationsAbsent), .integer(year.sessions), .integer(year.places),
                .integer(year.placesTaken),
                year.places == 0 ? .empty : .percent(basisPoints: year.fillBasisPoints), .integer(year.registered),
                day(year.came), day(year.walkIns), day(year.entries),
                .money(cents: year.planned.cents), .money(cents: year.spent.cents),
            ])
        }
        try sheet.finish()
        try sheet.insert(
            SheetChart(.line, title: "Associations et personnes", categories: 0, values: [3, 11, 12]), row: 8, column: 0
        )
        try sheet.insert(
            SheetChart(.column, title: "Budget prévu et dépensé", categories: 0, values: [15, 16]), row: 8, column: 8)
    }
}
