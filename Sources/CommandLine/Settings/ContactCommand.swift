import ArgumentParser
import Foundation
import Kevre

/// Whom public pages say to ask.
struct ContactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact", abstract: "À qui les associations s’adressent, service par service.",
        subcommands: [List.self, Edit.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les coordonnées de chaque service.")
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let all = try await Workplace.withOffice(access) { office, agent in
                try agent.require(.manageAuthority)
                return try await office.read { try ServiceContact.all(in: $0) }
            }
            guard output.format == .json else {
                for contact in all { print("\(contact.code)\t\(contact.line)") }
                return
            }
            let rows = all.map { contact -> JSONValue in
                .object([
                    ("service", .string(contact.code)), ("name", .string(contact.name)),
                    ("email", .string(contact.email)), ("phone", .string(contact.phone)),
                    ("address", .string(contact.address)),
                ])
            }
            try Output.print(JSONValue.array(rows).text, to: output.output)
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change les coordonnées d’un service.", discussion: "Une valeur vide efface.")
        @Argument(help: "Code du service.") var service: String
        @Option(help: "Adresse électronique.") var email: String?
        @Option(help: "Téléphone.") var phone: String?
        @Option(help: "Adresse.") var address: String?
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let changes = [("email", email), ("phone", phone), ("address", address)]
            guard changes.contains(where: { $0.1 != nil }) else {
                throw Usage(message: "Indiquez --email, --phone ou --address.")
            }
            let code = service
            let line = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx -> String in
                    let known = try ServiceContact.all(in: tx)
                    guard let contact = known.first(where: { $0.code == code }) else {
                        throw NotFound(
                            "Aucun service «\u{a0}\(code)\u{a0}». Connus\u{a0}: \(known.map(\.code).joined(separator: ", "))."
                        )
                    }
                    var input = contact.input
                    for (name, value) in changes { if let value { input[name] = value } }
                    try ServiceContact.save(contact.service, version: contact.version, input, by: agent, in: tx)
                    return try ServiceContact.all(in: tx).first { $0.code == code }?.line ?? ""
                }
            }
            print(line)
        }
    }
}
