import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct LifecycleTests {
    @Test("The Swift definition and the database's table hold the same passages")
    func sameTable() async throws {
        try await TestOffice.with { test in
            let rows = try await test.office.read { tx in
                try tx.query("SELECT from_state, event, to_state FROM application_transition").map { row in
                    "\(try row["from_state"] as String) \(try row["event"] as String) \(try row["to_state"] as String)"
                }
            }
            let defined = Application.lifecycle.transitions.map {
                "\($0.from.rawValue) \($0.event.rawValue) \($0.to.rawValue)"
            }
            #expect(Set(rows) == Set(defined))
            #expect(defined.count == Set(defined).count)
        }
    }

    @Test("The diagram of the documents is drawn from the definition")
    func sameDiagram() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let page = try String(contentsOf: root.appending(path: "docs/cycle-de-vie.md"), encoding: .utf8)
        #expect(page.contains("```mermaid\n\(Application.lifecycle.diagram(from: .draft))\n```"))
    }

    @Test("Of the whole matrix of states and events, the database lets only the rows of the table pass")
    func matrix() async throws {
        try await Scene.play { scene in
            let states = ApplicationState.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            let events = ApplicationEvent.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            let wrong = try await scene.office.write(as: scene.maelle) { tx in
                try tx.execute("SELECT set_config('kevre.test', '', true)")
                try tx.execute(Self.walk(states, events, scene))
                return try tx.one("SELECT current_setting('kevre.test') AS wrong")["wrong"] as String
            }
            #expect(wrong == "")
        }
    }

    /// Puts a file in every state and tries every event towards every other state; nothing stays of a trial.
    private static func walk(_ states: String, _ events: String, _ scene: Scene) -> SQL {
        SQL(
            trusted: """
                DO $$
                DECLARE
                    origin text; happening text; destination text; file bigint; passes boolean;
                BEGIN
                    FOREACH origin IN ARRAY ARRAY[\(states)] LOOP
                        PERFORM set_config('kevre.event', 'load_history', true);
                        INSERT INTO application (campaign_id, association_id, kind, state, reference, submitted_at,
                                                 requested_cents, granted_cents)
                        VALUES (\(scene.campaign), \(scene.association), 'project', origin, 'T-' || origin, moment(),
                                100, 100) RETURNING id INTO file;
                        FOREACH happening IN ARRAY ARRAY[\(events)] LOOP
                            PERFORM set_config('kevre.event', happening, true);
                            FOREACH destination IN ARRAY ARRAY[\(states)] LOOP
                                CONTINUE WHEN destination = origin;
                                BEGIN
                                    UPDATE application SET state = destination WHERE id = file;
                                    RAISE EXCEPTION USING ERRCODE = 'KV999';
                                EXCEPTION
                                    WHEN SQLSTATE 'KV999' THEN passes := true;
                                    WHEN SQLSTATE 'KV002' THEN passes := false;
                                END;
                                IF passes <> EXISTS (
                                    SELECT FROM application_transition t
                                     WHERE t.from_state = origin AND t.event = happening AND t.to_state = destination)
                                THEN
                                    PERFORM set_config('kevre.test', current_setting('kevre.test')
                                        || format('%s -%s-> %s; ', origin, happening, destination), true);
                                END IF;
                            END LOOP;
                        END LOOP;
                    END LOOP;
                END $$
                """)
    }

    @Test("Every state maps to exactly one of the national ones, and both ways of writing it are known")
    func nationalStatus() {
        for state in ApplicationState.allCases {
            let status = state.nationalStatus
            #expect((status.dataSubvention == nil) == (status.nationalSchema == nil))
            #expect(status == .unknown || status.dataSubvention != nil)
        }
        // Two statuses never share a word, and none is out of reach.
        let reached = Set(ApplicationState.allCases.map(\.nationalStatus))
        #expect(reached == Set(NationalStatus.allCases))
        let words = NationalStatus.allCases.compactMap(\.dataSubvention)
        #expect(Set(words).count == words.count)
        #expect(ApplicationState.proposed.nationalStatus.nationalSchema == "en cours d'intruction")
        #expect(ApplicationState.inadmissible.nationalStatus.dataSubvention == "Inéligible")
    }

    @Test("An ending state has no way out, and a granted one has")
    func ends() {
        #expect(
            Set(Application.lifecycle.ends) == [
                .inadmissible, .abandoned, .withdrawn, .lapsed, .clawback, .withdrawnByAuthority,
            ])
    }
}
