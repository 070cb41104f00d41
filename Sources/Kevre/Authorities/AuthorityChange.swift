import PostgreSQL

extension Instance {
    /// Changes the name, the SIRET or the host of an authority; nil leaves a value as it is, an empty text
    /// removes it. Servers at work are told.
    ///
    /// - Parameter host: the host name under which its pages are served, where there are several authorities.
    /// - Throws: ``AuthorityRefusal``; ``IdentityRefusal`` for a SIRET whose digits are wrong.
    public func changeAuthority(
        code: String, name: String? = nil, siret: String? = nil, host: String? = nil
    ) async throws {
        let name = name?.trimmed
        if let name, name.isEmpty { throw AuthorityRefusal.nameMissing }
        let number = try siret.map { $0.trimmed.isEmpty ? "" : try SIRET(parsing: $0).description }
        let host = host?.trimmed.lowercased()
        let known = try await authorities().map(\.code)
        guard known.contains(code) else { throw AuthorityRefusal.unknown(code, known: known) }
        do {
            try await owner.transaction { tx in
                _ = try tx.execute(
                    """
                    UPDATE shared.authority
                       SET name = coalesce(\(name), name),
                           siret = CASE WHEN \(number)::text IS NULL THEN siret ELSE nullif(\(number), '') END,
                           host = CASE WHEN \(host)::text IS NULL THEN host ELSE nullif(\(host), '') END
                     WHERE code = \(code)
                    """)
                try tx.notify(Authority.channel, code)
            }
        } catch let error as PostgreSQLError where error.constraint == "authority_host" {
            throw AuthorityRefusal.hostTaken(host ?? "")
        }
    }
}
