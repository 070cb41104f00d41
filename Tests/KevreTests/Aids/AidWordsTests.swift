import Foundation
import PostgreSQL
import TestSupport
import Testing

@testable import Kevre

@Suite struct AidWordsTests {
    /// Aids whose words are not those that the database would find.
    private static func wrong(_ test: TestOffice) async throws -> [String] {
        try await test.office.read { tx in
            try tx.query(
                """
                SELECT a.name FROM aid a LEFT JOIN aid_words w ON w.aid_id = a.id
                 WHERE a.closed_on IS NULL
                   AND w.words IS DISTINCT FROM aid_text_words(
                           a.name, a.short_name, a.programs, a.source_themes, a.description, a.eligibility)
                """
            ).map { try $0["name"] }
        }
    }

    @Test(
        "The words an import brings are those of the database, for every real file",
        arguments: [
            "provider_departement_drome.json", "provider_departement_manche.json", "provider_ile_de_france.json",
            "provider_ministere_de_la_culture.json", "aid_import_template.csv",
        ])
    func realFiles(_ name: String) async throws {
        try await TestOffice.with { test in
            let report = try await AidImportTests.run(fixture: name, test)
            #expect(report.created > 0)
            let wrong = try await Self.wrong(test)
            #expect(wrong == [])
        }
    }

    @Test("The same for signs that full text reads in its own way, and after a change")
    func signs() async throws {
        let parts = [
            "a", "é", "l’eau", "d'art", "https://www.exemple.fr/aides?x=1", "nom@exemple.fr", "sous-sol", "-", "+3",
            "1,5", "4e5",
            "/usr/bin", "~", ".", "...", "&amp;", "&lt;b&gt;", "<", "un < deux", "\\", "'", "\"", "«\u{a0}mot\u{a0}»",
            "%", "_",
            "œuvre", "Œuvres", "ı", "日本", "٣", "\u{202f}", "e\u{301}", "\n", "\n\n", "\t", "Appels", "des", "aux",
            "festival",
        ]
        // Any order does; the same each time.
        var state: UInt64 = 7
        func text(_ count: Int) -> String {
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let part = parts[Int(state >> 33) % parts.count]
                return state >> 62 == 0 ? part : part + " "
            }.joined()
        }
        func records(_ more: String) -> [[String: any Sendable]] {
            (1...300).map { id in
                AidImportTests.record(
                    id, "\(text(4)) n° \(id)",
                    [
                        "description": text(id * 2 % 250) + more, "eligibility": text(id % 90), "short_title": text(2),
                        "programs": [text(3), text(1)], "categories": ["Sport", text(2)],
                    ])
            }
        }
        let (first, second) = (records(""), records("encore"))
        try await TestOffice.with { test in
            let report = try await AidImportTests.run(first, test)
            // A name that begins with a tag never closed is none.
            #expect(report.created > 280)
            #expect(try await Self.wrong(test) == [])
            #expect(try await AidImportTests.run(second, test).changed > 200)
            #expect(try await Self.wrong(test) == [])
        }
    }

    @Test("What was forgotten since a part was read is asked for again")
    func forgotten() async throws {
        try await TestOffice.with { test in
            try await test.office.write(as: .system) { tx in
                _ = try tx.execute("INSERT INTO aid_source (code, name) VALUES ('essai', 'Essai')")
                let run: ImportRun.ID = try tx.one(
                    """
                    INSERT INTO import_run (kind, file_name, file_sha256, agent_name, state, skip_invalid)
                    VALUES ('aid', 'essai.json', '', 'Essai', 'running', false) RETURNING id
                    """)["id"]
                var stage = try AidStage(source: "essai", run: run, today: Day(2026, 3, 12), tx: tx)
                var record = AidRecord()
                (record.key, record.name, record.description) = ("1", "Aide aux festivals", "Des musiques d’ici.")
                var records = [record]
                var unasked: Set<TextWords.Piece> = []
                stage.words.unknown(in: record.indexedTexts, into: &unasked)
                #expect(unasked.count == 6)
                try stage.learn(of: records, AidReader.Part(unasked: unasked, beginnings: 0))
                // Read with what is known by then, and taken once that is forgotten.
                (record.key, record.name) = ("2", "Aide aux orchestres")
                records.append(record)
                try stage.learn(of: records, AidReader.Part(unasked: [], beginnings: 3))
                try stage.take(&records) { _ in false }
            }
            #expect(try await Self.wrong(test) == [])
        }
    }

    @Test("New funders of one file are recorded once each, and their entries name the import")
    func funders() async throws {
        try await TestOffice.with { test in
            let names = [
                "Fondation Ar Men", "FONDATION AR MEN", "Fondation  Ar-Men", "Région Exemple", "Fondation Exemple",
            ]
            let report = try await AidImportTests.run(
                names.enumerated().map { AidImportTests.record($0 + 1, "Aide \($0)", ["financers": [$1]]) }, test)
            #expect(report.created == 5)
            let (recorded, shared, entries) = try await test.office.read { tx in
                let rows = try tx.query("SELECT name, kind FROM funder WHERE source <> 'manual' ORDER BY id")
                let shared: Int = try tx.one(
                    "SELECT count(DISTINCT funder_id) AS n FROM aid WHERE name IN ('Aide 0', 'Aide 1', 'Aide 2')")["n"]
                let entries: Int = try tx.one(
                    """
                    SELECT count(*) AS n FROM audit_entry e JOIN funder f ON f.id = e.subject_id
                     WHERE e.subject = 'funder' AND e.operation = 'insert' AND e.import_run_id = \(report.run)
                       AND e.after IS NULL
                    """)["n"]
                return (try rows.map { "\(try $0["name"] as String), \(try $0["kind"] as String)" }, shared, entries)
            }
            #expect(
                recorded == [
                    "Fondation Ar Men, foundation", "Région Exemple, region", "Fondation Exemple, foundation",
                ])
            #expect(shared == 1)
            #expect(entries == 3)
            // Typed by hand, one still has its values in its entry.
            let id = try await test.office.write(as: .system) { tx -> Int in
                try tx.one("INSERT INTO funder (name, kind) VALUES ('Mairie', 'commune') RETURNING id")["id"]
            }
            let after = try await test.office.read { tx -> String? in
                try tx.one(
                    "SELECT after ->> 'name' AS name FROM audit_entry WHERE subject = 'funder' AND subject_id = \(id)")[
                        "name"]
            }
            #expect(after == "Mairie")
        }
    }
}
