import Kevre
import Testing

@Suite struct BudgetTests {
    private func read(_ amounts: [String: String], _ kind: SubsidyKind = .project) -> BudgetReading {
        BudgetReading(FormInput(amounts.mapValues { [$0] }), .chart(for: kind))
    }

    @Test("Expenses equal to income, with an amount asked, is a budget that stands")
    func balanced() {
        let budget = read([
            "budget.expense.60": "3 200", "budget.expense.61": "850", "budget.income.74.here": "2 000",
            "budget.income.own": "2 050",
        ])
        #expect(budget.refusals.isEmpty)
        #expect(budget.requested == Money(euros: 2_000))
        #expect(budget.total(.expense) == Money(euros: 4_050))
        #expect(budget.balanceSentence == "Le budget est équilibré.")
        #expect(budget.requestedShare == 4_938)
        #expect(budget.ownShare == 5_062)
    }

    @Test("A budget that does not balance says by how much, and on which side")
    func gap() {
        let short = read([
            "budget.expense.60": "4 050", "budget.income.74.here": "2 000", "budget.income.own": "1 600",
        ])
        #expect(short.balanceSentence == "Il manque 450\u{a0}€ de ressources.")
        #expect(short.refusals.map(\.field) == ["budget"])
        let rich = read(["budget.expense.60": "1 000", "budget.income.74.here": "1 000", "budget.income.70": "1"])
        #expect(rich.balanceSentence == "Les ressources dépassent les dépenses de 1\u{a0}€.")
    }

    @Test("A budget of nothing is not balanced: nothing is in it yet")
    func noAmounts() {
        #expect(read([:]).balanceSentence == "Aucun montant n’est encore inscrit.")
        #expect(read(["budget.expense.60": "1.200"]).balanceSentence == "Aucun montant n’est encore inscrit.")
    }

    @Test("Voluntary contributions stay outside the totals and balance between themselves")
    func voluntary() {
        var amounts = [
            "budget.expense.60": "1 000", "budget.income.74.here": "1 000", "budget.expense.864": "5 000",
            "budget.income.870": "5 000",
        ]
        #expect(read(amounts).refusals.isEmpty)
        #expect(read(amounts).total(.expense) == Money(euros: 1_000))
        #expect(read(amounts).total(.expense, inKind: true) == Money(euros: 5_000))
        amounts["budget.income.870"] = "4 000"
        #expect(read(amounts).refusals.map(\.label) == ["Contributions en nature"])
    }

    @Test(
        "An amount that is none is refused on its own line, and stays as typed",
        arguments: ["1e9", "-500", "douze", "1 2 3", "12,50"])
    func badAmounts(_ text: String) {
        let budget = read(["budget.expense.60": text, "budget.income.74.here": "100"])
        #expect(budget.problems.map(\.field) == ["budget.expense.60"])
    }

    @Test("More asked than the expenses is refused")
    func tooMuch() {
        let budget = read(["budget.expense.60": "900", "budget.income.74.here": "1 000"])
        #expect(budget.refusals.contains { $0.field == "budget.income.74.here" })
    }

    @Test("Nothing asked is refused")
    func nothing() {
        let budget = read(["budget.expense.60": "900", "budget.income.70": "900"])
        #expect(budget.refusals.map(\.field) == ["budget.income.74.here"])
    }

    @Test("Support in kind has a value and no budget")
    func inKind() {
        #expect(read(["budget.income.74.here": "300"], .inKind).refusals.isEmpty)
    }

    @Test("Only a project budget has indirect charges; every chart asks for the amount from this authority")
    func charts() {
        for kind in SubsidyKind.allCases {
            let chart = BudgetChart.chart(for: kind)
            #expect(chart[.income, BudgetChart.requested] != nil)
            #expect(Set(chart.lines.map(\.field)).count == chart.lines.count)
            let indirect = chart.lines.contains { $0.account.hasPrefix("indirect") }
            #expect(indirect == kind.isDated)
        }
    }

    @Test("No field of the request can hold the members' names")
    func noMembers() {
        for kind in SubsidyKind.allCases {
            for field in ApplicationForm(kind).form.fields {
                if case .integer = field.kind { continue }
                #expect(!FrenchText.folded(field.label).contains("membre"))
                #expect(!FrenchText.folded(field.label).contains("adherent"))
            }
        }
    }
}
