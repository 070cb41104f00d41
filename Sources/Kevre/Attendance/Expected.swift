import Foundation
import PostgreSQL

/// Somebody the door may be asked for: a person, or the association of a stand.
public struct Expected: Sendable {
    public let name: String
    /// Association, type of stand, phone: what tells two of one name apart.
    public let detail: String
    /// What lets it pass.
    public let code: String
    public let isStand: Bool
    public let isInside: Bool
    public let mayPass: Bool
    public let stateText: String

    /// Those whose name or association holds every word typed, the likeliest first.
    ///
    /// - Parameter session: only those who hold a place in it, or wait for one.
    public static func find(
        _ words: String, year: Int, session: ProgrammeSession.ID? = nil, limit: Int = 12, by agent: Agent,
        in tx: Transaction
    ) throws -> [Expected] {
        try agent.require(.checkIn)
        let parts = FrenchText.folded(words).split(separator: " ").prefix(5).map { "%\($0)%" }
        guard !parts.isEmpty else { return [] }
        let text: SQL =
            "translate(p.search_text || ' ' || fold(coalesce(a.name, p.association_name, '')), '-''’', '   ')"
        let matches = SQL.joined(parts.map { "\(text) LIKE \($0)" }, separator: " AND ")
        let inSession: SQL =
            session.map {
                """
                EXISTS (SELECT FROM booking b WHERE b.participant_id = p.id AND b.session_id = \($0)
                           AND b.state <> 'cancelled')
                """
            } ?? "true"
        // At the door of a session, what counts is her place in it.
        let booked: SQL =
            session.map {
                """
                (SELECT CASE WHEN b.state = 'waiting' THEN 'Liste d’attente'
                             WHEN CASE WHEN is_to_come(e.starts_on) THEN b.tried_at ELSE b.attended_at END IS NOT NULL
                             THEN 'Déjà en salle' ELSE 'Place confirmée' END
                   FROM booking b WHERE b.participant_id = p.id AND b.session_id = \($0) AND b.state <> 'cancelled')
                """
            } ?? "NULL::text"
        let people = try tx.query(
            """
            SELECT p.name, p.code, p.phone, p.cancelled_at, coalesce(a.name, p.association_name) AS organisation,
                   coalesce(h.in_at, t.in_at) AS in_at, coalesce(h.in_door, t.in_door) AS in_door,
                   coalesce(h.inside AND is_of_today(h.last_at), t.inside AND is_of_today(t.last_at), false) AS inside,
                   \(booked) AS booked
              FROM participant p JOIN edition e ON e.id = p.edition_id
              LEFT JOIN association a ON a.id = p.association_id
              LEFT JOIN presence h ON h.participant_id = p.id
              LEFT JOIN trial_presence t ON t.participant_id = p.id AND is_to_come(e.starts_on)
             WHERE e.year = \(year) AND \(inSession) AND (\(matches) OR p.code = \(ParticipantCode(words)?.text ?? ""))
             ORDER BY p.cancelled_at IS NOT NULL, p.search_text, p.id LIMIT \(limit)
            """
        ).map { try person($0, on: tx.today) }
        guard session == nil else { return people }
        let stand: SQL = "translate(fold(a.name), '-''’', '   ')"
        let standMatches = SQL.joined(parts.map { "\(stand) LIKE \($0)" }, separator: " AND ")
        return try people
            + tx.query(
                """
                SELECT a.name, r.code, r.state, t.name AS type,
                       coalesce(r.arrived_at, CASE WHEN is_to_come(e.starts_on) THEN r.tried_at END) AS arrived_at
                  FROM registration r JOIN association a ON a.id = r.association_id
                  JOIN stand_type t ON t.id = r.stand_type_id JOIN edition e ON e.id = r.edition_id
                 WHERE e.year = \(year) AND r.state NOT IN ('draft', 'cancelled', 'refused') AND \(standMatches)
                 ORDER BY a.name, r.id LIMIT \(limit)
                """
            ).map { try Self.stand($0, on: tx.today) }
    }

    private static func person(_ row: Row, on today: Day) throws -> Expected {
        let cancelled: Date? = try row["cancelled_at"]
        let first: Date? = try row["in_at"]
        let door: String? = try row["in_door"]
        let booked: String? = try row["booked"]
        let isInside: Bool = try row["inside"]
        let organisation: String? = try row["organisation"]
        let phone: String? = try row["phone"]
        let code = ParticipantCode(stored: try row["code"])
        var words = "Pas encore là"
        if cancelled != nil {
            words = "Inscription annulée"
        } else if let booked {
            words = booked
        } else if let first {
            let byDoor = (door ?? "").isEmpty ? "" : " par la porte \(door ?? "")"
            let place = isInside ? "À l’intérieur" : "À l’extérieur"
            words = "\(place), entrée \(ProgrammeSession.when(first, on: today))\(byDoor)"
        }
        return Expected(
            name: try row["name"],
            detail: [organisation, code.description, phone].compactMap { $0 }.joined(separator: " · "),
            code: code.text, isStand: false, isInside: isInside, mayPass: cancelled == nil, stateText: words)
    }

    private static func stand(_ row: Row, on today: Day) throws -> Expected {
        let state: RegistrationState = try row["state"]
        let arrived: Date? = try row["arrived_at"]
        let isHere = state == .present || state == .surveyed || arrived != nil
        let since = arrived.map { ", pointé \(ProgrammeSession.when($0, on: today))" } ?? ""
        let words = isHere ? "Stand présent\(since)" : state.label
        return Expected(
            name: try row["name"], detail: "Stand · \(try row["type"] as String)", code: try row["code"], isStand: true,
            isInside: false, mayPass: !isHere && state != .waiting && state != .registered, stateText: words)
    }
}
