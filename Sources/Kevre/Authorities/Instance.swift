import Foundation
import PostgreSQL

/// A Kevre at work: the owner's connection, the installation's files, and the offices of its authorities.
public struct Instance: Sendable {
    /// Connected as the owner: migrations and the register of authorities, nothing else.
    public let owner: Database
    /// Where SQL and templates are.
    public let installation: Installation
    /// Uploaded documents and reports.
    public let data: URL
    /// The owner's connection string or URL, as libpq reads it.
    public let conninfo: String
    /// The clock, for every office.
    public let now: @Sendable () -> Date

    /// Nothing is connected until something is asked.
    ///
    /// - Parameter now: the only clock there is for what happens to associations and their files.
    public init(conninfo: String, installation: Installation, data: URL, now: @escaping @Sendable () -> Date) {
        self.conninfo = conninfo
        self.installation = installation
        self.data = data
        self.now = now
        var configuration = Configuration(conninfo, maxConnections: 4)
        configuration.applicationName = "kevre owner"
        configuration.clock = now
        configuration.momentSetting = "kevre.moment"
        owner = Database(configuration)
    }

    /// Applies the migrations.
    @discardableResult
    public func migrate() async throws -> Migrator.Outcome {
        try await Migrator(sql: installation.sql).migrate(owner)
    }

    /// Creates an authority with its schema, role and starting data.
    ///
    /// - Throws: ``AuthorityRefusal`` for a bad or taken code.
    public func createAuthority(code: String, name: String) async throws {
        try await migrate()
        try await owner.transaction { try Authority.create(code: code, name: name, in: $0) }
        try await migrate()
    }

    /// All authorities, by code.
    public func authorities() async throws -> [Authority] {
        try await owner.transaction(.readOnly) { try Authority.all(in: $0) }
    }

    /// Opens the office of an authority.
    ///
    /// - Parameter code: nil for the only one.
    public func office(_ code: String?, maxConnections: Int = 8) async throws -> Office {
        let all = try await authorities()
        let authority: Authority
        if let code {
            guard let found = all.first(where: { $0.code == code }) else {
                throw AuthorityRefusal.unknown(code, known: all.map(\.code))
            }
            authority = found
        } else {
            guard let first = all.first else { throw AuthorityRefusal.none }
            guard all.count == 1 else { throw AuthorityRefusal.several(all.map(\.code)) }
            authority = first
        }
        var configuration = Configuration(conninfo, maxConnections: maxConnections)
        configuration.applicationName = "kevre \(authority.code)"
        configuration.user = authority.role
        configuration.password = authority.secret
        configuration.clock = now
        configuration.momentSetting = "kevre.moment"
        let database = Database(configuration)
        let documents = data.appending(path: "documents/\(authority.code)")
        return Office(authority: authority, database: database, documents: documents, now: now)
    }

    /// Closes the owner’s connections; each office closes its own.
    public func close() async { await owner.close() }
}
