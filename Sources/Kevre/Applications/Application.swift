import Foundation
import PostgreSQL

/// An association's request to a campaign: the file, from its draft to its end.
public struct Application: Sendable, Identifiable {
    public typealias ID = Identifier<Application>

    /// How it came.
    public enum Channel: String, CaseIterable, Sendable, SQLValue {
        case online, paper, mail, officer

        public var label: String {
            switch self {
            case .online: "En ligne"
            case .paper: "Papier"
            case .mail: "Courriel"
            case .officer: "Saisie par le service"
            }
        }
    }

    /// What the officer who studied the file thinks of it.
    public enum Opinion: String, CaseIterable, Sendable, SQLValue {
        case favourable, reserved, unfavourable

        public var label: String {
            switch self {
            case .favourable: "Favorable"
            case .reserved: "Favorable avec réserves"
            case .unfavourable: "Défavorable"
            }
        }

        public static let vocabulary = Vocabulary([
            ("favourable", Opinion.favourable.label, .done), ("reserved", Opinion.reserved.label, .attention),
            ("unfavourable", Opinion.unfavourable.label, .danger),
        ])
    }

    public let id: ID
    /// `SUB-2026-00042`; nil for a draft.
    public let reference: String?
    public let campaign: Campaign.ID
    public let association: Association.ID
    /// The service of its scheme: whose officers write to it.
    public let service: Service.ID
    public let state: ApplicationState
    /// How the request came.
    public let channel: Channel
    /// Taken from the scheme when the draft began; it decides fields, budget and duties.
    public let kind: SubsidyKind
    /// Budget year of the campaign.
    public let year: Int

    /// As it will stand in the deliberation; empty in a fresh draft.
    public let title: String
    /// What is done, why, with whom.
    public let object: String
    /// For whom, and how many.
    public let audience: String
    /// Communes or quarters concerned, in the association's words.
    public let territory: String
    /// First day; compulsory for projects and events.
    public let startsOn: Day?
    /// Last day.
    public let endsOn: Day?
    /// Asked of this authority: the budget's own line, or the value of what is asked in kind.
    public let requested: Money?

    public let accountHolder: String?
    /// Without spaces, its check digits right.
    public let iban: String?
    public let bic: String?
    /// Who signs for the association.
    public let representativeName: String?
    public let representativeRole: String?
    public let representativeEmail: String?
    public let representativePhone: String?
    /// The association's identity as it declared it, by field name.
    public let identity: [String: String]
    /// Codes of the declarations ticked.
    public let declarations: [String]

    /// Everything typed into a draft, as typed; empty once submitted.
    public let draft: FormInput
    /// Since when the service knows that the draft is the association's own; nil: anybody may have begun it.
    public let confirmedAt: Date?
    /// Where who began it online can be asked.
    public let contactEmail: String?
    /// The step reached.
    public let step: Int
    /// Arrival: when it was sent online, or when it came on paper. Lateness is judged on it.
    public let submittedAt: Date?
    /// It came after the campaign closed.
    public let late: Bool
    /// The officer's answer to a late file; nil until given.
    public let lateAccepted: Bool?
    /// When every compulsory document was there: the two months of silence begin (CRPA, L231-4).
    public let completedAt: Date?
    /// Last day for the documents asked; only while the file is incomplete.
    public let documentsDueOn: Day?
    /// Why it is where it is: ground of inadmissibility, message with the documents asked…
    public let stateReason: String?
    /// Who has it in hand; nil: nobody.
    public let officer: Agent.ID?
    public let officerName: String?
    /// The envelope the proposal is drawn on; nil before.
    public let envelope: Envelope.ID?
    public let envelopeName: String?
    public let opinion: Opinion?
    /// What the commission will read.
    public let opinionText: String
    /// What the officer proposes.
    public let proposed: Money?
    /// Why more is proposed than asked or than the envelope has left.
    public let derogation: String?
    /// What a closed session granted; nil before, and for a refusal.
    public let granted: Money?
    /// Conditions of payment decided with the grant.
    public let conditions: String?
    /// The day of the session.
    public let decidedOn: Day?
    /// The day the association was told.
    public let notifiedOn: Day?
    /// Since when it is in its state.
    public let stateChangedAt: Date
    /// When the draft was begun.
    public let createdAt: Date
    /// To be sent back with a change: ``StaleVersion`` when someone came first.
    public let version: Int

    /// The reference, or words for a draft.
    public var name: String { reference ?? "Brouillon" }

    /// The day its silence becomes a refusal: two months after the file was declared complete.
    ///
    /// - SeeAlso: CRPA, art. L231-4, 3° (demande de caractère financier) et L114-5.
    public var silenceRefusesOn: Day? {
        guard state.isBeforeDecision, state != .draft, state != .incomplete else { return nil }
        return completedAt.map { Day(inParis: $0).adding(months: 2) }
    }

    static let selection: SQL = """
        SELECT application.*, campaign.year, scheme.service_id, agent.name AS officer_name,
               envelope.name AS envelope_name
          FROM application JOIN campaign ON campaign.id = application.campaign_id
               JOIN scheme ON scheme.id = campaign.scheme_id
               LEFT JOIN agent ON agent.id = application.officer_id
               LEFT JOIN envelope ON envelope.id = application.envelope_id
        """

    init(_ row: Row) throws {
        id = try row["id"]
        reference = try row["reference"]
        campaign = try row["campaign_id"]
        association = try row["association_id"]
        service = try row["service_id"]
        state = try row["state"]
        channel = try row["channel"]
        kind = try row["kind"]
        year = try row["year"]
        title = try row["title"]
        object = try row["object"]
        audience = try row["audience"]
        territory = try row["territory"]
        startsOn = try row["starts_on"]
        endsOn = try row["ends_on"]
        requested = try row["requested_cents"]
        accountHolder = try row["account_holder"]
        iban = try row["iban"]
        bic = try row["bic"]
        representativeName = try row["representative_name"]
        representativeRole = try row["representative_role"]
        representativeEmail = try row["representative_email"]
        representativePhone = try row["representative_phone"]
        identity = (try row["identity"] as SQLJSON<[String: String]>).value
        declarations = try row["declarations"]
        draft = FormInput((try row["draft"] as SQLJSON<[String: [String]]>).value)
        confirmedAt = try row["confirmed_at"]
        contactEmail = try row["contact_email"]
        step = try row["step"]
        submittedAt = try row["submitted_at"]
        late = try row["late"]
        lateAccepted = try row["late_accepted"]
        completedAt = try row["completed_at"]
        documentsDueOn = try row["documents_due_on"]
        stateReason = try row["state_reason"]
        officer = try row["officer_id"]
        officerName = try row["officer_name"]
        envelope = try row["envelope_id"]
        envelopeName = try row["envelope_name"]
        opinion = try row["opinion"]
        opinionText = try row["opinion_text"]
        proposed = try row["proposed_cents"]
        derogation = try row["derogation"]
        granted = try row["granted_cents"]
        conditions = try row["conditions"]
        decidedOn = try row["decided_on"]
        notifiedOn = try row["notified_on"]
        stateChangedAt = try row["state_changed_at"]
        createdAt = try row["created_at"]
        version = try row["version"]
    }
}

extension Application {
    /// A file by its key.
    ///
    /// - Throws: ``NotFound``, ``AccessRefusal``.
    public static func find(_ id: ID, by agent: Agent, in tx: Transaction) throws -> Application {
        try agent.require(.readApplications)
        let file = try find(id, in: tx)
        try agent.require(.readApplications, of: file.service)
        return file
    }

    /// A file by its reference, in either case and with spaces or not; or by its key.
    public static func find(reference: String, by agent: Agent, in tx: Transaction) throws -> Application {
        try agent.require(.readApplications)
        let text = reference.withoutSpaces.uppercased()
        if let id = ID(text) { return try find(id, by: agent, in: tx) }
        let row = try tx.first("\(selection) WHERE application.reference = \(text)")
        guard let row else { throw NotFound("Aucun dossier «\u{a0}\(reference.shown)\u{a0}».") }
        let file = try Application(row)
        try agent.require(.readApplications, of: file.service)
        return file
    }

    static func find(_ id: ID, in tx: Transaction) throws -> Application {
        let row = try tx.first("\(selection) WHERE application.id = \(id)")
        guard let row else { throw NotFound("Ce dossier n’existe pas.") }
        return try Application(row)
    }

    /// The file, its row locked until the end of the transaction.
    static func lock(_ id: ID, in tx: Transaction) throws -> Application {
        let row = try tx.first("\(selection) WHERE application.id = \(id) FOR UPDATE OF application")
        guard let row else { throw NotFound("Ce dossier n’existe pas.") }
        return try Application(row)
    }

    /// Locks the file for an event of an agent: checks right, version and life cycle, and names the event for the
    /// audit trail and the database's guard.
    ///
    /// - Parameter version: the version the agent saw; nil when the event edits nothing that was shown.
    static func begin(
        _ event: ApplicationEvent, _ id: ID, version: Int? = nil, by agent: Agent, in tx: Transaction
    ) throws -> Application {
        tx.attempt(event.rawValue, on: "application", id.number)
        try agent.require(event.right)
        let file = try lock(id, in: tx)
        try agent.require(event.right, of: file.service)
        _ = try lifecycle.target(from: file.state, event)
        if let version, version != file.version { throw try StaleVersion.find("application", id.number, in: tx) }
        try tx.name(event: event.rawValue)
        return file
    }
}
