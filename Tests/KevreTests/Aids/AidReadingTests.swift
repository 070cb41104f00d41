import Foundation
import PostgreSQL
import TestSupport
import Testing

@testable import Kevre

@Suite struct AidReadingTests {
    @Test(
        "What a funder is, by whole words of its name",
        arguments: [
            ("Fédération française de voile", FunderKind.federation),
            ("Fédération des offices de tourisme", .federation),
            ("Ligue de Bretagne", .federation), ("FEDER Bretagne", .europe), ("Union européenne", .europe),
            ("Programme Leader", .europe), ("Leaderboard SAS", .other), ("Ville d’Orange", .commune),
            ("Orange Bretagne", .company), ("Officine du Trieux", .other),
            ("Office français de la biodiversité", .agency),
            ("Cncpt", .other), ("Comité d’État-major", .state), ("Statera", .other), ("Région Bretagne", .region),
            ("Département (Drôme)", .department), ("Caisse d’allocations familiales", .social), ("CAF 22", .social),
            ("Ministère de la Culture", .state), ("Les agences de l’eau", .agency),
            ("Lannion-Trégor Communauté", .epci),
            ("Fondation EDF", .foundation), ("Edfound", .other),
        ])
    func funderKinds(_ name: String, _ kind: FunderKind) {
        #expect(FunderKind.guess(name) == kind, "\(name)")
    }

    @Test(
        "A rate with a decimal comma is one rate; two whole numbers are a minimum and a maximum",
        arguments: [
            ("12,5 %", nil, 1_250), ("12,5", nil, 1_250), ("33,33 %", nil, 3_333), ("10,22", 1_000, 2_200),
            ("10, 22", 1_000, 2_200), ("12,5 - 20,25 %", 1_250, 2_025), ("50", nil, 5_000), ("12.345", nil, 1_235),
            ("50 %", nil, 5_000), ("20 - 50", 2_000, 5_000), ("80;100", 8_000, 10_000),
        ] as [(String, Int?, Int)])
    func rates(_ text: String, _ low: Int?, _ high: Int) {
        var record = AidRecord()
        AidFields.rates(text, &record)
        #expect(record.rateMin == low && record.rateMax == high, "\(text)")
        #expect(record.issues.isEmpty)
    }

    @Test("What is no rate is none", arguments: ["abc", "", "1e2", "12,5,5 %", "-5", "123456"])
    func noRate(_ text: String) {
        #expect(AidFields.rate(text) == nil)
    }

    @Test("A file that announces more than it holds closes nothing")
    func partial() async throws {
        try await TestOffice.with { test in
            let (a, b) = (AidImportTests.record(1, "Aide au sport"), AidImportTests.record(2, "Aide à la danse"))
            _ = try await AidImportTests.run([a, b], test)
            let file = FileManager.default.temporaryDirectory.appending(path: "aids-\(UUID().uuidString).json")
            defer { try? FileManager.default.removeItem(at: file) }
            let object: [String: any Sendable] = ["count": 120, "results": [a]]
            try JSONSerialization.data(withJSONObject: object).write(to: file)
            let report = try await AidImportTests.run(file.path(percentEncoded: false), test)
            #expect(report.closed == 0 && report.unchanged == 1)
            #expect(try await AidImportTests.find("Aide à la danse", test).closedOn == nil)
            #expect(report.warnings.contains { $0.contains("annonce 120") })
            #expect(report.warnings.contains { $0.contains("aucune aide n’est close") })
        }
    }

    @Test("Of thirteen unknown themes twelve are named, « et 1 autre »")
    func manyUnknown() async throws {
        try await TestOffice.with { test in
            let themes = (1...13).map { "Zzyx \($0)" }
            let report = try await AidImportTests.run([AidImportTests.record(1, "A", ["categories": themes])], test)
            #expect(report.warnings.contains { $0.contains("et 1\u{a0}autre.") })
        }
    }

    @Test("What a source does not say stays unknown: no end is not permanent, a form is not a call")
    func unknown() async throws {
        try await TestOffice.with { test in
            _ = try await AidImportTests.run(fixture: "provider_ile_de_france.json", test)
            let radios = try await AidImportTests.find("Soutien régional aux radios locales d’Île-de-France", test)
            #expect(radios.closesOn == nil && radios.recurrence == nil)
            #expect(radios.status(on: Day(2026, 3, 12)) == .undated)
            _ = try await AidImportTests.run(fixture: "provider_ministere_de_la_culture.json", test)
            #expect(try await AidImportTests.find("CulturePro", test).isCall)
            let reading = AidRecordReading(shape: .ministry, funder: nil)
            func isCall(_ type: String) -> Bool {
                let value = JSONScan.Value.object(["id": .string("1"), "type": .array([.string(type)])])
                return reading.record(value, at: AidFile.Place(range: 0..<1, line: 1, rank: 1)).isCall
            }
            #expect(isCall("Appel à projets") && !isCall("Subvention"))
        }
    }

    @Test("A bound corrected here keeps the other; what the source says of both is shown, and taken together")
    func bounds() async throws {
        try await TestOffice.with { test in
            func source(_ floor: Int?, _ ceiling: Int?) -> [String: any Sendable] {
                var more: [String: any Sendable] = [:]
                if let floor { more["amount_min"] = floor }
                if let ceiling { more["amount_max"] = ceiling }
                return AidImportTests.record(1, "Aide au sport", more)
            }
            _ = try await AidImportTests.run([source(1_000, 5_000)], test)
            let first = try await AidImportTests.find("Aide au sport", test)
            var input = first.input
            input["floor"] = "3 000"
            let typed = input
            try await test.office.write(as: .system) {
                _ = try Aid.save(first.id, version: first.version, typed, by: .system, in: $0)
            }
            _ = try await AidImportTests.run([source(500, 2_000)], test)
            let held = try await AidImportTests.find("Aide au sport", test)
            #expect(held.floor == Money(euros: 3_000) && held.ceiling == Money(euros: 5_000))
            #expect(held.held == ["floor_cents": "50000", "ceiling_cents": "200000"])
            #expect(held.heldTogether.map { $0.map(\.column) } == [["floor_cents", "ceiling_cents"]])
            // A source that leaves one bound open still gives both.
            _ = try await AidImportTests.run([source(nil, 2_000)], test)
            let open = try await AidImportTests.find("Aide au sport", test)
            #expect(open.held == ["floor_cents": "", "ceiling_cents": "200000"])
            await #expect(throws: StaleVersion.self) {
                try await test.office.write(as: .system) {
                    try Aid.takeFromSource("ceiling_cents", of: open.id, version: held.version, by: .system, in: $0)
                }
            }
            try await test.office.write(as: .system) {
                try Aid.takeFromSource("ceiling_cents", of: open.id, version: open.version, by: .system, in: $0)
            }
            let taken = try await AidImportTests.find("Aide au sport", test)
            #expect(taken.floor == nil && taken.ceiling == Money(euros: 2_000))
            #expect(taken.held.isEmpty && taken.localFields.isEmpty)
            await #expect(throws: StaleVersion.self) {
                try await test.office.write(as: .system) {
                    try Aid.setClosed(
                        true, taken.id, version: held.version, by: .system, today: Day(2026, 3, 12), in: $0)
                }
            }
        }
    }
}
