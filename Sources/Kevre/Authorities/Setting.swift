/// A setting of an installation: one list, from which the options of commands, the environment's variables and the
/// table of the administration guide derive.
public struct Setting: Sendable {
    /// What a value may be.
    public enum Kind: Sendable, Equatable {
        case text
        case number(ClosedRange<Int>)
        /// `true` or `false`.
        case flag
    }

    /// Words that make the variable (`KEVRE_DATABASE_URL`) and the key (`kevre.database.url`).
    public let words: [String]
    /// The option that takes its place in a command, `--port`.
    public let option: String?
    public let kind: Kind
    /// The value where none is given; nil where the program finds one.
    public let usual: String?
    /// What stands in the guide as the value where none is given, when ``usual`` is nil.
    let otherwise: String
    /// What it is for, in a few words of French.
    public let help: String

    /// A setting; see the list below.
    private init(
        _ name: String, option: String? = nil, _ kind: Kind = .text, usual: String? = nil, otherwise: String = "",
        _ help: String
    ) {
        words = name.split(separator: ".").map(String.init)
        self.option = option
        self.kind = kind
        self.usual = usual
        self.otherwise = otherwise
        self.help = help
    }

    /// `KEVRE_PORT`.
    public var variable: String { (["KEVRE"] + words.map { $0.uppercased() }).joined(separator: "_") }
    /// `kevre.port`.
    public var key: String { (["kevre"] + words).joined(separator: ".") }
    /// ``usual`` as a number; 0 where there is none.
    public var usualNumber: Int { usual.flatMap { Int($0) } ?? 0 }

    /// What an option says of it: the purpose, the value where none is given, the variable.
    public var optionHelp: String {
        let otherwise = usual.map { "\($0), ou " } ?? ""
        return help.prefix(1).uppercased() + help.dropFirst() + " (\(otherwise)\(variable))."
    }
}

extension Setting {
    public static let host = Setting("host", option: "--host", usual: "127.0.0.1", "adresse d’écoute")
    public static let port = Setting("port", option: "--port", .number(0...65_535), usual: "8080", "port d’écoute")
    public static let data = Setting(
        "data", option: "--data", otherwise: "`var/kevre` dans `KEVRE_HOME`",
        "dossier de données\u{a0}: base embarquée, fichiers reçus, documents")
    public static let databaseURL = Setting(
        "database.url", option: "--database", otherwise: "aucun",
        "serveur PostgreSQL à employer au lieu de la base embarquée")
    public static let listenURL = Setting(
        "database.listen.url", otherwise: "`KEVRE_DATABASE_URL`",
        "le même serveur joint sans intermédiaire, derrière un PgBouncer en mode transaction")
    public static let connections = Setting(
        "connections", .number(1...1_000), usual: "8", "connexions à la base, au plus, par collectivité")
    public static let totalConnections = Setting(
        "connections.total", .number(1...10_000), usual: "32",
        "connexions à la base, au plus, pour toutes les collectivités d’un serveur Kevre")
    public static let idleConnections = Setting(
        "connections.idle", .number(1...86_400), usual: "60",
        "secondes au bout desquelles une connexion qui ne sert pas est fermée")
    public static let connectionWait = Setting(
        "connections.wait", .number(1...600), usual: "10",
        "secondes d’attente d’une connexion libre, après quoi la page répond 503")
    public static let clientConnections = Setting(
        "client.connections", .number(0...100_000), usual: "256",
        "connexions HTTP d’une même adresse, au plus\u{a0}; 0 pour ne pas compter. Sans effet avec `KEVRE_TRUST_PROXY`")
    public static let trustProxy = Setting(
        "trust.proxy", otherwise: "aucun",
        "mandataires que l’on croit sur l’adresse du visiteur et le protocole\u{a0}: leurs adresses, séparées par des virgules, ou `true` pour cette machine"
    )
    public static let publicPerHour = Setting(
        "public.per.hour", .number(1...100_000), usual: "60",
        "formulaires publics (demandes, inscriptions) pris d’une même adresse en une heure")
    public static let publicSeconds = Setting(
        "public.seconds", .number(0...600), usual: "3",
        "temps qu’il faut au moins pour remplir un formulaire public\u{a0}; plus vite, c’est un robot")
    public static let metricsToken = Setting(
        "metrics.token", otherwise: "cette machine seule", "jeton qui ouvre `/metrics` à une autre machine")
    public static let authority = Setting(
        "authority", option: "--authority", otherwise: "la seule", "collectivité des commandes")
    public static let agent = Setting(
        "as", option: "--as", otherwise: "le système", "agent au nom duquel les commandes agissent")
    public static let home = Setting("home", otherwise: "trouvé", "dossier qui contient `sql` et `templates`")

    /// All, in the order of the guide.
    public static let all: [Setting] = [
        host, port, data, databaseURL, listenURL, connections, totalConnections, idleConnections, connectionWait,
        clientConnections, trustProxy, publicPerHour, publicSeconds, metricsToken, authority, agent, home,
    ]

    /// The table of the administration guide, in Markdown.
    public static var guide: String {
        let rows = all.map { setting in
            let option = setting.option.map { "`\($0)` " } ?? ""
            let usual = setting.usual.map { "`\($0)`" } ?? setting.otherwise
            return "| `\(setting.variable)` | \(option)| \(setting.help) | \(usual) |"
        }
        return (["| variable | option | sens | par défaut |", "| --- | --- | --- | --- |"] + rows)
            .joined(separator: "\n").replacing("\u{a0}", with: " ")
    }
}
