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
        Record.associationOfficer.field("name", required: true, maxLength: 120, autocomplete: "name"),
        Record.associationOfficer.field(
            "role", help: "Présidente, trésorier, secrétaire…", required: true, maxLength: 80),
        Record.associationOfficer.field("email", .email, autocomplete: "email"),
        Record.associationOfficer.field("phone", .phone, maxLength: 30, autocomplete: "tel"),
        Record.associationOfficer.field("legal_representative"),
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
               SET settled_at = moment(), settled_by = \(agent.name), decision = \(decision.rawValue)
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
                       version = version + 1, updated_at = moment()
                 WHERE id = \(association)
                """)
        }
    }
}
