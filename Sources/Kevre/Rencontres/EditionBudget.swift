import PostgreSQL

/// A line of an edition's budget: what is planned, and what it came to.
public struct EditionBudgetLine: Sendable, Identifiable {
    public typealias ID = Identifier<EditionBudgetLine>

    /// Which side it stands on.
    public enum Side: String, CaseIterable, Sendable, SQLValue {
        case expense, income

        public var label: String { self == .expense ? "Dépenses" : "Recettes" }
    }

    public let id: ID
    public let side: Side
    public let label: String
    public let planned: Money
    /// Spent or received; nil while nothing is.
    public let actual: Money?

    init(_ row: Row) throws {
        id = try row["id"]
        side = try row["side"]
        label = try row["label"]
        planned = try row["planned_cents"]
        actual = try row["actual_cents"]
    }

    /// The lines of an edition, in their order.
    public static func all(of edition: Edition.ID, in tx: Transaction) throws -> [EditionBudgetLine] {
        try tx.query(
            "SELECT * FROM edition_budget_line WHERE edition_id = \(edition) ORDER BY side, position, id"
        ).map(EditionBudgetLine.init)
    }

    /// What the form shows of these lines.
    public static func input(_ lines: [EditionBudgetLine]) -> FormInput {
        FormInput([
            "line_side": lines.map(\.side.rawValue), "line_label": lines.map(\.label),
            "line_planned": lines.map { $0.planned.isZero ? "" : $0.planned.figures },
            "line_actual": lines.map { $0.actual?.figures ?? "" },
        ])
    }

    /// Replaces the budget of an edition. The lines come as rows of `line_side`, `line_label`, `line_planned` and
    /// `line_actual`; one without a label is left out.
    ///
    /// - Throws: ``FormRefusal``, ``StaleVersion`` when the edition changed since it was read.
    public static func save(
        of edition: Edition.ID, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeRencontres)
        _ = try Edition.lock(edition, version: version, in: tx)
        var problems: [FieldProblem] = []
        var statements: [SQL] = []
        var seen: Set<String> = []
        let sides = input.all("line_side")
        func value(_ name: String, _ index: Int) -> String {
            let values = input.all(name)
            return values.indices.contains(index) ? values[index].trimmed : ""
        }
        for index in sides.indices {
            let label = value("line_label", index).singleSpaced
            let title = label.isEmpty ? "Ligne \(index + 1)" : label
            var amounts: [Money?] = []
            for name in ["line_planned", "line_actual"] {
                let text = value(name, index)
                do throws(MoneyRefusal) {
                    amounts.append(text.isEmpty ? nil : try Money(parsing: text, allowsNegative: false))
                } catch {
                    problems.append(FieldProblem(field: name, label: title, message: error.message))
                    amounts.append(nil)
                }
            }
            guard !label.isEmpty else {
                if amounts.contains(where: { $0 != nil }) {
                    problems.append(FieldProblem(field: "line_label", label: title, message: "Nommez cette ligne."))
                }
                continue
            }
            guard let side = Side(rawValue: sides[index]), label.count <= 120 else {
                problems.append(
                    FieldProblem(field: "line_label", label: title, message: "120 caractères au plus."))
                continue
            }
            guard seen.insert("\(side.rawValue) \(label)").inserted else {
                problems.append(
                    FieldProblem(field: "line_label", label: title, message: "Deux lignes portent ce nom."))
                continue
            }
            statements.append(
                """
                INSERT INTO edition_budget_line (edition_id, side, label, planned_cents, actual_cents, position)
                VALUES (\(edition), \(side), \(label), \(amounts[0] ?? .zero), \(amounts[1]), \(index))
                ON CONFLICT (edition_id, side, label) DO UPDATE
                   SET planned_cents = excluded.planned_cents, actual_cents = excluded.actual_cents,
                       position = excluded.position
                """)
        }
        guard problems.isEmpty else { throw FormRefusal(problems) }
        let kept = Array(seen)
        try tx.execute(
            """
            DELETE FROM edition_budget_line
             WHERE edition_id = \(edition) AND NOT side || ' ' || label = ANY(\(kept))
            """)
        try tx.pipeline(statements + ["UPDATE edition SET version = version + 1 WHERE id = \(edition)"])
    }
}
