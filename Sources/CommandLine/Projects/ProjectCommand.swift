import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

struct ProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "Projets des associations\u{a0}: budget, conseils, plan de financement.",
        subcommands: [
            List.self, Show.self, Create.self, Edit.self, Stage.self, Budget.self, Note.self, Plan.self, Draw.self,
            Become.self, ProjectMatchCommand.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les projets.")
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                try await Project.listing.print(query, output, office, agent)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Un projet, son budget, ses recherches, son plan et ce qui lui manque.")
        @Argument(help: "Numéro.") var id: Int
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = Project.ID(id)
            let record = try await Workplace.withOffice(access) { office, agent in
                try await office.read { try ProjectRecord.read(id, for: agent, in: $0) }
            }
            try Output.print(output.format == .json ? record.json.text : record.text, to: output.output)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Crée un projet\u{a0}; donne son numéro.",
            discussion: "Champs\u{a0}: \(Project.form.fields.map(\.name).joined(separator: ", ")).")
        @OptionGroup var fields: FieldOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            var input = try fields.input()
            if input["stage"] == nil { input["stage"] = Project.Stage.idea.rawValue }
            if input["kind"] == nil { input["kind"] = SubsidyKind.project.rawValue }
            let given = input
            guard [.table, .json].contains(output.format) else {
                throw Usage(message: "Le projet créé se lit en table ou en json.")
            }
            let (id, record) = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    let id = try Project.save(nil, version: nil, given, by: agent, in: tx)
                    return (id, try ProjectRecord.read(id, for: agent, in: tx))
                }
            }
            try Output.print(output.format == .json ? record.json.text : "\(id)", to: output.output)
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Modifie un projet.")
        @Argument(help: "Numéro.") var id: Int
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, changes) = (Project.ID(id), try fields.input())
            _ = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    let project = try Project.find(id, by: agent, in: tx)
                    let input = FormInput(project.input.values.merging(changes.values) { _, new in new })
                    return try Project.save(id, version: project.version, input, by: agent, in: tx)
                }
            }
            print("Le projet \(id) est modifié.")
        }
    }

    struct Stage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change l’étape\u{a0}: \(Project.Stage.allCases.map(\.rawValue).joined(separator: ", ")).")
        @Argument(help: "Numéro.") var id: Int
        @Argument(help: "Étape.") var stage: String
        @OptionGroup var access: AccessOptions

        func run() async throws {
            guard let stage = Project.Stage(rawValue: stage) else {
                throw Usage(message: "Aucune étape «\u{a0}\(stage)\u{a0}».")
            }
            let id = Project.ID(id)
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) {
                    try Project.move(id, to: stage, version: nil, by: agent, in: $0)
                }
            }
            print("Projet \(id)\u{a0}: \(stage.label)")
        }
    }

    struct Budget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Saisit le budget d’une année\u{a0}; remplace celui qui y est.",
            discussion: "Champs\u{a0}: budget.expense.60=1200, budget.income.74.region=3000…")
        @Argument(help: "Numéro.") var id: Int
        @Option(help: "Année.") var year: Int
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, year, input) = (Project.ID(id), year, try fields.input())
            let sentence = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    try Project.saveBudget(id, year: year, version: nil, input, by: agent, in: tx)
                    return try Project.find(id, by: agent, in: tx).budget(in: tx)[year].balanceSentence
                }
            }
            print(sentence)
        }
    }

    struct Note: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note un rendez-vous ou un conseil.",
            discussion: "Champs\u{a0}: \(ProjectNote.form.fields.map(\.name).joined(separator: ", ")).")
        @Argument(help: "Numéro.") var id: Int
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, given) = (Project.ID(id), try fields.input())
            try await Workplace.withOffice(access) { office, agent in
                let today = office.today()
                var input = given
                if input["held_on"] == nil { input["held_on"] = today.iso }
                if input["kind"] == nil { input["kind"] = ProjectNote.Kind.advice.rawValue }
                let noted = input
                try await office.write(as: agent) { try ProjectNote.add(noted, to: id, on: today, by: agent, in: $0) }
            }
            print("Noté.")
        }
    }

    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Écrit le plan de financement suivi d’un projet, prêt pour un financeur (xlsx).")
        @Argument(help: "Numéro.") var id: Int
        @Option(help: ArgumentHelp("Fichier\u{a0}; par défaut le nom du projet.", valueName: "fichier"))
        var output: String?
        @Option(help: "Numéro d’un autre plan que celui qui est suivi.") var plan: Int?
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, output, plan) = (Project.ID(id), output, plan.map { FinancingPlan.ID($0) })
            let file = try await Workplace.withOffice(access) { office, agent in
                let project = try await office.read { try Project.find(id, by: agent, in: $0) }
                let file = URL(filePath: output ?? project.planFileName(on: office.today()))
                try await office.writePlan(of: id, plan, for: agent, to: file)
                return file
            }
            if output == nil { print(file.lastPathComponent) }
        }
    }

    struct Draw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tire un projet d’un dossier, avec son budget\u{a0}; donne son numéro.")
        @Argument(help: "Référence du dossier.") var application: String
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let reference = application
            let id = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    let file = try Application.find(reference: reference, by: agent, in: tx)
                    return try Project.draw(from: file.id, by: agent, in: tx)
                }
            }
            print(id)
        }
    }

    struct Become: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fait d’un projet une demande à une campagne\u{a0}; donne le numéro du brouillon.")
        @Argument(help: "Numéro.") var id: Int
        @Option(help: "Numéro de la campagne.") var campaign: Int
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, campaign) = (Project.ID(id), Campaign.ID(campaign))
            let (application, left) = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) {
                    try Project.becomeApplication(id, campaign: campaign, by: agent, in: $0)
                }
            }
            print(application)
            if !left.isEmpty { Exit.say("Sans place dans cette demande\u{a0}: \(FrenchText.list(left)).") }
        }
    }
}
