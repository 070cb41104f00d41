import Foundation
import Kevre
import Testing

@Suite("The ten rules of a financing plan") struct PlanCheckTests {
    private static let chart = BudgetChart.chart(for: .project)

    private static func plan(_ lines: [FinancingLine]) -> FinancingPlan {
        FinancingPlan(project: Project.ID(1), name: "Essai", lines: lines)
    }

    private static func cost(_ account: String, _ euros: Int) -> FinancingLine {
        FinancingLine(.expense, account, "", Money(euros: euros))
    }

    private static func money(
        _ account: String, _ euros: Int, _ label: String = "", terms: AidTerms = AidTerms(), eligible: Int? = nil,
        covers: [String] = [], standing: FinancingLine.Standing? = nil
    ) -> FinancingLine {
        FinancingLine(
            .income, account, label, Money(euros: euros), terms: terms, eligible: eligible.map { Money(euros: $0) },
            covers: covers, standing: standing)
    }

    private static func check(_ rule: PlanCheck.Rule, _ plan: FinancingPlan) -> PlanCheck {
        let checks = plan.checks(chart)
        return checks[rule.rawValue - 1]
    }

    @Test("Every rule answers, in its order")
    func order() {
        let checks = Self.plan([]).checks(Self.chart)
        #expect(checks.map(\.rule) == PlanCheck.Rule.allCases)
        #expect(checks.allSatisfy { !$0.sentences.isEmpty && $0.sentences.allSatisfy { !$0.isEmpty } })
    }

    @Test("1: resources and expenses are equal; more resources than expenses is said with the amount")
    func balance() {
        let even = Self.plan([Self.cost("60", 1_000), Self.money("own", 1_000)])
        #expect(Self.check(.balance, even).outcome == .fine)
        #expect(even.isBalanced)
        let short = Self.check(.balance, Self.plan([Self.cost("60", 1_000), Self.money("own", 400)]))
        #expect(short.outcome == .problem)
        #expect(short.sentences == ["Il manque 600\u{a0}€ pour couvrir les 1\u{202f}000\u{a0}€ de dépenses."])
        let over = Self.check(.balance, Self.plan([Self.cost("60", 1_000), Self.money("own", 1_300)]))
        #expect(over.outcome == .problem)
        #expect(over.sentences[0].contains("dépassent les dépenses (1\u{202f}000\u{a0}€) de 300\u{a0}€"))
    }

    @Test(
        "3, 4: money is compared in cents: 40 € beyond a ceiling of 80 % of a million, or short of a minimum, are seen")
    func cents() {
        let ceiling = Self.plan([
            Self.cost("60", 1_000_000), Self.money("74.region", 800_040, terms: AidTerms(maxPublic: 8_000)),
            Self.money("own", 199_960, terms: AidTerms(minOwn: 2_000)),
        ])
        let over = Self.check(.publicCeiling, ceiling)
        #expect(over.outcome == .problem && over.sentences[0].contains("40\u{a0}€ de trop"))
        let short = Self.check(.ownFunds, ceiling)
        #expect(short.outcome == .problem && short.sentences[0].contains("il en manque 40\u{a0}€"))
        #expect(Money(euros: 1).basisPoints(of: Money(euros: 3)) == 3_333)
        #expect(Money(euros: 2).basisPoints(of: Money(euros: 3)) == 6_667)
        #expect((-Money(euros: 2)).basisPoints(of: Money(euros: 3)) == -6_667)
        let vast = Money(cents: 900_000_000_000_000_000)
        #expect(vast.basisPoints(of: vast) == 10_000)
    }

    @Test("2: shares are computed on the cost")
    func shares() {
        let plan = Self.plan([
            Self.cost("60", 1_000), Self.money("74.region", 500), Self.money("own", 250), Self.money("74.private", 250),
        ])
        #expect(plan.share(plan.publicMoney) == 5_000)
        #expect(
            Self.check(.shares, plan).sentences == [
                "Du coût\u{a0}: argent public 50\u{a0}%, ressources propres 25\u{a0}%, autres 25\u{a0}%."
            ])
        #expect(Self.check(.shares, Self.plan([])).outcome == .unknown)
    }

    @Test("3: a scheme's own ceiling of public money; without one, any share passes")
    func publicCeiling() {
        let lines = [Self.cost("60", 1_000), Self.money("74.region", 900), Self.money("own", 100)]
        #expect(Self.check(.publicCeiling, Self.plan(lines)).outcome == .idle)
        let terms = AidTerms(maxPublic: 8_000)
        let capped = Self.check(
            .publicCeiling, Self.plan([lines[0], Self.money("74.region", 900, "Région", terms: terms), lines[2]]))
        #expect(capped.outcome == .problem)
        #expect(capped.sentences[0].contains("80\u{a0}% d’argent public"))
        #expect(capped.sentences[0].contains("100\u{a0}€ de trop"))
        // A private scheme may have a ceiling of public money too.
        let other = Self.plan([lines[0], Self.money("74.region", 800), Self.money("74.private", 200, terms: terms)])
        #expect(Self.check(.publicCeiling, other).outcome == .fine)
    }

    @Test("4: own funds at least what a scheme demands")
    func ownFunds() {
        let leader = Self.money("74.europe", 600, "LEADER", terms: AidTerms(minOwn: 2_000))
        let poor = Self.plan([Self.cost("60", 1_000), leader, Self.money("74.here", 250), Self.money("own", 150)])
        let check = Self.check(.ownFunds, poor)
        #expect(check.outcome == .problem)
        #expect(check.sentences[0].contains("il en manque 50\u{a0}€"))
        let rich = Self.plan([Self.cost("60", 1_000), leader, Self.money("74.here", 200), Self.money("own", 200)])
        #expect(Self.check(.ownFunds, rich).outcome == .fine)
    }

    @Test("5: the rate counts on the aid's own base, with its floor and ceiling")
    func rate() {
        let cost = Self.cost("60", 1_000)
        let onAll = Self.money("74.region", 400, "Région", terms: AidTerms(rate: 4_000))
        #expect(Self.check(.rate, Self.plan([cost, onAll])).outcome == .fine)
        let onPart = Self.money("74.region", 400, "Région", terms: AidTerms(rate: 4_000), eligible: 900)
        let check = Self.check(.rate, Self.plan([cost, onPart]))
        #expect(check.outcome == .problem)
        #expect(check.sentences[0].contains("base éligible de 900\u{a0}€, soit 360\u{a0}€ au plus"))
        let terms = AidTerms(floor: Money(euros: 500), ceiling: Money(euros: 300))
        let both = Self.check(.rate, Self.plan([cost, Self.money("74.state", 400, "Aide", terms: terms)]))
        #expect(both.sentences.count == 2)
        #expect(both.sentences.contains { $0.contains("plafond de 300\u{a0}€") })
        #expect(both.sentences.contains { $0.contains("plancher de 500\u{a0}€") })
    }

    @Test("6: LEADER is four times the other public money at most, 4 000 € give 16 000 €")
    func linked() {
        let terms = AidTerms(maxOfPublic: 8_000)
        func plan(_ leader: Int) -> FinancingPlan {
            Self.plan([
                Self.cost("60", 25_000), Self.money("74.europe", leader, "LEADER", terms: terms),
                Self.money("74.here", 4_000), Self.money("own", 21_000 - leader),
            ])
        }
        #expect(Self.check(.linkedMoney, plan(16_000)).outcome == .fine)
        let over = Self.check(.linkedMoney, plan(16_004))
        #expect(over.outcome == .problem)
        #expect(over.sentences[0].contains("16\u{202f}000\u{a0}€ au plus"))
        #expect(over.sentences[0].contains("Il faut 1\u{a0}€ d’argent public de plus"))
    }

    @Test("7: a refusal counts for nothing, a smaller grant for what it is, and the gap opens")
    func answers() {
        let refused = Self.money("74.private", 5_000, "Fondation", standing: .init(.refused, nil))
        let less = Self.money("74.region", 4_000, "Région", standing: .init(.certain, Money(euros: 3_000)))
        let plan = Self.plan([Self.cost("60", 10_000), refused, less, Self.money("own", 1_000)])
        #expect(plan.resources == Money(euros: 4_000))
        #expect(plan.leftToFind == Money(euros: 7_000))
        let check = Self.check(.answers, plan)
        #expect(check.outcome == .warning)
        #expect(check.sentences[0] == "Fondation\u{a0}: refusée, 5\u{202f}000\u{a0}€ ne viendront pas.")
        #expect(check.sentences[1].contains("1\u{202f}000\u{a0}€ de moins"))
        #expect(check.sentences[2].contains("Il reste 7\u{202f}000\u{a0}€ à trouver"))
    }

    @Test("8: contributions in kind stay outside, unless a scheme takes them into its base")
    func inKind() {
        let kind = [
            FinancingLine(.expense, "864", "", Money(euros: 500)), FinancingLine(.income, "870", "", Money(euros: 500)),
        ]
        let base = Self.money("74.region", 600, "Région", terms: AidTerms(rate: 5_000), eligible: 1_500)
        let plan = Self.plan([Self.cost("60", 1_000), base, Self.money("own", 400)] + kind)
        #expect(plan.cost == Money(euros: 1_000))
        #expect(plan.isBalanced)
        #expect(Self.check(.inKind, plan).outcome == .problem)
        var accepted = base
        accepted.terms.acceptsInKind = true
        #expect(Self.check(.inKind, Self.plan([Self.cost("60", 1_000), accepted] + kind)).outcome == .fine)
        accepted.eligible = nil
        // 50 % of 1 500 €, voluntary work included.
        #expect(Self.check(.rate, Self.plan([Self.cost("60", 1_000), accepted] + kind)).outcome == .fine)
        let uneven = Self.check(.inKind, Self.plan([kind[0]]))
        #expect(uneven.sentences[0].contains("doivent être égaux"))
    }

    @Test("9: amounts include VAT unless the association recovers it")
    func vat() {
        var plan = Self.plan([Self.cost("60", 100)])
        #expect(Self.check(.vat, plan).outcome == .fine)
        plan.withoutVAT = true
        #expect(Self.check(.vat, plan).outcome == .problem)
        plan.recoversVAT = true
        #expect(Self.check(.vat, plan).outcome == .fine)
        plan.withoutVAT = false
        #expect(Self.check(.vat, plan).outcome == .warning)
    }

    @Test("10: an expense that two resources pay for by name is found, alone or among others")
    func doubleFunding() {
        let costs = [Self.cost("60", 1_000), Self.cost("61", 500), Self.cost("64", 2_000)]
        func outcome(_ resources: [FinancingLine]) -> PlanCheck {
            Self.check(.doubleFunding, Self.plan(costs + resources))
        }
        #expect(outcome([Self.money("74.region", 3_000)]).outcome == .idle)
        #expect(
            outcome([
                Self.money("74.region", 600, covers: ["60"]), Self.money("74.state", 400, covers: ["60"]),
            ]).outcome == .fine)
        let twice = outcome([
            Self.money("74.region", 600, "Région", covers: ["60"]), Self.money("74.state", 600, "État", covers: ["60"]),
        ])
        #expect(twice.outcome == .problem)
        #expect(twice.sentences[0].contains("200\u{a0}€ de trop"))
        // Neither « 60 » nor « 60 and 61 » alone is paid too much by one, but together they are.
        let union = outcome([
            Self.money("74.region", 900, covers: ["60"]), Self.money("74.state", 700, covers: ["60", "61"]),
        ])
        #expect(union.sentences[0].contains("100\u{a0}€ de trop"))
    }
}
