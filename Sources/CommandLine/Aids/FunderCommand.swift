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
            abstract: "Ajoute un financeur.",
            discussion: "Champs\u{a0}: name, kind, website, other_names, notes, active (1 à défaut).")
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            var given = try fields.input(of: Funder.form)
            if given["active"] == nil { given["active"] = "1" }
            let input = given
            let id = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { try Funder.save(nil, version: nil, input, by: agent, in: $0) }
            }
            print(id)
        }
    }
}
