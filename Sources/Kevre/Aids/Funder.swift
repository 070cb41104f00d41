import PostgreSQL

/// Who gives money or help: a public body, a foundation, a company.
public struct Funder: Sendable, Identifiable {
    public typealias ID = Identifier<Funder>

    /// A person to speak to.
    public struct Contact: Sendable, Equatable {
        public let name: String
        public let role: String
        public let email: String?
        public let phone: String?
        public let notes: String

        public init(_ name: String, role: String = "", email: String? = nil, phone: String? = nil, notes: String = "") {
            self.name = name
            self.role = role
            self.email = email
            self.phone = phone
            self.notes = notes
        }
    }

    public let id: ID
    public let name: String
    public let kind: FunderKind
    public let website: String?
    /// What the officers have seen of it: delays, habits, what convinces.
    public let notes: String
    public let active: Bool
    public let version: Int
    public let contacts: [Contact]
    /// As files of aids and published grants spell it.
    public let otherNames: [String]

    /// - Throws: ``NotFound``, ``AccessRefusal``.
    public static func find(_ id: ID, by agent: Agent, in tx: Transaction) throws -> Funder {
        try agent.require(.readFunding)
        guard let row = try tx.first("SELECT * FROM funder WHERE id = \(id)") else {
            throw NotFound("Ce financeur n’existe pas.")
        }
        let contacts = try tx.query(
            "SELECT * FROM funder_contact WHERE funder_id = \(id) ORDER BY position, id"
        ).map {
            Contact(
                try $0["name"], role: try $0["role"], email: try $0["email"], phone: try $0["phone"],
                notes: try $0["notes"])
        }
        let names = try tx.query("SELECT name FROM funder_alias WHERE funder_id = \(id) ORDER BY name").map {
            try $0["name"] as String
        }
        return Funder(
            id: id, name: try row["name"], kind: try row["kind"], website: try row["website"],
            notes: try row["notes"], active: try row["active"], version: try row["version"], contacts: contacts,
            otherNames: names)
    }

    public static let listing = Listing(
        name: "funders", title: "Financeurs", singular: "financeur", plural: "financeurs", right: .readFunding,
        columns: [
            Column("name", "Financeur", .text, "funder.name", nullable: false),
            Column("kind", "Nature", .state(FunderKind.vocabulary), "funder.kind", nullable: false),
            Column(
                "aids", "Aides suivies", .integer,
                "(SELECT count(*) FROM aid WHERE aid.funder_id = funder.id AND aid.closed_on IS NULL)", sums: true,
                nullable: false),
            Column(
                "contacts", "Contacts", .text,
                "(SELECT string_agg(c.name, ', ' ORDER BY c.position) FROM funder_contact c WHERE c.funder_id = funder.id)",
                sortable: false),
            Column("notes", "Ce que nous en savons", .longText, "nullif(funder.notes, '')", sortable: false),
            Column("website", "Site", .text, "funder.website", sortable: false, shown: false),
            Column("active", "Suivi", .flag, "funder.active", nullable: false, shown: false),
        ],
        filters: [
            .choice("kind", "Nature", .fixed(FunderKind.vocabulary.choices), of: "funder.kind"),
            .flag(
                "with_aids", "Avec des aides suivies",
                "EXISTS (SELECT FROM aid WHERE aid.funder_id = funder.id AND aid.closed_on IS NULL)"),
        ],
        from: "FROM funder",
        visible: { _ in "true" },
        key: "funder.id",
        address: "'/financements/financeurs/' || funder.id",
        search: {
            """
            fold(funder.name) LIKE '%' || fold(\($0)) || '%' OR EXISTS (SELECT FROM funder_alias l
                WHERE l.funder_id = funder.id AND fold(l.name) LIKE '%' || fold(\($0)) || '%')
            """
        },
        order: ("name", false))
}
