import Kevre
import Spreadsheet
import Testing

@Suite struct AssociationFileTests {
    @Test("A line of the national register is read, whatever columns are missing")
    func register() throws {
        let read = try ReadAssociations(
            """
            id;id_ex;siret;rup_mi;gestion;date_creat;date_decla;date_publi;date_disso;nature;groupement;titre;titre_court;objet;objet_social1;objet_social2;adrs_complement;adrs_numvoie;adrs_repetition;adrs_typevoie;adrs_libvoie;adrs_distrib;adrs_codeinsee;adrs_codepostal;adrs_libcommune;siteweb;position;maj_time
            W222001234;;;;222P;2014-06-17;2015-01-21;2014-06-28;0001-01-01;D;S;AR VRO;AV;danse;006030;000000;;35;;RUE;Pascal;_;22070;22200;Guingamp;www.arvro.bzh;A;2015-02-09 12:51:34
            """)
        #expect(read.issues.isEmpty)
        let line = try #require(read.associations.first)
        #expect(line.rna == RNA("W222001234"))
        #expect(line.name == "AR VRO")
        #expect(line.shortName == "AV")
        #expect(line.themeCode == "006")
        #expect(line.address == "35 RUE Pascal")
        #expect(line.communeCode == "22070")
        #expect(line.postcode == "22200")
        #expect(line.website == "https://www.arvro.bzh")
        #expect(line.createdOn == Day(2014, 6, 17))
        #expect(line.dissolvedOn == nil)
    }

    @Test("The register’s older file gives the RNA number among its observations")
    func olderRegister() throws {
        let read = try ReadAssociations(
            """
            id;id_ex;siret;gestion;date_creat;date_publi;nature;groupement;titre;objet;objet_social1;objet_social2;adr1;adr2;adr3;adrs_codepostal;libcom;adrs_codeinsee;observation;position;maj_time
            751P00085568;00085568;;751P;1988-04-15;0001-01-01;D;S;INDIGO;musique;012345;000000;;9        BD  Brune;;75014;PARIS;75114;W751085568;R;2013-07-10 07:33:24
            """)
        #expect(read.issues.isEmpty)
        let line = try #require(read.associations.first)
        #expect(line.rna == RNA("W751085568"))
        #expect(line.themeCode == nil)
        #expect(line.address == "9 BD Brune")
        #expect(line.commune == "PARIS")
    }

    @Test(
        "A list of one’s own is recognised by its headers; a wrong number is put aside, a line without a name refused")
    func ownList() throws {
        let read = try ReadAssociations(
            """
            Nom de l'association ;Sigle;N° RNA;SIRET;Code postal;Ville;E-mail;Téléphone;Domaine;Sous-Domaine
             Les Amis ;LA;w222001234;38047555800058;2200;Guingamp;Amis@Exemple.bzh;02.96.00.00.00;SPORT;VOILE
            Autre;;W22200123;;22200;Guingamp;;;;
            Encore;;;23350001600041;22200;Guingamp;pas une adresse;;;
            ;;W222001235;;;;;;;
            """)
        let line = try #require(read.associations.first)
        #expect(line.name == "Les Amis")
        #expect(line.rna == RNA("W222001234"))
        #expect(line.postcode == "02200")
        #expect(line.email == EmailAddress("amis@exemple.bzh"))
        #expect(line.phone == "02\u{202F}96\u{202F}00\u{202F}00\u{202F}00")
        #expect(line.theme == "SPORT / VOILE")
        #expect(read.issues.filter { $0.severity == .refused }.map(\.line) == [5])
        #expect(read.issues.filter { $0.severity == .kept }.map(\.line) == [3, 4, 4])
        #expect(read.associations.count == 3 && read.associations[1].rna == nil)
        #expect(read.totals.lines == 4)
    }

    @Test("A file without a name column says what it looked for and what it found")
    func noName() {
        #expect(throws: ImportRefusal.missingColumns(["le nom"], found: ["Ville", "CP"])) {
            try ReadAssociations("Ville;CP\nGuingamp;22200\n")
        }
    }

    @Test("A number that no day has leaves the date empty, whatever its size")
    func hugeDay() throws {
        let file = try TemporaryFile("associations.xlsx", "")
        let workbook = try WorkbookWriter(path: file.path)
        let sheet = try workbook.addSheet(
            "Associations", columns: [SheetColumn("Nom"), SheetColumn("Date de création", .integer)])
        try sheet.append([.text("Radio Kreiz"), .integer(Int.max)])
        try sheet.append([.text("Harmonie"), .integer(42_000)])
        try sheet.finish()
        try workbook.close()
        let read = try ReadAssociations(path: file.path)
        #expect(read.issues.contains { $0.value?.hasPrefix("92233720368547") == true })
        #expect(read.associations.contains { $0.name == "Harmonie" })
    }
}
