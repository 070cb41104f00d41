import Spreadsheet

/// One line of a file while it is read: its cells by field, and what there is to say about them.
struct LineReading<Field: ImportField> {
    let plan: ImportPlan<Field>
    let row: SourceRow
    private(set) var issues: [LineIssue] = []
    /// Whether its year is that of the file.
    var tookYear = false

    init(plan: ImportPlan<Field>, row: SourceRow) {
        self.plan = plan
        self.row = row
    }

    var isRefused: Bool { issues.contains { $0.severity == .refused } }

    // MARK: - Issues

    /// - Parameter fallback: the column's name when the field has no column.
    mutating func note(
        _ severity: LineIssue.Severity, _ field: Field?, _ value: String?, _ reason: String
    ) {
        let column = field.flatMap { columnName($0) }
        issues.append(
            LineIssue(
                line: row.number, column: column, value: value?.trimmed, reason: FrenchText.typeset(reason),
                severity: severity))
    }

    mutating func repaired(_ field: Field, _ value: String?, _ reason: String) {
        note(.repaired, field, value, reason)
    }
    mutating func kept(_ field: Field, _ value: String?, _ reason: String) {
        note(.kept, field, value, reason)
    }
    mutating func refuse(_ field: Field?, _ value: String?, _ reason: String) {
        note(.refused, field, value, reason)
    }

    /// What another reading of the same row has to say, each thing once.
    mutating func take(_ other: [LineIssue]) {
        for issue in other where !issues.contains(issue) { issues.append(issue) }
    }

    func columnName(_ field: Field) -> String? {
        for case .column(let index) in plan.mapping[field] {
            return index < plan.columns.count ? plan.columns[index].shown : ColumnName.letter(index)
        }
        return nil
    }

    // MARK: - Cells

    /// The cell of a single-column field.
    func cell(_ field: Field) -> SourceCell {
        switch plan.mapping[field].first {
        case .column(let index): row[index]
        case .constant(let text): .text(text)
        case nil: .empty
        }
    }

    func isBlank(_ field: Field) -> Bool {
        plan.mapping[field].allSatisfy { source in
            switch source {
            case .column(let index): row[index].isBlank
            case .constant(let text): text.isEmpty
            }
        }
    }

    /// Presentable text, nil when blank; several columns are joined.
    mutating func text(_ field: Field, joinedBy separator: String = " ; ") -> String? {
        var result: String?
        for source in plan.mapping[field] {
            let raw: String
            switch source {
            case .column(let index): raw = row[index].text
            case .constant(let constant): raw = constant
            }
            guard !raw.isEmpty else { continue }
            let cleaned = SourceText.clean(raw)
            if let repair = cleaned.repair { repaired(field, raw, repair) }
            if cleaned.isDamaged {
                kept(field, raw, "Des caractères sont perdus (�)\u{00A0}: gardé tel quel.")
            }
            guard !cleaned.text.isEmpty else { continue }
            result = result.map { "\($0)\(separator)\(cleaned.text)" } ?? cleaned.text
        }
        return result
    }

    // MARK: - Values

    /// An amount, nil when blank. Refuses the line when the cell holds something else.
    mutating func amount(_ field: Field) -> Money? {
        let cell = cell(field)
        switch cell {
        case .empty: return nil
        case .number(let number, _): return amount(field, number)
        case .formula(let formula, _):
            refuse(
                field, "=\(formula)", "La cellule contient une formule\u{00A0}: collez sa valeur à la place.")
            return nil
        case .date, .moment, .time:
            refuse(field, cell.text, "Une date se trouve à la place du montant\u{00A0}: \(Self.swapped)")
            return nil
        case .error(let code):
            refuse(field, code, "La cellule contient une erreur de calcul.")
            return nil
        case .text, .boolean: return amount(field, text: cell.text)
        }
    }

    private static var swapped: String { "des colonnes sont sans doute interverties." }

    private mutating func amount(_ field: Field, _ number: Double) -> Money? {
        guard number.isFinite, number.magnitude <= 1e11 else {
            refuse(field, "\(number)", "Ce montant dépasse cent milliards d’euros.")
            return nil
        }
        let cents = (number * 100).rounded()
        if number < 0, cents != 0 {
            refuse(
                field, "\(number)", "Le montant est négatif\u{00A0}: une subvention est positive ou nulle.")
            return nil
        }
        if (number * 100 - cents).magnitude > 1e-4 * max(1, number.magnitude * 1e-6) {
            repaired(
                field, "\(number)", "Montant calculé avec plus de deux décimales\u{00A0}: arrondi au centime."
            )
        }
        return Money(cents: Int(cents))
    }

    private mutating func amount(_ field: Field, text raw: String) -> Money? {
        let text = SourceText.clean(raw).text
        guard !text.isEmpty else { return nil }
        do throws(MoneyRefusal) {
            let money = try Money(parsing: text, allowsNegative: false)
            if plan.isStandard, text.contains(","), !text.contains(".") {
                repaired(field, raw, "Virgule décimale\u{00A0}: le format demande un point.")
            }
            return money
        } catch {
            if case .unreadable = error {
                if Day(text) != nil || SIRET(text) != nil {
                    refuse(field, raw, "\(error.message) Des colonnes sont sans doute interverties.")
                    return nil
                }
                // A converted PDF leaves the end of the neighbouring cell before the amount: `N      82 584,28`.
                if let tail = Self.amountAfterBlanks(raw.trimmed) {
                    repaired(
                        field, raw, "Texte de la cellule voisine resté devant le montant\u{00A0}: retiré.")
                    return tail
                }
            }
            refuse(field, raw, error.message)
            return nil
        }
    }

    private static func amountAfterBlanks(_ text: String) -> Money? {
        guard let gap = text.firstRange(of: "   ") else { return nil }
        let head = text[..<gap.lowerBound]
        guard !head.contains(where: \.isNumber) else { return nil }
        return Money(String(text[gap.upperBound...]))
    }

    /// A day or, where a file only gives that, a year.
    enum DayOrYear {
        case day(Day)
        case year(Year)
    }

    /// - Parameter quiet: leaves out the refusal: the column is read for want of a better one.
    mutating func day(_ field: Field, quiet: Bool = false) -> DayOrYear? {
        let cell = cell(field)
        switch cell {
        case .empty: return nil
        case .date(let date), .moment(let date, _):
            if let day = Day(year: date.year, month: date.month, day: date.day) { return .day(day) }
        // Whatever a cell holds: what no Int can hold is no day.
        case .number(let number, _) where number.magnitude < 1e9:
            if let year = Year(String(Int(number.rounded()))), number == number.rounded() {
                return .year(year)
            }
            if let day = Day(spreadsheetSerial: Int(number)), (1950...2100).contains(day.year) {
                repaired(
                    field, cell.text, "Date écrite comme numéro de jour du tableur\u{00A0}: \(day.short).")
                return .day(day)
            }
        default: break
        }
        let text = cell.text.trimmed
        guard !text.isEmpty else { return nil }
        if let year = Year(text) ?? (text.hasSuffix(".0") ? Year(String(text.dropLast(2))) : nil) {
            return .year(year)
        }
        do throws(DayRefusal) {
            let day = try Day(parsing: text)
            if text == "0001-01-01" { return nil }
            guard (1800...2200).contains(day.year) else { throw .implausible(text) }
            if plan.isStandard, case .text = cell, Day(iso: text) == nil {
                repaired(field, text, "Date écrite autrement que AAAA-MM-JJ\u{00A0}: \(day.iso).")
            }
            return .day(day)
        } catch {
            if let serial = Int(text), let day = Day(spreadsheetSerial: serial),
                (1950...2100).contains(day.year)
            {
                repaired(field, text, "Date écrite comme numéro de jour du tableur\u{00A0}: \(day.short).")
                return .day(day)
            }
            if !quiet { refuse(field, text, error.message) }
            return nil
        }
    }

    /// A budget year: `2014`, `2014.0`, or the year of a date.
    mutating func year(_ field: Field) -> Year? {
        switch day(field) {
        case .year(let year): year
        case .day(let day): day.budgetYear
        case nil: nil
        }
    }
}
