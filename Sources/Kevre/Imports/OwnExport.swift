import Spreadsheet

/// The header of a list's own export that comes back corrected: the titles of the list's columns and, after them,
/// that of the identifier. Columns added by hand stand at the right of it, or anywhere on a sheet that still bears the
/// name of its list.
struct OwnHeader: Sendable {
    /// The column of the list that each column of the file shows, by its place from 0.
    let columns: [Int: Column]
    /// Where the identifier stands.
    let identifier: Int

    /// nil when the row is no such header.
    init?(_ row: SourceRow, of listing: Listing, sheet: String) {
        let key = HeaderName.key(Listing.identifierTitle)
        let headers = row.cells.map { cell -> String in
            guard case .text(let text) = cell, text.utf8.count <= 200 else { return "" }
            return HeaderName.key(text)
        }
        guard let identifier = headers.firstIndex(of: key), !headers[(identifier + 1)...].contains(key) else {
            return nil
        }
        // A title ends with the year of its export: « Accordé 2025 » is « Accordé 2026 » of another day.
        let titles = Dictionary(
            listing.columns.map { (HeaderName.key($0.title), $0) }, uniquingKeysWith: { first, _ in first })
        var columns: [Int: Column] = [:]
        for (index, header) in headers.enumerated() where index != identifier && !header.isEmpty {
            if let column = titles[header] {
                columns[index] = column
            } else if index < identifier, sheet != listing.title {
                return nil
            }
        }
        guard !columns.isEmpty else { return nil }
        self.columns = columns
        self.identifier = identifier
    }
}

extension ImportField {
    /// The column of the list that shows this field.
    static func column(of field: Self) -> Column? {
        listed.columns.first { Self.field(ofListed: $0.name) == field }
    }
}

extension ImportPlan {
    /// Whether lines designate the records they correct.
    public var corrects: Bool { !mapping[Field.identifier].isEmpty }

    /// The columns of the file by which records are corrected, with the list's column that each gives.
    var correctingColumns: [(index: Int, column: Kevre.Column)] {
        columns.compactMap { column in
            let field = mapping.field(ofColumn: column.index)
            guard field != Field.identifier else { return nil }
            let own = field == column.guess ? ownHeader?.columns[column.index] : nil
            return (own ?? field.flatMap { Field.column(of: $0) }).map { (column.index, $0) }
        }
    }

    /// What each column of an own export is read into.
    static func guesses(of header: OwnHeader) -> [Int: HeaderRecognition<Field>.Guess] {
        var guesses = header.columns.compactMapValues { column in
            Field.field(ofListed: column.name).map {
                HeaderRecognition<Field>.Guess(field: $0, score: 100, reason: "colonne de la liste exportée")
            }
        }
        guesses[header.identifier] = HeaderRecognition<Field>.Guess(
            field: Field.identifier, score: 100, reason: "désigne la fiche à corriger")
        // Two columns of a list may name one field: the first that is not only its shadow.
        var taken: Set<Field> = []
        for index in guesses.keys.sorted(by: { Self.isShadow(header, $1) && !Self.isShadow(header, $0) || $0 < $1 }) {
            guard let field = guesses[index]?.field, !field.takesSeveralColumns else { continue }
            if !taken.insert(field).inserted { guesses[index] = nil }
        }
        return guesses
    }

    /// Of the grants, the present name of the association beside the one the source wrote.
    private static func isShadow(_ header: OwnHeader, _ index: Int) -> Bool {
        header.columns[index]?.name == "association"
    }
}

/// A line of a file that designates a record of ours, with what its cells say of it.
public struct CorrectionLine: Sendable {
    /// A cell under a column of the list.
    struct Cell: Sendable {
        let column: Column
        /// As the file names it.
        let header: String
        /// What stands there.
        let raw: String
        let value: Value
    }

    /// What a cell says.
    enum Value: Sendable {
        case blank
        /// « (vide) »: the field is to be emptied.
        case emptied
        case text(String)
        case integer(Int)
        case money(Money)
        case day(Day)
        /// Why nothing can be made of it.
        case unreadable(String)
    }

    public let line: Int
    /// nil when the cell holds no identifier.
    public let key: Int?
    let identifier: String
    let cells: [Cell]
    /// Of a grant, zero elsewhere.
    let amount: Money
}

extension CorrectionLine {
    init<Field: ImportField>(
        _ reading: LineReading<Field>, _ columns: [(index: Int, column: Column)], amount: Money = .zero
    ) {
        line = reading.row.number
        self.amount = amount
        identifier = reading.cell(Field.identifier).text.trimmed
        key = Int(identifier.withoutSpaces)
        cells = columns.map { index, column in
            let cell = reading.row[index]
            return Cell(
                column: column, header: reading.plan.columns[index].shown, raw: cell.text.trimmed,
                value: Self.value(cell, column, reading))
        }
    }

    private static func value<Field: ImportField>(
        _ cell: SourceCell, _ column: Column, _ reading: LineReading<Field>
    ) -> Value {
        if cell.isBlank { return .blank }
        if FrenchText.folded(cell.text) == "vide", cell.text.contains("(") { return .emptied }
        // Read apart: what is repaired on the way is no news where the value is the record's own.
        var probe = reading
        switch column.kind {
        case .money:
            guard let field = Field.field(ofListed: column.name) else { break }
            if let amount = probe.amount(field) { return .money(amount) }
            return .unreadable(probe.issues.last?.reason ?? "Ce n’est pas un montant.")
        case .day:
            guard let field = Field.field(ofListed: column.name) else { break }
            if case .day(let day)? = probe.day(field) { return .day(day) }
            return .unreadable(
                probe.issues.last { $0.severity == .refused }?.reason ?? "Une date est attendue (jj/mm/aaaa).")
        case .integer, .year:
            let digits = cell.text.withoutSpaces
            return Int(digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits).map(Value.integer)
                ?? .unreadable("«\u{a0}\(cell.text.shown)\u{a0}» n’est pas un nombre entier.")
        default: break
        }
        if case .error = cell { return .unreadable("La cellule contient une erreur de calcul.") }
        var text = cell.text
        // The guard that a csv puts before what a spreadsheet would run.
        if text.hasPrefix("'"), let next = text.dropFirst().first, "=@+-\t\r".contains(next) { text.removeFirst() }
        let cleaned = SourceText.clean(text).text
        return cleaned.isEmpty ? .blank : .text(cleaned)
    }
}

extension CorrectionLine.Cell {
    /// Whether the cell says what the list shows of the record today. A spreadsheet takes the zeros before a number
    /// and the blanks within it: neither is a correction.
    func isSame(as present: Kevre.Cell) -> Bool {
        switch (value, present) {
        case (.blank, _): return true
        case (.emptied, .none): return true
        case (.emptied, .text(let text)): return text.isEmpty
        case (.integer(let number), .integer(let own)), (.integer(let number), .year(let own)): return number == own
        case (.money(let amount), .money(let own)): return amount == own
        case (.day(let day), .day(let own)): return day == own
        case (.text(let text), .state(let word)):
            return text == word.code || FrenchText.folded(text) == FrenchText.folded(word.label)
        case (.text(let text), .percent(let basisPoints)):
            let plain = text.withoutSpaces.replacing(",", with: ".").replacing("%", with: "")
            guard let number = Double(plain) else { return false }
            // Compared as they stand: what somebody typed may be beyond all whole numbers.
            return [100, 10_000].contains { (number * $0).rounded() == Double(basisPoints) }
        case (.text(let text), .text(let own)): return Self.isSame(text, SourceText.clean(own).text)
        default: return false
        }
    }

    static func isSame(_ text: String, _ own: String) -> Bool {
        if text == own { return true }
        let (digits, ownDigits) = (text.withoutSpaces, own.withoutSpaces)
        guard ownDigits.allSatisfy({ $0.isASCII && $0.isNumber }), digits.allSatisfy({ $0.isASCII && $0.isNumber })
        else { return false }
        return digits.drop { $0 == "0" } == ownDigits.drop { $0 == "0" }
    }

    /// What the form of the record is given.
    var typed: String? {
        switch value {
        case .blank, .emptied, .unreadable: nil
        case .text(let text): text
        case .integer(let number): String(number)
        case .money(let amount): amount.figures
        case .day(let day): day.short
        }
    }
}
