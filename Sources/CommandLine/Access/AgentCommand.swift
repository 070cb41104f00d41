import ArgumentParser
import Foundation
import Kevre

struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Comptes des agents.",
        subcommands: [List.self, Show.self, Create.self, Edit.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les comptes.")
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                try await AgentAccount.listing.print(query, output, office, agent)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Un compte.")
        @Argument(help: "Numéro du compte.") var id: Int
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let account = try await Workplace.withOffice(access) { office, agent in
                try agent.require(.manageAgents)
                return try await office.read { try AgentAccount.find(Agent.ID(id), in: $0) }
            }
            print(
                "\(account.name)\n\(account.email)\nRôles\u{a0}: \(account.roles.map(\.label).joined(separator: ", "))\nActif\u{a0}: \(account.active ? "oui" : "non")"
            )
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Crée un compte.",
            discussion: "Le mot de passe est lu sur l’entrée standard, ou dans KEVRE_PASSWORD.")
        @Option(help: "Nom.") var name: String
        @Option(help: "Adresse électronique.") var email: String
        @Option(help: "Rôle, répétable\u{a0}: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).") var role:
            [String]
        @Option(help: "Code d’un service, répétable, pour case_officer.") var service: [String] = []
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let password = try Password.read()
            let (name, email, roles, services) = (name, email, role, service)
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    let input = try AgentInput.input(
                        name: name, email: email, roles: roles, services: services, password: password, active: true,
                        in: tx)
                    try AgentAccount.save(nil, version: nil, input, by: agent, in: tx)
                }
            }
            print("Le compte de \(name) est créé.")
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change le mot de passe ou ferme un compte.")
        @Argument(help: "Numéro du compte.") var id: Int
        @Flag(help: "Lit un nouveau mot de passe.") var password = false
        @Flag(inversion: .prefixedNo, help: "Ouvre ou ferme le compte.") var active: Bool?
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let secret = password ? try Password.read() : ""
            let (id, wanted) = (Agent.ID(id), active)
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    let account = try AgentAccount.find(id, in: tx)
                    let input = FormInput([
                        "name": [account.name], "email": [account.email], "roles": account.roles.map(\.rawValue),
                        "services": account.services.map(\.description), "password": [secret],
                        "active": wanted ?? account.active ? ["1"] : [],
                    ])
                    try AgentAccount.save(id, version: account.version, input, by: agent, in: tx)
                }
            }
            print("Le compte est modifié.")
        }
    }
}

/// Secrets are never taken from the command line, where other users of the machine could read them.
enum Password {
    static func read() throws -> String {
        if let given = ProcessInfo.processInfo.environment["KEVRE_PASSWORD"] { return given }
        if isatty(STDIN_FILENO) == 1 {
            guard let typed = getpass("Mot de passe\u{a0}: ") else { throw Usage(message: "Mot de passe attendu.") }
            return String(cString: typed)
        }
        guard let line = readLine(), !line.isEmpty else {
            throw Usage(message: "Mot de passe attendu sur l’entrée standard ou dans KEVRE_PASSWORD.")
        }
        return line
    }
}
