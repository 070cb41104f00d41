import PostgreSQL

extension Migrator {
    /// Whether `shared` is not as the files say.
    static func lacks(_ files: [File], in tx: Transaction) throws -> Bool {
        let exists: Bool = try tx.one("SELECT to_regclass('shared.migration') IS NOT NULL AS found")["found"]
        guard exists else { return true }
        return try tx.one(
            """
            SELECT \(digest(of: files)) IS DISTINCT FROM (SELECT digest FROM (\(applied) WHERE schema_name = 'shared') s)
                   AS differs
            """)["differs"]
    }

    /// The authorities whose schema is not as the files say, or whose role is missing (a database restored on another
    /// server) or reaches what it should not or not what it should.
    static func behind(_ files: [File], in tx: Transaction) throws -> [Authority] {
        try tx.query(
            """
            WITH applied AS (\(applied) GROUP BY schema_name)
            SELECT a.* FROM shared.authority a
              LEFT JOIN applied ON applied.schema_name = 'authority_' || a.code
              LEFT JOIN pg_roles r ON r.rolname = a.role
             WHERE applied.digest IS DISTINCT FROM \(digest(of: files))
                OR r.oid IS NULL OR a.reach IS DISTINCT FROM \(Authority.reachDigest)
                OR has_schema_privilege(r.oid, to_regnamespace('authority_' || a.code)::oid, 'USAGE') IS NOT TRUE
             ORDER BY a.code
            """
        ).map(Authority.init)
    }

    private static var applied: SQL {
        """
        SELECT min(schema_name) AS schema_name,
               md5(string_agg(number || ' ' || checksum, ',' ORDER BY number)) AS digest
          FROM shared.migration
        """
    }

    private static func digest(of files: [File]) -> SQL {
        """
        (SELECT md5(string_agg(number || ' ' || checksum, ',' ORDER BY number))
           FROM unnest(\(files.map(\.number))::integer[], \(files.map(\.checksum))::text[]) AS file (number, checksum))
        """
    }
}
