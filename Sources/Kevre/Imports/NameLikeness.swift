/// Whether a name may be another put right: they share a word that few share, or begin alike.
enum NameLikeness {
    private static let common: Set<Substring> = [
        "association", "associations", "comite", "amicale", "union", "societe", "sport", "sports", "sportive", "club",
        "amis", "fetes", "pays", "ecole", "groupe", "collectif",
    ]

    static func areAlike(_ one: String, _ other: String) -> Bool {
        let (a, b) = (AssociationName.normalized(one), AssociationName.normalized(other))
        if a.isEmpty || b.isEmpty || a.prefix(5) == b.prefix(5) { return true }
        func words(_ text: String) -> Set<Substring> {
            Set(text.split(separator: " ").filter { $0.utf8.count >= 4 }).subtracting(common)
        }
        return !words(a).isDisjoint(with: words(b))
    }
}
