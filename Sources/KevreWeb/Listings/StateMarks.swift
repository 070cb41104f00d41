import Kevre

/// The words of a vocabulary with their dots, made once for all the rows of a list.
struct StateMarks: Sendable {
    private let vocabulary: Vocabulary
    private let marks: [(code: [UInt8], mark: HTML)]

    init(_ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        marks = vocabulary.words.map { (Array($0.code.utf8), state($0.label, Tone($0.tone))) }
    }

    /// What is shown of a code; an unknown one is shown as it is.
    func mark(of code: UnsafeBufferPointer<UInt8>) -> HTML {
        for (known, mark) in marks where known.elementsEqual(code) { return mark }
        let word = vocabulary[String(decoding: code, as: UTF8.self)]
        return state(word.label, Tone(word.tone))
    }
}
