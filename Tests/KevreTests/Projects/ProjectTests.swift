import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Projects") struct ProjectTests {
    @Test("Communes are named, found whatever the case, and a stale form changes nothing")
    func saving() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let project = try await scene.record()
            #expect(project.communeNames == ["Belle-Isle-en-Terre", "Guingamp"])
            #expect(project.place.hasPrefix("L’intercommunalité"))
            var input = project.input
            input["communes"] = "GUINGAMP ; st-agathon"
            let maelle = scene.maelle
            let typed = input
            try await scene.office.write(as: maelle) { tx in
                _ = try Project.save(project.id, version: project.version, typed, by: maelle, in: tx)
            }
            #expect(try await scene.record().communeNames == ["Guingamp", "Saint-Agathon"])
            let late = try await refusal {
                try await scene.office.write(as: maelle) { tx in
                    _ = try Project.save(project.id, version: project.version, typed, by: maelle, in: tx)
                }
            }
            #expect(late == "stale_version")
        }
    }

    @Test("A commune that does not exist and dates out of order are said beside their fields")
    func badInput() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            var input = FundingScene.input(scene.association)
            input["communes"] = "Guingamp, Trifouilly"
            input["ends_on"] = "01/01/2026"
            input["sought"] = "-5"
            let (typed, maelle) = (input, scene.maelle)
            await #expect(throws: FormRefusal.self) {
                try await scene.office.write(as: maelle) { tx in
                    _ = try Project.save(nil, version: nil, typed, by: maelle, in: tx)
                }
            }
            do {
                try await scene.office.write(as: maelle) { tx in
                    _ = try Project.save(nil, version: nil, typed, by: maelle, in: tx)
                }
            } catch let refusal as FormRefusal {
                #expect(Set(refusal.problems.compactMap(\.field)) == ["communes", "ends_on", "sought"])
                #expect(refusal.message.contains("Trifouilly"))
            }
        }
    }

    @Test("A project without budget or territory works and says what is missing")
    func withoutEverything() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, association) = (scene.maelle, scene.association)
            let (lacks, plan) = try await scene.office.write(as: maelle) { tx in
                let id = try Project.save(
                    nil, version: nil,
                    FormInput([
                        "association": [association.description], "title": ["Ludothèque"], "kind": ["project"],
                        "stage": ["idea"],
                    ]), by: maelle, in: tx)
                let project = try Project.find(id, by: maelle, in: tx)
                return (
                    project.lacks(try project.budget(in: tx)), try FinancingPlan.followed(of: project, in: tx)
                )
            }
            #expect(lacks.map(\.code) == ["budget", "territory", "themes", "calendar", "need", "public", "agent"])
            #expect(plan.cost.isZero)
            #expect(plan.checks(BudgetChart.chart(for: .project)).first?.outcome == .unknown)
        }
    }

    @Test("The budget is kept by year; only what changed enters the trail")
    func budget() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, id) = (scene.maelle, scene.project)
            try await scene.office.write(as: maelle) { tx in
                try Project.saveBudget(
                    id, year: 2027, version: nil, FormInput(["budget.expense.60": ["500"]]), by: maelle, in: tx)
                var changed = FundingScene.budget
                changed["budget.expense.60"] = "4 200"
                try Project.saveBudget(id, year: 2026, version: nil, changed, by: maelle, in: tx)
            }
            let (budget, changes) = try await scene.office.read { tx in
                (
                    try Project.find(id, by: maelle, in: tx).budget(in: tx),
                    try tx.one(
                        """
                        SELECT count(*) FILTER (WHERE operation = 'update') AS updates,
                               count(*) FILTER (WHERE operation = 'delete') AS deletions
                          FROM audit_entry WHERE table_name = 'project_budget_line'
                        """)
                )
            }
            #expect(budget.years == [2026, 2027])
            #expect(budget.total(.expense) == Money(euros: 10_700))
            #expect(budget.total(.expense, inKind: true) == Money(euros: 1_500))
            #expect(budget.imbalances.count == 2)
            #expect(try changes["updates"] == 1)
            #expect(try changes["deletions"] == 0)
            let cents = try await refusal {
                try await scene.office.write(as: maelle) { tx in
                    try Project.saveBudget(
                        id, year: 2026, version: nil, FormInput(["budget.expense.60": ["12,50"]]), by: maelle, in: tx)
                }
            }
            #expect(cents == "invalid_form")
        }
    }

    @Test("A file becomes a project and a project a file, the budget carried both ways, nothing twice")
    func bothWays() async throws {
        try await Scene.play { scene in
            let file = try await scene.submitted()
            let maelle = scene.maelle
            let (first, second) = try await scene.office.write(as: maelle) { tx in
                (
                    try Project.draw(from: file, by: maelle, in: tx),
                    try Project.draw(from: file, by: maelle, in: tx)
                )
            }
            #expect(first == second)
            let (project, budget, links) = try await scene.office.read { tx in
                let project = try Project.find(first, by: maelle, in: tx)
                return (project, try project.budget(in: tx), try project.applications(in: tx))
            }
            #expect(project.title == "Restauration des vitraux")
            #expect(project.need == "Six baies du chœur.")
            #expect(budget[2026].total(.expense) == Money(euros: 4_000))
            #expect(links.map(\.direction) == [.cameFrom])

            let draft = try await scene.office.write(as: maelle) { [scene] tx in
                try Project.becomeApplication(first, campaign: scene.campaign, by: maelle, in: tx)
            }
            #expect(draft.left.isEmpty)
            let made = try await scene.find(draft.application)
            #expect(made.title == "Restauration des vitraux")
            #expect(made.requested == Money(euros: 2_000))
            #expect(made.startsOn == Day(2026, 5, 1))
            let again = try await refusal {
                try await scene.office.write(as: maelle) { [scene] tx in
                    _ = try Project.becomeApplication(first, campaign: scene.campaign, by: maelle, in: tx)
                }
            }
            #expect(again == "draft_exists")
            let directions = try await scene.office.read { tx in
                try Project.find(first, by: maelle, in: tx).applications(in: tx).map(\.direction)
            }
            #expect(directions.count == 2)
            #expect(directions.contains(.became))
        }
    }

    @Test("What was advised is noted on its day, never on a day to come")
    func notes() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, id, today) = (scene.maelle, scene.project, scene.today)
            let note = FormInput(["kind": ["advice"], "held_on": [today.short], "body": ["Attendre l’accusé."]])
            try await scene.office.write(as: maelle) { tx in
                try ProjectNote.add(note, to: id, on: today, by: maelle, in: tx)
            }
            var tomorrow = note
            tomorrow["held_on"] = today.adding(days: 1).short
            let typed = tomorrow
            let early = try await refusal {
                try await scene.office.write(as: maelle) { tx in
                    try ProjectNote.add(typed, to: id, on: today, by: maelle, in: tx)
                }
            }
            #expect(early == "note_pending")
            let notes = try await scene.office.read { try ProjectNote.all(of: id, in: $0) }
            #expect(notes.map(\.author) == ["Maëlle Le Goff"])
        }
    }

    @Test("The projects of a duplicate follow the record that is kept, and come back when the merge is undone")
    func merging() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, association, id) = (scene.maelle, scene.association, scene.project)
            let (during, after) = try await scene.office.write(as: maelle) { tx in
                let kept: Association.ID = try tx.one(
                    "INSERT INTO association (name) VALUES ('Vélo utile Guingamp') RETURNING id")["id"]
                let merge = try Merge.perform(keep: kept, merge: association, by: maelle, in: tx)
                let during = try Project.find(id, by: maelle, in: tx).association == kept
                _ = try Merge.undo(merge, by: maelle, in: tx)
                return (during, try Project.find(id, by: maelle, in: tx).association == association)
            }
            #expect(during)
            #expect(after)
        }
    }

    @Test("A reader lists projects and changes none; the search box finds them")
    func rights() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (nolwenn, id) = (try await test.agent(.nolwenn), scene.project)
            let (page, found) = try await scene.office.read { tx in
                (
                    try Project.listing.page(ListingQuery(), for: nolwenn, in: tx),
                    try Search.find("velo mobile", for: nolwenn, in: tx)
                )
            }
            #expect(page.rows.count == 1)
            #expect(found.first { $0.title == "Projets" }?.finds.first?.title == "Atelier vélo mobile")
            let denied = try await refusal {
                try await scene.office.write(as: nolwenn) {
                    try Project.move(id, to: .done, version: nil, by: nolwenn, in: $0)
                }
            }
            #expect(denied == "not_allowed")
        }
    }
}
