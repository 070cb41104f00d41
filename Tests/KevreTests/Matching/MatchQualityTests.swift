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
            #expect(quality.precision >= 0.8, "\(quality.lines.joined(separator: "\n"))")
            #expect(quality.recall >= 0.8, "\(quality.lines.joined(separator: "\n"))")
        }
    }
}
