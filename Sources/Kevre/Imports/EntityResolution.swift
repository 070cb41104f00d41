import PostgreSQL

/// Finds, for each body that a file names, its association, and records those that are unknown: never a second
/// record of one association.
///
/// Works set by set in SQL over the temporary table `entity`, one row for each different naming of a body.
/// A body is known by its RNA number, else its SIREN, else its name (compared by `normalize_name`, at the same
/// place where both places are known); a name alone is trusted only when it points to one association, and
/// never against a number.
struct EntityResolution {
    let tx: Transaction
    /// The run that creates and changes.
    let run: Int
    /// Named as the source of doubts: the file's name.
    let source: String

    /// What a body without name is recorded under, until a file gives its name.
    static let namelessPrefix = "Organisme n° SIREN "
    static let unknownBeneficiary = "Bénéficiaire non précisé"

    static func prepare(in tx: Transaction) throws {
        try tx.executeScript(
            """
            CREATE TEMPORARY TABLE entity (
                eid bigint NOT NULL,
                rna text, siren text, siret text,
                name text NOT NULL, name_key text NOT NULL,
                commune_code text, postcode text, locality text, place text,
                short_name text, purpose text, theme text, address text, email text, phone text, website text,
                created_on date, dissolved_on date, member_count integer,
                association_id bigint, created boolean NOT NULL DEFAULT false
            ) ON COMMIT DROP;
            """)
    }

    func resolve() throws {
        try tx.execute("CREATE INDEX ON entity (eid)")
        try locate()
        try tx.execute("ANALYZE entity")
        try match()
        if try createByNumber("rna") { try match() }
        try createByNumber("siren")
        try matchByName()
        if try createByName("e.place IS NOT NULL") { try matchByName() }
        try createByName("true")
    }

    // MARK: - Places

    /// Gives communes their code, where their name says which it is.
    private func locate() throws {
        try tx.execute(
            """
            UPDATE entity e SET commune_code = NULL
             WHERE commune_code IS NOT NULL
               AND NOT EXISTS (SELECT FROM shared.commune c WHERE c.code = e.commune_code)
            """)
        let isNeeded = try tx.first(
            "SELECT 1 AS one FROM entity WHERE commune_code IS NULL AND locality IS NOT NULL LIMIT 1")
        if isNeeded != nil {
            try tx.execute(
                """
                WITH named AS (
                    SELECT normalize_name(name) AS key, left(code, 2) AS department, min(code) AS code,
                           count(*) AS homonyms
                      FROM shared.commune GROUP BY 1, 2
                )
                UPDATE entity e SET commune_code = n.code
                  FROM named n
                 WHERE e.commune_code IS NULL AND n.key = normalize_name(e.locality)
                   AND n.department = left(e.postcode, 2) AND n.homonyms = 1
                """)
            try tx.execute(
                """
                WITH named AS (
                    SELECT normalize_name(name) AS key, min(code) AS code FROM shared.commune
                     GROUP BY 1 HAVING count(*) = 1
                )
                UPDATE entity e SET commune_code = n.code
                  FROM named n
                 WHERE e.commune_code IS NULL AND e.postcode IS NULL AND n.key = normalize_name(e.locality)
                """)
        }
        try tx.execute(
            """
            UPDATE entity SET place = coalesce(commune_code, postcode, normalize_name(locality))
             WHERE commune_code IS NOT NULL OR postcode IS NOT NULL OR locality IS NOT NULL
            """)
    }

    // MARK: - Known bodies

    private func match() throws {
        try matchByNumber("rna")
        try matchByNumber("siren")
        try matchByName()
    }

    /// Through a merged record to the one that was kept.
    private func matchByNumber(_ column: SQL) throws {
        try tx.execute(
            """
            UPDATE entity e SET association_id = a.id
              FROM association a
             WHERE e.association_id IS NULL AND a.\(column) = e.\(column) AND a.in_register
            """)
        try tx.execute(
            """
            UPDATE entity e SET association_id = coalesce(kept.merged_into_id, kept.id)
              FROM association a JOIN association kept ON kept.id = a.merged_into_id
             WHERE e.association_id IS NULL AND a.\(column) = e.\(column)
            """)
    }

    private func matchByName() throws {
        try tx.execute(
            """
            WITH candidate AS (
                SELECT e.eid, a.id,
                       coalesce(e.commune_code = a.commune_code, e.postcode = a.postcode, false) AS same_place
                  FROM entity e
                  JOIN (SELECT name_key, id FROM association
                        UNION SELECT name_key, association_id FROM association_alias) known
                    ON known.name_key = e.name_key
                  JOIN association a ON a.id = known.id AND a.in_register
                 WHERE e.association_id IS NULL AND e.name_key <> ''
                   AND (e.rna IS NULL OR a.rna IS NULL OR e.rna = a.rna)
                   AND (e.siren IS NULL OR a.siren IS NULL OR e.siren = a.siren)
                   AND coalesce(e.commune_code = a.commune_code, e.postcode = a.postcode, true)
            ), judged AS (
                SELECT eid, count(*) AS candidates, min(id) AS one,
                       count(*) FILTER (WHERE same_place) AS near, min(id) FILTER (WHERE same_place) AS near_one
                  FROM candidate GROUP BY eid
            ), chosen AS (
                SELECT j.eid, CASE WHEN j.near = 1 THEN j.near_one WHEN j.candidates = 1 THEN j.one END AS id
                  FROM judged j
            ), numbered AS (
                -- Several bodies with numbers of their own and one name are not one association.
                SELECT c.id, count(DISTINCT (e.rna, e.siren)) AS bodies
                  FROM chosen c JOIN entity e USING (eid)
                 WHERE c.id IS NOT NULL AND (e.rna IS NOT NULL OR e.siren IS NOT NULL) GROUP BY c.id
            )
            UPDATE entity e SET association_id = c.id
              FROM chosen c LEFT JOIN numbered n USING (id)
             WHERE e.eid = c.eid AND e.association_id IS NULL AND c.id IS NOT NULL
               AND (coalesce(n.bodies, 0) <= 1 OR (e.rna IS NULL AND e.siren IS NULL))
            """)
    }

    // MARK: - New bodies

    private static let columns: SQL = """
        (name, rna, siren, siret, short_name, purpose, theme_id, address, postcode, locality, commune_code, email,
         phone, website, created_on, dissolved_on, member_count, source, import_run_id)
        """

    private var values: SQL {
        """
        e.name, e.rna, e.siren, CASE WHEN left(e.siret, 9) = e.siren THEN e.siret END, e.short_name, e.purpose,
        theme.id, e.address, e.postcode, CASE WHEN e.commune_code IS NULL THEN e.locality END, e.commune_code, e.email,
        e.phone, e.website, e.created_on, e.dissolved_on, e.member_count, 'import', \(run)
        """
    }

    /// One record for each new number; a SIREN that another record bears, or a second line, is left for
    /// `noteConflicts`.
    @discardableResult
    private func createByNumber(_ column: SQL) throws -> Bool {
        let made = try tx.execute(
            """
            WITH first AS (
                SELECT DISTINCT ON (\(column)) * FROM entity
                 WHERE association_id IS NULL AND \(column) IS NOT NULL ORDER BY \(column), eid
            ), ranked AS (
                SELECT f.*, row_number() OVER (PARTITION BY f.siren ORDER BY f.eid) AS rank FROM first f
            ), e AS (
                SELECT r.eid, r.name, r.rna, r.siret, r.short_name, r.purpose, r.theme, r.address, r.postcode,
                       r.locality, r.commune_code, r.email, r.phone, r.website, r.created_on, r.dissolved_on, r.member_count,
                       CASE WHEN r.rank = 1 AND NOT EXISTS (
                           SELECT FROM association a WHERE a.siren = r.siren AND a.in_register)
                       THEN r.siren END AS siren
                  FROM ranked r
            )
            INSERT INTO association \(Self.columns)
            SELECT \(values) FROM e LEFT JOIN theme ON theme.code = e.theme ORDER BY e.eid
            """)
        guard made > 0 else { return false }
        try tx.execute(
            """
            WITH found AS (
                SELECT e.eid, a.id, row_number() OVER (PARTITION BY a.id ORDER BY e.eid) AS rank
                  FROM entity e
                  JOIN association a ON a.\(column) = e.\(column) AND a.in_register
                 WHERE e.association_id IS NULL
            )
            UPDATE entity e SET association_id = f.id, created = (f.rank = 1) FROM found f WHERE f.eid = e.eid
            """)
        // The planner would go on believing that nothing is found yet.
        try tx.execute("ANALYZE entity")
        return true
    }

    /// One record for each new name and place.
    @discardableResult
    private func createByName(_ condition: SQL) throws -> Bool {
        let made = try tx.execute(
            """
            WITH e AS (
                SELECT DISTINCT ON (name_key, place) * FROM entity e
                 WHERE association_id IS NULL AND \(condition) ORDER BY name_key, place, eid
            )
            INSERT INTO association \(Self.columns)
            SELECT \(values) FROM e LEFT JOIN theme ON theme.code = e.theme ORDER BY e.eid
            """)
        guard made > 0 else { return false }
        try tx.execute(
            """
            WITH found AS (
                SELECT e.eid, a.id, row_number() OVER (PARTITION BY a.id ORDER BY e.eid) AS rank
                  FROM entity e
                  JOIN association a ON a.name_key = e.name_key AND a.import_run_id = \(run)
                   AND a.rna IS NULL AND a.siren IS NULL AND a.in_register
                   AND coalesce(a.commune_code, a.postcode, normalize_name(a.locality)) IS NOT DISTINCT FROM e.place
                 WHERE e.association_id IS NULL AND \(condition)
            )
            UPDATE entity e SET association_id = f.id, created = (f.rank = 1) FROM found f WHERE f.eid = e.eid
            """)
        // The planner would go on believing that nothing is found yet.
        try tx.execute("ANALYZE entity")
        return true
    }
}
