import Foundation
import Kevre
import PostgreSQL
import Spreadsheet
import TestSupport
import Testing

@Suite("A list is handed out as it is shown")
struct ExportTests {
    private func fill(_ test: TestOffice) async throws {
        try await PastGrant(amount: Money(cents: 3_500_50)).write(test)
        try await PastGrant(
            association: "=cmd|' /C calc'!A1", year: 2024, purpose: "Deux\nlignes ; « et » \"guillemets\"",
            amount: Money(euros: 12)
        ).write(test)
        try await PastGrant(association: "Bagad", own: false, funder: "Région Bretagne", year: 2023).write(test)
    }

    @Test("the workbook has typed cells, a total, an identifier, and a sheet that explains it")
    func workbook() async throws {
        try await TestOffice.with { test in
            try await fill(test)
            let reader = try await test.agent(.nolwenn)
            try await TemporaryFolder.with { folder in
                let file = folder.appending(path: "subventions.xlsx")
                let query = ListingQuery(
                    filters: ["origin": ["own"], "amount.min": ["10"]],
                    columns: ["year", "association", "amount", "decision_date", "outcome"])
                let count = try await test.office.export(Grant.listing, query, as: .xlsx, for: reader, to: file)
                #expect(count == 2)
                let source = try TableSource.open(path: file.path)
                #expect(source.sheets.map(\.name) == ["Subventions passées", "Colonnes"])
                let rows = try Workbook.texts(file, sheet: 0)
                #expect(rows[0] == ["Année", "Association", "Montant", "Décision", "Suite", "Identifiant"])
                #expect(rows[1].prefix(5) == ["2025", "Harmonie de Paimpol", "3500.5", "2025-03-27", "Accordée"])
                #expect(rows[2][1] == "=cmd|' /C calc'!A1", "text stays text")
                #expect(rows[3][0] == "Total")
                #expect(rows[3][2] == "3512.5")
                let notes = try Workbook.texts(file, sheet: 1)
                #expect(notes[0] == ["Subventions passées"])
                #expect(notes[1] == ["Guingamp-Paimpol Agglomération"])
                #expect(notes[2][0].hasPrefix("Exporté le \(Day(2026, 3, 12).long) par Nolwenn Kerbrat"))
                #expect(
                    notes[3] == [
                        "Filtres\u{a0}: Origine\u{a0}: La collectivité\u{a0}; Montant\u{a0}: à partir de 10\u{a0}€"
                    ])
                #expect(notes.last?.first == "Identifiant")
            }
        }
    }

    @Test("csv opens in French spreadsheet software and runs no formula")
    func csv() async throws {
        try await TestOffice.with { test in
            try await fill(test)
            let reader = try await test.agent(.nolwenn)
            try await TemporaryFolder.with { folder in
                let file = folder.appending(path: "subventions.csv")
                let query = ListingQuery(columns: ["year", "association", "purpose", "amount", "decision_date"])
                try await test.office.export(Grant.listing, query, as: .csv, for: reader, to: file)
                let bytes = try Data(contentsOf: file)
                #expect(bytes.starts(with: "\u{FEFF}Année;Association;Objet;Montant;Décision;Identifiant\r\n".utf8))
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(text.contains("2025;Harmonie de Paimpol;Achat d’instruments;3500,50;2025-03-27;"))
                #expect(text.contains("'=cmd|"))
                #expect(text.contains("\"Deux\nlignes ; « et » \"\"guillemets\"\"\""))
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["subventions.csv"])
            }
        }
    }

    @Test("JSON is one array of objects with id, address and typed values")
    func json() async throws {
        try await TestOffice.with { test in
            let reader = try await test.agent(.nolwenn)
            let bytes = Pieces()
            try await test.office.export(Grant.listing, ListingQuery(), as: .json, for: reader) { bytes.append($0) }
            #expect(try JSONSerialization.jsonObject(with: bytes.data) as? [String] == [])
            try await fill(test)
            let more = Pieces()
            try await test.office.export(Grant.listing, ListingQuery(), as: .json, for: reader) { more.append($0) }
            let objects = try #require(try JSONSerialization.jsonObject(with: more.data) as? [[String: Any]])
            #expect(objects.count == 3)
            #expect(objects[0]["amount"] as? Int == 3_500_50)
            #expect(objects[0]["decision_date"] as? String == "2025-03-27")
            #expect(objects[0]["outcome"] as? String == "granted")
            #expect((objects[0]["address"] as? String)?.hasPrefix("/subventions/") == true)
            #expect(objects[0]["id"] is Int)
        }
    }

    @Test("a workbook goes to a sink too, and a place that cannot be written is named")
    func places() async throws {
        try await TestOffice.with { test in
            try await fill(test)
            let reader = try await test.agent(.nolwenn)
            let bytes = Pieces()
            let count = try await test.office.export(Grant.listing, ListingQuery(), as: .xlsx, for: reader) {
                bytes.append($0)
            }
            #expect(count == 3)
            #expect(bytes.data.prefix(2) == Data("PK".utf8))
            for format in ExportFormat.allCases {
                let refusal = await #expect(throws: ExportRefusal.self) {
                    try await test.office.export(
                        Grant.listing, ListingQuery(), as: format, for: reader,
                        to: URL(filePath: "/nulle/part/liste.\(format.rawValue)"))
                }
                #expect(refusal?.message.hasPrefix("Le dossier «\u{a0}/nulle/part\u{a0}» n’existe pas") == true)
            }
        }
    }

    @Test("who may not see the list gets no file")
    func rights() async throws {
        try await TestOffice.with { test in
            let nobody = Agent(id: nil, name: "Personne", email: "", roles: [], rights: [], services: nil)
            await #expect(throws: AccessRefusal.self) {
                try await test.office.export(Grant.listing, ListingQuery(), as: .json, for: nobody) { _ in }
            }
        }
    }

    @Test("names of files are plain")
    func names() {
        #expect(
            ExportFormat.xlsx.fileName("subventions passées", Day(2026, 3, 12)) == "subventions-passees-2026-03-12.xlsx"
        )
        #expect(ExportFormat.csv.fileName("associations", Day(2026, 3, 12)) == "associations-2026-03-12.csv")
    }
}

/// What a sink was given.
final class Pieces: @unchecked Sendable {
    // Filled by one connection's thread, read once that is done.
    private(set) var data = Data()

    func append(_ bytes: [UInt8]) { data.append(contentsOf: bytes) }
}
