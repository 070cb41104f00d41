import Foundation
import PostgreSQL

/// What an officer knows of a criterion: it settles what the data leave open, or overrides them, and says why.
public struct MatchAnswer: Sendable {
    public let kind: MatchCriterion.Kind
    public let isMet: Bool
    public let note: String
    public let agentName: String
    public let at: Date

    /// By aid.
    static func all(of project: Project.ID, among aids: [Int], in tx: Transaction) throws -> [Int: [MatchAnswer]] {
        var found: [Int: [MatchAnswer]] = [:]
        for row in try tx.query(
            "SELECT * FROM aid_answer WHERE project_id = \(project) AND aid_id = ANY(\(aids)) ORDER BY id")
        {
            found[try row["aid_id"], default: []].append(
                MatchAnswer(
                    kind: try row["criterion"], isMet: try row["outcome"] == "met", note: try row["note"],
                    agentName: try row["agent_name"], at: try row["at"]))
        }
        return found
    }

    /// As the weighing reads them.
    struct Weight: Sendable {
        /// Bits of the hard criteria held for met, and for not met.
        var met = 0
        var unmet = 0
        /// Wishes of the funder not met by what was said, less those that only the data hold for not met.
        var wishes = 0
    }

    /// By aid. What an answer is worth depends on the criterion it is given to: a hard one not met excludes, a wish costs
    /// its points, a criterion that only scores changes nothing, and one the aid no longer has says nothing.
    static func weights(
        _ facts: MatchFacts, _ reach: MatchReach, today: Day, in tx: Transaction
    ) throws -> [Int: Weight] {
        let rows = try tx.query(
            "SELECT aid_id, criterion, outcome FROM aid_answer WHERE project_id = \(facts.project) ORDER BY id")
        guard !rows.isEmpty else { return [:] }
        let aids = try Aid.find(Set(rows.map { try $0["aid_id"] as Int }).sorted(), in: tx)
        let criteria = Dictionary(
            uniqueKeysWithValues: aids.map {
                ($0.id.number, MatchExplanation(aid: $0, facts: facts, reach: reach, today: today).criteria([]))
            })
        var found: [Int: Weight] = [:]
        for row in rows {
            let (aid, kind): (Int, MatchCriterion.Kind) = (try row["aid_id"], try row["criterion"])
            var weight = found[aid] ?? Weight()
            if let data = criteria[aid]?.first(where: { $0.kind == kind }) {
                weight.add(data, isMet: try row["outcome"] == "met")
            }
            found[aid] = weight
        }
        return found
    }

    /// Says that a criterion is met, or not, and why.
    ///
    /// - Throws: ``MatchRefusal``, ``AccessRefusal``, ``NotFound``.
    public static func give(
        _ kind: MatchCriterion.Kind, isMet: Bool, note: String, project: Project.ID, aid: Aid.ID, by agent: Agent,
        in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        let note = note.trimmed
        guard !note.isEmpty else { throw MatchRefusal.noteMissing }
        guard note.count <= 500 else { throw MatchRefusal.noteTooLong }
        try check(project, aid, in: tx)
        try tx.name(event: "answer_criterion")
        try tx.execute(
            """
            INSERT INTO aid_answer (project_id, aid_id, criterion, outcome, note, agent_name)
            VALUES (\(project), \(aid), \(kind), \(isMet ? "met" : "not_met"), \(note), \(agent.name))
            ON CONFLICT (project_id, aid_id, criterion) DO UPDATE
               SET outcome = excluded.outcome, note = excluded.note, agent_name = excluded.agent_name, at = moment()
            """)
    }

    /// Lets the data speak again.
    public static func withdraw(
        _ kind: MatchCriterion.Kind, project: Project.ID, aid: Aid.ID, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        try tx.execute(
            "DELETE FROM aid_answer WHERE project_id = \(project) AND aid_id = \(aid) AND criterion = \(kind)")
    }

    static func check(_ project: Project.ID, _ aid: Aid.ID, in tx: Transaction) throws {
        let row = try tx.one(
            """
            SELECT EXISTS (SELECT FROM project WHERE id = \(project)) AS project,
                   EXISTS (SELECT FROM aid WHERE id = \(aid)) AS aid
            """)
        guard try row["project"] else { throw NotFound("Ce projet n’existe pas.") }
        guard try row["aid"] else { throw NotFound("Cette aide n’existe pas.") }
    }
}

extension MatchAnswer.Weight {
    fileprivate mutating func add(_ data: MatchCriterion, isMet: Bool) {
        if data.isHard {
            let bit = MatchScore.hard.first { $0.criterion == data.kind }?.bit ?? 0
            if isMet { met |= bit } else { unmet |= bit }
        } else if data.isWish {
            wishes += (isMet ? 0 : 1) - (data.outcome == .notMet ? 1 : 0)
        }
    }
}

/// What became of an aid for a project: kept to be worked on, or put aside and why.
public struct MatchVerdict: Sendable {
    public enum Word: String, Sendable, SQLValue {
        case kept, dismissed
    }

    public let word: Word
    public let reason: String
    public let agentName: String
    public let at: Date

    static func all(of project: Project.ID, in tx: Transaction) throws -> [Int: MatchVerdict] {
        var found: [Int: MatchVerdict] = [:]
        for row in try tx.query("SELECT * FROM aid_verdict WHERE project_id = \(project) ORDER BY at DESC") {
            found[try row["aid_id"]] = MatchVerdict(
                word: try row["verdict"], reason: try row["reason"], agentName: try row["agent_name"], at: try row["at"]
            )
        }
        return found
    }

    /// Keeps an aid for a project, or puts it aside.
    ///
    /// - Parameter reason: needed to put aside.
    /// - Throws: ``MatchRefusal``, ``AccessRefusal``, ``NotFound``.
    public static func give(
        _ word: Word, reason: String, project: Project.ID, aid: Aid.ID, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        let reason = reason.trimmed
        guard word == .kept || !reason.isEmpty else { throw MatchRefusal.reasonMissing }
        guard reason.count <= 500 else { throw MatchRefusal.noteTooLong }
        try MatchAnswer.check(project, aid, in: tx)
        try tx.name(event: word == .kept ? "keep_aid" : "dismiss_aid")
        try tx.execute(
            """
            INSERT INTO aid_verdict (project_id, aid_id, verdict, reason, agent_name)
            VALUES (\(project), \(aid), \(word), \(reason), \(agent.name))
            ON CONFLICT (project_id, aid_id) DO UPDATE
               SET verdict = excluded.verdict, reason = excluded.reason, agent_name = excluded.agent_name, at = moment()
            """)
    }

    /// Forgets the verdict.
    public static func withdraw(project: Project.ID, aid: Aid.ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeFunding)
        try tx.execute("DELETE FROM aid_verdict WHERE project_id = \(project) AND aid_id = \(aid)")
    }
}

/// Why something is not noted.
public enum MatchRefusal: Refusal, Equatable {
    case noteMissing, reasonMissing, noteTooLong

    public var message: String {
        switch self {
        case .noteMissing: "Dites d’où vous le savez\u{a0}: une réponse sans note ne vaut rien dans un an."
        case .reasonMissing: "Dites pourquoi cette aide est écartée."
        case .noteTooLong: "500 caractères au plus."
        }
    }

    public var code: String {
        switch self {
        case .noteMissing: "match.note_missing"
        case .reasonMissing: "match.reason_missing"
        case .noteTooLong: "match.note_too_long"
        }
    }

    public var field: String? { self == .reasonMissing ? "reason" : "note" }
}
