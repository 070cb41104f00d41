import ArgumentParser
import Foundation

/// The tree of commands. Names are English, help and messages French.
struct KevreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kevre",
        abstract: "Le soutien aux associations d’une collectivité\u{a0}: registre, subventions, séances, publications.",
        discussion: """
            Sans base de données désignée (--database ou KEVRE_DATABASE_URL), Kevre tient la sienne dans le dossier \
            de données (--data, par défaut var/kevre).
            """,
        version: "0.1.0",
        subcommands: [
            Serve.self, Migrate.self, Demo.self, Check.self, AuthorityCommand.self, AgentCommand.self,
            ContactCommand.self,
            AssociationCommand.self, SchemeCommand.self, CampaignCommand.self, ApplicationCommand.self,
            SessionCommand.self, GrantCommand.self, ImportHistoryCommand.self, AidCommand.self, FunderCommand.self,
            ProjectCommand.self, SearchCommand.self, CalendarCommand.self, RencontresCommand.self, RoutesCommand.self,
        ])
}

@main struct Main {
    static func main() async {
        do {
            var command = try KevreCommand.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Exit.leave(with: error)
        }
    }
}
