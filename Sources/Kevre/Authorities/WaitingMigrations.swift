import PostgreSQL

extension Instance {
    /// How many migrations of this program the database has not had: 0 when all is well.
    public func waitingMigrations() async throws -> Int {
        let migrator = Migrator(sql: installation.sql)
        let shared = try migrator.files("shared").count
        let own = try migrator.files("authority").count
        return try await owner.transaction(.readOnly) { tx in
            let counts = try tx.one(
                """
                SELECT (SELECT count(*) FROM shared.authority) AS authorities,
                       (SELECT count(*) FROM shared.migration) AS applied
                """)
            return max(0, try shared + own * (counts["authorities"] as Int) - (counts["applied"] as Int))
        }
    }
}
