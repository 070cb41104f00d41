import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("What is granted, and other names, stand in the trail") struct GrantedTrailTests {
    @Test("A calendar that is shared is noted like one that is taken back, without a trace of its secret")
    func calendar() async throws {
        try await TestOffice.with { test in
            let officer = try await test.agent(.maelle)
            try await test.office.write(as: officer) { tx in
                _ = try CalendarFeed.open(for: officer, in: tx)
                try CalendarFeed.revoke(for: officer, in: tx)
            }
            let trail = try await test.office.read { tx in
                try tx.query(
                    """
                    SELECT operation || CASE WHEN coalesce(after, before) ? 'token_hash' THEN ' with its secret' ELSE '' END
                           AS what FROM audit_entry WHERE table_name = 'calendar_feed' ORDER BY id
                    """
                ).map { try $0["what"] as String }
            }
            #expect(trail == ["insert", "update"])
        }
    }

    @Test("Another name of a funder is noted once, and again only when it goes")
    func alias() async throws {
        try await TestOffice.with { test in
            let officer = try await test.agent(.maelle)
            let save: @Sendable (Funder.ID?, Int?, String) async throws -> Funder.ID = { id, version, names in
                try await test.office.write(as: officer) {
                    try Funder.save(
                        id, version: version,
                        FormInput(["name": ["Fondation du Trieux"], "kind": ["foundation"], "other_names": [names]]),
                        by: officer, in: $0)
                }
            }
            let id = try await save(nil, nil, "FdT\nLa Fondation")
            let second = try await save(id, 1, "FdT\nLa Fondation")
            _ = try await save(second, 2, "FdT")
            let trail = try await test.office.read { tx in
                try tx.query(
                    """
                    SELECT operation || ' ' || (coalesce(after, before) ->> 'name') AS what FROM audit_entry
                     WHERE table_name = 'funder_alias' ORDER BY id
                    """
                ).map { try $0["what"] as String }
            }
            #expect(trail == ["insert FdT", "insert La Fondation", "delete La Fondation"])
        }
    }
}
