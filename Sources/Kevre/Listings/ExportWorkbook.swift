import PostgreSQL
import Spreadsheet

/// What a handed-out file says of itself: whose it is, who took it, when.
public struct ExportOrigin: Sendable {
    /// Name of the authority, as the workbook's company.
    public let authority: String
    /// Name of who took it, as the workbook's author.
    public let agent: String
    /// Day it was taken, in Europe/Paris.
    public let day: Day

    /// An origin as given.
    public init(authority: String, agent: String, day: Day) {
        self.authority = authority
        self.agent = agent
        self.day = day
    }

    var sentence: String { "Exporté le \(day.long) par \(agent)" }

    func properties(title: String) -> DocumentProperties {
        DocumentProperties(
            title: title, author: agent, company: authority, subject: sentence, comments: "Produit par Kevre.")
    }
}

extension Listing {
    /// The title of the last column, by which a corrected workbook finds its rows again.
    public static let identifierTitle = "Identifiant"

    /// The sheet that explains the columns.
    static let explanationTitle = "Colonnes"

    private static let identifierNote =
        "À laisser tel quel\u{a0}: il permet de corriger le fichier et de l’importer de nouveau."

    /// Writes everything the query selects as a workbook: the rows on one sheet, typed, with filter, frozen
    /// header and totals; on a second one what each column means and what was asked for.
    ///
    /// The rows pass one by one from the database to the disk, whatever their number.
    ///
    /// - Returns: the number of rows.
    @discardableResult
    public func writeWorkbook(
        _ query: ListingQuery, for agent: Agent, origin: ExportOrigin, in tx: Transaction, to path: String
    ) throws -> Int {
        try agent.require(right)
        let asked = try description(of: query, in: tx)
        let columns = shownColumns(query)
        let workbook = try WorkbookWriter(path: path, properties: origin.properties(title: title))
        let sheet = try workbook.addSheet(
            title, columns: columns.map(\.sheetColumn) + [SheetColumn(Self.identifierTitle, .year, width: 12)],
            options: printed(columns, origin))
        let conveyor = Conveyor<[[CellValue]]> { rows in for row in rows { try sheet.append(row) } }
        do {
            var batch: [[CellValue]] = []
            try each(query, for: agent, in: tx) { row in
                batch.append(row.values)
                guard batch.count == 250 else { return }
                try conveyor.send(batch)
                batch.removeAll(keepingCapacity: true)
            }
            try conveyor.send(batch)
        } catch {
            // The sheet is the writer's until it has ended; the first error is the one that matters.
            try? conveyor.finish()
            throw error
        }
        try conveyor.finish()
        let count = sheet.count
        try sheet.finish()
        try writeExplanation(columns, asked, count, origin, in: workbook)
        try workbook.close()
        return count
    }

    private func printed(_ columns: [Column], _ origin: ExportOrigin) -> SheetOptions {
        var options = SheetOptions()
        options.landscape = columns.count > 5
        options.frozenColumns = columns.count > 5 ? 1 : 0
        options.printTitle = "\(origin.authority) — \(title), \(origin.day.long)"
        return options
    }

    private func writeExplanation(
        _ columns: [Column], _ asked: [(title: String, value: String)], _ count: Int, _ origin: ExportOrigin,
        in workbook: WorkbookWriter
    ) throws {
        let filters = asked.map { "\($0.title)\u{a0}: \($0.value)" }
        var options = SheetOptions()
        options.autofilter = false
        options.frozenHeader = false
        options.titleLines = [
            title, origin.authority, origin.sentence + ", " + FrenchText.count(count, singular, plural),
            filters.isEmpty ? "Sans filtre" : "Filtres\u{a0}: " + filters.joined(separator: "\u{a0}; "),
        ]
        let sheet = try workbook.addSheet(
            Self.explanationTitle,
            columns: [
                SheetColumn("Colonne", width: 30), SheetColumn("Contenu", width: 26),
                SheetColumn("Explication", .longText, width: 70), SheetColumn("Nom dans les données", width: 24),
            ], options: options)
        for column in columns {
            try sheet.append([
                .text(column.title), .text(column.kind.content), .text(column.explanation), .text(column.name),
            ])
        }
        try sheet.append([
            .text(Self.identifierTitle), .text("Nombre entier"), .text(Self.identifierNote), .text("id"),
        ])
        try sheet.finish()
    }
}

extension ListingRow {
    /// Its cells in a workbook, the key last.
    fileprivate var values: [CellValue] {
        var values: [CellValue] = []
        let shown = shownCount
        values.reserveCapacity(shown + 1)
        for index in 0..<shown { values.append(self[index].value) }
        values.append(.integer(key))
        return values
    }
}

extension Column {
    var sheetColumn: SheetColumn {
        let kind: SheetColumn.Kind =
            switch self.kind {
            case .text, .flag, .state: .text
            case .longText: .longText
            case .integer: .integer
            case .year: .year
            case .money: .money
            case .percent: .percent
            case .day: .date
            case .moment, .closing: .moment
            }
        let width: Double? = if case .flag = self.kind { 10 } else { nil }
        return SheetColumn(title, kind, width: width, totals: sums)
    }

    /// The note, and the words a closed vocabulary may hold.
    var explanation: String {
        guard case .state(let vocabulary) = kind else { return note }
        let values = "Valeurs\u{a0}: " + vocabulary.words.map(\.label).joined(separator: ", ") + "."
        return note.isEmpty ? values : "\(note) \(values)"
    }
}

extension Column.Kind {
    /// What a cell holds, in words.
    var content: String {
        switch self {
        case .text, .longText: "Texte"
        case .integer: "Nombre entier"
        case .year: "Année"
        case .money: "Montant en euros"
        case .percent: "Pourcentage"
        case .day: "Date"
        case .moment, .closing: "Date et heure (Paris)"
        case .flag: "oui ou non"
        case .state: "Valeur d’une liste"
        }
    }
}

extension Cell {
    /// The value as a spreadsheet holds it.
    var value: CellValue {
        switch self {
        case .none: return .empty
        case .text(let text): return .text(text)
        case .integer(let number), .year(let number): return .integer(number)
        case .money(let amount): return .money(cents: amount.cents)
        case .percent(let basisPoints): return .percent(basisPoints: basisPoints)
        case .day(let day):
            let parts = day.components
            return .date(year: parts.year, month: parts.month, day: parts.day)
        case .moment(let moment), .closing(let moment): return .moment(moment)
        case .flag(let flag): return .text(flag ? "oui" : "non")
        case .state(let word): return .text(word.label)
        }
    }
}
