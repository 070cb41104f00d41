import Kevre
import Testing

@Suite struct IdentityTests {
    @Test(
        "A SIRET with right check digits is read, spaces or not",
        arguments: [
            "23350001600040", "21060004500392", "22440002800011", "38047555800058", "380 475 558 00058",
        ])
    func siret(text: String) throws {
        let siret = try SIRET(parsing: text)
        #expect(siret.description == text.filter { $0 != " " })
        #expect(siret.siren.description == siret.description.prefix(9))
    }

    @Test("La Poste’s head office passes Luhn’s rule, its other establishments the rule of five")
    func postOffice() throws {
        #expect(SIRET("35600000000048") != nil)
        #expect(SIRET("35600000000001") != nil)  // 3 + 5 + 6 + 1 = 15
        #expect(SIRET("35600000000002") == nil)
        #expect(SIREN("356000000") != nil)
        #expect(SIRET("38047555800003") == nil)  // the rule of five is La Poste’s alone
    }

    @Test("A wrong SIRET or SIREN is refused with its own reason")
    func wrongNumbers() {
        #expect(throws: IdentityRefusal.badCheckDigit(.siret, "23350001600041")) {
            try SIRET(parsing: "23350001600041")
        }
        #expect(throws: IdentityRefusal.zeros(.siret)) { try SIRET(parsing: "00000000000000") }
        #expect(throws: IdentityRefusal.wrongLength(.siret, "200067981", count: 9)) {
            try SIRET(parsing: "200067981")
        }
        #expect(throws: IdentityRefusal.notDigits(.siren, "20006798X")) { try SIREN(parsing: "20006798X") }
        #expect(throws: IdentityRefusal.missing(.siren)) { try SIREN(parsing: " ") }
        #expect(throws: IdentityRefusal.zeros(.siren)) { try SIREN(parsing: "000000000") }
        #expect(SIREN("200067982") == nil)
    }

    @Test("A SIREN keeps its leading zeros and is shown in groups")
    func siren() throws {
        #expect(try SIREN(parsing: "200067981").grouped == "200\u{202F}067\u{202F}981")
        #expect(try SIREN(parsing: "005 520 135").description == "005520135")
        #expect(try SIRET(parsing: "23350001600040").grouped == "233\u{202F}500\u{202F}016\u{202F}00040")
        #expect(try SIRET(parsing: "23350001600040").nic == "00040")
    }

    @Test("An RNA number is read in its wide form; only the narrow one can be published")
    func rna() throws {
        #expect(try RNA(parsing: "W222001234").isPublishable)
        #expect(try RNA(parsing: "w222001234").description == "W222001234")
        #expect(try !RNA(parsing: "W9M1234567").isPublishable)
        #expect(RNA("W9G2001932") != nil)
        for text in ["W22200123", "222001234", "W2220012345", "WA22001234", "W22A001234", "751P00085568"] {
            #expect(throws: IdentityRefusal.badForm(.rna, text)) { try RNA(parsing: text) }
        }
    }

    @Test("An IBAN is checked by its remainder, its country’s length and the French key")
    func iban() throws {
        #expect(try IBAN(parsing: "FR14 2004 1010 0505 0001 3M02 606").text == "FR1420041010050500013M02606")
        #expect(try IBAN(parsing: "IBAN fr7630006000011234567890189").masked == "FR76…0189")
        #expect(IBAN("FR7630006000011234567890189")?.grouped.split(separator: "\u{00A0}").count == 7)
        #expect(IBAN("DE89370400440532013000")?.country == "DE")
        #expect(throws: BankRefusal.badCheckDigits("FR7630006000011234567890188")) {
            try IBAN(parsing: "FR7630006000011234567890188")
        }
        #expect(throws: BankRefusal.wrongLength("FR", expected: 27, count: 26)) {
            try IBAN(parsing: "FR763000600001123456789018")
        }
        #expect(throws: BankRefusal.unknownCountry("ZZ")) { try IBAN(parsing: "ZZ7630006000011234567890189") }
        // Right modulo 97 but with a wrong RIB key: 88 instead of 89.
        #expect(throws: BankRefusal.badKey("FR0630006000011234567890188")) {
            try IBAN(parsing: "FR0630006000011234567890188")
        }
        #expect(throws: BankRefusal.missingIBAN) { try IBAN(parsing: " ") }
        #expect("\(try IBAN(parsing: "FR7630006000011234567890189"))" == "FR76…0189")
    }

    @Test("A BIC has eight or eleven characters")
    func bic() throws {
        #expect(try BIC(parsing: "psst frpp ren").text == "PSSTFRPPREN")
        #expect(BIC("CMBRFR2B")?.country == "FR")
        #expect(BIC("CMBRFR2BXX") == nil)
        #expect(BIC("CMB1FR2B") == nil)
    }

    @Test("An e-mail address is read in lower case")
    func email() throws {
        #expect(
            try EmailAddress(parsing: " Anne.Le-Goff@Asso-Gwened.BZH ").description
                == "anne.le-goff@asso-gwened.bzh")
        #expect(try EmailAddress(parsing: "mailto:a+b@c.fr").domain == "c.fr")
        for text in [
            "", "a", "a@b", "a@@b.fr", "a b@c.fr", ".a@b.fr", "a.@b.fr", "a@-b.fr", "a@b..fr", "a@1.2.3.4",
        ] {
            #expect(EmailAddress(text) == nil)
        }
    }

    @Test("A budget year is four digits and near us")
    func year() {
        #expect(Year("2026") == 2026)
        #expect(Year("26") == nil)
        #expect(Year("20267") == nil)
        #expect(Year("1789") == nil)
        #expect(Year(2026).contains(Day(2026, 12, 31)))
    }

    @Test("An identifier reads back what it writes")
    func identifier() {
        enum Boat {}
        #expect(Identifier<Boat>("42") == Identifier<Boat>(42))
        #expect(Identifier<Boat>("-1") == nil)
        #expect(Identifier<Boat>("x") == nil)
    }
}
