import Foundation
import PostgreSQL

/// Applies the numbered SQL files to `shared` and to every authority: forward only, one transaction each,
/// checksummed, under an advisory lock.
public struct Migrator: Sendable {
    let sql: URL

    /// - Parameter sql: the folder with `shared`, `authority` and `reference`.
    public init(sql: URL) { self.sql = sql }

    /// A migration file as it is on disk.
    struct File: Sendable {
        let number: Int
        let name: String
        let text: String
        var checksum: String { Secrets.hexDigest(text) }
    }

    /// What a run did.
    public struct Outcome: Sendable {
        /// `schema/file` of each migration applied, in order.
        public var applied: [String] = []
        /// Communes and intercommunalities loaded; 0 when they were there already.
        public var communes = 0
        public var intercommunalities = 0
    }

    /// Brings the database to the files' state. Two runs at once follow each other. Where nothing is to be done it
    /// costs the same for many authorities as for one: the database compares, and only what differs is touched.
    ///
    /// - Throws: ``MigrationRefusal`` when an applied file changed or vanished, or two bear one number; the
    ///   database's error when a statement fails, the migration it belongs to leaving nothing behind.
    @discardableResult
    public func migrate(_ database: Database) async throws -> Outcome {
        var outcome = Outcome()
        let shared = try files("shared")
        if try await database.transaction(.readOnly, { try Self.lacks(shared, in: $0) }) {
            try await prepare(database)
            outcome.applied += try await apply(shared, to: "shared", of: database)
        }
        let reference = ReferenceData(folder: sql.appending(path: "reference"))
        (outcome.communes, outcome.intercommunalities) = try await reference.load(database)
        let own = try files("authority")
        for authority in try await database.transaction(.readOnly, { try Self.behind(own, in: $0) }) {
            outcome.applied += try await apply(own, to: authority.schema, of: database)
            try await database.transaction { tx in
                try Self.lock(tx)
                try authority.grantReach(in: tx)
            }
        }
        return outcome
    }

    /// Makes an authority whole (row, role, schema, tables, rights), or leaves nothing of it.
    ///
    /// - Throws: ``AuthorityRefusal``.
    func found(code: String, name: String, in database: Database) async throws {
        let own = try files("authority")
        try await database.transaction { tx in
            try Self.lock(tx)
            let authority = try Authority.create(code: code, name: name, in: tx)
            for file in own { try Self.apply(file, to: authority.schema, in: tx) }
            try authority.grantReach(in: tx)
        }
    }

    /// The files of a folder, by number.
    func files(_ folder: String) throws -> [File] {
        let directory = sql.appending(path: folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path(percentEncoded: false))
            .filter { $0.hasSuffix(".sql") }.sorted()
        var result: [File] = []
        for name in names {
            guard let number = Int(name.prefix(4)), name.dropFirst(4).first == "_" else {
                throw MigrationRefusal.badName(name)
            }
            if result.last?.number == number { throw MigrationRefusal.sameNumber(result.last?.name ?? "", name) }
            let text = try String(contentsOf: directory.appending(path: name), encoding: .utf8)
            result.append(File(number: number, name: name, text: text))
        }
        return result
    }

    static func lock(_ tx: Transaction) throws {
        try tx.execute("SELECT pg_advisory_xact_lock(hashtext('kevre migrate'))")
    }

    private func prepare(_ database: Database) async throws {
        try await database.transaction { tx in
            try Self.lock(tx)
            try tx.executeScript(
                """
                CREATE SCHEMA IF NOT EXISTS shared;
                CREATE TABLE IF NOT EXISTS shared.migration (
                    schema_name text NOT NULL,
                    number integer NOT NULL,
                    name text NOT NULL,
                    checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY (schema_name, number)
                );
                """)
        }
    }

    private func apply(_ files: [File], to schema: String, of database: Database) async throws -> [String] {
        var applied: [String] = []
        let known = try await database.transaction(.readOnly) { tx in
            try tx.query(
                "SELECT number, name, checksum FROM shared.migration WHERE schema_name = \(schema) ORDER BY number"
            ).map { (number: try $0["number"] as Int, name: try $0["name"] as String) }
        }
        for entry in known where !files.contains(where: { $0.number == entry.number }) {
            throw MigrationRefusal.vanished(entry.name)
        }
        for file in files {
            let done = try await database.transaction { tx -> Bool in
                try Self.lock(tx)
                let row = try tx.first(
                    """
                    SELECT checksum FROM shared.migration
                     WHERE schema_name = \(schema) AND number = \(file.number)
                    """)
                if let row {
                    guard try row["checksum"] == file.checksum else { throw MigrationRefusal.changed(file.name) }
                    return false
                }
                try Self.apply(file, to: schema, in: tx)
                return true
            }
            if done { applied.append("\(schema)/\(file.name)") }
        }
        return applied
    }

    private static func apply(_ file: File, to schema: String, in tx: Transaction) throws {
        let path: SQL = schema == "shared" ? "shared" : "\(identifier: schema), shared"
        // Every function of the files takes this path with it (SET search_path FROM CURRENT). Unless pg_temp is named
        // last, a temporary table of the caller's would stand before the real one.
        try tx.execute("SET LOCAL search_path TO \(path), pg_temp")
        try tx.executeScript(file.text)
        try tx.execute(
            """
            INSERT INTO shared.migration (schema_name, number, name, checksum)
            VALUES (\(schema), \(file.number), \(file.name), \(file.checksum))
            """)
    }
}

/// Why migrations are not applied.
public enum MigrationRefusal: Refusal, Equatable {
    case changed(String)
    case vanished(String)
    case badName(String)
    case sameNumber(String, String)

    public var message: String {
        switch self {
        case .changed(let name):
            "La migration \(name) a changé depuis qu’elle a été appliquée. Une migration appliquée ne se modifie pas\u{a0}: écrivez-en une nouvelle."
        case .vanished(let name): "La migration \(name) a été appliquée mais son fichier a disparu."
        case .badName(let name): "Le fichier \(name) devrait s’appeler NNNN_sujet.sql."
        case .sameNumber(let first, let second): "Deux migrations portent le même numéro\u{a0}: \(first) et \(second)."
        }
    }

    public var code: String {
        switch self {
        case .changed: "migration_changed"
        case .vanished: "migration_vanished"
        case .badName: "migration_bad_name"
        case .sameNumber: "migration_same_number"
        }
    }

    public var field: String? { nil }
}
