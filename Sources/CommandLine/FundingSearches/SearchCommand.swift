import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Recherches de financement\u{a0}: de l’aide repérée au bilan rendu.",
        subcommands: [List.self, Show.self, Open.self, Edit.self, Fire.self, Note.self, Effect.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les recherches.")
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                try await FundingSearch.listing(today: office.today()).print(query, output, office, agent)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Une recherche, et les gestes possibles.")
        @Argument(help: "Numéro.") var id: Int
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = FundingSearch.ID(id)
            let (search, events, sleep) = try await Workplace.withOffice(access) { office, agent in
                let today = office.today()
                return try await office.read { tx in
                    let search = try FundingSearch.find(id, by: agent, in: tx)
                    return (search, search.events(for: agent), search.sleep(on: today))
                }
            }
            if output.format == .json { return try Output.print(search.json.text, to: output.output) }
            var lines = [
                "\(search.name) (recherche \(search.id))", "\(search.projectTitle) · \(search.associationName)",
                "\(search.funderName)\u{a0}: \(search.state.label.lowercased())",
            ]
            if let asked = search.asked { lines.append("Demandé \(asked.short)") }
            if let obtained = search.obtained { lines.append("Accordé \(obtained.short), versé \(search.paid.short)") }
            if let day = search.closesOn { lines.append("Clôture le \(day.long)") }
            if let day = search.nextActionOn { lines.append("\(day.long)\u{a0}: \(search.nextAction)") }
            if let sleep { lines.append("! \(sleep)") }
            lines.append("Gestes possibles\u{a0}: \(events.map(\.rawValue).joined(separator: ", "))")
            try Output.print(lines.joined(separator: "\n"), to: output.output)
        }
    }

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ouvre une recherche\u{a0}; donne son numéro.",
            discussion:
                "Champs\u{a0}: label, asked, closes_on, report_due_on, next_action, next_action_on, agent, contact.")
        @Option(help: "Numéro du projet.") var project: Int
        @Option(help: "Numéro de l’aide au catalogue.") var aid: Int?
        @Option(help: "Nom du financeur, sans aide du catalogue.") var funder: String?
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            guard (aid == nil) != (funder == nil) else { throw Usage(message: "Donnez --aid ou --funder.") }
            let target: FundingSearch.Target = aid.map { .aid(Aid.ID($0)) } ?? .named(funder ?? "")
            let (project, input) = (Project.ID(project), try fields.input())
            let id = try await Workplace.withOffice(access) { office, agent in
                let today = office.today()
                return try await office.write(as: agent) {
                    try FundingSearch.open(project, target, input, on: today, by: agent, in: $0)
                }
            }
            print(id)
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Modifie ce qui est suivi d’une recherche.")
        @Argument(help: "Numéro.") var id: Int
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, changes) = (FundingSearch.ID(id), try fields.input())
            try await Workplace.withOffice(access) { office, agent in
                let today = office.today()
                try await office.write(as: agent) { tx in
                    let search = try FundingSearch.find(id, by: agent, in: tx)
                    let input = FormInput(search.input.values.merging(changes.values) { _, new in new })
                    try FundingSearch.save(id, version: search.version, input, on: today, by: agent, in: tx)
                }
            }
            print("La recherche \(id) est modifiée.")
        }
    }

    struct Fire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "move",
            abstract: "Fait un geste\u{a0}: \(FundingSearchEvent.allCases.map(\.rawValue).joined(separator: ", ")).",
            discussion: "Champs selon le geste\u{a0}: on, amount, reason, report_due_on, next_action, next_action_on.")
        @Argument(help: "Numéro.") var id: Int
        @Argument(help: "Geste.") var event: String
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            guard let event = FundingSearchEvent(rawValue: event) else {
                throw Usage(message: "Aucun geste «\u{a0}\(event)\u{a0}».")
            }
            let (id, given) = (FundingSearch.ID(id), try fields.input())
            let state = try await Workplace.withOffice(access) { office, agent in
                let today = office.today()
                return try await office.write(as: agent) { tx in
                    let search = try FundingSearch.find(id, by: agent, in: tx)
                    let input = FormInput(search.start(event, on: today).values.merging(given.values) { _, new in new })
                    return try FundingSearch.fire(event, id, version: nil, input, on: today, by: agent, in: tx)
                }
            }
            print("Recherche \(id)\u{a0}: \(state.label)")
        }
    }

    struct Note: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note un échange avec le financeur.",
            discussion: "Champs\u{a0}: \(FundingSearchNote.form.fields.map(\.name).joined(separator: ", ")).")
        @Argument(help: "Numéro.") var id: Int
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, given) = (FundingSearch.ID(id), try fields.input())
            try await Workplace.withOffice(access) { office, agent in
                let today = office.today()
                var input = given
                if input["held_on"] == nil { input["held_on"] = today.iso }
                if input["kind"] == nil { input["kind"] = FundingSearchNote.Kind.other.rawValue }
                let noted = input
                try await office.write(as: agent) {
                    try FundingSearchNote.add(noted, to: id, on: today, by: agent, in: $0)
                }
            }
            print("Noté.")
        }
    }

    struct Effect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ce que les recherches ont rapporté, par année, financeur, thème et commune (xlsx).")
        @Option(help: "Année seule.") var year: Int?
        @Option(help: ArgumentHelp("Fichier.", valueName: "fichier")) var output: String
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (years, file) = (year.map { $0...$0 }, URL(filePath: output))
            try await Workplace.withOffice(access) { office, agent in
                try await office.writeEffect(years: years, for: agent, to: file)
            }
        }
    }
}
