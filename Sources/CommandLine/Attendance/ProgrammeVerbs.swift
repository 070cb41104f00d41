import ArgumentParser
import Foundation
import Kevre

/// The programme and its people on the command line.
enum ProgrammeVerbs {
    static let all: [any ParsableCommand.Type] = [Sessions.self, People.self]

    /// The key of an edition, for the filters of lists.
    private static func edition(_ year: Int, _ office: Office, _ agent: Agent) async throws -> String {
        try await office.read { try Edition.find(year: year, by: agent, in: $0).id.description }
    }

    struct Sessions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "programme", abstract: "Le programme d’une édition\u{a0}: heures, salles, places.")
        @Argument(help: "Année de l’édition.") var year: Int
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let asked = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                var query = asked
                query.filters["edition"] = [try await edition(year, office, agent)]
                try await ProgrammeSession.listing.print(query, output, office, agent)
            }
        }
    }

    struct People: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "participant", abstract: "Les personnes inscrites.",
            subcommands: [List.self, Bookings.self, Register.self, Cancel.self])

        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Les participants d’une édition.")
            @Argument(help: "Année de l’édition.") var year: Int
            @OptionGroup var listing: ListingOptions
            @OptionGroup var output: OutputOptions
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let asked = try listing.query()
                try await Workplace.withOffice(access) { office, agent in
                    var query = asked
                    query.filters["edition"] = [try await edition(year, office, agent)]
                    try await Participant.listing.print(query, output, office, agent)
                }
            }
        }

        struct Bookings: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Les inscrits d’un rendez-vous, dans l’ordre de leur arrivée, attente comprise.")
            @Argument(help: "Numéro du rendez-vous.") var session: Int
            @OptionGroup var listing: ListingOptions
            @OptionGroup var output: OutputOptions
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let query = try listing.query([("session", String(session))])
                try await Workplace.withOffice(access) { office, agent in
                    try await Participant.sessionListing.print(query, output, office, agent)
                }
            }
        }

        struct Register: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Inscrit une personne\u{a0}; donne son code et ce qu’elle a obtenu.",
                discussion: "Champs\u{a0}: \(Participant.form.fields.map(\.name).joined(separator: ", ")).")
            @Argument(help: "Année de l’édition.") var year: Int
            @Option(name: .customLong("session"), help: ArgumentHelp("Rendez-vous, répétable.", valueName: "numéro"))
            var sessions: [Int] = []
            @OptionGroup var fields: FieldOptions
            @OptionGroup var output: OutputOptions
            @OptionGroup var access: AccessOptions

            func run() async throws {
                var typed = try fields.input()
                typed.values["sessions"] = sessions.map(String.init)
                let (year, input) = (year, typed)
                let done = try await Workplace.withOffice(access) { office, agent in
                    let edition = try await office.read { try Edition.find(year: year, by: agent, in: $0).id }
                    return try await Participant.register(edition, input, by: agent, in: office)
                }
                let lines = done.bookings.map { "rendez-vous \($0.session)\u{a0}: \($0.state.label.lowercased())" }
                try Output.print(
                    output.format == .json
                        ? done.json.text : ([done.code.description] + lines).joined(separator: "\n"), to: output.output)
            }
        }

        struct Cancel: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Annule l’inscription d’une personne\u{a0}; ses places vont à qui attend.")
            @Argument(help: "Code de la personne.") var code: String
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let code = code
                try await Workplace.withOffice(access) { office, agent in
                    try await office.write(as: agent) { tx in
                        let person = try Participant.find(code: code, by: agent, in: tx)
                        try Participant.cancel(person.id, by: .agent(agent), in: tx)
                    }
                }
                print("L’inscription \(code) est annulée.")
            }
        }
    }
}
