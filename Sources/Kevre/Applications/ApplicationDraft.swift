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

    /// The same for the association itself, from the public page. Someone else's draft is never shown: unless
    /// nothing was typed into it yet, its link is needed.
    ///
    /// A form is answered once: posted again, by a second click or after going back, it leads to the same draft behind
    /// the same link.
    ///
    /// - Parameter form: the secret of the form that was filled in; a new one for what comes from no form.
    /// - Throws: ``ApplicationRefusal/draftExists``, ``ApplicationRefusal/campaignNotOpen(name:from:)``,
    ///   ``ApplicationRefusal/campaignEnded(name:at:)``.
    public static func begin(
        campaign: Campaign, association: Association.ID, form: BeginningForm = BeginningForm(), at moment: Date,
        in tx: Transaction
    ) throws -> Begun {
        if let begun = try begun(by: form, in: tx) { return begun }
        return try begin(campaign, association, form, at: moment, mayResume: true, in: tx)
    }

    /// The same for an association that the authority does not know yet: it is recorded first. Two visitors who bring
    /// the same one, by name and commune, within a day make one record and one draft, the first one's.
    ///
    /// - Parameter address: where the visitor comes from.
    /// - Throws: as the above; ``FormRefusal``, ``ApplicantRefusal/tooMany``.
    public static func begin(
        campaign: Campaign, recording input: FormInput, from address: String, form: BeginningForm = BeginningForm(),
        at moment: Date, in tx: Transaction
    ) throws -> Begun {
        if let begun = try begun(by: form, in: tx) { return begun }
        let (association, isNew) = try Applicant.record(input, from: address, in: tx)
        return try begin(campaign, association, form, at: moment, mayResume: isNew, in: tx)
    }

    /// The draft that this form has begun already. Whoever posts it again at the same time waits here; the unique key
    /// of the links (`application_resume_token`) stands behind.
    private static func begun(by form: BeginningForm, in tx: Transaction) throws -> Begun? {
        let digest = Secrets.digest(form.link)
        try tx.execute(
            "SELECT pg_advisory_xact_lock(hashtext('public_beginning ' || current_schema()), hashtext(\(form.link)))")
        let row = try tx.first("SELECT id FROM application WHERE resume_token_hash = \(digest)")
        return try row.map { Begun(id: try $0["id"], token: form.link) }
    }

    private static func begin(
        _ campaign: Campaign, _ association: Association.ID, _ form: BeginningForm, at moment: Date,
        mayResume: Bool, in tx: Transaction
    ) throws -> Begun {
        switch campaign.phase(at: moment) {
        case .upcoming: throw ApplicationRefusal.campaignNotOpen(name: campaign.name, from: campaign.opensAt)
        case .closed: throw ApplicationRefusal.campaignEnded(name: campaign.name, at: campaign.closesAt)
        case .open: break
        }
        let begun = try insertDraft(
            campaign, association, .online, prefilled: .publicFacts, token: form.link, in: tx)
        if begun.isNew { return begun }
        let file = try lock(begun.id, in: tx)
        guard mayResume, file.channel == .online, file.version == 1 else { throw ApplicationRefusal.draftExists }
        return Begun(id: file.id, token: try setLink(file.id, to: form.link, in: tx))
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
        token: String = Secrets.token(), in tx: Transaction
    ) throws -> Begun {
        let draft = try knownFacts(association, campaign, prefill, in: tx)
        let title = draft["title"] ?? ""
        let row = try tx.first(
            """
            INSERT INTO application (campaign_id, association_id, channel, kind, title, draft, resume_token_hash)
            VALUES (\(campaign.id), \(association), \(channel), \(campaign.kind), \(title),
                    \(SQLJSON(draft.values)), \(Secrets.digest(token)))
            ON CONFLICT (association_id, campaign_id) WHERE state = 'draft' DO NOTHING
            RETURNING id
            """)
        if let row { return Begun(id: try row["id"], token: token) }
        let known = try tx.first(
            """
            SELECT id FROM application
             WHERE association_id = \(association) AND campaign_id = \(campaign.id) AND state = 'draft'
            """)
        // Submitted or withdrawn in between: it stands in nobody's way any more.
        guard let known else {
            return try insertDraft(campaign, association, channel, prefilled: prefill, token: token, in: tx)
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
