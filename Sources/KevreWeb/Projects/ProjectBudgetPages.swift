import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// The budget of a project, one year at a time.
enum ProjectBudgetPages {
    @Sendable static func edit(_ visit: Visit) async throws -> Response {
        let (id, agent) = (try visit.identifier("id", Project.ID.self), visit.agent)
        let (project, budget) = try await visit.read { tx in
            let project = try Project.find(id, by: agent, in: tx)
            return (project, try project.budget(in: tx))
        }
        let years = years(project, budget, on: visit.today)
        let year =
            visit.query("annee").flatMap { Int($0) }.flatMap { (2000...2100).contains($0) ? $0 : nil }
            ?? budget.years.first ?? years[0]
        return try page(visit, project, budget, year, fields(budget[year]))
    }

    @Sendable static func save(_ visit: Visit) async throws -> Response {
        let (id, agent) = (try visit.identifier("id", Project.ID.self), visit.agent)
        let (input, version) = (visit.form, visit.version)
        guard let year = input["year"].flatMap({ Int($0) }) else { throw NotFound("Cette année n’existe pas.") }
        do {
            try await visit.write { tx in
                try Project.saveBudget(id, year: year, version: version, input, by: agent, in: tx)
            }
        } catch let refusal as FormRefusal {
            let (project, budget) = try await visit.read { tx in
                let project = try Project.find(id, by: agent, in: tx)
                return (project, try project.budget(in: tx))
            }
            return try page(visit, project, budget, year, input, refusal.problems)
        }
        let budget = try await visit.read { try Project.find(id, by: agent, in: $0).budget(in: $0) }
        let reading = budget[year]
        return visit.redirect(
            to: "/financements/projets/\(id)",
            notice: "Budget \(year) enregistré. \(reading.balanceSentence)",
            tone: reading.gap.isZero ? .done : .attention)
    }

    private static func years(_ project: Project, _ budget: ProjectBudget, on today: Day) -> [Int] {
        Array(Set(project.years(today.year) + budget.years)).sorted()
    }

    /// A year kept, as its fields.
    private static func fields(_ reading: BudgetReading) -> FormInput {
        var input = FormInput()
        for line in reading.chart.lines { input[line.field] = reading[line]?.figures }
        return input
    }

    private static func page(
        _ visit: Visit, _ project: Project, _ budget: ProjectBudget, _ year: Int, _ input: FormInput,
        _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = "/financements/projets/\(project.id)"
        let known = years(project, budget, on: visit.today)
        let all = Array(Set(known + [year, (known.last ?? year) + 1])).sorted()
        let strip = tabs(
            all.map { Link(String($0), "\(address)/budget?annee=\($0)", isCurrent: $0 == year) }, label: "Années")
        let form = FormPage(
            "\(address)/budget", csrf: visit.csrf, version: visit.version ?? project.version,
            cancel: Link("Annuler", address))
        let sides = BudgetFace(chart: budget.chart, input: input, problems: problems)
        return try visit.page(
            title: "Budget · \(project.title)", active: .funding,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb(ProjectPages.way + [Link(project.title, address), Link("Budget", "")]))\
            \(pageHeader("Budget \(year)", of: project.title, note: "Montants sans centimes. Une ligne vide ne compte pas."))\
            \(strip)\(errorSummary(problems))<div class="form--budget">\
            \(form.html("<input type=\"hidden\" name=\"year\" value=\"\(year)\">\(sides.html)"))</div>
            """)
    }
}

/// The two sides of a budget as fields, and those of contributions in kind behind a fold.
struct BudgetFace {
    let chart: BudgetChart
    let input: FormInput
    let problems: [FieldProblem]

    private var reading: BudgetReading { BudgetReading(input, chart) }

    var html: HTML {
        let open = chart.lines.contains { $0.inKind && !(input[$0.field] ?? "").isEmpty }
        guard chart.lines.contains(where: \.inKind) else { return sides(inKind: false) }
        return """
            \(sides(inKind: false))<details class="more"\(flag: "open", open)><summary>Bénévolat et aides en nature</summary>\
            <p class="field__help">Hors des totaux\u{a0}; les comptes 86 et 87 doivent être égaux.</p>\
            \(sides(inKind: true))</details>
            """
    }

    func lines(_ side: BudgetChart.Side, inKind: Bool) -> [BudgetField] {
        chart.lines(side, inKind: inKind).map { line in
            let account = line.account.prefix { $0 != "." }
            let label = line.account == BudgetChart.requested ? "Notre collectivité" : line.label
            return BudgetField(
                line.field, account: account.allSatisfy(\.isNumber) ? String(account) : nil, label,
                amount: input[line.field] ?? "", error: problems.first { $0.field == line.field }?.message)
        }
    }

    func sides(inKind: Bool) -> HTML {
        let (uses, sources) = (reading.total(.expense, inKind: inKind), reading.total(.income, inKind: inKind))
        return budget(
            expenses: lines(.expense, inKind: inKind), expenseTotal: uses.short,
            income: lines(.income, inKind: inKind), incomeTotal: sources.short,
            balance: inKind
                ? (uses == sources ? "Les contributions sont équilibrées." : "Les deux totaux diffèrent.")
                : reading.balanceSentence,
            isEven: uses == sources)
    }
}
