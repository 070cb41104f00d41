import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("An authority's schema in use") struct UpgradeTests {
    /// What every table holds, the columns of the upgrade left out: table → number of rows and a digest of them.
    private func contents(_ office: Office, trailUpTo last: Int) async throws -> [String: String] {
        try await office.read { tx in
            let tables = try tx.query(
                "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()"
            ).map { try $0["name"] as String }
            var result: [String: String] = [:]
            for table in tables where table != "upgrade_note" {
                let rows: SQL = table == "audit_entry" ? "WHERE (to_jsonb(t) ->> 'id')::bigint <= \(last)" : ""
                let row = try tx.one(
                    """
                    SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(r), '' ORDER BY md5(r))), '') AS digest
                      FROM (SELECT (to_jsonb(t) - 'word_key')::text AS r FROM \(identifier: table) t \(rows)) rows_now
                    """)
                result[table] = try row["digest"]
            }
            return result
        }
    }

    private let upgrade = """
        select set_config('kevre.actor', '-:Mise à niveau', true);
        alter table association add column word_key text;
        update association set word_key = fold(name);
        create table upgrade_note (id bigint generated always as identity primary key, body text not null);
        create trigger audit after insert on upgrade_note for each row execute function audit('upgrade_note');
        """

    @Test("Is upgraded by one more file: every row stays, the role reaches what is new, the trail says it")
    func filled() async throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "upgrade-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }  // what stays in a temporary folder harms nobody
        try FileManager.default.copyItem(at: TestServer.installation.sql, to: home.appending(path: "sql"))
        let conninfo = try await TestServer.shared.emptyDatabase()
        let instance = Instance(
            conninfo: conninfo, installation: Installation(home: home), data: home, now: { Day(2026, 3, 12).noon })
        try await Demonstration.prepare(instance, applications: 60)
        let office = try await instance.office(nil)
        let last: Int = try await office.read { try $0.one("SELECT max(id) AS id FROM audit_entry")["id"] }
        let before = try await contents(office, trailUpTo: last)
        #expect(before.count > 60 && before["application"]?.hasPrefix("60 ") == true)

        try upgrade.write(
            to: home.appending(path: "sql/authority/9999_upgrade.sql"), atomically: true, encoding: .utf8)
        #expect(try await instance.migrate().applied == ["authority_gpa/9999_upgrade.sql"])
        #expect(try await instance.migrate().applied.isEmpty)

        let after = try await contents(office, trailUpTo: last)
        for (table, digest) in before { #expect(after[table] == digest, "\(table)") }
        #expect(after.count == before.count)
        let filled = try await office.read { tx in
            try tx.one(
                """
                SELECT count(*) FILTER (WHERE word_key IS DISTINCT FROM fold(name)) AS wrong, count(*) AS filled,
                       (SELECT count(*) FROM audit_entry WHERE actor_name = 'Mise à niveau' AND after ? 'word_key') AS said
                  FROM association
                """)
        }
        #expect(try filled["wrong"] == 0)
        #expect(try (filled["filled"] as Int) > 100 && (filled["filled"] as Int) == (filled["said"] as Int))
        try await office.write(as: .system) { tx in
            _ = try tx.execute("INSERT INTO upgrade_note (body) VALUES ('écrit après')")
        }
        let findings = try await office.read { try Inspection.run(in: $0) }
        for finding in findings { #expect(finding.problems.isEmpty, "\(finding.subject)") }
        await office.database.close()
        await instance.close()
        try await TestServer.shared.drop(conninfo)
    }
}
