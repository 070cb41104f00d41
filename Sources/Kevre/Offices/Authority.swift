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
    public var schema: String { "authority_\(code)" }

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

    /// Writes the authority's row and its role. The schema's tables come with the migrations that follow.
    static func create(code: String, name: String, in tx: Transaction) throws {
        guard code.wholeMatch(of: /[a-z][a-z0-9_]{0,30}/) != nil else { throw AuthorityRefusal.badCode(code) }
        let name = name.trimmed
        guard !name.isEmpty else { throw AuthorityRefusal.nameMissing }
        // Roles belong to the whole server: two databases of one server must not share one.
        let role = "kevre_\(code)_\(Secrets.token().prefix(6))"
        do {
            try tx.execute(
                """
                INSERT INTO shared.authority (code, name, role, secret)
                VALUES (\(code), \(name), \(role), \(Secrets.token()))
                """)
        } catch let error as PostgreSQLError where error.constraint == "authority_code" {
            throw AuthorityRefusal.codeTaken(code)
        }
        try tx.execute("CREATE SCHEMA \(identifier: "authority_\(code)")")
    }

    /// Makes the role exist with its password and the right reach, and nothing more. Done again at each
    /// migration, so that a database restored on another server gets its roles back.
    func grantReach(in tx: Transaction) throws {
        // Roles belong to the whole server: another database's migration may be creating the same one.
        try tx.execute("SELECT pg_advisory_xact_lock(hashtext('kevre role'))")
        let exists = try tx.first("SELECT 1 AS one FROM pg_roles WHERE rolname = \(role)") != nil
        if !exists { try tx.execute("CREATE ROLE \(identifier: role) LOGIN") }
        // Utility statements take no parameters: the secret is 26 letters and digits of our own making.
        try tx.execute("ALTER ROLE \(identifier: role) PASSWORD '\(trusted: secret)'")
        try tx.execute("ALTER ROLE \(identifier: role) SET search_path TO \(identifier: schema), shared, pg_temp")
        for statement: SQL in [
            "GRANT USAGE ON SCHEMA shared TO \(identifier: role)",
            "GRANT SELECT ON shared.commune, shared.epci, shared.reference_file TO \(identifier: role)",
            // The schema knows what of its rows the role may write.
            "SELECT \(identifier: schema).grant_reach(\(role))",
        ] {
            try tx.execute(statement)
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
        case .none: "no_authority"
        }
    }

    public var field: String? { nil }
}
