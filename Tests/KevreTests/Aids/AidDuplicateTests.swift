import PostgreSQL
import TestSupport
import Testing

@testable import Kevre

@Suite struct AidDuplicateTests {
    static let today = Day(2026, 3, 12)

    /// Three aids of one name, and the pairs of the first with the second and of the second with the third.
    private static func pairs(_ test: TestOffice) async throws -> (aids: [Aid.ID], pairs: [AidDuplicate.ID]) {
        try await test.office.write(as: .system) { tx in
            let funder: Int = try tx.one(
                """
                INSERT INTO funder (name, kind) VALUES ('Région', 'region')
                ON CONFLICT (name_key) DO UPDATE SET name = excluded.name RETURNING id
                """)["id"]
            let aids = try (1...3).map { _ in
                try tx.one("INSERT INTO aid (funder_id, name) VALUES (\(funder), 'Bourse') RETURNING id")["id"]
                    as Aid.ID
            }
            let pairs = try (0...1).map { n in
                try tx.one(
                    """
                    INSERT INTO aid_duplicate (first_id, second_id, likeness, reason)
                    VALUES (\(aids[n]), \(aids[n + 1]), 9000, 'même nom') RETURNING id
                    """)["id"] as AidDuplicate.ID
            }
            return (aids, pairs)
        }
    }

    private static func open(_ test: TestOffice) async throws -> [Aid.ID] {
        try await test.office.read {
            try $0.query("SELECT id FROM aid WHERE closed_on IS NULL ORDER BY id").map { try $0["id"] as Aid.ID }
        }
    }

    /// Whether it was done, not refused.
    private static func merge(_ pair: AidDuplicate.ID, keeping kept: Aid.ID, _ test: TestOffice) async throws -> Bool {
        do {
            try await test.office.write(as: .system) {
                try AidDuplicate.merge(pair, keeping: kept, by: .system, today: today, in: $0)
            }
            return true
        } catch is NotFound {
            return false
        } catch is AidDuplicateRefusal {
            return false
        }
    }

    @Test("Of two officers who settle one pair, each keeping another aid, one is refused and one aid stays open")
    func race() async throws {
        try await TestOffice.with { test in
            for _ in 0..<5 {
                let (aids, pairs) = try await Self.pairs(test)
                async let first = Self.merge(pairs[0], keeping: aids[0], test)
                async let second = Self.merge(pairs[0], keeping: aids[1], test)
                let done = try await [first, second]
                #expect(done.count { $0 } == 1)
                let open = try await Self.open(test).filter(aids.contains)
                #expect(open == [done[0] ? aids[0] : aids[1], aids[2]])
            }
        }
    }

    @Test("An aid that another pair has closed meanwhile cannot be the one kept")
    func keptIsClosed() async throws {
        try await TestOffice.with { test in
            let (aids, pairs) = try await Self.pairs(test)
            #expect(try await Self.merge(pairs[1], keeping: aids[2], test))
            #expect(try await !Self.merge(pairs[0], keeping: aids[1], test))
            #expect(try await Self.open(test) == [aids[0], aids[2]])
        }
    }
}
