import PostgreSQL

/// A room in which sessions of an edition are held.
public struct Room: Sendable, Identifiable {
    public typealias ID = Identifier<Room>

    public let id: ID
    public let edition: Edition.ID
    public let name: String
    /// People it holds.
    public let capacity: Int
    /// How to find it and what it offers.
    public let access: String
    public let version: Int

    init(_ row: Row) throws {
        id = try row["id"]
        edition = try row["edition_id"]
        name = try row["name"]
        capacity = try row["capacity"]
        access = try row["access"]
        version = try row["version"]
    }

    public static let form = Form([
        Record.room.field("name", help: "Comme sur la porte.", required: true, maxLength: 80),
        Record.room.field("capacity", help: "Personnes qu’elle peut recevoir.", required: true),
        Record.room.field(
            "access", help: "Étage, ascenseur, vidéoprojecteur, boucle magnétique…",
            maxLength: 200),
    ])

    /// What the form shows before anything is typed.
    public var input: FormInput {
        FormInput(["name": [name], "capacity": [String(capacity)], "access": [access]])
    }

    /// The rooms of an edition, by name.
    public static func all(of edition: Edition.ID, in tx: Transaction) throws -> [Room] {
        try tx.query("SELECT * FROM room WHERE edition_id = \(edition) ORDER BY fold(name), id").map(Room.init)
    }

    /// - Throws: ``NotFound``.
    public static func find(_ id: ID, of edition: Edition.ID, in tx: Transaction) throws -> Room {
        let row = try tx.first("SELECT * FROM room WHERE id = \(id) AND edition_id = \(edition)")
        guard let row else { throw NotFound("Cette salle n’existe pas.") }
        return try Room(row)
    }

    /// Adds a room, or changes one.
    ///
    /// - Parameter id: nil to add.
    /// - Throws: ``FormRefusal``, also for a room smaller than a session it holds; ``StaleVersion``.
    @discardableResult
    public static func save(
        _ id: ID?, of edition: Edition.ID, version: Int? = nil, _ input: FormInput, by agent: Agent,
        in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeRencontres)
        var reading = form.read(input)
        if reading.integer("capacity") == 0 {
            reading.refuse("capacity", "Places", "Une salle reçoit au moins une personne.")
        }
        reading = try reading.validated()
        let (name, capacity) = (reading.text("name"), reading.integer("capacity") ?? 0)
        let access = reading.text("access") ?? ""
        do {
            return try tx.savepoint {
                guard let id else {
                    return try tx.one(
                        """
                        INSERT INTO room (edition_id, name, capacity, access)
                        VALUES (\(edition), \(name), \(capacity), \(access)) RETURNING id
                        """)["id"]
                }
                let changed = try tx.execute(
                    """
                    UPDATE room SET name = \(name), capacity = \(capacity), access = \(access), version = version + 1
                     WHERE id = \(id) AND edition_id = \(edition) AND version = \(version ?? 0)
                    """)
                if changed == 0 {
                    throw try StaleVersion.find(
                        part: ("room", id.number), of: ("edition", edition.number), in: tx)
                }
                return id
            }
        } catch let error as PostgreSQLError {
            switch error.constraint {
            case "room_once":
                throw FormRefusal.one("name", "Nom", ProgrammeRefusal.roomExists(name ?? "").message)
            case "room_holds_its_sessions":
                let held = try tx.query(
                    """
                    SELECT title, capacity FROM programme_session
                     WHERE room_id = \(id) AND capacity > \(capacity) ORDER BY starts_at
                    """
                ).map { (title: try $0["title"] as String, capacity: try $0["capacity"] as Int) }
                throw FormRefusal.one("capacity", "Places", ProgrammeRefusal.roomTooSmall(held.map(\.title)).message)
            default: throw error
            }
        }
    }

    /// Removes a room in which nothing is held.
    ///
    /// - Throws: ``ProgrammeRefusal/roomInUse(room:sessions:people:count:)``, saying what and who is in it.
    public static func delete(_ id: ID, of edition: Edition.ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeRencontres)
        let row = try tx.first("SELECT * FROM room WHERE id = \(id) AND edition_id = \(edition) FOR UPDATE")
        guard let room = try row.map(Room.init) else { throw NotFound("Cette salle n’existe plus.") }
        let sessions = try tx.query(
            "SELECT title FROM programme_session WHERE room_id = \(id) ORDER BY starts_at"
        ).map { try $0["title"] as String }
        guard sessions.isEmpty else {
            let people = try tx.query(
                """
                SELECT DISTINCT p.name FROM booking b
                  JOIN programme_session s ON s.id = b.session_id JOIN participant p ON p.id = b.participant_id
                 WHERE s.room_id = \(id) AND b.state <> 'cancelled' ORDER BY p.name
                """
            ).map { try $0["name"] as String }
            throw ProgrammeRefusal.roomInUse(room: room.name, sessions: sessions, people: people)
        }
        try tx.execute("DELETE FROM room WHERE id = \(id)")
    }
}
