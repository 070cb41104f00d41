import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The clock of the schema") struct SchemaClockTests {
    /// What may read the machine's clock: what happens to the machine, not to the subject.
    private let allowed: Set<String> = [
        "authority_gpa.audit_entry.at", "authority_voisine.audit_entry.at", "shared.authority.created_at",
        "shared.migration.applied_at", "shared.reference_file.loaded_at", "shared.unsaid_moment()",
    ]

    @Test(
        "Only the trail, what was loaded and the owner's work read the machine's: no default, rule or function else"
    )
    func onlyClock() async throws {
        try await TestOffice.with { test in
            let readers = try await test.instance.owner.transaction(.readOnly) { tx in
                try tx.query(
                    """
                    WITH text AS (
                        SELECT format('%s.%s.%s', c.relnamespace::regnamespace, c.relname, a.attname) AS name,
                               pg_get_expr(d.adbin, d.adrelid) AS body, c.relnamespace AS schema
                          FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
                          JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                        UNION ALL
                        SELECT format('%s.%s()', p.pronamespace::regnamespace, p.proname), pg_get_functiondef(p.oid),
                               p.pronamespace
                          FROM pg_proc p WHERE p.prokind = 'f'
                        UNION ALL
                        SELECT format('%s.%s', k.connamespace::regnamespace, k.conname), pg_get_constraintdef(k.oid),
                               k.connamespace
                          FROM pg_constraint k)
                    SELECT DISTINCT name FROM text
                     WHERE schema::regnamespace::text ~ '^(shared|authority_.*)$'
                       AND body ~* '\\m(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday) *\\(|\\mcurrent_(date|time|timestamp)\\M|\\mlocal(time|timestamp)\\M'
                    """
                ).map { try $0["name"] as String }
            }
            #expect(Set(readers) == allowed)
        }
    }

    @Test("A rule that goes by the clock refuses whoever names no moment, unless it is the owner")
    func unsaid() async throws {
        try await TestOffice.with { test in
            var configuration = test.office.database.configuration
            configuration.momentSetting = nil
            let silent = Database(configuration)
            let error = await #expect(throws: PostgreSQLError.self) {
                _ = try await silent.transaction(.readOnly) { try $0.one("SELECT today()::text AS day") }
            }
            #expect(error?.sqlState == "KV001")
            await silent.close()
            var owners = test.instance.owner.configuration
            owners.momentSetting = nil
            let owner = Database(owners)
            let isNow = try await owner.transaction(.readOnly) {
                try $0.one("SELECT shared.moment() = now() AS same")["same"] as Bool
            }
            #expect(isNow)
            await owner.close()
        }
    }

    @Test("Every function that lists use and that goes by the clock is known as such")
    func lists() async throws {
        try await TestOffice.with { test in
            let found = try await test.instance.owner.transaction(.readOnly) { tx in
                try tx.query(
                    """
                    WITH RECURSIVE body AS (
                        SELECT p.proname::text COLLATE "default" AS name, pg_get_functiondef(p.oid) AS text FROM pg_proc p
                         WHERE p.pronamespace IN ('shared'::regnamespace, 'authority_gpa'::regnamespace)
                           AND p.prokind = 'f' AND p.provolatile <> 'v' AND p.prorettype <> 'trigger'::regtype),
                    clock AS (
                        SELECT 'moment' AS name
                        UNION
                        SELECT b.name FROM body b JOIN clock c ON b.text ~ ('\\m' || c.name || '\\(') AND b.name <> c.name)
                    SELECT name FROM clock
                    """
                ).map { try $0["name"] as String }
            }
            #expect(Set(found).subtracting(Listing.clockFunctions) == [])
        }
    }

    @Test(
        "A transaction's moment is what it was given: in Paris the day turns at its own midnight",
        arguments: [
            ("2026-03-11 22:59:59+00", "2026-03-11"), ("2026-03-11 23:00:00+00", "2026-03-12"),
            ("2026-07-14 21:59:59+00", "2026-07-14"), ("2026-07-14 22:00:00+00", "2026-07-15"),
            ("2024-02-28 23:30:00+00", "2024-02-29"), ("2026-12-31 23:00:00+00", "2027-01-01"),
        ])
    func moment(given: String, day: String) async throws {
        try await TestOffice.with { test in
            let row = try await test.office.write(as: .system) { tx in
                try tx.execute("SELECT set_config('kevre.moment', \(given), true)")
                return try tx.one(
                    """
                    INSERT INTO association (name) VALUES ('Radio Kreiz')
                    RETURNING created_at = \(given)::timestamptz AND moment() = \(given)::timestamptz AS same, today()::text AS day
                    """)
            }
            #expect(try row["same"] as Bool)
            #expect(try row["day"] == day)
        }
    }

    @Test("At the doors, whoever goes out and comes in at one and the same moment is told so and counted once")
    func sameMoment() async throws {
        try await TestOffice.with { test in
            let answers = try await test.office.write(as: .system) { tx in
                try tx.execute(
                    """
                    INSERT INTO edition (year, name, starts_on, ends_on, registration_opens_at, registration_closes_at)
                    VALUES (2026, 'Rencontres', '2026-09-12', '2026-09-12', '2026-03-01', '2026-07-01')
                    """)
                try tx.execute(
                    "INSERT INTO participant (edition_id, code, name) SELECT id, 'ABCD2345', 'Annaïg' FROM edition")
                return try [false, true, false].map { leaves in
                    try tx.one(
                        """
                        SELECT outcome, back, inside FROM check_in(
                            2026, 'ABCD2345', 'A', \(leaves), '-:Essai', '2026-09-12 10:00:00+02')
                        """)
                }
            }
            #expect(try answers.map { try $0["outcome"] as String } == ["entered", "left", "entered"])
            #expect(try answers[2]["back"] as Bool)
            #expect(try answers[2]["inside"] == 1)
            let counted = try await test.office.read {
                try $0.one("SELECT sum(named)::int AS named, sum(entered)::int AS entered FROM presence_count")
            }
            #expect(try counted["named"] == 1)
            #expect(try counted["entered"] == 2)
        }
    }
}
