import Kevre
import Testing

@Suite struct FrenchTextTests {
    @Test("Numbers, plurals, lists and rates are written in French")
    func writes() {
        #expect(FrenchText.grouped(1_234_567) == "1\u{202F}234\u{202F}567")
        #expect(FrenchText.grouped(-999) == "−999")
        #expect(FrenchText.count(0, "dossier") == "0\u{00A0}dossier")
        #expect(FrenchText.count(1, "dossier") == "1\u{00A0}dossier")
        #expect(FrenchText.count(2, "journal", "journaux") == "2\u{00A0}journaux")
        #expect(FrenchText.list([]) == "")
        #expect(FrenchText.list(["sport"]) == "sport")
        #expect(FrenchText.list(["sport", "culture", "social"]) == "sport, culture et social")
        #expect(FrenchText.percent(basisPoints: 1_250) == "12,5\u{00A0}%")
        #expect(FrenchText.percent(basisPoints: 10_000) == "100\u{00A0}%")
        #expect(FrenchText.percent(basisPoints: 5) == "0,05\u{00A0}%")
    }

    @Test("A sentence gets its apostrophes and no-break spaces")
    func typesets() {
        #expect(
            FrenchText.typeset("L'aide est-elle due ? Oui : « 5 % ».")
                == "L’aide est-elle due\u{00A0}? Oui\u{00A0}: «\u{00A0}5\u{00A0}%\u{00A0}».")
        #expect(FrenchText.typeset("https://a.fr à 12:30") == "https://a.fr à 12:30")
    }

    @Test("Words are compared without accents, case or punctuation")
    func folds() {
        #expect(FrenchText.folded("Plouëc-du-Trieux") == "plouec du trieux")
        #expect(FrenchText.folded("Kermoroc'h") == FrenchText.folded("KERMOROC’H"))
        #expect(FrenchText.folded("Œuvre & cœur") == "oeuvre et coeur")
        #expect(FrenchText.folded("e\u{301}te\u{301}") == "ete")
        #expect(FrenchText.folded("  ") == "")
    }

    @Test(
        "Names of one association written in several ways are compared as one",
        arguments: [
            ("Association « Les Amis du Gouët » (loi 1901)", "amis du gouet"),
            ("ASS. AMIS DU GOUET", "amis du gouet"),
            ("A.S. Guingamp", "as guingamp"), ("AS GUINGAMP", "as guingamp"),
            ("Comité des fêtes de Saint-Agathon", "comite des fetes de st agathon"),
            ("COMITE DES FETES DE ST AGATHON", "comite des fetes de st agathon"), ("L'AQUILONE", "aquilone"),
            ("Association des Donneurs de Voix", "donneurs de voix"), ("L.A.S.", "las"),
            ("Association", "association"),
            ("Théâtre d’Œuvre & Cie", "theatre d oeuvre et cie"), ("asso loi de 1901", "asso loi de 1901"),
            ("Sainte-Thérèse", "ste therese"), ("", ""), ("La", "la"),
        ])
    func names(name: String, key: String) {
        #expect(AssociationName.normalized(name) == key)
    }
}
