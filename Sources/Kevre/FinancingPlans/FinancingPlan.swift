import Foundation
import PostgreSQL

/// A financing plan of a project: what it costs and who pays. Several stand side by side; one is followed.
public struct FinancingPlan: Sendable {
    public typealias ID = Identifier<FinancingPlan>

    /// nil: not kept, drawn from budget and searches as they are now.
    public let id: ID?
    public let project: Project.ID
    public var name: String
    public var note: String
    /// The one followed.
    public var isChosen: Bool
    /// Its amounts are without VAT.
    public var withoutVAT: Bool
    /// The association recovers VAT on these expenses.
    public var recoversVAT: Bool
    public let version: Int
    public var lines: [FinancingLine]

    public init(
        id: ID? = nil, project: Project.ID, name: String, note: String = "", isChosen: Bool = false,
        withoutVAT: Bool = false, recoversVAT: Bool = false, version: Int = 1, lines: [FinancingLine]
    ) {
        self.id = id
        self.project = project
        self.name = name
        self.note = note
        self.isChosen = isChosen
        self.withoutVAT = withoutVAT
        self.recoversVAT = recoversVAT
        self.version = version
        self.lines = lines
    }

    public func lines(_ side: BudgetChart.Side, inKind: Bool = false) -> [FinancingLine] {
        lines.filter { $0.side == side && $0.isInKind == inKind }
    }

    /// What the project costs, in money.
    public var cost: Money { lines(.expense).sum(of: \.amount) }
    /// What the plan counts on, refusals taken out and grants as they are.
    public var resources: Money { lines(.income).sum(of: \.counted) }
    /// Expenses less resources: positive when something is wanting.
    public var gap: Money { cost - resources }

    /// What is certain, filed, hoped for.
    public func resources(_ state: FinancingLine.State) -> Money {
        lines(.income).filter { $0.state == state }.sum(of: \.counted)
    }

    /// What neither a promise nor a filed request covers.
    public var leftToFind: Money { max(.zero, cost - resources(.certain) - resources(.filed)) }
    public var publicMoney: Money { lines(.income).filter(\.isPublic).sum(of: \.counted) }
    public var ownFunds: Money { lines(.income).filter(\.isOwn).sum(of: \.counted) }

    /// A part of the cost, in basis points; nil without expenses.
    public func share(_ amount: Money) -> Int? { cost.isZero ? nil : amount.basisPoints(of: cost) }

    /// Resources, hoped for or sure, are just what the expenses are.
    public var isBalanced: Bool { !cost.isZero && gap.isZero }
}

extension FinancingPlan {
    /// The plans kept for a project, the one followed first.
    public static func all(of project: Project, in tx: Transaction) throws -> [FinancingPlan] {
        let plans = try tx.query(
            """
            SELECT id, name, note, chosen, without_vat, recovers_vat, version FROM financing_plan
             WHERE project_id = \(project.id) ORDER BY chosen DESC, id
            """)
        guard !plans.isEmpty else { return [] }
        let rows = try tx.query(
            """
            SELECT l.* FROM financing_line l JOIN financing_plan p ON p.id = l.plan_id
             WHERE p.project_id = \(project.id) ORDER BY l.side, l.position, l.id
            """)
        let standings = try Standings(of: project, in: tx)
        var lines: [ID: [FinancingLine]] = [:]
        for row in rows {
            lines[try row["plan_id"], default: []].append(standings.completed(try FinancingLine(row)))
        }
        return try plans.map { row in
            let id: ID = try row["id"]
            return FinancingPlan(
                id: id, project: project.id, name: try row["name"], note: try row["note"],
                isChosen: try row["chosen"], withoutVAT: try row["without_vat"],
                recoversVAT: try row["recovers_vat"], version: try row["version"], lines: lines[id] ?? [])
        }
    }

    /// The plan followed; where none is kept, the one that budget and searches draw now.
    public static func followed(of project: Project, in tx: Transaction) throws -> FinancingPlan {
        let kept = try all(of: project, in: tx)
        if let plan = kept.first(where: \.isChosen) ?? kept.first { return plan }
        return try drawn(from: project, in: tx)
    }

    /// A plan by its key.
    ///
    /// - Throws: ``NotFound``.
    public static func find(_ id: ID, of project: Project, in tx: Transaction) throws -> FinancingPlan {
        guard let plan = try all(of: project, in: tx).first(where: { $0.id == id }) else {
            throw NotFound("Ce plan n’existe pas.")
        }
        return plan
    }

    /// The plan that the budget of the project, its searches and its files make at this moment. What a search or a
    /// file asks for is taken out of the budget's line of the same account, else of a kindred funder.
    public static func drawn(from project: Project, in tx: Transaction) throws -> FinancingPlan {
        let budget = try project.budget(in: tx)
        let searches = try FundingSearch.all(of: project.id, in: tx)
        let files = try project.applications(in: tx)
        var lines: [FinancingLine] = []
        var planned: [String: Money] = [:]
        for line in budget.chart.lines {
            let amount = budget.amount(line)
            guard !amount.isZero else { continue }
            if line.side == .expense || line.inKind {
                lines.append(FinancingLine(line.side, line.account, "", amount, noted: .certain))
            } else {
                planned[line.account] = amount
            }
        }
        let terms = try terms(of: searches.compactMap(\.aid), in: tx)
        var followed: [FinancingLine] = searches.map { search in
            FinancingLine(
                .income, search.account, search.name, search.asked ?? search.obtained ?? .zero, search: search.id,
                aid: search.aid, terms: search.aid.flatMap { terms[$0] } ?? AidTerms(), standing: search.standing)
        }
        followed += files.map { file in
            FinancingLine(
                .income, BudgetChart.requested, file.campaign, file.requested ?? .zero, application: file.id,
                standing: file.standing)
        }
        // First the lines of the same accounts, then those of kindred funders: the money of an agency of the State often
        // stands in a budget under « État ».
        var beyond: [(account: String, amount: Money)] = []
        func take(_ amount: Money, from account: String) -> Money {
            let taken = min(amount, planned[account] ?? .zero)
            planned[account, default: .zero] -= taken
            return amount - taken
        }
        for line in followed { beyond.append((line.account, take(line.counted, from: line.account))) }
        for (account, amount) in beyond {
            var rest = amount
            for kin in kindred[account] ?? [] { rest = take(rest, from: kin) }
        }
        for line in budget.chart.lines(.income) {
            guard let rest = planned[line.account], rest > .zero else { continue }
            let isOwn = FinancingLine(.income, line.account, "", rest).isOwn
            lines.append(FinancingLine(.income, line.account, "", rest, noted: isOwn ? .certain : .toFind))
        }
        return FinancingPlan(project: project.id, name: "Plan de base", lines: lines + followed)
    }

    /// Accounts under which a budget may also have written the money of a funder.
    private static let kindred = [
        "74.public": ["74.state"], "74.state": ["74.public"], "758": ["74.private"],
    ]

    /// The terms of aids.
    static func terms(of aids: [Aid.ID], in tx: Transaction) throws -> [Aid.ID: AidTerms] {
        guard !aids.isEmpty else { return [:] }
        let rows = try tx.query(
            """
            SELECT id, rate_max_bp, floor_cents, ceiling_cents, max_public_bp, max_of_public_bp, min_own_bp,
                   accepts_in_kind
              FROM aid WHERE id = ANY(\(aids))
            """)
        return Dictionary(
            uniqueKeysWithValues: try rows.map { (try $0["id"] as Aid.ID, try AidTerms($0, rate: "rate_max_bp")) })
    }

    /// What searches and files of a project say of the lines that follow them.
    struct Standings {
        private let searches: [FundingSearch.ID: FundingSearch]
        private let files: [Application.ID: ProjectApplication]

        init(of project: Project, in tx: Transaction) throws {
            let found = try FundingSearch.all(of: project.id, in: tx)
            searches = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
            files = Dictionary(uniqueKeysWithValues: try project.applications(in: tx).map { ($0.id, $0) })
        }

        func completed(_ line: FinancingLine) -> FinancingLine {
            var line = line
            if let search = line.search.flatMap({ searches[$0] }) {
                line.standing = search.standing
            } else if let file = line.application.flatMap({ files[$0] }) {
                line.standing = file.standing
            }
            return line
        }
    }
}

extension FinancingLine {
    init(_ row: Row) throws {
        let side: String = try row["side"]
        self.init(
            BudgetChart.Side(rawValue: side) ?? .expense, try row["account"], try row["label"],
            try row["amount_cents"], noted: try row["state"], evidence: try row["evidence"],
            search: try row["search_id"], application: try row["application_id"], aid: try row["aid_id"],
            terms: try AidTerms(row), eligible: try row["eligible_cents"], covers: try row["covers"])
    }
}
