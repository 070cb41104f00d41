import PostgreSQL

extension Pitch {
    /// Gives a pitch to a registration, which leaves the one it had.
    ///
    /// - Parameter knowing: the officer was told that what it plugs in finds no socket there, and places it nevertheless.
    /// - Returns: what does not fit, to be told.
    /// - Throws: ``RegistrationRefusal/pitchTaken(number:by:)``, ``RegistrationRefusal/notPlaceable(state:)``,
    ///   ``StaleVersion``.
    public static func assign(
        _ registration: Registration.ID, to id: ID, version: Int?, knowing: Bool = true, by agent: Agent,
        in tx: Transaction
    ) throws -> [String] {
        try agent.require(.writeRencontres)
        let placed = try Registration.lock(.agent(agent, registration), in: tx)
        guard placed.state.mayBePlaced else { throw RegistrationRefusal.notPlaceable(state: placed.state) }
        // Both pitches in the order of their keys, so that two that swap places cannot deadlock.
        try tx.execute(
            "SELECT 1 FROM pitch WHERE id = \(id) OR registration_id = \(registration) ORDER BY id FOR UPDATE")
        let pitch = try find(id, in: tx)
        guard pitch.edition == placed.edition else { throw NotFound("Cet emplacement est d’une autre édition.") }
        if let occupant = pitch.occupant {
            guard occupant.id != registration else { return pitch.warnings }
            throw RegistrationRefusal.pitchTaken(number: pitch.number, by: occupant.name)
        }
        if let version, version != pitch.version {
            throw try StaleVersion.find(part: ("pitch", id.number), of: ("edition", pitch.edition.number), in: tx)
        }
        if !knowing, pitch.sockets == 0 {
            let watts: Int = try tx.one("SELECT watts FROM registration WHERE id = \(registration)")["watts"]
            if watts > 0 {
                throw RegistrationRefusal.noSocket(name: placed.associationName, watts: watts, number: pitch.number)
            }
        }
        try tx.name(event: RegistrationEvent.place.rawValue)
        try tx.execute(
            "UPDATE pitch SET registration_id = NULL, version = version + 1 WHERE registration_id = \(registration)")
        do {
            _ = try tx.savepoint {
                try tx.execute(
                    "UPDATE pitch SET registration_id = \(registration), version = version + 1 WHERE id = \(id)")
            }
        } catch let error as PostgreSQLError where error.sqlState == "KV006" {
            throw RegistrationRefusal.notPlaceable(state: try Registration.find(registration, in: tx).state)
        }
        if placed.state == .validated {
            try tx.execute(
                "UPDATE registration SET state = 'placed', version = version + 1 WHERE id = \(registration)")
        }
        return try find(id, in: tx).warnings
    }

    /// Frees a pitch; freeing a free one changes nothing.
    public static func free(_ id: ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeRencontres)
        guard let occupant = try find(id, in: tx).occupant else { return }
        let placed = try Registration.lock(.agent(agent, occupant.id), in: tx)
        try tx.name(event: RegistrationEvent.unplace.rawValue)
        try tx.execute(
            """
            UPDATE pitch SET registration_id = NULL, version = version + 1
             WHERE id = \(id) AND registration_id = \(occupant.id)
            """)
        if placed.state == .placed {
            try tx.execute(
                "UPDATE registration SET state = 'validated', version = version + 1 WHERE id = \(occupant.id)")
        }
    }
}
