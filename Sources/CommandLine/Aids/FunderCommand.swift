import ArgumentParser
import Kevre

struct FunderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "funder", abstract: "Financeurs.", subcommands: [List.self, Create.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les financeurs.")
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                try await Funder.listing.print(query, output, office, agent)
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ajoute un financeur.", discussion: "Champs\u{a0}: name, kind, website, other_names, notes.")
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let input = try fields.input(of: Funder.form)
            let id = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { try Funder.save(nil, version: nil, input, by: agent, in: $0) }
            }
            print(id)
        }
    }
}
