import PostgreSQL
import TestSupport
import Testing

@testable import Kevre

@Suite struct AidStatusTests {
    @Test("Where an aid stands is the same in Swift and in SQL, around every date")
    func bothAgree() async throws {
        try await TestOffice.with { test in
            let today = Day(2026, 3, 12)
            try await test.office.write(as: .system) { tx in
                _ = try tx.execute("INSERT INTO funder (name, kind) VALUES ('F', 'state')")
                _ = try tx.execute(
                    """
                    INSERT INTO aid (funder_id, name, recurrence, opens_on, closes_on, closed_on, closed_reason)
                    SELECT f.id, 'Aide', r, o, c, z, CASE WHEN z IS NOT NULL THEN 'officer' END
                      FROM funder f, unnest(ARRAY[NULL, 'oneoff', 'ongoing', 'recurring']) r,
                           unnest(ARRAY[NULL, \(today) - 30, \(today), \(today) + 1]::date[]) o,
                           unnest(ARRAY[NULL, \(today) - 1, \(today), \(today) + 9]::date[]) c,
                           unnest(ARRAY[NULL, \(today)]::date[]) z
                     WHERE o IS NULL OR c IS NULL OR o <= c
                    """)
            }
            try await test.office.read { tx in
                var seen: Set<AidStatus> = []
                for row in try tx.query("SELECT id, \(AidStatus.sql(today)) AS status FROM aid") {
                    let aid = try Aid.find(try row["id"], by: .system, in: tx)
                    #expect(aid.status(on: today).rawValue == (try row["status"] as String))
                    seen.insert(aid.status(on: today))
                    if let closes = aid.closesOn, closes < today, aid.recurrence != "ongoing" {
                        #expect(aid.status(on: today) != .open)
                    }
                }
                #expect(seen == Set(AidStatus.allCases))
            }
        }
    }
}
