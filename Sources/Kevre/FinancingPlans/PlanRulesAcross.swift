/// The rules that look at several lines at once, at answers and at what the amounts hold.
extension FinancingPlan {
    /// Rule 6: money that comes only beside other public money.
    func linked(_ chart: BudgetChart) -> PlanCheck {
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
    func answers(_ chart: BudgetChart) -> PlanCheck {
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
    func inKind(_ chart: BudgetChart) -> PlanCheck {
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
    var vat: PlanCheck {
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
    func doubleFunding(_ chart: BudgetChart) -> PlanCheck {
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
