import Kevre
import Logging
import PostgreSQL
import ServiceLifecycle
import Synchronization

/// The authorities served, each opened at its first request and kept.
public final class Offices: ServiceLifecycle.Service, Sendable {
    private struct State {
        var authorities: [Authority] = []
        var readAt: ContinuousClock.Instant?
        var opened: [String: Office] = [:]
    }

    private let instance: Instance
    private let maxConnections: Int
    private let logger: Logger
    private let state = Mutex(State())
    private let toFollow: AsyncStream<Office>
    private let follow: AsyncStream<Office>.Continuation

    /// - Parameter maxConnections: connections an authority.
    public init(_ instance: Instance, maxConnections: Int = 8, logger: Logger) {
        self.instance = instance
        self.maxConnections = maxConnections
        self.logger = logger
        (toFollow, follow) = AsyncStream.makeStream(of: Office.self)
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
        state.withLock {
            $0.authorities = authorities
            $0.readAt = .now
        }
        if let opened = state.withLock({ $0.opened[authority.code] }), opened.authority == authority {
            return opened
        }
        let office = try await instance.office(authority.code, maxConnections: maxConnections)
        let (winner, old) = state.withLock { state -> (Office, Office?) in
            // Two first requests at once: the first one's office serves both.
            if let other = state.opened[authority.code], other.authority == authority {
                return (other, office)
            }
            return (office, state.opened.updateValue(office, forKey: authority.code))
        }
        if winner.database === office.database { follow.yield(office) }
        await old?.database.close()
        return winner
    }

    /// From memory, while the list of authorities is fresh.
    private static func known(_ host: String, _ state: State) -> Office? {
        guard let readAt = state.readAt, ContinuousClock.now - readAt < .seconds(60),
            let authority = choice(host, state.authorities)
        else { return nil }
        return state.opened[authority.code]
    }

    private static func choice(_ host: String, _ authorities: [Authority]) -> Authority? {
        let name = host.lowercased()
        return authorities.first { $0.host == name }
            ?? (authorities.count == 1 ? authorities.first : authorities.first { $0.host == nil })
    }

    /// Read the list again at the next request: an authority's face changed.
    func refresh() { state.withLock { $0.readAt = nil } }

    /// Migrations of this program that the database has not had.
    func waitingMigrations() async throws -> Int { try await instance.waitingMigrations() }

    /// Keeps the totals in memory true: follows what other processes change, an office at a time, until shutdown.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await office in toFollow {
                    group.addTask { [logger] in await Self.follow(office, logger) }
                }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.follow.finish()
        }
        for office in state.withLock({ Array($0.opened.values) }) { await office.database.close() }
    }

    private static func follow(_ office: Office, _ logger: Logger) async {
        while !Task.isCancelled {
            do {
                try await office.totals.follow(office.database, schema: office.authority.schema)
            } catch is CancellationError {
                return
            } catch {
                logger.warning("totals are not followed for now", metadata: ["error": "\(error)"])
            }
            // What was missed meanwhile is counted again.
            office.totals.forget()
            // Cancelled while waiting: the loop ends above.
            try? await Task.sleep(for: .seconds(2))
        }
    }
}
