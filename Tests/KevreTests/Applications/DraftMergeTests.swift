import Kevre
import Testing

@Suite("Two windows on one draft") struct DraftMergeTests {
    private let names = ["title", "object", "audience"]

    private func input(_ title: String, _ object: String, _ audience: String = "") -> FormInput {
        FormInput(["title": [title], "object": [object], "audience": [audience]])
    }

    @Test("Fields that one window alone changed are put together")
    func merged() {
        let merge = DraftMerge(
            names, before: input("Danse", "Rien"), here: input("Danse et chant", "Rien"),
            there: input("Danse", "Un bal"))
        #expect(merge.input["title"] == "Danse et chant" && merge.input["object"] == "Un bal")
        #expect(merge.taken == ["object"] && merge.both.isEmpty)
    }

    @Test("A field that both changed keeps what was typed here, and says what the other has")
    func both() {
        let merge = DraftMerge(
            names, before: input("Danse", ""), here: input("Chant", ""), there: input("Théâtre", ""))
        #expect(merge.input["title"] == "Chant")
        #expect(merge.both.map(\.name) == ["title"] && merge.both.map(\.there) == ["Théâtre"])
    }

    @Test("What one emptied and the other left is empty; a window that does not say what it was shown loses nothing")
    func emptied() {
        let merge = DraftMerge(
            names, before: input("Danse", "Un bal"), here: input("Danse", "Un bal"), there: input("Danse", ""))
        #expect(merge.input["object"] ?? "" == "" && merge.taken == ["object"])
        let silent = DraftMerge(names, before: nil, here: input("Danse", "Un bal"), there: input("Chant", "Un bal"))
        #expect(silent.input["title"] == "Danse" && silent.both.map(\.there) == ["Chant"])
    }
}
