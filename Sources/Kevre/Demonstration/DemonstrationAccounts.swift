import PostgreSQL

extension Demonstration {
    /// The accounts of the demonstration, to be shown when it starts.
    public struct Accounts: Sendable {
        /// One line an account: who, address, password (the last word).
        public let text: String
    }

    struct Person: Sendable {
        let name: String
        let email: String
        let role: Role
        let service: String?
    }

    /// One password for all: nothing here is real.
    static let password = "kenavo-ar-wech-all"

    static let people = [
        Person(name: "Gwenaël Hervé", email: "administration@demo.example", role: .administrator, service: nil),
        Person(name: "Maëlle Le Goff", email: "vie-associative@demo.example", role: .associationOfficer, service: nil),
        Person(name: "Yann Omnès", email: "culture@demo.example", role: .caseOfficer, service: "culture"),
        Person(name: "Soizic Bocher", email: "sport@demo.example", role: .caseOfficer, service: "sport"),
        Person(name: "Marc Tanguy", email: "finances@demo.example", role: .financeOfficer, service: nil),
        Person(name: "Nolwenn Kerbrat", email: "lecture@demo.example", role: .reader, service: nil),
    ]

    /// What to show to who tries the demonstration.
    public static var accounts: Accounts {
        let lines = people.map { person in
            let role = person.role.label.padding(toLength: 24, withPad: " ", startingAt: 0)
            let email = person.email.padding(toLength: 32, withPad: " ", startingAt: 0)
            return "  \(role)\(email)\(password)"
        }
        return Accounts(
            text: "Comptes de démonstration (adresse, mot de passe)\u{a0}:\n" + lines.joined(separator: "\n") + "\n")
    }

    static func createAccounts(in tx: Transaction) throws {
        for person in people {
            let service = try person.service.map { code in
                try tx.one("SELECT id FROM service WHERE code = \(code)").value("id", as: Int.self)
            }
            try AgentAccount.save(
                nil, version: nil,
                FormInput([
                    "name": [person.name], "email": [person.email], "password": [password],
                    "roles": [person.role.rawValue], "services": service.map { [String($0)] } ?? [],
                    "active": ["1"],
                ]), by: .system, in: tx)
        }
    }
}
