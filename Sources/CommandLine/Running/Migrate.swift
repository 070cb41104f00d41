import ArgumentParser
import Kevre
import PostgreSQL

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Met la base au niveau du programme\u{a0}: migrations et données de référence.")

    @OptionGroup var access: AccessOptions

    func run() async throws {
        try await Workplace.with(access) { place in
            let outcome = try await place.instance.migrate()
            for name in outcome.applied { print(name) }
            if outcome.communes > 0 { print("\(FrenchText.count(outcome.communes, "commune")) en référence") }
            if outcome.intercommunalities > 0 {
                print("\(FrenchText.count(outcome.intercommunalities, "intercommunalité")) en référence")
            }
            print(
                outcome.applied.isEmpty
                    ? "La base est à jour."
                    : "\(FrenchText.count(outcome.applied.count, "migration appliquée", "migrations appliquées")).")
        }
    }
}

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Vérifie la base et les règles de chaque collectivité. Code de retour 0 si tout va bien.")

    @OptionGroup var access: AccessOptions

    func run() async throws {
        let problems = try await Workplace.with(access) { place -> Int in
            try await place.instance.migrate()
            var problems = try await Self.server(place.instance)
            for authority in try await place.instance.authorities()
            where access.authority.map({ $0 == authority.code }) ?? true {
                let office = try await place.instance.office(authority.code)
                print(authority.name)
                for finding in try await office.read({ try Inspection.run(in: $0) }) {
                    print("  \(finding.isWell ? "✓" : "✗") \(finding.subject)")
                    for problem in finding.problems { print("      \(problem)") }
                    problems += finding.problems.count
                }
                await office.database.close()
            }
            return problems
        }
        if problems > 0 {
            throw CheckRefusal(message: FrenchText.count(problems, "problème") + ".")
        }
    }
}

extension Check {
    /// Whether the server takes a new connection and loads what its functions need.
    private static func server(_ instance: Instance) async throws -> Int {
        do {
            try await instance.tryNewConnection()
            return 0
        } catch let error as PostgreSQLError {
            print("Serveur PostgreSQL\n  ✗ une connexion nouvelle\n      \(error.message)")
            print("      Son paquet a peut-être été mis à jour pendant qu’il tournait\u{a0}: relancez-le.")
            return 1
        }
    }
}

/// `kevre check` found something.
struct CheckRefusal: Refusal {
    let message: String
    var code: String { "check_failed" }
}
