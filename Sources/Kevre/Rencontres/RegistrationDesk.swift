import Foundation
import PostgreSQL

/// Takes online registrations in the order they come. Those that come while others are being written wait together
/// and are written together, by one statement in one transaction: the lock of a type's row, the commit to disk and
/// the announcement are then paid once for all of them, and the order of arrival is that of the desk.
///
/// Correctness does not rest on it: the guard of the table counts places whoever writes, from however many servers.
public actor RegistrationDesk {
    private struct Waiting {
        let entry: Registration.Entry
        let answer: CheckedContinuation<Registration.Outcome, any Error>
    }

    /// What entries are checked against; each write verifies that it still holds.
    private struct Rules: Sendable {
        let edition: Edition
        let types: [StandType]
        let themes: [Choice]
    }

    private let database: Database
    private let totals: TotalsMemory
    private var line: [Waiting] = []
    private var isWriting = false
    private var rules: [Int: Rules] = [:]
    /// Written together at most: one lock should not be held for long.
    private let most = 50

    init(_ database: Database, _ totals: TotalsMemory) {
        self.database = database
        self.totals = totals
    }

    /// Registers an association from the public page.
    ///
    /// - Throws: ``FormRefusal``; ``RegistrationRefusal``: not open, closed, registered already; ``NotFound``.
    public nonisolated func register(
        _ association: Association.ID, year: Int, _ input: FormInput, at moment: Date
    ) async throws -> Registration.Outcome {
        // Twice stale in a row would take an officer who saves without pause.
        for _ in 0..<5 {
            let rules = try await rules(of: year)
            do {
                let entry = try Registration.entry(
                    input, of: association, for: rules.edition, rules.types, themes: rules.themes, at: moment)
                return try await write(entry)
            } catch is Stale {
                await forget(year)
            } catch let refusal as any Refusal {
                // What was remembered may be what refuses: the word of the database is the last.
                await forget(year)
                let fresh = try await self.rules(of: year)
                guard fresh.edition.version != rules.edition.version || Self.differ(fresh.types, rules.types) else {
                    throw refusal
                }
            }
        }
        throw RegistrationRefusal.edited
    }

    private static func differ(_ a: [StandType], _ b: [StandType]) -> Bool {
        a.map { [$0.id.number, $0.version] } != b.map { [$0.id.number, $0.version] }
    }

    /// The edition or a type changed since the entry was checked.
    private struct Stale: Error {}

    private func forget(_ year: Int) { rules[year] = nil }

    private func rules(of year: Int) async throws -> Rules {
        if let known = rules[year] { return known }
        let read = try await database.transaction(.readOnly) { tx in
            let edition = try Edition.findPublic(year: year, in: tx)
            return Rules(
                edition: edition, types: try StandType.all(of: edition.id, in: tx),
                themes: try Registration.themes(in: tx))
        }
        rules[year] = read
        return read
    }

    private func write(_ entry: Registration.Entry) async throws -> Registration.Outcome {
        try await withCheckedThrowingContinuation { continuation in
            line.append(Waiting(entry: entry, answer: continuation))
            guard !isWriting else { return }
            isWriting = true
            Task { await self.writeAll() }
        }
    }

    private func writeAll() async {
        while !line.isEmpty {
            let together = Array(line.prefix(most))
            line.removeFirst(together.count)
            await write(together)
        }
        isWriting = false
    }

    private func write(_ together: [Waiting]) async {
        let entries = together.map(\.entry)
        do {
            let outcomes = try await database.transaction(.singleWrite) { tx in
                try Registration.write(entries, by: .applicant("Association"), in: tx)
            }
            totals.forget()
            let byCode = Dictionary(outcomes.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
            for waiting in together {
                if let outcome = byCode[waiting.entry.code] {
                    waiting.answer.resume(returning: outcome)
                } else {
                    waiting.answer.resume(throwing: Stale())
                }
            }
        } catch let error as PostgreSQLError where together.count > 1 && error.kind == .server {
            // One of them is refused: each for itself, in the same order.
            for waiting in together { await write([waiting]) }
        } catch let error as PostgreSQLError where error.constraint == "registration_once" {
            let entry = entries[0]
            do {
                let refusal = try await database.transaction(.readOnly) { tx in
                    try Registration.already(entry.association, entry.edition.id, in: tx)
                }
                together[0].answer.resume(throwing: refusal)
            } catch {
                together[0].answer.resume(throwing: error)
            }
        } catch let error as PostgreSQLError where error.constraint == "registration_association" {
            together[0].answer.resume(throwing: NotFound("Cette association n’existe pas."))
        } catch {
            for waiting in together { waiting.answer.resume(throwing: error) }
        }
    }
}
