import PostgreSQL

/// Who acts: a signed-in agent, the system administrator on the authority's own machine, or an association
/// behind the link to its application. An argument of every use case, never a global.
public struct Agent: Sendable {
    public typealias ID = Identifier<Agent>

    /// nil for who has no account.
    public let id: ID?
    /// As colleagues read it, and as the audit trail keeps it.
    public let name: String
    /// What the agent signs in with, in lower case; empty for who has no account.
    public let email: String
    /// The roles held, whatever their reach.
    public let roles: Set<Role>
    /// The rights of all roles together; their reach is asked apart: ``may(_:of:)``.
    public let rights: Set<Right>
    /// The services whose files the agent reads; nil: all. What may be done to them depends on the right:
    /// ``services(for:)``.
    public let services: Set<Service.ID>?
    /// The rights held for the whole authority, whatever the service of a file.
    private let wide: Set<Right>
    /// The services for which the other rights are held.
    private let own: Set<Service.ID>

    /// An agent whose rights all have the same reach.
    public init(
        id: ID?, name: String, email: String, roles: Set<Role>, rights: Set<Right>, services: Set<Service.ID>?
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.roles = roles
        self.rights = rights
        self.services = services
        wide = services == nil ? rights : []
        own = services ?? []
    }

    /// An agent with roles, each held for the whole authority (nil) or for one service.
    ///
    /// Rights don't spread from one role to the other: who reads everything and instructs for one service
    /// instructs for that service only.
    init(id: ID?, name: String, email: String, holding held: [(role: Role, service: Service.ID?)]) {
        self.id = id
        self.name = name
        self.email = email
        roles = Set(held.map(\.role))
        rights = roles.reduce(into: []) { $0.formUnion($1.rights) }
        wide = held.reduce(into: []) { if $1.service == nil { $0.formUnion($1.role.rights) } }
        own = Set(held.compactMap(\.service))
        services = wide.contains(.readApplications) ? nil : own
    }

    /// The system administrator, who has a shell on the machine.
    public static let system = Agent(
        id: nil, name: "Administration système", email: "", roles: [.administrator],
        rights: Set(Right.allCases), services: nil)

    /// An association acting through its link: no right, only the use cases made for it.
    public static func applicant(_ name: String) -> Agent {
        Agent(id: nil, name: "\(name) (en ligne)", email: "", roles: [], rights: [], services: nil)
    }

    /// Whether the agent has the right.
    public func may(_ right: Right) -> Bool { rights.contains(right) }

    /// - Throws: ``AccessRefusal/missingRight(_:)``.
    public func require(_ right: Right) throws {
        guard rights.contains(right) else { throw AccessRefusal.missingRight(right) }
    }

    /// - Throws: ``AccessRefusal/otherService`` for a file of a service the agent does not serve.
    public func require(_ right: Right, of service: Service.ID) throws {
        try require(right)
        guard may(right, of: service) else { throw AccessRefusal.otherService }
    }

    /// Whether the agent has the right over files of a service.
    public func may(_ right: Right, of service: Service.ID) -> Bool {
        may(right) && services(for: right)?.contains(service) ?? true
    }

    /// The services over whose files the agent has a right; nil: all.
    public func services(for right: Right) -> Set<Service.ID>? { wide.contains(right) ? nil : own }

    /// The condition by which rows of other services stay out of sight, or out of a right's reach.
    ///
    /// - Parameter right: what is to be done with the rows; to read them unless told.
    public func reaches(service column: SQL, with right: Right = .readApplications) -> SQL {
        guard let services = services(for: right) else { return "true" }
        return "\(column) = ANY(\(services.map(\.number).sorted()))"
    }

    /// The value of `kevre.actor`: what the audit triggers write.
    var auditName: String { (id.map { String($0.number) } ?? "-") + ":" + name }
}

/// A service of the authority: culture, sport, social action…
public struct Service: Sendable, Identifiable {
    public typealias ID = Identifier<Service>

    public let id: ID
    /// Stable short name, for files and commands: `culture`.
    public let code: String
    /// As people read it; the authority changes it in its settings.
    public let name: String

    init(_ row: Row) throws {
        id = try row["id"]
        code = try row["code"]
        name = try row["name"]
    }

    /// Every service, in the authority's order.
    public static func all(in tx: Transaction) throws -> [Service] {
        try tx.query("SELECT id, code, name FROM service ORDER BY position, name").map(Service.init)
    }
}

/// Why someone is turned away.
public enum AccessRefusal: Refusal, Equatable {
    case missingRight(Right)
    case otherService
    case badCredentials
    case tooManyAttempts(minutes: Int)
    case emailTaken(String)
    case unknownAgent(String)
    case lastAdministrator
    case serviceNeeded

    public var message: String {
        switch self {
        case .missingRight(let right): "Votre compte ne permet pas de \(right.label)."
        case .otherService: "Ceci relève d’un autre service que les vôtres."
        case .badCredentials: "Adresse ou mot de passe incorrect."
        case .tooManyAttempts(let minutes):
            "Trop d’essais. Réessayez dans \(minutes) minute\(minutes > 1 ? "s" : "")."
        case .emailTaken(let email): "Un compte existe déjà pour \(email)."
        case .unknownAgent(let email): "Aucun compte pour \(email)."
        case .lastAdministrator: "Il doit rester au moins un compte d’administration actif."
        case .serviceNeeded: "Le rôle d’instruction demande un service."
        }
    }

    public var code: String {
        switch self {
        case .missingRight, .otherService: "not_allowed"
        case .badCredentials: "bad_credentials"
        case .tooManyAttempts: "too_many_attempts"
        case .emailTaken: "email_taken"
        case .unknownAgent: "unknown_agent"
        case .lastAdministrator: "last_administrator"
        case .serviceNeeded: "service_needed"
        }
    }

    public var field: String? {
        switch self {
        case .emailTaken, .badCredentials: "email"
        case .serviceNeeded: "services"
        default: nil
        }
    }
}
