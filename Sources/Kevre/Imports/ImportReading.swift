import Spreadsheet

/// The figures of a file once read.
public struct ReadingTotals: Sendable, Equatable {
    public init() {}

    /// Lines that say something: headers, blanks and labelled totals are none.
    public var lines = 0
    /// Lines on which something was put right.
    public var repaired = 0
    public var refused = 0
    /// Lines that are the total of others, left aside.
    public var setAside = 0
    public var setAsideAmount = Money.zero
    /// What goes in: the amounts of all lines but the refused and those set aside. With `setAsideAmount`, it is what
    /// the file's columns add up to.
    public var amount = Money.zero
    /// The total that the file itself writes, with its line; nil when it writes none.
    public var fileTotal: Money?
    public var fileTotalLine: Int?
    /// Lines whose year is that of the file.
    public var yearsTaken = 0
    /// Cells that say in words or by a sign that they hold nothing.
    var emptied = EmptiedCells()

    /// What was read as nothing, column by column.
    public var emptiedNotices: [String] { emptied.notices }

    /// What the lines of a file add up to at most, a hundred thousand billion euros: beyond it they are no euros, and
    /// sums of such files would leave what the database can hold.
    static let largest = Money(cents: 10_000_000_000_000_000)

    /// Adds an amount of one line.
    mutating func add(
        _ amount: Money, to sum: WritableKeyPath<ReadingTotals, Money>, line: Int
    ) throws(ImportRefusal) {
        let total = self[keyPath: sum] + amount
        guard total <= Self.largest else { throw .totalTooLarge(line: line) }
        self[keyPath: sum] = total
    }

    /// Says that the file's own total is another sum than that of its lines.
    var totalNotice: [String] {
        guard let fileTotal, let fileTotalLine, fileTotal != amount else { return [] }
        let reason =
            refused == 0
            ? "" : " \(FrenchText.count(refused, "ligne refusée n’y est pas", "lignes refusées n’y sont pas"))."
        return [
            "Le total écrit à la ligne \(fileTotalLine) du fichier est \(fileTotal)\u{a0}; les lignes lues font "
                + "\(amount).\(reason) Vérifiez avant d’importer."
        ]
    }
}

/// What reading hands over, piece by piece.
public enum ReadingPiece<Line: Sendable>: Sendable {
    case line(Line)
    /// A line that designates a record of ours by its identifier.
    case correction(CorrectionLine)
    case issue(LineIssue)
    /// The share of the file read, 0…1, and its lines so far.
    case progress(Double, lines: Int)
}

extension ImportPlan<GrantField> {
    /// Reads every line of the file, in order, one at a time.
    ///
    /// A line without any beneficiary is held back to the end: when its amount is the total of the other lines
    /// (of its year, or of all), it is that total and is set aside; else it is a grant to someone unknown.
    ///
    /// - Throws: `SpreadsheetError`, `ImportRefusal` when no line names anybody, or what `take` throws.
    public func read(_ source: TableSource, _ take: (ReadingPiece<GrantLine>) throws -> Void) throws
        -> ReadingTotals
    {
        var totals = ReadingTotals()
        var names = false
        var held: [GrantLine] = []
        var byYear: [Year: Money] = [:]
        var sums = FileSums()
        let correcting = correctingColumns
        let walk = SheetWalk(
            source: source, plan: self,
            facts: [
                .beneficiaryName, .siret, .siren, .rna, .amount, .amountOperating, .amountCapital,
                .amountBefore, .identifier,
            ],
            name: .beneficiaryName, identities: [.siret, .siren, .rna, .identifier])
        try walk.run { event in
            switch event {
            case .notice(let issue): try take(.issue(issue))
            case .sheet: sums.closeSheet(Array(byYear.values))
            // The totals of an export of ours are no line.
            case .total where corrects: break
            case .line(let reading, _, _) where isOwnExport && reading.isSum: break
            case .total(var reading):
                let amount = reading.plan.yearColumns.count > 1 ? reading.totalByYear() : reading.total()
                sums.addTotal(amount, line: reading.row.number)
                let title = reading.totalTitle ?? reading.cell(.beneficiaryName)
                // A lone word above or under a table sums nothing up.
                if reading.isBlank(.beneficiaryName), amount.isZero { break }
                totals.lines += 1
                totals.setAside += 1
                try totals.add(amount, to: \.setAsideAmount, line: reading.row.number)
                try take(
                    .issue(
                        LineIssue(
                            line: reading.row.number, column: nil,
                            value: [title.text.shown, amount.isZero ? nil : amount.description]
                                .compactMap(\.self).joined(separator: "\u{00A0}: "),
                            reason:
                                "Cette ligne est un total, non une subvention\u{00A0}: elle est laissée de côté.",
                            severity: .kept)))
            case .aside(let issue):
                totals.lines += 1
                totals.setAside += 1
                try take(.issue(issue))
            case .line(var reading, _, let fraction) where !reading.isBlank(.identifier):
                names = true
                let amount = reading.total()
                totals.lines += 1
                try totals.add(amount, to: \.amount, line: reading.row.number)
                try take(.correction(CorrectionLine(reading, correcting, amount: amount)))
                if totals.lines.isMultiple(of: 500) { try take(.progress(fraction, lines: totals.lines)) }
            case .line(var reading, let theme, let fraction):
                if corrects, Self.beneficiaryFields.allSatisfy(reading.isBlank) {
                    reading.refuse(nil, nil, "L’identifiant manque, et la ligne ne dit pas qui est le bénéficiaire.")
                }
                names = names || Self.beneficiaryFields.contains { !reading.isBlank($0) }
                let isByYear = reading.plan.yearColumns.count > 1
                let grants = isByYear ? reading.grantsByYear(theme: theme) : reading.grants(theme: theme)
                totals.count(reading)
                if reading.tookYear { totals.yearsTaken += 1 }
                if isByYear, grants.isEmpty, !reading.isRefused { totals.setAside += 1 }
                for issue in reading.issues { try take(.issue(issue)) }
                sums.add(grants.map(\.amount).sum())
                for grant in grants {
                    guard grant.hasBeneficiary else {
                        held.append(grant)
                        continue
                    }
                    try totals.add(grant.amount, to: \.amount, line: grant.line)
                    byYear[grant.year, default: .zero] += grant.amount
                    try take(.line(grant))
                }
                if totals.lines.isMultiple(of: 500) { try take(.progress(fraction, lines: totals.lines)) }
            }
        }
        guard names || totals.lines == 0 else { throw emptyBeneficiary }
        if let total = sums.wholeTotal(Array(byYear.values)) {
            let row = LinePlace.row(total.line, among: sheetNames.count)
            (totals.fileTotal, totals.fileTotalLine) = (total.amount, row)
        }
        for grant in held {
            let isTotal =
                !grant.amount.isZero
                && (grant.amount == byYear[grant.year] || grant.amount == byYear.values.sum())
            guard isTotal else {
                try take(
                    .issue(
                        LineIssue(
                            line: grant.line, column: nil, value: nil,
                            reason:
                                "La ligne ne dit pas qui est le bénéficiaire\u{00A0}: inscrite à «\u{a0}Bénéficiaire non précisé\u{a0}».",
                            severity: .kept)))
                try totals.add(grant.amount, to: \.amount, line: grant.line)
                try take(.line(grant))
                continue
            }
            totals.setAside += 1
            try totals.add(grant.amount, to: \.setAsideAmount, line: grant.line)
            if totals.fileTotal == nil, grant.amount == byYear.values.sum() {
                (totals.fileTotal, totals.fileTotalLine) = (grant.amount, grant.line)
            }
            try take(
                .issue(
                    LineIssue(
                        line: grant.line, column: nil, value: grant.amount.description,
                        reason:
                            "Cette ligne sans bénéficiaire est le total des autres lignes de \(grant.year)\u{00A0}: "
                            + "elle n’est pas une subvention, elle est laissée de côté.",
                        severity: .kept)))
        }
        return totals
    }
}

extension ImportPlan<GrantField> {
    /// What says who a grant is for.
    private static var beneficiaryFields: [GrantField] { [.beneficiaryName, .siret, .siren, .rna] }

    private var emptyBeneficiary: ImportRefusal {
        let indices = Self.beneficiaryFields.flatMap { field in
            mapping[field].compactMap { if case .column(let index) = $0 { index } else { nil } }
        }
        return .emptyColumns(
            indices.map { "«\u{a0}\($0 < columns.count ? columns[$0].shown : ColumnName.letter($0))\u{a0}»" })
    }
}

extension ImportPlan<AssociationField> {
    /// Reads every line of the file, in order, one at a time.
    ///
    /// - Throws: `SpreadsheetError`, or what `take` throws.
    public func read(_ source: TableSource, _ take: (ReadingPiece<AssociationLine>) throws -> Void) throws
        -> ReadingTotals
    {
        var totals = ReadingTotals()
        let walk = SheetWalk(
            source: source, plan: self, facts: [.name, .rna, .siret, .siren, .identifier], name: .name,
            identities: [.rna, .siret, .siren, .identifier])
        let correcting = correctingColumns
        try walk.run { event in
            switch event {
            case .notice(let issue): try take(.issue(issue))
            case .total, .sheet: break
            case .aside(let issue):
                totals.lines += 1
                totals.setAside += 1
                try take(.issue(issue))
            case .line(let reading, _, let fraction) where !reading.isBlank(.identifier):
                totals.lines += 1
                try take(.correction(CorrectionLine(reading, correcting)))
                if totals.lines.isMultiple(of: 500) { try take(.progress(fraction, lines: totals.lines)) }
            case .line(var reading, _, let fraction):
                let association = reading.association()
                totals.count(reading)
                for issue in reading.issues { try take(.issue(issue)) }
                if let association { try take(.line(association)) }
                if totals.lines.isMultiple(of: 500) { try take(.progress(fraction, lines: totals.lines)) }
            }
        }
        return totals
    }
}

extension LineReading {
    /// Whether nothing but formulas stands there: the totals under a list whose first column is one of them.
    fileprivate var isSum: Bool {
        let filled = row.cells.filter { !$0.isBlank }
        return filled.allSatisfy { if case .formula = $0 { true } else { false } }
    }
}

extension ReadingTotals {
    fileprivate mutating func count(_ reading: LineReading<some ImportField>) {
        let issues = reading.issues
        lines += 1
        emptied.add(reading.emptied)
        if issues.contains(where: { $0.severity == .refused }) {
            refused += 1
        } else if issues.contains(where: { $0.severity == .repaired }) {
            repaired += 1
        }
    }
}
