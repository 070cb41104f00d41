import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("An envelope is never overspent")
struct OverspendingTests {
    @Test("64 decisions at once grant exactly as many as fit")
    func sixtyFour() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test, envelope: Money(euros: 10_000))
            var files: [Application.ID] = []
            for index in 0..<64 {
                files.append(
                    try await scene.propose(
                        "Association \(index)", asked: Money(euros: 300), proposed: Money(euros: 300)))
            }
            let session = try await scene.session(files)
            let lines = try await scene.lines(session)
            let outcomes = await withTaskGroup(of: Bool?.self) { group in
                for line in lines {
                    group.addTask {
                        do {
                            try await scene.decide(line.id, .granted(), version: line.version)
                            return true
                        } catch DecisionRefusal.overspent {
                            return false
                        } catch {
                            Issue.record(error)
                            return nil
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            // 33 × 300 € = 9 900 €: one more would be 100 € too many.
            #expect(outcomes.count { $0 == true } == 33)
            #expect(outcomes.count { $0 == false } == 31)
            let sums = try await scene.sums()
            #expect(sums.decided == Money(euros: 9_900))
            #expect(sums.lines == Money(euros: 9_900))
        }
    }

    @Test("64 decisions in two sessions at once share one envelope")
    func twoSessions() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test, envelope: Money(cents: 1_000_00))
            var sessions: [Session.ID] = []
            for half in 0..<2 {
                var files: [Application.ID] = []
                for index in 0..<32 {
                    files.append(
                        try await scene.propose(
                            "Association \(half)-\(index)", asked: Money(cents: 99_99), proposed: Money(cents: 33_33)))
                }
                sessions.append(try await scene.session(files))
            }
            let lines = try await scene.lines(sessions[0]) + scene.lines(sessions[1])
            await withTaskGroup(of: Void.self) { group in
                for line in lines {
                    group.addTask {
                        do {
                            try await scene.decide(line.id, .granted())
                        } catch DecisionRefusal.overspent {
                            // The one too many: counted below.
                        } catch { Issue.record(error) }
                    }
                }
            }
            let sums = try await scene.sums()
            #expect(sums.decided == Money(cents: 30 * 33_33))
            #expect(sums.lines == sums.decided)
        }
    }

    @Test("a decision and the closing at once: the line is decided before, or the closing waits or refuses")
    func decideAgainstClose() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test, envelope: Money(euros: 100_000))
            for round in 0..<12 {
                let file = try await scene.propose(
                    "Ronde \(round)", asked: Money(euros: 300), proposed: Money(euros: 300))
                let session = try await scene.session([file])
                let line = try await scene.lines(session)[0].id
                try await scene.decide(line, .refused())
                async let decided: Void? = try? scene.decide(line, .granted())  // refused when the closing was first
                async let closed = try scene.close(session)
                let outcome = (await decided != nil, try await closed.granted)
                // Whoever was first, the state and the sums say the same.
                let state = try await scene.state(file)
                #expect(state == (outcome.1 == 1 ? .granted : .refused))
                #expect(outcome.0 == (outcome.1 == 1))
                let sums = try await scene.sums()
                #expect(sums.decided == sums.lines)
                #expect(sums.committed == sums.final)
                #expect(sums.decided == sums.committed)
            }
        }
    }

    @Test("two closings at once: one closes, the other is told", .timeLimit(.minutes(1)))
    func closeTwice() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let file = try await scene.propose("A", asked: Money(euros: 300), proposed: Money(euros: 300))
            let session = try await scene.session([file])
            try await scene.decide(scene.lines(session)[0].id, .granted())
            let closings = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        do {
                            try await scene.close(session)
                            return true
                        } catch DecisionRefusal.sessionClosed {
                            return false
                        } catch {
                            Issue.record(error)
                            return false
                        }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(closings == 1)
            let grants: Int = try await scene.office.read { try $0.one("SELECT count(*) AS n FROM grant_record")["n"] }
            #expect(grants == 1)
        }
    }

    @Test("whatever is decided, taken back and closed, the sums agree", arguments: [1, 2, 3])
    func randomSequences(seed: UInt64) async throws {
        try await TestOffice.with { test in
            var random = Congruential(seed: seed)
            let limit = Money(euros: 2_000)
            let scene = try await DecisionScene.lay(test, envelope: limit)
            var open: [Session.ID] = []
            for round in 0..<3 {
                var files: [Application.ID] = []
                for index in 0..<6 {
                    files.append(
                        try await scene.propose(
                            "\(round)-\(index)", asked: Money(euros: 900),
                            proposed: Money(cents: random.below(60_000))))
                }
                open.append(try await scene.session(files))
            }
            for _ in 0..<90 where !open.isEmpty {
                let session = open[random.below(open.count)]
                let lines = try await scene.lines(session)
                let line = lines[random.below(lines.count)].id
                let officer = scene.officer
                do {
                    switch random.below(16) {
                    case 0..<6:
                        try await scene.decide(line, .granted(amount: Money(cents: 1 + random.below(60_000))))
                    case 6..<8: try await scene.decide(line, .refused())
                    case 8: try await scene.decide(line, .postponed())
                    case 9..<12:
                        try await scene.office.write(as: officer) { try Session.undo(line, by: officer, in: $0) }
                    case 12..<15:
                        let amount = Money(cents: random.below(60_000))
                        try await scene.office.write(as: officer) {
                            try Session.setAmount(line, amount, by: officer, in: $0)
                        }
                    default:
                        try await scene.close(session)
                        open.removeAll { $0 == session }
                    }
                } catch is DecisionRefusal {
                    // Refused: nothing may have changed, which is what is checked.
                }
                let sums = try await scene.sums()
                #expect(sums.decided == sums.lines)
                #expect(sums.committed == sums.final)
                #expect(sums.decided <= limit)
                #expect(sums.committed <= sums.decided)
            }
        }
    }
}

/// The same sequence for the same seed (Knuth's constants).
struct Congruential {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}
