import Foundation
import PostgreSQL

/// A person who registered for an edition, or came.
public struct Participant: Sendable, Identifiable {
    public typealias ID = Identifier<Participant>

    /// How she came into the list.
    public enum Channel: String, CaseIterable, Sendable, SQLValue {
        case online, officer
        case walkIn = "walk_in"

        public var label: String {
            switch self {
            case .online: "En ligne"
            case .officer: "Par un agent"
            case .walkIn: "Sur place"
            }
        }

        static let vocabulary = Vocabulary(allCases.map { ($0.rawValue, $0.label, .neutral) })
    }

    public let id: ID
    public let edition: Edition.ID
    public let code: ParticipantCode
    public let name: String
    public let email: String?
    public let phone: String?
    public let association: Association.ID?
    /// Of the register, else as it was typed.
    public let associationName: String?
    public let channel: Channel
    public let createdAt: Date
    public let cancelledAt: Date?
    /// First entry of the last day she came, with its door; nil for who has not come.
    public let inAt: Date?
    public let inDoor: String?
    /// Now, today: who is in at night is not in the next morning.
    public let isInside: Bool
    /// Registered at the door before the first day, and not come since.
    public let isTrial: Bool
    public let version: Int

    static let selection: SQL = """
        SELECT p.*, coalesce(a.name, p.association_name) AS organisation, h.in_at, h.in_door,
               h.inside AND is_of_today(h.last_at) AS inside
          FROM participant p LEFT JOIN association a ON a.id = p.association_id
          LEFT JOIN presence h ON h.participant_id = p.id
        """

    init(_ row: Row) throws {
        id = try row["id"]
        edition = try row["edition_id"]
        code = ParticipantCode(stored: try row["code"])
        name = try row["name"]
        email = try row["email"]
        phone = try row["phone"]
        association = try row["association_id"]
        associationName = try row["organisation"]
        channel = try row["channel"]
        createdAt = try row["created_at"]
        cancelledAt = try row["cancelled_at"]
        inAt = try row["in_at"]
        inDoor = try row["in_door"]
        isInside = try row["inside"] ?? false
        isTrial = try row["trial"]
        version = try row["version"]
    }

    public var isCancelled: Bool { cancelledAt != nil }

    /// - Throws: ``NotFound``; ``AccessRefusal``.
    public static func find(_ id: ID, of edition: Edition.ID, by agent: Agent, in tx: Transaction) throws -> Participant
    {
        try agent.require(.readRencontres)
        let row = try tx.first("\(selection) WHERE p.id = \(id) AND p.edition_id = \(edition)")
        guard let row else { throw NotFound("Cette personne n’est pas inscrite à cette édition.") }
        return try Participant(row)
    }

    /// Whom a code stands for, of whatever edition.
    ///
    /// - Throws: ``NotFound``; ``AccessRefusal``.
    public static func find(code typed: String, by agent: Agent, in tx: Transaction) throws -> Participant {
        try agent.require(.readRencontres)
        let row = try tx.first("\(selection) WHERE p.code = \(ParticipantCode(typed)?.text ?? "")")
        guard let row else { throw NotFound("Aucune inscription ne porte le code «\u{a0}\(typed.shown)\u{a0}».") }
        return try Participant(row)
    }

    /// Whom a link stands for.
    ///
    /// - Throws: ``ProgrammeRefusal/unknownLink``.
    public static func find(token: String, in tx: Transaction) throws -> Participant {
        let row = try tx.first("\(selection) WHERE p.resume_token_hash = \(Secrets.digest(token))")
        guard let row else { throw ProgrammeRefusal.unknownLink }
        return try Participant(row)
    }

    /// Her bookings, in the order of the day; those given up last.
    public func bookings(in tx: Transaction) throws -> [Booking] {
        try tx.query(
            "\(Booking.selection) WHERE b.participant_id = \(id) ORDER BY b.state = 'cancelled', s.starts_at, b.id"
        )
        .map(Booking.init)
    }
}

/// A place held or waited for in a session.
public struct Booking: Sendable, Identifiable {
    public typealias ID = Identifier<Booking>

    public enum State: String, CaseIterable, Sendable, SQLValue {
        case confirmed, waiting, cancelled

        public var label: String {
            switch self {
            case .confirmed: "Confirmée"
            case .waiting: "En liste d’attente"
            case .cancelled: "Annulée"
            }
        }

        static let vocabulary = Vocabulary(
            zip(allCases, [.done, .attention, .neutral]).map { ($0.rawValue, $0.label, $1) })
    }

    public let id: ID
    public let session: ProgrammeSession.ID
    public let mention: SessionMention
    public let roomName: String?
    public let state: State
    /// Place in the waiting list, from 1; nil for who does not wait.
    public let rank: Int?
    public let createdAt: Date
    /// When a place was freed for who waited.
    public let promotedAt: Date?
    public let attendedAt: Date?

    static let selection: SQL = """
        SELECT b.*, s.title, s.starts_at, s.ends_at, room.name AS room_name,
               CASE WHEN b.state = 'waiting' THEN
                   (SELECT count(*) FROM booking w WHERE w.session_id = b.session_id AND w.state = 'waiting'
                       AND w.arrival <= b.arrival) END AS rank
          FROM booking b JOIN programme_session s ON s.id = b.session_id LEFT JOIN room ON room.id = s.room_id
        """

    init(_ row: Row) throws {
        id = try row["id"]
        session = try row["session_id"]
        mention = try SessionMention(row)
        roomName = try row["room_name"]
        state = try row["state"]
        rank = try row["rank"]
        createdAt = try row["created_at"]
        promotedAt = try row["promoted_at"]
        attendedAt = try row["attended_at"]
    }

    /// « En liste d’attente (3e) ».
    public var stateText: String { rank.map { "\(state.label) (\($0 == 1 ? "1re" : "\($0)e"))" } ?? state.label }
}
