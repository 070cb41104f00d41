import PostgreSQL

/// Why something is not done to a plan.
public enum FinancingPlanRefusal: Refusal, Equatable {
    case nameTaken(String)
    case nothingToAdd

    public var message: String {
        switch self {
        case .nameTaken(let name): "Un plan de ce projet s’appelle déjà «\u{a0}\(name)\u{a0}»."
        case .nothingToAdd: "Toutes les recherches du projet sont déjà dans ce plan."
        }
    }
    public var code: String {
        switch self {
        case .nameTaken: "plan_name_taken"
        case .nothingToAdd: "nothing_to_add"
        }
    }
    public var field: String? {
        switch self {
        case .nameTaken: "name"
        case .nothingToAdd: nil
        }
    }
}

extension FinancingPlan {
    /// A plan as typed: its lines, and everything that cannot be read.
    public struct Reading: Sendable {
        public let plan: FinancingPlan
        public let problems: [FieldProblem]
    }

    /// Rows of resources a form may have.
    public static let mostRows = 60

    /// Reads the form: `budget.expense.60`… for expenses and contributions in kind, `income.0.account`… for the
    /// resources, row by row. A row without amount is left out.
    public func reading(_ input: FormInput, _ chart: BudgetChart) -> Reading {
        var problems: [FieldProblem] = []
        var lines: [FinancingLine] = []
        let costs = BudgetReading(input, chart)
        problems += costs.problems
        for line in chart.lines where line.side == .expense || line.inKind {
            if let amount = costs[line], !amount.isZero {
                lines.append(FinancingLine(line.side, line.account, "", amount, noted: .certain))
            }
        }
        for row in 0..<Self.mostRows {
            let (line, wrong) = Self.resource(row, input, chart)
            problems += wrong
            if let line { lines.append(line) }
        }
        var plan = self
        plan.name = (input["name"] ?? "").singleSpaced
        plan.note = (input["note"] ?? "").trimmed
        plan.withoutVAT = !(input["without_vat"] ?? "").isEmpty
        plan.recoversVAT = !(input["recovers_vat"] ?? "").isEmpty
        plan.lines = lines
        if plan.name.isEmpty { problems.append(FieldProblem(field: "name", label: "Nom", message: "À remplir.")) }
        if plan.name.count > 120 {
            problems.append(
                FieldProblem(field: "name", label: "Nom", message: "\(plan.name.count) caractères\u{a0}; 120 au plus."))
        }
        return Reading(plan: plan, problems: problems)
    }

    private static func resource(
        _ row: Int, _ input: FormInput, _ chart: BudgetChart
    ) -> (FinancingLine?, [FieldProblem]) {
        var problems: [FieldProblem] = []
        func text(_ name: String) -> String { (input["income.\(row).\(name)"] ?? "").trimmed }
        func wrong(_ name: String, _ label: String, _ message: String) {
            problems.append(
                FieldProblem(field: "income.\(row).\(name)", label: "Ressource \(row + 1), \(label)", message: message))
        }
        func money(_ name: String, _ label: String) -> Money? {
            guard !text(name).isEmpty else { return nil }
            do throws(MoneyRefusal) {
                return try Money(parsing: text(name), allowsNegative: false)
            } catch {
                wrong(name, label, error.message)
                return nil
            }
        }
        func rate(_ name: String, _ label: String) -> Int? {
            guard !text(name).isEmpty else { return nil }
            guard let points = Percentage.basisPoints(text(name)) else {
                wrong(name, label, "«\u{a0}\(text(name).shown)\u{a0}» n’est pas un taux entre 0 et 100\u{a0}%.")
                return nil
            }
            return points
        }
        guard !text("amount").isEmpty else { return (nil, []) }
        let amount = money("amount", "montant")
        let account = text("account")
        if chart[.income, account] == nil { wrong("account", "nature", "Choisissez d’où vient cet argent.") }
        let terms = AidTerms(
            rate: rate("rate", "taux"), floor: money("floor", "plancher"), ceiling: money("ceiling", "plafond"),
            maxPublic: rate("max_public", "plafond d’argent public"),
            maxOfPublic: rate("max_of_public", "part de l’argent public").flatMap { $0 == 0 ? nil : $0 },
            minOwn: rate("min_own", "ressources propres"), acceptsInKind: !text("in_kind").isEmpty)
        let eligible = money("eligible", "base éligible")
        if let floor = terms.floor, let ceiling = terms.ceiling, floor > ceiling {
            wrong("floor", "plancher", "Le plancher (\(floor.short)) dépasse le plafond (\(ceiling.short)).")
        }
        guard problems.isEmpty, let amount else { return (nil, problems) }
        return (
            FinancingLine(
                .income, account, String(text("label").prefix(200)), amount,
                noted: FinancingLine.State(rawValue: text("state")) ?? .toFind,
                evidence: String(text("evidence").prefix(300)), search: FundingSearch.ID(text("search")),
                application: Application.ID(text("application")), aid: Aid.ID(text("aid")), terms: terms,
                eligible: eligible,
                covers: input.all("income.\(row).covers").filter { chart[.expense, $0] != nil }), []
        )
    }

    /// What the form shows of a plan.
    public var input: FormInput {
        var input = FormInput(["name": [name], "note": [note]])
        if withoutVAT { input["without_vat"] = "oui" }
        if recoversVAT { input["recovers_vat"] = "oui" }
        for line in lines where line.side == .expense || line.isInKind {
            input["budget.\(line.side.rawValue).\(line.account)"] = line.amount.figures
        }
        for (row, line) in lines(.income).enumerated() {
            let values: [String: String?] = [
                "account": line.account, "label": line.label, "amount": line.amount.figures,
                "state": line.noted.rawValue, "evidence": line.evidence, "search": line.search?.description,
                "application": line.application?.description, "aid": line.aid?.description,
                "rate": line.terms.rate.map(Percentage.figures), "floor": line.terms.floor?.figures,
                "ceiling": line.terms.ceiling?.figures, "max_public": line.terms.maxPublic.map(Percentage.figures),
                "max_of_public": line.terms.maxOfPublic.map(Percentage.figures),
                "min_own": line.terms.minOwn.map(Percentage.figures),
                "in_kind": line.terms.acceptsInKind ? "oui" : nil, "eligible": line.eligible?.figures,
            ]
            for (name, value) in values { input["income.\(row).\(name)"] = value }
            input.values["income.\(row).covers"] = line.covers
        }
        return input
    }
}

/// A share as people type it.
enum Percentage {
    /// `40`, `12,5`, `80 %`; nil for what is no share between nothing and the whole.
    static func basisPoints(_ text: String) -> Int? {
        let digits = text.replacing("%", with: "").replacing(",", with: ".").withoutSpaces
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first.flatMap({ Int($0) }), whole >= 0, whole <= 100 else {
            return nil
        }
        var rest = 0
        if parts.count == 2 {
            guard parts[1].count <= 2, !parts[1].isEmpty, let decimals = Int(parts[1]), decimals >= 0 else {
                return nil
            }
            rest = parts[1].count == 1 ? decimals * 10 : decimals
        }
        let points = whole * 100 + rest
        return points <= 10_000 ? points : nil
    }

    /// `12,5` from 1 250 basis points.
    static func figures(_ basisPoints: Int) -> String {
        FrenchText.percent(basisPoints: basisPoints).replacing("\u{a0}%", with: "")
    }
}
