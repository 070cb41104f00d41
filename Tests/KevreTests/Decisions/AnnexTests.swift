import Foundation
import Kevre
import Spreadsheet
import TestSupport
import Testing

@Suite("What a session and a campaign hand out")
struct AnnexTests {
    @Test("the annex groups the lines, subtotals them, and totals by service and theme")
    func annex() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let first = try await scene.propose(
                "Théâtre du Leff", asked: Money(euros: 6_000), proposed: Money(euros: 5_000))
            let second = try await scene.propose("Bagad", asked: Money(euros: 900), proposed: Money(euros: 500))
            let session = try await scene.session([first, second])
            for line in try await scene.lines(session) { try await scene.decide(line.id, .granted()) }
            try await scene.close(session, deliberation: "DEL-2026-031")
            try await TemporaryFolder.with { folder in
                let file = folder.appending(path: "annexe.xlsx")
                try await scene.office.writeAnnex(of: session, for: scene.officer, to: file)
                let rows = try Workbook.texts(file, sheet: 0)
                #expect(rows[0] == ["Attribution de subventions aux associations"])
                let moment = "\(Day(2026, 3, 12).longWithWeekday), 18\u{a0}h\u{a0}30"
                #expect(rows[2][0] == "Conseil communautaire — Conseil de mars, \(moment)")
                #expect(rows[3][0] == "Annexe à l’acte n°\u{a0}DEL-2026-031")
                #expect(rows[5][0] == "Culture et patrimoine — Culture 2026 (Culture 2026)")
                #expect(rows[6].prefix(3) == ["1", "SUB-2026-00002", "Bagad"])
                #expect(rows[8][7] == "5500")
                #expect(rows[9][7] == "5500")
                let totals = try Workbook.texts(file, sheet: 1)
                #expect(totals.contains { $0.first == "Culture" && $0.last == "5500" })
                #expect(totals.contains { $0.first?.hasPrefix("Fait à Pabu") == true })
            }
        }
    }

    @Test("a file counts under one theme in list, annex and workbook: its scheme’s, or else its association’s")
    func oneTheme() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let officer = scene.officer
            let file = try await scene.propose("Bagad", asked: Money(euros: 900), proposed: Money(euros: 500))
            try await scene.office.write(as: officer) { tx in
                try tx.execute("UPDATE association SET theme_id = (SELECT id FROM theme WHERE code = 'sport')")
            }
            let session = try await scene.session([file])
            try await scene.decide(scene.lines(session)[0].id, .granted())
            for own in [true, false] {
                if !own {
                    try await scene.office.write(as: officer) { try $0.execute("UPDATE scheme SET theme_id = NULL") }
                }
                let expected = try await scene.office.read { tx -> String in
                    try tx.one("SELECT name FROM theme WHERE code = \(own ? "culture" : "sport")")["name"]
                }
                #expect(try await scene.lines(session)[0].theme == expected)
                let page = try await scene.office.read {
                    try Application.listing.page(ListingQuery(), for: officer, in: $0)
                }
                let column = try #require(page.columns.firstIndex { $0.name == "theme" })
                #expect(page.rows[0][column].text == expected)
                try await TemporaryFolder.with { folder in
                    let (annex, book) = (folder.appending(path: "a.xlsx"), folder.appending(path: "c.xlsx"))
                    try await scene.office.writeAnnex(of: session, for: officer, to: annex)
                    #expect(try Workbook.texts(annex, sheet: 1).contains { $0.first == expected && $0.last == "500" })
                    try await scene.office.writeWorkbook(of: scene.campaign, for: officer, to: book)
                    #expect(try Workbook.texts(book, sheet: 3)[1].first == expected)
                }
            }
        }
    }

    @Test("the campaign’s workbook has its four sheets and their charts")
    func campaign() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let first = try await scene.propose(
                "Théâtre du Leff", asked: Money(euros: 6_000), proposed: Money(euros: 5_000))
            _ = try await scene.propose("Bagad", asked: Money(euros: 900), proposed: Money(euros: 500))
            let session = try await scene.session([first])
            try await scene.decide(scene.lines(session)[0].id, .granted(amount: Money(euros: 4_000)))
            try await scene.close(session)
            try await TemporaryFolder.with { folder in
                let file = folder.appending(path: "campagne.xlsx")
                try await scene.office.writeWorkbook(of: scene.campaign, for: scene.officer, to: file)
                let source = try TableSource.open(path: file.path)
                #expect(
                    source.sheets.map(\.name) == ["Dossiers", "Décisions", "Totaux par commune", "Totaux par thème"])
                let files = try Workbook.texts(file, sheet: 0)
                #expect(files.count == 4)
                #expect(files[1][1] == "Bagad")
                #expect(files[3][10] == "6900")
                let themes = try Workbook.texts(file, sheet: 3)
                #expect(themes[1] == ["Culture", "2", "1", "6900", "4000", "0.5797"])
                // A workbook is a zip: the names of its parts stand in it uncompressed.
                let bytes = try Data(contentsOf: file)
                #expect(bytes.range(of: Data("xl/charts/chart2.xml".utf8)) != nil)
            }
        }
    }
}
