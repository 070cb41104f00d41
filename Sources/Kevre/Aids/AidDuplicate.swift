import PostgreSQL

/// Two records of the catalogue, from two sources, that seem to be one aid: for an officer to decide.
public struct AidDuplicate: Sendable, Identifiable {
    public typealias ID = Identifier<AidDuplicate>

    public let id: ID
    public let first: Aid.ID
    public let second: Aid.ID
    /// Basis points.
    public let likeness: Int
    public let reason: String
    public let isOpen: Bool

    public static let listing = Listing(
        name: "aid_duplicates", title: "Aides en double", singular: "double possible", plural: "doubles possibles",
        right: .readFunding,
        columns: [
            Column("first", "Aide", .text, "a.name", nullable: false),
            Column("first_source", "Source", .text, "a.source", nullable: false, under: "first"),
            Column("second", "Ressemble à", .text, "b.name", nullable: false),
            Column("second_source", "Source", .text, "b.source", nullable: false, under: "second"),
            Column("funder", "Financeur", .text, "f.name", nullable: false),
            Column("likeness", "Ressemblance", .percent, "d.likeness", nullable: false),
            Column("reason", "Pourquoi", .text, "d.reason", sortable: false, nullable: false),
        ],
        filters: [],
        from: """
            FROM aid_duplicate d JOIN aid a ON a.id = d.first_id JOIN aid b ON b.id = d.second_id
            JOIN funder f ON f.id = a.funder_id
            """,
        visible: { _ in "d.state = 'proposed' AND a.closed_on IS NULL AND b.closed_on IS NULL" },
        key: "d.id",
        address: "'/financements/aides/doublons/' || d.id",
        search: { "fold(a.name) LIKE '%' || fold(\($0)) || '%' OR fold(b.name) LIKE '%' || fold(\($0)) || '%'" },
        order: ("likeness", true))

    /// - Throws: ``NotFound``.
    public static func find(_ id: ID, in tx: Transaction) throws -> AidDuplicate {
        guard let row = try tx.first("SELECT *, state = 'proposed' AS open FROM aid_duplicate WHERE id = \(id)") else {
            throw NotFound("Ce double possible n’existe plus.")
        }
        return AidDuplicate(
            id: id, first: try row["first_id"], second: try row["second_id"], likeness: try row["likeness"],
            reason: try row["reason"], isOpen: try row["open"])
    }

    /// Looks among the aids an import created for those that another source has too.
    ///
    /// A name alone is not enough (« Aide aux associations ») unless the funder, or the address, is the same; pages that
    /// many aids share tell nothing.
    ///
    /// - Returns: pairs newly proposed.
    static func propose(createdBy run: ImportRun.ID, in tx: Transaction) throws -> Int {
        let row = try tx.first(
            "SELECT source, count(*) AS n FROM aid WHERE import_run_id = \(run) GROUP BY source")
        guard let row else { return 0 }
        let (source, created): (String, Int) = (try row["source"], try row["n"])
        // An import has one source: what stands opposite is often little, whatever it brought.
        var found = try tx.execute(
            """
            WITH fresh AS NOT MATERIALIZED (
                SELECT id, name, funder_id, perimeter_id, source_url FROM aid
                 WHERE import_run_id = \(run) AND closed_on IS NULL
            ), other AS NOT MATERIALIZED (
                SELECT id, name, funder_id, perimeter_id, source_url FROM aid
                 WHERE source <> \(source) AND closed_on IS NULL
            ), pair AS (
                SELECT a.id AS x, b.id AS y, 9500 AS likeness, 'même adresse d’origine' AS reason
                  FROM fresh a JOIN other b ON b.source_url = a.source_url
                 WHERE (SELECT count(*) FROM (SELECT FROM aid c WHERE c.source_url = b.source_url
                           AND c.closed_on IS NULL LIMIT 7) few) <= 6
                UNION ALL
                SELECT a.id, b.id,
                       CASE WHEN a.funder_id = b.funder_id THEN 10000 ELSE 8000 END,
                       CASE WHEN a.funder_id = b.funder_id THEN 'même nom, même financeur' ELSE 'même nom' END
                  FROM fresh a JOIN other b ON fold(b.name) = fold(a.name)
                 WHERE a.funder_id = b.funder_id
                    OR (length(a.name) >= 30
                        AND (a.perimeter_id = b.perimeter_id OR a.perimeter_id IS NULL OR b.perimeter_id IS NULL))
            )
            INSERT INTO aid_duplicate (first_id, second_id, likeness, reason)
            SELECT least(x, y), greatest(x, y), max(likeness), string_agg(DISTINCT reason, ', ')
              FROM pair GROUP BY 1, 2
            ON CONFLICT (first_id, second_id) DO NOTHING
            """)
        // Likeness asks the word index once for each: worth it for a file of usual size.
        if created <= 1_500 {
            try tx.execute("SELECT set_config('pg_trgm.similarity_threshold', '0.6', true)")
            found += try tx.execute(
                """
                INSERT INTO aid_duplicate (first_id, second_id, likeness, reason)
                SELECT least(a.id, b.id), greatest(a.id, b.id),
                       (similarity(fold(a.name), fold(b.name)) * 10000)::integer,
                       'noms semblables à ' || round(similarity(fold(a.name), fold(b.name)) * 100) || ' %, même financeur'
                  FROM aid a JOIN aid b ON fold(b.name) % fold(a.name) AND b.funder_id = a.funder_id
                       AND b.source <> a.source AND b.closed_on IS NULL
                 WHERE a.import_run_id = \(run) AND a.closed_on IS NULL
                ON CONFLICT (first_id, second_id) DO NOTHING
                """)
        }
        return found
    }

    /// An officer says that they are two aids: never proposed again.
    public static func declareDistinct(_ id: ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeFunding)
        let changed = try tx.execute(
            """
            UPDATE aid_duplicate SET state = 'distinct', decided_by = \(agent.name), decided_at = moment()
             WHERE id = \(id) AND state = 'proposed'
            """)
        guard changed == 1 else { throw NotFound("Ce double possible a déjà été traité.") }
    }

    /// They are one: the other is closed and leads to the one kept, which takes over what was followed and noted on it.
    ///
    /// Of two officers who settle one pair, the second is refused.
    ///
    /// - Parameter kept: one of the two, still open.
    /// - Throws: ``NotFound`` when the pair is settled already, ``AidDuplicateRefusal``, ``AccessRefusal``.
    public static func merge(_ id: ID, keeping kept: Aid.ID, by agent: Agent, today: Day, in tx: Transaction) throws {
        try agent.require(.writeFunding)
        let pair = try find(id, in: tx)
        guard kept == pair.first || kept == pair.second else { throw NotFound("Cette aide n’est pas du double.") }
        let other = kept == pair.first ? pair.second : pair.first
        try tx.name(event: "merge")
        // Taken before anything is read of the two: who comes second finds it settled.
        let taken = try tx.execute(
            """
            UPDATE aid_duplicate SET state = 'merged', decided_by = \(agent.name), decided_at = moment()
             WHERE id = \(id) AND state = 'proposed'
            """)
        guard taken == 1 else { throw NotFound("Ce double possible a déjà été traité.") }
        // Another pair may close the one kept here at the same time: always in one order.
        let open = try tx.query(
            "SELECT id, closed_on IS NULL AS open FROM aid WHERE id IN (\(kept), \(other)) ORDER BY id FOR UPDATE"
        ).filter { try $0["open"] }.map { try $0["id"] as Aid.ID }
        guard open.contains(kept) else { throw AidDuplicateRefusal.keptIsClosed }
        try tx.execute(
            """
            UPDATE aid SET closed_on = \(today), closed_reason = 'duplicate', merged_into_id = \(kept),
                           version = version + 1, updated_at = moment()
             WHERE id = \(other) AND closed_on IS NULL
            """)
        try tx.execute(
            """
            UPDATE aid k SET notes = CASE WHEN o.notes = '' THEN k.notes WHEN k.notes = '' THEN o.notes
                                          ELSE k.notes || E'\\n' || o.notes END,
                             version = k.version + 1, updated_at = moment()
              FROM aid o WHERE k.id = \(kept) AND o.id = \(other) AND o.notes <> ''
            """)
        for table in ["aid_verdict", "aid_answer"] {
            let also: SQL = table == "aid_answer" ? "AND v.criterion = m.criterion" : ""
            try tx.execute(
                """
                UPDATE \(identifier: table) m SET aid_id = \(kept)
                 WHERE aid_id = \(other) AND NOT EXISTS (
                       SELECT FROM \(identifier: table) v WHERE v.aid_id = \(kept) AND v.project_id = m.project_id \(also))
                """)
        }
        // What is under way for the other goes on for the kept one, unless the project has it under way there too.
        try tx.execute(
            """
            UPDATE funding_search m SET aid_id = \(kept), version = version + 1
             WHERE aid_id = \(other) AND (state IN ('refused', 'no_answer', 'reported', 'abandoned') OR NOT EXISTS (
                   SELECT FROM funding_search v WHERE v.aid_id = \(kept) AND v.project_id = m.project_id
                      AND v.state NOT IN ('refused', 'no_answer', 'reported', 'abandoned')))
            """)
        try tx.execute("UPDATE financing_line SET aid_id = \(kept) WHERE aid_id = \(other)")
    }
}

/// Why two aids are not made one.
public enum AidDuplicateRefusal: Refusal, Equatable {
    case keptIsClosed

    public var message: String {
        "L’aide à garder s’est close entre-temps\u{a0}: gardez l’autre, ou laissez-les distinctes."
    }
    public var code: String { "aid_duplicate.kept_is_closed" }
    public var field: String? { nil }
}
