import Foundation
import PostgreSQL

/// Two records that may be of one association, for a person to decide.
public struct Duplicate: Sendable, Identifiable {
    public typealias ID = Identifier<Duplicate>

    public let id: ID
    /// The older record.
    public let first: Association.ID
    /// The newer one.
    public let second: Association.ID
    /// Basis points: 10 000 = the same name.
    public let likeness: Int
    /// What speaks for it, in French.
    public let reasons: [String]
    /// Nobody decided yet.
    public let isOpen: Bool

    /// Likeness of names from which two records are proposed, in basis points.
    public static let threshold = 6_000

    public static let listing = Listing(
        name: "duplicates", title: "Doublons", singular: "doublon possible", plural: "doublons possibles",
        right: .mergeAssociations,
        columns: [
            Column("first", "Fiche", .text, "a.name", nullable: false),
            Column(
                "first_number", "Numéro", .text, "coalesce(a.siret, a.siren, a.rna)", sortable: false, under: "first"),
            Column("second", "Ressemble à", .text, "b.name", nullable: false),
            Column(
                "second_number", "Numéro", .text, "coalesce(b.siret, b.siren, b.rna)", sortable: false,
                under: "second"),
            Column("likeness", "Ressemblance", .percent, "((d.likeness + 50) / 100 * 100)", nullable: false),
            Column(
                "reasons", "Pourquoi", .text,
                "(SELECT string_agg(r, ' · ') FROM jsonb_array_elements_text(d.reasons) r)", sortable: false),
        ],
        filters: [],
        from: """
            FROM duplicate_candidate d
            JOIN association a ON a.id = d.first_id
            JOIN association b ON b.id = d.second_id
            """,
        visible: { _ in
            "d.state = 'proposed' AND a.in_register AND b.in_register"
        },
        key: "d.id",
        address: "'/associations/doublons/' || d.id",
        search: { "fold(a.name) LIKE '%' || fold(\($0)) || '%' OR fold(b.name) LIKE '%' || fold(\($0)) || '%'" },
        order: ("likeness", true))

    /// The pair of a number.
    ///
    /// - Throws: ``NotFound``.
    public static func find(_ id: ID, in tx: Transaction) throws -> Duplicate {
        let row = try tx.first(
            """
            SELECT id, first_id, second_id, likeness, state = 'proposed' AS open,
                   ARRAY(SELECT jsonb_array_elements_text(reasons)) AS reasons
              FROM duplicate_candidate WHERE id = \(id)
            """)
        guard let row else { throw NotFound("Ce doublon possible n’existe plus.") }
        return Duplicate(
            id: id, first: try row["first_id"], second: try row["second_id"], likeness: try row["likeness"],
            reasons: try row["reasons"], isOpen: try row["open"])
    }

    /// Looks for records with like names and no contradicting number, and proposes them.
    ///
    /// - Parameter among: records to compare with all others; nil compares all with all.
    /// - Returns: pairs newly proposed.
    @discardableResult
    public static func propose(among ids: [Association.ID]? = nil, in tx: Transaction) throws -> Int {
        let restriction: SQL = ids.map { "a.id = ANY(\($0.map(\.number)))" } ?? "true"
        // The operator uses the trigram index; its threshold is set for this transaction alone.
        try tx.execute("SELECT set_config('pg_trgm.similarity_threshold', '0.6', true)")
        return try tx.execute(
            """
            INSERT INTO duplicate_candidate (first_id, second_id, likeness, reasons)
            SELECT least(a.id, b.id), greatest(a.id, b.id),
                   max((similarity(a.name_key, b.name_key) * 10000)::integer),
                   (array_agg(to_jsonb(array_remove(ARRAY[
                       CASE WHEN a.name_key = b.name_key THEN 'même nom'
                            ELSE 'noms semblables à ' || round(similarity(a.name_key, b.name_key) * 100) || ' %' END,
                       CASE WHEN a.commune_code = b.commune_code THEN 'même commune' END,
                       CASE WHEN a.postcode = b.postcode AND a.commune_code IS NULL THEN 'même code postal' END,
                       CASE WHEN lower(a.email) = lower(b.email) THEN 'même adresse électronique' END,
                       CASE WHEN (a.siren IS NULL) <> (b.siren IS NULL) THEN 'un seul SIREN connu' END
                   ], NULL))))[1]
              FROM association a
             -- By itself, so that the trigram index is the only index that serves: right after an import nothing
             -- tells the planner how many names there are, and it would walk through all of them for each one.
             CROSS JOIN LATERAL (SELECT * FROM association x WHERE x.name_key % a.name_key OFFSET 0) b
             WHERE a.in_register AND b.id <> a.id AND b.in_register AND \(restriction)
               AND a.name_key <> ''
               AND NOT (a.siren IS NOT NULL AND b.siren IS NOT NULL AND a.siren <> b.siren)
               AND NOT (a.rna IS NOT NULL AND b.rna IS NOT NULL AND a.rna <> b.rna)
               AND (a.commune_code IS NULL OR b.commune_code IS NULL OR a.commune_code = b.commune_code)
             GROUP BY least(a.id, b.id), greatest(a.id, b.id)
            ON CONFLICT (first_id, second_id) DO NOTHING
            """)
    }

    /// An officer says that they are two associations; they will not be proposed again.
    public static func declareDistinct(_ id: ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.mergeAssociations)
        let changed = try tx.execute(
            """
            UPDATE duplicate_candidate SET state = 'distinct', decided_by = \(agent.name), decided_at = moment()
             WHERE id = \(id) AND state = 'proposed'
            """)
        guard changed == 1 else { throw NotFound("Ce doublon possible a déjà été traité.") }
    }
}
