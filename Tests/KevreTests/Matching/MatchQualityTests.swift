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
                print("precision at 5: \(quality.precision), recall at 10: \(quality.recall)")
            }
            #expect(quality.precision >= 0.74, "\(quality.lines.joined(separator: "\n"))")
            #expect(quality.recall >= 0.85, "\(quality.lines.joined(separator: "\n"))")
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
