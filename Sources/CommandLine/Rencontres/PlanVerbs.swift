import ArgumentParser
import Foundation
import Kevre

extension RencontresCommand {
    struct PlanVerbs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan", abstract: "Le plan des stands.", subcommands: [List.self, Export.self])

        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Les emplacements, et qui s’y tient.")
            @Argument(help: "Année.") var year: Int
            @OptionGroup var listing: ListingOptions
            @OptionGroup var output: OutputOptions
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let (query, year) = (try listing.query(), year)
                try await Workplace.withOffice(access) { office, agent in
                    let query = try await query.narrowed(to: year, office, agent)
                    try await Pitch.listing.print(query, output, office, agent)
                }
            }
        }

        struct Export: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Le plan dessiné, en SVG.")
            @Argument(help: "Année.") var year: Int
            @Option(help: ArgumentHelp("Fichier\u{a0}; par défaut la sortie standard.", valueName: "fichier"))
            var output: String?
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let year = year
                let plan = try await Workplace.withOffice(access) { office, agent in
                    try await office.read { try Plan.find(year: year, by: agent, in: $0) }
                }
                try Output.write(Data(PlanDrawing(plan).file.utf8), to: output)
            }
        }
    }

    struct LogisticsVerbs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "logistics", abstract: "Totaux pour les services techniques.",
            subcommands: [Zones.self, Circuits.self])

        struct Zones: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Tables, chaises, grilles et watts par zone.")
            @Argument(help: "Année.") var year: Int
            @OptionGroup var listing: ListingOptions
            @OptionGroup var output: OutputOptions
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let (query, year) = (try listing.query(), year)
                try await Workplace.withOffice(access) { office, agent in
                    let query = try await query.narrowed(to: year, office, agent)
                    try await Equipment.zones.print(query, output, office, agent)
                }
            }
        }

        struct Circuits: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Puissance demandée et limite de chaque circuit.")
            @Argument(help: "Année.") var year: Int
            @OptionGroup var listing: ListingOptions
            @OptionGroup var output: OutputOptions
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let (query, year) = (try listing.query(), year)
                try await Workplace.withOffice(access) { office, agent in
                    let query = try await query.narrowed(to: year, office, agent)
                    try await Equipment.circuits.print(query, output, office, agent)
                }
            }
        }
    }
}
