import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("What an association had in a year")
struct ReceivedYearTests {
    /// What the list of associations shows of the year before and of this one, and what the check finds.
    private static func shown(_ test: TestOffice, _ name: String = "Harmonie de Paimpol") async throws -> [String] {
        let reader = try await test.agent(.nolwenn)
        return try await test.office.read { tx in
            #expect(try Inspection.run(in: tx).flatMap(\.problems) == [])
            let listing = Association.listing(today: Day(2026, 3, 12))
            var query = ListingQuery(columns: ["name", "granted_last_year", "granted_this_year"])
            query.sort = "granted_last_year"
            let row = try listing.page(query, for: reader, in: tx).rows.first { $0.cells[0].text == name }
            return row.map { $0.cells.dropFirst().map(\.text) } ?? []
        }
    }

    private static func change(_ test: TestOffice, _ statement: SQL) async throws {
        try await test.office.write(as: .system) { try $0.execute(statement) }
    }

    @Test("it follows every grant that comes, changes and goes")
    func follows() async throws {
        try await TestOffice.with { test in
            let id = try await PastGrant(amount: Money(euros: 100)).write(test)
            try await PastGrant(amount: Money(euros: 1_000), nature: .inKind, share: 3_333).write(test)
            try await PastGrant(own: false, amount: Money(euros: 70)).write(test)
            try await PastGrant(amount: .zero, refused: true).write(test)
            #expect(try await Self.shown(test) == ["433,30\u{a0}€", ""])
            try await Self.change(
                test, "UPDATE grant_record SET amount_cents = 20000, in_kind_cents = 5000 WHERE id = \(id)")
            #expect(try await Self.shown(test) == ["583,30\u{a0}€", ""])
            try await Self.change(test, "UPDATE grant_record SET year = 2026 WHERE id = \(id)")
            #expect(try await Self.shown(test) == ["333,30\u{a0}€", "250\u{a0}€"])
            try await Self.change(test, "UPDATE grant_record SET refused = true WHERE id = \(id)")
            #expect(try await Self.shown(test) == ["333,30\u{a0}€", ""])
            try await Self.change(test, "UPDATE grant_record SET own = true, purpose = 'Concert'")
            #expect(try await Self.shown(test) == ["403,30\u{a0}€", ""])
            try await Self.change(test, "DELETE FROM grant_record WHERE year = 2025")
            #expect(try await Self.shown(test) == ["", ""])
            // A grant of nothing is not the absence of a grant.
            try await PastGrant(amount: .zero).write(test)
            #expect(try await Self.shown(test) == ["0\u{a0}€", ""])
        }
    }

    @Test("it goes with the grants to the association they are moved to")
    func moves() async throws {
        try await TestOffice.with { test in
            try await PastGrant(amount: Money(euros: 40)).write(test)
            try await PastGrant(association: "Bagad", amount: Money(euros: 2)).write(test)
            try await Self.change(
                test, "UPDATE grant_record SET association_id = (SELECT id FROM association WHERE name = 'Bagad')")
            #expect(try await Self.shown(test) == ["", ""])
            #expect(try await Self.shown(test, "Bagad") == ["42\u{a0}€", ""])
        }
    }

    @Test("those who write for one association at once add up")
    func together() async throws {
        try await TestOffice.with { test in
            try await PastGrant(amount: Money(euros: 1)).write(test)
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        for year in [2025, 2026, 2025] {
                            let id = try await PastGrant(year: year, amount: Money(euros: 10)).write(test)
                            try await Self.change(
                                test, "UPDATE grant_record SET amount_cents = 1100 WHERE id = \(id)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await Self.shown(test) == ["177\u{a0}€", "88\u{a0}€"])
        }
    }

    @Test("the authority's role reads it and no more")
    func readOnly() async throws {
        try await TestOffice.with { test in
            try await PastGrant().write(test)
            let error = await #expect(throws: PostgreSQLError.self) {
                try await Self.change(test, "UPDATE received_year SET cents = 0")
            }
            #expect(error?.sqlState == "42501")
        }
    }
}
