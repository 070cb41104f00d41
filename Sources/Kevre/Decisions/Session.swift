import Foundation
import PostgreSQL

/// A meeting (séance) of a body that decides applications, or gives its opinion on them.
public struct Session: Sendable, Identifiable {
    public typealias ID = Identifier<Session>

    /// Who sits.
    public enum Body: String, CaseIterable, Sendable, SQLValue {
        case committee, bureau, council, president

        public var label: String {
            switch self {
            case .committee: "Commission"
            case .bureau: "Bureau communautaire"
            case .council: "Conseil communautaire"
            case .president: "Décision du président"
            }
        }

        /// Whether it may deal with a scheme whose subsidies another body is competent for.
        ///
        /// The council keeps its competence over what it delegated only as far as it says so; here it may always
        /// decide. The bureau and the president decide what was delegated to them. A committee studies every
        /// file; the act is then taken by the competent body.
        ///
        /// - SeeAlso: CGCT, art. L5211-10.
        public func isCompetent(for delegation: DecidingBody) -> Bool {
            switch self {
            case .council, .committee: true
            case .bureau: delegation == .bureau
            case .president: delegation == .president
            }
        }
    }

    public let id: ID
    /// Which body meets: it decides which files its agenda takes.
    public let body: Body
    public let name: String
    /// The day of its decisions.
    public let heldOn: Day
    /// Time of the day, `18:30`.
    public let heldAt: String?
    public let place: String
    /// Number of the deliberation or decision, often known after the session only.
    public let deliberationReference: String?
    /// From then on its decisions are final and its envelopes committed; nil before.
    public let closedAt: Date?
    /// Name of who closed it.
    public let closedBy: String?
    /// To be sent back with a change.
    public let version: Int

    /// Whether its decisions are final.
    public var isClosed: Bool { closedAt != nil }

    /// `jeudi 12 mars 2026, 18 h 30`.
    public var moment: String {
        let time = (heldAt ?? "").split(separator: ":")
        guard time.count == 2, let hour = Int(time[0]) else { return heldOn.longWithWeekday }
        return "\(heldOn.longWithWeekday), \(hour)\u{a0}h\(time[1] == "00" ? "" : "\u{a0}\(time[1])")"
    }

    init(_ row: Row) throws {
        id = try row["id"]
        body = try row["body"]
        name = try row["name"]
        heldOn = try row["held_on"]
        heldAt = try row["held_at"]
        place = try row["place"]
        deliberationReference = try row["deliberation_reference"]
        closedAt = try row["closed_at"]
        closedBy = try row["closed_by"]
        version = try row["version"]
    }

    /// A session: its agenda is seen whole by everyone who may consult sessions, since what a body decides is
    /// one act, whatever the services its lines come from.
    ///
    /// - Throws: ``NotFound``; ``AccessRefusal``.
    public static func find(_ id: ID, for agent: Agent, in tx: Transaction) throws -> Session {
        try agent.require(.readSessions)
        return try find(id, lock: "", in: tx)
    }

    /// The session as it stands until the transaction ends: it can be shared with other lines' decisions but
    /// not closed meanwhile.
    ///
    /// - Throws: ``DecisionRefusal/sessionClosed(_:)``.
    static func open(_ id: ID, in tx: Transaction) throws -> Session {
        let session = try find(id, lock: "FOR SHARE", in: tx)
        guard !session.isClosed else { throw DecisionRefusal.sessionClosed(session.name) }
        return session
    }

    static func find(_ id: ID, lock: SQL, in tx: Transaction) throws -> Session {
        guard let row = try tx.first("SELECT * FROM session WHERE id = \(id) \(lock)") else {
            throw NotFound("Cette séance n’existe pas.")
        }
        return try Session(row)
    }

    /// The sessions still open, the nearest first: where a file can be put on the agenda.
    public static func upcoming(in tx: Transaction) throws -> [Session] {
        try tx.query("SELECT * FROM session WHERE closed_at IS NULL ORDER BY held_on, id").map(Session.init)
    }
}
