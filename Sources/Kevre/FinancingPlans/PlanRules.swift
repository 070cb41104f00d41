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

    /// Resources that were not refused.
    var money: [FinancingLine] { lines(.income).filter { $0.state != .refused } }
    func percent(_ basisPoints: Int) -> String { FrenchText.percent(basisPoints: basisPoints) }

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
        let sentence =
            "Du coût\u{a0}: argent public \(percent(publicShare)), ressources propres \(percent(ownShare)), autres \(percent(share(rest) ?? 0))."
        return PlanCheck(.shares, gap < .zero ? [(.warning, sentence)] : [], otherwise: sentence)
    }

    /// Rule 3: the public money of the plan within each scheme's own ceiling.
    private func publicCeilings(_ chart: BudgetChart) -> PlanCheck {
        var findings: [(PlanCheck.Outcome, String)] = []
        var kept: [String] = []
        for line in money {
            guard let ceiling = line.terms.maxPublic, let share = share(publicMoney) else { continue }
            let name = name(of: line, chart)
            // In cents: a share rounded to the hundredth hides what is beyond.
            let over = publicMoney - cost.share(basisPoints: ceiling)
            if over > .zero {
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
            let missing = cost.share(basisPoints: least) - ownFunds
            if missing > .zero {
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
}
