import Kevre
import Testing

@Suite("A form reads what was typed")
struct FormTests {
    private static let form = Form([
        Field("name", "Nom", required: true, maxLength: 10),
        Field("count", "Nombre", .integer), Field("budget", "Budget", .money), Field("rate", "Taux", .percent),
        Field("posts", "Postes", .hundredths), Field("day", "Jour", .day), Field("year", "Année", .year),
        Field("moment", "Moment", .moment), Field("site", "Site", .website), Field("email", "Courriel", .email),
        Field("phone", "Téléphone", .phone), Field("postcode", "Code postal", .postcode),
        Field("kind", "Nature", .choice([Choice("a", "Première"), Choice("b", "Seconde")])),
        Field("themes", "Thèmes", .choices([Choice("1", "Sport"), Choice("2", "Culture")])),
        Field("agreed", "D’accord", .checkbox, required: true),
    ])

    private func read(_ name: String, _ texts: String...) -> FormReading {
        Self.form.read(FormInput([name: texts]), only: [name])
    }

    @Test(
        "Each kind of field has its typed value",
        arguments: [
            ("name", "  Amzer ", FormValue.text("Amzer")), ("count", "1\u{202f}250", .integer(1_250)),
            ("budget", "1 250,50", .money(Money(cents: 125_050))), ("rate", "33,5 %", .integer(3_350)),
            ("posts", "2,5", .integer(250)), ("day", "12/03/2026", .day(Day(2026, 3, 12))),
            ("year", "2026", .integer(2026)), ("site", "amzer.bzh", .text("https://amzer.bzh")),
            ("moment", "12/03/2026 17:00", .moment(ParisTime.moment(Day(2026, 3, 12), hour: 17))),
            ("email", "contact@amzer.bzh", .text("contact@amzer.bzh")), ("kind", "b", .text("b")),
            ("phone", "02 96 00 00 00", .text("02 96 00 00 00")),
            ("phone", "+33 6 12 34 56 78", .text("+33 6 12 34 56 78")),
            ("postcode", "22 200", .text("22200")),
        ])
    func typed(name: String, text: String, value: FormValue) {
        let reading = read(name, text)
        #expect(reading.problems.isEmpty)
        #expect(reading.values[name] == value)
    }

    @Test(
        "What does not fit is refused beside its field, and stays as it was typed",
        arguments: [
            ("name", ""), ("name", "onze lettres"), ("count", "-5"), ("count", "deux"),
            ("count", "99999999999999999999"),
            ("budget", "beaucoup"), ("rate", "101"), ("posts", "2,555"), ("day", "31/02/2026"), ("year", "26"),
            ("moment", "12/03/2026 25:00"), ("site", "ftp://amzer.bzh"), ("email", "amzer"), ("kind", "c"),
            ("themes", "3"), ("agreed", "0"), ("phone", "0612"), ("phone", "02 96 00 00"), ("phone", "le soir"),
            ("postcode", "22"), ("postcode", "Guingamp"),
        ])
    func refused(name: String, text: String) throws {
        let reading = read(name, text)
        let problem = try #require(reading.problems.first)
        #expect(reading.problems.count == 1)
        #expect(problem.field == name)
        #expect(problem.label == Self.form[name]?.label)
        #expect(!problem.message.isEmpty)
        #expect(reading.values[name] == nil)
        #expect(reading.input[name] == text)
    }

    @Test("A number below zero is said to be that, another text to be no number")
    func wholeNumbers() {
        #expect(read("count", "-5").problems.first?.message.contains("négatif") == true)
        #expect(read("count", "2,5").problems.first?.message.contains("n’est pas un nombre entier") == true)
    }

    @Test("Every problem is found at once, in the order of the form")
    func together() {
        let reading = Self.form.read(FormInput(["count": ["x"], "day": ["y"], "agreed": ["1"]]))
        #expect(reading.problems.map(\.field) == ["name", "count", "day"])
        #expect(throws: FormRefusal.self) { try reading.validated() }
    }

    @Test("A choice says what it accepts, to who types it on a command line")
    func choices() {
        #expect(read("kind", "c").problems.first?.choices == ["a", "b"])
    }

    @Test("A value chosen twice counts once, an empty one not at all")
    func severalValues() {
        #expect(read("themes", "2", "", "2", "1").list("themes") == ["2", "1"])
    }

    @Test("What only the whole form shows stands after the fields’ own problems")
    func whole() {
        var reading = read("count", "x")
        reading.refuse("day", "Jour", "Avant le début.")
        #expect(reading.problems.map(\.field) == ["count", "day"])
        #expect(!reading.isValid)
    }
}
