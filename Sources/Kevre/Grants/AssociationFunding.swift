import Foundation
import PostgreSQL

/// What an association received: from the authority by service, from other public bodies by funder, year by year.
public struct AssociationFunding: Sendable {
    /// One year's sums.
    public struct Year: Sendable, Equatable {
        public let year: Int
        /// Granted by the authority, all services together.
        public let own: Money
        /// Known from other public bodies.
        public let other: Money
    }

    /// A service or a funder, and what came from it.
    public struct Source: Sendable, Equatable {
        /// As the grants' source wrote it.
        public let name: String
        /// By year.
        public let amounts: [Int: Money]
        /// Of all years.
        public var total: Money { amounts.values.sum() }
    }

    /// The newest first.
    public let years: [Year]
    /// The authority's services, by name.
    public let services: [Source]
    /// Other public bodies, by name.
    public let funders: [Source]

    /// Nothing is known.
    public var isEmpty: Bool { years.isEmpty }

    /// Every accepted grant; of a grant shared by several beneficiaries, the association's part.
    public static func of(_ association: Association.ID, in tx: Transaction) throws -> AssociationFunding {
        let rows = try tx.query(
            """
            SELECT year, own,
                   CASE WHEN own THEN coalesce(nullif(service, ''), 'Service non précisé') ELSE funder_name END AS source,
                   sum(\(Grant.received))::bigint AS amount
              FROM grant_record
             WHERE association_id = \(association) AND NOT refused
             GROUP BY 1, 2, 3
             ORDER BY 1 DESC, 3
            """
        ).map { row in
            (
                year: try row["year"] as Int, own: try row["own"] as Bool, source: try row["source"] as String,
                amount: try row["amount"] as Money
            )
        }
        func sources(own: Bool) -> [Source] {
            Dictionary(grouping: rows.filter { $0.own == own }, by: \.source)
                .map { name, lines in
                    Source(name: name, amounts: Dictionary(lines.map { ($0.year, $0.amount) }, uniquingKeysWith: +))
                }
                .sorted { ($0.total, $1.name) > ($1.total, $0.name) }
        }
        let years = Dictionary(grouping: rows, by: \.year).map { year, lines in
            Year(
                year: year, own: lines.filter(\.own).sum(of: { $0.amount }),
                other: lines.filter { !$0.own }.sum(of: { $0.amount }))
        }
        return AssociationFunding(
            years: years.sorted { $0.year > $1.year }, services: sources(own: true), funders: sources(own: false))
    }
}

extension Association {
    /// An application as the association's page shows it, whatever the service.
    public struct Request: Sendable {
        /// Nil for a draft.
        public let reference: String?
        public let id: Int
        public let title: String
        public let campaign: String
        /// Name of the service.
        public let service: String
        /// Whose officers open the file.
        public let serviceID: Service.ID
        public let year: Int
        public let state: String
        /// nil in a draft without an amount.
        public let asked: Money?
        /// nil until a session granted it.
        public let granted: Money?
    }

    /// Applications of all services, the newest first.
    public static func requests(of association: ID, limit: Int = 40, in tx: Transaction) throws -> [Request] {
        try tx.query(
            """
            SELECT p.reference, p.id, p.title, c.name AS campaign, v.name AS service, v.id AS service_id, c.year,
                   p.state, p.requested_cents, p.granted_cents
              FROM application p
              JOIN campaign c ON c.id = p.campaign_id
              JOIN scheme s ON s.id = c.scheme_id
              JOIN service v ON v.id = s.service_id
             WHERE p.association_id = \(association)
             ORDER BY c.year DESC, p.id DESC
             LIMIT \(limit)
            """
        ).map { row in
            Request(
                reference: try row["reference"], id: try row["id"], title: try row["title"],
                campaign: try row["campaign"], service: try row["service"], serviceID: try row["service_id"],
                year: try row["year"], state: try row["state"], asked: try row["requested_cents"],
                granted: try row["granted_cents"])
        }
    }

    /// An account the association is paid on. The number itself stays in the database.
    public struct BankDetails: Sendable {
        /// Holder of the account: the association itself.
        public let holder: String
        /// `FR76…4182`.
        public let masked: String
        /// Eight or eleven characters; often unknown.
        public let bic: String?
        /// When the account first came, with a request or a file.
        public let knownSince: Date
    }

    /// Known accounts, the latest first.
    public static func bankDetails(of association: ID, in tx: Transaction) throws -> [BankDetails] {
        try tx.query(
            """
            SELECT holder, left(iban, 4) || '…' || right(iban, 4) AS masked, bic, created_at
              FROM bank_account WHERE association_id = \(association) ORDER BY id DESC
            """
        ).map { row in
            BankDetails(
                holder: try row["holder"], masked: try row["masked"], bic: try row["bic"],
                knownSince: try row["created_at"])
        }
    }

    /// Other names under which files and merged records knew it.
    public static func otherNames(of association: ID, in tx: Transaction) throws -> [String] {
        try tx.query("SELECT name FROM association_alias WHERE association_id = \(association) ORDER BY name")
            .map { try $0["name"] }
    }
}
