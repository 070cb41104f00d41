import PostgreSQL

/// A file on the agenda of a session: what is asked, proposed, discussed and decided.
public struct AgendaLine: Sendable, Identifiable {
    public typealias ID = Identifier<AgendaLine>

    /// What was decided.
    public enum Outcome: String, CaseIterable, Sendable, SQLValue {
        case granted, refused, postponed

        public var label: String {
            switch self {
            case .granted: "Accordé"
            case .refused: "Refusé"
            case .postponed: "Ajourné"
            }
        }

        public var tone: Vocabulary.Tone {
            switch self {
            case .granted: .done
            case .refused: .danger
            case .postponed: .attention
            }
        }
    }

    public let id: ID
    public let session: Session.ID
    /// Rank on the agenda, from 1.
    public let position: Int
    public let application: Application.ID
    /// `SUB-2026-00042`.
    public let reference: String
    /// Title of the project.
    public let project: String
    public let kind: SubsidyKind
    public let association: Association.ID
    public let associationName: String
    /// Of the seat; nil when unknown.
    public let commune: String?
    public let service: Service.ID
    public let serviceName: String
    public let scheme: String
    /// Of the scheme, or else of the association.
    public let theme: String?
    /// Who may decide it.
    public let competentBody: DecidingBody
    public let envelope: Envelope.ID
    public let envelopeName: String
    public let campaign: String
    /// Budget year of the campaign.
    public let year: Int
    /// What the association asks; 0 where it asks for no money.
    public let requested: Money
    /// What the officer proposed; nil when nothing was.
    public let proposed: Money?
    /// The officer's.
    public let opinion: Application.Opinion?
    /// What the association got from the authority the year before, all services together.
    public let lastYear: Money
    /// Whether the authority never granted it anything before.
    public let isFirst: Bool
    /// Amount in discussion, then granted.
    public let amount: Money?
    /// nil until it is decided.
    public let outcome: Outcome?
    /// Of a grant; empty for none.
    public let conditions: String
    /// Of a refusal or an adjournment; empty for a grant.
    public let reason: String
    /// How its grant is paid, where its line says so itself.
    public let ownTerms: PaymentTerms
    /// How the grants of its campaign are paid.
    public let usualTerms: PaymentTerms
    /// The session is closed.
    public let final: Bool
    /// To be sent back with a decision.
    public let version: Int

    /// What a grant without another amount would give.
    public var amountToGrant: Money? { amount ?? proposed }

    /// Whether the session speaks of another amount than the officer's.
    public var isDiscussed: Bool { outcome == nil && amount != nil && amount != proposed }

    /// Whether it is to be decided at the officer's amount, to which the request goes.
    public var isGrantableAsProposed: Bool {
        guard outcome == nil, let proposed, amount == nil || amount == proposed else { return false }
        return proposed > .zero && proposed <= requested
    }

    /// How its grant is paid: as its line says, or else its campaign.
    public var paymentTerms: PaymentTerms { ownTerms.completed(by: usualTerms) }

    init(_ row: Row) throws {
        id = try row["id"]
        session = try row["session_id"]
        position = try row["position"]
        application = try row["application_id"]
        reference = try row["reference"] ?? ""
        project = try row["title"]
        kind = try row["kind"]
        association = try row["association_id"]
        associationName = try row["association_name"]
        commune = try row["commune"]
        service = try row["service_id"]
        serviceName = try row["service_name"]
        scheme = try row["scheme_name"]
        theme = try row["theme_name"]
        competentBody = try row["competent_body"]
        envelope = try row["envelope_id"]
        envelopeName = try row["envelope_name"]
        campaign = try row["campaign_name"]
        year = try row["year"]
        requested = try row["requested_cents"] ?? .zero
        proposed = try row["proposed_cents"]
        opinion = try row["opinion"]
        lastYear = try row["last_year"]
        isFirst = try row["is_first"]
        amount = try row["amount_cents"]
        outcome = try row["outcome"]
        conditions = try row["conditions"]
        reason = try row["reason"]
        ownTerms = PaymentTerms(conditions: try row["payment_conditions"], period: try row["payment_period"])
        usualTerms = PaymentTerms(conditions: try row["usual_conditions"], period: try row["usual_period"])
        final = try row["final"]
        version = try row["version"]
    }

    /// Past grants are those made outside this session.
    static let selection: SQL = """
        SELECT l.*, a.reference, a.title, a.kind, a.association_id, a.requested_cents, a.proposed_cents, a.opinion,
               association.name AS association_name, coalesce(commune.name, association.locality) AS commune,
               s.service_id, service.name AS service_name, s.name AS scheme_name, theme.name AS theme_name,
               s.competent_body, e.name AS envelope_name, c.name AS campaign_name, c.year,
               c.payment_conditions AS usual_conditions, c.payment_period AS usual_period,
               coalesce((SELECT sum(\(Grant.received)) FROM grant_record
                          WHERE grant_record.association_id = a.association_id AND own AND grant_record.year = c.year - 1),
                        0)::bigint
                   AS last_year,
               NOT EXISTS (SELECT FROM grant_record g
                            WHERE g.association_id = a.association_id AND g.own AND g.amount_cents > 0
                              AND g.application_id IS DISTINCT FROM a.id) AS is_first
          FROM agenda_line l
          JOIN application a ON a.id = l.application_id
          JOIN association ON association.id = a.association_id
          JOIN campaign c ON c.id = a.campaign_id
          JOIN scheme s ON s.id = c.scheme_id
          JOIN service ON service.id = s.service_id
          JOIN envelope e ON e.id = l.envelope_id
          LEFT JOIN theme ON theme.id = \(Scheme.themeOfFile("s"))
          LEFT JOIN shared.commune ON commune.code = association.commune_code
        """

    /// A line, for who just changed it.
    ///
    /// - Throws: ``NotFound`` when it has left the agenda.
    static func find(_ id: ID, in tx: Transaction) throws -> AgendaLine {
        guard let row = try tx.first("\(selection) WHERE l.id = \(id)") else {
            throw NotFound("Cette ligne n’est plus à l’ordre du jour.")
        }
        return try AgendaLine(row)
    }

    /// A line, whoever asks; its row is locked until the transaction ends.
    static func lock(_ id: ID, in tx: Transaction) throws -> AgendaLine {
        guard let row = try tx.first("\(selection) WHERE l.id = \(id) FOR UPDATE OF l") else {
            throw NotFound("Cette ligne n’est plus à l’ordre du jour.")
        }
        return try AgendaLine(row)
    }
}

extension Session {
    /// One line of the agenda.
    ///
    /// - Throws: ``NotFound`` when it has left it.
    public func line(_ id: AgendaLine.ID, in tx: Transaction) throws -> AgendaLine {
        let line = try AgendaLine.find(id, in: tx)
        guard line.session == self.id else { throw NotFound("Cette ligne n’est plus à l’ordre du jour.") }
        return line
    }

    /// The agenda, in its order.
    public func lines(in tx: Transaction) throws -> [AgendaLine] {
        try tx.query("\(AgendaLine.selection) WHERE l.session_id = \(id) ORDER BY l.position, l.id")
            .map(AgendaLine.init)
    }
}
