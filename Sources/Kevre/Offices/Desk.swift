import Foundation
import PostgreSQL
import Synchronization

/// Takes what the public sends in the order it comes. Entries that come while others are being written wait together
/// and are written together, by one statement in one transaction: the locks that everybody wants, the commit to disk
/// and the announcement are then paid once for all of them. Each is answered when it is on disk.
///
/// Correctness does not rest on it: the guards of the tables count places whoever writes, from however many servers.
public actor Desk<Rules: Sendable, Entry: Sendable, Outcome: Sendable> {
    /// What a desk is for.
    struct Subject: Sendable {
        /// Names the desk: an office has one of each.
        let name: String
        /// What the entries of a year's edition are checked against; each write verifies that it still holds.
        let rules: @Sendable (_ year: Int, Transaction) throws -> Rules
        /// The versions of everything the rules were read from.
        let versions: @Sendable (Rules) -> [Int]
        /// Writes entries in the order given, by one statement: an outcome each, nil for one whose rules changed since
        /// it was checked.
        let write: @Sendable ([Entry], Transaction) throws -> [Outcome?]
        /// What is said of an entry that the database refused; the error as it is where nothing else is known.
        let refusal: @Sendable (PostgreSQLError, Entry, Transaction) throws -> any Error
        /// Said when the rules change without pause.
        let edited: any Error & Sendable
    }

    private struct Waiting {
        let entry: Entry
        let answer: CheckedContinuation<Outcome, any Error>
    }

    private let subject: Subject
    private let database: Database
    private let totals: TotalsMemory
    private var line: [Waiting] = []
    private var isWriting = false
    private var rules: [Int: Rules] = [:]
    /// Written together at most: one lock should not be held for long.
    private let most = 50

    init(_ subject: Subject, _ database: Database, _ totals: TotalsMemory) {
        self.subject = subject
        self.database = database
        self.totals = totals
    }

    /// Takes one entry for an edition, once `check` has made it by the rules.
    ///
    /// - Throws: what `check` throws; what the database refuses, in the subject's words.
    nonisolated func take(
        year: Int, _ check: @Sendable (Rules) throws -> Entry
    ) async throws -> Outcome {
        // Stale several times in a row would take an officer who saves without pause.
        for _ in 0..<5 {
            var rules = try await rules(of: year)
            let entry: Entry
            do {
                entry = try check(rules)
            } catch is any Refusal {
                // What was remembered may be what refuses: the word of the database is the last.
                await forget(year)
                rules = try await self.rules(of: year)
                entry = try check(rules)
            }
            do {
                return try await write(entry)
            } catch is Stale {
                await forget(year)
            } catch {
                await forget(year)
                guard error is any Refusal, subject.versions(try await self.rules(of: year)) != subject.versions(rules)
                else { throw error }
            }
        }
        throw subject.edited
    }

    /// What the entry was checked against changed.
    private struct Stale: Error {}

    private func forget(_ year: Int) { rules[year] = nil }

    private func rules(of year: Int) async throws -> Rules {
        if let known = rules[year] { return known }
        let subject = subject
        let read = try await database.transaction(.readOnly) { try subject.rules(year, $0) }
        rules[year] = read
        return read
    }

    private func write(_ entry: Entry) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            line.append(Waiting(entry: entry, answer: continuation))
            guard !isWriting else { return }
            isWriting = true
            Task { await self.writeAll() }
        }
    }

    private func writeAll() async {
        while !line.isEmpty {
            let together = line.prefix(most)
            line.removeFirst(together.count)
            await write(together)
        }
        isWriting = false
    }

    private func write(_ together: ArraySlice<Waiting>) async {
        let entries = together.map(\.entry)
        let subject = subject
        do {
            let outcomes = try await database.transaction(.singleWrite) { try subject.write(entries, $0) }
            totals.forget()
            for (waiting, outcome) in zip(together, outcomes) {
                if let outcome {
                    waiting.answer.resume(returning: outcome)
                } else {
                    waiting.answer.resume(throwing: Stale())
                }
            }
        } catch let error as PostgreSQLError where together.count > 1 && Self.concernsOne(error) {
            // One of them is refused, and nothing was written: each half for itself, in the same order, until the
            // refusal stands alone.
            let middle = together.startIndex + together.count / 2
            await write(together[..<middle])
            await write(together[middle...])
        } catch let error as PostgreSQLError where together.count == 1 && error.kind == .server {
            await refuse(together[together.startIndex], error)
        } catch {
            for waiting in together { waiting.answer.resume(throwing: error) }
        }
    }

    /// Whether the values of an entry are at fault (SQLSTATE 22, 23 and Kevre's own KV), not the server.
    private static func concernsOne(_ error: PostgreSQLError) -> Bool {
        guard let state = error.sqlState else { return false }
        return ["22", "23", "KV"].contains { state.hasPrefix($0) }
    }

    private func refuse(_ waiting: Waiting, _ error: PostgreSQLError) async {
        let (subject, entry) = (subject, waiting.entry)
        do {
            let refusal = try await database.transaction(.readOnly) { try subject.refusal(error, entry, $0) }
            waiting.answer.resume(throwing: refusal)
        } catch {
            waiting.answer.resume(throwing: error)
        }
    }
}

/// The desks of an office, made when they are first asked for.
final class Desks: Sendable {
    private let byName = Mutex<[String: any Sendable]>([:])

    func desk<Rules, Entry, Outcome>(
        _ subject: Desk<Rules, Entry, Outcome>.Subject, _ database: Database, _ totals: TotalsMemory
    ) -> Desk<Rules, Entry, Outcome> {
        byName.withLock { desks in
            if let known = desks[subject.name] as? Desk<Rules, Entry, Outcome> { return known }
            let desk = Desk(subject, database, totals)
            desks[subject.name] = desk
            return desk
        }
    }
}
