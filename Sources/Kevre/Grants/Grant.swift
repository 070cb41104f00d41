import PostgreSQL

/// A subsidy known for an association, whoever paid it: decided in Kevre, taken in from the authority's past,
/// or published by another public body.
public struct Grant: Sendable, Identifiable {
    public typealias ID = Identifier<Grant>

    /// In what a subsidy consists.
    public enum Nature: String, CaseIterable, Sendable, SQLValue {
        case cash
        case inKind = "in_kind"
        case both

        public var label: String {
            switch self {
            case .cash: "En numéraire"
            case .inKind: "En nature"
            case .both: "En numéraire et en nature"
            }
        }
    }

    public let id: ID
    /// Whether the authority itself granted it; otherwise it is other public funding.
    public let own: Bool
    public let association: Association.ID
    public let associationName: String
    /// As its source writes it; the authority's own name for its own.
    public let funderName: String
    /// Fourteen digits, as published; nil when unknown.
    public let funderSIRET: String?
    /// Budget year; the year of the decision where the source gives no other.
    public let year: Int
    /// Day of the decision or of the agreement.
    public let decidedOn: Day?
    /// Number of the deliberation or of the agreement.
    public let decisionReference: String?
    /// As the source wrote it; the association bears its own name.
    public let beneficiaryName: String
    /// As its source gave it, which may differ from the association's present one.
    public let beneficiarySIRET: String?
    public let beneficiaryRNA: String?
    public let purpose: String?
    /// What was asked, where the source says it.
    public let requested: Money?
    /// The whole grant in money; ``received`` is the beneficiary's part.
    public let amount: Money
    /// Asked and not granted: the amount is 0.
    public let refused: Bool
    /// In money, in kind or both.
    public let nature: Nature
    public let kind: String?
    /// For a given expenditure: a financial report is due (R4).
    public let earmarked: Bool
    /// « unique », « échelonné », or in a few words.
    public let conditions: String?
    /// `AAAA-MM-JJ` or `AAAA-MM-JJ/AAAA-MM-JJ`; a file may have other words.
    public let paymentPeriod: String?
    /// Number in the register of aids to undertakings.
    public let raeID: String?
    /// Whether it was notified to the European Commission; nil: nothing is known of it.
    public let notifiedToUnion: Bool?
    /// The beneficiary's part of a grant shared by several, in basis points; nil: all of it.
    public let share: Int?
    public let scheme: String?
    public let theme: String?
    /// The themes its file gives after the first, parted by `;`.
    public let otherThemes: String?
    public let service: String?
    public let commune: String?
    /// Day its financial report came; nil while it is awaited, or none is due.
    public let reportReceivedOn: Day?
    /// Key of the application it was decided on, for grants decided in Kevre.
    public let application: Int?
    /// The import it came from; nil when it was decided here.
    public let importRun: Int?
    /// To be sent back with a correction.
    public let version: Int

    /// What the beneficiary gets of a grant shared by several.
    public var received: Money { share.map { amount.share(basisPoints: $0) } ?? amount }

    init(_ row: Row) throws {
        id = try row["id"]
        own = try row["own"]
        association = try row["association_id"]
        associationName = try row["association_name"]
        funderName = try row["funder_name"]
        funderSIRET = try row["funder_siret"]
        year = try row["year"]
        decidedOn = try row["decided_on"]
        decisionReference = try row["decision_reference"]
        beneficiaryName = try row["beneficiary_name"]
        beneficiarySIRET = try row["beneficiary_siret"]
        beneficiaryRNA = try row["beneficiary_rna"]
        purpose = try row["purpose"]
        requested = try row["requested_cents"]
        amount = try row["amount_cents"]
        refused = try row["refused"]
        nature = try row["nature"]
        kind = try row["kind"]
        earmarked = try row["earmarked"]
        conditions = try row["conditions"]
        paymentPeriod = try row["payment_period"]
        raeID = try row["rae_id"]
        notifiedToUnion = try row["eu_notified"]
        share = try row["share_bp"]
        scheme = try row["scheme"]
        theme = try row["theme"]
        otherThemes = try row["other_themes"]
        service = try row["service"]
        commune = try row["commune"]
        reportReceivedOn = try row["report_received_on"]
        application = try row["application_id"]
        importRun = try row["import_run_id"]
        version = try row["version"]
    }

    static let selection: SQL = """
        SELECT grant_record.*, association.name AS association_name
          FROM grant_record JOIN association ON association.id = grant_record.association_id
        """

    /// - Throws: ``NotFound``; ``AccessRefusal``.
    public static func find(_ id: ID, for agent: Agent, in tx: Transaction) throws -> Grant {
        try agent.require(.readGrants)
        guard let row = try tx.first("\(selection) WHERE grant_record.id = \(id)") else {
            throw NotFound("Cette subvention n’existe pas.")
        }
        return try Grant(row)
    }
}
