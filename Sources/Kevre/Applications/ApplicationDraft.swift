import Foundation
import PostgreSQL

/// How a draft is reached: by an agent of the authority, or by the association behind its secret link.
public enum ApplicationDoor: Sendable {
    case agent(Agent, Application.ID)
    case link(String)
}

extension Application {
    /// A draft begun or found again.
    public struct Begun: Sendable {
        public let id: ID
        /// The secret of the link that resumes it, shown once: the database keeps its SHA-256 only. nil when the
        /// draft was there already.
        public let token: String?
        /// Whether the draft began now.
        public var isNew: Bool { token != nil }
    }

    /// Begins the request of an association to a campaign, or finds its draft again: one draft per association
    /// and campaign. For an officer who types what came on paper or by mail.
    ///
    /// - Throws: ``AccessRefusal``, ``NotFound``.
    public static func begin(
        campaign: Campaign.ID, association: Association.ID, channel: Channel, by agent: Agent, in tx: Transaction
    ) throws -> Begun {
        try agent.require(.writeApplications)
        let campaign = try Campaign.find(campaign, in: tx)
        try agent.require(.writeApplications, of: campaign.service)
        return try insertDraft(campaign, association, channel, prefilled: .everything, in: tx)
    }

    /// The same for the association itself, from the public page. Nobody knows who is there: what was begun by someone
    /// else stays his, unseen and untouched, and this one stands beside it until an officer says which is the
    /// association's own, or one is submitted.
    ///
    /// A form is answered once: posted again, by a second click or after going back, it leads to the same draft behind
    /// the same link.
    ///
    /// - Parameters:
    ///   - form: what the visitor alone knows.
    ///   - contact: the address he gives, where the service may ask and give the link back.
    /// - Throws: ``ApplicationRefusal/campaignNotOpen(name:from:)``, ``ApplicationRefusal/campaignEnded(name:at:)``.
    public static func begin(
        campaign: Campaign, association: Association.ID, form: BeginningForm = BeginningForm(),
        contact: String? = nil, at moment: Date, in tx: Transaction
    ) throws -> Begun {
        let own = try own(campaign.id, association, form, in: tx)
        if let id = own.id { return Begun(id: id, token: own.link) }
        switch campaign.phase(at: moment) {
        case .upcoming: throw ApplicationRefusal.campaignNotOpen(name: campaign.name, from: campaign.opensAt)
        case .closed: throw ApplicationRefusal.campaignEnded(name: campaign.name, at: campaign.closesAt)
        case .open: break
        }
        return try insertDraft(
            campaign, association, .online, prefilled: .publicFacts, token: own.link, contact: contact, in: tx)
    }

    /// The same for an association that the register does not hold: its name goes with the draft, and into no list
    /// before an officer takes it in.
    ///
    /// - Parameter address: where the visitor comes from.
    /// - Throws: as the above; ``FormRefusal``, ``ApplicantRefusal/tooMany``.
    public static func begin(
        campaign: Campaign, recording input: FormInput, from address: String, form: BeginningForm = BeginningForm(),
        contact: String? = nil, at moment: Date, in tx: Transaction
    ) throws -> Begun {
        let association = try Applicant.record(input, from: address, form: form, in: tx)
        return try begin(
            campaign: campaign, association: association, form: form, contact: contact, at: moment, in: tx)
    }

    /// The draft that this visitor began, and its link; without one, the link of the next. Whoever posts the same at
    /// the same time waits here; the unique key of the links (`application_resume_token`) stands behind.
    private static func own(
        _ campaign: Campaign.ID, _ association: Association.ID, _ form: BeginningForm, in tx: Transaction
    ) throws -> (id: ID?, link: String) {
        var rank = 0
        while true {
            let link = form.link(campaign, association, rank: rank)
            if rank == 0 {
                try tx.execute(
                    """
                    SELECT pg_advisory_xact_lock(hashtext('public_beginning ' || current_schema()), hashtext(\(link)))
                    """)
            }
            let row = try tx.first(
                "SELECT id, state FROM application WHERE resume_token_hash = \(Secrets.digest(link))")
            guard let row else { return (nil, link) }
            if try row["state"] == ApplicationState.draft { return (try row["id"], link) }
            rank += 1
        }
    }

    /// An officer knows that a draft begun online is the association's own: it is the one that counts from now on.
    ///
    /// - Throws: ``ApplicationRefusal/anotherDraft``, ``AccessRefusal``.
    public static func confirmDraft(_ id: ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeApplications)
        let file = try lock(id, in: tx)
        try agent.require(.writeApplications, of: file.service)
        guard file.state == .draft else { throw ApplicationRefusal.alreadySubmitted(file.name) }
        try tx.name(event: "confirm_draft")
        do {
            _ = try tx.savepoint {
                try tx.execute(
                    """
                    UPDATE application SET confirmed_at = coalesce(confirmed_at, moment()), version = version + 1
                     WHERE id = \(id)
                    """)
            }
        } catch let error as PostgreSQLError where error.constraint == "application_one_draft" {
            throw ApplicationRefusal.anotherDraft
        }
    }

    /// Other requests of the association to the same campaign: what the officer who settles must see.
    public func siblings(in tx: Transaction) throws -> [Application] {
        try tx.query(
            """
            \(Self.selection)
             WHERE application.association_id = \(association) AND application.campaign_id = \(campaign)
               AND application.id <> \(id) ORDER BY application.id LIMIT 20
            """
        ).map(Application.init)
    }

    /// A new secret link to the file; the former one leads nowhere any more.
    public static func renewLink(_ id: ID, by agent: Agent, in tx: Transaction) throws -> String {
        try agent.require(.writeApplications)
        try agent.require(.writeApplications, of: lock(id, in: tx).service)
        return try setLink(id, to: Secrets.token(), in: tx)
    }

    private static func setLink(_ id: ID, to token: String, in tx: Transaction) throws -> String {
        try tx.execute(
            "UPDATE application SET resume_token_hash = \(Secrets.digest(token)) WHERE id = \(id)")
        return token
    }

    private enum Prefill { case everything, publicFacts }

    private static func insertDraft(
        _ campaign: Campaign, _ association: Association.ID, _ channel: Channel, prefilled prefill: Prefill,
        token: String = Secrets.token(), contact: String? = nil, in tx: Transaction
    ) throws -> Begun {
        let draft = try knownFacts(association, campaign, prefill, in: tx)
        let title = draft["title"] ?? ""
        let row = try tx.first(
            """
            INSERT INTO application (campaign_id, association_id, channel, kind, title, draft, resume_token_hash,
                                     contact_email, confirmed_at)
            VALUES (\(campaign.id), \(association), \(channel), \(campaign.kind), \(title),
                    \(SQLJSON(draft.values)), \(Secrets.digest(token)), \(contact),
                    CASE WHEN \(channel != .online) THEN moment() END)
            ON CONFLICT (association_id, campaign_id) WHERE state = 'draft' AND confirmed_at IS NOT NULL DO NOTHING
            RETURNING id
            """)
        if let row { return Begun(id: try row["id"], token: token) }
        let known = try tx.first(
            """
            SELECT id FROM application
             WHERE association_id = \(association) AND campaign_id = \(campaign.id) AND state = 'draft'
               AND confirmed_at IS NOT NULL
            """)
        // Submitted or withdrawn in between: it stands in nobody's way any more.
        guard let known else {
            return try insertDraft(
                campaign, association, channel, prefilled: prefill, token: token, contact: contact, in: tx)
        }
        return Begun(id: try known["id"], token: nil)
    }

    /// What the authority knows already: all of it for an officer, what the national registers publish for others.
    private static func knownFacts(
        _ association: Association.ID, _ campaign: Campaign, _ prefill: Prefill, in tx: Transaction
    ) throws -> FormInput {
        let row = try tx.first(
            """
            SELECT a.name, a.rna, a.siret, coalesce(commune.name, a.locality) AS locality, a.address, a.postcode,
                   a.email, a.phone, a.member_count::text AS members, a.employee_count::text AS employees,
                   o.name AS representative, o.role AS representative_role, o.email AS representative_email,
                   o.phone AS representative_phone, b.holder, b.iban, b.bic
              FROM association a
                   LEFT JOIN shared.commune ON commune.code = a.commune_code
                   LEFT JOIN LATERAL (SELECT * FROM association_officer WHERE association_id = a.id
                       ORDER BY legal_representative DESC, id LIMIT 1) o ON true
                   LEFT JOIN LATERAL (SELECT * FROM bank_account WHERE association_id = a.id
                       ORDER BY id DESC LIMIT 1) b ON true
             WHERE a.id = \(association) AND a.merged_into_id IS NULL
            """)
        guard let row else { throw NotFound("Cette association n’existe pas.") }
        var input = FormInput()
        func put(_ field: String, _ column: String) throws { input[field] = try row[column] as String? }
        try put("association_name", "name")
        try put("association_rna", "rna")
        try put("association_siret", "siret")
        try put("association_locality", "locality")
        if campaign.kind == .operating { input["title"] = "Fonctionnement \(campaign.year)" }
        guard prefill == .everything else { return input }
        for (field, column) in [
            ("association_address", "address"), ("association_postcode", "postcode"),
            ("association_email", "email"), ("association_phone", "phone"), ("member_count", "members"),
            ("employee_count", "employees"), ("representative_name", "representative"),
            ("representative_role", "representative_role"), ("representative_email", "representative_email"),
            ("representative_phone", "representative_phone"), ("account_holder", "holder"), ("iban", "iban"),
            ("bic", "bic"),
        ] {
            try put(field, column)
        }
        return input
    }

    /// The file behind a link: a draft to resume, or where the request stands.
    ///
    /// - Throws: ``ApplicationRefusal/unknownLink``.
    public static func find(token: String, in tx: Transaction) throws -> Application {
        let row = try tx.first("\(selection) WHERE application.resume_token_hash = \(Secrets.digest(token))")
        guard let row else { throw ApplicationRefusal.unknownLink }
        return try Application(row)
    }

    /// The file behind a door, its row locked.
    static func lock(_ door: ApplicationDoor, in tx: Transaction) throws -> Application {
        switch door {
        case .agent(let agent, let id):
            try agent.require(.writeApplications)
            let file = try lock(id, in: tx)
            try agent.require(.writeApplications, of: file.service)
            return file
        case .link(let token):
            return try lock(try find(token: token, in: tx).id, in: tx)
        }
    }
}

extension BeginningForm {
    /// The secret of the link to the draft that its holder began in the name of an association, which no page of a form
    /// holds: the same holder finds the same one again, and nobody else does.
    ///
    /// - Parameter rank: after so many that he has ended.
    func link(_ campaign: Campaign.ID, _ association: Association.ID, rank: Int) -> String {
        Secrets.token(from: "beginning \(secret) \(campaign) \(association) \(rank)")
    }

    /// What tells its holder apart in the database, which keeps its SHA-256 only.
    var visitor: [UInt8] { Secrets.digest("visitor \(secret)") }
}
