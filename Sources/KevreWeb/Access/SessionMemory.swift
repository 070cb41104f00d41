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

    private let entries = Mutex<[String: Entry]>([:])
    private let life: Duration = .seconds(30)
    /// Sessions kept; beyond, the memory starts afresh.
    private let capacity = 10_000

    /// The open session of a token, from memory or from the database; nil when it expired or was closed.
    func session(token: String, of office: Office) async throws -> Session? {
        guard token.utf8.count == 26 else { return nil }
        let key = office.authority.code + " " + token
        let now = ContinuousClock.now
        let known = entries.withLock { $0[key] }
        if let known, now - known.readAt < life { return known.session }
        let found = try await office.read { try SignIn.agent(token: token, in: $0) }
        guard let agent = found else {
            entries.withLock { $0[key] = nil }
            return nil
        }
        var entry = Entry(
            session: Session(token: token, agent: agent, csrf: AntiForgery.token(for: token)), readAt: now,
            prolongedAt: known?.prolongedAt ?? now)
        if known == nil || now - entry.prolongedAt > .seconds(300) {
            // Not through `write`: who is signed in changes no list, hence no total.
            try await office.database.transaction(.readWrite) { try SignIn.prolong(token: token, in: $0) }
            entry.prolongedAt = now
        }
        let kept = entry
        entries.withLock {
            if $0.count >= capacity { $0.removeAll(keepingCapacity: true) }
            $0[key] = kept
        }
        return kept.session
    }

    /// Forgets everybody: an account, a role or a session changed.
    func forget() { entries.withLock { $0.removeAll() } }
}
