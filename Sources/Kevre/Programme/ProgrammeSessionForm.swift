import Foundation
import PostgreSQL

extension ProgrammeSession {
    /// The fields of a session, with the rooms of its edition to choose from.
    public static func form(rooms: [Room]) -> Form {
        Form([
            Record.programmeSession.field("title", required: true, maxLength: 200),
            Record.programmeSession.field(
                "kind", .choice(Kind.allCases.map { Choice($0.rawValue, $0.label) }), required: true),
            Field("day", "Jour", .day, required: true),
            Field("starts", "Début", help: "Par exemple 10:30.", required: true, maxLength: 8),
            Field("ends", "Fin", required: true, maxLength: 8),
            Record.programmeSession.field(
                "room_id",
                .choice(
                    [Choice("", "À trouver")]
                        + rooms.map {
                            Choice($0.id.description, "\($0.name) (\(FrenchText.count($0.capacity, "place")))")
                        })),
            Record.programmeSession.field(
                "capacity", help: "Pas plus que la salle n’en a\u{a0}; vide\u{a0}: toutes celles de la salle."),
            Record.programmeSession.field("registered", help: "Décochez pour une entrée libre."),
            Field(
                "speakers", "Intervenants", .longText, help: "Un par ligne\u{a0}: nom, puis qualité après une virgule.",
                maxLength: 2_000),
            Field("moderator", "Animation", help: "Nom, qualité.", maxLength: 200),
            Record.programmeSession.field("audience", help: "À qui il s’adresse.", maxLength: 200),
            Record.programmeSession.field("description", .longText, maxLength: 4_000),
        ])
    }

    /// What the form shows before anything is typed.
    public var input: FormInput {
        FormInput([
            "title": [title], "kind": [kind.rawValue], "day": [day.iso], "starts": [startsAt.inParis.clock],
            "ends": [endsAt.inParis.clock], "room": [room?.description ?? ""],
            "capacity": [String(capacity)], "registered": isRegistered ? ["oui"] : [],
            "speakers": [speakers.filter { !$0.moderates }.map(\.text).joined(separator: "\n")],
            "moderator": moderator.map { [$0.text] } ?? [], "audience": [audience], "description": [description],
        ])
    }

    /// A form read and checked against the edition's days and the room.
    private struct Reading {
        let reading: FormReading
        let starts: Date
        let ends: Date
        let room: Room?
        let capacity: Int
        let speakers: [Speaker]

        init(_ input: FormInput, of edition: Edition, _ rooms: [Room]) throws {
            var reading = ProgrammeSession.form(rooms: rooms).read(input)
            func time(_ name: String, _ label: String) -> Date? {
                guard let text = reading.text(name), let day = reading.day("day") else { return nil }
                guard let clock = ParisTime.clock(reading: text),
                    let moment = ParisTime.moment(parsing: "\(day.iso) \(clock)")
                else {
                    reading.refuse(name, label, "Écrivez l’heure comme 10:30.")
                    return nil
                }
                return moment
            }
            let starts = time("starts", "Début")
            let ends = time("ends", "Fin")
            if let starts, let ends, ends <= starts {
                reading.refuse("ends", "Fin", "La fin doit venir après le début.")
            }
            if let day = reading.day("day"), day < edition.startsOn || day > edition.endsOn {
                reading.refuse("day", "Jour", "L’édition a lieu \(edition.when).")
            }
            let room = reading.text("room").flatMap(Room.ID.init).flatMap { id in rooms.first { $0.id == id } }
            let capacity = reading.integer("capacity") ?? room?.capacity
            if capacity == nil, reading.problems.allSatisfy({ $0.field != "capacity" }) {
                reading.refuse("capacity", "Places", "Indiquez le nombre de places, ou choisissez une salle.")
            } else if capacity == 0 {
                reading.refuse("capacity", "Places", "Au moins une place.")
            }
            if let room, let capacity, capacity > room.capacity {
                let refusal = ProgrammeRefusal.aboveRoom(room: room.name, capacity: room.capacity)
                reading.refuse("capacity", "Places", refusal.message)
            }
            self.reading = try reading.validated()
            self.starts = starts ?? .distantPast
            self.ends = ends ?? .distantPast
            self.room = room
            self.capacity = capacity ?? 0
            var seen: Set<String> = []
            // The moderator first: who also speaks is named once.
            speakers =
                (Speaker.reading(reading.text("moderator") ?? "", moderates: true)
                + Speaker.reading(reading.text("speakers") ?? "", moderates: false))
                .filter { seen.insert(FrenchText.folded($0.name)).inserted }
        }
    }

    /// Adds a session to the programme, or changes one. The database keeps rooms, speakers and people from being in
    /// two places, whoever works at the same time.
    ///
    /// - Parameter id: nil to add.
    /// - Throws: ``FormRefusal`` whose messages name the other session or the people concerned; ``StaleVersion``.
    @discardableResult
    public static func save(
        _ id: ID?, of edition: Edition, version: Int? = nil, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeRencontres)
        let rooms = try Room.all(of: edition.id, in: tx)
        let reading = try Reading(input, of: edition, rooms)
        do {
            return try tx.savepoint { try write(id, of: edition.id, version: version, reading, in: tx) }
        } catch let error as PostgreSQLError where error.isConstraintViolation {
            guard let refusal = try refusal(for: error, id, of: edition.id, reading, in: tx) else { throw error }
            let field = refusal.field ?? "title"
            throw FormRefusal.one(field, form(rooms: [])[field]?.label ?? "Titre", refusal.message)
        }
    }

    private static func write(
        _ id: ID?, of edition: Edition.ID, version: Int?, _ input: Reading, in tx: Transaction
    ) throws -> ID {
        func text(_ name: String) -> String { input.reading.text(name) ?? "" }
        let saved: ID
        if let id {
            // Who no longer speaks leaves first: the session may move to an hour at which she is busy.
            try tx.execute(
                """
                DELETE FROM session_speaker ss USING speaker p
                 WHERE ss.session_id = \(id) AND p.id = ss.speaker_id
                   AND p.name_key NOT IN (SELECT fold(n) FROM unnest(\(input.speakers.map(\.name))::text[]) n)
                """)
            let changed = try tx.execute(
                """
                UPDATE programme_session
                   SET room_id = \(input.room?.id), kind = \(text("kind")), title = \(text("title")),
                       description = \(text("description")), audience = \(text("audience")),
                       starts_at = \(input.starts), ends_at = \(input.ends), capacity = \(input.capacity),
                       registered = \(input.reading.flag("registered")), version = version + 1
                 WHERE id = \(id) AND edition_id = \(edition) AND version = \(version ?? 0)
                """)
            guard changed == 1 else { throw try StaleVersion.find("programme_session", id.number, in: tx) }
            saved = id
        } else {
            saved = try tx.one(
                """
                INSERT INTO programme_session (edition_id, room_id, kind, title, description, audience, starts_at,
                                               ends_at, capacity, registered)
                VALUES (\(edition), \(input.room?.id), \(text("kind")), \(text("title")), \(text("description")),
                        \(text("audience")), \(input.starts), \(input.ends), \(input.capacity),
                        \(input.reading.flag("registered")))
                RETURNING id
                """)["id"]
        }
        try setSpeakers(input.speakers, of: saved, edition, in: tx)
        return saved
    }

    /// People are told apart by their names within an edition, so that nobody speaks in two places under one.
    private static func setSpeakers(
        _ speakers: [Speaker], of id: ID, _ edition: Edition.ID, in tx: Transaction
    ) throws {
        for (position, speaker) in speakers.enumerated() {
            let person: Int = try tx.one(
                """
                INSERT INTO speaker AS known (edition_id, name, title)
                VALUES (\(edition), \(speaker.name), \(speaker.title))
                ON CONFLICT (edition_id, name_key) DO UPDATE
                   SET name = excluded.name, title = coalesce(nullif(excluded.title, ''), known.title)
                RETURNING id
                """)["id"]
            try tx.execute(
                """
                INSERT INTO session_speaker AS known (session_id, slot, speaker_id, moderates, position)
                SELECT s.id, s.slot, \(person), \(speaker.moderates), \(position)
                  FROM programme_session s WHERE s.id = \(id)
                ON CONFLICT ON CONSTRAINT session_speaker_once DO UPDATE
                   SET moderates = excluded.moderates, position = excluded.position
                """)
        }
        try tx.execute(
            """
            DELETE FROM speaker p WHERE p.edition_id = \(edition)
               AND NOT EXISTS (SELECT FROM session_speaker ss WHERE ss.speaker_id = p.id)
            """)
    }

    /// What a constraint of the database means to who typed.
    private static func refusal(
        for error: PostgreSQLError, _ id: ID?, of edition: Edition.ID, _ input: Reading, in tx: Transaction
    ) throws -> ProgrammeRefusal? {
        let slot: SQL = "tstzrange(\(input.starts), \(input.ends))"
        let others: SQL = "s.edition_id = \(edition) AND s.slot && \(slot) AND s.id <> \(id?.number ?? 0)"
        switch error.constraint {
        case "programme_session_one_room":
            let other = try tx.first(
                "SELECT s.* FROM programme_session s WHERE s.room_id = \(input.room?.id) AND \(others) LIMIT 1")
            guard let room = input.room, let other else { return nil }
            return .roomTaken(room: room.name, by: try SessionMention(other))
        case "session_speaker_one_place":
            let names = input.speakers.map { FrenchText.folded($0.name) }
            let other = try tx.first(
                """
                SELECT p.name AS speaker, s.title, s.starts_at, s.ends_at FROM session_speaker ss
                  JOIN speaker p ON p.id = ss.speaker_id JOIN programme_session s ON s.id = ss.session_id
                 WHERE \(others) AND (p.name = ANY(\(input.speakers.map(\.name))) OR p.name_key = ANY(\(names)))
                 LIMIT 1
                """)
            return try other.map { .speakerTaken(speaker: try $0["speaker"], by: try SessionMention($0)) }
        case "booking_one_at_a_time":
            let people = try tx.query(
                """
                SELECT DISTINCT p.name FROM booking b JOIN participant p ON p.id = b.participant_id
                  JOIN booking o ON o.participant_id = b.participant_id AND o.session_id <> b.session_id
                 WHERE b.session_id = \(id) AND b.state <> 'cancelled' AND o.state <> 'cancelled'
                   AND o.slot && \(slot) ORDER BY p.name
                """
            ).map { try $0["name"] as String }
            return .peopleElsewhere(people)
        case "session_place_not_overbooked":
            let people = try people(in: id, "b.state = 'confirmed'", in: tx)
            return .belowConfirmed(confirmed: people.count, people: people)
        case "programme_session_fits_room":
            guard let room = input.room else { return nil }
            let now = try Room.find(room.id, of: edition, in: tx)
            return .aboveRoom(room: now.name, capacity: now.capacity)
        default: return nil
        }
    }

    static func people(in id: ID?, _ condition: SQL, in tx: Transaction) throws -> [String] {
        try tx.query(
            """
            SELECT p.name FROM booking b JOIN participant p ON p.id = b.participant_id
             WHERE b.session_id = \(id) AND \(condition) ORDER BY b.arrival
            """
        ).map { try $0["name"] as String }
    }
}
