import PostgreSQL
import Synchronization

/// Counts and sums of filtered lists, which cost much more than the page itself, remembered until a change is
/// announced: by this process's own writes at once, by those of others through `kevre_changed`.
public final class TotalsMemory: Sendable {
    private struct State {
        var generation = 0
        var entries: [String: ListingTotals] = [:]
    }

    private let state = Mutex(State())
    /// Entries kept; beyond, the memory starts afresh.
    private let capacity = 2_000

    /// Forgets everything: something changed.
    public func forget() {
        state.withLock {
            $0.generation += 1
            $0.entries.removeAll(keepingCapacity: true)
        }
    }

    /// The moment before a count; a count begun before a change is not remembered after it.
    public var generation: Int { state.withLock { $0.generation } }

    /// What was counted, if nothing changed since.
    public func recall(_ key: String) -> ListingTotals? { state.withLock { $0.entries[key] } }

    /// Keeps a count, unless something changed since it began.
    public func remember(_ totals: ListingTotals, for key: String, countedAt generation: Int) {
        state.withLock {
            guard $0.generation == generation else { return }
            if $0.entries.count >= capacity { $0.entries.removeAll(keepingCapacity: true) }
            $0.entries[key] = totals
        }
    }

    /// Where the tables announce their changes, as `schema:table`.
    public static let channel = "kevre_changed"
}

extension Office {
    /// Count and sums of a query, from memory when nothing changed since. A day's sums end with it: filters such
    /// as « Échéance dépassée » change by themselves.
    public func totals(_ listing: Listing, _ query: ListingQuery, for agent: Agent) async throws -> ListingTotals {
        try agent.require(listing.right)
        let reach = agent.services.map { $0.map(\.number).sorted().map(String.init).joined(separator: ",") } ?? "*"
        let own = agent.id.map(\.description) ?? "-"
        var narrowed = query
        narrowed.columns = nil
        narrowed.sort = nil
        let key = "\(today().iso)|\(listing.name)|\(reach)|\(own)|\(narrowed.address())"
        if let known = totals.recall(key) { return known }
        let generation = totals.generation
        let counted = try await read { try listing.totals(query, for: agent, in: $0) }
        totals.remember(counted, for: key, countedAt: generation)
        return counted
    }
}
