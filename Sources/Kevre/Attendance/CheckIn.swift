import Foundation
import PostgreSQL

/// What happened at a door when a code was given.
public struct CheckIn: Sendable {
    /// The answer; all but ``entered`` and ``left`` let nobody through.
    public enum Outcome: String, CaseIterable, Sendable, SQLValue {
        case entered, already, left, outside, cancelled, waiting, unknown
        case otherEdition = "other_edition"
        /// Of the session at whose door it is, no place is held.
        case notBooked = "not_booked"

        /// Whether the person passes.
        public var isGood: Bool { self == .entered || self == .left }
    }

    /// A session of the person's, to be told at the door.
    public struct Engagement: Sendable, Codable {
        public let title: String
        let starts: Int
        let ends: Int
        public let room: String?
        /// Rank in the waiting list; nil for a place.
        public let rank: Int?

        /// « de 10 h à 11 h 30 ».
        public var hours: String {
            ProgrammeSession.hours(
                Date(timeIntervalSince1970: Double(starts)), Date(timeIntervalSince1970: Double(ends)))
        }
    }

    public let outcome: Outcome
    public let code: String
    public let participant: Participant.ID?
    public let name: String?
    public let organisation: String?
    /// First entry of that day, and its door.
    public let firstAt: Date?
    public let firstDoor: String?
    /// She had been in before, and came back.
    public let isBack: Bool
    public let otherYear: Int?
    public let otherName: String?
    public let rank: Int?
    /// What she is awaited for.
    public let agenda: [Engagement]
    public let count: HallCount
    /// A stand's association rather than a person.
    public let isStand: Bool
    /// Title of the session at whose door it is; nil for the hall.
    public let session: String?
    /// Before the first day: it counts nowhere.
    public let isTrial: Bool
    /// The day of the passage: what happened on it is told by the hour alone.
    let day: Day

    init(_ row: Row, code: String, on day: Day) throws {
        self.day = day
        outcome = try row["outcome"]
        self.code = code
        participant = try row["participant_id"]
        name = try row["name"]
        organisation = try row["organisation"]
        firstAt = try row["first_at"]
        firstDoor = try row["first_door"]
        isBack = try row["back"] ?? false
        otherYear = try row["other_year"]
        otherName = try row["other_name"]
        rank = try row["waiting_rank"]
        agenda = (try row["agenda"] as SQLJSON<[Engagement]>?)?.value ?? []
        count = HallCount(inside: try row["inside"], entered: try row["entered"], limit: try row["hall"])
        isStand = try row["stand"] ?? false
        session = try row["session_title"]
        isTrial = try row["trial"] ?? false
    }

    /// Lets a person in, or out, by her code. One statement, which locks nothing but her own row: two doors that read
    /// one code at the same moment let it pass once, and nobody else waits.
    ///
    /// - Parameters:
    ///   - door: as the agent calls it; kept with the passage.
    ///   - session: the session at whose door it is; nil at a door of the hall.
    /// - Throws: ``AttendanceRefusal/sessionExit``; ``AccessRefusal``; ``NotFound``.
    public static func pass(
        year: Int, code typed: String, door: String, leaves: Bool = false, session: ProgrammeSession.ID? = nil,
        by agent: Agent, in office: Office
    ) async throws -> CheckIn {
        try agent.require(.checkIn)
        guard session == nil || !leaves else { throw AttendanceRefusal.sessionExit }
        let door = String(door.trimmed.singleSpaced.prefix(40))
        let code =
            ParticipantCode(typed)?.text ?? String(typed.withoutSpaces.replacing("-", with: "").uppercased().prefix(40))
        let rows: [Row]
        if let session {
            rows = try await office.writeOnce(
                """
                SELECT * FROM attend_session(\(year)::integer, \(session)::bigint, \(code)::text, \(door)::text,
                                             \(agent.auditName)::text)
                """)
        } else {
            rows = try await office.writeOnce(
                """
                SELECT * FROM check_in(\(year)::integer, \(code)::text, \(door)::text, \(leaves)::boolean,
                                       \(agent.auditName)::text)
                """)
        }
        guard let row = rows.first, !row.isNull(at: 0) else {
            if let session {
                _ = try await office.read { try Edition.find(year: year, in: $0) }
                throw NotFound("Pas de rendez-vous n°\u{a0}\(session) au programme de l’édition \(year).")
            }
            throw NotFound("Pas d’édition \(year) des Rencontres.")
        }
        return try CheckIn(row, code: typed.trimmed, on: office.today())
    }

    /// Counts visitors who are not registered, in or out.
    ///
    /// - Parameter people: how many; below zero when they leave.
    @discardableResult
    public static func count(
        _ people: Int, year: Int, door: String, by agent: Agent, in office: Office
    ) async throws -> HallCount {
        try agent.require(.checkIn)
        guard people != 0, (-500...500).contains(people) else { throw AttendanceRefusal.people }
        let door = String(door.trimmed.singleSpaced.prefix(40))
        let rows = try await office.writeOnce(
            """
            SELECT * FROM count_visitors(\(year)::integer, \(people)::integer, \(door)::text, \(agent.auditName)::text)
            """)
        guard let row = rows.first else { throw NotFound("Pas d’édition \(year) des Rencontres.") }
        return try HallCount(row)
    }

    /// The sentence for who stands at the door.
    public var message: String {
        let who = name ?? "Ce code"
        switch outcome {
        case .entered:
            return isStand ? "\(who)\u{a0}: stand présent." : isBack ? "\(who), de retour." : "Bienvenue, \(who)."
        case .already:
            let door = (firstDoor ?? "").isEmpty ? "" : " par la porte \(firstDoor ?? "")"
            let when = firstAt.map { " \(ProgrammeSession.when($0, on: day))" } ?? ""
            if session != nil { return "\(who)\u{a0}: déjà en salle, entrée\(when)\(door)." }
            if isStand { return "\(who)\u{a0}: stand déjà pointé\(when)." }
            return "\(who)\u{a0}: déjà à l’intérieur, entrée\(when)\(door)."
        case .left: return "Sortie notée\u{a0}: \(who)."
        case .outside where isStand:
            return "\(who)\u{a0}: un stand se pointe à son arrivée seulement, rien n’est changé."
        case .outside: return "\(who) n’est pas à l’intérieur."
        case .cancelled: return "\(who)\u{a0}: inscription annulée."
        case .waiting:
            let place = rank.map { " (\($0 == 1 ? "1re" : "\($0)e"))" } ?? ""
            return "\(who) est en liste d’attente\(place), sans place confirmée."
        case .notBooked: return "\(who)\u{a0}: pas d’inscription à ce rendez-vous."
        case .otherEdition:
            return
                "Ce code est celui de l’édition \(otherYear.map(String.init) ?? "d’une autre année") (\(otherName ?? "")), au nom de \(who)\u{a0}: il n’ouvre pas celle-ci."
        case .unknown: return "Aucune inscription ne porte le code «\u{a0}\(code)\u{a0}»."
        }
    }
}

/// How many are in the hall, against what it may hold.
public struct HallCount: Sendable, Equatable {
    public let inside: Int
    /// Entries of the day; of all days once the edition is past.
    public let entered: Int
    /// People that may be inside at once; nil while unknown.
    public let limit: Int?

    /// How full it is.
    public enum Level: String, Sendable {
        case normal, near, full
    }

    public init(inside: Int, entered: Int, limit: Int?) {
        // A hall cannot hold fewer than nobody: who was counted out twice is not missing.
        self.inside = max(0, inside)
        self.entered = entered
        self.limit = limit
    }

    init(_ row: Row) throws {
        self.init(inside: try row["inside"], entered: try row["entered"], limit: try row["hall"])
    }

    /// Near from nine tenths of what the hall may hold, full at it.
    public var level: Level {
        guard let limit, limit > 0 else { return .normal }
        return inside >= limit ? .full : inside * 10 >= limit * 9 ? .near : .normal
    }

    public var warning: String? {
        guard let limit else { return nil }
        switch level {
        case .normal: return nil
        case .near:
            return "La salle approche de son effectif\u{a0}: encore \(FrenchText.count(limit - inside, "personne"))."
        case .full: return "L’effectif admis est atteint\u{a0}: ne laissez entrer que si quelqu’un sort."
        }
    }

    /// The count of an edition now; before its first day, that of the trials.
    public static func of(year: Int, in tx: Transaction) throws -> HallCount {
        let row = try tx.first(
            "SELECT c.* FROM edition e CROSS JOIN LATERAL hall_count(e.id) c WHERE e.year = \(year)")
        guard let row else { throw NotFound("Pas d’édition \(year) des Rencontres.") }
        return try HallCount(row)
    }
}
