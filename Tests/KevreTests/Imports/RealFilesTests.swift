import Foundation
import Kevre
import Testing

/// Real published files, where a copy of them is at hand (`KEVRE_REAL_FILES` names the directory): every line
/// that says something goes in, and the amounts add up to the cent with the file.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["KEVRE_REAL_FILES"] != nil))
struct RealFilesTests {
    struct Expected: CustomTestStringConvertible, Sendable {
        let file: String
        let lines: Int
        let cents: Int
        var testDescription: String { file }
    }

    @Test(arguments: [
        Expected(file: "subsidies/cd22_associations_2002_2015.csv", lines: 15_319, cents: 28_698_912_258),
        Expected(file: "subsidies/cd22_par_siren_2006_2018.csv", lines: 3_650, cents: 4_036_005_545),
        Expected(file: "subsidies/cd29_conventions_2017_2020.csv", lines: 2_181, cents: 25_512_079_106),
        Expected(file: "subsidies/cd44_subventions_associations.csv", lines: 18_148, cents: 50_691_423_663),
        Expected(file: "subsidies/cd53_conventions_2018.xlsx", lines: 173, cents: 3_037_217_302),
        Expected(file: "subsidies/cd72_subventions_versees_2018.xlsx", lines: 1_625, cents: 769_923_140),
        Expected(file: "subsidies/cd85_conventions_2017.csv", lines: 23, cents: 172_100_954),
        Expected(file: "subsidies/cd85_conventions_2018.csv", lines: 114, cents: 1_423_256_249),
        Expected(
            file: "subsidies/cofinanceurs_beneficiaires_22_jusqua_2018.csv", lines: 5_675,
            cents: 26_365_206_248),
        Expected(file: "subsidies/lannion_2014.csv", lines: 179, cents: 316_620_550),
        Expected(file: "subsidies/lorient_agglomeration_2014_2019.csv", lines: 374, cents: 7_255_996_587),
        Expected(file: "subsidies/montpellier_attributions_2012.csv", lines: 638, cents: 759_424_200),
        // Its totals are formulas: their stored results stand in the column too.
        Expected(file: "subsidies/montpellier_attributions_2014.xls", lines: 1_214, cents: 1_020_520_800),
        Expected(
            file: "subsidies/paris_accordees_et_refusees_part1.csv", lines: 47_304, cents: 153_341_872_100),
    ])
    func everyLineGoesIn(_ expected: Expected) throws {
        let directory = try #require(ProcessInfo.processInfo.environment["KEVRE_REAL_FILES"])
        let read = try ReadGrants(path: "\(directory)/\(expected.file)")
        #expect(read.totals.refused == 0)
        #expect(read.totals.lines == expected.lines)
        // The file's column; totals, which are no grants, are apart.
        #expect((read.totals.amount + read.totals.setAsideAmount).cents == expected.cents)
        #expect(read.grants.map(\.amount).sum() == read.totals.amount)
        #expect(read.totals.setAside == 0 || !read.issues(.kept).isEmpty)
    }
}
