import Kevre
import PostgreSQL

/// The people of the tests: one for each role.
public enum Cast: String, CaseIterable, Sendable {
    /// Association officer of the whole authority.
    case maelle = "Maëlle Le Goff"
    /// Case officer of culture.
    case yann = "Yann Omnès"
    /// Case officer of sport.
    case soizic = "Soizic Bocher"
    /// Finance officer.
    case marc = "Marc Tanguy"
    /// Reader.
    case nolwenn = "Nolwenn Kerbrat"
    /// Administrator.
    case gwenael = "Gwenaël Hervé"

    public var email: String {
        switch self {
        case .maelle: "maelle@exemple.bzh"
        case .yann: "yann@exemple.bzh"
        case .soizic: "soizic@exemple.bzh"
        case .marc: "marc@exemple.bzh"
        case .nolwenn: "nolwenn@exemple.bzh"
        case .gwenael: "gwenael@exemple.bzh"
        }
    }

    public static let password = "kenavo ar wech all"

    var role: Role {
        switch self {
        case .maelle: .associationOfficer
        case .yann, .soizic: .caseOfficer
        case .marc: .financeOfficer
        case .nolwenn: .reader
        case .gwenael: .administrator
        }
    }

    var service: String? {
        switch self {
        case .yann: "culture"
        case .soizic: "sport"
        default: nil
        }
    }
}

extension TestOffice {
    /// The agent a name of the cast stands for; the account is made when first asked for.
    public func agent(_ cast: Cast) async throws -> Agent {
        try await office.write(as: .system) { tx in
            if let known = try? Agent.find(email: cast.email, in: tx) { return known }  // absent: made below
            let service = try cast.service.map { code in
                try tx.one("SELECT id FROM service WHERE code = \(code)")["id"] as Int
            }
            try AgentAccount.save(
                nil, version: nil,
                FormInput([
                    "name": [cast.rawValue], "email": [cast.email], "password": [Cast.password],
                    "roles": [cast.role.rawValue], "services": service.map { [String($0)] } ?? [],
                    "active": ["1"],
                ]), by: .system, in: tx)
            return try Agent.find(email: cast.email, in: tx)
        }
    }
}
