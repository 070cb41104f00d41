import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

struct CalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Échéances, pour les programmes d’agenda.", subcommands: [Export.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Écrit un calendrier (iCalendar, RFC 5545)\u{a0}: celui d’un agent, ou le public de la collectivité.")
        @Option(name: .customLong("agent"), help: ArgumentHelp("Adresse de l’agent.", valueName: "adresse"))
        var of: String?
        @Option(help: ArgumentHelp("Fichier\u{a0}; par défaut la sortie standard.", valueName: "fichier"))
        var output: String?
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (email, output) = (of, output)
            let (calendar, now) = try await Workplace.withOffice(access) { office, agent in
                let today = office.today()
                let calendar = try await office.read { tx in
                    let whose = try email.map { try Agent.find(email: $0, in: tx) }
                    let base = office.authority.host.map { "https://\($0)" }
                    return try CalendarFeed.calendar(
                        of: whose, authority: office.authority, base: base, on: today, in: tx)
                }
                return (calendar, office.now())
            }
            try Output.write(Data(calendar.text(at: now).utf8), to: output)
        }
    }
}
