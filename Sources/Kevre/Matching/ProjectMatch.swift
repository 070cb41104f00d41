import PostgreSQL

/// An aid weighed for a project, explained.
public struct ProjectMatch: Sendable, Identifiable {
    public let aid: Aid
    public let score: MatchScore
    public let criteria: [MatchCriterion]
    /// Nil where nothing tells an amount.
    public let plausible: Money?
    /// Days until the last one to file; nil where there is none to come.
    public let daysLeft: Int?
    public let evidence: MatchEvidence?
    /// Stems of the project that the aid has too.
    public let commonWords: [String]
    public let verdict: MatchVerdict?

    public var id: Aid.ID { aid.id }

    /// The hard criteria not met: why it is excluded.
    public var exclusions: [MatchCriterion] { criteria.filter { $0.isHard && $0.outcome == .notMet } }
    public var isExcluded: Bool { !exclusions.isEmpty }
    /// Wishes of the funder not met.
    public var warnings: [MatchCriterion] {
        criteria.filter { $0.isWish && $0.outcome == .notMet }
    }

    /// What all aids give for one project.
    public struct Answer: Sendable {
        /// The best first.
        public let matches: [ProjectMatch]
        /// Close by theme, but kept away by a condition.
        public let excluded: [ProjectMatch]
        /// Put aside by an officer.
        public let dismissed: [ProjectMatch]
        /// Aids of the catalogue that were weighed.
        public let weighed: Int
        /// What of the project is missing to weigh better.
        public let gaps: [String]
        /// The day it was weighed for.
        public let today: Day
    }

    /// Weighs the whole catalogue for a project.
    ///
    /// - Parameters:
    ///   - limit: matches at most.
    ///   - excluded: of the excluded, at most so many.
    /// - Throws: ``NotFound``, ``AccessRefusal``.
    public static func find(
        for project: Project.ID, today: Day, limit: Int = 30, excluded: Int = 12, by agent: Agent, in tx: Transaction
    ) throws -> Answer {
        try agent.require(.readFunding)
        let (facts, query) = try prepare(project, today, in: tx)
        let best = try query.best(limit, in: tx)
        let kept = excluded > 0 ? try query.excluded(excluded, in: tx) : []
        let verdicts = try MatchVerdict.all(of: project, in: tx)
        let dismissed =
            excluded > 0 ? try query.these(verdicts.filter { $0.value.word == .dismissed }.map(\.key), in: tx) : []
        let explained = try explain(best + kept + dismissed, query, verdicts, in: tx)
        let count: Int = excluded > 0 ? try tx.one("SELECT count(*) AS n FROM aid_facts")["n"] : 0
        return Answer(
            matches: best.compactMap { explained[$0.aid] }, excluded: kept.compactMap { explained[$0.aid] },
            dismissed: dismissed.compactMap { explained[$0.aid] }, weighed: count, gaps: facts.gaps, today: today)
    }

    /// One aid for one project, excluded or not.
    public static func find(
        for project: Project.ID, aid: Aid.ID, today: Day, by agent: Agent, in tx: Transaction
    ) throws -> ProjectMatch? {
        try agent.require(.readFunding)
        let (_, query) = try prepare(project, today, in: tx)
        let lines = try query.these([aid.number], in: tx)
        return try explain(lines, query, MatchVerdict.all(of: project, in: tx), in: tx)[aid.number]
    }

    /// The projects an aid could serve, the likest first: open ones with a theme in common, or all where the aid says
    /// none; the newest two hundred are weighed.
    public static func projects(
        for aid: Aid.ID, today: Day, limit: Int = 30, by agent: Agent, in tx: Transaction
    ) throws -> [(project: Project, match: ProjectMatch)] {
        try agent.require(.readFunding)
        let rows = try tx.query(
            """
            SELECT p.id FROM project p JOIN aid a ON a.id = \(aid)
             WHERE p.stage NOT IN ('done', 'abandoned') AND (a.themes = '{}' OR p.themes = '{}' OR p.themes && a.themes)
             ORDER BY p.updated_at DESC LIMIT 200
            """)
        var found: [(project: Project, match: ProjectMatch)] = []
        var evidence = MatchEvidence.Memory()
        for row in rows {
            let id: Project.ID = try row["id"]
            let (_, query) = try prepare(id, today, knowing: &evidence, in: tx)
            guard let line = try query.best(1, only: aid, in: tx).first,
                let match = try explain([line], query, MatchVerdict.all(of: id, in: tx), in: tx)[aid.number]
            else { continue }
            found.append((try Project.find(id, in: tx), match))
        }
        return Array(
            found.sorted { ($1.match.score.points, $0.project.id) < ($0.match.score.points, $1.project.id) }.prefix(
                limit))
    }

    /// What the weighing of a project's aids needs, read first.
    static func prepare(_ project: Project.ID, _ today: Day, in tx: Transaction) throws -> (MatchFacts, MatchQuery) {
        var evidence = MatchEvidence.Memory()
        return try prepare(project, today, knowing: &evidence, in: tx)
    }

    private static func prepare(
        _ project: Project.ID, _ today: Day, knowing memory: inout MatchEvidence.Memory, in tx: Transaction
    ) throws -> (MatchFacts, MatchQuery) {
        let facts = try MatchFacts.find(project, in: tx)
        let reach = try MatchReach.find(facts, in: tx)
        let evidence = try MatchEvidence.find(facts, today: today, knowing: &memory, in: tx)
        let dismissed = try MatchVerdict.all(of: project, in: tx).filter { $0.value.word == .dismissed }.map(\.key)
            .sorted()
        return (
            facts,
            MatchQuery(
                facts: facts, reach: reach, evidence: evidence,
                answers: try MatchAnswer.weights(facts, reach, today: today, in: tx),
                dismissed: dismissed, today: today)
        )
    }

    private static func explain(
        _ lines: [MatchQuery.Line], _ query: MatchQuery, _ verdicts: [Int: MatchVerdict], in tx: Transaction
    ) throws -> [Int: ProjectMatch] {
        let ids = lines.map(\.aid)
        guard !ids.isEmpty else { return [:] }
        let aids = try Aid.find(ids, in: tx)
        let answers = try MatchAnswer.all(of: query.facts.project, among: ids, in: tx)
        let common = try commonWords(query.facts, ids, in: tx)
        let scores = Dictionary(lines.map { ($0.aid, $0.score) }, uniquingKeysWith: { first, _ in first })
        var found: [Int: ProjectMatch] = [:]
        for aid in aids {
            guard let score = scores[aid.id.number] else { continue }
            let explanation = MatchExplanation(aid: aid, facts: query.facts, reach: query.reach, today: query.today)
            found[aid.id.number] = ProjectMatch(
                aid: aid, score: score, criteria: explanation.criteria(answers[aid.id.number] ?? []),
                plausible: explanation.plausible, daysLeft: explanation.daysLeft,
                evidence: query.evidence[aid.funder], commonWords: common[aid.id.number] ?? [],
                verdict: verdicts[aid.id.number])
        }
        return found
    }

    /// The project's words, as it writes them, whose stems the aids have.
    private static func commonWords(_ facts: MatchFacts, _ ids: [Int], in tx: Transaction) throws -> [Int: [String]] {
        var found: [Int: [String]] = [:]
        let rows = try tx.query(
            """
            SELECT w.aid_id, array_agg(u.lexeme) AS stems FROM aid_words w, unnest(w.words) u
             WHERE w.aid_id = ANY(\(ids)) AND u.lexeme = ANY(\(facts.words.map(\.stem))::text[]) GROUP BY w.aid_id
            """)
        for row in rows {
            let stems = Set(try row["stems"] as [String])
            found[try row["aid_id"]] = facts.words.filter { stems.contains($0.stem) }.map(\.shown)
        }
        return found
    }
}
