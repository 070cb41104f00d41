import PostgreSQL

extension Attendance {
    /// What was tried at the doors before the first day.
    public struct Trials: Sendable {
        public let passages: Int
        /// Stands whose arrival was tried.
        public let stands: Int
        /// Entries of sessions.
        public let entries: Int
        /// People registered at the door, with the first of their names.
        public let registered: Int
        public let people: [(id: Participant.ID, name: String)]

        public var isEmpty: Bool { passages + stands + entries + registered == 0 }

        /// « 12 passages, 2 stands pointés et 1 personne inscrite sur place ».
        public var words: String {
            let counts = [
                (passages, "passage", "passages"), (entries, "entrée en salle", "entrées en salle"),
                (stands, "stand pointé", "stands pointés"),
                (registered, "personne inscrite sur place", "personnes inscrites sur place"),
            ]
            return FrenchText.list(counts.filter { $0.0 > 0 }.map { FrenchText.count($0.0, $0.1, $0.2) })
        }

        init(_ row: Row, _ people: [Row]) throws {
            passages = try row["passages"]
            stands = try row["stands"]
            entries = try row["entries"]
            registered = try row["registered"]
            self.people = try people.map { (try $0["id"], try $0["name"]) }
        }

        static func counting(_ id: Edition.ID) -> SQL {
            """
            SELECT (SELECT count(*) FROM passage WHERE edition_id = \(id) AND trial) AS passages,
                   (SELECT count(*) FROM registration WHERE edition_id = \(id) AND tried_at IS NOT NULL) AS stands,
                   (SELECT count(*) FROM booking b JOIN participant p ON p.id = b.participant_id
                     WHERE p.edition_id = \(id) AND b.tried_at IS NOT NULL) AS entries,
                   (SELECT count(*) FROM participant WHERE edition_id = \(id) AND trial) AS registered
            """
        }

        static func people(_ id: Edition.ID) -> SQL {
            "SELECT id, name FROM participant WHERE edition_id = \(id) AND trial ORDER BY id LIMIT 20"
        }
    }

    /// Takes back what was tried at the doors before the first day: passages, presences, arrivals of stands, entries
    /// of sessions, and who was registered at the door in trying. What happened on the day stands apart and stays.
    public static func emptyTrials(of edition: Edition, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeRencontres)
        // The row of the edition first: two who empty at once follow each other.
        let id = try Edition.lock(edition.id, version: nil, in: tx).id
        try tx.execute("SELECT empty_trials(\(id))")
    }
}
