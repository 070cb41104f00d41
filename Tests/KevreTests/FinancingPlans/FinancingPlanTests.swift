import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Financing plans") struct FinancingPlanTests {
    @Test("Without a plan kept, budget and searches draw one; a search takes its account's place")
    func drawn() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            var plan = try await scene.plan()
            #expect(plan.id == nil)
            #expect(plan.isBalanced)
            #expect(plan.resources(.certain) == Money(euros: 2_000))
            let id = try await scene.open(.aid(scene.leader), FormInput(["asked": ["4 000"]]))
            plan = try await scene.plan()
            #expect(plan.isBalanced, "4 000 € of LEADER and the 2 000 € that the budget still hopes for from Europe")
            #expect(plan.lines.first { $0.search == id }?.terms.maxOfPublic == 8_000)
            try await scene.fire(.file, id, ["amount": "4 000"])
            #expect(try await scene.plan().resources(.filed) == Money(euros: 4_000))
            try await scene.fire(.grant, id, ["amount": "3 500"])
            plan = try await scene.plan()
            #expect(plan.resources(.certain) == Money(euros: 5_500))
        }
    }

    @Test("An agency of the State takes the place of the budget’s line « État », up to its amount")
    func kindred() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, project) = (scene.maelle, scene.project)
            try await scene.office.write(as: maelle) { tx in
                _ = try tx.execute("INSERT INTO funder (name, kind) VALUES ('Agence nationale du Sport', 'agency')")
                let budget = FormInput([
                    "budget.expense.60": ["10 000"], "budget.income.74.state": ["6 000"],
                    "budget.income.own": ["4 000"],
                ])
                let record = try Project.find(project, by: maelle, in: tx)
                try Project.saveBudget(project, year: 2026, version: record.version, budget, by: maelle, in: tx)
            }
            _ = try await scene.open(.named("Agence nationale du Sport"), FormInput(["asked": ["5 000"]]))
            let plan = try await scene.plan()
            #expect(plan.isBalanced)
            #expect(plan.lines.first { $0.account == "74.state" }?.amount == Money(euros: 1_000))
        }
    }

    @Test("A refusal recomputes the gap of a plan that is kept; alternatives stand side by side")
    func alternatives() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let search = try await scene.open(.aid(scene.leader))
            let (maelle, project) = (scene.maelle, scene.project)
            let (first, second) = try await scene.office.write(as: maelle) { tx in
                let first = try FinancingPlan.create(project, name: "Plan de base", by: maelle, in: tx)
                return (first, try FinancingPlan.copy(first, of: project, name: "Sans LEADER", by: maelle, in: tx))
            }
            #expect(try await scene.plan().id == first)
            #expect(try await scene.plan().isBalanced)
            try await scene.fire(.file, search, ["amount": "6 000"])
            try await scene.fire(.refuse, search, ["reason": "Complet"])
            let plan = try await scene.plan()
            #expect(plan.gap == Money(euros: 6_000))
            #expect(plan.leftToFind == Money(euros: 8_000))
            try await scene.office.write(as: maelle) {
                try FinancingPlan.choose(second, of: project, version: nil, by: maelle, in: $0)
            }
            #expect(try await scene.plan().id == second)
            try await scene.office.write(as: maelle) {
                try FinancingPlan.delete(second, of: project, version: nil, by: maelle, in: $0)
            }
            #expect(try await scene.plan().id == first, "another is followed when the one followed goes")
            let taken = try await refusal {
                try await scene.office.write(as: maelle) { tx in
                    _ = try FinancingPlan.create(project, name: "plan  de base", by: maelle, in: tx)
                    _ = try FinancingPlan.create(project, name: "Plan de base", by: maelle, in: tx)
                }
            }
            #expect(taken == "plan_name_taken")
        }
    }

    @Test("What is typed is read line by line: a rate of 300 %, a floor above the ceiling, an amount that is none")
    func typed() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, project) = (scene.maelle, scene.project)
            let id = try await scene.office.write(as: maelle) {
                try FinancingPlan.create(project, name: "A", by: maelle, in: $0)
            }
            let plan = try await scene.plan()
            var wrong = plan.input
            wrong["income.0.rate"] = "300"
            wrong["income.1.floor"] = "5 000"
            wrong["income.1.ceiling"] = "1 000"
            wrong["income.2.amount"] = "beaucoup"
            wrong["name"] = ""
            let typed = wrong
            do {
                try await scene.office.write(as: maelle) {
                    try FinancingPlan.save(id, of: project, version: plan.version, typed, by: maelle, in: $0)
                }
                Issue.record("nothing was refused")
            } catch let refusal as FormRefusal {
                #expect(
                    Set(refusal.problems.compactMap(\.field))
                        == ["income.0.rate", "income.1.floor", "income.2.amount", "name"])
            }
            var good = plan.input
            good["income.0.rate"] = "12,5 %"
            good["income.0.eligible"] = "8 000"
            good.values["income.0.covers"] = ["60", "999"]
            good["income.0.search"] = "4242"
            let right = good
            try await scene.office.write(as: maelle) {
                try FinancingPlan.save(id, of: project, version: plan.version, right, by: maelle, in: $0)
            }
            let saved = try await scene.plan()
            let line = try #require(saved.lines(.income).first)
            #expect(line.terms.rate == 1_250)
            #expect(line.eligible == Money(euros: 8_000))
            #expect(line.covers == ["60"])
            #expect(line.search == nil, "a search of another project is not followed")
            let late = try await refusal {
                try await scene.office.write(as: maelle) {
                    try FinancingPlan.save(id, of: project, version: plan.version, right, by: maelle, in: $0)
                }
            }
            #expect(late == "stale_version")
        }
    }

    @Test("Searches opened after the plan was kept are added to it once")
    func added() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, project) = (scene.maelle, scene.project)
            let id = try await scene.office.write(as: maelle) {
                try FinancingPlan.create(project, name: "A", by: maelle, in: $0)
            }
            let search = try await scene.open(.named("Crédit Agricole"), FormInput(["asked": ["500"]]))
            try await scene.office.write(as: maelle) {
                try FinancingPlan.includeSearches(id, of: project, by: maelle, in: $0)
            }
            let plan = try await scene.plan()
            #expect(plan.lines.count { $0.search == search } == 1)
            #expect(plan.lines(.income).last?.search == search)
            #expect(plan.gap == Money(euros: -500))
            let again = try await refusal {
                try await scene.office.write(as: maelle) {
                    try FinancingPlan.includeSearches(id, of: project, by: maelle, in: $0)
                }
            }
            #expect(again == "nothing_to_add")
        }
    }

    @Test(
        "The workbook lays expenses and resources side by side, in landscape, with totals that compute",
        .enabled(if: PythonJudge.python != nil, "no Python with openpyxl: run script/setup"))
    func workbook() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let search = try await scene.open(.aid(scene.leader))
            try await scene.fire(.file, search, ["amount": "6 000"])
            try await TemporaryFolder.with { folder in
                let file = folder.appending(path: "plan.xlsx")
                try await scene.office.writePlan(of: scene.project, for: scene.maelle, to: file)
                let said = try PythonJudge.ask(
                    """
                    import openpyxl, sys
                    w = openpyxl.load_workbook(sys.argv[1]); s = w.worksheets[0]
                    v = openpyxl.load_workbook(sys.argv[1], data_only=True).worksheets[0]
                    print(w.sheetnames, s.page_setup.orientation, s.sheet_properties.pageSetUpPr.fitToPage)
                    rows = list(v.iter_rows(values_only=True)); f = list(s.iter_rows(values_only=True))
                    print(rows[0][0])
                    for r, g in zip(rows, f):
                        if r[0] in ('Total', 'Total des contributions en nature'): print(r[0], r[1], r[4], g[1])
                        if r[3] and 'LEADER' in str(r[3]): print(r[3], r[4], r[5], r[6])
                    print([r[0] for r in rows if r[0] and 'Signature' in str(r[0])])
                    """, file.path)
                #expect(
                    said == """
                        ['Plan de financement', 'Ressources'] landscape True
                        Plan de financement prévisionnel — Atelier vélo mobile
                        74 – Fonds européens\u{a0}: LEADER 6000 0.6 Déposé
                        Total 10000 10000 =SUBTOTAL(109,B8:B10)
                        Total des contributions en nature 1500 1500 =SUBTOTAL(109,B13:B13)
                        ['Signature']

                        """)
            }
        }
    }
}
