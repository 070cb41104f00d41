/// Whose account money is paid to: an association's, never a person's.
enum AccountHolder {
    private static let civilities: Set<String> = ["m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle"]
    /// Names of bodies that begin with a civility are rare, and say by one of these that they are bodies.
    private static let bodies: Set<String> = [
        "association", "asso", "club", "comite", "amicale", "societe", "compagnie", "cie", "union", "federation",
        "fondation", "cercle", "foyer", "theatre", "amis", "ecole", "college", "ligue", "groupe", "office", "centre",
    ]

    /// Whether a holder is a person as far as its name says: it begins with a civility, or is the person who signs.
    static func isPerson(_ holder: String, association: String?, signer: String?) -> Bool {
        let words = words(holder)
        guard let first = words.first, bodies.isDisjoint(with: words) else { return false }
        if let association, self.words(association) == words { return false }
        if civilities.contains(first), words.count > 1 { return true }
        guard let signer else { return false }
        return Set(self.words(signer).filter { !civilities.contains($0) }) == Set(words)
    }

    private static func words(_ text: String) -> [String] {
        FrenchText.folded(text).split(separator: " ").map(String.init)
    }
}
