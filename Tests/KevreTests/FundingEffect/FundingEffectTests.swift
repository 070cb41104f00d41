import Foundation
import Kevre
import Spreadsheet
import TestSupport
import Testing

@Suite("What the searches bring") struct FundingEffectTests {
    @Test("Euros and the rate of success by year, funder, theme and commune, on the page and in the workbook")
    func figures() async throws {
        try await TestOffice.with { test in
            let scene = try await FundingScene.lay(test)
            let granted = try await scene.open(.aid(scene.leader))
            try await scene.fire(.file, granted, ["amount": "6 000"])
            try await scene.fire(.grant, granted, ["amount": "5 000"])
            try await scene.fire(.pay, granted, ["amount": "1 000"])
            let refused = try await scene.open(.named("Fondation"))
            try await scene.fire(.file, refused, ["amount": "4 000"])
            try await scene.fire(.refuse, refused)
            let silent = try await scene.open(.named("Mécène"))
            try await scene.fire(.file, silent, ["amount": "1 000"])
            try await scene.fire(.noteSilence, silent)
            let waiting = try await scene.open(.named("Région"))
            try await scene.fire(.file, waiting, ["amount": "2 000"])
            _ = try await scene.open(.named("Commune"))
            let maelle = scene.maelle
            let effect = try await scene.office.read { try FundingEffect.find(years: nil, by: maelle, in: $0) }
            #expect(effect.total.filed == 4)
            #expect(effect.total.obtained == Money(euros: 5_000))
            #expect(effect.total.paid == Money(euros: 1_000))
            #expect(effect.total.asked == Money(euros: 13_000))
            #expect(effect.total.success == 3_333)
            #expect(effect.projects == 1)
            #expect(effect.lines[.year]?.map(\.name) == ["2026"])
            #expect(effect.lines[.funder]?.first?.name == "GAL du pays de Guingamp")
            #expect(effect.lines[.theme]?.map(\.name) == ["Environnement"])
            #expect(effect.lines[.commune]?.map(\.name) == ["Pabu"])
            let none = try await scene.office.read { try FundingEffect.find(years: 2025...2025, by: maelle, in: $0) }
            #expect(none.total.filed == 0)
            #expect(none.total.success == nil)
            try await TemporaryFolder.with { folder in
                let file = folder.appending(path: "effet.xlsx")
                try await scene.office.writeEffect(years: nil, for: maelle, to: file)
                let source = try TableSource.open(path: file.path)
                #expect(
                    source.sheets.map(\.name) == ["Par année", "Par financeur", "Par thème", "Par commune"])
                let rows = try Workbook.texts(file, sheet: 0)
                #expect(rows.contains { $0.first == "2026" && $0[1] == "5000" })
                let bytes = try Data(contentsOf: file)
                #expect(bytes.range(of: Data("xl/charts/chart4.xml".utf8)) != nil)
            }
        }
    }
}
