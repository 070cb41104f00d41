import PostgreSQL
import TestSupport
import Testing

@testable import Kevre

@Suite("Steps back of searches for money") struct FundingSearchUndoTests {
    @Test("A step back takes away what the state had brought")
    func stepBack() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let id = try await scene.open(.named("Crédit Agricole"))
            try await scene.fire(.file, id, ["amount": "900"])
            try await scene.fire(.grant, id, ["amount": "900"])
            try await scene.fire(.pay, id, ["amount": "400"])
            #expect(try await scene.fire(.stepBack, id) == .granted, "the payment is taken back first")
            #expect(try await scene.find(id).obtained == Money(euros: 900))
            #expect(try await scene.fire(.stepBack, id) == .filed)
            let search = try await scene.find(id)
            #expect(search.obtained == nil)
            #expect(search.paid.isZero)
            #expect(search.answeredOn == nil)
            #expect(try await scene.fire(.stepBack, id) == .inPreparation)
            #expect(try await scene.find(id).filedOn == nil)
        }
    }

    @Test("A report taken back leads where the money has come; each payment is taken back alone")
    func payments() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let id = try await scene.open(.aid(scene.leader))
            try await scene.fire(.file, id, ["amount": "6 000", "on": "01/02/2026"])
            try await scene.fire(.grant, id, ["amount": "4 000", "on": "10/02/2026"])
            try await scene.fire(.pay, id, ["amount": "1 000", "on": "20/02/2026"])
            try await scene.fire(.report, id)
            #expect(try await scene.fire(.stepBack, id) == .granted)
            #expect(try await scene.find(id).paid == Money(euros: 1_000))
            #expect(try await scene.fire(.pay, id, ["amount": "3 000"]) == .paid)
            var search = try await scene.find(id)
            #expect(search.instalments.map(\.amount) == [Money(euros: 1_000), Money(euros: 3_000)])
            try await scene.fire(.report, id)
            #expect(try await scene.fire(.stepBack, id) == .paid)
            #expect(try await scene.fire(.stepBack, id) == .granted)
            search = try await scene.find(id)
            #expect(search.paid == Money(euros: 1_000) && search.paidOn == Day(2026, 2, 20))
            #expect(search.instalments.count == 1)
            #expect(try await scene.fire(.stepBack, id) == .granted)
            search = try await scene.find(id)
            #expect(search.paid.isZero && search.paidOn == nil && search.obtained == Money(euros: 4_000))
            #expect(try await scene.fire(.stepBack, id) == .filed)
        }
    }

    @Test("What was paid before payments were kept one by one is taken back as a whole")
    func history() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let (maelle, project) = (scene.maelle, scene.project)
            let id: FundingSearch.ID = try await scene.office.write(as: maelle) { tx in
                try tx.name(event: "load_history")
                return try tx.one(
                    """
                    INSERT INTO funding_search (project_id, funder_id, state, asked_cents, obtained_cents, paid_cents,
                                                filed_on, paid_on)
                    SELECT \(project), min(id), 'paid', 50000, 50000, 50000, '2026-01-01', '2026-02-01' FROM funder
                    RETURNING id
                    """)["id"]
            }
            #expect(try await scene.fire(.stepBack, id) == .granted)
            #expect(try await scene.find(id).paid.isZero)
            #expect(try await scene.fire(.pay, id, ["amount": "500"]) == .paid)
        }
    }

    @Test("« Annuler » stands only where it gives back what was")
    func inverse() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let id = try await scene.open(.aid(scene.leader))
            func restored(_ event: FundingSearchEvent, _ input: [String: String] = [:]) async throws -> Bool {
                let before = try await scene.find(id)
                try await scene.fire(event, id, input)
                return before.isRestored(from: try await scene.find(id))
            }
            #expect(try await !restored(.prepare), "from spotted, a step back leads to contacted")
            try await scene.fire(.stepBack, id)
            #expect(try await restored(.prepare))
            #expect(try await restored(.file, ["amount": "6 000"]))
            try await scene.fire(.stepBack, id)
            #expect(try await !restored(.file, ["amount": "5 000"]), "the amount asked would stay")
            #expect(try await restored(.noteSilence))
            #expect(try await !restored(.grant, ["amount": "4 000"]), "from silence, a step back leads to filed")
            #expect(try await restored(.pay, ["amount": "1 000"]))
            #expect(try await restored(.report))
            #expect(try await !restored(.stepBack))
        }
    }

    @Test("A search that would live again beside the one that took its place is refused in words")
    func oneLive() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            func ended(_ event: FundingSearchEvent, _ input: [String: String] = [:]) async throws -> FundingSearch.ID {
                let id = try await scene.open(.aid(scene.leader))
                if event != .abandon { try await scene.fire(.file, id, ["amount": "6 000"]) }
                try await scene.fire(event, id, input)
                return id
            }
            let refused = try await ended(.refuse)
            let silent = try await ended(.noteSilence)
            let dropped = try await ended(.abandon, ["reason": "Report"])
            _ = try await scene.open(.aid(scene.leader))
            for (event, id) in [(FundingSearchEvent.stepBack, refused), (.grant, silent), (.resume, dropped)] {
                let code = try await refusal { try await scene.fire(event, id, ["amount": "1 000"]) }
                #expect(code == "search_already_open", "\(event)")
            }
        }
    }

    @Test("What was asked stays at least what was obtained, and known once it is filed")
    func asked() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let id = try await scene.open(.aid(scene.leader))
            try await scene.fire(.file, id, ["amount": "6 000"])
            func save(_ asked: String) async throws -> String? {
                let search = try await scene.find(id)
                var input = search.input
                input["asked"] = asked
                let (typed, today, maelle) = (input, scene.today, scene.maelle)
                return try await refusal {
                    try await scene.office.write(as: maelle) {
                        try FundingSearch.save(id, version: search.version, typed, on: today, by: maelle, in: $0)
                    }
                }
            }
            #expect(try await save("") == "invalid_form")
            #expect(try await save("5 000") == nil)
            try await scene.fire(.grant, id, ["amount": "4 000"])
            #expect(try await save("1") == "invalid_form")
            #expect(try await save("4 000") == nil)
        }
    }
}
