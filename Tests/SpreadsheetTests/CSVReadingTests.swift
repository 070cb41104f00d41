import Foundation
import Spreadsheet
import Testing

@Suite struct CSVReadingTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test(arguments: [(";", 0x3B), (",", 0x2C), ("\t", 0x09), ("|", 0x7C)])
    func theDelimiterIsFound(delimiter: String, byte: Int) throws {
        let lines = [["nom", "montant", "objet"], ["Amis", "12", "a b"], ["Élan", "7", ""]]
        let path = try folder.write(lines.map { $0.joined(separator: delimiter) }.joined(separator: "\n"))
        #expect(try TableSource.open(path: path).dialect?.delimiter == UInt8(byte))
        #expect(try texts(path) == lines)
    }

    @Test func decimalCommasDoNotHideTheSemicolon() throws {
        let path = try folder.write("nom;montant\nAmis;12,50\nÉlan;7,00\nVent;1 250,99\n")
        #expect(try texts(path)[1] == ["Amis", "12,50"])
    }

    @Test func aCommaFileKeepsItsCommasWhenDecimalsAreNotQuoted() throws {
        // As Vendée publishes: one cell too many, semicolons left by a spreadsheet at the end of the header.
        let path = try folder.write(
            """
            nom,siret,objet,montant,nature,conditions;;
            A,39830048300011,Travaux,24 975,00,aide en numéraire,unique
            B,32416633900055,Fonctionnement,100 000,00,aide en numéraire,unique
            C,32416633900055,Fonctionnement,500,aide en numéraire,unique
            """)
        #expect(try rows(path).map(\.cells.count) == [6, 7, 7, 6])
    }

    @Test func severalThemesInACellDoNotWinOverTheDelimiter() throws {
        let path = try folder.write(
            ",num,nom,secteur\n1,2,A,Culture;Sport\n2,3,B,Culture;Loisirs;Vie locale\n")
        #expect(try texts(path)[2] == ["2", "3", "B", "Culture;Loisirs;Vie locale"])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func everyLineEndIsOne(end: String) throws {
        let path = try folder.write(["a;b", "c;\"d\(end)e\"", "", "f;g", "", ""].joined(separator: end))
        let read = try rows(path)
        #expect(read.map(\.number) == [1, 2, 5])
        #expect(read[1][1] == .text("d\(end)e"))
        #expect(read[2].cells == [.text("f"), .text("g")])
    }

    @Test func quotesDoubledAndStrayAreRead() throws {
        let path = try folder.write(
            #"""
            nom;objet;n
            "Les ""Amis""";"a;b";1
            Le "Vent" d'est;x;2
            "ASSO" DES AMIS;75;"x"
            "dit "le Grand" ici";y;4
            "";z;
            """#)
        #expect(
            try texts(path).dropFirst() == [
                ["Les \"Amis\"", "a;b", "1"], ["Le \"Vent\" d'est", "x", "2"],
                ["\"ASSO\" DES AMIS", "75", "x"], ["dit \"le Grand\" ici", "y", "4"], ["", "z", ""],
            ])
    }

    @Test func aQuoteNeverClosedCostsItsOwnLineAlone() throws {
        let path = try folder.write("a;b\n1;2\n3;\"oubli\n4;5\n6;7\n")
        #expect(try texts(path) == [["a", "b"], ["1", "2"], ["3", "oubli"], ["4", "5"], ["6", "7"]])
        #expect(try rows(path).filter(\.hasOpenQuote).map(\.number) == [3])
    }

    @Test func aQuoteNeverClosedDoesNotSwallowLinesUpToTheNextOne() throws {
        let path = try folder.write("a;b\n1;\"oubli\n4;5\n6;\"sept\"\n8;9\n")
        #expect(try texts(path) == [["a", "b"], ["1", "oubli"], ["4", "5"], ["6", "sept"], ["8", "9"]])
        #expect(try rows(path).filter(\.hasOpenQuote).map(\.number) == [2])
    }

    @Test func aQuoteNeverClosedDoesNotSwallowLinesUpToAMarkWithinAText() throws {
        let path = try folder.write("a;b;c\n1;\"oubli;2\n3;dit \"le Grand\";4\n\"Régate \"l'Armor\" 2022;5;6\n")
        #expect(
            try texts(path) == [
                ["a", "b", "c"], ["1", "oubli", "2"], ["3", "dit \"le Grand\"", "4"],
                ["Régate \"l'Armor\" 2022", "5", "6"],
            ])
        #expect(try rows(path).filter(\.hasOpenQuote).map(\.number) == [2])
    }

    @Test(arguments: ["1;\"deux\nlignes\";3\n", "1;2;\"trois\nlignes\n;ici\"\n", "\"une\n;\";2;3\n"])
    func aTextOfSeveralLinesStaysOne(_ record: String) throws {
        let read = try rows(try folder.write("a;b;c\n" + record + "4;5;6\n"))
        #expect(read.map(\.cells.count) == [3, 3, 3])
        #expect(read.filter(\.hasOpenQuote).isEmpty)
    }

    @Test func aQuoteNeverClosedInALongFileIsFoundInBoundedMemory() throws {
        let line = String(repeating: "x", count: 99) + ";1\n"
        let path = try folder.write("a;b\n\"oubli;2\n" + String(repeating: line, count: 120_000))
        let read = try rows(path)
        #expect(read.count == 120_002)
        #expect(read.filter(\.hasOpenQuote).map(\.number) == [2])
    }

    @Test func aFileWhereEveryLineOpensAQuoteIsRefused() throws {
        let path = try folder.write("a;b\n" + String(repeating: "\"x;1\n", count: 200))
        #expect(throws: SpreadsheetError.unclosedQuote(line: 102)) { try rows(path) }
    }

    @Test func aLineOfAMillionStrayQuotesIsReadInOneGo() throws {
        let path = try folder.write("a;b\n" + String(repeating: "\"x", count: 500_000) + "\";1\n")
        #expect(try rows(path).map(\.cells.count) == [2, 2])
        let short = try folder.write("a;b\n" + String(repeating: "\"x", count: 5) + "\";1\n")
        #expect(try texts(short)[1] == ["x\"x\"x\"x\"x", "1"])
    }

    @Test func theEndMarkOfDOSIsNoLine() throws {
        #expect(try texts(try folder.write("a;b\r\n1;2\r\n\u{1A}")) == [["a", "b"], ["1", "2"]])
        #expect(try texts(try folder.write("a;b\r\n1;2\u{1A}\u{1A}")) == [["a", "b"], ["1", "2"]])
    }

    @Test(arguments: [
        (TextEncoding.macRoman, "Théâtre de l’Étang;«\u{a0}Noël\u{a0}» à Plœuc\rMaïté & cie;forêt, ça et là\r"),
        (.macRoman, "COMITÉ DES FÊTES;12 €\rÉCOLE D’ÉTÉ;NOËL\r"),
        (.codePage850, "Théâtre de l'Étang;Comité des fêtes\r\nMaïté & cie;forêt, ça et là\r\n"),
        (.codePage850, "COMITÉ DES FÊTES;ÉCOLE À NOËL\r\n\u{1A}"),
        (.windows1252, "Théâtre de l’Étang;« Noël » à Plœuc – 12 €\r\n"),
        (.windows1252, "COMITÉ DES FÊTES;ÉCOLE À NOËL\r\n"),
        (.windows1252, "Ville;Señor Muñoz\r\nPérou;Été\r\n"),
    ])
    func encodingsOfOneByteAreToldApart(_ encoding: TextEncoding, _ text: String) throws {
        let path = try folder.write(try #require(bytes(of: text, in: encoding)))
        #expect(try TableSource.open(path: path).dialect?.encoding == encoding)
        let expected = text.replacing("\u{1A}", with: "").split(whereSeparator: \.isNewline)
        #expect(try texts(path).map { $0.joined(separator: ";") } == expected.map(String.init))
    }

    private func bytes(of text: String, in encoding: TextEncoding) -> [UInt8]? {
        guard encoding != .windows1252 else { return text.data(using: .windowsCP1252).map { [UInt8]($0) } }
        // Of the other two Foundation has no table here, or not the right one.
        let letters: [Character: UInt8] =
            encoding == .macRoman
            ? [
                "é": 0x8E, "â": 0x89, "à": 0x88, "ç": 0x8D, "ê": 0x90, "ë": 0x91, "ï": 0x95, "É": 0x83, "Ê": 0xE6,
                "Ë": 0xE8, "œ": 0xCF, "’": 0xD5, "«": 0xC7, "»": 0xC8, "\u{a0}": 0xCA, "€": 0xDB,
            ]
            : [
                "é": 0x82, "â": 0x83, "à": 0x85, "ç": 0x87, "ê": 0x88, "ë": 0x89, "è": 0x8A, "ï": 0x8B, "É": 0x90,
                "À": 0xB7, "Ê": 0xD2, "Ë": 0xD3, "Ç": 0x80, "\r\n": 0x0A,
            ]
        return text.map { letters[$0] ?? $0.asciiValue ?? 0x3F }
    }

    @Test func windows1252IsRead() throws {
        let path = try folder.write(
            Array("nom;montant\nAm".utf8) + [0xE9] + Array("thyste ".utf8) + [0x9C] + Array(";5".utf8) + [
                0xA0
            ]
                + Array("000 ".utf8) + [0x80])
        #expect(try TableSource.open(path: path).dialect?.encoding == .windows1252)
        #expect(try texts(path)[1] == ["Améthyste œ", "5\u{A0}000 €"])
    }

    @Test func windows1252FarInTheFileIsNoticed() throws {
        let path = try folder.write(
            Array(String(repeating: "abc;def\n", count: 100_000).utf8) + [0xE9, 0x3B, 0x65, 0x0A])
        #expect(try texts(path).last == ["é", "e"])
    }

    @Test func utf8WithAMarkIsRead() throws {
        let path = try folder.write("\u{FEFF}nom;ville\nÉlan;Guingamp\n")
        #expect(try texts(path) == [["nom", "ville"], ["Élan", "Guingamp"]])
        #expect(try TableSource.open(path: path).dialect?.hasDamage == false)
    }

    @Test func damagedUTF8IsReadAndSaidToBe() throws {
        let path = try folder.write("nom;ville\nConseil d\u{FFFD}partemental;Élan\n")
        #expect(try TableSource.open(path: path).dialect?.hasDamage == true)
        #expect(try texts(path)[1][0] == "Conseil d\u{FFFD}partemental")
        let few = try folder.write(Array("é;è;à;ç;ù\nê;î;".utf8) + [0xE9] + Array(";ô;û\n".utf8))
        #expect(
            try TableSource.open(path: few).dialect
                == CSVDialect(delimiter: 0x3B, encoding: .utf8, hasDamage: true))
    }

    @Test func aFileCutWithinACharacterIsStillUTF8() throws {
        let path = try folder.write(Array("nom;ville\nA;Gu".utf8) + [0xC3])
        #expect(try TableSource.open(path: path).dialect?.encoding == .utf8)
    }

    @Test(arguments: [true, false], [true, false])
    func utf16IsRead(littleEnd: Bool, mark: Bool) throws {
        let text = (mark ? "\u{FEFF}" : "") + "nom;ville\nÉlan 🎭;Guingamp\n"
        let bytes = text.utf16.flatMap { unit -> [UInt8] in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return littleEnd ? [low, high] : [high, low]
        }
        #expect(try texts(folder.write(bytes)) == [["nom", "ville"], ["Élan 🎭", "Guingamp"]])
    }

    /// In a process of its own: the tests beside it use memory too.
    @Test func aBigFileIsReadInConstantMemory() async {
        await #expect(processExitsWith: .success) {
            let folder = try Folder()
            let path = try folder.write("")
            let file = try #require(FileHandle(forWritingAtPath: path))
            let line = "123;Association des amis du patrimoine;\"Fonctionnement; année\";1250,50;2024-03-01\n"
            let thousand = Data(String(repeating: line, count: 1_000).utf8)
            for _ in 0..<400 { try file.write(contentsOf: thousand) }
            try file.close()
            let before = try residentKilobytes()
            var count = 0
            try TableSource.open(path: path).rows { row in
                count += 1
                return row.cells.count == 5
            }
            #expect(count == 400_000)
            #expect(try residentKilobytes() - before < 12_000, "a file of 34 MB must not be held in memory")
        }
    }

    @Test func readingStopsWhenAskedAndErrorsComeOutUnchanged() throws {
        struct Own: Error {}
        let source = try TableSource.open(path: folder.write("a;b\nc;d\ne;f\n"))
        var count = 0
        try source.rows { _ in
            count += 1
            return count < 2
        }
        #expect(count == 2)
        #expect(throws: Own.self) { try source.rows { _ in throw Own() } }
    }

    @Test func limitsAreKept() throws {
        var limits = ReadLimits()
        limits.rows = 2
        limits.columns = 3
        limits.field = 10
        let rowsPath = try folder.write("a;b\nc;d\ne;f\n")
        #expect(throws: SpreadsheetError.tooLarge(.rows, found: 3, allowed: 2)) {
            try rows(rowsPath, limits: limits)
        }
        let columnsPath = try folder.write("a;b;c;d\n")
        #expect(throws: SpreadsheetError.tooLarge(.columns, found: 4, allowed: 3)) {
            try rows(columnsPath, limits: limits)
        }
        let fieldPath = try folder.write("abcdefghijkl;b\n")
        #expect(throws: SpreadsheetError.tooLarge(.field, found: 12, allowed: 10)) {
            try rows(fieldPath, limits: limits)
        }
    }
}

/// The most memory this process has had.
private func residentKilobytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(line.split(separator: " ").compactMap { Int($0.filter(\.isNumber)) }.first)
}
