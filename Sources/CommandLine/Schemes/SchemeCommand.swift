import ArgumentParser
import Kevre

struct SchemeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scheme", abstract: "Dispositifs.", subcommands: [List.self, Show.self, Create.self, Edit.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les dispositifs.")
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                try await Scheme.listing.print(query, output, office, agent)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Un dispositif et les pièces qu’il demande.")
        @Argument(help: "Code.") var code: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let code = code
            let scheme = try await Workplace.withOffice(access) { office, agent in
                try await office.read { try Scheme.find(code: code, by: agent, in: $0) }
            }
            let record = Record([
                ("id", "Numéro", .integer(scheme.id.number)), ("code", "Code", .string(scheme.code)),
                ("name", "Nom", .string(scheme.name)), ("service", "Service", .string(scheme.serviceName)),
                ("theme", "Thème", scheme.themeName.map(JSONValue.string) ?? .null),
                ("kind", "Nature", .string(scheme.kind.rawValue)), ("purpose", "Objet", .string(scheme.purpose)),
                ("eligibility", "Conditions", .array(scheme.conditions.map(JSONValue.string))),
                ("documents", "Pièces", .array(scheme.documents.map { .string($0.label) })),
                ("version", "Version", .integer(scheme.version)),
            ])
            try record.print(output)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Crée un dispositif.",
            discussion:
                "Champs\u{a0}: code, name, service (numéro), theme, purpose, kind, eligibility, competent_body, active\u{a0}; pièces\u{a0}: document_label, document_help, document_mandatory, répétés."
        )
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        /// The columns of the documents asked, a line each.
        static let documents = ["document_label", "document_help", "document_mandatory"]

        func run() async throws {
            let input = try fields.input()
            let id = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    try Scheme.form(in: tx).expect(input, besides: Self.documents)
                    return try Scheme.save(nil, version: nil, input, by: agent, in: tx)
                }
            }
            print(id)
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Modifie un dispositif.")
        @Argument(help: "Code.") var code: String
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (code, changes) = (code, try fields.input())
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    try Scheme.form(in: tx).expect(changes, besides: Create.documents)
                    let scheme = try Scheme.find(code: code, by: agent, in: tx)
                    let input = FormInput(scheme.input.values.merging(changes.values) { _, new in new })
                    try Scheme.save(scheme.id, version: scheme.version, input, by: agent, in: tx)
                }
            }
            print("Le dispositif est modifié.")
        }
    }
}

/// One record as a command shows it: for people, or as JSON.
struct Record {
    let members: [(name: String, label: String, value: JSONValue)]
    /// What people read in place of a value, by its name: a sum in euros, a state in words.
    let words: [String: String]

    init(_ members: [(name: String, label: String, value: JSONValue)], words: [String: String?] = [:]) {
        self.members = members
        self.words = words.compactMapValues { $0 }
    }

    func print(_ output: OutputOptions) throws {
        if output.format == .json {
            try Output.print(JSONValue.object(members.map { ($0.name, $0.value) }).text, to: output.output)
            return
        }
        let width = members.map(\.label.count).max() ?? 0
        let lines = members.compactMap { member -> String? in
            let text = words[member.name] ?? Self.text(member.value)
            guard !text.isEmpty else { return nil }
            return member.label + String(repeating: " ", count: width - member.label.count) + "  " + text
        }
        try Output.print(lines.joined(separator: "\n"), to: output.output)
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .boolean(let flag): flag ? "oui" : "non"
        case .integer(let number): String(number)
        case .string(let text): text
        case .array(let values): values.map(text).joined(separator: "\n  ")
        case .object(let members): members.map { "\($0.0)\u{a0}: \(text($0.1))" }.joined(separator: ", ")
        }
    }
}
