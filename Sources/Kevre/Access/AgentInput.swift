import PostgreSQL

/// An account's form filled in from words a person types at a terminal.
public enum AgentInput {
    /// - Parameter services: codes of services.
    /// - Throws: ``NotFound`` for an unknown service or role.
    public static func input(
        name: String, email: String, roles: [String], services: [String], password: String, active: Bool,
        in tx: Transaction
    ) throws -> FormInput {
        let known = try Service.all(in: tx)
        let keys = try services.map { code -> String in
            guard let service = known.first(where: { $0.code == code }) else {
                throw NotFound(
                    "Aucun service «\u{a0}\(code)\u{a0}». Connus\u{a0}: \(known.map(\.code).joined(separator: ", ")).")
            }
            return service.id.description
        }
        for role in roles where Role(rawValue: role) == nil {
            throw NotFound(
                "Aucun rôle «\u{a0}\(role)\u{a0}». Connus\u{a0}: \(Role.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        return FormInput([
            "name": [name], "email": [email], "roles": roles, "services": keys, "password": [password],
            "active": active ? ["1"] : [],
        ])
    }
}
