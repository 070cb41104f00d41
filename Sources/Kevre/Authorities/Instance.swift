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

    /// What the offices may have of the server's connections.
    public let limits: ConnectionLimits
    /// The offices' connections, in all.
    public let connections: ConnectionBudget
    /// Connected as the owner without anything between, for announcements alone.
    public let announcements: Database

    /// Nothing is connected until something is asked.
    ///
    /// - Parameters:
    ///   - listening: where announcements are listened to; nil: the same place.
    ///   - now: the only clock there is for what happens to associations and their files.
    public init(
        conninfo: String, installation: Installation, data: URL, limits: ConnectionLimits = ConnectionLimits(),
        listening: String? = nil, now: @escaping @Sendable () -> Date
    ) {
        self.conninfo = conninfo
        self.installation = installation
        self.data = data
        self.now = now
        self.limits = limits
        connections = limits.budget
        var configuration = Configuration(conninfo, maxConnections: 4)
        configuration.applicationName = "kevre owner"
        configuration.acquireTimeout = limits.patience
        configuration.clock = now
        configuration.momentSetting = "kevre.moment"
        owner = Database(configuration, budget: ConnectionBudget(limit: 4, idleTime: limits.idleTime))
        var direct = Configuration(listening ?? conninfo, maxConnections: 1)
        direct.applicationName = "kevre listen"
        announcements = Database(direct)
    }

    /// Applies the migrations.
    @discardableResult
    public func migrate() async throws -> Migrator.Outcome {
        try await Migrator(sql: installation.sql).migrate(owner)
    }

    /// Creates an authority with its schema, role and starting data, whole or not at all.
    ///
    /// - Throws: ``AuthorityRefusal`` for a bad or taken code, or an owner that may not create roles.
    public func createAuthority(code: String, name: String) async throws {
        try await owner.transaction(.readOnly) { try Authority.requireRoleMaking(in: $0) }
        try await migrate()
        try await Migrator(sql: installation.sql).found(code: code, name: name, in: owner)
    }

    /// All authorities, by code.
    public func authorities() async throws -> [Authority] {
        try await owner.transaction(.readOnly) { try Authority.all(in: $0) }
    }

    /// Opens the office of an authority.
    ///
    /// - Parameter code: nil for the only one.
    public func office(_ code: String?, maxConnections: Int? = nil) async throws -> Office {
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
        return office(of: authority, maxConnections: maxConnections)
    }

    /// Opens the office of an authority as it was read. Its connections close when nothing holds the office any more.
    public func office(of authority: Authority, maxConnections: Int? = nil) -> Office {
        var configuration = Configuration(conninfo, maxConnections: maxConnections ?? limits.each)
        configuration.acquireTimeout = limits.patience
        configuration.applicationName = "kevre \(authority.code)"
        configuration.user = authority.role
        configuration.password = authority.secret
        configuration.clock = now
        configuration.momentSetting = "kevre.moment"
        let database = Database(configuration, budget: connections)
        let documents = data.appending(path: "documents/\(authority.code)")
        return Office(authority: authority, database: database, documents: documents, now: now)
    }

    /// Closes the owner’s connections; each office closes its own.
    public func close() async { await owner.close() }
}
