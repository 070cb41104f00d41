import Kevre
import Testing

@Suite("Two people on one form")
struct FormMergeTests {
    private let form = Form([
        Field("name", "Nom"), Field("founded", "Création", .day),
        Field("kind", "Nature", .choice([Choice("a", "Aide"), Choice("b", "Bourse")])),
        Field("about", "Objet", .longText),
    ])

    private func merge(_ base: FormInput, _ mine: FormInput, _ theirs: FormInput) -> FormMerge {
        FormMerge(form, base: base, mine: mine, theirs: theirs)
    }

    @Test("fields that only one changed are taken from whoever did")
    func merged() {
        let base = FormInput(["name": ["Bagad"], "founded": ["06/05/2001"], "about": ["Sonner\nfort"]])
        // As a browser sends it: ISO dates, returns, and empty fields.
        let mine = FormInput([
            "name": ["Bagad Kadoudal"], "founded": ["2001-05-06"], "about": ["Sonner\r\nfort"], "kind": [""],
        ])
        let theirs = FormInput(["name": ["Bagad"], "founded": ["07/05/2001"], "kind": ["b"], "about": ["Sonner\nfort"]])
        let result = merge(base, mine, theirs)
        #expect(result.conflicts.isEmpty)
        #expect(result.merged["name"] == "Bagad Kadoudal")
        #expect(result.merged["founded"] == "07/05/2001")
        #expect(result.merged["kind"] == "b")
    }

    @Test("a field that both changed is a conflict with words to read, and what was typed stands")
    func conflict() {
        let result = merge(
            FormInput(["founded": ["06/05/2001"], "kind": ["a"]]),
            FormInput(["founded": ["2001-05-08"], "kind": ["b"]]),
            FormInput(["founded": ["07/05/2001"], "kind": ["b"]]))
        // Both chose the same kind: nothing to settle there.
        let words = result.conflicts.map { [$0.label, $0.before, $0.mine, $0.theirs] }
        #expect(words == [["Création", "06/05/2001", "08/05/2001", "07/05/2001"]])
        #expect(result.merged["founded"] == "2001-05-08")
    }

    @Test("a field emptied by one stays empty, and one emptied by both is no conflict")
    func emptied() {
        let base = FormInput(["name": ["Bagad"], "about": ["Sonner"]])
        let result = merge(base, FormInput(["name": [""], "about": ["Sonner"]]), FormInput(["name": ["Bagad"]]))
        #expect(result.conflicts.isEmpty)
        #expect(result.merged["name"] == "")
        #expect(result.merged["about"] == nil)
    }

    @Test("repeated rows are one thing: never half of one person’s and half of another’s")
    func rows() {
        let base = FormInput(["row-name": ["A", "B"], "row-amount": ["1", "2"]])
        let theirs = FormInput(["row-name": ["A", "C"], "row-amount": ["1", "2"]])
        #expect(merge(base, base, theirs).merged.all("row-name") == ["A", "C"])
        let both = merge(base, FormInput(["row-name": ["A", "B"], "row-amount": ["1", "3"]]), theirs)
        #expect(both.conflicts.map(\.label) == ["Lignes"])
        #expect(both.merged.all("row-name") == ["A", "B"])
    }
}
