import Foundation
import Kevre
import PostgreSQL
import Spreadsheet
import TestSupport
import Testing

@Suite("The national format of subsidies")
struct SCDLTests {
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    /// The official schema, as far as the definition says the same.
    struct Schema: Decodable {
        struct Field: Decodable {
            struct Constraints: Decodable {
                let required: Bool?
                let pattern: String?
                let maxLength: Int?
                let `enum`: [String]?
                let minimum: Double?
                let maximum: Double?
            }
            let name: String
            let type: String
            let constraints: Constraints?
        }
        struct Check: Decodable {
            let name: String
            let params: [String: String]
        }
        let version: String
        let fields: [Field]
        let custom_checks: [Check]
    }

    @Test("our definition says what the official schema says")
    func definition() throws {
        let schema = try JSONDecoder().decode(
            Schema.self, from: Data(contentsOf: Self.fixtures.appending(path: "schema.json")))
        let format = SCDLFormat.current
        #expect(format.version == schema.version)
        #expect(format.columns.map(\.name) == schema.fields.map(\.name))
        for (column, field) in zip(format.columns, schema.fields) {
            #expect(column.kind.rawValue == field.type, "\(field.name)")
            #expect(column.required == field.constraints?.required ?? false, "\(field.name)")
            #expect(column.pattern == field.constraints?.pattern, "\(field.name)")
            #expect(column.maxLength == field.constraints?.maxLength, "\(field.name)")
            #expect(column.values == field.constraints?.enum ?? [], "\(field.name)")
            #expect(column.range?.lowerBound == field.constraints?.minimum, "\(field.name)")
            #expect(column.range?.upperBound == field.constraints?.maximum, "\(field.name)")
        }
        let sirets = schema.custom_checks.filter { $0.name == "french-siret-value" }.compactMap { $0.params["column"] }
        #expect(format.columns.filter(\.isSIRET).map(\.name) == sirets)
    }

    /// Rows of a csv as texts.
    static func rows(_ file: URL) throws -> [[String]] {
        var rows: [[String]] = []
        try TableSource.open(path: file.path).rows { row in
            rows.append(
                row.cells.map { cell in
                    if case .text(let text) = cell { text } else { "" }
                })
            return true
        }
        return rows
    }

    @Test("the valid example of the schema has no problem for us either")
    func example() throws {
        let rows = try Self.rows(Self.fixtures.appending(path: "exemple_valide.csv")).dropFirst()
        #expect(rows.count == 29)
        for row in rows {
            let problems = SCDLFormat.current.problems(of: row + Array(repeating: nil, count: 16 - row.count))
            #expect(problems.isEmpty, "\(row): \(problems)")
        }
    }

    @Test("what cannot be published is left out and listed with what it lacks")
    func leftOut() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            try await PastGrant().write(test)
            try await PastGrant(association: "Sans numéro", siret: nil).write(test)
            try await PastGrant(association: "Outre-mer", siret: nil, rna: "W9G2001932").write(test)
            try await PastGrant(association: "Sans date", decidedOn: nil, period: nil).write(test)
            try await PastGrant(association: "Mauvais SIRET", siret: "23350001600041").write(test)
            try await PastGrant(association: "RNA seul", siret: nil, rna: "W222001234", nature: .inKind).write(test)
            try await PastGrant(association: "Refusée", amount: .zero, refused: true).write(test)
            try await PastGrant(association: "Région", own: false, funder: "Région Bretagne").write(test)
            try await PastGrant(association: "Autre année", year: 2024).write(test)
            try await TemporaryFolder.with { folder in
                let file = folder.appending(path: "scdl.csv")
                let report = try await test.office.exportSCDL(year: 2025, for: maelle, to: file)
                #expect(report.published == 2)
                #expect(report.amount == Money(euros: 7_000))
                #expect(
                    report.sentence
                        == "2\u{a0}subventions publiées, 7\u{202f}000\u{a0}€\u{a0}; 4\u{a0}subventions laissées de côté."
                )
                let lacks = Dictionary(uniqueKeysWithValues: report.leftOut.map { ($0.beneficiary, $0.lacks) })
                #expect(lacks["Sans numéro"] == ["SIRET ou numéro RNA du bénéficiaire\u{a0}: à compléter"])
                #expect(lacks["Outre-mer"] == ["SIRET ou numéro RNA du bénéficiaire\u{a0}: à compléter"])
                #expect(lacks["Mauvais SIRET"] == ["SIRET ou numéro RNA du bénéficiaire\u{a0}: à compléter"])
                #expect(
                    lacks["Sans date"] == [
                        "Date de la convention ou de la décision\u{a0}: à compléter",
                        "Date ou période de versement\u{a0}: à compléter",
                    ])
                let bytes = try Data(contentsOf: file)
                #expect(bytes.first == UInt8(ascii: "n"), "no byte order mark")
                let rows = try Self.rows(file)
                #expect(rows.count == 3)
                #expect(rows[0] == SCDLFormat.current.columns.map(\.name))
                let list = folder.appending(path: "a-completer.xlsx")
                try report.writeLeftOut(
                    origin: ExportOrigin(authority: "GPA", agent: "Maëlle", day: Day(2026, 3, 12)), to: list.path)
                #expect(try Workbook.texts(list, sheet: 0).count == 6)
            }
        }
    }

    /// The rows without what the import repairs and says so: double spaces, periods written backwards or on a
    /// day that does not exist (2017-30-05, for 30 May).
    private static func facts(_ rows: [[String]]) -> Set<[String]> {
        Set(
            rows.map { row in
                var values = (row + ["", ""]).prefix(16).map { $0.split(separator: " ").joined(separator: " ") }
                let days = values[11].replacing("2017-30-05", with: "2017-05-30").split(separator: "/").compactMap {
                    Day(iso: $0)
                }.sorted()
                if !days.isEmpty { values[11] = days.map(\.iso).joined(separator: "/") }
                return values
            })
    }

    @Test("taking a real file in and publishing it again gives the same facts")
    func roundTrip() async throws {
        try await TestOffice.with { test in
            let maelle = try await test.agent(.maelle)
            let source = Self.fixtures.appending(path: "exemple_valide.csv")
            let given = try Self.rows(source)
            let taken = try await FileImport.run(
                ImportRequest(.grant, path: source.path), in: test.office, by: maelle)
            #expect(taken.isDone)
            #expect(taken.repaired == 4)
            try await TemporaryFolder.with { folder in
                let file = folder.appending(path: "scdl.csv")
                let report = try await test.office.exportSCDL(year: nil, scope: .all, for: maelle, to: file)
                #expect(report.leftOut.map(\.lacks) == [])
                let got = Self.facts(try Self.rows(file))
                let wanted = Self.facts(given)
                #expect(got == wanted, "\(got.symmetricDifference(wanted))")
                try Self.validate(file)
            }
        }
    }

    @Test("what a session grants is published once its number, conditions and payment are known, and invents none")
    func decidedHere() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let file = try await scene.propose("Radio Kreiz", asked: Money(euros: 2_000), proposed: Money(euros: 1_000))
            try await scene.office.write(as: scene.officer) { tx in
                _ = try tx.execute("UPDATE association SET rna = 'W222001234' WHERE name = 'Radio Kreiz'")
            }
            let session = try await scene.session([file])
            try await scene.decide(scene.lines(session)[0].id, .granted())
            try await scene.close(session, deliberation: "DEL-1")
            try await scene.office.write(as: .system) { tx in
                _ = try tx.execute("UPDATE grant_record SET funder_siret = '20006798100015'")
            }
            try await TemporaryFolder.with { folder in
                let output = folder.appending(path: "scdl.csv")
                let early = try await scene.office.exportSCDL(year: 2026, for: scene.officer, to: output)
                #expect(
                    early.leftOut.map(\.lacks) == [
                        [
                            "Conditions de versement\u{a0}: à compléter",
                            "Date ou période de versement\u{a0}: à compléter",
                        ]
                    ])
                try await scene.office.write(as: scene.officer) { tx in
                    _ = try tx.execute(
                        "UPDATE grant_record SET conditions = 'unique', payment_period = '2026-03-12/2026-05-11'")
                }
                let report = try await scene.office.exportSCDL(year: 2026, for: scene.officer, to: output)
                #expect(report.leftOut.map(\.lacks) == [])
                let row = try Self.rows(output)[1]
                #expect(row[2] == "2026-03-12")
                #expect(row[8] == "1000")
                #expect(row[10] == "unique")
                #expect(row[11] == "2026-03-12/2026-05-11")
                #expect(row[14] == "1")
                try Self.validate(output)
            }
        }
    }

    /// The frictionless validator, where the test's own Python has it (KEVRE_PYTHON, set by script/test).
    static func validate(_ file: URL) throws {
        guard let python = ProcessInfo.processInfo.environment["KEVRE_PYTHON"] else { return }
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.currentDirectoryURL = file.deletingLastPathComponent()
        let schema = file.deletingLastPathComponent().appending(path: "schema.json")
        if !FileManager.default.fileExists(atPath: schema.path) {
            try FileManager.default.copyItem(at: fixtures.appending(path: "schema.json"), to: schema)
        }
        process.arguments = [
            "-c",
            """
            import frictionless
            report = frictionless.validate(frictionless.Resource("\(file.lastPathComponent)", schema="schema.json"))
            assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
            """,
        ]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}

/// A workbook read back.
enum Workbook {
    /// The rows of a sheet, each cell as text.
    static func texts(_ file: URL, sheet: Int) throws -> [[String]] {
        var rows: [[String]] = []
        try TableSource.open(path: file.path).rows(sheet: sheet) { row in
            rows.append(row.cells.map(text))
            return true
        }
        return rows
    }

    static func text(_ cell: SourceCell) -> String {
        switch cell {
        case .empty: ""
        case .text(let text): text
        case .number(_, let lexical): lexical
        case .date(let date): date.text
        case .moment(let date, let time): "\(date.text) \(time.text)"
        case .time(let time): time.text
        case .boolean(let flag): flag ? "true" : "false"
        case .error(let text): text
        case .formula(_, let cached): text(cached)
        }
    }
}
