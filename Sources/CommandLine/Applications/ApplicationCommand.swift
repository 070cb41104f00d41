import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

struct ApplicationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "application", abstract: "Dossiers de demande.",
        subcommands: [List.self, Show.self, Begin.self, Save.self] + ApplicationVerbs.all)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les dossiers.")
        @Option(help: ArgumentHelp("Campagne.", valueName: "numéro")) var campaign: String?
        @Option(
            help: ArgumentHelp(
                "État\u{a0}: \(ApplicationState.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "état"))
        var state: String?
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            if let state, ApplicationState(rawValue: state) == nil {
                throw Usage(
                    message:
                        "Aucun état «\u{a0}\(state)\u{a0}». Connus\u{a0}: \(ApplicationState.allCases.map(\.rawValue).joined(separator: ", "))."
                )
            }
            let query = try listing.query([("campaign", campaign), ("state", state)])
            try await Workplace.withOffice(access) { office, agent in
                try await Application.listing.print(query, output, office, agent)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Un dossier, son budget, ce qui peut en être fait.")
        @OptionGroup var target: ApplicationTarget
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let target = target
            let record = try await Workplace.withOffice(access) { office, agent in
                try await office.read { tx in
                    try ApplicationRecord.read(target.find(agent, tx), for: agent, on: office.today(), in: tx)
                }
            }
            try record.print(output)
        }
    }

    struct Begin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Commence un dossier pour une association, ou retrouve son brouillon.")
        @Option(help: "Campagne.") var campaign: Int
        @Option(help: "Fiche de l’association.") var association: Int
        @Option(help: "Voie\u{a0}: \(Application.Channel.allCases.map(\.rawValue).joined(separator: ", ")).")
        var channel: String = "paper"
        @OptionGroup var access: AccessOptions

        func run() async throws {
            guard let channel = Application.Channel(rawValue: channel) else {
                throw Usage(message: "Aucune voie «\u{a0}\(channel)\u{a0}».")
            }
            let (campaign, association) = (Campaign.ID(campaign), Association.ID(association))
            let begun = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    try Application.begin(
                        campaign: campaign, association: association, channel: channel, by: agent, in: tx)
                }
            }
            print(begun.id)
            // Apart from the number, which a script keeps.
            if let token = begun.token { Exit.say("lien de l’association\u{a0}: /demandes/suivi/\(token)") }
        }
    }

    struct Save: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enregistre des champs d’un brouillon.",
            discussion: "Montants du budget\u{a0}: budget.expense.60=…, budget.income.74.here=….")
        @OptionGroup var target: ApplicationTarget
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (target, input) = (target, try fields.input())
            let problems = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    let file = try target.find(agent, tx)
                    try input.expect(only: ApplicationForm(file.kind).steps.flatMap(\.names))
                    return try Application.save(.agent(agent, file.id), step: nil, version: nil, input, in: tx).reading
                        .problems
                }
            }
            for problem in problems where problem.field.map({ input.values[$0] != nil }) ?? false {
                Exit.say("\(problem.label)\u{a0}: \(problem.message)")
            }
            // What is wrong is kept in the draft, as on the web, and keeps it from being submitted.
            print("Brouillon enregistré.")
        }
    }
}

/// The file a command is about: its reference or its number.
struct ApplicationTarget: ParsableArguments, Sendable {
    @Argument(help: "Référence (SUB-2026-00042) ou numéro.") var file: String

    func find(_ agent: Agent, _ tx: Transaction) throws -> Application {
        if let id = Application.ID(file) { return try Application.find(id, by: agent, in: tx) }
        return try Application.find(reference: file, by: agent, in: tx)
    }
}

/// What `kevre application show` prints.
enum ApplicationRecord {
    static func read(_ file: Application, for agent: Agent, on today: Day, in tx: Transaction) throws -> Record {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        func cents(_ value: Money?) -> JSONValue { value.map { .integer($0.cents) } ?? .null }
        let association = try Association.find(file.association, in: tx)
        let events = try file.events(for: agent, on: today, in: tx)
        let duties = try file.duties(on: today, in: tx)
        return Record(
            [
                ("id", "Numéro", .integer(file.id.number)), ("reference", "Référence", text(file.reference)),
                ("association", "Association", .string(association.name)), ("title", "Projet", .string(file.title)),
                ("state", "État", .string(file.state.rawValue)), ("kind", "Nature", .string(file.kind.rawValue)),
                ("year", "Année", .integer(file.year)), ("requested_cents", "Demandé", cents(file.requested)),
                ("proposed_cents", "Proposé", cents(file.proposed)),
                ("granted_cents", "Accordé", cents(file.granted)),
                ("submitted_at", "Déposé", text(file.submittedAt?.inParis.iso)),
                ("late", "Hors délai", .boolean(file.late)),
                ("officer", "Suivi par", text(file.officerName)), ("opinion", "Avis", text(file.opinion?.rawValue)),
                (
                    "obligations", "Obligations",
                    .array(duties.map { .string("\($0.sentence) (\($0.citation))") })
                ),
                ("events", "Possible", .array(events.map { .string($0.event.rawValue) })),
                ("version", "Version", .integer(file.version)),
            ],
            words: [
                "state": file.state.label, "kind": file.kind.label, "requested_cents": file.requested?.short,
                "proposed_cents": file.proposed?.short, "granted_cents": file.granted?.short,
                "submitted_at": file.submittedAt?.inParis.long, "opinion": file.opinion?.label,
                "events": events.map { Self.verb($0.event) }.joined(separator: ", "),
            ])
    }

    /// The command that does it, where it is named otherwise.
    private static func verb(_ event: ApplicationEvent) -> String {
        let name = event.rawValue.replacing("_", with: "-")
        return name == "declare-complete" ? "complete" : name
    }
}
