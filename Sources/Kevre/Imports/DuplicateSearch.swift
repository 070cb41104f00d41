import PostgreSQL

/// Looks among the associations an import recorded for those that are likely known already under another name.
enum DuplicateSearch {
    /// Up to so many new records the trigram index is asked for each one; beyond, only names that share their
    /// words are compared.
    private static let exhaustive = 1_500

    /// - Returns: pairs newly proposed.
    static func propose(createdBy run: ImportRun.ID, in tx: Transaction) throws -> Int {
        try tx.execute(
            "SELECT set_config('statement_timeout', '0', true), set_config('work_mem', '64MB', true)")
        let created = try tx.query(
            """
            SELECT id FROM association
             WHERE import_run_id = \(run) AND name NOT LIKE \(EntityResolution.namelessPrefix) || '%'
             LIMIT \(exhaustive + 1)
            """
        ).map { try $0["id"] as Association.ID }
        if created.isEmpty { return 0 }
        // Nothing tells the planner how few names are alike: left to itself it compares all with all.
        try tx.execute("SELECT set_config('enable_seqscan', 'off', true)")
        if created.count <= exhaustive { return try Duplicate.propose(among: created, in: tx) }
        try tx.execute("SELECT set_config('enable_seqscan', 'on', true)")
        return try proposeByWords(run, in: tx)
    }

    /// Names with the same words in another order, or with the same beginning: found by hashing, whatever the
    /// number. Crowds of one name (« comité des fêtes ») tell nothing and are left out.
    private static func proposeByWords(_ run: ImportRun.ID, in tx: Transaction) throws -> Int {
        try tx.execute(
            """
            WITH key AS (
                SELECT id, name_key, siren, rna, commune_code, postcode, import_run_id,
                       (SELECT string_agg(w, ' ' ORDER BY w) FROM regexp_split_to_table(name_key, ' ') w) AS words,
                       left(replace(name_key, ' ', ''), 14) AS start
                  FROM association
                 WHERE in_register AND name_key <> ''
                   AND name NOT LIKE \(EntityResolution.namelessPrefix) || '%'
            ), block AS (
                SELECT 'w' || words AS block, id FROM key UNION ALL SELECT 's' || start, id FROM key WHERE length(start) = 14
            ), pair AS (
                SELECT DISTINCT least(x.id, y.id) AS first_id, greatest(x.id, y.id) AS second_id
                  FROM block x JOIN block y ON y.block = x.block AND y.id <> x.id
                  JOIN (SELECT block FROM block GROUP BY block HAVING count(*) BETWEEN 2 AND 6) small
                    ON small.block = x.block
            )
            INSERT INTO duplicate_candidate (first_id, second_id, likeness, reasons)
            SELECT a.id, b.id, (likeness * 10000)::integer,
                   to_jsonb(array_remove(ARRAY[
                       CASE WHEN a.name_key = b.name_key THEN 'même nom'
                            WHEN a.words = b.words THEN 'mêmes mots dans un autre ordre'
                            ELSE 'noms semblables à ' || round(likeness * 100) || ' %' END,
                       CASE WHEN a.commune_code = b.commune_code THEN 'même commune' END,
                       CASE WHEN a.postcode = b.postcode AND a.commune_code IS NULL THEN 'même code postal' END,
                       CASE WHEN (a.siren IS NULL) <> (b.siren IS NULL) THEN 'un seul SIREN connu' END], NULL))
              FROM pair p JOIN key a ON a.id = p.first_id JOIN key b ON b.id = p.second_id,
                   LATERAL (SELECT CASE WHEN a.words = b.words THEN 1
                                        ELSE similarity(a.name_key, b.name_key)::numeric END AS likeness) l
             WHERE (a.import_run_id = \(run) OR b.import_run_id = \(run)) AND likeness >= 0.6
               AND NOT (a.siren IS NOT NULL AND b.siren IS NOT NULL AND a.siren <> b.siren)
               AND NOT (a.rna IS NOT NULL AND b.rna IS NOT NULL AND a.rna <> b.rna)
               AND (a.commune_code IS NULL OR b.commune_code IS NULL OR a.commune_code = b.commune_code)
            ON CONFLICT (first_id, second_id) DO NOTHING
            """)
    }
}
