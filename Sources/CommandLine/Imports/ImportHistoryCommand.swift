import ArgumentParser
import Kevre

/// Imports of the past: what each line became, and the way back.
struct ImportHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Imports faits\u{a0}: ce que chaque ligne est devenue, annulation.",
        subcommands: [Lines.self, Undo.self])

    struct Lines: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ligne par ligne, l’association créée ou retrouvée.")
        @Argument(help: "Numéro de l’import.") var id: Int
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query([("import", String(id))])
            try await Workplace.withOffice(access) { office, agent in
                try await ImportOutcome.listing.print(query, output, office, agent)
            }
        }
    }

    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Annule un import, tant que rien n’a été bâti dessus.")
        @Argument(help: "Numéro de l’import.") var id: Int
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = ImportRun.ID(id)
            let undone = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { try ImportRun.undo(id, by: agent, in: $0) }
            }
            print(undone.sentence)
        }
    }
}
