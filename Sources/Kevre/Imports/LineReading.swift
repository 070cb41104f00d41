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
        case .column(let index): NoValue.says(row[index], field.content) ? .empty : row[index]
        case .constant(let text): .text(text)
        case nil: .empty
        }
    }

    func isBlank(_ field: Field) -> Bool {
        plan.mapping[field].allSatisfy { source in
            switch source {
            case .column(let index): row[index].isBlank || NoValue.says(row[index], field.content)
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
            case .column(let index): raw = NoValue.says(row[index], field.content) ? "" : row[index].text
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

    /// What cannot be read: a value that the line needs refuses it, another is left empty, kept here and said.
    private mutating func reject(_ field: Field, _ value: String?, _ reason: String, isNeeded: Bool) {
        if isNeeded {
            refuse(field, value, reason)
        } else {
            kept(field, value, "\(reason) Laissé vide.")
        }
    }

    /// An amount, nil when blank.
    ///
    /// - Parameter isNeeded: refuses the line when the cell holds something else; else it is left empty.
    mutating func amount(_ field: Field, isNeeded: Bool = true) -> Money? {
        amount(field, of: cell(field), isNeeded)
    }

    private mutating func amount(_ field: Field, of cell: SourceCell, _ isNeeded: Bool) -> Money? {
        switch cell {
        case .empty: return nil
        case .number(let number, _): return amount(field, number, isNeeded)
        // What the spreadsheet shows is what its author saw.
        case .formula(_, let cached) where !cached.isBlank: return amount(field, of: cached, isNeeded)
        case .formula(let formula, _):
            reject(
                field, "=\(formula)",
                "La cellule contient une formule sans résultat enregistré\u{00A0}: collez sa valeur à la place.",
                isNeeded: isNeeded)
            return nil
        case .date, .moment, .time:
            reject(
                field, cell.text, "Une date se trouve à la place du montant\u{00A0}: \(Self.swapped)",
                isNeeded: isNeeded)
            return nil
        case .error(let code):
            reject(field, code, "La cellule contient une erreur de calcul.", isNeeded: isNeeded)
            return nil
        case .text, .boolean: return amount(field, text: cell.text, isNeeded)
        }
    }

    private static var swapped: String { "des colonnes sont sans doute interverties." }

    private mutating func amount(_ field: Field, _ number: Double, _ isNeeded: Bool) -> Money? {
        guard number.isFinite, number.magnitude <= 1e11 else {
            reject(field, "\(number)", "Ce montant dépasse cent milliards d’euros.", isNeeded: isNeeded)
            return nil
        }
        let cents = (number * 100).rounded()
        if number < 0, cents != 0 {
            reject(
                field, "\(number)", "Le montant est négatif\u{00A0}: une subvention est positive ou nulle.",
                isNeeded: isNeeded)
            return nil
        }
        if (number * 100 - cents).magnitude > 1e-4 * max(1, number.magnitude * 1e-6) {
            repaired(
                field, "\(number)", "Montant calculé avec plus de deux décimales\u{00A0}: arrondi au centime."
            )
        }
        return Money(cents: Int(cents))
    }

    private mutating func amount(_ field: Field, text raw: String, _ isNeeded: Bool) -> Money? {
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
                    reject(
                        field, raw, "\(error.message) Des colonnes sont sans doute interverties.", isNeeded: isNeeded)
                    return nil
                }
                // A converted PDF leaves the end of the neighbouring cell before the amount: `N      82 584,28`.
                if let tail = Self.amountAfterBlanks(raw.trimmed) {
                    repaired(
                        field, raw, "Texte de la cellule voisine resté devant le montant\u{00A0}: retiré.")
                    return tail
                }
            }
            reject(field, raw, error.message, isNeeded: isNeeded)
            return nil
        }
    }

    private static func amountAfterBlanks(_ text: String) -> Money? {
        guard let gap = text.firstRange(of: "   ") else { return nil }
        let head = text[..<gap.lowerBound]
        guard !head.contains(where: \.isNumber) else { return nil }
        return Money(String(text[gap.upperBound...]))
    }
}
