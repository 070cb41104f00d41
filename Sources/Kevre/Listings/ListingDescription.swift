import PostgreSQL

extension Listing {
    /// What a query asks for, in words: the title of each active filter and the words of its values.
    ///
    /// The chips above the list and the workbook's explanatory sheet say the same because both come from here.
    public func description(of query: ListingQuery, in tx: Transaction) throws -> [(title: String, value: String)] {
        var parts: [(title: String, value: String)] = []
        let words = query.text.trimmed
        if !words.isEmpty { parts.append(("Recherche", words)) }
        for filter in filters {
            guard let value = filter.value(in: query) else { continue }
            parts.append((filter.title, try filter.words(for: value, in: tx)))
        }
        return parts
    }
}

extension Filter {
    /// A value as people read it.
    func words(for value: Value, in tx: Transaction) throws -> String {
        switch value {
        case .choices(let chosen):
            let labels = try labels(in: tx)
            return FrenchText.list(chosen.map { labels[$0] ?? $0 }, conjunction: "ou")
        case .days(let from, let to): return Self.range(from?.short, to?.short)
        case .amounts(let from, let to): return Self.range(from?.short, to?.short)
        case .flag: return "oui"
        case .text(let text): return text
        }
    }

    private func labels(in tx: Transaction) throws -> [String: String] {
        guard case .choice(let choices) = kind else { return [:] }
        switch choices {
        case .fixed(let all):
            return Dictionary(all.map { ($0.value, $0.label) }, uniquingKeysWith: { first, _ in first })
        case .query(let sql):
            var labels: [String: String] = [:]
            try tx.forEach("SELECT value::text, label::text FROM (\(sql)) choice") { row in
                if let value = row.text(at: 0) { labels[value] = row.text(at: 1) }
            }
            return labels
        }
    }

    private static func range(_ from: String?, _ to: String?) -> String {
        switch (from, to) {
        case (let from?, let to?): from == to ? from : "de \(from) à \(to)"
        case (let from?, nil): "à partir de \(from)"
        case (nil, let to?): "jusqu’à \(to)"
        case (nil, nil): "tout"
        }
    }
}
