import PostgreSQL

extension Attendance {
    /// Takes back what was tried at the doors before the first day: passages, presences, arrivals of stands, entries
    /// of sessions. Whoever was registered at the door in trying stays registered.
    ///
    /// - Throws: ``AttendanceRefusal/hasBegun`` once somebody came on the day.
    public static func emptyTrials(of edition: Edition, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeRencontres)
        // The row of the edition first: a door that counts meanwhile waits, and counts afterwards.
        let edition = try Edition.lock(edition.id, version: nil, in: tx)
        guard try !of(edition, by: agent, in: tx).hasBegun else { throw AttendanceRefusal.hasBegun }
        let arrived = try tx.query(
            """
            SELECT id FROM registration WHERE edition_id = \(edition.id) AND state = 'present'
               AND (arrived_at AT TIME ZONE 'Europe/Paris')::date < \(edition.startsOn) ORDER BY id
            """)
        for row in arrived { _ = try Registration.fire(.undoArrival, try row["id"], by: agent, in: tx) }
        try tx.execute(
            """
            UPDATE booking b SET attended_at = NULL, attended_door = NULL FROM participant p
             WHERE p.id = b.participant_id AND p.edition_id = \(edition.id) AND b.attended_at IS NOT NULL
            """)
        for table in ["passage", "presence", "presence_count"] {
            try tx.execute("DELETE FROM \(identifier: table) WHERE edition_id = \(edition.id)")
        }
    }
}
