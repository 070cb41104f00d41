extension Database {
    /// Creates another database on this server, unless there is one of that name.
    /// - Parameters:
    ///   - name: the new database's.
    ///   - template: the database to copy, which nobody may be using.
    public func createDatabase(_ name: String, template: String? = nil) async throws {
        do {
            var text = "CREATE DATABASE \(SQL.quoted(identifier: name))"
            if let template { text += " TEMPLATE \(SQL.quoted(identifier: template))" }
            try await executeOutsideTransaction(text)
        } catch let error as PostgreSQLError where ["42P04", "23505"].contains(error.sqlState) {
            // 23505: another process creates it at this very moment.
        }
    }

    /// Drops a database of this server, ending the connections to it; nothing when there is none.
    public func dropDatabase(_ name: String) async throws {
        try await executeOutsideTransaction(
            "DROP DATABASE IF EXISTS \(SQL.quoted(identifier: name)) WITH (FORCE)")
    }

    /// Runs a statement that can't be part of a transaction, such as `VACUUM` or `CREATE INDEX CONCURRENTLY`.
    /// - Parameter text: one trusted statement.
    public func executeOutsideTransaction(_ text: String) async throws {
        try await withConnection { try await $0.run(text, cancellation: $1) }
    }
}
