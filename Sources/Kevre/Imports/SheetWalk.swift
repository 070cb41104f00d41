import Spreadsheet

/// Goes through the lines of a sheet: leaves out blank rows and totals, follows headers that come again, fills
/// cells merged downwards, puts shifted cells back under their columns.
///
/// One line in memory at a time, whatever the size of the file.
struct SheetWalk<Field: ImportField> {
    let source: TableSource
    let plan: ImportPlan<Field>
    /// The fields of which one at least must be filled for a row to say something.
    let facts: [Field]
    /// The field that names the body, and those that identify it.
    let name: Field
    let identities: [Field]

    /// What was met.
    enum Event {
        /// A line, with the theme its section is about.
        case line(LineReading<Field>, theme: String?, fraction: Double)
        /// A line whose name says that it is a total.
        case total(LineReading<Field>)
        /// Something to say about a row that is no line.
        case notice(LineIssue)
        /// A row of words alone, which no line is: the title of a section, a note under the table.
        case aside(LineIssue)
        /// The lines of another sheet follow.
        case sheet
    }

    func run(_ take: (Event) throws -> Void) throws {
        try run(plan, 0, take)
        for (index, companion) in plan.alike.enumerated() {
            try take(.sheet)
            try run(companion, index + 1, take)
        }
    }

    private func run(_ sheetPlan: ImportPlan<Field>, _ ordinal: Int, _ take: (Event) throws -> Void) throws {
        var plan = sheetPlan
        var theme = sectionTheme(plan)
        var merges = try MergedCells(source: source, sheet: plan.sheet, width: plan.columns.count)
        let width = usualWidth
        var tablePlan = plan
        var previous = plan.headerRow ?? 0
        var lone: LineReading<Field>?
        try source.rows(sheet: plan.sheet) { original in
            if let header = plan.headerRow, original.number <= header { return true }
            defer { previous = original.number }
            if repeatsTitles(original, of: sheetPlan) { return true }
            if isHeader(original, of: plan) {
                plan = tablePlan.section(header: original)
                tablePlan = plan
                theme = sectionTheme(plan)
                return true
            }
            var row = merges.filled(original)
            var repair: (LineIssue.Severity, String)?
            let recoded = recoded(row)
            if source.format == .csv { (row, repair) = straightened(recoded ?? row, plan, usual: width) }
            let place = LinePlace.line(row.number, sheet: ordinal)
            var reading = LineReading(
                plan: plan,
                row: ordinal == 0 ? row : SourceRow(number: place, cells: row.cells, fractionRead: row.fractionRead))
            if isTotal(reading) {
                try take(.total(reading))
                return true
            }
            let says = facts.contains { !reading.isBlank($0) }
            guard says || repair?.0 == .refused else {
                let filled = row.cells.count { !$0.isBlank }
                if source.format == .csv, filled == 1, row.cells.count == 1, plan.columns.count > 3 {
                    reading.note(
                        .kept, nil, row.cells[0].text, "Ligne d’une seule cellule\u{00A0}: laissée de côté.")
                    for issue in reading.issues { try take(.notice(issue)) }
                }
                return true
            }
            if isLoneText(original) {
                if holdsAmounts || lone != nil {
                    try take(.aside(aside(reading)))
                    return true
                }
                if original.number > previous + 1 {
                    // Under a gap: a note, unless the list goes on.
                    lone = reading
                    return true
                }
            } else if let held = lone {
                lone = nil
                try take(.line(held, theme: theme, fraction: row.fractionRead))
            }
            if recoded != nil {
                reading.note(
                    .repaired, nil, shown(original), "Accents rétablis\u{00A0}: le fichier mêle deux codages."
                )
            }
            if original.hasOpenQuote {
                reading.note(.kept, nil, shown(original), Self.openQuote)
            }
            if let (severity, reason) = repair { reading.note(severity, nil, shown(original), reason) }
            if let from = merges.nameRow(name, plan, row.number) {
                reading.repaired(
                    name, reading.cell(name).text, "Cellule fusionnée\u{00A0}: reprise de la ligne \(from).")
            }
            try take(.line(reading, theme: theme, fraction: row.fractionRead))
            return true
        }
        if let lone { try take(.aside(aside(lone))) }
    }

    // MARK: - Words that are no line

    /// Whether lines have amounts: one of words alone is none of them.
    private var holdsAmounts: Bool { facts.contains { $0.content == .amount } }

    /// Whether nothing but the name's cell is filled, in words, in a table of several columns.
    private func isLoneText(_ row: SourceRow) -> Bool {
        guard plan.columns.count > (holdsAmounts ? 2 : 1), plan.headerRow != nil, !plan.corrects else { return false }
        var filled: SourceCell?
        for cell in row.cells where !cell.isBlank {
            if filled != nil { return false }
            filled = cell
        }
        guard case .text(let text)? = filled else { return false }
        return text.contains(where: \.isLetter)
    }

    private func aside(_ reading: LineReading<Field>) -> LineIssue {
        LineIssue(
            line: reading.row.number, column: reading.columnName(name), value: reading.cell(name).text.shown,
            reason: "Rien d’autre sur la ligne que ce texte\u{a0}: titre ou note, elle est laissée de côté.",
            severity: .kept)
    }

    private static var openQuote: String {
        "Un guillemet ouvert sur cette ligne n’est jamais refermé\u{a0}: la ligne est lue seule, sans lui."
    }

    // MARK: - Headers and totals within the table

    /// Whether a row is one of the titles that were read together, again at the head of a page.
    private func repeatsTitles(_ row: SourceRow, of plan: ImportPlan<Field>) -> Bool {
        plan.titleRows.contains { title in
            let filled = row.cells.indices.filter { !row.cells[$0].isBlank }
            return filled.count > 1 && filled.allSatisfy { row.cells[$0].text.trimmed == title[$0].text.trimmed }
        }
    }

    private func isHeader(_ row: SourceRow, of plan: ImportPlan<Field>) -> Bool {
        var same = 0
        for column in plan.columns where !column.header.isEmpty && column.index < row.cells.count {
            guard case .text(let text) = row.cells[column.index] else { continue }
            if text == column.header || (text.utf8.last == 0x20 && text.trimmed == column.header) {
                same += 1
            }
            if same == 2 { return true }
        }
        return false
    }

    /// « Association (handicap) » above the names: the section's theme.
    private func sectionTheme(_ plan: ImportPlan<Field>) -> String? {
        guard case .column(let index) = plan.mapping[name].first, index < plan.columns.count else {
            return nil
        }
        let header = plan.columns[index].header
        guard let open = header.firstIndex(of: "("), let close = header.lastIndex(of: ")"), open < close
        else {
            return nil
        }
        let inside = header[header.index(after: open)..<close].singleSpaced
        let isName = name.columnNames.contains { HeaderName.key($0) == HeaderName.key(inside) }
        return inside.count < 3 || isName ? nil : SourceText.clean(inside).text
    }

    /// Whether the row sums up others: its name says so, or it has none and another cell does.
    private func isTotal(_ reading: LineReading<Field>) -> Bool {
        let title = reading.cell(name).text
        let isNamed = !title.trimmed.isEmpty
        guard isNamed ? Self.saysTotal(title) : reading.row.cells.contains(where: Self.saysTotal) else {
            return false
        }
        return identities.allSatisfy { reading.isBlank($0) || Self.saysTotal(reading.cell($0).text) }
    }

    static func saysTotal(_ cell: SourceCell) -> Bool {
        if case .text(let text) = cell { saysTotal(text) } else { false }
    }

    /// `Total`, `TOTAL SUBVENTIONS`, `Sous-total budget principal`, `Total 2014`; not `Total Danse`.
    private static func saysTotal(_ text: String) -> Bool {
        guard text.utf8.count < 200, text.utf8.contains(where: { $0 | 0x20 == 0x74 }) else { return false }
        let words = FrenchText.folded(text).split(separator: " ")
        let rest: ArraySlice<Substring>
        switch words.first {
        case "total", "totaux": rest = words.dropFirst()
        case "sous" where words.dropFirst().first?.hasPrefix("tota") == true: return true
        case "montant" where words.count == 2 && words[1] == "total": return true
        default: return false
        }
        let following: Set<Substring> = [
            "general", "generaux", "subvention", "subventions", "participation", "participations", "budget",
            "des", "de",
            "du", "pour", "fonctionnement", "investissement", "aides", "chapitre", "article", "associations",
            "annuel",
            "annee", "exercice", "theme", "thematique", "page", "cumule",
        ]
        guard let next = rest.first else { return true }
        return following.contains(next) || Year(String(next)) != nil
    }

    // MARK: - Lines of text files cut amiss

    /// A line of UTF-8 in a file of Windows-1252, nil when it is none.
    private func recoded(_ row: SourceRow) -> SourceRow? {
        guard source.dialect?.encoding == .windows1252 else { return nil }
        var isOther = false
        let cells = row.cells.map { cell -> String in
            guard let restored = SourceText.restoringUTF8(cell.text) else { return cell.text }
            isOther = true
            return restored
        }
        return isOther ? replacing(row, cells) : nil
    }

    /// How many cells the file's lines usually have.
    private var usualWidth: Int {
        let widths = Dictionary(plan.preview.map { ($0.cells.count, 1) }, uniquingKeysWith: +)
        let usual = widths.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
        return min(usual, plan.columns.count)
    }

    private func straightened(
        _ row: SourceRow, _ plan: ImportPlan<Field>, usual: Int
    ) -> (SourceRow, (LineIssue.Severity, String)?) {
        let count = row.cells.count
        let columns = plan.columns.count
        if count == columns || plan.headerRow == nil { return (row, nil) }
        let delimiter = source.dialect.map { Character(Unicode.Scalar($0.delimiter)) } ?? ","
        var cells = row.cells.map(\.text)
        var reason = "La ligne avait une cellule de trop (virgule sans guillemets)\u{00A0}: remise en place."
        // The mark that opened it is gone where the reader found no end to it; the doubled ones within still tell.
        if let first = cells.first, first.hasPrefix("\"") {
            cells = Self.unquoted(cells, delimiter)
        } else if let first = cells.first, cells.contains(where: { $0.contains("\"\"") }) {
            cells = Self.unquoted(["\"" + first] + cells.dropFirst(), delimiter)
        }
        // A spreadsheet quoted the whole line, commas and all.
        if count < columns, cells.contains(where: { $0.contains(delimiter) }) {
            cells = cells.joined(separator: String(delimiter)).split(
                separator: delimiter, omittingEmptySubsequences: false
            )
            .map(String.init)
            reason = "La ligne entière était entre guillemets\u{00A0}: ses cellules ont été séparées."
        }
        while cells.count > columns, cells.last?.trimmed.isEmpty == true { cells.removeLast() }
        if cells.count < columns {
            guard cells.count < usual, cells.contains(where: { !$0.trimmed.isEmpty }), count > 1 else {
                return (row, nil)
            }
            return (
                row,
                (
                    .refused,
                    "La ligne a \(FrenchText.count(count, "cellule")) au lieu de \(usual)\u{00A0}: "
                        + "le fichier est sans doute tronqué ou la ligne coupée."
                )
            )
        }
        // `1;;` at the end of a comma file: semicolons of another program.
        if let last = cells.last, last.hasSuffix(";"), delimiter != ";" {
            cells[cells.count - 1] = String(last.prefix { $0 != ";" })
        }
        if cells.count == columns {
            return (
                replacing(row, cells), count == columns ? nil : count < columns ? (.repaired, reason) : nil
            )
        }
        let contents = (0..<columns).map { plan.mapping.field(ofColumn: $0)?.content }
        guard let aligned = RowAlignment(contents: contents, delimiter: delimiter).align(cells) else {
            return (
                row,
                (
                    .refused,
                    "La ligne a \(FrenchText.count(cells.count, "cellule")) au lieu de \(columns)\u{00A0}: "
                        + "une virgule sans guillemets décale sans doute ses colonnes."
                )
            )
        }
        return (replacing(row, aligned), (.repaired, reason))
    }

    /// A line quoted as a whole, or from its start to somewhere within: the quotes are nobody's text.
    private static func unquoted(_ cells: [String], _ delimiter: Character) -> [String] {
        var line = Substring(cells.joined(separator: String(delimiter)))
        while let last = line.last, last == ";" || last == " " { line.removeLast() }
        if line.first == "\"" { line.removeFirst() }
        if line.last == "\"" { line.removeLast() }
        return line.replacing("\"\"", with: "\"").split(
            separator: delimiter, omittingEmptySubsequences: false
        )
        .map(String.init)
    }

    private func replacing(_ row: SourceRow, _ cells: [String]) -> SourceRow {
        SourceRow(
            number: row.number, cells: cells.map { $0.isEmpty ? .empty : .text($0) },
            fractionRead: row.fractionRead)
    }

    private func shown(_ row: SourceRow) -> String { row.cells.map(\.text).joined(separator: " | ").shown }
}

extension LineReading<GrantField> {
    /// The cell which says that the row is a total; nil when the amount's column alone does.
    var totalTitle: SourceCell? { row.cells.first(where: SheetWalk<GrantField>.saysTotal) }
}

extension ImportPlan {
    /// The plan for the rows under a header that comes again, perhaps with a column renamed.
    func section(header row: SourceRow) -> ImportPlan {
        let recognition = HeaderRecognition<Field>()
        var plan = self
        for column in columns where column.index < row.cells.count {
            let header = row.cells[column.index].text.trimmed
            guard HeaderName.key(header) != HeaderName.key(column.header) else { continue }
            plan.rename(column.index, header)
            guard !header.isEmpty else { continue }
            let field = recognition.candidates(header).first { $0.score >= 60 }?.field
            if let old = mapping.field(ofColumn: column.index), old != field {
                plan.mapping[old].removeAll { $0 == .column(column.index) }
            }
            if let field,
                plan.mapping[field].isEmpty || field.takesSeveralColumns
                    || mapping.field(ofColumn: column.index) == field
            {
                plan.mapping.assign(.column(column.index), to: field)
            }
        }
        return plan
    }
}
