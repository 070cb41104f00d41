import ArgumentParser
import Kevre

struct AssociationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "association", abstract: "Registre des associations.",
        subcommands: [
            List.self, Show.self, Create.self, Edit.self, Remove.self, AssociationImport.self, Duplicates.self,
            Merge.self,
            UndoMerge.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les associations.")
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                try await Association.listing(today: office.today()).print(query, output, office, agent)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Une association, ses subventions, ses obligations.")
        @Argument(help: "Numéro de la fiche, RNA, SIREN ou SIRET.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = id
            let record = try await Workplace.withOffice(access) { office, agent in
                try await office.read { tx in
                    try AssociationRecord.read(id, for: agent, on: office.today(), in: tx)
                }
            }
            try Output.print(output.format == .json ? record.json.text : record.text, to: output.output)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Crée une fiche.",
            discussion: "Champs\u{a0}: \(Association.form.fields.map(\.name).joined(separator: ", ")).")
        @Flag(help: "Crée la fiche bien qu’elle ressemble à d’autres\u{a0}: ce n’est aucune d’elles.")
        var evenIfAlike = false
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (input, isConfirmed) = (try fields.input(of: Association.form), evenIfAlike)
            do {
                let id = try await Workplace.withOffice(access) { office, agent in
                    try await office.write(as: agent) { tx in
                        try Association.create(input, isConfirmed: isConfirmed, by: agent, in: tx)
                    }
                }
                print(id)
            } catch let alike as AlikeAssociations {
                throw AlikeRecords(alike)
            }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Modifie une fiche.")
        @Argument(help: "Numéro de la fiche.") var id: Int
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, changes) = (Association.ID(id), try fields.input(of: Association.form))
            _ = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    let association = try Association.find(id, in: tx)
                    let input = FormInput(association.input.values.merging(changes.values) { _, new in new })
                    return try Association.save(id, version: association.version, input, by: agent, in: tx)
                }
            }
            print("La fiche \(id) est modifiée.")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Supprime une fiche créée par erreur, si rien n’y tient\u{a0}; l’historique la garde.")
        @Argument(help: "Numéro de la fiche.") var id: Int
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = Association.ID(id)
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { try Association.remove(id, by: agent, in: $0) }
            }
            print("La fiche \(id) est supprimée.")
        }
    }

    struct Duplicates: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les doublons possibles.")
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { _ = try Duplicate.propose(in: $0) }
                try await Duplicate.listing.print(query, output, office, agent)
            }
        }
    }

    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Fusionne une fiche en double dans une autre.")
        @Argument(help: "Fiche gardée.") var kept: Int
        @Argument(help: "Fiche en double.") var merged: Int
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (kept, merged) = (Association.ID(kept), Association.ID(merged))
            let id = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    try Kevre.Merge.perform(keep: kept, merge: merged, by: agent, in: tx)
                }
            }
            print("Fusion \(id) faite. Pour l’annuler\u{a0}: kevre association undo-merge \(id)")
        }
    }

    struct UndoMerge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Annule une fusion.")
        @Argument(help: "Numéro de la fusion.") var id: Int
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = Kevre.Merge.ID(id)
            let restored = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { try Kevre.Merge.undo(id, by: agent, in: $0) }
            }
            print("La fiche \(restored) est rétablie.")
        }
    }
}

/// The like records by their numbers, for who is at a terminal.
struct AlikeRecords: Refusal {
    let message: String
    let code: String
    let field: String?

    init(_ alike: AlikeAssociations) {
        let lines = alike.others.map { record in
            let place = record.commune.map { ", \($0)" } ?? ""
            return "  \(record.id)  \(record.name) (\(record.identifierText)\(place))"
        }
        message =
            "des fiches semblables existent déjà\u{a0}:\n\(lines.joined(separator: "\n"))\n"
            + "Si ce n’est aucune d’elles, ajoutez --even-if-alike."
        (code, field) = (alike.code, alike.field)
    }
}

/// Fields of a form given one by one.
struct FieldOptions: ParsableArguments {
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Champ, répétable\u{a0}: nom=valeur.", valueName: "champ=valeur"))
    var fields: [String] = []

    /// What was given for a form whose names are known before the base is opened.
    func input(of form: Form) throws -> FormInput {
        let input = try input()
        try form.expect(input)
        return input
    }

    func input() throws -> FormInput {
        var input = FormInput()
        for field in fields {
            guard let sign = field.firstIndex(of: "=") else {
                throw Usage(message: "--set attend champ=valeur, pas «\u{a0}\(field)\u{a0}».")
            }
            input.values[String(field[..<sign]), default: []].append(String(field[field.index(after: sign)...]))
        }
        return input
    }
}

extension Form {
    /// Refuses names that no field bears: a mistyped one must not lose its value silently.
    func expect(_ input: FormInput, besides others: [String] = []) throws {
        try input.expect(only: fields.map(\.name) + others)
    }
}

extension FormInput {
    /// Refuses other names than these.
    func expect(only known: [String]) throws {
        guard let stranger = values.keys.filter({ !known.contains($0) }).min() else { return }
        throw Usage(
            message: "Pas de champ «\u{a0}\(stranger)\u{a0}» ici. Connus\u{a0}: \(known.joined(separator: ", ")).")
    }
}
