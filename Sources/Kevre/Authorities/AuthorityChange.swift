import PostgreSQL

extension Instance {
    /// Changes the name or the SIRET of an authority; what is nil stays. Offices opened before show it once
    /// they are opened again.
    ///
    /// - Throws: ``AuthorityRefusal``; ``IdentityRefusal`` for a SIRET whose digits are wrong.
    public func changeAuthority(code: String, name: String? = nil, siret: String? = nil) async throws {
        let name = name?.trimmed
        if let name, name.isEmpty { throw AuthorityRefusal.nameMissing }
        let number = try siret.map { try SIRET(parsing: $0) }
        let known = try await authorities().map(\.code)
        guard known.contains(code) else { throw AuthorityRefusal.unknown(code, known: known) }
        try await owner.transaction { tx in
            _ = try tx.execute(
                """
                UPDATE shared.authority
                   SET name = coalesce(\(name), name), siret = coalesce(\(number), siret)
                 WHERE code = \(code)
                """)
        }
    }
}
