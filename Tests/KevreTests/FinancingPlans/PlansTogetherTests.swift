import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Plans side by side, and officers at once") struct PlansTogetherTests {
    @Test("Before a search is filed an alternative may try another amount; then its own holds in every plan")
    func otherAmount() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let search = try await scene.open(.aid(scene.leader))
            let (maelle, project) = (scene.maelle, scene.project)
            try await scene.office.write(as: maelle) { tx in
                let first = try FinancingPlan.create(project, name: "Plan de base", by: maelle, in: tx)
                let other = try FinancingPlan.copy(first, of: project, name: "Moins", by: maelle, in: tx)
                let record = try Project.find(project, by: maelle, in: tx)
                let plan = try FinancingPlan.find(other, of: record, in: tx)
                let row = try #require(plan.lines(.income).firstIndex { $0.search == search })
                var input = plan.input
                input["income.\(row).amount"] = "4 500"
                try FinancingPlan.save(other, of: project, version: plan.version, input, by: maelle, in: tx)
            }
            func counted() async throws -> [Money] {
                try await scene.office.read { tx in
                    try FinancingPlan.all(of: Project.find(project, by: maelle, in: tx), in: tx).flatMap { plan in
                        plan.lines.filter { $0.search == search }.map(\.counted)
                    }
                }
            }
            #expect(try await counted() == [Money(euros: 6_000), Money(euros: 4_500)])
            try await scene.fire(.file, search, ["amount": "5 000"])
            #expect(try await counted() == [Money(euros: 5_000), Money(euros: 5_000)])
        }
    }

    @Test("Two officers who add the searches at once count each of them once")
    func includedOnce() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, project) = (scene.maelle, scene.project)
            let plan = try await scene.office.write(as: maelle) {
                try FinancingPlan.create(project, name: "A", by: maelle, in: $0)
            }
            let search = try await scene.open(.aid(scene.leader))
            let outcomes = await withTaskGroup(of: String.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        do {
                            try await scene.office.write(as: maelle) {
                                try FinancingPlan.includeSearches(plan, of: project, by: maelle, in: $0)
                            }
                            return "added"
                        } catch let refusal as FinancingPlanRefusal {
                            return refusal.code
                        } catch { return "\(error)" }
                    }
                }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(outcomes.sorted() == ["added", "nothing_to_add", "nothing_to_add", "nothing_to_add"])
            #expect(try await scene.plan().lines.count { $0.search == search } == 1)
            // Neither does a form that names it twice count it twice.
            let kept = try await scene.plan()
            let row = try #require(kept.lines(.income).firstIndex { $0.search == search })
            var input = kept.input
            for name in ["account", "amount", "search"] {
                input["income.\(kept.lines(.income).count).\(name)"] = input["income.\(row).\(name)"]
            }
            let typed = input
            try await scene.office.write(as: maelle) {
                try FinancingPlan.save(plan, of: project, version: kept.version, typed, by: maelle, in: $0)
            }
            #expect(try await scene.plan().lines.count { $0.search == search } == 1)
        }
    }

    @Test("A plan that another has changed is neither followed nor dropped unseen")
    func staleVersion() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, project) = (scene.maelle, scene.project)
            let second = try await scene.office.write(as: maelle) { tx in
                let first = try FinancingPlan.create(project, name: "A", by: maelle, in: tx)
                let second = try FinancingPlan.copy(first, of: project, name: "B", by: maelle, in: tx)
                let plan = try FinancingPlan.find(second, of: Project.find(project, by: maelle, in: tx), in: tx)
                try FinancingPlan.save(second, of: project, version: plan.version, plan.input, by: maelle, in: tx)
                return second
            }
            await #expect(throws: StaleVersion.self) {
                try await scene.office.write(as: maelle) {
                    try FinancingPlan.choose(second, of: project, version: 1, by: maelle, in: $0)
                }
            }
            await #expect(throws: StaleVersion.self) {
                try await scene.office.write(as: maelle) {
                    try FinancingPlan.delete(second, of: project, version: 1, by: maelle, in: $0)
                }
            }
            try await scene.office.write(as: maelle) {
                try FinancingPlan.choose(second, of: project, version: 2, by: maelle, in: $0)
            }
            #expect(try await scene.plan().id == second)
        }
    }
}
