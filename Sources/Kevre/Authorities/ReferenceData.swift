import Foundation
import PostgreSQL

/// Open reference data that come with the project, loaded into `shared` when their file changed.
struct ReferenceData: Sendable {
    let folder: URL

    /// A file and the table it fills, row by row under its key.
    private struct Table: Sendable {
        let file: String
        let name: String
        let columns: [String]
        /// A column that the table fills in by itself.
        let generated: String

        var key: String { columns[0] }
    }

    private static let communes = Table(
        file: "communes.csv", name: "commune",
        columns: ["code", "name", "siren", "epci_siren", "epci_name", "population"], generated: "search_name")
    private static let intercommunalities = Table(
        file: "epci.csv", name: "epci", columns: ["siren", "name", "department", "population"], generated: "name_key")

    /// Loads the communes and the intercommunalities.
    ///
    /// - Returns: rows loaded of each; 0 when the file was loaded before.
    func load(_ database: Database) async throws -> (communes: Int, intercommunalities: Int) {
        (try await load(Self.communes, database), try await load(Self.intercommunalities, database))
    }

    private func load(_ table: Table, _ database: Database) async throws -> Int {
        let text = try String(contentsOf: folder.appending(path: table.file), encoding: .utf8)
        let checksum = Secrets.hexDigest(text)
        let columns = table.columns.joined(separator: ", ")
        let updates = table.columns.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        return try await database.transaction { tx in
            let known = try tx.first(
                "SELECT 1 AS one FROM shared.reference_file WHERE name = \(table.file) AND checksum = \(checksum)")
            if known != nil { return 0 }
            try tx.execute("CREATE TEMPORARY TABLE loaded (LIKE shared.\(trusted: table.name)) ON COMMIT DROP")
            try tx.execute("ALTER TABLE loaded ALTER \(trusted: table.generated) DROP NOT NULL")
            let count = try tx.copyIn("COPY loaded (\(trusted: columns)) FROM STDIN (FORMAT csv, HEADER true)") {
                try $0.write(text.utf8)
            }
            try tx.execute(
                """
                INSERT INTO shared.\(trusted: table.name) (\(trusted: columns)) SELECT \(trusted: columns) FROM loaded
                ON CONFLICT (\(trusted: table.key)) DO UPDATE SET \(trusted: updates)
                """)
            try tx.execute(
                """
                INSERT INTO shared.reference_file (name, checksum, rows) VALUES (\(table.file), \(checksum), \(count))
                ON CONFLICT (name) DO UPDATE
                   SET checksum = excluded.checksum, rows = excluded.rows, loaded_at = now()
                """)
            return count
        }
    }
}
