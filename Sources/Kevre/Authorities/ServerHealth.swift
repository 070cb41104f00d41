import PostgreSQL

extension Instance {
    /// Opens a new connection and runs a function that PostgreSQL loads from disk: a server whose package was
    /// upgraded under it still answers on the connections it has, and takes no other.
    public func tryNewConnection() async throws {
        var configuration = Configuration(conninfo, maxConnections: 1)
        configuration.applicationName = "kevre health"
        configuration.connectionPatience = .zero
        let fresh = Database(configuration)
        do {
            try await fresh.transaction(.readOnly) { tx in
                // plpgsql and unaccent are both libraries of the package.
                _ = try tx.query("SELECT shared.fold('É')")
                _ = try tx.execute("DO $$ BEGIN PERFORM 1; END $$")
            }
            await fresh.close()
        } catch {
            await fresh.close()
            throw error
        }
    }

    /// How many writing transactions others than the offices of this process have under way on the server.
    public func writesElsewhere() async throws -> Int {
        try await owner.transaction(.readOnly) { tx in
            try tx.one(
                """
                SELECT count(*) AS n FROM pg_stat_activity
                 WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
                """)["n"]
        }
    }
}
