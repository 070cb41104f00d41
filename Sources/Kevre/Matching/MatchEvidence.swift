import PostgreSQL

/// What a funder gave to like associations nearby, from published grants.
public struct MatchEvidence: Sendable {
    public let funder: Funder.ID
    public let associations: Int
    public let median: Money
    /// First year counted.
    public let since: Int

    static let years = 5

    /// One French sentence.
    public var sentence: String {
        let who = FrenchText.count(associations, "association semblable", "associations semblables")
        let verb = associations == 1 ? "a reçu" : "ont reçu"
        return "\(who) du territoire \(verb) de ce financeur depuis \(since) (médiane \(median.short))."
    }

    /// What was found for one territory and some themes, kept while many projects are weighed at once.
    struct Memory {
        fileprivate var found: [[String]: [Funder.ID: MatchEvidence]] = [:]
        /// The EPCI of each seat, its own code where it has none.
        fileprivate var territories: [String: String] = [:]
    }

    /// The same as ``find(_:today:in:)``, asked once for the projects of one territory and the same themes.
    static func find(
        _ facts: MatchFacts, today: Day, knowing memory: inout Memory, in tx: Transaction
    ) throws -> [Funder.ID: MatchEvidence] {
        guard let seat = facts.seat else { return [:] }
        let territory: String
        if let known = memory.territories[seat] {
            territory = known
        } else {
            let row = try tx.first("SELECT epci_siren FROM commune WHERE code = \(seat)")
            territory = try row?["epci_siren"] ?? seat
            memory.territories[seat] = territory
        }
        let key = [territory] + Set(facts.themes + [facts.associationTheme].compactMap(\.self)).sorted()
        if let known = memory.found[key] { return known }
        let found = try find(facts, today: today, in: tx)
        memory.found[key] = found
        return found
    }

    /// Associations of the project's themes, or of the same theme, seated in the same EPCI; grants of the last years.
    static func find(_ facts: MatchFacts, today: Day, in tx: Transaction) throws -> [Funder.ID: MatchEvidence] {
        guard let seat = facts.seat else { return [:] }
        let since = today.year - years
        let themes = Set(facts.themes + [facts.associationTheme].compactMap(\.self))
        let rows = try tx.query(
            """
            WITH past AS (
                SELECT g.funder_name, g.association_id, g.amount_cents
                  FROM association a JOIN theme t ON t.id = a.theme_id AND t.code = ANY (\(Array(themes))::text[])
                  JOIN grant_record g ON g.association_id = a.id
                 WHERE a.commune_code IN (SELECT n.code FROM commune n JOIN commune h ON h.epci_siren = n.epci_siren
                                           WHERE h.code = \(seat))
                   AND NOT g.own AND NOT g.refused AND g.amount_cents > 0 AND g.year >= \(since)
            ), named AS MATERIALIZED (
                SELECT n.funder_name, coalesce(f.id, l.funder_id) AS funder
                  FROM (SELECT funder_name, normalize_name(funder_name) AS key FROM (SELECT DISTINCT funder_name FROM past) d OFFSET 0) n
                  LEFT JOIN funder f ON f.name_key = n.key LEFT JOIN funder_alias l ON l.name_key = n.key
            )
            SELECT n.funder, count(DISTINCT p.association_id) AS associations,
                   percentile_disc(0.5) WITHIN GROUP (ORDER BY p.amount_cents) AS median
              FROM past p JOIN named n USING (funder_name) WHERE n.funder IS NOT NULL GROUP BY n.funder
            """)
        var found: [Funder.ID: MatchEvidence] = [:]
        for row in rows {
            let funder: Funder.ID = try row["funder"]
            found[funder] = MatchEvidence(
                funder: funder, associations: try row["associations"], median: try row["median"], since: since)
        }
        return found
    }
}
