import Foundation
import PostgreSQL

/// An opening of a scheme: a year, two moments, one or several envelopes, a public page.
public struct Campaign: Sendable, Identifiable {
    public typealias ID = Identifier<Campaign>

    /// Where a campaign stands at a moment.
    public enum Phase: String, CaseIterable, Sendable {
        case upcoming, open, closed

        public var label: String {
            switch self {
            case .upcoming: "À venir"
            case .open: "Ouverte"
            case .closed: "Close"
            }
        }

        public static let vocabulary = Vocabulary([
            ("upcoming", Phase.upcoming.label, .info), ("open", Phase.open.label, .done),
            ("closed", Phase.closed.label, .neutral),
        ])
    }

    public let id: ID
    public let scheme: Scheme.ID
    public let schemeName: String
    public let service: Service.ID
    public let serviceName: String
    public let kind: SubsidyKind
    /// Budget year of the subsidies.
    public let year: Int
    public let name: String
    /// Its public page is `/demandes/<slug>`.
    public let slug: String
    /// From this moment on requests are taken online.
    public let opensAt: Date
    /// Last moment of a request in time; later ones are late, and an officer decides.
    public let closesAt: Date
    /// What associations should know first, in plain text; `- ` begins a line of a list.
    public let instructions: String
    /// Each association may submit one request.
    public let isForOne: Bool
    /// How its grants are paid, unless a line of an agenda has terms of its own.
    public let paymentTerms: PaymentTerms
    /// To be sent back with a change: ``StaleVersion`` when someone came first.
    public let version: Int

    /// Whether an application may be submitted on time at this very moment; the closing minute is included.
    public func isOpen(at moment: Date) -> Bool { phase(at: moment) == .open }

    /// Whether requests may be made at a moment.
    public func phase(at moment: Date) -> Phase {
        // The closing is shown to the minute: 17:00 holds until 17:00:59.
        moment < opensAt ? .upcoming : moment < closesAt.addingTimeInterval(60) ? .open : .closed
    }

    static let selection: SQL = """
        SELECT campaign.*, scheme.name AS scheme_name, scheme.kind, scheme.service_id,
               service.name AS service_name
          FROM campaign JOIN scheme ON scheme.id = campaign.scheme_id
               JOIN service ON service.id = scheme.service_id
        """

    init(_ row: Row) throws {
        id = try row["id"]
        scheme = try row["scheme_id"]
        schemeName = try row["scheme_name"]
        service = try row["service_id"]
        serviceName = try row["service_name"]
        kind = try row["kind"]
        year = try row["year"]
        name = try row["name"]
        slug = try row["slug"]
        opensAt = try row["opens_at"]
        closesAt = try row["closes_at"]
        instructions = try row["instructions"]
        isForOne = try row["one_application"]
        paymentTerms = PaymentTerms(
            conditions: try row["payment_conditions"], period: try row["payment_period"])
        version = try row["version"]
    }

    /// - Throws: ``NotFound``, ``AccessRefusal``.
    public static func find(_ id: ID, by agent: Agent, in tx: Transaction) throws -> Campaign {
        try agent.require(.readSchemes)
        let campaign = try find(id, in: tx)
        try agent.require(.readSchemes, of: campaign.service)
        return campaign
    }

    static func find(_ id: ID, in tx: Transaction) throws -> Campaign {
        let row = try tx.first("\(selection) WHERE campaign.id = \(id)")
        guard let row else { throw NotFound("Cette campagne n’existe pas.") }
        return try Campaign(row)
    }

    /// The campaign of a public page: everybody may read it.
    public static func find(slug: String, in tx: Transaction) throws -> Campaign {
        let row = try tx.first("\(selection) WHERE campaign.slug = \(slug)")
        guard let row else { throw NotFound("Cette page de demande n’existe pas. L’adresse est peut-être incomplète.") }
        return try Campaign(row)
    }

    /// The campaigns open at a moment or opening later, the first to close first: the public list.
    public static func current(at moment: Date, in tx: Transaction) throws -> [Campaign] {
        try tx.query(
            "\(selection) WHERE campaign.closes_at + interval '1 minute' > \(moment) ORDER BY campaign.closes_at, campaign.id LIMIT 100"
        ).map(Campaign.init)
    }

    /// The campaigns where an officer may enter an application, the newest first. Those closed are there for who must
    /// enter what came in time and was not entered, or came late.
    public static func forEntry(by agent: Agent, in tx: Transaction) throws -> [Campaign] {
        try agent.require(.writeApplications)
        return try tx.query(
            """
            \(selection)
             WHERE \(agent.reaches(service: "scheme.service_id", with: .writeApplications)) AND scheme.active
             ORDER BY campaign.year DESC, campaign.name LIMIT 200
            """
        ).map(Campaign.init)
    }
}
