import PostgreSQL

extension Instance {
    /// How many migrations of this program the database has not had: 0 when all is well.
    public func waitingMigrations() async throws -> Int {
        let migrator = Migrator(sql: installation.sql)
        let shared = try migrator.files("shared").count
        let own = try migrator.files("authority").count
        return try await owner.transaction(.readOnly) { tx in
            let authorities = try Authority.all(in: tx).count
            let applied: Int = try tx.one("SELECT count(*) AS n FROM shared.migration")["n"]
            return max(0, shared + own * authorities - applied)
        }
    }
}
