import PostgreSQL

/// A public body that grants subsidies: a schema of its own, reached by a role of its own.
public struct Authority: Sendable, Identifiable, Equatable {
    public typealias ID = Identifier<Authority>

    public let id: ID
    /// Short name in commands and in the schema's name: `gpa` → `authority_gpa`.
    public let code: String
    /// As it stands on pages, letters and exports.
    public let name: String
    /// Fourteen digits, for the open data it publishes; nil until it is given.
    public let siret: String?
    /// The host name by which it is reached; nil: any, when it is the only authority.
    public let host: String?
    /// Inhabitants, by which some duties are judged.
    public let population: Int?
    /// Accent colour, `#rrggbb`.
    public let accent: String?
    /// The PostgreSQL role that reaches its schema and no other.
    public let role: String
    let secret: String

    /// Its PostgreSQL schema.
    public var schema: String { Self.schemaPrefix + code }
    /// What the names of authorities' schemas begin with.
    public static let schemaPrefix = "authority_"

    init(_ row: Row) throws {
        id = try row["id"]
        code = try row["code"]
        name = try row["name"]
        siret = try row["siret"]
        host = try row["host"]
        population = try row["population"]
        accent = try row["accent"]
        role = try row["role"]
        secret = try row["secret"]
    }

    static func all(in tx: Transaction) throws -> [Authority] {
        try tx.query("SELECT * FROM shared.authority ORDER BY code").map(Authority.init)
    }

    /// Writes the authority's row and its empty schema. The tables and the role come next, in the same transaction.
    static func create(code: String, name: String, in tx: Transaction) throws -> Authority {
        guard code.wholeMatch(of: /[a-z][a-z0-9_]{0,30}/) != nil else { throw AuthorityRefusal.badCode(code) }
        let name = name.trimmed
        guard !name.isEmpty else { throw AuthorityRefusal.nameMissing }
        // Roles belong to the whole server: two databases of one server must not share one.
        let role = "kevre_\(code)_\(Secrets.token().prefix(6))"
        do {
            let row = try tx.one(
                """
                INSERT INTO shared.authority (code, name, role, secret)
                VALUES (\(code), \(name), \(role), \(Secrets.token())) RETURNING *
                """)
            try tx.execute("CREATE SCHEMA \(identifier: "authority_\(code)")")
            return try Authority(row)
        } catch let error as PostgreSQLError where error.constraint == "authority_code" {
            throw AuthorityRefusal.codeTaken(code)
        }
    }
}

/// What is refused of an authority.
public enum AuthorityRefusal: Refusal, Equatable {
    case badCode(String)
    case nameMissing
    case codeTaken(String)
    case hostTaken(String)
    case unknown(String, known: [String])
    case several([String])
    case none
    /// The database's owner may not create roles.
    case cannotCreateRoles(account: String)

    public var message: String {
        switch self {
        case .badCode(let code):
            "«\u{a0}\(code)\u{a0}» ne convient pas comme code\u{a0}: des minuscules, chiffres et soulignés, une lettre d’abord, 31 caractères au plus."
        case .nameMissing: "Donnez un nom à la collectivité."
        case .codeTaken(let code): "La collectivité «\u{a0}\(code)\u{a0}» existe déjà."
        case .hostTaken(let host): "Une autre collectivité est déjà servie sous «\u{a0}\(host)\u{a0}»."
        case .unknown(let code, let known):
            "Aucune collectivité «\u{a0}\(code)\u{a0}». Connues\u{a0}: \(known.isEmpty ? "aucune" : known.joined(separator: ", "))."
        case .several(let codes):
            "Plusieurs collectivités (\(codes.joined(separator: ", ")))\u{a0}: précisez par --authority."
        case .cannotCreateRoles(let account):
            "Le compte PostgreSQL «\u{a0}\(account)\u{a0}» ne peut pas créer de rôle, et chaque collectivité a le sien. Rien n’a été écrit. Un administrateur du serveur lui en donne le droit par\u{a0}: ALTER ROLE \"\(account)\" CREATEROLE"
        case .none: "Aucune collectivité encore. Créez-en une par\u{a0}: kevre authority create CODE --name NOM"
        }
    }

    public var code: String {
        switch self {
        case .badCode: "bad_authority_code"
        case .nameMissing: "authority_name_missing"
        case .codeTaken: "authority_code_taken"
        case .hostTaken: "authority_host_taken"
        case .unknown: "unknown_authority"
        case .several: "several_authorities"
        case .cannotCreateRoles: "cannot_create_roles"
        case .none: "no_authority"
        }
    }

    public var field: String? { nil }
}
