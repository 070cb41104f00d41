import Foundation
import PostgreSQL

/// One authority at work: its database, reached by its own role, and today's date.
public struct Office: Sendable {
    /// Whose office it is.
    public let authority: Authority
    /// Connected as the authority's role: no statement, hostile or forgetful, reaches another authority.
    public let database: Database
    /// Today in Europe/Paris; an argument of rules, so that tests choose their day.
    public let today: @Sendable () -> Day
    /// Uploaded files and reports of imports.
    public let documents: URL
    /// Counts of long lists, remembered until something changes.
    public let totals: TotalsMemory
    private let desks = Desks()

    /// An office as given; ``Instance/office(_:)`` opens one by its code.
    public init(authority: Authority, database: Database, documents: URL, today: @escaping @Sendable () -> Day) {
        self.authority = authority
        self.database = database
        self.documents = documents
        self.today = today
        totals = TotalsMemory()
    }

    /// The desk of a subject, the same for everybody: what many send at the same moment is written together there.
    func desk<Rules, Entry, Outcome>(
        _ subject: Desk<Rules, Entry, Outcome>.Subject
    ) -> Desk<Rules, Entry, Outcome> {
        desks.desk(subject, database, totals)
    }

    /// Reads: one transaction on one connection, all of it in one state of the database.
    public func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await database.transaction(.readOnly, body)
    }

    /// Reads by one statement, in one exchange with the database.
    public func readOnce<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await database.transaction(.single, body)
    }

    /// Writes: one transaction whose every change bears the agent's name in the audit trail. An attempt that was
    /// refused stands there as well.
    @discardableResult
    public func write<T: Sendable>(
        as agent: Agent, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        do {
            let result = try await database.transaction(.readWrite) { tx in
                try tx.execute("SELECT set_config('kevre.actor', \(agent.auditName), true)")
                do {
                    return try body(tx)
                } catch let refusal as any Refusal {
                    guard let attempt = Attempt(tx.undertaking) else { throw refusal }
                    throw RefusedAttempt(refusal: refusal, attempt: attempt)
                }
            }
            totals.forget()
            return result
        } catch let refused as RefusedAttempt {
            await note(refused, by: agent)
            throw refused.refusal
        }
    }

    /// Writes by one statement, in one exchange with the database: for what many do at the same moment. The statement
    /// is a call that names its actor itself.
    @discardableResult
    func writeOnce(_ statement: SQL) async throws -> [Row] {
        let rows = try await database.transaction(.singleWrite) { try $0.query(statement) }
        totals.forget()
        return rows
    }
}

extension Transaction {
    /// Names the event the following changes belong to, for the audit trail and the life cycle's guard.
    func name(event: String) throws {
        try execute("SELECT set_config('kevre.event', \(event), true)")
    }
}
