import Foundation
import PostgreSQL

/// A plenary, a round table or a workshop of an edition's programme.
public struct ProgrammeSession: Sendable, Identifiable {
    public typealias ID = Identifier<ProgrammeSession>

    public enum Kind: String, CaseIterable, Sendable, SQLValue {
        case plenary
        case roundTable = "round_table"
        case workshop

        public var label: String {
            switch self {
            case .plenary: "Plénière"
            case .roundTable: "Table ronde"
            case .workshop: "Atelier"
            }
        }

        static let vocabulary = Vocabulary(
            zip(allCases, [.accent, .info, .attention]).map { ($0.rawValue, $0.label, $1) })
    }

    /// Who speaks.
    public struct Speaker: Sendable, Equatable {
        public let name: String
        /// Function or organisation.
        public let title: String
        public let moderates: Bool

        /// « Annaïg Le Bihan, présidente du Cercle celtique ».
        public var text: String { title.isEmpty ? name : "\(name), \(title)" }
    }

    public let id: ID
    public let edition: Edition.ID
    public let room: Room.ID?
    public let roomName: String?
    public let kind: Kind
    public let title: String
    public let description: String
    /// Whom it is for.
    public let audience: String
    public let startsAt: Date
    public let endsAt: Date
    public let capacity: Int
    /// Whether one registers; otherwise everybody comes in.
    public let isRegistered: Bool
    public let confirmed: Int
    public let waiting: Int
    public let version: Int
    public internal(set) var speakers: [Speaker] = []

    static let selection: SQL = """
        SELECT s.*, room.name AS room_name, place.confirmed, place.waiting
          FROM programme_session s JOIN session_place place ON place.session_id = s.id
          LEFT JOIN room ON room.id = s.room_id
        """

    init(_ row: Row) throws {
        id = try row["id"]
        edition = try row["edition_id"]
        room = try row["room_id"]
        roomName = try row["room_name"]
        kind = try row["kind"]
        title = try row["title"]
        description = try row["description"]
        audience = try row["audience"]
        startsAt = try row["starts_at"]
        endsAt = try row["ends_at"]
        capacity = try row["capacity"]
        isRegistered = try row["registered"]
        confirmed = try row["confirmed"]
        waiting = try row["waiting"]
        version = try row["version"]
    }

    /// Places not taken.
    public var left: Int { max(0, capacity - confirmed) }
    public var isFull: Bool { left == 0 }
    public var day: Day { startsAt.inParis.day }
    /// « de 10 h à 11 h 30 ».
    public var hours: String { Self.hours(startsAt, endsAt) }
    public var mention: SessionMention { SessionMention(title: title, startsAt: startsAt, endsAt: endsAt) }
    public var moderator: Speaker? { speakers.first(where: \.moderates) }

    /// Whether both take place at one moment.
    public func overlaps(_ other: ProgrammeSession) -> Bool {
        startsAt < other.endsAt && other.startsAt < endsAt
    }

    static func hours(_ from: Date, _ to: Date) -> String { "de \(clock(from)) à \(clock(to))" }

    /// « 9 h 30 », « 10 h ».
    public static func clock(_ moment: Date) -> String {
        let time = moment.inParis
        let minutes = time.minute == 0 ? "" : "\u{a0}\(time.minute < 10 ? "0" : "")\(time.minute)"
        return "\(time.hour)\u{a0}h\(minutes)"
    }

    /// « à 9 h 30 »; of another day than that one « le 12/09/2026 à 9 h 30 ».
    public static func when(_ moment: Date, on today: Day) -> String {
        let day = moment.inParis.day
        return "\(day == today ? "" : "le \(day.short) ")à \(clock(moment))"
    }

    // MARK: - Finding

    /// The sessions of an edition with their speakers, in the order of the day.
    public static func all(of edition: Edition.ID, in tx: Transaction) throws -> [ProgrammeSession] {
        let answers = try tx.pipeline([
            "\(selection) WHERE s.edition_id = \(edition) ORDER BY s.starts_at, room.name, s.id",
            """
            SELECT ss.session_id, p.name, p.title, ss.moderates
              FROM session_speaker ss JOIN speaker p ON p.id = ss.speaker_id
             WHERE p.edition_id = \(edition) ORDER BY ss.session_id, ss.moderates, ss.position, p.name
            """,
        ])
        let speakers = Dictionary(grouping: answers[1]) { $0.int(at: 0) ?? 0 }
        return try answers[0].map { row in
            var session = try ProgrammeSession(row)
            session.speakers = try (speakers[session.id.number] ?? []).map(Speaker.init)
            return session
        }
    }

    /// - Throws: ``NotFound``.
    public static func find(_ id: ID, of edition: Edition.ID, in tx: Transaction) throws -> ProgrammeSession {
        let row = try tx.first("\(selection) WHERE s.id = \(id) AND s.edition_id = \(edition)")
        guard var session = try row.map(ProgrammeSession.init) else {
            throw NotFound("Ce rendez-vous n’est pas au programme.")
        }
        session.speakers = try tx.query(
            """
            SELECT ss.session_id, p.name, p.title, ss.moderates
              FROM session_speaker ss JOIN speaker p ON p.id = ss.speaker_id
             WHERE ss.session_id = \(id) ORDER BY ss.moderates, ss.position, p.name
            """
        ).map(Speaker.init)
        return session
    }

    // MARK: - Removing

    /// Removes a session in which nobody is.
    ///
    /// - Throws: ``ProgrammeRefusal/sessionInUse(title:people:)``, saying who is in it.
    public static func delete(_ id: ID, of edition: Edition.ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeRencontres)
        let session = try find(id, of: edition, in: tx)
        // Whoever registers meanwhile waits here, and then finds no session.
        try tx.execute("SELECT hold_places(\(id))")
        let people = try people(in: id, "b.state <> 'cancelled'", in: tx)
        guard people.isEmpty else { throw ProgrammeRefusal.sessionInUse(title: session.title, people: people) }
        try tx.execute("DELETE FROM booking WHERE session_id = \(id)")
        try tx.execute("DELETE FROM programme_session WHERE id = \(id)")
        try tx.execute(
            """
            DELETE FROM speaker p WHERE p.edition_id = \(edition)
               AND NOT EXISTS (SELECT FROM session_speaker ss WHERE ss.speaker_id = p.id)
            """)
    }
}

extension ProgrammeSession.Speaker {
    init(_ row: Row) throws {
        name = try row["name"]
        title = try row["title"]
        moderates = try row["moderates"]
    }

    /// Reads « Nom, qualité », one a line.
    static func reading(_ text: String, moderates: Bool) -> [ProgrammeSession.Speaker] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let parts = line.split(separator: ",", maxSplits: 1).map { String($0).trimmed.singleSpaced }
            guard let name = parts.first, !name.isEmpty else { return nil }
            return ProgrammeSession.Speaker(name: name, title: parts.count > 1 ? parts[1] : "", moderates: moderates)
        }
    }
}

extension SessionMention {
    init(_ row: Row) throws {
        title = try row["title"]
        startsAt = try row["starts_at"]
        endsAt = try row["ends_at"]
    }
}
