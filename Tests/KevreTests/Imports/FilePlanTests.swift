import Foundation
import Kevre
import Spreadsheet
import TestSupport
import Testing

/// How a file is going to be read: its titles, its year, its columns of amounts.
@Suite struct FilePlanTests {
    private func workbook(
        _ name: String = "tableau.xlsx", _ sheets: [(name: String, titles: [String], rows: [[CellValue]])]
    ) throws -> TemporaryFile {
        let file = try TemporaryFile(name, "")
        let workbook = try WorkbookWriter(path: file.path)
        for sheet in sheets {
            let writer = try workbook.addSheet(
                sheet.name, columns: sheet.titles.map { SheetColumn($0.isEmpty ? " " : $0, .text) })
            for row in sheet.rows { try writer.append(row) }
        }
        try workbook.close()
        return file
    }

    @Test("The year of a title above the table is taken, and its place said")
    func yearAbove() throws {
        let read = try ReadGrants(
            "Subventions versées aux associations en 2023;;\n;;\nAssociation;Objet;Montant voté\n"
                + "Club Nautique du Trieux;Achat de voiles;4 200,00 €\nFoyer Rural de Plouha;Fonctionnement;1 500,00 €\n"
        )
        #expect(read.grants.map(\.year) == [2023, 2023])
        #expect(read.totals.amount == Money(cents: 5_700_00))
        #expect(read.totals.yearsTaken == 2)
        #expect(
            read.plan.yearSaid?.place == .above("Subventions versées aux associations en 2023"))
    }

    @Test(
        "The year is that of the title, the tab, the file’s name or the line below, never that of a day written there",
        arguments: [
            ("Budget 2023, conseil du 12/12/2022", "fichier.csv", "", 2023),
            ("Subventions", "subventions-2024.csv", "", 2024),
            ("Conseil du 12 mars 2023", "fichier.csv", "", nil),
            ("Subventions 2022 et 2023", "fichier.csv", "", nil),
            ("Exercice 2022, comparé à 2021", "fichier.csv", "", 2022),
            ("Subventions", "fichier.csv", ";;\nSubventions votées en 2021;;\n", 2021),
        ] as [(String, String, String, Int?)])
    func yearAround(title: String, name: String, below: String, year: Int?) throws {
        let read = try ReadGrants(
            "\(title);;\n;;\nAssociation;Objet;Montant voté\nClub Nautique;Voiles;4200\nFoyer;Fête;100\n\(below)",
            name: name)
        #expect(read.grants.map(\.year.number) == (year.map { [$0, $0] } ?? []))
        #expect(read.totals.refused == (year == nil ? 2 : 0))
    }

    @Test(
        "A public body named above the table is found",
        arguments: [
            ("Subventions versées par le Département du Finistère en 2023", "Département du Finistère"),
            ("Ville de Lannion – subventions 2014", "Ville de Lannion"),
            ("Conseil régional de Bretagne", "Conseil régional de Bretagne"),
            ("Communauté de communes du Trieux : attributions", "Communauté de communes du Trieux"),
            ("Subventions aux associations de la commune", nil),
            ("Liste des associations", nil),
        ] as [(String, String?)])
    func funderAbove(title: String, name: String?) throws {
        let read = try ReadGrants("\(title);;\n;;\nAssociation;Année;Montant\nClub;2020;4200\n")
        #expect(read.plan.context.funder?.value == name)
    }

    private static let years = """
        Subventions aux associations;;;;;;
        ;;;;;;
        Association;N° SIRET;Objet;Subvention 2021;Subvention 2022;Subvention 2023;Subvention demandée 2024
        Club Nautique du Trieux;81234567600017;Fonctionnement;4 000,00 €;4 200,00 €;4 300,00 €;4 300,00 €
        Foyer Rural de Plouha;78912345200011;Fonctionnement;1 500,00 €;;1 500,00 €;1 600,00 €
        Amicale Laïque du Leff;34567891600015;Sorties;900,00 €;900,00 €;;950,00 €
        TOTAL;;;6 400,00 €;5 100,00 €;5 800,00 €;6 850,00 €

        """

    @Test("A table with one column of amounts a year is taken whole, each amount in its year; what was asked in none")
    func yearsAsColumns() throws {
        let read = try ReadGrants(Self.years)
        let sums = Dictionary(grouping: read.grants, by: \.year.number).mapValues {
            $0.map(\.amount.cents).reduce(0, +)
        }
        #expect(sums == [2021: 6_400_00, 2022: 5_100_00, 2023: 5_800_00])
        #expect(read.grants.allSatisfy { $0.requested == nil })
        #expect(read.totals.lines == 4 && read.totals.setAside == 1 && read.totals.refused == 0)
        #expect(read.totals.fileTotal == Money(cents: 17_300_00))
    }

    @Test("A column is meant by its whole title first: « Subvention 2022 » is not « Subvention 2021 »")
    func exactTitle() throws {
        for map in [["Subvention 2022=amount"], ["subvention 2022=amount", "=2022=year"], ["E=amount"], ["5=amount"]] {
            let read = try ReadGrants(Self.years, map: map)
            let amounts = read.grants.filter { !$0.amount.isZero }
            #expect(amounts.map(\.amount.cents) == [4_200_00, 900_00], "\(map)")
            #expect(amounts.allSatisfy { $0.year == 2022 }, "\(map)")
            #expect(read.totals.fileTotal == Money(cents: 5_100_00), "\(map)")
        }
        // Two may be named, each for its year.
        let two = try ReadGrants(Self.years, map: ["Subvention 2021=amount", "Subvention 2023=amount"])
        #expect(two.totals.amount == Money(cents: 12_200_00))
        #expect(throws: ImportRefusal.self) { try ReadGrants(Self.years, map: ["Subvention=amount"]) }
        #expect(throws: ImportRefusal.self) { try ReadGrants(Self.years, map: ["Subvention 2020=amount"]) }
    }

    @Test("« Montant » over « demandé » and « voté » is read as two columns, and what was asked is not granted")
    func titlesOnTwoRows() throws {
        let text = """
            Subventions 2024;;;;
            Association;Objet;Montant;;Avis
            ;;demandé;voté;
            Club Nautique;Régate;5 000;2 500;favorable
            Foyer Rural;Fête;4 400;1 500;réservé
            Association;Objet;Montant;;Avis
            ;;demandé;voté;
            Amicale;Sorties;900;0;défavorable
            TOTAL;;10 300;4 000;

            """
        let read = try ReadGrants(text)
        #expect(read.plan.headers == ["Association", "Objet", "Montant demandé", "Montant voté", "Avis"])
        #expect(read.grants.map(\.amount.cents) == [2_500_00, 1_500_00, 0])
        #expect(read.grants.map(\.requested?.cents) == [5_000_00, 4_400_00, 900_00])
        #expect(read.totals.refused == 0 && read.totals.lines == 4)
        #expect(read.totals.fileTotal == Money(cents: 4_000_00))
    }

    @Test(
        "A title that says what was asked is never read as what was granted",
        arguments: [
            "Montant demandé", "Montant (demandé)", "Subvention sollicitée en 2024", "Montant de la demande",
            "Subventions demandées", "Montant total demandé (€)",
        ])
    func asked(title: String) throws {
        let read = try ReadGrants("Année;Association;\(title);Montant voté\n2024;Club;5000;2500\n")
        #expect(read.grants.map(\.amount.cents) == [2_500_00])
        #expect(read.grants.map(\.requested?.cents) == [5_000_00])
        #expect(throws: ImportRefusal.self) { try ReadGrants("Année;Association;\(title)\n2024;Club;5000\n") }
    }

    @Test("The file’s own total is set beside what its lines come to, and a difference is said")
    func ownTotal() throws {
        let head = "Année;Association;Montant\n2024;Club;4200\n2024;Foyer;1500\n"
        #expect(try ReadGrants(head + "Total;;5700\n").totals.fileTotal == Money(cents: 5_700_00))
        let wrong = try ReadGrants(head + "Total;;6600\n").totals
        #expect(wrong.fileTotal == Money(cents: 6_600_00) && wrong.fileTotalLine == 4)
        // Sub-totals that close each section add up to the whole.
        let sections = try ReadGrants(head + "Sous-total;;5700\n2024;Amicale;900\nSous-total;;900\n").totals
        #expect(sections.fileTotal == Money(cents: 6_600_00))
        #expect(try ReadGrants(head).totals.fileTotal == nil)
    }

    @Test("Words alone on a line, under the table or between sections, are no grant and no association")
    func loneWords() throws {
        let read = try ReadGrants(
            "Association;Objet;Montant voté\nSPORT;;\nClub;Régate;4200\n;;\nDocument interne – ne pas diffuser;;\n",
            name: "subventions-2024.csv")
        #expect(read.grants.map(\.beneficiaryName) == ["Club"])
        #expect(read.totals.setAside == 2 && read.totals.lines == 3)
        #expect(read.issues(.kept).map(\.line) == [2, 5])
        let list = try ReadAssociations(
            "Nom;Commune;Téléphone\nClub;Paimpol;\nAmicale;;\n;;\nDocument interne – ne pas diffuser;;\n")
        #expect(list.associations.map(\.name) == ["Club", "Amicale"])
        #expect(list.issues.map(\.line) == [5])
    }

    @Test("One tab a year: sheets with like titles are read together, each with the year of its name")
    func tabs() throws {
        let titles = ["Association", "Objet", "Montant voté"]
        func row(_ name: String, _ amount: Int) -> [CellValue] {
            [.text(name), .text("Fête"), .money(cents: amount * 100)]
        }
        let file = try workbook(
            "subventions.xlsx",
            [
                ("2022", titles, [row("Club", 4_200), row("Foyer", 900), row("TOTAL", 5_100)]),
                ("2023", titles, [row("Club", 4_300), row("TOTAL", 4_300)]),
                ("Par thème", ["Thème", "Total"], [[.text("Sport"), .text("9400")]]),
            ])
        let read = try ReadGrants(path: file.path)
        #expect(read.grants.map(\.year) == [2022, 2022, 2023])
        #expect(read.totals.amount == Money(cents: 9_400_00))
        #expect(read.totals.fileTotal == Money(cents: 9_400_00))
        #expect(read.plan.sheetNames == ["2022", "2023"] && read.plan.otherSheets == ["Par thème"])
        #expect(Set(read.grants.map(\.line)).count == 3)
    }
}
