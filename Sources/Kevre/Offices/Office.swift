import Foundation
import PostgreSQL

/// One authority at work: its database, reached by its own role, and its clock.
public struct Office: Sendable {
    /// Whose office it is.
    public let authority: Authority
    /// Connected as the authority's role: no statement, hostile or forgetful, reaches another authority.
    public let database: Database
    private let clock: @Sendable () -> Date
    /// Set while one and the same request is answered: page, rules and database read one clock.
    private var moment: Date?
    /// Uploaded files and reports of imports.
    public let documents: URL
    /// Counts of long lists, remembered until something changes.
    public let totals: TotalsMemory
    private let desks = Desks()

    /// An office as given; ``Instance/office(_:)`` opens one by its code.
    public init(authority: Authority, database: Database, documents: URL, now: @escaping @Sendable () -> Date) {
        self.authority = authority
        self.database = database
        self.documents = documents
        clock = now
        totals = TotalsMemory()
    }

    /// The desk of a subject, the same for everybody: what many send at the same moment is written together there.
    func desk<Rules, Entry, Outcome>(
        _ subject: Desk<Rules, Entry, Outcome>.Subject
    ) -> Desk<Rules, Entry, Outcome> {
        desks.desk(subject, database, totals)
    }

    /// The moment: an argument of rules, so that tests choose their hour.
    public func now() -> Date { moment ?? clock() }

    /// Today in Europe/Paris.
    public func today() -> Day { Day(inParis: self.now()) }

    /// The office at one moment, for all that belongs together.
    public func at(_ moment: Date) -> Office {
        var office = self
        office.moment = moment.toMicrosecond
        return office
    }

    /// The office whose clock goes on, for work that outlives the request that asked for it.
    public var onward: Office {
        var office = self
        office.moment = nil
        return office
    }

    /// Reads: one transaction on one connection, all of it in one state of the database.
    public func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await database.transaction(.readOnly, at: self.now(), body)
    }

    /// Reads by one statement, in one exchange with the database. It binds the moment where it needs it: `moment()`
    /// is known within a transaction only.
    public func readOnce<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await database.transaction(.single, at: self.now(), body)
    }

    /// Writes: one transaction whose every change bears the agent's name in the audit trail. An attempt that was
    /// refused stands there as well.
    @discardableResult
    public func write<T: Sendable>(
        as agent: Agent, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        do {
            let result = try await database.transaction(.readWrite, at: self.now()) { tx in
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
        let rows = try await database.transaction(.singleWrite, at: self.now()) { try $0.query(statement) }
        totals.forget()
        return rows
    }
}

extension Transaction {
    /// The day of its moment in Europe/Paris.
    public var today: Day { Day(inParis: moment) }

    /// Names the event the following changes belong to, for the audit trail and the life cycle's guard.
    func name(event: String) throws {
        try execute("SELECT set_config('kevre.event', \(event), true)")
    }
}
