import Foundation
import PostgreSQL
import TestSupport
import Testing

@testable import Kevre

@Suite struct AidImportTests {
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static func run(_ path: String, _ test: TestOffice, dryRun: Bool = false) async throws -> ImportReport {
        try await FileImport.run(ImportRequest(.aid, path: path, isDryRun: dryRun), in: test.office, by: .system)
    }

    static func run(fixture name: String, _ test: TestOffice) async throws -> ImportReport {
        try await run(fixtures.appending(path: name).path(percentEncoded: false), test)
    }

    /// A file of the interface's shape, with these records.
    static func run(_ records: [[String: any Sendable]], _ test: TestOffice, dryRun: Bool = false) async throws
        -> ImportReport
    {
        let file = FileManager.default.temporaryDirectory.appending(path: "aids-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try JSONSerialization.data(withJSONObject: ["results": records]).write(to: file)
        return try await run(file.path(percentEncoded: false), test, dryRun: dryRun)
    }

    /// Lists of counts, whose literals alone could be anything.
    private static func same(_ a: [Int], _ b: [Int]) -> Bool { a == b }

    static func record(_ id: Int, _ name: String, _ more: [String: any Sendable] = [:]) -> [String: any Sendable] {
        var record: [String: any Sendable] = [
            "id": id, "name": name, "origin_url": "https://aides.exemple.fr/\(id)", "financers": ["Fondation Exemple"],
            "targeted_audiences": ["Associations"], "recurrence": "Permanente", "perimeter": "Bretagne",
            "categories": ["Sport"], "description": "<p>Un texte</p>",
        ]
        record.merge(more) { $1 }
        return record
    }

    static func find(_ name: String, _ test: TestOffice) async throws -> Aid {
        try await test.office.read { tx in
            let id: Aid.ID = try tx.one("SELECT id FROM aid WHERE name = \(name)")["id"]
            return try Aid.find(id, by: .system, in: tx)
        }
    }

    @Test(
        "Each real file is recognised by its content, and the second time nothing changes",
        arguments: [
            ("provider_departement_drome.json", 3), ("provider_departement_manche.json", 10),
            ("provider_ile_de_france.json", 3), ("provider_ministere_de_la_culture.json", 3),
            ("aid_import_template.csv", 1),
        ])
    func realFiles(_ name: String, _ count: Int) async throws {
        try await TestOffice.with { test in
            let first = try await Self.run(fixture: name, test)
            #expect(Self.same([first.lines, first.created, first.refused], [count, count, 0]))
            let second = try await Self.run(fixture: name, test)
            #expect(
                Self.same(
                    [second.lines, second.created, second.changed, second.unchanged, second.closed],
                    [count, 0, 0, count, 0]))
        }
    }

    @Test("What changed is changed field by field, what is gone is closed, what comes back opens")
    func again() async throws {
        try await TestOffice.with { test in
            let (a, b) = (Self.record(1, "Aide au sport"), Self.record(2, "Aide à la danse"))
            #expect(try await Self.run([a, b], test).created == 2)
            let changed = Self.record(1, "Aide au sport", ["subvention_rate_upper_bound": 50])
            let second = try await Self.run([changed], test)
            #expect(Self.same([second.changed, second.closed, second.unchanged], [1, 1, 0]))
            let aid = try await Self.find("Aide au sport", test)
            #expect(aid.rateMax == 5_000)
            let trail = try await test.office.read { try AuditEntry.timeline(of: "aid", aid.id.number, in: $0) }
            #expect(trail.first?.changes.map(\.field) == ["rate_max_bp"])
            #expect(try await Self.find("Aide à la danse", test).closedReason == "gone")
            let third = try await Self.run([changed, b], test)
            #expect(Self.same([third.changed, third.unchanged, third.closed], [1, 1, 0]))
            #expect(try await Self.find("Aide à la danse", test).closedOn == nil)
        }
    }

    @Test("Notes, hand-made entries and fields corrected here survive; the source's word is held beside them")
    func local() async throws {
        try await TestOffice.with { test in
            _ = try await Self.run([Self.record(1, "Aide au sport")], test)
            let aid = try await Self.find("Aide au sport", test)
            var input = aid.input
            input["name"] = "Aide aux sports de nature"
            input["notes"] = "Appeler avant."
            input["rate_max"] = "40"
            let typed = input
            let other = try await test.office.write(as: .system) { tx -> Aid.ID in
                try Aid.save(aid.id, version: aid.version, typed, by: .system, in: tx)
                var hand = typed
                hand["name"] = "Aide saisie"
                return try Aid.save(nil, version: nil, hand, by: .system, in: tx)
            }
            let report = try await Self.run(
                [Self.record(1, "Aide au sport 2026", ["subvention_rate_upper_bound": 60, "description": "Autre"])],
                test)
            #expect(Self.same([report.changed, report.closed], [1, 0]))
            let after = try await Self.find("Aide aux sports de nature", test)
            #expect(after.notes == "Appeler avant.")
            #expect(after.rateMax == 4_000)
            #expect(after.description == "Autre")
            #expect(after.held == ["name": "Aide au sport 2026", "rate_max_bp": "6000"])
            #expect(try await test.office.read { try Aid.find(other, by: .system, in: $0).closedOn } == nil)
            try await test.office.write(as: .system) {
                try Aid.takeFromSource("name", of: aid.id, version: nil, by: .system, in: $0)
            }
            #expect(try await Self.find("Aide au sport 2026", test).localFields == ["rate_max_bp"])
        }
    }

    @Test("A rate of 300 %, bounds the wrong way round and a second record of one aid are refused, the rest goes in")
    func refused() async throws {
        try await TestOffice.with { test in
            let report = try await Self.run(
                [
                    Self.record(1, "Bonne"), Self.record(2, "Taux", ["subvention_rate": "300"]),
                    Self.record(3, "Ordre", ["subvention_rate": "50,20"]), Self.record(1, "Bonne"),
                    Self.record(4, "Dates", ["start_date": "2026-05-01", "submission_deadline": "2026-04-01"]),
                    Self.record(5, ""),
                ], test)
            #expect(Self.same([report.lines, report.created, report.refused], [6, 1, 5]))
            #expect(report.report != nil)
            let issues = try await test.office.read {
                try ImportRun.issues(of: ImportRun.ID(report.run), .refused, in: $0)
            }
            #expect(issues.contains { $0.reason.contains("300\u{a0}%") })
            #expect(issues.contains { $0.line == 2 && $0.reason.hasPrefix("«\u{a0}Taux\u{a0}»") })
            #expect(issues.contains { $0.reason.contains("déjà dans le fichier\u{a0}: l’entrée 1.") })
        }
    }

    @Test("A rate that cannot be read and a name without end are told")
    func cut() async throws {
        try await TestOffice.with { test in
            let report = try await Self.run(
                [
                    Self.record(1, "Taux", ["subvention_rate": "[0,300]"]),
                    Self.record(2, String(repeating: "Nom ", count: 750)),
                ], test)
            let issues = try await test.office.read {
                try ImportRun.issues(of: ImportRun.ID(report.run), .kept, in: $0)
            }
            #expect(issues.contains { $0.column == "rate" && $0.value == "[0,300]" })
            #expect(issues.contains { $0.column == "name" && $0.reason.contains("500 premiers") })
        }
    }

    @Test("Without dates, past, of an unknown place or theme: kept, and told")
    func kept() async throws {
        try await TestOffice.with { test in
            let report = try await Self.run(
                [
                    Self.record(1, "Sans date", ["recurrence": NSNull()]),
                    Self.record(2, "Passée", ["recurrence": "Ponctuelle", "submission_deadline": "2026-03-11"]),
                    Self.record(3, "Ailleurs", ["perimeter": "Pays imaginaire", "categories": ["Licornes"]]),
                ], test)
            #expect(report.created == 3)
            #expect(report.warnings.contains { $0.contains("Licornes") })
            #expect(report.warnings.contains { $0.contains("Pays imaginaire") })
            #expect(try await Self.find("Sans date", test).status(on: Day(2026, 3, 12)) == .undated)
            #expect(try await Self.find("Passée", test).status(on: Day(2026, 3, 12)) == .past)
            let aid = try await Self.find("Ailleurs", test)
            #expect(aid.perimeter == nil && aid.perimeterText == "Pays imaginaire" && aid.unknownThemes == ["Licornes"])
        }
    }

    @Test(
        "Intercommunalities of all France are known by their names; one that two bear, and a commune's, are not",
        arguments: [
            ("Métropole de Lyon", "200046977"), ("Nantes Métropole (EPCI)", "244400404"),
            ("Communauté de communes Bugey Sud", "200040350"), ("Dombes Saône Vallée", "200042497"),
            ("Loudéac Communauté - Bretagne Centre", "200067460"), ("CC des Quatre Rivières", nil),
            ("Lyon", nil), ("Lyon (EPCI)", "200046977"), ("Bugey Sud (Commune - 01000)", nil),
        ])
    func intercommunalities(name: String, siren: String?) async throws {
        try await TestOffice.with { test in
            let report = try await Self.run([Self.record(1, "Aide", ["perimeter": name])], test)
            let aid = try await Self.find("Aide", test)
            let code = try await test.office.read { tx in
                try tx.first("SELECT code FROM perimeter WHERE id = \(aid.perimeter) AND scale = 'epci'")?["code"]
                    as String?
            }
            #expect(code == siren)
            #expect(report.warnings.contains { $0.contains("Territoires inconnus") } == (siren == nil))
        }
    }

    @Test("A truncated file is told as such, and leaves nothing behind")
    func truncated() async throws {
        try await TestOffice.with { test in
            let whole = try Data(contentsOf: Self.fixtures.appending(path: "provider_departement_drome.json"))
            let file = FileManager.default.temporaryDirectory.appending(path: "cut-\(UUID().uuidString).json")
            defer { try? FileManager.default.removeItem(at: file) }
            try whole.prefix(whole.count * 2 / 3).write(to: file)
            let error = await #expect(throws: AidFileRefusal.self) {
                try await Self.run(file.path(percentEncoded: false), test)
            }
            #expect(error?.code == "aid_file.truncated")
            #expect(error?.message.contains("tronqué") == true)
            let count: Int = try await test.office.read { try $0.one("SELECT count(*) AS n FROM aid")["n"] }
            #expect(count == 0)
        }
    }

    @Test("A file in Windows-1252 is refused by that name, and changes no aid")
    func encoding() async throws {
        try await TestOffice.with { test in
            let source = Self.fixtures.appending(path: "provider_ile_de_france.json")
            let text = try String(contentsOf: source, encoding: .utf8)
            let file = FileManager.default.temporaryDirectory.appending(path: "cp1252-\(UUID().uuidString).json")
            defer { try? FileManager.default.removeItem(at: file) }
            try #require(text.data(using: .windowsCP1252, allowLossyConversion: true)).write(to: file)
            let error = await #expect(throws: AidFileRefusal.self) {
                try await Self.run(file.path(percentEncoded: false), test)
            }
            #expect(error?.code == "aid_file.not_utf8")
            let count: Int = try await test.office.read { try $0.one("SELECT count(*) AS n FROM aid")["n"] }
            #expect(count == 0)
        }
    }

    @Test("A trial changes nothing and says the same")
    func trial() async throws {
        try await TestOffice.with { test in
            let report = try await Self.run([Self.record(1, "Aide", ["perimeter": "Nulle part"])], test, dryRun: true)
            #expect(Self.same([report.created, report.isDryRun ? 1 : 0], [1, 1]))
            #expect(report.report != nil)
            let count: Int = try await test.office.read { try $0.one("SELECT count(*) AS n FROM aid")["n"] }
            #expect(count == 0)
        }
    }

    @Test("The same aid from two sources is proposed as one; merged, it is not proposed again")
    func twoSources() async throws {
        try await TestOffice.with { test in
            _ = try await Self.run([Self.record(1, "Aide aux associations sportives de Bretagne")], test)
            let elsewhere = Self.record(
                77, "Aide aux associations sportives de Bretagne", ["origin_url": "https://autre.exemple.org/77"])
            let report = try await Self.run([elsewhere], test)
            #expect(report.duplicates == 1)
            let pair = try await test.office.read { tx in
                try AidDuplicate.find(try tx.one("SELECT id FROM aid_duplicate")["id"], in: tx)
            }
            try await test.office.write(as: .system) {
                try AidDuplicate.merge(pair.id, keeping: pair.first, by: .system, today: Day(2026, 3, 12), in: $0)
            }
            let second = try await test.office.read { try Aid.find(pair.second, by: .system, in: $0) }
            #expect(second.mergedInto == pair.first && second.closedReason == "duplicate")
            #expect(try await Self.run([elsewhere], test).duplicates == 0)
        }
    }
}
