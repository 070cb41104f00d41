/// Headers made comparable.
enum HeaderName {
    /// Without accents, case, spaces, punctuation, articles, nor the number of a footnote or a year: `Montant du
    /// prêt (3)`, `MONTANT_PRET*` and `Montant prêt 2024` are the same. What a column means does not depend on its
    /// year; which column is meant does: see ``exactKey(_:)``.
    static func key(_ header: String) -> String {
        var words = words(header)
        if words.count > 1 {
            // « proposée 2014 », « 2014 Montant demandé »: the year belongs to the file.
            let others = words.filter { Year(String($0)) == nil }
            if !others.isEmpty { words = others }
        }
        return plain(words)
    }

    /// The same with its year: `Subvention 2022` is not `Subvention 2021`.
    static func exactKey(_ header: String) -> String { plain(words(header)) }

    /// The only year that a title names; nil when it names none or several.
    static func year(of header: String) -> Year? {
        let years = Set(FrenchText.folded(header).split(separator: " ").compactMap { Year(String($0)) })
        return years.count == 1 ? years.first : nil
    }

    private static func words(_ header: String) -> [Substring] {
        var words = FrenchText.folded(header).split(separator: " ")
        if words.count > 1, let last = words.last, header.trimmed.hasSuffix(")"), last.count == 1,
            last.allSatisfy(\.isNumber)
        {
            words.removeLast()
        }
        return words
    }

    private static func plain(_ words: [Substring]) -> String {
        guard words.count > 1 else { return words.joined() }
        return words.filter { !["de", "du", "des", "la", "le", "les", "l", "d"].contains($0) }.joined()
    }
}
