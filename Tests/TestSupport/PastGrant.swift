import Foundation
import Kevre
import PostgreSQL

/// A past grant as an import would write it.
public struct PastGrant: Sendable {
    public var association: String
    public var own: Bool
    public var funder: String
    public var funderSIRET: String?
    public var year: Int
    public var decidedOn: Day?
    public var reference: String?
    public var siret: String?
    public var rna: String?
    public var purpose: String?
    public var amount: Money
    public var refused: Bool
    public var nature: Grant.Nature
    public var conditions: String?
    public var period: String?
    public var notified: Bool?
    public var share: Int?
    public var theme: String?
    public var service: String?

    /// Names what differs from an instrument bought for a wind band.
    public init(
        association: String = "Harmonie de Paimpol",
        own: Bool = true,
        funder: String = "Guingamp-Paimpol Agglomération",
        funderSIRET: String? = "20006798100015",
        year: Int = 2025,
        decidedOn: Day? = Day(2025, 3, 27),
        reference: String? = "DEL-2025-031",
        siret: String? = "21060004500392",
        rna: String? = nil,
        purpose: String? = "Achat d’instruments",
        amount: Money = Money(euros: 3_500),
        refused: Bool = false,
        nature: Grant.Nature = Grant.Nature.cash,
        conditions: String? = "unique",
        period: String? = "2025-05-02",
        notified: Bool? = false,
        share: Int? = nil,
        theme: String? = "Culture",
        service: String? = "Culture et patrimoine"
    ) {
        self.association = association
        self.own = own
        self.funder = funder
        self.funderSIRET = funderSIRET
        self.year = year
        self.decidedOn = decidedOn
        self.reference = reference
        self.siret = siret
        self.rna = rna
        self.purpose = purpose
        self.amount = amount
        self.refused = refused
        self.nature = nature
        self.conditions = conditions
        self.period = period
        self.notified = notified
        self.share = share
        self.theme = theme
        self.service = service
    }

    /// Writes it, with its association when there is none of that name.
    @discardableResult
    public func write(_ test: TestOffice) async throws -> Grant.ID {
        try await test.office.write(as: .system) { tx in
            let known = try tx.first("SELECT id FROM association WHERE name = \(association)")
            let id: Int =
                try known?["id"]
                ?? tx.one("INSERT INTO association (name) VALUES (\(association)) RETURNING id")["id"]
            return try tx.one(
                """
                INSERT INTO grant_record (own, association_id, funder_name, funder_siret, year, decided_on,
                       decision_reference, beneficiary_name, beneficiary_siret, beneficiary_rna, purpose,
                       amount_cents, refused, nature, conditions, payment_period, eu_notified, share_bp, theme, service)
                VALUES (\(own), \(id), \(funder), \(funderSIRET), \(year), \(decidedOn), \(reference), \(association),
                        \(siret), \(rna), \(purpose), \(amount), \(refused), \(nature), \(conditions), \(period),
                        \(notified), \(share), \(theme), \(service))
                RETURNING id
                """)["id"]
        }
    }
}

/// A folder of one test's own.
public enum TemporaryFolder {
    public static func with<T>(_ body: (URL) async throws -> T) async throws -> T {
        let url = FileManager.default.temporaryDirectory.appending(path: "kevre-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }  // what is left in /tmp harms nobody
        return try await body(url)
    }
}
