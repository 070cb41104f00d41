import PostgreSQL

/// Whom a public page says to ask: a service's address, telephone and place, in the authority's own words.
public struct ServiceContact: Sendable, Equatable {
    public let service: Service.ID
    /// Short name, for commands.
    public let code: String
    public let name: String
    public let email: String
    public let phone: String
    public let address: String
    public let version: Int

    /// What is asked.
    public static let form = Form([
        Field("email", "Adresse électronique", .email, maxLength: 200),
        Field("phone", "Téléphone", .phone, maxLength: 30),
        Field("address", "Adresse", help: "Où l’on vient, ou écrit.", maxLength: 300),
    ])

    /// What the form shows.
    public var input: FormInput { FormInput(["email": [email], "phone": [phone], "address": [address]]) }

    /// Whether nothing is said.
    public var isEmpty: Bool { email.isEmpty && phone.isEmpty && address.isEmpty }

    /// `Vie associative, 02 96 00 00 00, vie-associative@exemple.bzh, 11 rue de la Trinité, Guingamp`.
    public var line: String { [name, phone, email, address].filter { !$0.isEmpty }.joined(separator: ", ") }

    init(_ row: Row) throws {
        service = try row["id"]
        code = try row["code"]
        name = try row["name"]
        email = try row["email"]
        phone = try row["phone"]
        address = try row["address"]
        version = try row["version"]
    }

    /// Those of all services, in the authority's order.
    public static func all(in tx: Transaction) throws -> [ServiceContact] {
        try tx.query("SELECT * FROM service ORDER BY position, name").map(ServiceContact.init)
    }

    /// Whom to ask about a service's affairs: itself, else the first that says how; nil where none does.
    public static func of(_ service: Service.ID?, among all: [ServiceContact]) -> ServiceContact? {
        all.first { $0.service == service && !$0.isEmpty } ?? all.first { !$0.isEmpty }
    }

    /// Changes it.
    ///
    /// - Throws: ``FormRefusal``, ``StaleVersion``, ``AccessRefusal``.
    public static func save(
        _ id: Service.ID, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.manageAuthority)
        let read = try form.read(input).validated()
        let changed = try tx.execute(
            """
            UPDATE service
               SET email = \(read.text("email") ?? ""), phone = \(read.text("phone") ?? ""),
                   address = \(read.text("address") ?? ""), version = version + 1
             WHERE id = \(id) AND version = coalesce(\(version)::integer, version)
            """)
        guard changed == 1 else {
            guard try all(in: tx).contains(where: { $0.service == id }) else {
                throw NotFound("Ce service n’existe pas.")
            }
            throw try StaleVersion.find("service", id.number, in: tx)
        }
    }
}
