import ArgumentParser
import Foundation
import Kevre

extension CampaignCommand {
    struct Workbook: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Le classeur d’une campagne\u{a0}: dossiers, décisions, totaux par commune et par thème.")
        @Argument(help: "Numéro.") var id: Int
        @Option(help: ArgumentHelp("Fichier\u{a0}; par défaut le nom de la campagne.", valueName: "fichier"))
        var output: String?
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, output) = (Campaign.ID(id), output)
            let file = try await Workplace.withOffice(access) { office, agent in
                let campaign = try await office.read { try Campaign.find(id, by: agent, in: $0) }
                let file = URL(filePath: output ?? campaign.workbookFileName(office.today()))
                try await office.writeWorkbook(of: id, for: agent, to: file)
                return file
            }
            if output == nil { print(file.lastPathComponent) }
        }
    }
}
