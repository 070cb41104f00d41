import Foundation
import PostgreSQL
import Spreadsheet

extension Edition {
    /// Writes an edition as a workbook, one sheet a list, with charts of what is compared.
    ///
    /// - Throws: ``AccessRefusal``; ``NotFound``.
    public static func writeWorkbook(
        _ edition: Edition, origin: ExportOrigin, for agent: Agent, in tx: Transaction, to path: String
    ) throws {
        try agent.require(.readRencontres)
        let title = "\(edition.name) \(edition.year)"
        let workbook = try WorkbookWriter(path: path, properties: origin.properties(title: title))
        let sheets = EditionSheets(edition: edition, title: title, origin: origin, agent: agent)
        try sheets.writeListing(Registration.listing, "Inscriptions", in: workbook, tx)
        try sheets.writeStands(in: workbook, tx)
        try sheets.writeListing(Pitch.listing, "Emplacements", in: workbook, tx)
        try sheets.writeListing(Equipment.circuits, "Circuits", in: workbook, tx)
        try sheets.writeLogistics(in: workbook, tx)
        try sheets.writeProgramme(in: workbook, tx)
        try sheets.writeListing(Participant.listing, "Participants", in: workbook, tx)
        try sheets.writeListing(
            Participant.sessionListing, "Inscrits par rendez-vous", by: "starts", in: workbook, tx)
        try sheets.writeAttendance(in: workbook, tx)
        try sheets.writeTasks(in: workbook, tx)
        try sheets.writeBudget(in: workbook, tx)
        try sheets.writeYears(in: workbook, tx)
        try workbook.close()
    }

    /// `rencontres-2026-2026-09-14.xlsx`.
    public func workbookFileName(_ day: Day) -> String { ExportFormat.xlsx.fileName("rencontres \(year)", day) }
}

extension Office {
    /// Writes the workbook of an edition to a file that appears only once it is whole.
    public func writeWorkbook(of edition: Edition, for agent: Agent, to file: URL) async throws {
        let origin = origin(agent)
        try await ExportRefusal.translating { [self] in
            try await read { tx in
                try Edition.writeWorkbook(edition, origin: origin, for: agent, in: tx, to: file.path)
            }
        }
    }
}

/// The sheets of an edition's workbook.
struct EditionSheets {
    let edition: Edition
    let title: String
    let origin: ExportOrigin
    let agent: Agent

    var options: SheetOptions {
        var options = SheetOptions()
        options.landscape = true
        options.printTitle = "\(origin.authority) — \(title), \(origin.day.long)"
        return options
    }

    /// A listing of this edition, all its rows and, unless some are named, all its columns but the year.
    @discardableResult
    func writeListing(
        _ listing: Listing, _ name: String, _ columns: [String]? = nil, by order: String? = nil,
        in workbook: WorkbookWriter, _ tx: Transaction
    ) throws -> SheetWriter {
        let query = ListingQuery(
            filters: ["edition": [edition.id.description]], sort: order,
            columns: columns ?? listing.columns.map(\.name).filter { $0 != "edition" })
        var options = options
        options.frozenColumns = 1
        let sheet = try workbook.addSheet(
            name, columns: listing.shownColumns(query).map(\.sheetColumn), options: options)
        try listing.each(query, for: agent, in: tx) { row in try sheet.append(row.cells.map(\.value)) }
        try sheet.finish()
        return sheet
    }

    func writeStands(in workbook: WorkbookWriter, _ tx: Transaction) throws {
        let sheet = try workbook.addSheet(
            "Stands",
            columns: [
                SheetColumn("Participation", width: 30), SheetColumn("Nature", width: 16),
                SheetColumn("Places", .integer, totals: true), SheetColumn("Occupées", .integer, totals: true),
                SheetColumn("En attente", .integer, totals: true), SheetColumn("Présentes", .integer, totals: true),
                SheetColumn("Absentes", .integer, totals: true),
            ], options: options)
        let rows = try tx.query(
            """
            SELECT t.name, t.kind, t.quota, t.held, t.waiting,
                   count(r.id) FILTER (WHERE r.state IN ('present', 'surveyed')) AS present,
                   count(r.id) FILTER (WHERE r.state = 'no_show') AS absent
              FROM stand_type t LEFT JOIN registration r ON r.stand_type_id = t.id
             WHERE t.edition_id = \(edition.id) GROUP BY t.id ORDER BY t.position, t.id
            """)
        for row in rows {
            let kind: StandType.Kind = try row["kind"]
            try sheet.append([
                .text(try row["name"]), .text(kind.label), row.number(2), row.number(3), row.number(4), row.number(5),
                row.number(6),
            ])
        }
        try sheet.finish()
        try sheet.insert(
            SheetChart(
                .column, title: "Participations\u{a0}: places, prises, présentes", categories: 0, values: [2, 3, 5]),
            row: 1, column: 8)
    }

    func writeLogistics(in workbook: WorkbookWriter, _ tx: Transaction) throws {
        let names = [
            "zone", "associations", "people", "tables", "chairs", "panels", "sockets", "watts", "meals", "to_pay",
        ]
        let sheet = try writeListing(Equipment.zones, "Logistique", names, in: workbook, tx)
        try sheet.insert(
            SheetChart(.column, title: "Puissance demandée par zone (W)", categories: 0, values: [7]), row: 1,
            column: 11)
    }

    func writeProgramme(in workbook: WorkbookWriter, _ tx: Transaction) throws {
        let day = try Attendance.of(edition, by: agent, in: tx)
        let present = Dictionary(day.sessions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let sheet = try workbook.addSheet(
            "Programme",
            columns: [
                SheetColumn("Rendez-vous", width: 36), SheetColumn("Forme", width: 14), SheetColumn("Début", .moment),
                SheetColumn("Fin", .moment), SheetColumn("Salle", width: 20),
                SheetColumn("Intervenants", .longText, width: 40), SheetColumn("Places", .integer, totals: true),
                SheetColumn("Confirmées", .integer, totals: true), SheetColumn("En attente", .integer, totals: true),
                SheetColumn("Venus", .integer, totals: true), SheetColumn("Absents", .integer, totals: true),
            ], options: options)
        for session in try ProgrammeSession.all(of: edition.id, in: tx) {
            let line = present[session.id]
            try sheet.append([
                .text(session.title), .text(session.kind.label), .moment(session.startsAt), .moment(session.endsAt),
                session.roomName.map { .text($0) } ?? .empty,
                .text(session.speakers.map(\.text).joined(separator: "\u{a0}; ")),
                session.isRegistered ? .integer(session.capacity) : .empty, .integer(session.confirmed),
                .integer(session.waiting), day.hasBegun ? .integer(line?.present ?? 0) : .empty,
                day.hasBegun ? .integer(line?.absent ?? 0) : .empty,
            ])
        }
        try sheet.finish()
        var chart = SheetChart(.bar, title: "Places, inscrits et venus", categories: 0, values: [6, 7, 9])
        chart.height = 520
        try sheet.insert(chart, row: 1, column: 12, limit: 24)
    }

    func writeAttendance(in workbook: WorkbookWriter, _ tx: Transaction) throws {
        let day = try Attendance.of(edition, by: agent, in: tx)
        let sheet = try workbook.addSheet(
            "Présences",
            columns: [
                SheetColumn("Heure", .moment), SheetColumn("Entrées", .integer, totals: true),
                SheetColumn("Sorties", .integer, totals: true), SheetColumn("À l’intérieur", .integer),
            ], options: options)
        var inside = 0
        var today: Day?
        for hour in day.hours {
            // Whoever is in at night is not counted out one by one: the next day begins empty, like the count of the hall.
            let date = hour.startsAt.addingTimeInterval(-4 * 3_600).inParis.day
            if date != today { (today, inside) = (date, 0) }
            inside += hour.entries - hour.exits
            try sheet.append([
                .moment(hour.startsAt), .integer(hour.entries), .integer(hour.exits), .integer(max(0, inside)),
            ])
        }
        try sheet.finish()
        try sheet.insert(
            SheetChart(.column, title: "Entrées et sorties par heure", categories: 0, values: [1, 2]), row: 1, column: 5
        )
    }
}

extension Row {
    func number(_ index: Int) -> CellValue { int(at: index).map { .integer($0) } ?? .empty }
}

extension Day {
    var cell: CellValue {
        let parts = components
        return .date(year: parts.year, month: parts.month, day: parts.day)
    }
}
