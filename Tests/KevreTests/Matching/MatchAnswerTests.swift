import PostgreSQL
import TestSupport
import Testing

@testable import Kevre

@Suite struct MatchAnswerTests {
    @Test("A wish that an officer says not met warns and costs its points; it does not exclude")
    func answeredWish() async throws {
        try await TestOffice.with { test in
            let project = try await MatchTests.scene(test)
            try await test.office.write(as: .system) { _ = try StartingCatalogue.load(in: $0) }
            let fdva: Aid.ID = try await test.office.read {
                try $0.one("SELECT id FROM aid WHERE source_key = 'fdva2'")["id"]
            }
            let before = try await MatchTests.match(project, fdva, test)
            #expect(before.criteria.first { $0.kind == .size }?.outcome == .unknown)
            func say(_ isMet: Bool) async throws -> ProjectMatch {
                try await test.office.write(as: .system) {
                    try MatchAnswer.give(
                        .size, isMet: isMet, note: "3 ETP", project: project, aid: fdva, by: .system, in: $0)
                }
                let answer = try await test.office.read {
                    try ProjectMatch.find(for: project, today: MatchTests.today, limit: 100, by: .system, in: $0)
                }
                #expect(!answer.excluded.contains { $0.aid.id == fdva })
                return try #require(answer.matches.first { $0.aid.id == fdva })
            }
            let unmet = try await say(false)
            #expect(!unmet.isExcluded && unmet.warnings.map(\.kind) == [.size])
            #expect(unmet.score.parts[.wishes] == -60)
            let met = try await say(true)
            #expect(met.warnings.isEmpty && met.score.parts == before.score.parts)
            // What the data hold against a wish, an officer may lift as well.
            try await test.office.write(as: .system) {
                _ = try $0.execute("UPDATE association SET fte_hundredths = 300")
            }
            #expect(try await say(true).score.parts[.wishes] == 0)
            #expect(try await say(false).score.parts[.wishes] == -60)
        }
    }

    @Test("Of a project whose plan finds everything nothing is left to be sought")
    func nothingLeft() async throws {
        try await TestOffice.with { test in
            let project = try await MatchTests.scene(test)
            let aid = try await MatchTests.aid(test, "ceiling_cents", "500000")
            #expect(try await MatchTests.match(project, aid, test).plausible == Money(euros: 5_000))
            try await test.office.write(as: .system) { tx in
                let record = try Project.find(project, in: tx)
                let plan = try FinancingPlan.create(record.id, name: "Tout", by: .system, in: tx)
                _ = try tx.execute(
                    """
                    INSERT INTO financing_line (plan_id, side, account, amount_cents, state)
                    VALUES (\(plan), 'income', 'own', 1120000, 'certain')
                    """)
            }
            let match = try await MatchTests.match(project, aid, test)
            #expect(match.plausible == .zero && match.score.parts[.amount] == 0)
            let why = match.criteria.first { $0.kind == .floor }?.why
            #expect(why?.contains("il ne reste rien à trouver") == true)
            let answer = try await test.office.read {
                try ProjectMatch.find(for: project, today: MatchTests.today, by: .system, in: $0)
            }
            #expect(answer.gaps == ["Le plan suivi couvre tout le coût\u{a0}: il ne reste rien à trouver."])
        }
    }

    @Test("An aid to come whose closing nobody knows says when it opens, and no closing")
    func opensOnly() async throws {
        try await TestOffice.with { test in
            let project = try await MatchTests.scene(test)
            let aid = try await MatchTests.aid(test, "opens_on", "'2027-06-01'")
            let match = try await MatchTests.match(project, aid, test)
            #expect(
                match.criteria.first { $0.kind == .calendar }?.why
                    == "Ouvre le \(Day(2027, 6, 1).long)\u{a0}: demander la date de clôture au financeur.")
            #expect(match.daysLeft == nil && !match.isExcluded)
        }
    }

    @Test("Who an aid is for, and where the seat must be, are said in French")
    func french() async throws {
        try await TestOffice.with { test in
            let project = try await MatchTests.scene(test)
            let others = try await MatchTests.aid(test, "eligibility", "''")
            let local = try await MatchTests.aid(
                test, "perimeter_id, seat_required", "\(MatchTests.perimeter("department", "22")), true")
            try await test.office.write(as: .system) {
                _ = try $0.execute("UPDATE aid SET audiences = '{researcher,commune}' WHERE id = \(others)")
                _ = try $0.execute("UPDATE association SET commune_code = NULL")
                _ = try $0.execute("UPDATE project SET scope = NULL, communes = '{}'")
            }
            let match = try await MatchTests.match(project, others, test)
            #expect(
                match.exclusions.first?.why
                    == "L’aide vise d’autres demandeurs que les associations\u{a0}: recherche et communes.")
            let place = try await MatchTests.match(project, local, test).criteria.first { $0.kind == .territory }
            #expect(place?.why.hasPrefix("Le siège doit se trouver ici\u{a0}: Côtes-d’Armor") == true)
        }
    }

    @Test("A project outside the territory is kept away, even where the seat is but a wish or is not known")
    func outsideWithSeat() async throws {
        try await TestOffice.with { test in
            let project = try await MatchTests.scene(test)
            let columns: SQL = "perimeter_id, seat_required, priorities"
            let wished = try await MatchTests.aid(
                test, columns, "\(MatchTests.perimeter("department", "29")), true, '{seat}'")
            let match = try await MatchTests.match(project, wished, test)
            #expect(match.exclusions.map(\.kind) == [.territory])
            try await test.office.write(as: .system) {
                _ = try $0.execute("UPDATE association SET commune_code = NULL")
            }
            #expect(try await MatchTests.match(project, wished, test).exclusions.map(\.kind) == [.territory])
        }
    }
}
