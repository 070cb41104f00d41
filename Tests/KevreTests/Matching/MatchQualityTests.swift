import Foundation
import Testing
import TestSupport

@testable import Kevre

@Suite struct MatchQualityTests {
    @Test("Judged pairs: the first five are worth advising, and few of the good ones are missed")
    func judgedPairs() async throws {
        try await TestOffice.with { test in
            let scene = try await JudgedScene.load(test.office)
            #expect(scene.judged.pairs.count >= 60)
            let quality = try await scene.quality(test.office)
            if ProcessInfo.processInfo.environment["KEVRE_SHOW_QUALITY"] != nil {
                for line in quality.lines { print(line) }
                print("precision at 5: \(quality.precision) of \(quality.bestPrecision)")
                print("recall at 10: \(quality.recall) of \(quality.bestRecall)")
            }
            #expect(quality.precision >= 0.69, "\(quality.lines.joined(separator: "\n"))")
            #expect(quality.recall >= 0.88, "\(quality.lines.joined(separator: "\n"))")
        }
    }

    @Test("What the query excludes is what the sentences say, for every project and every aid")
    func bothExcludeAlike() async throws {
        try await TestOffice.with { test in
            let scene = try await JudgedScene.load(test.office)
            let today = scene.judged.today
            try await test.office.read { tx in
                let all = try tx.query("SELECT aid_id FROM aid_facts ORDER BY aid_id").map { try $0["aid_id"] as Int }
                for (key, id) in scene.ids {
                    let (facts, query) = try ProjectMatch.prepare(id, today, in: tx)
                    let aids = Dictionary(uniqueKeysWithValues: try Aid.find(all, in: tx).map { ($0.id.number, $0) })
                    let lines = try query.these(all, in: tx)
                    #expect(lines.count == all.count)
                    for line in lines {
                        let aid = try #require(aids[line.aid])
                        let explanation = MatchExplanation(aid: aid, facts: facts, reach: query.reach, today: today)
                        let said = Set(
                            explanation.criteria([]).filter { $0.isHard && $0.outcome == .notMet }.map(\.kind))
                        let found = Set(MatchScore.hard.filter { line.failed & $0.bit != 0 }.map(\.criterion))
                        #expect(said == found, "\(key): \(aid.name)")
                    }
                }
            }
        }
    }

    @Test("So it is when officers have answered every criterion, that it is met or that it is not")
    func bothExcludeAlikeAnswered() async throws {
        try await TestOffice.with { test in
            let scene = try await JudgedScene.load(test.office)
            let today = scene.judged.today
            for (key, id) in scene.ids.sorted(by: { $0.key < $1.key }).prefix(3) {
                for outcome in ["not_met", "met"] {
                    try await test.office.write(as: .system) { tx in
                        // Of half the aids age, size, budget and seat are wishes, not conditions.
                        try tx.execute(
                            """
                            UPDATE aid SET priorities = '{age,size,budget,seat,accreditation}', min_age_months = 900,
                                           max_fte_hundredths = 1, max_budget_cents = 1, seat_required = id % 4 = 0,
                                           accreditation = 'Un agrément'
                             WHERE id % 2 = 0
                            """)
                        try tx.execute(
                            """
                            INSERT INTO aid_answer (project_id, aid_id, criterion, outcome, note, agent_name)
                            SELECT \(id), aid_id, kind, \(outcome), 'dit', 'Maëlle'
                              FROM aid_facts, unnest(\(MatchCriterion.Kind.allCases.map(\.rawValue))::text[]) kind
                            ON CONFLICT (project_id, aid_id, criterion) DO UPDATE SET outcome = excluded.outcome
                            """)
                    }
                    try await test.office.read { tx in
                        let all = try tx.query("SELECT aid_id FROM aid_facts").map { try $0["aid_id"] as Int }
                        let (facts, query) = try ProjectMatch.prepare(id, today, in: tx)
                        let answers = try MatchAnswer.all(of: id, among: all, in: tx)
                        let aids = Dictionary(
                            uniqueKeysWithValues: try Aid.find(all, in: tx).map { ($0.id.number, $0) })
                        for line in try query.these(all, in: tx) {
                            let aid = try #require(aids[line.aid])
                            let criteria = MatchExplanation(
                                aid: aid, facts: facts, reach: query.reach, today: today
                            ).criteria(answers[line.aid] ?? [])
                            let said = Set(criteria.filter { $0.isHard && $0.outcome == .notMet }.map(\.kind))
                            let found = Set(MatchScore.hard.filter { line.failed & $0.bit != 0 }.map(\.criterion))
                            #expect(said == found, "\(key), \(outcome): \(aid.name)")
                            guard said.isEmpty else { continue }
                            let wishes = criteria.filter { $0.isWish && $0.outcome == .notMet }.count
                            #expect(line.score.parts[.wishes] == -60 * wishes, "\(key), \(outcome): \(aid.name)")
                        }
                    }
                }
            }
        }
    }

    @Test("Leaving out what cannot come first changes nothing of the order")
    func prunedIsWhole() async throws {
        try await TestOffice.with { test in
            let scene = try await JudgedScene.load(test.office)
            let today = scene.judged.today
            try await test.office.read { tx in
                let all = try tx.query("SELECT aid_id FROM aid_facts").map { try $0["aid_id"] as Int }
                for id in scene.ids.values {
                    let (_, query) = try ProjectMatch.prepare(id, today, in: tx)
                    func total(_ line: MatchQuery.Line) -> Int { line.score.parts.values.reduce(0, +) }
                    let whole = try query.these(all, in: tx).filter { $0.failed == 0 }
                    for limit in [1, 5, 10] {
                        let best = try query.best(limit, in: tx)
                        #expect(best.map(\.aid) == whole.prefix(limit).map(\.aid))
                        #expect(best.map(total) == whole.prefix(limit).map(total))
                    }
                }
            }
        }
    }
}
