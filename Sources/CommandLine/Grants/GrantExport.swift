import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

/// `kevre grant export`: the national open-data format, or the list as it is.
struct GrantExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Exporte les subventions au format national des données essentielles (SCDL), ou la liste.",
        discussion: """
            Au format scdl, ce qui ne peut pas être publié faute d’une donnée est laissé de côté et énuméré, dans \
            un classeur avec --left-out.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case scdl, csv, json, xlsx
    }

    @Option(help: "scdl, csv, json ou xlsx.") var format: Format = .scdl
    @Option(help: "Année budgétaire\u{a0}; par défaut toutes.") var year: Int?
    @Flag(help: "Avec les subventions d’autres financeurs publics.") var allFunders = false
    @Option(help: ArgumentHelp("Fichier\u{a0}; par défaut la sortie standard.", valueName: "fichier")) var output:
        String?
    @Option(help: ArgumentHelp("Classeur de ce qui ne peut pas être publié.", valueName: "fichier.xlsx"))
    var leftOut: String?
    @OptionGroup var access: AccessOptions

    func run() async throws {
        guard format == .scdl else { return try await list() }
        let (year, scope) = (year, allFunders ? SCDLScope.all : .own)
        let file = output.flatMap { $0 == "-" ? nil : URL(filePath: $0) }
        let (report, origin) = try await Workplace.withOffice(access) { office, agent in
            let origin = office.origin(agent)
            if let file {
                return (try await office.exportSCDL(year: year, scope: scope, for: agent, to: file), origin)
            }
            let authority = office.authority
            let report = try await office.read { tx in
                try Grant.exportSCDL(year: year, scope: scope, authority: authority, by: agent, in: tx) {
                    try Output.standardOutput(Data($0))
                }
            }
            return (report, origin)
        }
        Exit.say(report.sentence)
        if let leftOut {
            try report.writeLeftOut(origin: origin, to: leftOut)
        } else {
            for grant in report.leftOut.prefix(20) {
                Exit.say(
                    "\(grant.beneficiary) (\(grant.year), \(grant.amount.short))\u{a0}: \(grant.lacks.joined(separator: " ; "))"
                )
            }
            if report.leftOut.count > 20 { Exit.say("…\u{a0}; la liste entière avec --left-out FICHIER.xlsx") }
        }
    }

    private func list() async throws {
        var query = ListingQuery()
        if let year { query.filters["year"] = [String(year)] }
        if !allFunders { query.filters["origin"] = ["own"] }
        var result = OutputOptions()
        result.format = OutputOptions.Format(rawValue: format.rawValue) ?? .csv
        result.output = output
        let (asked, shown) = (query, result)
        try await Workplace.withOffice(access) { office, agent in
            try await Grant.listing.print(asked, shown, office, agent)
        }
    }
}
