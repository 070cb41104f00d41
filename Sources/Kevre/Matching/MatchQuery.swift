import PostgreSQL

/// The weighing of all aids for one project, in the database: narrow rows are filtered and scored; words, the dearest
/// part, are looked at only where they can still change who comes first.
///
/// An aid whose other points, plus all that words can bring, stay below the last of the `limit` best without words
/// cannot be among the `limit` best: those are left out, and no others. The order is therefore that of the formula.
struct MatchQuery {
    let facts: MatchFacts
    let reach: MatchReach
    let evidence: [Funder.ID: MatchEvidence]
    /// What officers said of criteria, by aid.
    let answers: [Int: MatchAnswer.Weight]
    /// Aids put aside.
    let dismissed: [Int]
    let today: Day

    /// One aid as it was weighed.
    struct Line: Sendable {
        let aid: Int
        let score: MatchScore
        /// Bits of the hard criteria not met.
        let failed: Int
    }

    /// The best aids that nothing excludes.
    func best(_ limit: Int, only aid: Aid.ID? = nil, in tx: Transaction) throws -> [Line] {
        try tx.query(
            """
            \(cheap(aid.map { .these([$0.number]) } ?? .open, keeping: "w.failed = 0 AND NOT w.put_aside")),
            first AS (
                SELECT c.cheap + w.points AS total
                  FROM (SELECT * FROM cheap ORDER BY cheap DESC, aid_id LIMIT \(max(4 * limit, 160))) c
                       CROSS JOIN LATERAL (\(wordPoints)) w
            ), chosen AS (
                SELECT * FROM cheap WHERE cheap + 270 >= coalesce(
                    (SELECT total FROM first ORDER BY total DESC OFFSET \(limit - 1) LIMIT 1), -1000)
            )
            SELECT c.*, w.points AS s_words FROM chosen c CROSS JOIN LATERAL (\(wordPoints)) w
             ORDER BY c.cheap + w.points DESC, c.aid_id LIMIT \(limit)
            """
        ).map(Self.line)
    }

    /// Aids that only a hard criterion keeps away, likest first: open to associations here, or asked about by the
    /// officer, and close by theme.
    func excluded(_ limit: Int, in tx: Transaction) throws -> [Line] {
        try tx.query(
            """
            \(cheap(.known, keeping: "w.failed <> 0 AND NOT w.put_aside")), chosen AS (
                SELECT * FROM cheap WHERE s_theme >= 48 OR answered
                 ORDER BY answered DESC, cheap DESC, aid_id LIMIT \(limit * 4)
            )
            SELECT c.*, w.points AS s_words FROM chosen c CROSS JOIN LATERAL (\(wordPoints)) w
             ORDER BY c.answered DESC, c.cheap + w.points DESC, c.aid_id LIMIT \(limit)
            """
        ).map(Self.line)
    }

    /// Certain aids, whatever excludes them.
    func these(_ aids: [Int], in tx: Transaction) throws -> [Line] {
        guard !aids.isEmpty else { return [] }
        return try tx.query(
            """
            \(cheap(.these(aids), keeping: "true"))
            SELECT c.*, w.points AS s_words FROM cheap c CROSS JOIN LATERAL (\(wordPoints)) w
             ORDER BY c.cheap + w.points DESC, c.aid_id
            """
        ).map(Self.line)
    }

    private static func line(_ row: Row) throws -> Line {
        Line(aid: try row["aid_id"], score: try MatchScore(row), failed: try row["failed"])
    }

    // MARK: - Everything but words

    /// Which aids are weighed.
    private enum Among {
        /// Those that may be filed, now or another time: most of what matters, found by the territory.
        case open
        /// The same, with those that are past.
        case known
        case these([Int])
    }

    private func among(_ choice: Among) -> SQL {
        let here: SQL = """
            (f.for_associations IS NOT FALSE AND (f.perimeter_id = ANY (\(reach.places.map(\.perimeter))) OR f.perimeter_id IS NULL
                                                  OR \(!facts.placeIsSaid)))
            """
        let asked: SQL = answers.isEmpty ? "false" : "f.aid_id = ANY (\(answers.keys.sorted()))"
        return switch choice {
        case .these(let aids): "f.aid_id = ANY (\(aids))"
        case .known: "(\(here) OR \(asked))"
        case .open:
            """
            (\(here) AND (f.closes_on IS NULL OR f.closes_on >= \(today) OR f.recurrence IN ('recurring', 'ongoing'))
             OR \(asked))
            """
        }
    }

    private func cheap(_ choice: Among, keeping condition: SQL) -> SQL {
        let places = reach.places
        let points = places.map { MatchScore.territory($0.scale, isWhole: $0.isWhole) }
        // Few funders, few answers: constants in the statement cost less a row than joins.
        let precedents = evidence.values.sorted { $0.funder < $1.funder }
            .map { " WHEN \($0.funder) THEN \(MatchScore.evidence($0))" }.joined()
        let precedent = precedents.isEmpty ? "0" : "CASE f.funder_id\(precedents) ELSE 0 END"
        let asked = answers.keys.sorted()
        let weights = asked.compactMap { answers[$0] }
        let said: SQL =
            asked.isEmpty
            ? "0 AS met, 0 AS unmet, 0 AS wished, false AS answered"
            : """
            coalesce(a.met, 0) AS met, coalesce(a.unmet, 0) AS unmet, coalesce(a.wished, 0) AS wished,
            a.aid_id IS NOT NULL AS answered
            """
        let aside: SQL = dismissed.isEmpty ? "false" : "f.aid_id = ANY (\(dismissed))"
        let answer: SQL =
            asked.isEmpty
            ? ""
            : """
            LEFT JOIN unnest(\(asked), \(weights.map(\.met)), \(weights.map(\.unmet)), \(weights.map(\.wishes)))
                 a (aid_id, met, unmet, wished) ON a.aid_id = f.aid_id
            """
        return """
            WITH reach AS (
                SELECT * FROM unnest(\(places.map(\.perimeter)), \(points), \(places.map(\.holdsSeat)))
                    r (perimeter_id, points, seat)
            ), weighed AS (
                SELECT f.*, \(said), r.perimeter_id AS held, r.points AS place_points, r.seat AS holds_seat,
                       \(trusted: precedent) AS evidence_points,
                       \(aside) AS put_aside, \(amounts)
                  FROM aid_facts f LEFT JOIN reach r ON r.perimeter_id = f.perimeter_id \(answer)
                 WHERE \(among(choice))
            ), judged AS (
                SELECT w.*, least(w.ceiling_cents, w.by_rate, w.need) AS plausible FROM weighed w
            ), passed AS (
                SELECT w.*, (((\(failures)) & ~w.met) | w.unmet)::integer AS failed, \(wishes) + w.wished AS unmet_wishes FROM judged w
            ), scored AS MATERIALIZED (
                SELECT w.aid_id, w.failed, w.answered, \(scores) FROM passed w WHERE \(condition)
            ), cheap AS (
                SELECT *, \(trusted: Self.cheapSum) AS cheap FROM scored
            )
            """
    }

    /// The part of the cost that counts and what the rate gives of it.
    private var amounts: SQL {
        let (cost, investment) = (facts.cost?.cents, facts.investment.cents)
        let base: SQL = """
            CASE WHEN f.expenses = '{operating}' THEN \(cost)::bigint - \(investment)::bigint
                 WHEN f.expenses = '{investment}' THEN \(investment)::bigint + 0 * \(cost)::bigint
                 ELSE \(cost)::bigint END
            """
        // Money that is only offered as advice has no amount; an aid that says neither rate nor ceiling has none known.
        return """
            CASE WHEN f.rate_max_bp IS NOT NULL THEN (\(base)) * f.rate_max_bp / 10000 END AS by_rate,
            CASE WHEN f.rate_max_bp IS NOT NULL OR f.ceiling_cents IS NOT NULL THEN \(facts.need)::bigint END AS need
            """
    }

    private func wish(_ name: String, _ condition: SQL) -> SQL {
        "(CASE WHEN '\(trusted: name)' = ANY (w.priorities) AND \(condition) THEN 1 ELSE 0 END)"
    }

    private var wishes: SQL {
        SQL.joined(
            [
                wish("age", tooYoung), wish("size", tooLarge), wish("budget", tooRich),
                // Outside the territory it is no matter of wishes.
                wish("seat", "\(seatElsewhere) AND (w.held IS NOT NULL OR \(!facts.placeIsSaid))"),
            ],
            separator: " + ")
    }

    private var tooYoung: SQL {
        """
        coalesce(\(facts.createdOn)::date + make_interval(months => w.min_age_months)
                 > CASE WHEN w.closes_on >= \(today) THEN w.closes_on ELSE \(today) END, false)
        """
    }
    private var tooLarge: SQL { "coalesce(\(facts.fte)::integer > w.max_fte_hundredths, false)" }
    private var tooRich: SQL { "coalesce(\(facts.associationBudget)::bigint > w.max_budget_cents, false)" }
    private var seatElsewhere: SQL {
        "(w.seat_required AND w.perimeter_id IS NOT NULL AND \(facts.seat != nil) AND w.holds_seat IS NOT TRUE)"
    }

    private var failures: SQL {
        let (operating, investment) = facts.spends
        // Without a place of its own, a project is not excluded by territory: one has to ask.
        let outside: SQL =
            facts.placeIsSaid ? "(w.perimeter_id IS NOT NULL AND w.held IS NULL)" : "false"
        func unlessWish(_ name: String, _ condition: SQL) -> SQL {
            "(\(condition) AND NOT '\(trusted: name)' = ANY (w.priorities))"
        }
        let conditions: [(Int, SQL)] = [
            (1, "w.for_associations IS FALSE"),
            (2, "(\(outside) OR \(unlessWish("seat", seatElsewhere)))"),
            (
                4,
                "coalesce(w.closes_on < \(today), false) AND w.recurrence IS DISTINCT FROM 'recurring' AND w.recurrence IS DISTINCT FROM 'ongoing'"
            ),
            (8, unlessWish("age", tooYoung)), (16, unlessWish("size", tooLarge)), (32, unlessWish("budget", tooRich)),
            (
                64,
                "(w.expenses = '{operating}' AND NOT \(operating)) OR (w.expenses = '{investment}' AND NOT \(investment))"
            ),
            (
                128,
                "coalesce(\(facts.cost)::bigint < w.min_project_cents, false) OR coalesce(\(facts.cost)::bigint > w.max_project_cents, false)"
            ),
            (256, "coalesce(w.plausible < w.floor_cents, false)"),
            (512, "w.start_rule <> 'any' AND coalesce(\(facts.startsOn)::date < \(today), false)"),
        ]
        return SQL.joined(
            conditions.map { "(CASE WHEN \($0.1) THEN \(trusted: String($0.0)) ELSE 0 END)" }, separator: " | ")
    }

    private var scores: SQL {
        let themes = facts.themes
        let common = SQL.joined(themes.map { "(\($0) = ANY (w.themes))::integer" }, separator: " + ")
        let theme: SQL =
            themes.isEmpty
            ? "110"
            : """
            CASE WHEN cardinality(w.themes) = 0 THEN 170
                 WHEN NOT w.themes && \(themes)::text[] THEN 0
                 ELSE 48 + 192 * (\(common)) * (\(trusted: String(themes.count)) + cardinality(w.themes))
                           / (cardinality(w.themes) * \(trusted: String(2 * themes.count))) END
            """
        let calendar: SQL = """
            CASE WHEN w.closes_on >= \(today) THEN
                      CASE WHEN w.closes_on - \(today) >= 2 * w.preparation_days THEN 80
                           WHEN w.closes_on - \(today) >= w.preparation_days THEN 66 ELSE 16 END
                 WHEN w.recurrence = 'ongoing' THEN 64 WHEN w.recurrence = 'recurring' THEN 44 ELSE 36 END
            """
        let amount: SQL = """
            CASE WHEN w.gives_money IS FALSE THEN 12
                 WHEN w.plausible IS NULL OR w.need IS NULL THEN 54
                 ELSE least(120, 120 * w.plausible / greatest(w.need, 1))::integer END
            """
        // The seat stands for a territory that is not said: away from it nothing is near, unless an officer knows better.
        let seatStands = !facts.placeIsSaid && facts.seat != nil
        let place: SQL = """
            CASE WHEN w.held IS NOT NULL THEN w.place_points
                 WHEN \(seatStands) AND w.perimeter_id IS NOT NULL AND w.met & 2 = 0 THEN 0 ELSE 45 END
            """
        let parts: [(String, SQL)] = [
            ("theme", theme), ("territory", place), ("calendar", calendar), ("amount", amount),
            ("status", "CASE WHEN w.for_associations THEN 30 ELSE 10 END"),
            ("effort", "CASE w.effort WHEN 'light' THEN 50 WHEN 'heavy' THEN 12 ELSE 31 END"),
            ("evidence", "w.evidence_points"), ("wishes", "w.unmet_wishes * -60"),
        ]
        return SQL.joined(
            parts.map { "(\($0.1))::integer AS s_\(trusted: $0.0)" }, separator: ",\n                       ")
    }

    /// Every part but words, the only one not known yet.
    private static let cheapSum = MatchScore.Part.allCases.filter { $0 != .words }.map { "s_\($0.rawValue)" }
        .joined(separator: " + ")

    // MARK: - Words

    /// Points for the stems both have in common, by `ts_rank`: three times more in the aid's name than in its text, twice
    /// in its themes, somewhat more where they come back; half of what can be had is reached at 14. A word of the
    /// project's title counts half as much again as one of its text.
    ///
    /// `ts_rank` divides by the number of stems and by the sum of the inverse squares: both are undone.
    private var wordPoints: SQL {
        func rank(_ weight: Int) -> SQL? {
            // Backwards: ts_rank sorts what it is asked for at each call, and takes them from the last one.
            let stems = facts.words.filter { $0.weight == weight }.reversed().map {
                "'\($0.stem.replacing("\\", with: "\\\\").replacing("'", with: "''"))'"
            }
            guard !stems.isEmpty else { return nil }
            return """
                \(trusted: String(weight * stems.count)) * ts_rank('{0, 0.33333334, 0.6666667, 1}', k.words, \(stems.joined(separator: " | "))::tsquery)
                """
        }
        let ranks = [rank(3), rank(2)].compactMap(\.self)
        guard !ranks.isEmpty else { return "SELECT 0 AS points" }
        return """
            SELECT coalesce((SELECT (270 * s.found / (s.found + 14))::integer
                               FROM (SELECT 4.934802 * (\(SQL.joined(ranks, separator: " + "))) AS found
                                       FROM aid_words k WHERE k.aid_id = c.aid_id) s), 0) AS points
            """
    }
}
