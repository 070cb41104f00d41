import PostgreSQL

/// What an aid demands of the plan it stands in, as copied from the catalogue or typed.
public struct AidTerms: Sendable, Equatable {
    /// Highest share of its own eligible base, in basis points.
    public var rate: Int?
    public var floor: Money?
    public var ceiling: Money?
    /// Ceiling of all public money in the plan, this scheme's own.
    public var maxPublic: Int?
    /// Highest share it may be of all public money of the plan (LEADER: 8 000, four times the others).
    public var maxOfPublic: Int?
    /// Smallest share of own funds.
    public var minOwn: Int?
    /// Contributions in kind count in its base.
    public var acceptsInKind: Bool

    public init(
        rate: Int? = nil, floor: Money? = nil, ceiling: Money? = nil, maxPublic: Int? = nil, maxOfPublic: Int? = nil,
        minOwn: Int? = nil, acceptsInKind: Bool = false
    ) {
        self.rate = rate
        self.floor = floor
        self.ceiling = ceiling
        self.maxPublic = maxPublic
        self.maxOfPublic = maxOfPublic
        self.minOwn = minOwn
        self.acceptsInKind = acceptsInKind
    }

    init(_ row: Row, rate: String = "rate_bp") throws {
        self.rate = try row[rate]
        floor = try row["floor_cents"]
        ceiling = try row["ceiling_cents"]
        maxPublic = try row["max_public_bp"]
        maxOfPublic = try row["max_of_public_bp"]
        minOwn = try row["min_own_bp"]
        acceptsInKind = try row["accepts_in_kind"]
    }
}

/// A line of a financing plan: what something costs, or who pays.
public struct FinancingLine: Sendable {
    /// How sure a resource is.
    public enum State: String, CaseIterable, Sendable, SQLValue {
        case certain, filed
        case toFind = "to_find"
        case refused

        public var label: String {
            switch self {
            case .certain: "Acquis"
            case .filed: "Déposé"
            case .toFind: "À trouver"
            case .refused: "Refusé"
            }
        }

        public static let vocabulary = Vocabulary([
            ("certain", State.certain.label, .done), ("filed", State.filed.label, .accent),
            ("to_find", State.toFind.label, .attention), ("refused", State.refused.label, .danger),
        ])
    }

    /// What a followed search, or a file of this authority, says of the line now.
    public struct Standing: Sendable, Equatable {
        public let state: State
        /// What it brings in that state; nil, as before it is filed: what the plan hopes for.
        public let amount: Money?

        public init(_ state: State, _ amount: Money?) {
            self.state = state
            self.amount = amount
        }
    }

    public var side: BudgetChart.Side
    public var account: String
    public var label: String
    /// As planned.
    public var amount: Money
    /// As noted; ``state`` is what holds.
    public var noted: State
    /// A date, a letter, a reference.
    public var evidence: String
    public var search: FundingSearch.ID?
    public var application: Application.ID?
    public var aid: Aid.ID?
    public var terms: AidTerms
    /// The base on which its rate counts; nil: all expenses.
    public var eligible: Money?
    /// Accounts of the expenses it alone pays for; empty: the whole.
    public var covers: [String]
    public var standing: Standing?

    public init(
        _ side: BudgetChart.Side, _ account: String, _ label: String = "", _ amount: Money, noted: State = .toFind,
        evidence: String = "", search: FundingSearch.ID? = nil, application: Application.ID? = nil, aid: Aid.ID? = nil,
        terms: AidTerms = AidTerms(), eligible: Money? = nil, covers: [String] = [], standing: Standing? = nil
    ) {
        self.side = side
        self.account = account
        self.label = label
        self.amount = amount
        self.noted = noted
        self.evidence = evidence
        self.search = search
        self.application = application
        self.aid = aid
        self.terms = terms
        self.eligible = eligible
        self.covers = covers
        self.standing = standing
    }

    /// Contributions in kind stand outside the totals.
    public var isInKind: Bool { account.hasPrefix("86") || account.hasPrefix("87") }
    /// What holds now.
    public var state: State { standing?.state ?? noted }

    /// What the line brings to the plan now: nothing when it was refused, what was granted when less was.
    public var counted: Money {
        guard side == .income else { return amount }
        guard state != .refused else { return .zero }
        return standing?.amount ?? amount
    }

    /// Money of a public body.
    public var isPublic: Bool {
        side == .income && (account == "73" || account.hasPrefix("74.") && account != "74.private")
    }

    /// What the association brings itself.
    public var isOwn: Bool {
        side == .income && ["70", "75", "756", "758", "76", "79", "own"].contains(account)
    }
}

extension FundingSearch {
    /// What the search says of a line of a plan.
    var standing: FinancingLine.Standing {
        switch state {
        case .spotted, .contacted, .inPreparation: .init(.toFind, nil)
        case .filed, .noAnswer: .init(.filed, asked)
        case .granted, .paid, .reported: .init(.certain, obtained)
        case .refused, .abandoned: .init(.refused, nil)
        }
    }

    /// The account of the budget where this funder's money stands.
    var account: String {
        switch funderKind {
        case "state": "74.state"
        case "region": "74.region"
        case "department": "74.departement"
        case "epci": "74.epci"
        case "commune": "74.communes"
        case "europe": "74.europe"
        case "social": "74.social"
        case "agency": "74.public"
        case "crowdfunding": "758"
        default: "74.private"
        }
    }
}

extension ProjectApplication {
    /// What a file of this authority says of a line of a plan.
    var standing: FinancingLine.Standing {
        if state.isGranted { return .init(.certain, granted) }
        if state == .draft { return .init(.toFind, nil) }
        return state.isBeforeDecision ? .init(.filed, requested) : .init(.refused, nil)
    }
}
