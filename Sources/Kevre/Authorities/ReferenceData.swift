import Foundation
import PostgreSQL

/// Open reference data that come with the project, loaded into `shared` when their file changed.
struct ReferenceData: Sendable {
    let folder: URL

    /// Loads the communes.
    ///
    /// - Returns: rows loaded; 0 when the file was loaded before.
    func load(_ database: Database) async throws -> Int {
        let name = "communes.csv"
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        let checksum = Secrets.hexDigest(text)
        return try await database.transaction { tx in
            let known = try tx.first(
                "SELECT 1 AS one FROM shared.reference_file WHERE name = \(name) AND checksum = \(checksum)")
            if known != nil { return 0 }
            try tx.execute("CREATE TEMPORARY TABLE loaded (LIKE shared.commune) ON COMMIT DROP")
            try tx.execute("ALTER TABLE loaded ALTER search_name DROP NOT NULL")
            let count = try tx.copyIn(
                """
                COPY loaded (code, name, siren, epci_siren, epci_name, population)
                FROM STDIN (FORMAT csv, HEADER true)
                """
            ) { writer in try writer.write(text.utf8) }
            try tx.execute(
                """
                INSERT INTO shared.commune (code, name, siren, epci_siren, epci_name, population)
                SELECT code, name, siren, epci_siren, epci_name, population FROM loaded
                ON CONFLICT (code) DO UPDATE
                   SET name = excluded.name, siren = excluded.siren, epci_siren = excluded.epci_siren,
                       epci_name = excluded.epci_name, population = excluded.population
                """)
            try tx.execute(
                """
                INSERT INTO shared.reference_file (name, checksum, rows) VALUES (\(name), \(checksum), \(count))
                ON CONFLICT (name) DO UPDATE
                   SET checksum = excluded.checksum, rows = excluded.rows, loaded_at = now()
                """)
            return count
        }
    }
}
