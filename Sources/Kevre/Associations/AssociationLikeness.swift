import Foundation
import PostgreSQL

/// Records like the one that is being made: a person says whether it is one of them.
public struct AlikeAssociations: Refusal {
    /// Records it may be, the likeliest first.
    public let others: [Association]
    public var code: String { "association.alike" }
    public var field: String? { "name" }
    public var message: String {
        let names = others.map { "«\u{a0}\($0.name)\u{a0}»" }
        return "Des fiches semblables existent déjà\u{a0}: \(FrenchText.list(names)). Est-ce l’une d’elles\u{a0}?"
    }
}

extension Association {
    /// Creates a record unless it looks like another.
    ///
    /// - Parameter isConfirmed: an officer saw the like ones and says that it is none of them; they will not be
    ///   proposed as duplicates.
    /// - Throws: ``AlikeAssociations``, and what ``save(_:version:_:by:in:)`` throws.
    public static func create(
        _ input: FormInput, isConfirmed: Bool, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        let id = try save(nil, version: nil, input, by: agent, in: tx)
        try Duplicate.propose(among: [id], in: tx)
        guard isConfirmed else {
            let alike = try Duplicate.open(of: id, in: tx).prefix(4).map { try find($0.other, in: tx) }
            guard alike.isEmpty else { throw AlikeAssociations(others: alike) }
            return id
        }
        try tx.execute(
            """
            UPDATE duplicate_candidate SET state = 'distinct', decided_by = \(agent.name), decided_at = moment()
             WHERE \(id) IN (first_id, second_id) AND state = 'proposed'
            """)
        return id
    }
}

extension Duplicate {
    /// A duplicate seen from one of its two records.
    public struct Likely: Sendable {
        public let id: Duplicate.ID
        public let other: Association.ID
        public let name: String
        /// Basis points.
        public let likeness: Int
        /// What is alike, in French.
        public let reasons: [String]
    }

    /// The undecided duplicates of a record, the likest first.
    public static func open(of association: Association.ID, in tx: Transaction) throws -> [Likely] {
        try tx.query(
            """
            SELECT d.id, o.id AS other, o.name, d.likeness,
                   ARRAY(SELECT jsonb_array_elements_text(d.reasons)) AS reasons
              FROM duplicate_candidate d
              JOIN association o
                ON o.id = CASE WHEN d.first_id = \(association) THEN d.second_id ELSE d.first_id END
             WHERE \(association) IN (d.first_id, d.second_id) AND d.state = 'proposed'
               AND o.in_register
             ORDER BY d.likeness DESC, d.id
            """
        ).map { row in
            Likely(
                id: try row["id"], other: try row["other"], name: try row["name"], likeness: try row["likeness"],
                reasons: try row["reasons"])
        }
    }

    /// A person says that two records may be one, or wants them side by side; a decision once made is reopened.
    ///
    /// - Throws: ``AssociationRefusal`` for one record twice, or one that was merged.
    public static func report(
        _ one: Association.ID, _ other: Association.ID, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.mergeAssociations)
        guard one != other else { throw AssociationRefusal.sameRecord }
        let pair = try [min(one, other), max(one, other)].map { try Association.find($0, in: tx) }
        guard pair.allSatisfy({ $0.mergedInto == nil }) else { throw AssociationRefusal.merged }
        let reason = JSONValue.array([.string("signalé par \(agent.name)")]).text
        return try tx.one(
            """
            INSERT INTO duplicate_candidate (first_id, second_id, likeness, reasons)
            SELECT \(pair[0].id), \(pair[1].id),
                   (similarity(normalize_name(\(pair[0].name)), normalize_name(\(pair[1].name))) * 10000)::integer,
                   \(reason)::jsonb
            ON CONFLICT (first_id, second_id)
            DO UPDATE SET state = 'proposed', decided_by = NULL, decided_at = NULL
            RETURNING id
            """)["id"]
    }
}
