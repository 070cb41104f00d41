import Kevre
import PostgreSQL
import Synchronization

/// Who is signed in, remembered for half a minute, so that a page costs one transaction of its own and no more.
/// A session closed elsewhere ends here within that time.
final class SessionMemory: Sendable {
    /// An open session.
    struct Session: Sendable {
        let token: String
        let agent: Agent
        /// What proves that a form is of this session.
        let csrf: String
    }

    private struct Entry {
        let session: Session
        let readAt: ContinuousClock.Instant
        var prolongedAt: ContinuousClock.Instant
    }

    private struct State {
        var generation = 0
        var entries: [String: Entry] = [:]
    }

    private let state = Mutex(State())
    private let life: Duration = .seconds(30)
    /// Sessions kept; beyond, the memory starts afresh.
    private let capacity = 10_000

    /// The open session of a token, from memory or from the database; nil when it expired or was closed.
    func session(token: String, of office: Office) async throws -> Session? {
        guard Secrets.isToken(token) else { return nil }
        let key = office.authority.code + " " + token
        let now = ContinuousClock.now
        let (known, generation) = state.withLock { ($0.entries[key], $0.generation) }
        if let known, now - known.readAt < life { return known.session }
        let found = try await office.read { try SignIn.agent(token: token, in: $0) }
        guard let agent = found else {
            state.withLock { $0.entries[key] = nil }
            return nil
        }
        var entry = Entry(
            session: Session(token: token, agent: agent, csrf: AntiForgery.token(for: token)), readAt: now,
            prolongedAt: known?.prolongedAt ?? now)
        if known == nil || now - entry.prolongedAt > .seconds(300) {
            // Not through `write`: who is signed in changes no list, hence no total.
            try await office.database.transaction(.readWrite, at: office.now()) {
                try SignIn.prolong(token: token, in: $0)
            }
            entry.prolongedAt = now
        }
        let kept = entry
        state.withLock {
            // What was read before a role or an account changed is good for this visit only.
            guard $0.generation == generation else { return }
            if $0.entries.count >= capacity { $0.entries.removeAll(keepingCapacity: true) }
            $0.entries[key] = kept
        }
        return kept.session
    }

    /// Forgets everybody: an account, a role or a session changed.
    func forget() {
        state.withLock {
            $0.generation += 1
            $0.entries.removeAll()
        }
    }
}
