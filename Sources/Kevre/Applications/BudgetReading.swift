/// A budget as read from what was typed: its amounts by line, and what is wrong with it.
public struct BudgetReading: Sendable {
    /// The lines it was read by.
    public let chart: BudgetChart
    /// Amounts by field name; lines left empty are absent.
    public private(set) var amounts: [String: Money] = [:]
    /// Amounts that cannot be read, each on its own line.
    public private(set) var problems: [FieldProblem] = []

    /// Reads the lines of the chart. Amounts are whole euros, as the form asks; what cannot be read is a
    /// problem of its line and stays as typed.
    public init(_ input: FormInput, _ chart: BudgetChart) {
        self.chart = chart
        for line in chart.lines {
            let text = (input[line.field] ?? "").trimmed
            guard !text.isEmpty else { continue }
            do throws(MoneyRefusal) {
                let amount = try Money(parsing: text, allowsNegative: false)
                if amount.cents % 100 == 0 {
                    amounts[line.field] = amount
                } else {
                    problems.append(
                        problem(line, "«\u{a0}\(text.shown)\u{a0}»\u{a0}: écrivez un montant sans centimes."))
                }
            } catch {
                problems.append(problem(line, error.message))
            }
        }
    }

    /// A budget kept in the database.
    init(_ amounts: [String: Money], _ chart: BudgetChart) {
        self.chart = chart
        self.amounts = amounts
    }

    private func problem(_ line: BudgetChart.Line, _ message: String) -> FieldProblem {
        FieldProblem(field: line.field, label: line.label, message: message)
    }

    /// The amount of a line; nil when it is blank or unreadable.
    public subscript(line: BudgetChart.Line) -> Money? { amounts[line.field] }

    /// What is asked from this authority; nil while not typed.
    public var requested: Money? { amounts["budget.income.\(BudgetChart.requested)"] }

    /// The total of a side; contributions in kind are a total of their own.
    public func total(_ side: BudgetChart.Side, inKind: Bool = false) -> Money {
        chart.lines(side, inKind: inKind).compactMap { self[$0] }.sum()
    }

    /// Expenses less income: positive when resources are wanting.
    public var gap: Money { total(.expense) - total(.income) }

    /// What is asked, as a part of the income; recomputed, never typed. In basis points.
    public var requestedShare: Int? {
        let income = total(.income)
        guard let requested, income > .zero else { return nil }
        return requested.basisPoints(of: income)
    }

    /// What the association brings itself (70, 73, 75, 76, 79 and its own funds), as a part of the income.
    public var ownShare: Int? {
        let income = total(.income)
        guard income > .zero else { return nil }
        let own: Set = ["70", "75", "756", "758", "76", "79", "own"]
        return chart.lines(.income).filter { own.contains($0.account) }.compactMap { self[$0] }.sum()
            .basisPoints(of: income)
    }

    /// What other public funders are asked for: a declaration on honour, shown to the officer.
    public var otherPublicFunding: [(label: String, amount: Money)] {
        chart.lines(.income)
            .filter { $0.account.hasPrefix("74.") && !["74.here", "74.private"].contains($0.account) }
            .compactMap { line in self[line].map { (line.label, $0) } }
    }

    /// One sentence on the balance, as the page says it while one types.
    public var balanceSentence: String {
        if total(.expense).isZero, total(.income).isZero { return "Aucun montant n’est encore inscrit." }
        if gap == .zero { return "Le budget est équilibré." }
        return gap > .zero
            ? "Il manque \(gap.short) de ressources."
            : "Les ressources dépassent les dépenses de \((-gap).short)."
    }

    /// Everything that forbids submission: amounts unreadable, nothing asked, no balance.
    public var refusals: [FieldProblem] {
        var result = problems
        guard let line = chart[.income, BudgetChart.requested] else { return result }
        guard let requested, requested > .zero else {
            if !result.contains(where: { $0.field == line.field }) {
                result.append(problem(line, "Indiquez le montant demandé, supérieur à zéro."))
            }
            return result
        }
        guard chart.mustBalance, problems.isEmpty else { return result }
        let expenses = total(.expense)
        if expenses.isZero {
            result.append(
                FieldProblem(field: "budget", label: "Dépenses", message: "Indiquez les dépenses prévues."))
        } else if !gap.isZero {
            result.append(
                FieldProblem(
                    field: "budget", label: "Équilibre",
                    message:
                        "\(balanceSentence) Dépenses \(expenses.short), ressources \(total(.income).short)\u{a0}: les deux totaux doivent être égaux."
                ))
        }
        if requested > expenses, !expenses.isZero {
            result.append(
                problem(line, "\(requested.short) demandés dépassent le total des dépenses, \(expenses.short)."))
        }
        let uses = total(.expense, inKind: true)
        let sources = total(.income, inKind: true)
        if uses != sources {
            let more = uses > sources ? "emplois (86)" : "contributions (87)"
            let difference = uses > sources ? uses - sources : sources - uses
            result.append(
                FieldProblem(
                    field: "budget", label: "Contributions en nature",
                    message:
                        "Les \(more) dépassent de \(difference.short)\u{a0}: les comptes 86 et 87 doivent être égaux."
                ))
        }
        return result
    }
}
