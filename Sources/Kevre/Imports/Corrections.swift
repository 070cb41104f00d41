import PostgreSQL

/// The lines of a file that designate records, on their way to them. Lines that say what the list shows anyway are
/// counted and forgotten; only what differs is kept, and written.
struct Corrections<Record: CorrectedRecord> {
    let run: ImportRun.ID
    let agent: Agent
    let today: Day
    let tx: Transaction
    /// The columns of the list that the file has.
    let columns: [Column]

    private(set) var issues: [LineIssue] = []
    private(set) var changed = 0
    private(set) var unchanged = 0
    private(set) var refused = 0
    private(set) var refusedAmount = Money.zero
    /// Blank cells where the record says something: they empty nothing.
    private(set) var blanks = 0

    private var waiting: [CorrectionLine] = []
    private var differing: [(line: CorrectionLine, key: Int)] = []
    /// The line on which each identifier was met first.
    private var seen: [Int: Int] = [:]

    init(run: ImportRun.ID, by agent: Agent, on today: Day, _ columns: [Column], in tx: Transaction) {
        self.run = run
        self.agent = agent
        self.today = today
        self.tx = tx
        // Each once, however many columns of the file give it.
        self.columns = columns.reduce(into: []) { found, column in
            if !found.contains(where: { $0.name == column.name }) { found.append(column) }
        }
    }

    private var list: Listing { Record.list(on: today) }

    // MARK: - What differs

    mutating func take(_ line: CorrectionLine) throws {
        waiting.append(line)
        if waiting.count >= 1_000 { try sift() }
    }

    /// Parts the lines that correct something from the others.
    private mutating func sift() throws {
        defer { waiting.removeAll(keepingCapacity: true) }
        let keys = waiting.compactMap(\.key)
        let present = try list.cells(of: keys, columns, for: agent, in: tx)
        let successors = try Record.successors(of: keys.filter { present[$0] != nil }, in: tx)
        for line in waiting {
            guard let key = line.key, let cells = present[key] else {
                refuse(line, Listing.identifierTitle, line.identifier, unknown)
                continue
            }
            if let first = seen[key] {
                refuse(
                    line, Listing.identifierTitle, line.identifier,
                    "La ligne \(first) porte déjà cet identifiant. Videz la cellule pour une nouvelle fiche.")
                continue
            }
            seen[key] = line.line
            blanks += line.cells.count { cell in
                guard case .blank = cell.value, Record.field(ofListed: cell.column.name) != nil else { return false }
                return cells[cell.column.name].map { !$0.text.isEmpty } ?? false
            }
            let changes = differences(line, cells)
            if changes.isEmpty {
                unchanged += 1
            } else if let reason = strange(line, cells) {
                refuse(line, Listing.identifierTitle, line.identifier, reason)
            } else if let problems = fixed(changes) {
                refuse(line, problems)
            } else {
                differing.append((line.keeping(changes), successors[key] ?? key))
            }
        }
    }

    private var unknown: String {
        "Aucune fiche ne porte cet identifiant ici\u{a0}: le fichier vient-il d’une autre liste\u{a0}? "
            + "Videz la cellule pour une nouvelle fiche."
    }

    private func differences(_ line: CorrectionLine, _ present: [String: Cell]) -> [CorrectionLine.Cell] {
        line.cells.filter { cell in
            let counts =
                Record.field(ofListed: cell.column.name) != nil || Record.reasonToStay(cell.column.name) != nil
            return counts && !cell.isSame(as: present[cell.column.name] ?? .none)
        }
    }

    /// Why the line cannot be about this record: nothing that tells it from another is the same.
    private func strange(_ line: CorrectionLine, _ present: [String: Cell]) -> String? {
        let telling = line.cells.filter {
            if case .blank = $0.value { false } else { Record.telling.contains($0.column.name) }
        }
        let name = telling.first { $0.column.name == "name" }
        guard name != nil || telling.count > 1 else { return nil }
        let isKnown = telling.contains { $0.isSame(as: present[$0.column.name] ?? .none) }
        guard !isKnown, case .text(let own) = present["name"] ?? .none else {
            return isKnown || name != nil ? nil : elsewhere("la fiche \(line.identifier)")
        }
        if let typed = name?.typed, NameLikeness.areAlike(typed, own) { return nil }
        return elsewhere("«\u{a0}\(own)\u{a0}»")
    }

    private func elsewhere(_ record: String) -> String {
        "Cet identifiant est celui de \(record), dont la ligne ne dit rien\u{a0}: vient-il d’une autre liste\u{a0}? "
            + "Pour changer le nom du tout au tout, modifiez la fiche\u{a0}; pour une nouvelle fiche, videz la cellule."
    }

    /// What may not change by a file, with its reason.
    private func fixed(_ changes: [CorrectionLine.Cell]) -> [(CorrectionLine.Cell, String)]? {
        let found = changes.compactMap { cell in
            Record.reasonToStay(cell.column.name).map { (cell, $0) }
        }
        return found.isEmpty ? nil : found
    }

    // MARK: - Writing

    /// Writes what differs, one record after the other, each from its state of this moment.
    ///
    /// - Parameter progress: told how many of how many are done.
    mutating func apply(_ progress: (Int, Int) -> Void) throws {
        try sift()
        for (index, (line, key)) in differing.enumerated() {
            try correct(line, key)
            if index.isMultiple(of: 100) { progress(index, differing.count) }
        }
    }

    private mutating func correct(_ line: CorrectionLine, _ key: Int) throws {
        let record = try Record.locked(key, for: agent, in: tx)
        let present = try list.cells(of: [key], columns, for: agent, in: tx)[key] ?? [:]
        // Of a merged record, what was not corrected says nothing of the one that was kept.
        let changes = differences(line, present)
        guard !changes.isEmpty else {
            unchanged += 1
            return
        }
        var input = record.input
        var written: [CorrectionLine.Cell] = []
        var problems: [(CorrectionLine.Cell, String)] = []
        for cell in changes {
            guard let field = Record.field(ofListed: cell.column.name) else { continue }
            if let reason = record.reasonToStay(field: field) {
                problems.append((cell, reason))
                continue
            }
            if case .unreadable(let reason) = cell.value {
                problems.append((cell, reason))
                continue
            }
            do {
                var typed = input
                try record.type(cell.typed, into: field, of: &typed, in: tx)
                if let other = try changedSince(record, key, field, typed) {
                    issues.append(issue(line, cell, other, .kept))
                } else {
                    input = typed
                    written.append(cell)
                }
            } catch let refusal as FormRefusal {
                problems += refusal.problems.map { (cell, $0.message) }
            }
        }
        guard problems.isEmpty else {
            refuse(line, problems)
            return
        }
        guard !written.isEmpty else {
            unchanged += 1
            return
        }
        let typed = input
        do {
            try tx.savepoint { try record.correct(typed, by: agent, in: tx) }
        } catch let refusal as FormRefusal {
            countRefused(line)
            issues += refusal.problems.map { self.refusal(of: $0, line, written) }
            return
        } catch let refusal as AssociationRefusal {
            refuse(line, written.first { $0.column.name == refusal.field }?.header, nil, refusal.message)
            return
        }
        changed += 1
        for cell in written {
            let before = present[cell.column.name]?.text ?? ""
            let reason =
                before.isEmpty
                ? "Rempli." : "«\u{a0}\(before.shown)\u{a0}» \(cell.typed == nil ? "effacé" : "remplacé")."
            let moved =
                key == line.key ? "" : " La fiche a été réunie à «\u{a0}\(record.name)\u{a0}», qui est corrigée."
            issues.append(issue(line, cell, reason + moved, .changed))
        }
    }

    // MARK: - Words

    private mutating func refuse(_ line: CorrectionLine, _ column: String?, _ value: String?, _ reason: String) {
        countRefused(line)
        issues.append(
            LineIssue(line: line.line, column: column, value: value, reason: reason, severity: .refused))
    }

    private mutating func refuse(_ line: CorrectionLine, _ problems: [(CorrectionLine.Cell, String)]) {
        countRefused(line)
        issues += problems.map { issue(line, $0.0, $0.1, .refused) }
    }

    private mutating func countRefused(_ line: CorrectionLine) {
        refused += 1
        refusedAmount += line.amount
    }

    private func issue(
        _ line: CorrectionLine, _ cell: CorrectionLine.Cell, _ reason: String, _ severity: LineIssue.Severity
    ) -> LineIssue {
        LineIssue(line: line.line, column: cell.header, value: cell.raw, reason: reason, severity: severity)
    }

    /// A problem beside the cell that made it; of a field the file does not have, with its name.
    private func refusal(
        of problem: FieldProblem, _ line: CorrectionLine, _ written: [CorrectionLine.Cell]
    ) -> LineIssue {
        let cell = written.first { cell in
            guard let field = Record.field(ofListed: cell.column.name), let name = problem.field else { return false }
            return field == name || field == "payment_period" && name.hasPrefix("payment_")
                || field == "siret" && name == "siren"
        }
        return LineIssue(
            line: line.line, column: cell?.header, value: cell?.raw,
            reason: cell == nil ? "\(problem.label) de la fiche\u{a0}: \(problem.message)" : problem.message,
            severity: .refused)
    }
}

extension CorrectionLine {
    fileprivate func keeping(_ cells: [Cell]) -> CorrectionLine {
        CorrectionLine(line: line, key: key, identifier: identifier, cells: cells, amount: amount)
    }
}

extension ImportReport {
    /// Adds what the lines that correct records did.
    mutating func add<Record>(_ corrections: Corrections<Record>, _ request: ImportRequest) {
        linked += corrections.changed
        changed += corrections.changed
        unchanged += corrections.unchanged
        refused += corrections.refused
        amountCents -= corrections.refusedAmount.cents
        isDone = refused == 0 || request.skipInvalid
        guard corrections.blanks > 0 else { return }
        let count = FrenchText.count(corrections.blanks, "cellule vide n’efface", "cellules vides n’effacent")
        let way = "Pour effacer une valeur, écrivez «\u{a0}(vide)\u{a0}»."
        warnings.append(
            "\(count) rien\u{a0}: la fiche garde ce qu’elle dit. \(way)")
    }
}
