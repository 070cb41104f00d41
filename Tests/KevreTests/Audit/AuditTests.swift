import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The audit trail") struct AuditTests {
    @Test("Refuses a change without an actor")
    func withoutActor() async throws {
        try await TestOffice.with { test in
            let error = await #expect(throws: PostgreSQLError.self) {
                try await test.office.database.transaction { tx in
                    try tx.execute("INSERT INTO association (name) VALUES ('Personne')")
                }
            }
            #expect(error?.sqlState == "KV001")
        }
    }

    @Test("Tells who changed what, from what to what, and nothing of what did not change")
    func timeline() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let id = try await test.office.write(as: maelle) {
                try Association.save(nil, version: nil, FormInput(["name": ["Théâtre du Leff"]]), by: maelle, in: $0)
            }
            _ = try await test.office.write(as: maelle) { tx in
                let version = try Association.find(id, in: tx).version
                return try Association.save(
                    id, version: version, FormInput(["name": ["Théâtre du Leff et du Trieux"]]), by: maelle, in: tx)
            }
            let entries = try await test.office.read { try AuditEntry.timeline(of: "association", id.number, in: $0) }
            #expect(entries.count == 2)
            #expect(entries.first?.actor == "Maëlle Le Goff")
            #expect(entries.first?.changes.map(\.field) == ["name"])
            #expect(entries.first?.changes.first?.before == "Théâtre du Leff")
            #expect(entries.first?.changes.first?.after == "Théâtre du Leff et du Trieux")
        }
    }

    @Test("Never holds a password's hash")
    func noSecret() async throws {
        try await TestOffice.with { test in
            _ = try await test.agent(.maelle)
            let found = try await test.office.read {
                try $0.first("SELECT 1 AS one FROM audit_entry WHERE after::text LIKE '%argon2%'") != nil
            }
            #expect(!found)
        }
    }

    @Test("A stale version is refused and says who changed what")
    func stale() async throws {
        try await TestOffice.with { test in
            let (maelle, marc) = (try await test.agent(.maelle), try await test.agent(.gwenael))
            let id = try await test.office.write(as: maelle) {
                try Association.save(nil, version: nil, FormInput(["name": ["Radio Kreiz"]]), by: maelle, in: $0)
            }
            _ = try await test.office.write(as: marc) {
                try Association.save(id, version: 1, FormInput(["name": ["Radio Kreiz Breizh"]]), by: marc, in: $0)
            }
            let refusal = await #expect(throws: StaleVersion.self) {
                _ = try await test.office.write(as: maelle) {
                    try Association.save(id, version: 1, FormInput(["name": ["Radio K"]]), by: maelle, in: $0)
                }
            }
            #expect(refusal?.actor == "Gwenaël Hervé")
            #expect(refusal?.changes.first?.after == "Radio Kreiz Breizh")
        }
    }

    @Test("A temporary table of the same name takes no entry away")
    func shadow() async throws {
        try await TestOffice.with { test in
            let count = try await test.office.write(as: .system) { tx -> Int in
                try tx.execute("CREATE TEMP TABLE audit_entry (LIKE audit_entry INCLUDING ALL)")
                try tx.execute("INSERT INTO association (name) VALUES ('Radio Kreiz')")
                try tx.execute("DROP TABLE pg_temp.audit_entry")
                return try tx.one("SELECT count(*) AS n FROM audit_entry WHERE table_name = 'association'")["n"]
            }
            #expect(count == 1)
        }
    }

    @Test("Themes are followed like services")
    func themes() async throws {
        try await TestOffice.with { test in
            let count = try await test.office.write(as: .system) { tx -> Int in
                try SettingEntry.add(.themes, name: "Langue bretonne", by: .system, in: tx)
                return try tx.one("SELECT count(*) AS n FROM audit_entry WHERE subject = 'theme'")["n"]
            }
            #expect(count == 1)
        }
    }
}
