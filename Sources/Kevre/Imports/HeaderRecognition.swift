import Spreadsheet

/// Finds the header of a sheet and what its columns hold.
struct HeaderRecognition<Field: ImportField> {
    /// One guess, with its reason to show.
    struct Guess: Sendable {
        let field: Field
        /// 0…100.
        let score: Int
        let reason: String
    }

    /// Names of columns by their comparable form, the most official first.
    private static var names: [String: [(field: Field, rank: Int)]] {
        var names: [String: [(field: Field, rank: Int)]] = [:]
        for field in Field.allCases {
            for (rank, name) in ([field.rawValue, field.title] + field.columnNames).enumerated() {
                names[HeaderName.key(name), default: []].append((field, rank))
            }
        }
        return names
    }
    private let names = HeaderRecognition.names

    /// The fields a header cell may name, best first.
    func candidates(_ header: String) -> [Guess] {
        let key = HeaderName.key(header)
        guard !key.isEmpty else { return [] }
        if let exact = names[key] {
            return exact.map {
                Guess(field: $0.field, score: 100 - min($0.rank, 30), reason: "d’après son nom")
            }
            .sorted { $0.score > $1.score }
        }
        // « Association (handicap) »: the words before the parenthesis name the column.
        if let open = header.firstIndex(of: "("), open > header.startIndex {
            let start = candidates(String(header[..<open]))
            if let first = start.first, first.score > 60 {
                return [Guess(field: first.field, score: first.score - 10, reason: first.reason)]
            }
        }
        let words = Set(FrenchText.folded(header).split(separator: " ").map(String.init))
        return Field.allCases.compactMap { field in
            let hit = field.hints.firstIndex { hint in words.contains(hint) || words.contains("\(hint)s") }
            return hit.map {
                Guess(field: field, score: 50 - 5 * $0, reason: "un mot de son nom y fait penser")
            }
        }.sorted { $0.score > $1.score }
    }

    /// How much a row looks like a header: the number of different fields its cells name exactly.
    func headerScore(of row: SourceRow) -> Int {
        var seen: Set<Field> = []
        for cell in row.cells {
            guard case .text(let text) = cell, text.utf8.count <= 200 else { continue }
            if let best = candidates(text).first, best.score >= 60 { seen.insert(best.field) }
        }
        return seen.count
    }

    /// What each column most likely holds, by its name first, by its values where the name says nothing or is
    /// contradicted.
    func guess(headers: [String], profiles: [ColumnProfile]) -> [Int: Guess] {
        var pairs: [(column: Int, guess: Guess)] = []
        for (index, header) in headers.enumerated() {
            let profile = index < profiles.count ? profiles[index] : ColumnProfile()
            for var candidate in candidates(header) {
                if let fitness = profile.fitness(for: candidate.field.content) {
                    if fitness < 0.2, profile.filled >= 5 {
                        // The name may lie: a « SIRET » column of names is not one.
                        let score = max(31, candidate.score - 65)
                        candidate = Guess(field: candidate.field, score: score, reason: candidate.reason)
                    } else if candidate.score <= 50, fitness > 0.6 {
                        candidate = Guess(
                            field: candidate.field, score: candidate.score + 20,
                            reason: "un mot de son nom et ses valeurs y font penser")
                    }
                }
                // Of two columns of one name, the one that is filled.
                let weight =
                    candidate.score - (profile.filled == 0 && profiles.contains { $0.filled > 0 } ? 8 : 0)
                pairs.append((index, Guess(field: candidate.field, score: weight, reason: candidate.reason)))
            }
            if HeaderName.key(header).isEmpty || candidates(header).isEmpty {
                pairs += byValues(
                    profile, at: index, headerless: headers.allSatisfy { HeaderName.key($0).isEmpty })
            }
        }
        var chosen: [Int: Guess] = [:]
        var taken: Set<Field> = []
        for pair in pairs.sorted(by: { ($1.guess.score, $0.column) < ($0.guess.score, $1.column) }) {
            guard pair.guess.score >= 30, chosen[pair.column] == nil else { continue }
            guard pair.guess.field.takesSeveralColumns || taken.insert(pair.guess.field).inserted else {
                continue
            }
            chosen[pair.column] = pair.guess
        }
        return chosen
    }

    /// Guesses from the values alone: only what values can prove, and for a sheet without header the likely
    /// name and amount.
    private func byValues(_ profile: ColumnProfile, at index: Int, headerless: Bool) -> [(
        column: Int, guess: Guess
    )] {
        guard profile.filled >= 3 else { return [] }
        var found: [(column: Int, guess: Guess)] = []
        func add(_ name: String, _ share: Double, _ weight: Double) {
            guard share > 0.7, let field = Field(rawValue: name) else { return }
            let percent = Int((share * 100).rounded())
            found.append(
                (
                    index,
                    Guess(
                        field: field, score: Int(weight * share),
                        reason: "\(percent)\u{00A0}% de ses valeurs en ont la forme")
                ))
        }
        add("siret", profile.share(.siret), 45)
        add("siren", profile.share(.siren), 45)
        add("rna", profile.share(.rna), 45)
        add("email", profile.share(.email), 45)
        add("website", profile.share(.web), 45)
        add("phone", profile.share(.phone), 40)
        if headerless {
            add("year", profile.share(.year), 42)
            add("decision_date", profile.share(.day), 41)
            if profile.share(.year) < 0.5, profile.share(.postcode) < 0.5, profile.share(.siret) < 0.5,
                profile.share(.siren) < 0.5, profile.share(.fourteenDigits) < 0.5
            {
                add("amount", profile.share(.amount), profile.share(.decimals) > 0.2 ? 40 : 35)
            }
            let likelyName = profile.share(.words) * min(1, profile.variety + 0.2)
            add("beneficiary_name", likelyName, 38)
            add("name", likelyName, 38)
        }
        return found
    }
}
