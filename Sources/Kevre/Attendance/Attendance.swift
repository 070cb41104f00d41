import Foundation
import PostgreSQL

/// Who came to an edition, and who was awaited: the day as it goes, the outcome afterwards.
public struct Attendance: Sendable {
    /// What one session drew.
    public struct SessionLine: Sendable, Identifiable {
        public let id: ProgrammeSession.ID
        public let title: String
        public let kind: ProgrammeSession.Kind
        public let startsAt: Date
        public let capacity: Int
        public let isRegistered: Bool
        public let confirmed: Int
        public let waiting: Int
        /// Checked at the session's own door.
        public let attended: Int
        /// Of those with a place, those who came to the Rencontres at all.
        public let came: Int

        /// Whether somebody checked people at the room's door; otherwise the entry of the hall is what is known.
        public var isChecked: Bool { attended > 0 }
        public var present: Int { isChecked ? attended : came }
        public var absent: Int { max(0, confirmed - present) }
        /// Share of the places taken, in basis points.
        public var fillBasisPoints: Int { confirmed * 10_000 / max(1, capacity) }
    }

    /// An association awaited at its stand.
    public struct StandLine: Sendable, Identifiable {
        public let id: Registration.ID
        public let association: Association.ID
        public let name: String
        public let type: String
        public let pitch: Int?
        public let state: RegistrationState
        public let arrivedAt: Date?
        /// Its arrival was tried before the first day.
        public let triedAt: Date?
    }

    /// Passages of one hour, by the clock of Paris.
    public struct Hour: Sendable {
        public let startsAt: Date
        public let entries: Int
        public let exits: Int
    }

    /// A door and what passed it.
    public struct DoorLine: Sendable {
        public let name: String
        public let entries: Int
        public let lastAt: Date
    }

    public let count: HallCount
    /// People registered before the day, cancellations left out.
    public let registered: Int
    /// Of those, the ones who came.
    public let came: Int
    public let walkIns: Int
    public let cancelled: Int
    /// Visitors counted without a name.
    public let unnamed: Int
    /// Greatest number inside at once, and when.
    public let peak: (people: Int, at: Date)?
    public let sessions: [SessionLine]
    public let stands: [StandLine]
    public let hours: [Hour]
    public let doors: [DoorLine]

    /// Whether anybody passed a door on the day: before, nobody can be said to be absent.
    public let hasBegun: Bool
    /// What was tried before the first day, and counts nowhere else.
    public let trials: Trials
    public var absent: Int { registered - came }
    /// Entries of all its days, who came back counted once more.
    public var entries: Int { hours.map(\.entries).reduce(0, +) }
    public var standsPresent: Int { stands.count { $0.state == .present || $0.state == .surveyed } }
    public var standsAbsent: [StandLine] { stands.filter { $0.state == .noShow } }
    public var standsAwaited: [StandLine] {
        stands.filter { $0.state != .present && $0.state != .surveyed && $0.state != .noShow }
    }

    /// Everything at once, from one state of the database.
    public static func of(_ edition: Edition, by agent: Agent, in tx: Transaction) throws -> Attendance {
        try agent.require(.readRencontres)
        let answers = try tx.pipeline([
            people(edition.id), sessions(edition.id), stands(edition.id), hours(edition.id), doors(edition.id),
            peak(edition.id), Trials.counting(edition.id), Trials.people(edition.id),
        ])
        let row = answers[0][0]
        return Attendance(
            count: try HallCount.of(year: edition.year, in: tx), registered: try row["registered"],
            came: try row["came"], walkIns: try row["walk_ins"], cancelled: try row["cancelled"],
            unnamed: try row["unnamed"],
            peak: try answers[5].first.flatMap { row in
                let people: Int = try row["people"]
                return people > 0 ? (people, try row["at"]) : nil
            },
            sessions: try answers[1].map(SessionLine.init), stands: try answers[2].map(StandLine.init),
            hours: try answers[3].map(Hour.init), doors: try answers[4].map(DoorLine.init),
            hasBegun: try row["begun"], trials: try Trials(answers[6][0], answers[7]))
    }

    private static func people(_ id: Edition.ID) -> SQL {
        """
        SELECT count(*) FILTER (WHERE p.cancelled_at IS NULL AND p.channel <> 'walk_in') AS registered,
               count(h.participant_id) FILTER (WHERE p.channel <> 'walk_in' AND p.cancelled_at IS NULL) AS came,
               count(*) FILTER (WHERE p.channel = 'walk_in' AND p.cancelled_at IS NULL) AS walk_ins,
               count(*) FILTER (WHERE p.cancelled_at IS NOT NULL) AS cancelled,
               (SELECT coalesce(sum(g.people), 0) FROM passage g
                 WHERE g.edition_id = \(id) AND g.participant_id IS NULL AND NOT g.leaves AND NOT g.trial) AS unnamed,
               EXISTS (SELECT FROM passage g WHERE g.edition_id = \(id) AND NOT g.trial) AS begun
          FROM participant p LEFT JOIN presence h ON h.participant_id = p.id
         WHERE p.edition_id = \(id) AND NOT p.trial
        """
    }

    private static func sessions(_ id: Edition.ID) -> SQL {
        """
        SELECT s.id, s.title, s.kind, s.starts_at, s.capacity, s.registered, place.confirmed, place.waiting,
               count(b.attended_at) AS attended, count(h.participant_id) AS came
          FROM programme_session s JOIN session_place place ON place.session_id = s.id
          LEFT JOIN booking b ON b.session_id = s.id AND b.state = 'confirmed'
          LEFT JOIN presence h ON h.participant_id = b.participant_id
         WHERE s.edition_id = \(id)
         GROUP BY s.id, place.confirmed, place.waiting ORDER BY s.starts_at, s.id
        """
    }

    private static func stands(_ id: Edition.ID) -> SQL {
        """
        SELECT r.id, r.association_id, a.name, t.name AS type, p.number, r.state, r.arrived_at, r.tried_at
          FROM registration r JOIN association a ON a.id = r.association_id
          JOIN stand_type t ON t.id = r.stand_type_id LEFT JOIN pitch p ON p.registration_id = r.id
         WHERE r.edition_id = \(id)
           AND r.state IN ('validated', 'placed', 'confirmed', 'present', 'no_show', 'surveyed')
         ORDER BY p.number NULLS LAST, a.name, r.id
        """
    }

    private static func hours(_ id: Edition.ID) -> SQL {
        """
        SELECT date_trunc('hour', g.at) AS starts_at, coalesce(sum(g.people) FILTER (WHERE NOT g.leaves), 0) AS entries,
               coalesce(sum(g.people) FILTER (WHERE g.leaves), 0) AS exits
          FROM passage g WHERE g.edition_id = \(id) AND NOT g.trial GROUP BY 1 ORDER BY 1
        """
    }

    private static func doors(_ id: Edition.ID) -> SQL {
        """
        SELECT g.door, sum(g.people) AS entries, max(g.at) AS last_at
          FROM passage g WHERE g.edition_id = \(id) AND NOT g.leaves AND NOT g.trial GROUP BY g.door ORDER BY 2 DESC, 1
        """
    }

    private static func peak(_ id: Edition.ID) -> SQL {
        """
        SELECT people, at FROM (
            SELECT sum(CASE WHEN g.leaves THEN -g.people ELSE g.people END) OVER (
                       PARTITION BY door_day(g.at) ORDER BY g.at, g.id) AS people, g.at
              FROM passage g WHERE g.edition_id = \(id) AND NOT g.trial) inside
         ORDER BY people DESC, at LIMIT 1
        """
    }
}

extension Attendance.SessionLine {
    init(_ row: Row) throws {
        id = try row["id"]
        title = try row["title"]
        kind = try row["kind"]
        startsAt = try row["starts_at"]
        capacity = try row["capacity"]
        isRegistered = try row["registered"]
        confirmed = try row["confirmed"]
        waiting = try row["waiting"]
        attended = try row["attended"]
        came = try row["came"]
    }
}

extension Attendance.StandLine {
    init(_ row: Row) throws {
        id = try row["id"]
        association = try row["association_id"]
        name = try row["name"]
        type = try row["type"]
        pitch = try row["number"]
        state = try row["state"]
        arrivedAt = try row["arrived_at"]
        triedAt = try row["tried_at"]
    }
}

extension Attendance.Hour {
    init(_ row: Row) throws {
        startsAt = try row["starts_at"]
        entries = try row["entries"]
        exits = try row["exits"]
    }
}

extension Attendance.DoorLine {
    init(_ row: Row) throws {
        name = try row["door"]
        entries = try row["entries"]
        lastAt = try row["last_at"]
    }
}
