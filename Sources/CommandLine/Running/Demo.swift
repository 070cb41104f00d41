import ArgumentParser
import Kevre

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Crée la collectivité de démonstration, si rien n’existe encore.",
        discussion: "Associations inventées, communes réelles, plusieurs années d’histoire.")

    @Option(help: "Nombre de dossiers\u{a0}; 100000 pour un essai de charge.") var applications: Int = 900
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let accounts = try await Workplace.with(access) { place in
            try await place.instance.migrate()
            let bar = ProgressBar(title: "Dossiers")
            let accounts = try await Demonstration.prepare(place.instance, applications: applications) {
                bar.show($0, of: $1)
            }
            bar.end()
            return accounts
        }
        print(accounts.text)
    }
}
