import Foundation
import Kevre
import Spreadsheet
import Testing

/// What a cell's text becomes: a value that is not needed never refuses its line, and none is « repaired » against its
/// own line or column.
@Suite struct CellValuesTests {
    @Test("A date that is a month, pending or a word is left empty, kept aside and said; the year has its own column")
    func pendingDates() throws {
        let read = try ReadGrants(
            """
            exercice;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant;datesVersement_debut;datesVersement_fin
            2019;2019-03;Club Nautique du Trieux;81234567600017;Régate;5000;2019-04;2019-12
            2019;03/2019;Foyer Rural de Plouha;78912345200011;Fête;1200;2019-04;2019-04
            2019;mars 2019;Amicale Laïque;34567891600015;Sorties;800;;
            2019;en cours;Les Marcheurs du Leff;90210345600015;Balisage;700;;
            2019;2019-03-14;Atelier Terre;45678123600017;Four;600;2019-04-02;2019-05-02
            2019;NULL;Radio Estran;33344455200017;Émetteur;450;;
            """)
        #expect(read.totals.refused == 0)
        #expect(read.grants.count == 6 && read.grants.allSatisfy { $0.year == 2019 })
        #expect(read.totals.amount == Money(euros: 8_750))
        #expect(read.grants.compactMap(\.decidedOn) == [Day(2019, 3, 14)])
        let said = read.issues(.kept).filter { $0.column == "dateConvention" }
        #expect(said.map(\.line) == [2, 3, 4, 5])
        #expect(said.map(\.value) == ["2019-03", "03/2019", "mars 2019", "en cours"])
        #expect(read.totals.emptiedNotices.contains { $0.contains("dateConvention") && $0.contains("NULL") })
    }

    @Test("A month gives its year to a line that has no other; a date that cannot be read refuses one that has none")
    func neededDates() throws {
        let read = try ReadGrants("Association;Montant;Date\nA;5;mars 2019\nB;5;en cours\n")
        #expect(read.grants.map(\.year) == [2019])
        #expect(read.issues(.refused).map(\.line) == [3])
        #expect(read.issues(.refused).first?.value == "en cours")
    }

    @Test("A dash, « néant », « n.c. » hold nothing: said once for their column, and an amount of nothing is none")
    func nothing() throws {
        let read = try ReadGrants(
            """
            annee;beneficiaire;siret;montant demandé;montant;objet
            2020;Club NC;n.c.;-;10;Néant
            2020;N.A. Musique;néant;- €;- €;Fête
            2020;Amis;—;15;12;-
            """)
        #expect(read.totals.refused == 0)
        #expect(read.grants.map(\.amount.cents) == [1_000, 0, 1_200])
        #expect(read.grants.map(\.requested) == [nil, nil, Money(euros: 15)])
        #expect(read.grants.map(\.purpose) == [nil, "Fête", nil])
        #expect(read.grants.map(\.beneficiaryName) == ["Club NC", "N.A. Musique", "Amis"])
        #expect(read.totals.emptiedNotices.count == 4)
        #expect(
            read.totals.emptiedNotices.contains { $0.contains("3\u{a0}cellules") && $0.contains("«\u{a0}n.c.\u{a0}»") })
    }

    @Test("Only the amount that was granted is needed: another that cannot be read is left empty and said")
    func otherAmounts() throws {
        let read = try ReadGrants(
            "annee;beneficiaire;montant demandé;montant\n2020;A;à préciser;10\n2020;B;20;à préciser\n")
        #expect(read.grants.map(\.requested) == [nil])
        #expect(read.issues(.kept).map(\.value) == ["à préciser"])
        #expect(read.issues(.refused).map(\.line) == [3])
    }

    @Test(
        "Two French days of one period are both kept, whatever parts them",
        arguments: [
            "23/02/2017-17/01/2019", "23-02-2017_17-01-2019", "du 23/02/2017 au 17/01/2019", "23/02/2017 - 17/01/2019",
            "23/02/17-17/01/19", "23/02/2017/17/01/2019", "23.02.2017-17.01.2019", "2017-02-23/2019-01-17",
            "2017-02-23_2019-01-17", "23/02/2017 17/01/2019", "23-02-2017-17-01-2019", "2017/02/23-2019/01/17",
            "du 23 février 2017 au 17 janvier 2019", "23/02/2017 00:00:00/17/01/2019 00:00:00",
            "23/02/2017 ; 17/01/2019",
        ])
    func periods(text: String) throws {
        let read = try ReadGrants(
            "annee;beneficiaire;montant;datesPeriodeVersement\n2017;A;10;\"\(text)\"\n2017;B;10;2017-01-01\n")
        #expect(read.grants.first?.paymentPeriod == "2017-02-23/2019-01-17")
    }

    @Test("Two days are no day with its time, wherever a day is read")
    func twoDaysAreNoDay() {
        for text in ["23/02/2017-17/01/2019", "23/02/17-17/01/19", "23-02-2017 17-01-2019", "23.02.17-17.01.19"] {
            #expect(Day(text) == nil, "\(text)")
        }
        for text in ["23/02/2017 10:30", "2017-02-23T10:30:00+02:00", "23/02/2017 à 10h30", "2017-02-23 00:00:00.000Z"]
        {
            #expect(Day(text) == Day(2017, 2, 23), "\(text)")
        }
    }

    @Test("A reference that a spreadsheet made a day gives no date that its line contradicts, and is told")
    func referenceAsDay() throws {
        let file = URL(filePath: #filePath).appending(path: "../../../Cases/reference-as-a-day.xlsx").standardized
        let read = try ReadGrants(path: file.path)
        #expect(read.grants.count == 4 && read.grants.allSatisfy { $0.year == 2019 })
        #expect(read.grants.map(\.decidedOn) == [Day(2019, 5, 20), nil, nil, nil])
        let said = read.issues(.kept).filter { $0.column == "referenceDecision" }
        #expect(said.map(\.line) == [2, 3, 5])
        #expect(said.allSatisfy { $0.reason.contains("tableur") })
        // Where nothing contradicts it, the day of the deliberation is taken as before.
        let sound = try ReadGrants("referenceDecision;beneficiaire;montant;objet\n12/03/2019;A;10;Fête\n")
        #expect(sound.grants.first?.decidedOn == Day(2019, 3, 12))
        let shown = try ReadGrants("annee;referenceDecision;beneficiaire;montant\n2019;02-juil;A;10\n")
        #expect(shown.issues(.kept).map(\.column) == ["referenceDecision"])
        #expect(shown.grants.first?.decisionReference == "02-juil")
    }

    @Test("The column decides whether the month comes before the day")
    func monthFirst() throws {
        let read = try ReadGrants(
            """
            nomAttribuant,idAttribuant,dateConvention,nomBeneficiaire,idBeneficiaire,objet,montant,nature,conditionsVersement,datesPeriodeVersement
            Office d'Essai,22220001600012,03/25/2024,Club Nautique du Trieux,81234567600017,Régate,4200,aide en numéraire,unique,04/05/2024
            Office d'Essai,22220001600012,03/04/2024,Foyer Rural de Plouha,78912345200011,Fonctionnement,1500,aide en numéraire,unique,04/05/2024
            Office d'Essai,22220001600012,12/05/2024,Amicale Laïque,34567891600015,Sorties,900,aide en numéraire,unique,12/20/2024
            Office d'Essai,22220001600012,11/30/2024,Atelier Terre,45678123600017,Four,600,aide en numéraire,unique,12/20/2024
            """)
        #expect(read.totals.refused == 0)
        #expect(
            read.grants.map(\.decidedOn) == [Day(2024, 3, 25), Day(2024, 3, 4), Day(2024, 12, 5), Day(2024, 11, 30)])
        #expect(read.grants.map(\.paymentPeriod) == ["2024-04-05", "2024-04-05", "2024-12-20", "2024-12-20"])
        #expect(read.plan.dayNotices.count == 2)
    }

    @Test("A column with both orders shows as doubtful what can be read both ways; one that never tells is said")
    func doubtfulDays() throws {
        let both = try ReadGrants(
            "beneficiaire;montant;date\nA;1;25/03/2024\nB;1;03/25/2024\nC;1;03/04/2024\nD;1;05/05/2024\n")
        #expect(both.grants.map(\.decidedOn) == [Day(2024, 3, 25), Day(2024, 3, 25), Day(2024, 4, 3), Day(2024, 5, 5)])
        #expect(both.issues(.kept).map(\.line) == [4])
        #expect(both.plan.dayNotices.count == 1)
        let never = try ReadGrants("beneficiaire;montant;date\nA;1;03/04/2024\nB;1;05/06/2024\n")
        #expect(never.grants.map(\.decidedOn) == [Day(2024, 4, 3), Day(2024, 6, 5)])
        #expect(never.plan.dayNotices.count == 1)
        let french = try ReadGrants("beneficiaire;montant;date\nA;1;03/04/2024\nB;1;25/06/2024\n")
        #expect(french.plan.dayNotices.isEmpty && french.issues.isEmpty)
    }

    @Test("Local register numbers of Alsace and Moselle refuse nobody: they are named, and the name says who it is")
    func alsaceMoselle() throws {
        let read = try ReadAssociations(
            """
            RNA;Nom de l'association;Objet;Code postal;Commune
            W671002345;Les Amis du Houblon;Danse folklorique;67500;Haguenau
            178-236;Harmonie Sainte-Cécile;Musique;67700;Saverne
            Vol. 45 Folio n° 112;Société d'Arboriculture;Taille des arbres;67120;Molsheim
            A2024STR000518;Cercle des Échecs du Ried;Échecs;67600;Sélestat
            w9n1000321;Tamarii Hiva;Danse;98713;Papeete
            """)
        #expect(read.totals.refused == 0 && read.associations.count == 5)
        #expect(read.associations.map(\.rna) == [RNA("W671002345"), nil, nil, nil, RNA("W9N1000321")])
        let local = read.issues.filter { $0.reason.contains("Alsace-Moselle") }
        #expect(local.map(\.value) == ["178-236", "Vol. 45 Folio n° 112", "A2024STR000518"])
    }

    @Test("Numbers of the Pacific only look like a SIREN or a SIRET: none is made of them")
    func overseas() throws {
        let read = try ReadAssociations(
            """
            Nom;SIRET;Code postal;Commune
            Radio Lagon;1234567.001;98800;Nouméa
            Va'a Club;A12345-001;98713;Papeete
            Cercle;005520135;98800;Nouméa
            Pirogue;5520135;98800;Nouméa
            Pêcheurs;123456-001;98713;Papeete
            """)
        #expect(read.totals.refused == 0 && read.associations.count == 5)
        #expect(read.associations.map(\.siren) == [nil, nil, SIREN("005520135"), nil, nil])
        // Beside numbers that no lost zero explains, one that a zero would explain is no proof.
        let column = try ReadAssociations("Nom;RIDET\nA;5520135\nB;1234567\n", map: ["RIDET=siret"])
        #expect(column.associations.allSatisfy { $0.siren == nil })
        let lost = try ReadAssociations("Nom;SIRET\nA;5520135\n")
        #expect(lost.associations.first?.siren == SIREN("005520135"))
    }

    @Test(
        "A number that a spreadsheet wrote short is named for what it is",
        arguments: ["3.51816E+13", "3,51816E+13", "3,52E13", "8.1235e+13"])
    func shortened(text: String) throws {
        let read = try ReadGrants("annee;beneficiaire;siret;montant\n2020;A;\"\(text)\";10\n2020;B;;5\n")
        let issue = try #require(read.issues(.kept).first)
        #expect(issue.reason.contains("abrégé par un tableur") && issue.value == text)
        #expect(read.grants[0].siren == nil)
    }

    @Test("A telephone of four figures, a postcode of two are left empty, kept aside and said")
    func contacts() throws {
        let read = try ReadAssociations(
            """
            Nom;Téléphone;Code postal
            A;0612;22
            B;612345678;22203 CEDEX 3
            C;02 96 00 00 00 / 06 12 34 56 78;F-22200
            D;+687 27 12 34;98800
            E;le soir;1400
            """)
        #expect(
            read.associations.map(\.phone) == [
                nil, "06\u{202F}12\u{202F}34\u{202F}56\u{202F}78", "02 96 00 00 00 / 06 12 34 56 78", "+687 27 12 34",
                nil,
            ])
        #expect(read.associations.map(\.postcode) == [nil, "22203", "22200", "98800", "01400"])
        #expect(read.issues.filter { $0.severity == .kept }.map(\.value) == ["22", "0612", "le soir"])
    }

    @Test("The stored result of a formula is its amount, and that of a total")
    func formulas() throws {
        let file = URL(filePath: #filePath).appending(path: "../../../Cases/formula-amounts.xlsx").standardized
        let read = try ReadGrants(path: file.path, map: ["=2024=year"])
        #expect(read.totals.refused == 0)
        #expect(read.grants.map(\.amount) == [Money(euros: 4_200), Money(euros: 1_500), Money(euros: 900)])
        #expect(read.totals.setAsideAmount == Money(euros: 6_600))
    }
}
