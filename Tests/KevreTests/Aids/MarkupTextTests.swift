import Testing

@testable import Kevre

@Suite struct MarkupTextTests {
    @Test(
        "HTML becomes plain text that cannot run",
        arguments: [
            ("<p>Un</p><p>Deux</p>", "Un\n\nDeux"),
            ("Avant<script>alert(1)</script> après", "Avant après"),
            ("Avant<SCRIPT src=x>alert(1)", "Avant"),
            ("<img src=x onerror=alert(1)>Image", "Image"),
            ("<ul><li>a</li><li>b</li></ul>", "• a\n• b"),
            ("l&rsquo;&eacute;t&eacute; &amp; l&#8217;hiver", "l’été & l’hiver"),
            ("&lt;script&gt;", "<script>"),
            ("5 < 6 et 7 > 3", "5 < 6 et 7 > 3"),
            ("<a href=\"https://exemple.fr/x\">ici</a>", "ici (https://exemple.fr/x)"),
            ("<a href=\"javascript:alert(1)\">ici</a>", "ici"),
            ("<a href='https://exemple.fr'>exemple.fr</a>", "exemple.fr"),
            ("un<!-- <b>caché</b> -->deux", "undeux"),
            ("a&nbsp;b\t c", "a b c"), ("", ""), ("<", "<"), ("&", "&"), ("<p", ""),
        ])
    func plain(_ html: String, _ text: String) {
        #expect(MarkupText.plain(html) == text)
    }

    @Test(
        "Only addresses of the web are taken",
        arguments: [
            ("https://exemple.fr/a", true), ("www.exemple.fr", true), ("javascript:alert(1)", false),
            ("data:text/html,x", false), ("https://exemple.fr/\"onclick", false), ("", false),
        ])
    func addresses(_ text: String, _ isTaken: Bool) {
        #expect((MarkupText.webAddress(text) != nil) == isTaken)
    }
}
