import PostgreSQL

extension StaleVersion {
    /// The same for a part of a larger record, whose changes stand in that record's trail.
    ///
    /// - Parameters:
    ///   - part: the part's table and key.
    ///   - subject: the larger record's table and key.
    static func find(
        part: (table: String, id: Int), of subject: (table: String, id: Int), in tx: Transaction
    ) throws -> StaleVersion {
        let row = try tx.first("SELECT version FROM \(identifier: part.table) WHERE id = \(part.id)")
        guard let row else { throw NotFound("Cette ligne n’existe plus.") }
        let last = try AuditEntry.timeline(of: subject.table, subject.id, limit: 20, in: tx)
            .first { $0.table == part.table }
        return StaleVersion(
            actor: last?.actor ?? "quelqu’un", at: last?.at, table: part.table, changes: last?.changes ?? [],
            version: try row["version"])
    }
}
