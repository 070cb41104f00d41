import Kevre
import Logging
import PostgreSQL
import ServiceLifecycle
import Synchronization

/// The authorities served, each opened at its first request and kept until the authority changes.
public final class Offices: ServiceLifecycle.Service, Sendable {
    private struct State {
        var authorities: [Authority] = []
        var readAt: ContinuousClock.Instant?
        var opened: [String: Office] = [:]
    }

    private let instance: Instance
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameter instance: its limits say how many connections there may be.
    public init(_ instance: Instance, logger: Logger) {
        self.instance = instance
        self.logger = logger
    }

    /// The authority with this host name, else the one without a host name, else the only one.
    ///
    /// - Throws: ``AuthorityRefusal`` when none fits.
    func office(host: String) async throws -> Office {
        if let known = state.withLock({ Self.known(host, $0) }) { return known }
        let authorities = try await instance.authorities()
        guard let authority = Self.choice(host, authorities) else {
            throw authorities.isEmpty ? AuthorityRefusal.none : AuthorityRefusal.unknown(host, known: [])
        }
        return state.withLock { state in
            state.authorities = authorities
            state.readAt = .now
            // Two first requests at once: the first one's office serves both. Where the authority changed, visits
            // under way finish in the old office, whose connections close with the last of them.
            if let opened = state.opened[authority.code], opened.authority == authority { return opened }
            let office = instance.office(of: authority)
            state.opened[authority.code] = office
            return office
        }
    }

    /// From memory, while the list of authorities is fresh.
    private static func known(_ host: String, _ state: State) -> Office? {
        guard let readAt = state.readAt, ContinuousClock.now - readAt < .seconds(60),
            let authority = choice(host, state.authorities), let office = state.opened[authority.code],
            office.authority == authority
        else { return nil }
        return office
    }

    private static func choice(_ host: String, _ authorities: [Authority]) -> Authority? {
        let name = host.lowercased()
        return authorities.first { $0.host == name }
            ?? (authorities.count == 1 ? authorities.first : authorities.first { $0.host == nil })
    }

    /// Read the list again at the next request: an authority's face changed.
    func refresh() { state.withLock { $0.readAt = nil } }

    /// Migrations of this program that the database has not had, asked by way of a connection made for it.
    func waitingMigrations() async throws -> Int {
        try await instance.tryNewConnection()
        return try await instance.waitingMigrations()
    }

    /// Keeps what is remembered true: one connection hears what other processes change, of all authorities, until
    /// shutdown.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.follow() }
        for office in state.withLock({ Array($0.opened.values) }) { await office.database.close() }
    }

    private func follow() async {
        while !Task.isCancelled {
            do {
                let channels = [TotalsMemory.channel, Authority.channel]
                for await announcement in try await instance.announcements.notifications(on: channels) {
                    hear(announcement)
                }
            } catch {
                logger.warning("changes by other processes are not followed for now", metadata: ["error": "\(error)"])
            }
            // What was missed meanwhile is read again.
            forgetAll()
            // Cancelled while waiting: the loop ends above.
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func hear(_ announcement: PostgreSQL.Notification) {
        if announcement.isResumption {
            forgetAll()
        } else if announcement.channel == Authority.channel {
            refresh()
        } else {
            let schema = announcement.payload.prefix { $0 != ":" }
            let code = String(schema.dropFirst(Authority.schemaPrefix.count))
            state.withLock { $0.opened[code] }?.totals.forget()
        }
    }

    private func forgetAll() {
        let opened = state.withLock { state in
            state.readAt = nil
            return Array(state.opened.values)
        }
        for office in opened { office.totals.forget() }
    }
}
