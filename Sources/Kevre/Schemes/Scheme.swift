import PostgreSQL

extension Scheme {
    /// The theme under which a file counts, in lists, agenda, annex and workbooks alike: its scheme's, which says what
    /// the money is for, or else its association's.
    ///
    /// - Parameter scheme: the alias of the table of schemes; associations stand under their own name.
    static func themeOfFile(_ scheme: SQL) -> SQL { "coalesce(\(scheme).theme_id, association.theme_id)" }
}

/// A permanent rule of funding (dispositif): which service, what for, for whom, with which documents.
public struct Scheme: Sendable, Identifiable {
    public typealias ID = Identifier<Scheme>

    public let id: ID
    /// Short and stable: in commands and in files.
    public let code: String
    public let name: String
    /// The service whose officers have its files.
    public let service: Service.ID
    public let serviceName: String
    public let theme: Int?
    public let themeName: String?
    /// What it is for, in plain words.
    public let purpose: String
    /// Of all its requests: it decides their fields, their budget and their duties.
    public let kind: SubsidyKind
    /// Who may apply, one condition a line.
    public let eligibility: String
    /// Who decides: an agenda of another body refuses its files.
    public let competentBody: DecidingBody
    /// Whether new campaigns may open.
    public let active: Bool
    /// To be sent back with a change.
    public let version: Int
    /// The documents asked, in order.
    public let documents: [SchemeDocument]

    /// The conditions to apply, one by one: what the public page asks.
    public var conditions: [String] {
        eligibility.split(whereSeparator: \.isNewline).map { $0.trimmed.strippingBullet }.filter { !$0.isEmpty }
    }

    init(_ row: Row, documents: [SchemeDocument]) throws {
        id = try row["id"]
        code = try row["code"]
        name = try row["name"]
        service = try row["service_id"]
        serviceName = try row["service_name"]
        theme = try row["theme_id"]
        themeName = try row["theme_name"]
        purpose = try row["purpose"]
        kind = try row["kind"]
        eligibility = try row["eligibility"]
        competentBody = try row["competent_body"]
        active = try row["active"]
        version = try row["version"]
        self.documents = documents
    }

    /// - Throws: ``NotFound``, ``AccessRefusal``.
    public static func find(_ id: ID, by agent: Agent, in tx: Transaction) throws -> Scheme {
        try agent.require(.readSchemes)
        let scheme = try find(id, in: tx)
        try agent.require(.readSchemes, of: scheme.service)
        return scheme
    }

    /// The scheme of a campaign, for its public page.
    public static func of(_ campaign: Campaign, in tx: Transaction) throws -> Scheme {
        try find(campaign.scheme, in: tx)
    }

    static func find(_ id: ID, in tx: Transaction) throws -> Scheme {
        let row = try tx.first(
            """
            SELECT scheme.*, service.name AS service_name, theme.name AS theme_name
              FROM scheme JOIN service ON service.id = scheme.service_id
                   LEFT JOIN theme ON theme.id = scheme.theme_id
             WHERE scheme.id = \(id)
            """)
        guard let row else { throw NotFound("Ce dispositif n’existe pas.") }
        return try Scheme(row, documents: SchemeDocument.all(of: id, in: tx))
    }

    /// The scheme that bears a code.
    public static func find(code: String, by agent: Agent, in tx: Transaction) throws -> Scheme {
        try agent.require(.readSchemes)
        let row = try tx.first("SELECT id FROM scheme WHERE code = \(code)")
        guard let row else { throw NotFound("Aucun dispositif «\u{a0}\(code.shown)\u{a0}».") }
        return try find(row["id"], by: agent, in: tx)
    }
}

/// A document asked by a scheme.
public struct SchemeDocument: Sendable, Equatable {
    /// Name by which it is asked; never one that would list the members.
    public let label: String
    /// What exactly is expected, in plain words.
    public let help: String
    /// Without it the file cannot be declared complete.
    public let mandatory: Bool

    /// A document as given.
    public init(_ label: String, help: String = "", mandatory: Bool = true) {
        self.label = label
        self.help = help
        self.mandatory = mandatory
    }

    init(_ row: Row) throws {
        label = try row["label"]
        help = try row["help"]
        mandatory = try row["mandatory"]
    }

    static func all(of scheme: Scheme.ID, in tx: Transaction) throws -> [SchemeDocument] {
        try tx.query(
            """
            SELECT label, help, mandatory FROM scheme_document
             WHERE scheme_id = \(scheme) ORDER BY position, id
            """
        ).map(SchemeDocument.init)
    }

    /// What the law lets the unified form ask for: the start of a new scheme's list.
    ///
    /// - SeeAlso: décret n° 2016-1971 du 28 décembre 2016, art. 2.
    public static let usual = [
        SchemeDocument("Relevé d’identité bancaire", help: "Au nom de l’association, jamais d’une personne."),
        SchemeDocument(
            "Comptes approuvés du dernier exercice clos", help: "Sauf s’ils sont publiés au Journal officiel."),
        SchemeDocument(
            "Statuts et liste des dirigeants",
            help: "Seulement si l’association n’est pas inscrite au répertoire national.", mandatory: false),
        SchemeDocument("Rapport d’activité le plus récent", mandatory: false),
    ]

    /// Whether the label asks for the members' names, which nobody may.
    ///
    /// - SeeAlso: CE, 28 mars 1997, n° 182912, Solana.
    static func asksForMembers(_ label: String) -> Bool {
        let words = FrenchText.folded(label).split(separator: " ")
        let list = words.contains { $0.hasPrefix("liste") || $0.hasPrefix("nomin") || $0 == "noms" || $0 == "fichier" }
        return list && words.contains { $0.hasPrefix("membre") || $0.hasPrefix("adherent") }
    }
}

extension String {
    /// Without the dash or dot that people put before the items of a list.
    var strippingBullet: String {
        var rest = Substring(self)
        while let first = rest.first, "-–—•*·".contains(first) { rest = rest.dropFirst() }
        return rest.trimmed
    }
}
