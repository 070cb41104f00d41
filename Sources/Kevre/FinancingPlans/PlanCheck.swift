/// One of the ten rules of a financing plan, with what it finds.
///
/// There is no general ceiling of public money for associations: only each scheme's own.
public struct PlanCheck: Sendable, Equatable {
    /// The rules, in their order.
    public enum Rule: Int, CaseIterable, Sendable {
        case balance = 1, shares, publicCeiling, ownFunds, rate, linkedMoney, answers, inKind, vat, doubleFunding

        public var title: String {
            switch self {
            case .balance: "Équilibre"
            case .shares: "Parts"
            case .publicCeiling: "Plafond d’argent public de chaque aide"
            case .ownFunds: "Ressources propres"
            case .rate: "Taux, plancher et plafond"
            case .linkedMoney: "Argent lié"
            case .answers: "Réponses reçues"
            case .inKind: "Contributions en nature"
            case .vat: "TVA"
            case .doubleFunding: "Double financement"
            }
        }
    }

    /// How it stands.
    public enum Outcome: Int, Comparable, Sendable {
        /// Nothing in the plan is concerned.
        case idle
        /// Nothing to say against it.
        case fine
        /// Something is not known.
        case unknown
        /// To be looked at.
        case warning
        /// A funder would refuse it.
        case problem

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

        public static let vocabulary = Vocabulary([
            ("idle", "sans objet", .neutral), ("fine", "respecté", .done), ("unknown", "à savoir", .neutral),
            ("warning", "à regarder", .attention),
            ("problem", "non respecté", .danger),
        ])
        public var code: String {
            switch self {
            case .idle: "idle"
            case .fine: "fine"
            case .unknown: "unknown"
            case .warning: "warning"
            case .problem: "problem"
            }
        }
    }

    public let rule: Rule
    public let outcome: Outcome
    /// French sentences, one a finding.
    public let sentences: [String]

    /// - Parameter concerned: whether the plan holds anything that the rule looks at.
    init(_ rule: Rule, _ findings: [(Outcome, String)], otherwise: String, concerned: Bool = true) {
        self.rule = rule
        outcome = findings.map(\.0).max() ?? (concerned ? .fine : .idle)
        sentences = findings.isEmpty ? [otherwise] : findings.map(\.1)
    }
}

extension FinancingPlan {
    /// The ten rules on this plan.
    ///
    /// - Parameter chart: the accounts, for their names.
    public func checks(_ chart: BudgetChart) -> [PlanCheck] {
        [
            balance, shares, publicCeilings(chart), ownFundsMinimums(chart), rates(chart), linked(chart),
            answers(chart), inKind(chart), vat, doubleFunding(chart),
        ]
    }

    /// The name of a line: what was typed, else its account's.
    public func name(of line: FinancingLine, _ chart: BudgetChart) -> String {
        if !line.label.isEmpty { return line.label }
        if line.account == BudgetChart.requested { return "Notre collectivité" }
        return chart[line.side, line.account]?.label ?? line.account
    }

    private var money: [FinancingLine] { lines(.income).filter { $0.state != .refused } }
    private func percent(_ basisPoints: Int) -> String { FrenchText.percent(basisPoints: basisPoints) }

    /// Rule 1: total resources are the total cost.
    private var balance: PlanCheck {
        if cost.isZero {
            return PlanCheck(
                .balance, [(.unknown, "Aucune dépense n’est prévue\u{a0}: saisissez le budget du projet.")],
                otherwise: "")
        }
        if gap < .zero {
            return PlanCheck(
                .balance,
                [
                    (
                        .problem,
                        "Les ressources (\(resources.short)) dépassent les dépenses (\(cost.short)) de \((-gap).short)\u{a0}: réduisez une demande ou complétez les dépenses."
                    )
                ], otherwise: "")
        }
        if gap > .zero {
            return PlanCheck(
                .balance,
                [(.problem, "Il manque \(gap.short) pour couvrir les \(cost.short) de dépenses.")], otherwise: "")
        }
        return PlanCheck(.balance, [], otherwise: "Dépenses et ressources sont égales\u{a0}: \(cost.short).")
    }

    /// Rule 2: shares are computed, never typed.
    private var shares: PlanCheck {
        guard let publicShare = share(publicMoney), let ownShare = share(ownFunds) else {
            return PlanCheck(.shares, [(.unknown, "Les parts se calculent sur les dépenses.")], otherwise: "")
        }
        let rest = resources - publicMoney - ownFunds
        return PlanCheck(
            .shares, [],
            otherwise:
                "Du coût\u{a0}: argent public \(percent(publicShare)), ressources propres \(percent(ownShare)), autres \(percent(share(rest) ?? 0))."
        )
    }

    /// Rule 3: the public money of the plan within each scheme's own ceiling.
    private func publicCeilings(_ chart: BudgetChart) -> PlanCheck {
        var findings: [(PlanCheck.Outcome, String)] = []
        var kept: [String] = []
        for line in money {
            guard let ceiling = line.terms.maxPublic, let share = share(publicMoney) else { continue }
            let name = name(of: line, chart)
            if share > ceiling {
                let over = publicMoney - cost.share(basisPoints: ceiling)
                findings.append(
                    (
                        .problem,
                        "\(name) n’admet que \(percent(ceiling)) d’argent public\u{a0}; le plan en a \(percent(share)), soit \(over.short) de trop."
                    ))
            } else {
                kept.append("\(name), \(percent(ceiling)) au plus\u{a0}: \(percent(share))")
            }
        }
        return PlanCheck(
            .publicCeiling, findings,
            otherwise: kept.isEmpty
                ? "Aucune aide du plan ne fixe de plafond, et il n’en existe pas de général."
                : FrenchText.list(kept) + ".", concerned: !kept.isEmpty)
    }

    /// Rule 4: own funds at least what each scheme demands.
    private func ownFundsMinimums(_ chart: BudgetChart) -> PlanCheck {
        var findings: [(PlanCheck.Outcome, String)] = []
        var kept: [String] = []
        for line in money {
            guard let least = line.terms.minOwn, let share = share(ownFunds) else { continue }
            let name = name(of: line, chart)
            if share < least {
                let missing = cost.share(basisPoints: least) - ownFunds
                findings.append(
                    (
                        .problem,
                        "\(name) demande \(percent(least)) de ressources propres\u{a0}; le plan en a \(percent(share)), il en manque \(missing.short)."
                    ))
            } else {
                kept.append("\(name), \(percent(least)) au moins\u{a0}: \(percent(share))")
            }
        }
        return PlanCheck(
            .ownFunds, findings,
            otherwise: kept.isEmpty
                ? "Aucune aide du plan ne fixe de minimum\u{a0}; ressources propres\u{a0}: \(ownFunds.short)."
                : FrenchText.list(kept) + ".", concerned: !kept.isEmpty)
    }

    /// The base on which a line's rate counts.
    func base(of line: FinancingLine) -> Money {
        line.eligible
            ?? cost + (line.terms.acceptsInKind ? lines(.expense, inKind: true).sum(of: \.amount) : .zero)
    }

    /// Rule 5: each aid within its rate on its own base, its floor and its ceiling.
    private func rates(_ chart: BudgetChart) -> PlanCheck {
        var findings: [(PlanCheck.Outcome, String)] = []
        var checked = 0
        for line in money {
            let name = name(of: line, chart)
            let (terms, amount, base) = (line.terms, line.counted, base(of: line))
            if terms.rate != nil || terms.ceiling != nil || terms.floor != nil { checked += 1 }
            if let rate = terms.rate, amount > base.share(basisPoints: rate) {
                findings.append(
                    (
                        .problem,
                        "\(name)\u{a0}: \(amount.short) dépassent \(percent(rate)) de sa base éligible de \(base.short), soit \(base.share(basisPoints: rate).short) au plus."
                    ))
            }
            if let ceiling = terms.ceiling, amount > ceiling {
                findings.append((.problem, "\(name)\u{a0}: \(amount.short) dépassent son plafond de \(ceiling.short)."))
            }
            if let floor = terms.floor, floor > amount, !amount.isZero {
                findings.append((.problem, "\(name)\u{a0}: \(amount.short) sont sous son plancher de \(floor.short)."))
            }
        }
        return PlanCheck(
            .rate, findings,
            otherwise: checked == 0
                ? "Aucune aide du plan n’a de taux ni de plafond connus."
                : "\(FrenchText.count(checked, "aide")) dans ses limites, sur sa base éligible.".replacing(
                    "aides dans ses limites, sur sa base", with: "aides dans leurs limites, sur leur base"),
            concerned: checked > 0)
    }

    /// Rule 6: money that comes only beside other public money.
    private func linked(_ chart: BudgetChart) -> PlanCheck {
        var findings: [(PlanCheck.Outcome, String)] = []
        var kept: [String] = []
        for line in money {
            guard let part = line.terms.maxOfPublic, part < 10_000 else { continue }
            let name = name(of: line, chart)
            let others = publicMoney - (line.isPublic ? line.counted : .zero)
            // A part p of the whole is p ÷ (1 − p) times the others: 80 % are four times.
            let most = Money(cents: others.cents * part / (10_000 - part))
            if line.counted > most {
                let needed = Money(cents: (line.counted.cents * (10_000 - part) + part - 1) / part) - others
                findings.append(
                    (
                        .problem,
                        "\(name)\u{a0}: \(line.counted.short) pour \(others.short) d’autre argent public\u{a0}; \(most.short) au plus. Il faut \(needed.short) d’argent public de plus, ou demander moins."
                    ))
            } else {
                kept.append("\(name), \(percent(part)) de l’argent public au plus\u{a0}: \(most.short) permis")
            }
        }
        return PlanCheck(
            .linkedMoney, findings,
            otherwise: kept.isEmpty ? "Aucune aide du plan ne dépend d’une autre." : FrenchText.list(kept) + ".",
            concerned: !kept.isEmpty)
    }

    /// Rule 7: a refusal, or less than hoped for, opens the gap again.
    private func answers(_ chart: BudgetChart) -> PlanCheck {
        var findings: [(PlanCheck.Outcome, String)] = []
        for line in lines(.income) {
            let name = name(of: line, chart)
            if line.state == .refused {
                findings.append((.warning, "\(name)\u{a0}: refusée, \(line.amount.short) ne viendront pas."))
            } else if line.state == .certain, line.counted < line.amount {
                findings.append(
                    (
                        .warning,
                        "\(name)\u{a0}: \(line.counted.short) accordés au lieu de \(line.amount.short), \((line.amount - line.counted).short) de moins."
                    ))
            }
        }
        if !findings.isEmpty {
            findings.append(
                leftToFind.isZero
                    ? (.fine, "Les autres ressources suffisent.")
                    : (.warning, "Il reste \(leftToFind.short) à trouver\u{a0}: voyez les aides possibles."))
        }
        return PlanCheck(
            .answers, findings, otherwise: "Aucun refus, aucun accord réduit.",
            concerned: lines(.income).contains { $0.state != .toFind && $0.standing != nil })
    }

    /// Rule 8: contributions in kind stay out of the base unless the scheme accepts them; 86 and 87 are equal.
    private func inKind(_ chart: BudgetChart) -> PlanCheck {
        var findings: [(PlanCheck.Outcome, String)] = []
        let uses = lines(.expense, inKind: true).sum(of: \.amount)
        let sources = lines(.income, inKind: true).sum(of: \.amount)
        if uses != sources {
            findings.append(
                (.problem, "Les comptes 86 (\(uses.short)) et 87 (\(sources.short)) doivent être égaux."))
        }
        for line in money {
            guard let eligible = line.eligible else { continue }
            let name = name(of: line, chart)
            if eligible > cost + uses {
                findings.append(
                    (.problem, "\(name)\u{a0}: sa base éligible de \(eligible.short) dépasse tout le projet."))
            } else if eligible > cost, !line.terms.acceptsInKind {
                findings.append(
                    (
                        .problem,
                        "\(name)\u{a0}: sa base éligible de \(eligible.short) dépasse les \(cost.short) de dépenses en argent, et cette aide n’admet pas les contributions en nature."
                    ))
            }
        }
        return PlanCheck(
            .inKind, findings,
            otherwise: uses.isZero
                ? "Aucune contribution en nature."
                : "\(uses.short) de contributions en nature, hors des totaux.", concerned: !uses.isZero)
    }

    /// Rule 9: amounts with VAT unless the association recovers it.
    private var vat: PlanCheck {
        switch (withoutVAT, recoversVAT) {
        case (true, false):
            PlanCheck(
                .vat,
                [
                    (
                        .problem,
                        "Les montants sont hors taxes alors que l’association ne récupère pas la TVA\u{a0}: comptez les dépenses toutes taxes comprises."
                    )
                ], otherwise: "")
        case (false, true):
            PlanCheck(
                .vat,
                [(.warning, "L’association récupère la TVA\u{a0}: les financeurs ne comptent que le hors taxes.")],
                otherwise: "")
        case (true, true): PlanCheck(.vat, [], otherwise: "Montants hors taxes, la TVA est récupérée.")
        case (false, false): PlanCheck(.vat, [], otherwise: "Montants toutes taxes comprises.")
        }
    }

    /// Rule 10: what is paid for by name is not paid for twice. For each union of the expenses that resources aim
    /// at, what aims within it is at most what it costs.
    private func doubleFunding(_ chart: BudgetChart) -> PlanCheck {
        let aimed = money.filter { !$0.covers.isEmpty && $0.counted > .zero }
        var findings: [(PlanCheck.Outcome, String)] = []
        var reported: [Set<String>] = []
        for accounts in Self.unions(aimed.map { Set($0.covers) }) {
            let spent = lines(.expense).filter { accounts.contains($0.account) }.sum(of: \.amount)
            let within = aimed.filter { accounts.isSuperset(of: $0.covers) }
            let paid = within.sum(of: \.counted)
            guard paid > spent, !reported.contains(where: { $0.isSubset(of: accounts) }) else { continue }
            reported.append(accounts)
            let names = FrenchText.list(within.map { "\(name(of: $0, chart)) \($0.counted.short)" })
            let what = FrenchText.list(
                accounts.sorted().map { "«\u{a0}\(chart[.expense, $0]?.label ?? $0)\u{a0}»" })
            findings.append(
                (
                    .problem,
                    "\(what) coûtent \(spent.short) et sont payés deux fois\u{a0}: \(names), soit \((paid - spent).short) de trop."
                ))
        }
        return PlanCheck(
            .doubleFunding, findings,
            otherwise: aimed.isEmpty
                ? "Aucune aide n’est réservée à une dépense." : "Aucune dépense n’est payée deux fois.",
            concerned: !aimed.isEmpty)
    }

    /// Every union of some of the sets, the smallest first; beyond ten different sets, the sets and their whole.
    private static func unions(_ sets: [Set<String>]) -> [Set<String>] {
        let distinct = Array(Set(sets))
        guard distinct.count <= 10 else {
            return (distinct + [distinct.reduce([]) { $0.union($1) }]).sorted { $0.count < $1.count }
        }
        var found: Set<Set<String>> = []
        for set in distinct {
            found.formUnion(found.map { $0.union(set) })
            found.insert(set)
        }
        return found.sorted { ($0.count, $0.sorted().joined()) < ($1.count, $1.sorted().joined()) }
    }
}
