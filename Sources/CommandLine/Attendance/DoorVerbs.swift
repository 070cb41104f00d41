import ArgumentParser
import Foundation
import Kevre

/// What is done at the door and after the day: letting in, counting, the workbook.
enum DoorVerbs {
    static let all: [any ParsableCommand.Type] = [CheckInVerb.self, CountVerb.self, ExportVerb.self]

    struct CheckInVerb: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "checkin", abstract: "Fait entrer une personne ou un stand par son code.",
            discussion: """
                Rend 0 quand la personne passe, 65 quand elle est refusée\u{a0}: déjà à l’intérieur, inscription annulée, code \
                inconnu ou d’une autre année, sans place au rendez-vous.
                """)
        @Argument(help: "Année de l’édition.") var year: Int
        @Argument(help: "Code de la personne ou du stand.") var code: String
        @Option(help: ArgumentHelp("Porte.", valueName: "nom")) var door: String = ""
        @Flag(name: .customLong("exit"), help: "La fait sortir.") var leaves = false
        @Option(help: ArgumentHelp("À l’entrée de ce rendez-vous du programme.", valueName: "numéro")) var session: Int?
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (year, code, door, leaves) = (year, code, door, leaves)
            let session = session.map { ProgrammeSession.ID($0) }
            let answer: (CheckIn, String?)
            do {
                answer = try await Workplace.withOffice(access) { office, agent in
                    let done = try await CheckIn.pass(
                        year: year, code: code, door: door, leaves: leaves, session: session, by: agent, in: office)
                    let edition = try await office.read { try Edition.find(year: year, by: agent, in: $0) }
                    return (done, edition.trialNote(on: office.today()))
                }
            } catch let refusal as any Refusal where output.format == .json {
                let said = JSONValue.object([
                    ("outcome", .string(refusal.code)), ("ok", .boolean(false)), ("message", .string(refusal.message)),
                    ("edition", .integer(year)), ("code", .string(code)),
                ])
                try Output.print(said.text, to: output.output)
                throw refusal
            }
            let (done, note) = answer
            let counted = "\(FrenchText.count(done.count.inside, "personne")) à l’intérieur"
            let limit = done.count.limit.map { " sur \(FrenchText.grouped($0))" } ?? ""
            let text = [done.message, "\(counted)\(limit).", done.count.warning, note].compactMap { $0 }
            try Output.print(
                output.format == .json ? done.json(year: year).text : text.joined(separator: "\n"), to: output.output)
            if !done.outcome.isGood { throw ExitCode(Exit.badData.rawValue) }
        }
    }

    struct CountVerb: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "count",
            abstract: "Combien de personnes sont à l’intérieur\u{a0}; compte des visiteurs sans nom.")
        @Argument(help: "Année de l’édition.") var year: Int
        @Option(help: ArgumentHelp("Visiteurs qui entrent.", valueName: "nombre")) var enter: Int?
        @Option(help: ArgumentHelp("Visiteurs qui sortent.", valueName: "nombre")) var leave: Int?
        @Option(help: ArgumentHelp("Porte.", valueName: "nom")) var door: String = ""
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (year, enter, leave, door) = (year, enter, leave, door)
            let count = try await Workplace.withOffice(access) { office, agent in
                if let enter { try await CheckIn.count(enter, year: year, door: door, by: agent, in: office) }
                if let leave { try await CheckIn.count(-leave, year: year, door: door, by: agent, in: office) }
                return try await office.read { tx in
                    _ = try Edition.find(year: year, by: agent, in: tx)
                    return try HallCount.of(year: year, in: tx)
                }
            }
            let limit = count.limit.map { " sur \(FrenchText.grouped($0))" } ?? ""
            let text = [
                "\(FrenchText.count(count.inside, "personne")) à l’intérieur\(limit), \(FrenchText.count(count.entered, "entrée")).",
                count.warning,
            ]
            try Output.print(
                output.format == .json ? count.json.text : text.compactMap { $0 }.joined(separator: "\n"),
                to: output.output)
        }
    }

    struct ExportVerb: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Le classeur d’une édition\u{a0}: une feuille par liste, avec des graphiques.")
        @Argument(help: "Année de l’édition.") var year: Int
        @Option(help: ArgumentHelp("Fichier\u{a0}; par défaut le nom de l’édition.", valueName: "fichier"))
        var output: String?
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (year, output) = (year, output)
            let file = try await Workplace.withOffice(access) { office, agent in
                let edition = try await office.read { try Edition.find(year: year, by: agent, in: $0) }
                let file = URL(filePath: output ?? edition.workbookFileName(office.today()))
                try await office.writeWorkbook(of: edition, for: agent, to: file)
                return file
            }
            if output == nil { print(file.lastPathComponent) }
        }
    }
}
