import Foundation
import PostgreSQL

/// A person who runs an association.
public struct AssociationOfficer: Sendable, Identifiable {
    public typealias ID = Identifier<AssociationOfficer>
    public let id: ID
    /// As the association calls it: « présidente », « trésorier ».
    public let role: String
    public let name: String
    public let email: String?
    public let phone: String?
    /// Whether they sign for the association.
    public let isLegalRepresentative: Bool

    public static let form = Form([
        Field("name", "Nom", required: true, maxLength: 120, autocomplete: "name"),
        Field("role", "Fonction", help: "Présidente, trésorier, secrétaire…", required: true, maxLength: 80),
        Field("email", "Adresse électronique", .email, autocomplete: "email"),
        Field("phone", "Téléphone", .phone, maxLength: 30, autocomplete: "tel"),
        Field("legal_representative", "Représente légalement l’association", .checkbox),
    ])

    /// The officers of an association.
    public static func all(of association: Association.ID, in tx: Transaction) throws -> [AssociationOfficer] {
        try tx.query(
            """
            SELECT id, role, name, email, phone, legal_representative FROM association_officer
             WHERE association_id = \(association) ORDER BY legal_representative DESC, id
            """
        ).map {
            AssociationOfficer(
                id: try $0["id"], role: try $0["role"], name: try $0["name"], email: try $0["email"],
                phone: try $0["phone"], isLegalRepresentative: try $0["legal_representative"])
        }
    }

    /// - Throws: ``FormRefusal``.
    public static func add(
        to association: Association.ID, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeAssociations)
        let read = try form.read(input).validated()
        try tx.execute(
            """
            INSERT INTO association_officer (association_id, role, name, email, phone, legal_representative)
            VALUES (\(association), \(read.text("role")), \(read.text("name")), \(read.text("email")),
                    \(read.text("phone")), \(read.flag("legal_representative")))
            """)
    }

    /// Takes an officer off the record.
    public static func remove(_ id: ID, of association: Association.ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeAssociations)
        try tx.execute("DELETE FROM association_officer WHERE id = \(id) AND association_id = \(association)")
    }
}

/// Two numbers where there should be one, until an officer settles it.
public struct IdentityConflict: Sendable, Identifiable {
    public typealias ID = Identifier<IdentityConflict>
    public let id: ID
    /// `rna` or `siren`.
    public let kind: String
    /// The number met that is not the one on record.
    public let value: String
    /// A record that has the number already; nil when none does.
    public let otherID: Association.ID?
    public let otherName: String?
    /// The file it was met in.
    public let source: String
    /// When it was first met.
    public let seenAt: Date

    /// What an officer may decide.
    public enum Decision: String, CaseIterable, Sendable {
        /// The number on record is right.
        case kept
        /// The number met is right and replaces it.
        case replaced
        /// Both are right, of two bodies: the other record stays apart.
        case distinct

        public var label: String {
            switch self {
            case .kept: "Garder le numéro de la fiche"
            case .replaced: "Prendre l’autre numéro"
            case .distinct: "Deux organismes différents"
            }
        }
    }

    /// The questions not settled yet.
    public static func open(of association: Association.ID, in tx: Transaction) throws -> [IdentityConflict] {
        try tx.query(
            """
            SELECT c.id, c.kind, c.value, c.other_association_id, o.name AS other_name, c.source, c.seen_at
              FROM identity_conflict c LEFT JOIN association o ON o.id = c.other_association_id
             WHERE c.association_id = \(association) AND c.settled_at IS NULL ORDER BY c.id
            """
        ).map {
            IdentityConflict(
                id: try $0["id"], kind: try $0["kind"], value: try $0["value"],
                otherID: try $0["other_association_id"], otherName: try $0["other_name"],
                source: try $0["source"], seenAt: try $0["seen_at"])
        }
    }

    /// Settles a conflict, once: the next file that brings the same number says nothing.
    ///
    /// - Throws: ``AssociationRefusal/identifierTaken(kind:by:name:)`` when the number taken belongs to another.
    public static func settle(
        _ id: ID, of association: Association.ID, _ decision: Decision, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.mergeAssociations)
        let row = try tx.first(
            """
            UPDATE identity_conflict
               SET settled_at = now(), settled_by = \(agent.name), decision = \(decision.rawValue)
             WHERE id = \(id) AND association_id = \(association) AND settled_at IS NULL
            RETURNING kind, value
            """)
        guard let row else { throw NotFound("Cette question est déjà réglée.") }
        guard decision == .replaced else { return }
        let kind: String = try row["kind"]
        let value: String = try row["value"]
        let column: SQL = kind == "rna" ? "rna" : "siren"
        let (rna, siren) = kind == "rna" ? (value, nil) : (nil, value)
        try Association.refuseTaken(rna: rna, siren: siren, except: association, in: tx)
        // A SIRET of the former SIREN would no longer be of this body.
        try Association.unlessTaken(rna: rna, siren: siren, except: association, in: tx) {
            try tx.execute(
                """
                UPDATE association
                   SET \(column) = \(value),
                       siret = CASE WHEN \(kind) = 'siren' AND left(siret, 9) <> \(value) THEN NULL ELSE siret END,
                       version = version + 1, updated_at = now()
                 WHERE id = \(association)
                """)
        }
    }
}

extension Association {
    /// What R1 says of an association and a year: what the authority granted, and what is asked and undecided.
    static func agreementDuty(of association: ID, year: Int, in tx: Transaction) throws -> Duty {
        let asked: Money = try tx.one(
            """
            SELECT coalesce(sum(requested_cents), 0)::bigint AS cents FROM application
             WHERE application.association_id = \(association)
               -- From the association's few files to their campaigns, never from the year's thousands of files.
               AND (SELECT campaign.year FROM campaign WHERE campaign.id = application.campaign_id) = \(year)
               AND application.state IN ('submitted', 'incomplete', 'complete', 'under_instruction', 'proposed',
                                         'on_agenda')
            """)["cents"]
        return Obligation.agreement.agreementDuty(
            year: year, granted: try Grant.granted(to: association, year: year, in: tx), asked: asked)
    }

    /// What R1 and R4 say of this association today.
    ///
    /// R1 looks at the running year: what is granted, and what is asked and undecided. R4 looks at every
    /// earmarked grant whose report has not come.
    public func duties(on today: Day, in tx: Transaction) throws -> [Duty] {
        let year = today.year
        var duties = [try Self.agreementDuty(of: id, year: year, in: tx)]
        let reports = try tx.query(
            """
            SELECT year, sum(\(Grant.received))::bigint AS amount, min(report_received_on) AS received_on,
                   bool_and(report_received_on IS NOT NULL) AS complete
              FROM grant_record
             WHERE association_id = \(id) AND own AND earmarked AND NOT refused AND amount_cents > 0
             GROUP BY year ORDER BY year DESC LIMIT 4
            """)
        for row in reports {
            let complete: Bool = try row["complete"]
            let received: Day? = complete ? try row["received_on"] : nil
            duties.append(
                Obligation.financialReport.reportDuty(
                    amount: try row["amount"], earmarked: true, closing: accountsClosing(year: try row["year"]),
                    receivedOn: received, today: today))
        }
        return duties
    }
}
