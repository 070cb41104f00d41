import PostgreSQL

extension Grant {
    /// Removes a past grant that was recorded by mistake. One decided in Kevre goes by its decision alone.
    ///
    /// - Throws: ``NotFound``, ``AccessRefusal``, ``GrantRemovalRefusal``.
    public static func remove(_ id: ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeGrants)
        try tx.execute("SELECT FROM grant_record WHERE id = \(id) FOR UPDATE")
        let grant = try find(id, for: agent, in: tx)
        guard grant.application == nil else { throw GrantRemovalRefusal.decidedHere }
        try tx.name(event: "remove_grant")
        try tx.execute("DELETE FROM grant_record WHERE id = \(id)")
    }
}

/// Why a grant is not removed.
public enum GrantRemovalRefusal: Refusal, Equatable {
    case decidedHere

    public var message: String {
        "Cette subvention a été décidée dans Kevre\u{a0}: elle s’annule par une décision, elle ne se supprime pas."
    }
    public var code: String { "grant.decided_here" }
}
