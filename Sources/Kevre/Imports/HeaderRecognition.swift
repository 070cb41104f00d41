import Spreadsheet
import Synchronization

private let recognisedNames = Mutex<[ObjectIdentifier: any Sendable]>([:])

/// Finds the header of a sheet and what its columns hold.
struct HeaderRecognition<Field: ImportField> {
    /// One guess, with its reason to show.
    struct Guess: Sendable {
        let field: Field
        /// 0…100.
        let score: Int
        let reason: String
    }

    private typealias Names = [String: [(field: Field, rank: Int)]]

    /// Names of columns by their comparable form, the most official first; made once for each kind of file, since a
    /// sheet may have a header a line.
    private static var names: Names {
        recognisedNames.withLock { made in
            if let names = made[ObjectIdentifier(Field.self)] as? Names { return names }
            let names = spelledNames
            made[ObjectIdentifier(Field.self)] = names
            return names
        }
    }

    private static var spelledNames: Names {
        var names: Names = [:]
        for field in Field.allCases {
            for (rank, name) in ([field.rawValue, field.title] + field.columnNames).enumerated() {
                names[HeaderName.key(name), default: []].append((field, rank))
            }
        }
        return names
    }
    private let names: Names = HeaderRecognition.names

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
        let words = Set(FrenchText.folded(header).split(separator: " ").map(String.init))
        if let guess = amountGuess(words, header) { return [guess] }
        let isAboutRequest = !words.isDisjoint(with: AmountWords.asked)
        // « Association (handicap) »: the words before the parenthesis name the column.
        if let open = header.firstIndex(of: "("), open > header.startIndex {
            let start = candidates(String(header[..<open]))
            if let first = start.first, first.score > 60 {
                return [Guess(field: first.field, score: first.score - 10, reason: first.reason)]
            }
        }
        return Field.allCases.compactMap { field in
            if field.comesByYear, isAboutRequest { return nil }
            let hit = field.hints.firstIndex { hint in words.contains(hint) || words.contains("\(hint)s") }
            return hit.map {
                Guess(field: field, score: 50 - 5 * $0, reason: "un mot de son nom y fait penser")
            }
        }.sorted { $0.score > $1.score }
    }

    /// What a title says of an amount: what was asked is never what was granted, whatever else it says.
    private func amountGuess(_ words: Set<String>, _ header: String) -> Guess? {
        guard let amount = Field(rawValue: "amount"), let requested = Field(rawValue: "requested") else { return nil }
        if Year(header.trimmed) != nil {
            return Guess(field: amount, score: 40, reason: "une année\u{a0}: ses montants")
        }
        guard !words.isDisjoint(with: AmountWords.amounts) else { return nil }
        if !words.isDisjoint(with: AmountWords.asked) {
            return Guess(field: requested, score: 60, reason: "d’après son nom")
        }
        // « Date d’attribution de la subvention » is none.
        let others: Set<String> = [
            "date", "objet", "nature", "reference", "numero", "type", "nom", "conditions", "nombre", "annee",
            "exercice",
            "beneficiaire", "association", "part", "pourcentage", "taux",
        ]
        guard !words.isDisjoint(with: AmountWords.granted), words.isDisjoint(with: others) else { return nil }
        return Guess(field: amount, score: 60, reason: "d’après son nom")
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
                if Year(header.trimmed) != nil, (profile.fitness(for: candidate.field.content) ?? 0) < 0.6 { continue }
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

    /// Adds to a field that has a column of a year the like columns of other years: a table may have one a year.
    func addOtherYears(headers: [String], profiles: [ColumnProfile], to mapping: inout ImportMapping<Field>) {
        for field in Field.allCases where field.comesByYear {
            guard case .column(let first)? = mapping[field].first, let own = HeaderName.year(of: headers[first]) else {
                continue
            }
            var best: [Year: (index: Int, score: Int)] = [own: (first, 1_000)]
            for index in headers.indices where mapping.field(ofColumn: index) == nil {
                guard let year = HeaderName.year(of: headers[index]),
                    let guess = candidates(headers[index]).first, guess.field == field,
                    profiles[index].fitness(for: field.content).map({ $0 >= 0.2 }) ?? true,
                    guess.score > best[year]?.score ?? 0
                else { continue }
                best[year] = (index, guess.score)
            }
            for (index, _) in best.values.sorted(by: { $0.index < $1.index }) {
                mapping.assign(.column(index), to: field, adds: true)
            }
            mapping[field].sort { left, right in
                if case .column(let one) = left, case .column(let other) = right { one < other } else { false }
            }
        }
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

/// Words of titles that part what was asked from what was granted.
enum AmountWords {
    static let asked: Set<String> = [
        "demande", "demandee", "demandes", "demandees", "sollicite", "sollicitee", "sollicites", "sollicitees",
        "souhaite", "souhaitee", "requested",
    ]
    static let granted: Set<String> = [
        "vote", "votee", "votes", "votees", "accorde", "accordee", "accordes", "accordees", "attribue", "attribuee",
        "attribues", "attribuees", "alloue", "allouee", "octroye", "octroyee", "verse", "versee", "notifie", "notifiee",
    ]
    static let amounts: Set<String> = [
        "montant", "montants", "subvention", "subventions", "somme", "aide", "aides", "credit", "credits", "amount",
        "euros", "eur",
    ]
}
