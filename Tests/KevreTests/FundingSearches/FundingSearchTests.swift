import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Searches for money") struct FundingSearchTests {
    @Test("The Swift definition and the database's table hold the same passages")
    func sameTable() async throws {
        try await TestOffice.with { test in
            let rows = try await test.office.read { tx in
                try tx.query("SELECT from_state, event, to_state FROM funding_search_transition").map { row in
                    "\(try row["from_state"] as String) \(try row["event"] as String) \(try row["to_state"] as String)"
                }
            }
            let defined = FundingSearch.lifecycle.transitions.map {
                "\($0.from.rawValue) \($0.event.rawValue) \($0.to.rawValue)"
            }
            #expect(Set(rows) == Set(defined))
            #expect(defined.count == Set(defined).count)
            // Nobody can widen the table from within the program.
            let denied = try await sqlState {
                try await test.office.write(as: .system) {
                    _ = try $0.execute("INSERT INTO funding_search_transition VALUES ('spotted', 'pay', 'paid')")
                }
            }
            #expect(denied == "42501")
        }
    }

    @Test("The database refuses a passage that no event names, whoever writes it")
    func guarded() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let id = try await scene.open(.aid(scene.leader))
            let jumped = try await sqlState {
                try await scene.office.write(as: scene.maelle) {
                    _ = try $0.execute(
                        """
                        UPDATE funding_search SET state = 'granted', filed_on = '2026-03-01', obtained_cents = 100
                         WHERE id = \(id)
                        """)
                }
            }
            #expect(jumped == "KV002")
            let begun = try await sqlState {
                try await scene.office.write(as: scene.maelle) { [scene] tx in
                    _ = try tx.execute(
                        """
                        INSERT INTO funding_search (project_id, funder_id, state, filed_on)
                        SELECT \(scene.project), id, 'filed', today() FROM funder LIMIT 1
                        """)
                }
            }
            #expect(begun == "KV002")
        }
    }

    @Test("From spotted to reported, with the amounts and days of each passage")
    func wholeWay() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let id = try await scene.open(.aid(scene.leader))
            #expect(try await scene.find(id).closesOn == Day(2026, 5, 29))
            #expect(try await scene.fire(.contact, id) == .contacted)
            #expect(try await scene.fire(.prepare, id) == .inPreparation)
            #expect(
                try await refusal { try await scene.fire(.grant, id, ["amount": "1 000"]) }
                    == "illegal_transition.grant")
            #expect(try await scene.fire(.file, id, ["amount": "6 000"]) == .filed)
            #expect(try await refusal { try await scene.fire(.grant, id, ["amount": "7 000"]) } == "amount_above_asked")
            #expect(
                try await refusal { try await scene.fire(.grant, id, ["amount": "5 000", "on": "01/03/2026"]) }
                    == "day_before_filing")
            #expect(
                try await refusal { try await scene.fire(.grant, id, ["amount": "5 000", "on": "13/03/2026"]) }
                    == "day_to_come")
            #expect(try await scene.fire(.noteSilence, id) == .noAnswer)
            #expect(
                try await scene.fire(
                    .grant, id, ["amount": "5 000", "report_due_on": "31/12/2026", "next_action": "RIB"])
                    == .granted)
            #expect(try await scene.fire(.pay, id, ["amount": "2 000"]) == .granted)
            #expect(try await refusal { try await scene.fire(.pay, id, ["amount": "3 001"]) } == "paid_above_obtained")
            #expect(try await scene.fire(.pay, id, ["amount": "3 000"]) == .paid)
            #expect(try await scene.fire(.report, id) == .reported)
            let search = try await scene.find(id)
            #expect(search.obtained == Money(euros: 5_000))
            #expect(search.paid == Money(euros: 5_000))
            #expect(search.reportDueOn == Day(2026, 12, 31))
            #expect(search.filedOn == Day(2026, 3, 12))
        }
    }

    @Test("Two officers moving one card: one of them does, the other learns who did")
    func together() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let gwenael = try await test.agent(.gwenael)
            let id = try await scene.open(.aid(scene.leader))
            let version = try await scene.find(id).version
            let outcomes = await withTaskGroup(of: String.self) { group in
                for (agent, event) in [(scene.maelle, FundingSearchEvent.contact), (gwenael, .prepare)] {
                    group.addTask {
                        do {
                            try await scene.fire(event, id, version: version, by: agent)
                            return "moved"
                        } catch let stale as StaleVersion {
                            return stale.actor
                        } catch { return "\(error)" }
                    }
                }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == "moved" } == 1)
            let other = outcomes.first { $0 != "moved" }
            let state = try await scene.find(id).state
            #expect(other == (state == .contacted ? "Maëlle Le Goff" : "Gwenaël Hervé"))
            #expect(try await scene.find(id).version == version + 1)
        }
    }

    @Test("One living search an aid and a project; another year it may be begun again")
    func once() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            scene.test.set(today: Day(2026, 6, 1))
            let first = try await scene.open(.aid(scene.leader))
            #expect(try await scene.find(first).closesOn == nil, "the last edition’s day is not the next one’s")
            scene.test.set(today: Day(2026, 3, 12))
            #expect(try await refusal { _ = try await scene.open(.aid(scene.leader)) } == "search_already_open")
            try await scene.fire(.file, first, ["amount": "6 000"])
            try await scene.fire(.refuse, first, ["reason": "Enveloppe épuisée"])
            _ = try await scene.open(.aid(scene.leader))
            #expect(try await refusal { _ = try await scene.open(.named("  ")) } == "funder_missing")
            #expect(
                try await refusal { _ = try await scene.open(.named("X"), FormInput(["asked": ["0"]])) }
                    == "invalid_form")
            // A funder known under another spelling is found again.
            _ = try await scene.open(.named("gal du Pays de GUINGAMP"))
            let funders: Int = try await scene.office.read {
                try $0.one("SELECT count(*) AS n FROM funder WHERE name ILIKE '%guingamp%' AND kind = 'europe'")["n"]
            }
            #expect(funders == 1)
        }
    }

    @Test("What sleeps is seen: an action overdue, a closing passed, silence without a plan")
    func sleeping() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let own = scene.maelle.id?.description ?? ""
            let late = try await scene.open(
                .named("Région"),
                FormInput([
                    "asked": ["10"], "next_action": ["Appeler"], "next_action_on": ["20/03/2026"], "agent": [own],
                ]))
            let closing = try await scene.open(.aid(scene.leader), FormInput(["closes_on": ["20/03/2026"]]))
            let silent = try await scene.open(.named("Fondation"), FormInput(["agent": [own]]))
            let awake = try await scene.open(
                .named("Caf"), FormInput(["next_action": ["Commission"], "next_action_on": ["01/09/2026"]]))
            func asleep() async throws -> Set<String> {
                let (today, maelle) = (scene.today, scene.maelle)
                return try await scene.office.read { tx in
                    let query = ListingQuery(filters: ["sleeping": ["1"]])
                    let page = try FundingSearch.listing(today: today).page(query, for: maelle, in: tx)
                    return Set(page.rows.map { String($0.key) })
                }
            }
            #expect(try await asleep().isEmpty)
            let soon = try await scene.office.read { [scene] tx in
                try ToDo.find(for: scene.maelle, today: scene.today, in: tx).items.map(\.id)
            }
            #expect(soon.contains("searches_closing"))
            scene.test.set(today: Day(2026, 3, 22))
            #expect(try await asleep() == [late.description, closing.description])
            scene.test.set(today: Day(2026, 5, 1))
            #expect(try await asleep() == [late.description, closing.description, silent.description])
            for id in [late, closing, silent] {
                #expect(try await scene.find(id).sleep(on: scene.today) != nil)
            }
            #expect(try await scene.find(awake).sleep(on: scene.today) == nil)
            let todo = try await scene.office.read { [scene] tx in
                try ToDo.find(for: scene.maelle, today: scene.today, in: tx).items.first { $0.id == "searches_own" }
            }
            #expect(todo?.count == 3)
        }
    }

    @Test("A conversation moves what slept; the board shows each card once")
    func conversations() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let id = try await scene.open(.named("Fondation"))
            scene.test.set(today: Day(2026, 6, 1))
            let (maelle, today) = (scene.maelle, scene.today)
            #expect(try await scene.find(id).sleep(on: today)?.hasPrefix("Rien depuis") == true)
            try await scene.office.write(as: maelle) { tx in
                try FundingSearchNote.add(
                    FormInput(["kind": ["call"], "held_on": ["31/05/2026"], "body": ["Rappeler en juin."]]), to: id,
                    on: today, by: maelle, in: tx)
            }
            #expect(try await scene.find(id).sleep(on: today) == nil)
            let board = try await scene.office.read { try FundingSearch.board(on: today, in: $0) }
            #expect(board.map(\.state) == FundingSearchState.allCases)
            #expect(board.flatMap(\.searches).count == 1)
        }
    }

    @Test("Of two records of one aid, the one that is kept takes the searches of the other")
    func mergedAid() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, today, leader) = (scene.maelle, scene.today, scene.leader)
            let search = try await scene.open(.aid(leader))
            let kept: Aid.ID = try await scene.office.write(as: maelle) { tx in
                let twin: Aid.ID = try tx.one(
                    """
                    INSERT INTO aid (funder_id, name) SELECT funder_id, 'LEADER (bis)' FROM aid WHERE id = \(leader)
                    RETURNING id
                    """)["id"]
                let pair: AidDuplicate.ID = try tx.one(
                    """
                    INSERT INTO aid_duplicate (first_id, second_id, likeness, reason)
                    VALUES (\(leader), \(twin), 9000, 'même nom') RETURNING id
                    """)["id"]
                try AidDuplicate.merge(pair, keeping: twin, by: maelle, today: today, in: tx)
                return twin
            }
            #expect(try await scene.find(search).aid == kept)
        }
    }
}

/// The SQLSTATE a piece of work ends with; nil when it goes through.
private func sqlState(_ body: () async throws -> Void) async throws -> String? {
    do {
        try await body()
        return nil
    } catch let error as PostgreSQLError {
        return error.sqlState
    }
}
