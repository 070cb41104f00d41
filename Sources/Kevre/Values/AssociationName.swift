/// Names of associations, made comparable.
public enum AssociationName {
    /// The name as it is compared: lower case, without accents, punctuation, legal-form words
    /// (association, assoc, asso, ass, loi 1901) nor leading articles, letters of an acronym joined,
    /// `saint` shortened to `st`.
    ///
    /// `Association « Les Amis du Gouët » (loi 1901)` and `ASS. AMIS DU GOUET` give `amis du gouet`;
    /// `A.S. Guingamp` and `AS Guingamp` give `as guingamp`. A name made of such words only keeps them.
    ///
    /// `shared.normalize_name(text)` is the same in SQL, for what SQL alone can see; a test holds both to
    /// the same answers.
    public static func normalized(_ name: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(name.utf8.count)
        LatinFolding.fold(name, into: &bytes)
        let words = joiningInitials(bytes.split(separator: 0x20)).map(shorteningSaint)

        var kept = withoutStatute(words).filter { !forms.contains($0) }
        while kept.count > 1, isLeadingArticle(kept[0], before: kept[1]) { kept.removeFirst() }
        if kept.isEmpty { kept = words }
        return String(decoding: Array(kept.joined(separator: [0x20])), as: UTF8.self)
    }

    private typealias Word = ArraySlice<UInt8>

    private static let forms = Set(["association", "assoc", "asso", "ass"].map { ArraySlice($0.utf8) })
    private static let articles = Set(["le", "la", "les", "des", "du", "de"].map { ArraySlice($0.utf8) })
    private static let saints = Set(["saint", "sainte"].map { ArraySlice($0.utf8) })
    private static let statutes = [
        "loi 1901", "loi de 1901", "loi du 1er juillet 1901", "loi du 1 juillet 1901",
    ]
    .map { Array($0.utf8).split(separator: 0x20) }

    /// `a s guingamp` becomes `as guingamp`.
    private static func joiningInitials(_ words: [Word]) -> [Word] {
        guard words.contains(where: isInitial) else { return words }
        var result: [Word] = []
        var previousIsInitial = false
        for word in words {
            if previousIsInitial, isInitial(word), let last = result.popLast() {
                result.append(last + word)
            } else {
                result.append(word)
            }
            previousIsInitial = isInitial(word)
        }
        return result
    }

    private static func isInitial(_ word: Word) -> Bool {
        word.count == 1 && word.allSatisfy { (0x61...0x7A).contains($0) }
    }

    private static func shorteningSaint(_ word: Word) -> Word {
        guard saints.contains(word) else { return word }
        return ArraySlice(word.count == 5 ? "st".utf8 : "ste".utf8)
    }

    private static func withoutStatute(_ words: [Word]) -> [Word] {
        guard words.contains(where: { $0.elementsEqual("loi".utf8) }) else { return words }
        var result: [Word] = []
        var rest = words[...]
        while let word = rest.first {
            if let statute = statutes.first(where: { rest.starts(with: $0) }) {
                rest = rest.dropFirst(statute.count)
            } else {
                result.append(word)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static func isLeadingArticle(_ word: Word, before next: Word) -> Bool {
        if articles.contains(word) { return true }
        // `l’aquilone`; but the letters of an acronym stay.
        return next.count > 1 && (word.elementsEqual("l".utf8) || word.elementsEqual("d".utf8))
    }
}
