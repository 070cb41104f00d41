import ArgumentParser
import Kevre

struct AuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authority", abstract: "Collectivités de cette installation.",
        subcommands: [List.self, Show.self, Create.self, Edit.self, Password.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Crée une collectivité.")
        @Argument(help: "Code court\u{a0}: minuscules, chiffres et soulignés.") var code: String
        @Option(help: ArgumentHelp("Nom affiché.", valueName: "nom")) var name: String
        @Option(help: "SIRET, nécessaire pour publier les subventions.") var siret: String?
        @OptionGroup var access: AccessOptions

        func run() async throws {
            // Read before anything is made: a wrong number leaves nothing behind.
            if let siret { _ = try SIRET(parsing: siret) }
            try await Workplace.with(access) { place in
                try await place.instance.createAuthority(code: code, name: name)
                if siret != nil { try await place.instance.changeAuthority(code: code, siret: siret) }
            }
            print(
                "La collectivité «\u{a0}\(name)\u{a0}» est créée. Ajoutez un compte\u{a0}: kevre agent create --authority \(code) …"
            )
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change le nom, le SIRET ou le nom d’hôte d’une collectivité.",
            discussion: "Une valeur vide efface. Un serveur lancé la reprend aussitôt.")
        @Argument(help: "Code.") var code: String
        @Option(help: ArgumentHelp("Nom affiché.", valueName: "nom")) var name: String?
        @Option(help: "SIRET, nécessaire pour publier les subventions.") var siret: String?
        @Option(
            help: ArgumentHelp(
                "Nom d’hôte de son site, quand l’installation sert plusieurs collectivités.", valueName: "hôte"))
        var host: String?
        @OptionGroup var access: AccessOptions

        func run() async throws {
            guard name != nil || siret != nil || host != nil else {
                throw Usage(message: "Indiquez --name, --siret ou --host.")
            }
            try await Workplace.with(access) { place in
                try await place.instance.migrate()
                try await place.instance.changeAuthority(code: code, name: name, siret: siret, host: host)
            }
            print("La collectivité «\u{a0}\(code)\u{a0}» est modifiée.")
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change le mot de passe du rôle PostgreSQL d’une collectivité.",
            discussion: "Un serveur lancé le reprend aussitôt. Rien d’autre ne change ce mot de passe.")
        @Argument(help: "Code.") var code: String
        @OptionGroup var access: AccessOptions

        func run() async throws {
            try await Workplace.with(access) { place in
                try await place.instance.migrate()
                try await place.instance.changeSecret(of: code)
            }
            print("Le rôle PostgreSQL de «\u{a0}\(code)\u{a0}» a un nouveau mot de passe.")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les collectivités.")
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let all = try await Workplace.with(access) { place in
                try await place.instance.migrate()
                return try await place.instance.authorities()
            }
            if output.format == .json {
                try Output.print(JSONValue.array(all.map(\.json)).text, to: output.output)
            } else {
                for authority in all { print("\(authority.code)\t\(authority.name)") }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Une collectivité.")
        @Argument(help: "Code.") var code: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let office = try await Workplace.with(access) { place in
                try await place.instance.migrate()
                let office = try await place.instance.office(code)
                await office.database.close()
                return office.authority
            }
            if output.format == .json {
                try Output.print(office.json.text, to: output.output)
            } else {
                print(
                    "\(office.code)\n\(office.name)\nSIRET\u{a0}: \(office.siret ?? "—")\nSchéma\u{a0}: \(office.schema)"
                )
            }
        }
    }
}

extension Authority {
    var json: JSONValue {
        .object([
            ("code", .string(code)), ("name", .string(name)), ("siret", siret.map(JSONValue.string) ?? .null),
            ("schema", .string(schema)),
        ])
    }
}
