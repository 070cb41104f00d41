import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

/// What an authority's own role tries against the schema it reads and writes. Tables, columns and functions are those
/// that the catalogue lists, so that one added tomorrow is tried too.
@Suite("The doors of a schema") struct SchemaDoorsTests {
    private struct TakenBack: Error {}

    /// Runs a statement as the role and takes it back.
    ///
    /// - Returns: the error it met; nil when it went through.
    private func attempt(_ office: Office, _ statements: [SQL]) async throws -> PostgreSQLError? {
        do {
            try await office.write(as: .system) { tx in
                for statement in statements { try tx.execute(statement) }
                throw TakenBack()
            }
            return nil
        } catch is TakenBack {
            return nil
        } catch let error as PostgreSQLError {
            return error
        }
    }

    @Test("Every function is bound when it is made, or takes a path of its own that ends in pg_temp")
    func paths() async throws {
        try await TestOffice.with { test in
            let open = try await test.instance.owner.transaction(.readOnly) { tx in
                try tx.query(
                    """
                    SELECT format('%s.%s', n.nspname, p.proname) AS name
                      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                     WHERE n.nspname ~ '^(shared|authority_.*)$' AND p.prosqlbody IS NULL
                       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
                       AND NOT coalesce(array_to_string(p.proconfig, ';') ~ ('search_path=' || n.nspname || '(, shared)?, pg_temp'),
                                        false)
                    """
                ).map { try $0["name"] as String }
            }
            #expect(open == [])
        }
    }

    @Test("No trigger's function can be hung on a table of one's own, to write as the owner what one made up")
    func borrowedTriggers() async throws {
        try await TestOffice.with { test in
            let functions = try await test.office.read { tx in
                try tx.query(
                    """
                    SELECT proname::text AS name FROM pg_proc
                     WHERE pronamespace = current_schema()::regnamespace AND prorettype = 'trigger'::regtype
                    """
                ).map { try $0["name"] as String }
            }
            #expect(functions.count > 25)
            for function in functions {
                let error = try await attempt(
                    test.office,
                    [
                        "CREATE TEMP TABLE mine (LIKE agenda_line)",
                        "CREATE TRIGGER t AFTER UPDATE ON mine FOR EACH ROW EXECUTE FUNCTION \(identifier: function)('x')",
                    ])
                #expect(error?.sqlState == "42501", "\(function): \(String(describing: error))")
            }
        }
    }

    @Test("What the schema keeps by itself is written by nobody: each column, each table")
    func reserved() async throws {
        try await TestOffice.with { test in
            let rows = try await test.office.read { tx in
                try tx.query("SELECT table_name, column_name FROM reserved").map {
                    (table: try $0["table_name"] as String, column: try $0["column_name"] as String)
                }
            }
            #expect(rows.count > 30)
            for (table, column) in rows {
                let name = SQL("\(identifier: table)")
                var attempts: [SQL] = []
                if column == "*" {
                    attempts = ["DELETE FROM \(name)", "INSERT INTO \(name) DEFAULT VALUES", "TRUNCATE \(name)"]
                    let columns = try await columns(of: table, test.office)
                    #expect(!columns.isEmpty)
                    attempts += columns.map { "UPDATE \(name) SET \(identifier: $0) = DEFAULT" }
                } else {
                    attempts = [
                        "UPDATE \(name) SET \(identifier: column) = DEFAULT",
                        "INSERT INTO \(name) (\(identifier: column)) VALUES (DEFAULT)",
                        "COPY \(name) (\(identifier: column)) FROM STDIN",
                    ]
                }
                for statement in attempts {
                    let error = try await attempt(test.office, [statement])
                    #expect(error?.sqlState == "42501", "\(table).\(column): \(String(describing: error))")
                }
            }
        }
    }

    private func columns(of table: String, _ office: Office) async throws -> [String] {
        try await office.read { tx in
            try tx.query(
                """
                SELECT attname::text AS name FROM pg_attribute
                 WHERE attrelid = \(table)::regclass AND attnum > 0 AND NOT attisdropped
                """
            ).map { try $0["name"] as String }
        }
    }

    /// Columns that triggers set and that use cases write as well, each under a guard of its own; the day of the last
    /// change is set anew by every change, whatever it brings.
    private let alsoWritten: Set<String> = [
        "registration.state", "registration.submitted_at", "registration.tried_at", "registration.arrived_at",
        "registration.version", "pitch.registration_id", "pitch.version", "application.updated_at",
        "project.updated_at", "funding_search.updated_at",
    ]

    @Test("Every column that a function of the schema sets is reserved, but for those that a use case writes as well")
    func keptColumns() async throws {
        try await TestOffice.with { test in
            let (bodies, reserved) = try await test.office.read { tx in
                (
                    try tx.query(
                        """
                        SELECT p.prosrc AS body, coalesce(array_agg(DISTINCT c.relname::text)
                                   FILTER (WHERE c.relname IS NOT NULL), '{}') AS tables
                          FROM pg_proc p LEFT JOIN pg_trigger t ON t.tgfoid = p.oid LEFT JOIN pg_class c ON c.oid = t.tgrelid
                         WHERE p.pronamespace = current_schema()::regnamespace AND p.prosqlbody IS NULL GROUP BY p.oid
                        """
                    ).map { (body: try $0["body"] as String, tables: try $0["tables"] as [String]) },
                    Set(
                        try tx.query("SELECT table_name || '.' || column_name AS name FROM reserved")
                            .map { try $0["name"] as String })
                )
            }
            var kept: Set<String> = []
            for (body, tables) in bodies {
                for match in body.matches(of: /new\.(\w+) :=/) {
                    for table in tables { kept.insert("\(table).\(match.1)") }
                }
                for match in body.matches(of: /update (\w+)(?: \w+)?\s+set ([^;]*)/) {
                    let set = match.2.split(separator: /\s(?:from|where|returning)\s/).first ?? ""
                    for column in set.matches(of: /(?:^|,\s*)(\w+) =/) { kept.insert("\(match.1).\(column.1)") }
                }
            }
            kept.subtract(alsoWritten)
            kept = kept.filter { !reserved.contains("\($0.split(separator: ".")[0]).*") }
            let known: Set = [
                "envelope.decided_cents", "stand_type.held", "booking.arrival", "edition.state_changed_at",
            ]
            #expect(kept.isSuperset(of: known))
            #expect(kept.subtracting(reserved) == [])
        }
    }

    @Test("No temporary table, view or function of the caller's stands before those of the schema, in any function")
    func shadows() async throws {
        let conninfo = try await TestServer.shared.emptyDatabase()
        let data = FileManager.default.temporaryDirectory
        let instance = Instance(
            conninfo: conninfo, installation: TestServer.installation, data: data,
            now: { Day(2026, 3, 12).noon })
        try await Demonstration.prepare(instance, applications: 40)
        // One connection: what is temporary lives as long as it does.
        let office = try await instance.office(nil, maxConnections: 1)
        let (tables, functions) = try await office.read { tx in
            (
                try tx.query(
                    """
                    SELECT c.relname::text AS name, coalesce(string_agg(format('%1$I = %1$I', a.attname), ', ') FILTER (
                               WHERE has_column_privilege(c.oid, a.attnum, 'UPDATE') AND a.attgenerated = ''
                                 AND a.attidentity = ''), '') AS sets
                      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' GROUP BY c.relname
                    """
                ).map { (name: try $0["name"] as String, sets: try $0["sets"] as String) },
                try tx.query(
                    """
                    SELECT format('SELECT %I.%I(%s%s)', current_schema(), p.proname,
                               CASE WHEN p.provariadic <> 0 THEN 'VARIADIC ' ELSE '' END, (
                               SELECT string_agg(format('%L::%s', CASE format_type(t.type, NULL)
                                          WHEN 'bigint' THEN '1' WHEN 'integer' THEN '2025' WHEN 'boolean' THEN 'false'
                                          WHEN 'jsonb' THEN '[]' WHEN 'bigint[]' THEN '{1}' WHEN 'text[]' THEN '{association}'
                                          WHEN 'date' THEN '2026-01-01' WHEN 'timestamp with time zone' THEN '2026-01-01'
                                          ELSE '-:Essai' END, format_type(t.type, NULL)), ', ' ORDER BY t.place)
                                 FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS t(type, place))) AS call
                      FROM pg_proc p
                     WHERE p.pronamespace = current_schema()::regnamespace AND p.prorettype <> 'trigger'::regtype
                    """
                ).map { try $0["call"] as String }
            )
        }
        try await office.write(as: .system) { tx in
            let schema = try tx.one("SELECT current_schema()::text AS name")["name"] as String
            try tx.executeScript(
                """
                CREATE FUNCTION pg_temp.take() RETURNS boolean LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'taken as %', current_user USING errcode = 'EV111'; END $$;
                CREATE FUNCTION pg_temp.take_row() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'taken as %', current_user USING errcode = 'EV111'; END $$;
                """)
            for (table, _) in tables {
                let name = SQL("\(identifier: table)")
                try tx.execute(
                    "CREATE TEMP VIEW \(name) AS SELECT t.* FROM \(identifier: schema).\(name) t WHERE pg_temp.take()")
                try tx.execute(
                    """
                    CREATE TRIGGER take INSTEAD OF INSERT OR UPDATE OR DELETE ON pg_temp.\(name)
                      FOR EACH ROW EXECUTE FUNCTION pg_temp.take_row()
                    """)
            }
        }
        let lead: [SQL] = [
            "SET LOCAL search_path TO pg_temp, \(identifier: office.authority.schema), shared",
            "SELECT set_config('kevre.event', 'load_history', true)",
        ]
        // The trap holds: read by its bare name, a table is the caller's.
        #expect(try await attempt(office, lead + ["SELECT * FROM association"])?.sqlState == "EV111")
        var statements = functions.map { SQL(trusted: $0) }
        for (table, sets) in tables {
            let name = SQL("\(identifier: office.authority.schema).\(identifier: table)")
            if !sets.isEmpty { statements.append("UPDATE \(name) SET \(trusted: sets)") }
            statements.append("DELETE FROM \(name)")
            statements.append("INSERT INTO \(name) DEFAULT VALUES")
        }
        #expect(functions.count > 15 && tables.count > 60)
        for statement in statements {
            let error = try await attempt(office, lead + [statement])
            #expect(error?.sqlState != "EV111", "\(statement)")
        }
        await office.database.close()
        await instance.close()
        try await TestServer.shared.drop(conninfo)
    }

    @Test("A temporary envelope swallows no spending, and the books of the real one are closed to its role")
    func books() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let application = try await scene.propose(
                "Théâtre du Leff", asked: Money(euros: 4_000), proposed: Money(euros: 3_000))
            let line = try await scene.lines(try await scene.session([application]))[0]
            let officer = scene.officer
            try await test.office.write(as: officer) { tx in
                try tx.execute("CREATE TEMP TABLE envelope (LIKE envelope INCLUDING CONSTRAINTS) ON COMMIT DROP")
                try tx.execute("INSERT INTO pg_temp.envelope SELECT * FROM envelope")
                try Session.decide(
                    line.id, .granted(amount: Money(euros: 3_000)), version: nil, by: officer, in: tx)
            }
            #expect(try await scene.sums().decided == Money(euros: 3_000))
            for statement: SQL in [
                "UPDATE envelope SET decided_cents = 0", "UPDATE envelope SET amount_cents = 1, decided_cents = 0",
                "UPDATE envelope SET committed_cents = 0", "UPDATE stand_type SET held = 0",
                "INSERT INTO registration_transition VALUES ('draft', 'cancel', 'present')",
                "DELETE FROM edition_transition", "UPDATE reserved SET column_name = 'name'",
                "SELECT grant_reach(current_user)",
            ] {
                #expect(try await attempt(test.office, [statement])?.sqlState == "42501", "\(statement)")
            }
            #expect(try await scene.sums().decided == Money(euros: 3_000))
        }
    }

    @Test("Every money column is in the trail: what comes, changes and goes, by hand too")
    func money() async throws {
        try await TestOffice.with { test in
            let silent = try await test.office.read { tx in
                try tx.query(
                    """
                    WITH audited AS (
                        SELECT t.tgrelid, t.tgtype, t.tgattr FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                         WHERE p.proname IN ('audit', 'audit_new', 'audit_new_person'))
                    SELECT format('%s.%s %s', c.relname, a.attname, o.word) AS name
                      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname ~ '(^|_)cents$'
                     CROSS JOIN (VALUES (4, 'insert'), (8, 'delete'), (16, 'update')) o (bit, word)
                     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
                       -- A narrow copy of aid, which has its own entries; reserved, and compared by kevre check.
                       AND c.relname <> 'aid_facts'
                       AND (a.attname = ANY (audit_hidden())
                            OR NOT EXISTS (SELECT FROM audited t WHERE t.tgrelid = c.oid AND t.tgtype & o.bit <> 0
                                              AND (o.bit <> 16 OR t.tgattr::text = '' OR a.attnum = ANY (t.tgattr))))
                    """
                ).map { try $0["name"] as String }
            }
            #expect(silent == [])
            let scene = try await DecisionScene.lay(test)
            try await test.asOwner { tx in
                _ = try tx.execute("UPDATE envelope SET decided_cents = 100 WHERE id = \(scene.envelope)")
            }
            let said = try await test.office.read { tx in
                try tx.query(
                    """
                    SELECT actor_name AS actor, after ->> 'decided_cents' AS cents FROM audit_entry
                     WHERE operation = 'update' AND after ? 'decided_cents'
                    """
                ).map { "\(try $0["actor"] as String) \(try $0["cents"] as String)" }
            }
            #expect(said == ["À la main 100"])
        }
    }
}
