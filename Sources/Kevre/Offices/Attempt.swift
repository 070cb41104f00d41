import Logging
import PostgreSQL

/// An event somebody tries on a record. When it is refused, the journal says who tried what, when, and why not.
struct Attempt: Sendable {
    let event: String
    let subject: String
    let id: Int

    init(_ event: String, on subject: String, _ id: Int) {
        self.event = event
        self.subject = subject
        self.id = id
    }

    /// Reads ``text``.
    init?(_ text: String?) {
        guard let parts = text?.split(separator: " "), parts.count == 3, let id = Int(parts[2]) else { return nil }
        self.init(String(parts[0]), on: String(parts[1]), id)
    }

    var text: String { "\(event) \(subject) \(id)" }
}

/// A refusal on its way out of a transaction, with what was tried.
struct RefusedAttempt: Error {
    let refusal: any Refusal
    let attempt: Attempt
}

extension Transaction {
    /// Says what is about to be tried, before the first thing that may refuse it.
    func attempt(_ event: String, on subject: String, _ id: Int) {
        undertaking = Attempt(event, on: subject, id).text
    }
}

extension Office {
    /// Writes a refused attempt into the journal: the transaction that made it is rolled back.
    func note(_ refused: RefusedAttempt, by agent: Agent) async {
        let (attempt, refusal) = (refused.attempt, refused.refusal)
        do {
            try await database.transaction(at: self.now()) { tx in
                try tx.execute("SELECT set_config('kevre.actor', \(agent.auditName), true)")
                try tx.execute(
                    """
                    SELECT audit_refusal(\(attempt.subject), \(attempt.id)::bigint, \(attempt.event), \(refusal.code),
                                         \(refusal.message))
                    """)
            }
        } catch {
            // The refusal itself is what its author must read, whether or not it could be noted; that it could not is
            // told to whoever reads the log.
            Logger(label: "kevre").error(
                "a refused attempt could not be noted in the journal",
                metadata: [
                    "authority": "\(authority.code)", "actor": "\(agent.auditName)", "attempt": "\(attempt.text)",
                    "refusal": "\(refusal.code)", "error": "\(error)",
                ])
        }
    }
}
