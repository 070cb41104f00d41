import Foundation
import PostgreSQL

/// A convincing authority to try Kevre with: the territory's real communes, invented associations, several
/// years of history, a campaign under way and a session being prepared.
///
/// Everything is drawn from one seed, so that two demonstrations of the same day are alike.
public enum Demonstration {
    public static let code = "gpa"
    static let name = "Guingamp-Paimpol Agglomération"
    /// SIREN of the intercommunality whose communes are used (Licence Ouverte, see sql/reference).
    static let epci = "200067981"

    /// Makes the demonstration on a Kevre that has no authority yet.
    ///
    /// - Parameter applications: files wanted; beyond about a thousand they are for load and have no budget.
    /// - Returns: the accounts, whether they were made now or before.
    @discardableResult
    public static func prepare(
        _ instance: Instance, applications: Int = 900,
        progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws -> Accounts {
        try await instance.migrate()
        guard try await instance.authorities().isEmpty else { return accounts }
        try await instance.createAuthority(code: code, name: name)
        try await instance.owner.transaction { tx in
            try tx.execute(
                """
                UPDATE shared.authority SET siret = '20006798100015', population = 73567 WHERE code = \(code)
                """)
        }
        let office = try await instance.office(code, maxConnections: 2)
        do {
            try await fill(office, applications: applications, progress: progress)
            await office.database.close()
        } catch {
            await office.database.close()
            throw error
        }
        return accounts
    }

    private static func fill(
        _ office: Office, applications: Int, progress: @Sendable (_ done: Int, _ of: Int) -> Void
    ) async throws {
        let today = office.today()
        try await office.write(as: .system) { tx in
            try createAccounts(in: tx)
            try tx.execute(
                """
                UPDATE service SET email = 'vie-associative@demo.example', phone = '02 96 00 00 00',
                       address = '11 rue de la Trinité, 22200 Guingamp', version = version + 1
                 WHERE code = 'vie-associative'
                """)
        }
        let associations = applications > 5_000 ? 2_000 : 420
        try await office.write(as: .system) { tx in
            var random = Chance(seed: 22_070)
            try DemonstrationAssociations.create(associations, on: today, in: tx, &random)
            try DemonstrationSchemes.create(on: today, load: applications > 5_000, in: tx)
        }
        // By batches: an envelope's row is changed once a file, and one transaction should not do so too often.
        let batch = 5_000
        var done = 0
        while done < applications {
            let count = min(batch, applications - done)
            let begun = done
            try await office.write(as: .system) { tx in
                var random = Chance(seed: UInt64(1_000_003 + begun))
                try DemonstrationApplications.create(
                    count, numbered: begun, detailed: applications <= 5_000, on: today, in: tx, &random)
            }
            done += count
            progress(done, applications)
        }
        try await refreshStatistics(office, of: ["association", "application"])
        try await office.write(as: .system) { tx in
            try DemonstrationApplications.finish(on: today, in: tx)
            try DemonstrationAssociations.addOddities(on: today, in: tx)
            var random = Chance(seed: 3_409)
            try DemonstrationRencontres.create(on: today, in: tx, &random)
            var chance = Chance(seed: 8_221)
            try DemonstrationProgramme.create(on: today, in: tx, &chance)
            _ = try Duplicate.propose(in: tx)
        }
        try await office.write(as: .system) { tx in
            try DemonstrationAids.create(on: today, in: tx)
            try DemonstrationProjects.create(on: today, in: tx)
        }
        try await refreshStatistics(office)
    }

    /// Without them, what follows a load is planned for empty tables: comparing all names took minutes.
    private static func refreshStatistics(_ office: Office, of tables: [String] = []) async throws {
        try await office.write(as: .system) { tx in
            _ = try tx.execute("SELECT refresh_statistics(VARIADIC \(tables)::text[])")
        }
    }
}

/// A small generator with a seed (SplitMix64), so that demonstrations and load are the same everywhere.
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &self) }
    mutating func one<T>(of list: [T]) -> T { list[below(list.count)] }
    mutating func percent(_ chance: Int) -> Bool { below(100) < chance }

    /// An amount as authorities see them asked: log-normal, median 3 000 €, rounded as people round.
    mutating func amount(median: Double = 3_000) -> Money {
        // Sum of uniforms: near enough to a normal law for a demonstration.
        let normal = (0..<6).reduce(0.0) { sum, _ in sum + Double.random(in: -1...1, using: &self) } / 1.414
        let euros = Int(median * pow(2.718, normal * 1.1))
        let step = euros < 1_000 ? 50 : euros < 10_000 ? 100 : 500
        return Money(euros: max(150, euros / step * step))
    }
}
