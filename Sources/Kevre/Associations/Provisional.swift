import PostgreSQL

extension Association {
    /// Takes an association that a visitor named into the register. Where the register holds it already, the two are
    /// merged instead (``Merge/perform(keep:merge:by:in:)``).
    ///
    /// - Throws: ``AssociationRefusal/identifierTaken(kind:by:name:)``, ``AccessRefusal``.
    public static func takeIn(_ id: ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeAssociations)
        let association = try find(id, in: tx)
        guard association.mergedInto == nil else { throw AssociationRefusal.merged }
        let (rna, siren) = (association.rna, association.siren)
        try refuseTaken(rna: rna, siren: siren, except: id, in: tx)
        try tx.name(event: "take_in")
        try unlessTaken(rna: rna, siren: siren, except: id, in: tx) {
            try tx.execute(
                """
                UPDATE association SET provisional = false, version = version + 1, updated_at = moment()
                 WHERE id = \(id) AND provisional
                """)
        }
        try Duplicate.propose(among: [id], in: tx)
    }
}
