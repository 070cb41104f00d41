import KevreWeb
import Testing

@Suite("A piece of a page") struct HTMLTests {
    @Test("escapes every value, wherever it stands") func escaping() {
        let name = "<b>L’été & \"l'hiver\"</b>"
        let html: HTML = "<a title=\"\(name)\">\(name)</a>"
        let escaped = "&lt;b&gt;L’été &amp; &quot;l&#39;hiver&quot;&lt;/b&gt;"
        #expect(html.text == "<a title=\"\(escaped)\">\(escaped)</a>")
    }

    @Test("keeps letters of several bytes whole around what it escapes") func unicode() {
        #expect(HTML(escaping: "é<œ>€&🎭").text == "é&lt;œ&gt;€&amp;🎭")
        #expect(HTML(escaping: "").isEmpty)
    }

    @Test("embeds other pieces as they are, and nothing for nil") func embedding() {
        let mark: HTML = "<br>"
        let absent: String? = nil
        let none: HTML? = nil
        #expect(("a\(mark)b\(absent)\(none)\(7)\([mark, mark])" as HTML).text == "a<br>b7<br><br>")
    }

    @Test("has one door for text that is markup already") func door() {
        #expect(("\(trusted: "<hr>")" as HTML).text == "<hr>")
    }

    @Test("writes an attribute only when it has a value") func attributes() {
        let none: String? = nil
        let html: HTML = "<i\(attribute: "id", "a\"b")\(attribute: "class", none)\(flag: "hidden", true)>"
        #expect(html.text == "<i id=\"a&quot;b\" hidden>")
    }
}

@Suite("Components") struct ComponentTests {
    @Test("a gauge draws what is over the envelope apart, and never wider than the bar") func overspent() {
        let html = gauge(
            id: "1", left: Figure(cents: 20_00, "20 €"), total: Figure(cents: 100_00, "100 €"),
            decided: Figure(cents: 80_00, "80 €"),
            discussion: (Figure(cents: 70_00, "70 €"), Figure(cents: -50_00, "−50 €"))
        ).text
        #expect(html.contains("class=\"fill-decided\" x=\"0\" y=\"0\" height=\"10\" width=\"533\""))
        #expect(html.contains("class=\"fill-session\" x=\"533\" y=\"0\" height=\"10\" width=\"133\""))
        #expect(html.contains("class=\"fill-over\" x=\"667\" y=\"0\" height=\"10\" width=\"333\""))
        #expect(html.contains("is-over"))
    }

    @Test("a chart of no years, or of nothing but zeros, is drawn") func emptyChart() {
        #expect(yearBars([], caption: "").text.contains("<svg"))
        #expect(yearBars([YearBar("2026", Figure(cents: 0, "0"))], caption: "").text.contains("height=\"1\""))
    }

    @Test("a field ties its label, help and error to its input") func field() {
        let html = FormField("siret", "SIRET", value: "1", help: "14 chiffres.", error: "Trop court.").html.text
        #expect(html.contains("<label for=\"siret\">"))
        #expect(html.contains("aria-describedby=\"siret-aide siret-erreur\""))
        #expect(html.contains("aria-invalid=\"true\""))
        #expect(html.contains("id=\"siret-erreur\">Trop court."))
    }

    @Test("the summary of errors leads to the fields and takes the focus") func summary() {
        let html = errorSummary([("siret", "Trop court."), (nil, "Le budget n’est pas équilibré.")]).text
        #expect(html.contains("role=\"alert\" tabindex=\"-1\""))
        #expect(html.contains("<a href=\"#siret\">Trop court.</a>"))
        #expect(html.contains("<li>Le budget n’est pas équilibré.</li>"))
        let none: [(field: String?, message: String)] = []
        #expect(errorSummary(none).isEmpty)
    }

    @Test("a filter's form keeps the other filters of the address") func filters() {
        let control = FilterControl("etat", "État", .options([.init("p", "Proposé", isChosen: true)]))
        let html = filterBar(
            action: "/dossiers", query: [("etat", "x"), ("campagne", "2026")], search: nil, chips: [],
            controls: [control], found: ""
        ).text
        #expect(html.contains("type=\"hidden\" name=\"campagne\" value=\"2026\""))
        #expect(!html.contains("type=\"hidden\" name=\"etat\""))
        #expect(html.contains("value=\"p\" checked"))
    }
}
