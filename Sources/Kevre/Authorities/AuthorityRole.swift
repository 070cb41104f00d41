import PostgreSQL

/// The PostgreSQL role by which an authority is reached. Its password is set when it is made and changes by
/// ``Instance/changeSecret(of:)`` alone: a pooler that keeps what it read of the server stays right.
extension Authority {
    /// Makes the role exist with the right reach, and nothing more: when the authority is made, when a migration
    /// brought tables, when the rights themselves changed, and in a database restored on another server.
    func grantReach(in tx: Transaction) throws {
        // Roles belong to the whole server: another database's migration may be creating the same one.
        try tx.execute("SELECT pg_advisory_xact_lock(hashtext('kevre role'))")
        let exists = try tx.first("SELECT 1 AS one FROM pg_roles WHERE rolname = \(role)") != nil
        if !exists {
            try Self.requireRoleMaking(in: tx)
            // Utility statements take no parameters: the secret is 26 letters and digits of our own making.
            try tx.execute("CREATE ROLE \(identifier: role) LOGIN PASSWORD '\(trusted: secret)'")
        }
        for statement in Self.reach(schema: schema, role: role) { try tx.execute(statement) }
        try tx.execute("UPDATE shared.authority SET reach = \(Self.reachDigest) WHERE id = \(id)")
    }

    /// - Throws: ``AuthorityRefusal/cannotCreateRoles(account:)``, before anything is written.
    static func requireRoleMaking(in tx: Transaction) throws {
        let account = try tx.one(
            """
            SELECT rolname::text AS name, rolcreaterole OR rolsuper AS may FROM pg_roles WHERE rolname = current_user
            """)
        guard try account["may"] else { throw AuthorityRefusal.cannotCreateRoles(account: try account["name"]) }
    }

    /// What a role may do. A change of these lines reaches the existing roles at the next migration: they are known
    /// by their digest.
    private static func reach(schema: String, role: String) -> [SQL] {
        [
            "ALTER ROLE \(identifier: role) SET search_path TO \(identifier: schema), shared, pg_temp",
            // As each connection asks when it begins; a pooler such as PgBouncer lets these not through.
            "ALTER ROLE \(identifier: role) SET default_transaction_read_only TO on",
            "ALTER ROLE \(identifier: role) SET statement_timeout TO '60s'",
            "ALTER ROLE \(identifier: role) SET idle_in_transaction_session_timeout TO '60s'",
            "GRANT USAGE ON SCHEMA shared TO \(identifier: role)",
            "GRANT SELECT ON shared.commune, shared.epci, shared.reference_file TO \(identifier: role)",
            // The schema knows what of its rows the role may write.
            "SELECT \(identifier: schema).grant_reach(\(role))",
        ]
    }

    static var reachDigest: String {
        Secrets.hexDigest(reach(schema: "", role: "").map(\.text).joined(separator: ";"))
    }
}

extension Instance {
    /// Gives the role of an authority another password. Servers at work are told and connect by the new one.
    public func changeSecret(of code: String) async throws {
        try await owner.transaction { tx in
            let all = try Authority.all(in: tx)
            guard let authority = all.first(where: { $0.code == code }) else {
                throw AuthorityRefusal.unknown(code, known: all.map(\.code))
            }
            let secret = Secrets.token()
            try tx.execute("UPDATE shared.authority SET secret = \(secret) WHERE id = \(authority.id)")
            try tx.execute("ALTER ROLE \(identifier: authority.role) PASSWORD '\(trusted: secret)'")
            try tx.notify(Authority.channel, code)
        }
    }
}

extension Authority {
    /// Where a change of an authority's face, host or password is announced to the servers at work.
    public static let channel = "kevre_authority"
}
