import Kevre
import Testing

@Suite struct GrantFileTests {
    static let header =
        "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,rnaBeneficiaire,"
        + "objet,montant,nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention,"
        + "dispositifAide\n"

    @Test("A line of the official format goes in as it is, with nothing to say about it")
    func official() throws {
        let read = try ReadGrants(
            Self.header
                + "Région Bretagne,23350001600040,2017-06-27,Z34507,Ar Vro,38047555800058,W222001234,Festival,22000.80,"
                + "aide en numéraire,échelonné,2017-12-14/2018-12-14,12345,non,0.8,FDVA\n")
        #expect(read.issues.isEmpty)
        #expect(read.plan.isStandard)
        let grant = try #require(read.grants.first)
        #expect(grant.funderSIRET == SIRET("23350001600040"))
        #expect(grant.decidedOn == Day(2017, 6, 27))
        #expect(grant.year == 2017)
        #expect(grant.siret == SIRET("38047555800058"))
        #expect(grant.rna == RNA("W222001234"))
        #expect(grant.amount == Money(cents: 22_000_80))
        #expect(grant.nature == .cash)
        #expect(grant.paymentPeriod == "2017-12-14/2018-12-14")
        #expect(grant.euNotified == false)
        #expect(grant.shareBasisPoints == 8_000)
        #expect(grant.scheme == "FDVA")
    }

    @Test("A file whose only column for the beneficiary is always empty is refused, with that column's name")
    func nobody() {
        #expect(throws: ImportRefusal.emptyColumns(["«\u{a0}RNA\u{a0}»"])) {
            try ReadGrants("Année;RNA;Objet;Montant\n2024;;Fête;1500\n2024;;Tournoi;900\n")
        }
        #expect(throws: ImportRefusal.emptyColumns(["«\u{a0}SIRET\u{a0}»", "«\u{a0}RNA\u{a0}»"])) {
            try ReadGrants("Année;SIRET;RNA;Objet;Montant\n2024;;;Fête;1500\n")
        }
    }

    @Test("One line without a beneficiary among others goes in as a grant to someone unknown")
    func somebody() throws {
        let read = try ReadGrants("Année;RNA;Objet;Montant\n2024;W222001234;Fête;1500\n2024;;Tournoi;900\n")
        #expect(read.grants.count == 2)
        #expect(read.issues(.kept).count == 1)
    }

    @Test("A decimal comma left without quotes is put back into its amount")
    func decimalComma() throws {
        let read = try ReadGrants(
            "nomAttribuant,idAttribuant,dateConvention,referenceDecision,idBeneficiaire,nomBeneficiaire,objet,montant,"
                + "nature,conditionsVersement,datesPeriodeVersement,IdRAE,notificationUE,pourcentageSubvention\n"
                + "Conseil D,22850001300658,2017-09-08,2-11,39830048300011,Asso Brisson,Travaux,24\u{A0}975,00,"
                + "aide en numéraire,1er acompte,2017-09-30_2021-06-30,,non,1;;\n"
                + "Conseil D,22850001300658,2017-11-10,4-18,83083669800019,Comité,\"La vélo\",60 000,50,"
                + "aide en numéraire,versée en 3 fois :30 000 € en 2017, 24 000 € en 2018 et le solde, soit 6 000 €.,"
                + "2018-01-31_2020-06-30,,non,1\n"
                + "Conseil D,22850001300658,2017-12-15,N°2,13000342900011,Maison,SUBVENTION,29 358,34,"
                + "aide en numéraire,Avance de 20,00% à la notification, sous réserve.,2018-01-01_2019-02-28,,non,1\n"
                + "\"Conseil D,22850001300658,2018-09-14,2-3,82996142400019,Ateliers,Le \"\"conseil\"\" mobilité,25 000,00,"
                + "aide en numéraire,Versée,2018-11-13,,non,1\";;\n")
        #expect(read.totals.refused == 0)
        #expect(read.totals.repaired == 4)
        #expect(read.grants.map(\.amount.cents) == [24_975_00, 60_000_50, 29_358_34, 25_000_00])
        #expect(
            read.grants.map(\.paymentPeriod) == [
                "2017-09-30/2021-06-30", "2018-01-31/2020-06-30", "2018-01-01/2019-02-28", "2018-11-13",
            ])
        #expect(
            read.grants[1].conditions
                == "versée en 3 fois :30 000 € en 2017, 24 000 € en 2018 et le solde, soit 6 000 €.")
        #expect(read.grants[2].conditions == "Avance de 20,00% à la notification, sous réserve.")
        #expect(read.grants[3].purpose == "Le \"conseil\" mobilité")
    }

    @Test(
        "A SIREN in the SIRET column, lost zeros and spreadsheet damage are repaired, or put aside, and listed"
    )
    func companyNumbers() throws {
        let read = try ReadGrants(
            """
            beneficiaire;siret;montant;année
            A;200067981;10;2020
            B;20006798100012.0;10;2020
            C;35181600000000;10;2020
            D;23350001600041;10;2020
            E;21860194600000;10;2020
            F;5520135;10;2020
            G;380 475 558 00058;10;2020
            H;Comité;10;2020
            I;00000000000000;10;2020
            """)
        #expect(read.totals.refused == 0)
        #expect(read.grants[0].siren == SIREN("200067981"))
        #expect(read.grants[0].siret == nil)
        #expect(read.grants[2].siren == nil)
        #expect(read.grants[3].siret == nil)
        #expect(read.grants[3].siren == SIREN("233500016"))
        #expect(read.grants[4].siren == SIREN("218601946"))
        #expect(read.grants[5].siren == SIREN("005520135"))
        #expect(read.grants[6].siret == SIRET("38047555800058"))
        #expect(read.grants[7].siren == nil && read.grants[8].siren == nil)
        #expect(Set(read.issues.map(\.line)) == [2, 3, 4, 5, 6, 7, 9, 10])
    }

    @Test(
        "What cannot be read is refused, with its column, its value and the reason",
        arguments: [
            ("1e9", "Montant"), ("-12", "Montant"), ("12.500", "Montant"), ("12,505", "Montant"),
            ("99999999999999", "Montant"), ("12/03/2024", "Montant"), ("beaucoup", "Montant"),
        ])
    func refusedAmounts(text: String, column: String) throws {
        let read = try ReadGrants(
            "Association;Montant;Date\nLes Amis;\(text);12/03/2024\nAutres;10;31/12/2024\n")
        #expect(read.totals.refused == 1)
        let issue = try #require(read.issues(.refused).first)
        #expect(issue.line == 2)
        #expect(issue.column == column)
        #expect(issue.value == text)
        #expect(read.grants.map(\.amount.cents) == [10_00])
    }

    @Test("A date that does not exist is refused")
    func impossibleDate() throws {
        let read = try ReadGrants("Association;Montant;Date\nLes Amis;5;31/02/2024\n")
        #expect(
            read.issues(.refused).map(\.reason)
                == ["« 31/02/2024 » n’existe pas dans le calendrier."].map {
                    $0.replacing("« ", with: "«\u{A0}").replacing(" »", with: "\u{A0}»")
                })
    }

    @Test("Operating and capital amounts side by side are two grants of one line")
    func twoAmounts() throws {
        let read = try ReadGrants(
            "EXERCICE;LBASSOCIATION;SUBVF;SUBVI\n2002;A;3050.0;\n2003;B;;305.5\n2004;C;10;20\n2005;D;0;\n")
        #expect(read.totals.lines == 4)
        #expect(read.grants.map(\.amount.cents) == [3_050_00, 305_50, 10_00, 20_00, 0])
        #expect(read.grants.map(\.kind) == [.operating, .investment, .operating, .investment, .operating])
        #expect(read.grants.map(\.isRefused) == [false, false, false, false, true])
        #expect(read.totals.amount == Money(cents: 3_385_50))
    }

    @Test("Title rows, empty columns, sections with their theme and totals are seen for what they are")
    func sections() throws {
        let read = try ReadGrants(
            """
            ;Subventions votées en 2012;;
            ;;;
            ;Association (handicap);Nature ;Montant
            ;Améthyste;F;5 000 €
            ;Donneurs de voix;M;2 400 €
            ;;Total ;7 400 €
            ;Association (santé);Nature ;Montant
            ;AFM;F;1 000 €
            ;;Total;1 000 €
            """, name: "attributions_2012.csv")
        #expect(read.totals.lines == 5)
        #expect(read.totals.amount == Money(cents: 8_400_00))
        #expect(read.totals.setAside == 2)
        #expect(read.totals.setAsideAmount == Money(cents: 8_400_00))
        #expect(read.issues(.kept).map(\.line) == [6, 9])
        #expect(read.grants.map(\.theme) == ["handicap", "handicap", "santé"])
        #expect(read.grants.map(\.kind) == [.operating, .event, .operating])
        #expect(read.grants.allSatisfy { $0.year == 2012 })
    }

    @Test("A line without beneficiary that is the total of the others is set aside; another goes in")
    func hiddenTotal() throws {
        let read = try ReadGrants(
            "annee;beneficiaire;montant\n2017;A;10,50\n2017;B;20\n2017;;30,50\n2018;C;5\n2018;;7\n")
        #expect(read.totals.lines == 5)
        #expect(read.totals.setAside == 1)
        #expect(read.totals.setAsideAmount == Money(cents: 30_50))
        #expect(read.grants.map(\.amount.cents) == [10_50, 20_00, 5_00, 7_00])
        #expect(read.totals.amount == Money(cents: 42_50))
    }

    @Test("A line named a total is set aside, an association whose name begins so is not")
    func namedTotals() throws {
        let read = try ReadGrants(
            "year;beneficiary;amount\n2014;A;10\n2014;Sous Total Budget Eau;10\n2014;TOTAL SUBVENTIONS;10\n2014;Total Danse;5\n"
        )
        #expect(read.grants.map(\.beneficiaryName) == ["A", "Total Danse"])
        #expect(read.totals.setAside == 2)
        #expect(read.totals.amount == Money(euros: 15))
        #expect(read.totals.setAsideAmount == Money(euros: 20))
    }

    @Test(
        "Columns are adjusted by name, by letter or by number; a constant fills what the file leaves unsaid")
    func mapping() throws {
        let text = "Qui;Quoi;Combien\nLes Amis;Fête;12\n"
        #expect(throws: ImportRefusal.self) { try ReadGrants(text) }
        let read = try ReadGrants(
            text,
            map: [
                "QUI=beneficiary_name", "B=purpose", "3=amount", "=2024=year",
                "=Ville de Lannion=funder_name",
            ])
        let grant = try #require(read.grants.first)
        #expect(grant.beneficiaryName == "Les Amis")
        #expect(grant.purpose == "Fête")
        #expect(grant.amount == Money(euros: 12))
        #expect(grant.year == 2024)
        #expect(grant.funderName == "Ville de Lannion")
        #expect(throws: ImportRefusal.unknownColumn("Où", found: ["Qui", "Quoi", "Combien"])) {
            try ReadGrants(text, map: ["Où=commune"])
        }
        #expect(throws: ImportRefusal.self) { try ReadGrants(text, map: ["Qui=personne"]) }
    }

    @Test("Columns whose values belie their names are named, with the likely swap")
    func swapped() throws {
        let lines = (1...6).map { "3\($0)/12/2024;\($0)00,50;Amis \($0)" }.joined(separator: "\n")
        let read = try ReadGrants(
            "Montant;Date de décision;Association\n\(lines.replacing("3", with: "1"))\n")
        #expect(read.plan.warnings.contains { $0.contains("intervertie") })
        #expect(read.totals.refused == 6)
    }

    @Test("A truncated last line is refused rather than taken with half its amount")
    func truncated() throws {
        let read = try ReadGrants(
            "beneficiaire;annee;montant;objet;siret\n"
                + (1...5).map { "A\($0);2020;1000;Fête;200067981\n" }.joined() + "B;2020;10")
        #expect(read.totals.refused == 1)
        #expect(read.issues(.refused).first?.line == 7)
        #expect(read.grants.count == 5)
    }

    @Test("Characters lost to a wrong encoding are restored when there is no doubt, else kept and listed")
    func damaged() throws {
        let read = try ReadGrants(
            "nom;annee;montant;objet;nature\n"
                + "Conseil D\u{FFFD}partemental;2020;1;R\u{FFFD}novation du x\u{FFFD}y;aide en num\u{FFFD}raire\n"
                + "ComitÃ© des fÃªtes;2020;1;l¿association;aide en numéraire\n")
        #expect(read.grants[0].beneficiaryName == "Conseil Départemental")
        #expect(read.grants[0].purpose == "Rénovation du x\u{FFFD}y")
        #expect(read.grants[0].nature == .cash)
        #expect(read.grants[1].beneficiaryName == "Comité des fêtes")
        #expect(read.grants[1].purpose == "l’association")
        #expect(read.issues(.kept).map(\.column) == ["objet"])
    }

    @Test("A period that is reversed, or whose day and month are swapped, is put right and listed")
    func periods() throws {
        func line(_ period: String) -> String {
            "Ville,21060004500392,2016-05-26,N° 1,Ar Vro,38047555800058,,Fête,10,aide en numéraire,unique,\(period),,oui,0.7,\n"
        }
        let read = try ReadGrants(
            Self.header + line("2017-03-02/2017-30-05") + line("2017-04-12/2017-03-09")
                + line("2017-03-02/2017-03-09") + line("2017-02-30/2017-03-09"))
        #expect(read.totals.repaired == 2)
        #expect(read.issues(.repaired).map(\.line) == [2, 3])
        #expect(read.issues(.repaired).map(\.column) == ["datesPeriodeVersement", "datesPeriodeVersement"])
        #expect(
            read.grants.map(\.paymentPeriod) == [
                "2017-03-02/2017-05-30", "2017-03-09/2017-04-12", "2017-03-02/2017-03-09",
                // What nobody can read for sure stays as it is written.
                "2017-02-30/2017-03-09",
            ])
    }

    @Test("An RNA number in the column of the SIRET is taken as one, and listed")
    func registerNumberAsSIRET() throws {
        let read = try ReadGrants(
            "annee;nomBeneficiaire;idBeneficiaire;montant\n2020;Ar Vro;W222001234;10\n2020;Autre;380 475 558 00058;5\n")
        #expect(read.grants.map(\.rna) == [RNA("W222001234"), nil])
        #expect(read.issues(.repaired).map(\.line) == [2])
        #expect(read.issues(.kept).isEmpty)
    }

    @Test("Two columns of one name are said, unless one of them is empty")
    func doubleColumns() throws {
        let read = try ReadGrants("annee;beneficiaire;montant;montant\n2020;A;10;20\n2020;B;5;6\n")
        #expect(read.plan.doubleColumns.count == 1)
        #expect(read.plan.doubleColumns.first?.contains("(D) est laissée de côté") == true)
        #expect(
            try ReadGrants("annee;beneficiaire;montant;montant\n2020;A;;20\n2020;B;;6\n").plan.doubleColumns.isEmpty)
    }

    @Test("Several themes in one cell: the first is the grant’s, the others are kept")
    func themes() throws {
        let read = try ReadGrants(
            "annee,beneficiaire,montant,thème\n2020,A,1,Culture & Arts;Loisirs;Vie et animation locale\n2020,B,1,Sport\n"
        )
        #expect(read.grants.map(\.theme) == ["Culture & Arts", "Sport"])
        #expect(read.grants.map(\.otherThemes) == ["Loisirs ; Vie et animation locale", nil])
    }

    @Test("A beneficiary and the date of an agreement make a file of grants, even without an amount")
    func kind() throws {
        func kind(_ header: String, _ line: String) throws -> ImportKind {
            let file = try TemporaryFile("fichier.csv", "\(header)\n\(line)\n")
            return try FileSurvey(path: file.path, fileName: "fichier.csv").kind(in: nil)
        }
        #expect(try kind("nomBeneficiaire,dateConvention,objet", "Ar Vro,2024-03-01,Fête") == .grant)
        #expect(try kind("Nom,Date,Objet", "Ar Vro,2024-03-01,Danser") == .association)
        #expect(try kind("Nom,Commune,Objet", "Ar Vro,Guingamp,Danser") == .association)
        let found = ["nomBeneficiaire", "dateConvention", "objet"]
        #expect(throws: ImportRefusal.missingColumns(["le montant"], found: found)) {
            try ReadGrants("nomBeneficiaire,dateConvention,objet\nAr Vro,2024-03-01,Fête\n")
        }
    }

    @Test("The official format’s invalid example is reported cell by cell")
    func invalidExample() throws {
        let read = try ReadGrants(
            Self.header
                + "Ville,21860194600000,05/12/2016,2016-0391,Pic la poule,44088714900000,W3222,Danse,9000,aide en numéraire,"
                + "unique,2016-12-05,,non,1,\n"
                + "Ville,218601946,2017-06-27,2016-0400,Rodriguez,32402138500000.0,,Aide,\"100000,1\","
                + "\"aide en numéraire,aide en nature\",unique,2017-06-27_2018-06-27,,no,80,\n")
        #expect(read.totals.refused == 0)
        let columns = read.issues.map { "\($0.line) \($0.column ?? "")" }
        for expected in [
            "2 dateConvention", "2 rnaBeneficiaire", "3 idAttribuant", "3 idBeneficiaire", "3 montant",
            "3 nature",
            "3 datesPeriodeVersement", "3 notificationUE", "3 pourcentageSubvention",
        ] {
            #expect(columns.contains(expected), "\(expected)")
        }
        #expect(read.grants[1].shareBasisPoints == 8_000)
        #expect(read.grants[1].nature == .both)
    }

    @Test("Loans, guarantees and in-kind advantages are facts even without an amount")
    func extras() throws {
        let read = try ReadGrants(
            "année;association;montant;montant du prêt;avantages en nature;estimation des avantages en nature\n"
                + "2020;A;;800000;;\n2020;B;0;;Salle;2832.0\n2020;C;10;;X;\n2020;D;;;;\n")
        #expect(read.grants.count == 4)
        #expect(read.grants[0].conditions == "Prêt\u{A0}: 800\u{202F}000,00\u{A0}€")
        #expect(!read.grants[1].isRefused && read.grants[1].nature == .inKind)
        #expect(read.grants[1].inKindValue == Money(cents: 2_832_00))
        #expect(read.grants[2].nature == .both)
        #expect(read.issues(.kept).map(\.line) == [5])
    }
}
