import PostgreSQL

extension Edition {
    /// Deletes an edition in which nobody is: who cancelled, was refused or only tried is not, and goes with it.
    ///
    /// - Throws: ``EditionRefusal/hasPeople(year:names:count:)``, saying who is in it;
    ///   ``EditionRefusal/hasPassages(year:count:)`` when somebody came.
    public static func delete(_ id: ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeRencontres)
        let edition = try lock(id, version: nil, in: tx)
        let names = try tx.query(
            """
            SELECT name FROM (
                SELECT 1 AS part, r.id, a.name FROM registration r JOIN association a ON a.id = r.association_id
                 WHERE r.edition_id = \(id) AND r.state NOT IN ('draft', 'cancelled', 'refused')
                 UNION ALL
                SELECT 2, p.id, p.name FROM participant p WHERE p.edition_id = \(id) AND p.cancelled_at IS NULL
                   AND NOT p.trial) people
             ORDER BY part, id
            """
        ).map { try $0["name"] as String }
        guard names.isEmpty else {
            throw EditionRefusal.hasPeople(year: edition.year, names: Array(names.prefix(5)), count: names.count)
        }
        let passed: Int = try tx.one(
            "SELECT coalesce(sum(people), 0)::bigint AS n FROM passage WHERE edition_id = \(id) AND NOT trial")["n"]
        guard passed == 0 else { throw EditionRefusal.hasPassages(year: edition.year, count: passed) }
        try tx.name(event: "delete_edition")
        try tx.execute("DELETE FROM registration WHERE edition_id = \(id)")
        try tx.execute("UPDATE edition SET copied_from_id = NULL WHERE copied_from_id = \(id)")
        try tx.execute("SELECT empty_trials(\(id))")
        // A programme nobody is in goes with its edition.
        for part in ["participant", "programme_session", "speaker", "room"] {
            try tx.execute("DELETE FROM \(identifier: part) WHERE edition_id = \(id)")
        }
        do {
            try tx.execute("DELETE FROM edition WHERE id = \(id)")
        } catch let error as PostgreSQLError where error.isForeignKeyViolation {
            throw EditionRefusal.hasProgramme(year: edition.year)
        }
    }
}
