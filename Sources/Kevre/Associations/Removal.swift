import PostgreSQL

extension Association {
    /// What hangs on a record.
    public struct Hanging: Sendable, Equatable {
        /// What keeps it from being removed: « 3 subventions ».
        public let holding: [String]
        /// What would go with it: « 2 dirigeants ».
        public let following: [String]
    }

    /// What hangs on a record, to be said before it is removed.
    public static func hanging(on id: ID, in tx: Transaction) throws -> Hanging {
        let row = try tx.one(
            """
            SELECT (SELECT count(*) FROM grant_record WHERE association_id = \(id)) AS grants,
                   (SELECT count(*) FROM application WHERE association_id = \(id)) AS applications,
                   (SELECT count(*) FROM project WHERE association_id = \(id)) AS projects,
                   (SELECT count(*) FROM registration WHERE association_id = \(id)) AS registrations,
                   (SELECT count(*) FROM participant WHERE association_id = \(id)) AS participants,
                   (SELECT count(*) FROM association_merge WHERE \(id) IN (kept_id, merged_id)) AS merges,
                   (SELECT count(*) FROM association_officer WHERE association_id = \(id)) AS officers,
                   (SELECT count(*) FROM bank_account WHERE association_id = \(id)) AS accounts,
                   (SELECT count(*) FROM association_alias WHERE association_id = \(id)) AS names
            """)
        func said(_ words: [(String, String, String?)]) throws -> [String] {
            try words.compactMap { name, one, several in
                let count: Int = try row[name]
                return count > 0 ? FrenchText.count(count, one, several) : nil
            }
        }
        return Hanging(
            holding: try said([
                ("grants", "subvention", nil), ("applications", "dossier", nil), ("projects", "projet", nil),
                ("registrations", "inscription aux Rencontres", "inscriptions aux Rencontres"),
                ("participants", "participant aux Rencontres", "participants aux Rencontres"),
                ("merges", "fusion", nil),
            ]),
            following: try said([
                ("officers", "dirigeant", nil), ("accounts", "coordonnée bancaire", "coordonnées bancaires"),
                ("names", "autre nom", "autres noms"),
            ]))
    }

    /// Removes a record that was made by mistake. What belongs to it alone goes with it; a grant, a file, a project or a
    /// registration keeps it. The trail says what it was.
    ///
    /// - Throws: ``NotFound``, ``AccessRefusal``, ``AssociationRefusal/held(by:)``.
    public static func remove(_ id: ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.mergeAssociations)
        try tx.execute("SELECT FROM association WHERE id = \(id) FOR UPDATE")
        _ = try find(id, in: tx)
        let hanging = try hanging(on: id, in: tx)
        guard hanging.holding.isEmpty else { throw AssociationRefusal.held(by: hanging.holding) }
        try tx.name(event: "remove_association")
        try tx.execute("DELETE FROM association WHERE id = \(id)")
    }
}
