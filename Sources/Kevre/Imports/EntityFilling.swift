import PostgreSQL

extension EntityResolution {
    /// Completes the records found with what they lack, notes numbers that do not agree and other names.
    /// What an officer or an earlier file wrote is never overwritten, the name of a nameless body excepted.
    ///
    /// The associations changed are left in the temporary table `touched`.
    ///
    /// - Returns: doubts newly noted.
    func fill() throws -> Int {
        try tx.executeScript("CREATE TEMPORARY TABLE touched (id bigint NOT NULL) ON COMMIT DROP;")
        try fillBlanks()
        let conflicts = try noteConflicts()
        try noteOtherNames()
        return conflicts
    }

    private func noteConflicts() throws -> Int {
        var noted = 0
        for column in ["siren", "rna"] {
            let number: SQL = "\(trusted: column)"
            // A number the record does not bear: another one is there, or another record bears it.
            noted += try tx.execute(
                """
                WITH doubt AS (
                    SELECT DISTINCT e.association_id, e.\(number) AS value, other.id AS other_id
                      FROM entity e
                      JOIN association a ON a.id = e.association_id
                      LEFT JOIN association other
                        ON other.\(number) = e.\(number) AND other.in_register AND other.id <> a.id
                     WHERE e.\(number) IS NOT NULL AND a.\(number) IS DISTINCT FROM e.\(number)
                       AND (a.\(number) IS NOT NULL OR other.id IS NOT NULL)
                ), noted AS (
                    INSERT INTO identity_conflict (association_id, kind, value, other_association_id, source)
                    SELECT association_id, \(column), value, other_id, \(source) FROM doubt
                    ON CONFLICT (association_id, kind, value) DO NOTHING RETURNING association_id
                )
                INSERT INTO touched SELECT association_id FROM noted
                """)
        }
        return noted
    }

    private func fillBlanks() throws {
        try tx.execute(
            """
            WITH offer AS (
                SELECT association_id AS id,
                       (array_agg(siren ORDER BY eid) FILTER (WHERE siren IS NOT NULL))[1] AS siren,
                       (array_agg(rna ORDER BY eid) FILTER (WHERE rna IS NOT NULL))[1] AS rna,
                       (array_agg(siret ORDER BY eid DESC) FILTER (WHERE siret IS NOT NULL))[1] AS siret,
                       (array_agg(name ORDER BY eid DESC) FILTER (WHERE name NOT LIKE \(Self.namelessPrefix) || '%'))[1]
                           AS name,
                       max(short_name) AS short_name, max(purpose) AS purpose, max(theme) AS theme,
                       (array_agg(address ORDER BY eid DESC) FILTER (WHERE address IS NOT NULL))[1] AS address,
                       (array_agg(postcode ORDER BY eid DESC) FILTER (WHERE postcode IS NOT NULL))[1] AS postcode,
                       (array_agg(locality ORDER BY eid DESC) FILTER (WHERE locality IS NOT NULL))[1] AS locality,
                       (array_agg(commune_code ORDER BY eid DESC) FILTER (WHERE commune_code IS NOT NULL))[1]
                           AS commune_code,
                       max(email) AS email, max(phone) AS phone, max(website) AS website,
                       min(created_on) AS created_on, max(dissolved_on) AS dissolved_on,
                       (array_agg(member_count ORDER BY eid DESC) FILTER (WHERE member_count IS NOT NULL))[1]
                           AS member_count
                  -- A record made from its only naming has nothing to gain.
                  FROM entity
                 WHERE association_id IN (SELECT association_id FROM entity WHERE NOT created)
                 GROUP BY association_id
            ), ranked AS (
                -- A number offered to several records goes to the first.
                SELECT o.*, row_number() OVER (PARTITION BY siren ORDER BY id) AS siren_rank,
                       row_number() OVER (PARTITION BY rna ORDER BY id) AS rna_rank
                  FROM offer o
            ), merged AS (
                SELECT a.id, a.version,
                       CASE WHEN a.name LIKE \(Self.namelessPrefix) || '%' THEN coalesce(o.name, a.name) ELSE a.name END
                           AS name,
                       coalesce(a.rna, CASE WHEN o.rna_rank = 1 AND NOT EXISTS (
                           SELECT FROM association x WHERE x.rna = o.rna AND x.in_register AND x.id <> a.id)
                           THEN o.rna END) AS rna,
                       coalesce(a.siren, CASE WHEN o.siren_rank = 1 AND NOT EXISTS (
                           SELECT FROM association x
                            WHERE x.siren = o.siren AND x.in_register AND x.id <> a.id)
                           THEN o.siren END) AS siren,
                       o.siret, coalesce(a.short_name, o.short_name) AS short_name,
                       coalesce(a.purpose, o.purpose) AS purpose, coalesce(a.theme_id, theme.id) AS theme_id,
                       coalesce(a.address, o.address) AS address,
                       coalesce(a.postcode, CASE WHEN a.commune_code IS NULL AND a.locality IS NULL
                                                 OR a.commune_code = o.commune_code THEN o.postcode END) AS postcode,
                       CASE WHEN a.commune_code IS NULL AND o.commune_code IS NULL
                            THEN coalesce(a.locality, o.locality) ELSE a.locality END AS locality,
                       coalesce(a.commune_code, CASE WHEN a.postcode IS NULL OR o.postcode IS NULL
                                                     OR a.postcode = o.postcode THEN o.commune_code END) AS commune_code,
                       coalesce(a.email, o.email) AS email, coalesce(a.phone, o.phone) AS phone,
                       coalesce(a.website, o.website) AS website,
                       coalesce(a.created_on, o.created_on) AS created_on,
                       coalesce(a.dissolved_on, o.dissolved_on) AS dissolved_on,
                       coalesce(a.member_count, o.member_count) AS member_count
                  FROM association a JOIN ranked o USING (id) LEFT JOIN theme ON theme.code = o.theme
            ), changed AS (
                UPDATE association a
                   SET name = m.name, rna = m.rna, siren = m.siren,
                       siret = coalesce(a.siret, CASE WHEN left(m.siret, 9) = m.siren THEN m.siret END),
                       short_name = m.short_name, purpose = m.purpose, theme_id = m.theme_id, address = m.address,
                       postcode = m.postcode, locality = m.locality, commune_code = m.commune_code, email = m.email,
                       phone = m.phone, website = m.website, created_on = m.created_on,
                       dissolved_on = m.dissolved_on, member_count = m.member_count, version = a.version + 1, updated_at = moment()
                  FROM merged m
                 WHERE a.id = m.id
                   AND (a.name, a.rna, a.siren, a.siret, a.short_name, a.purpose, a.theme_id, a.address, a.postcode,
                        a.locality, a.commune_code, a.email, a.phone, a.website, a.created_on, a.dissolved_on, a.member_count)
                       IS DISTINCT FROM
                       (m.name, m.rna, m.siren,
                        coalesce(a.siret, CASE WHEN left(m.siret, 9) = m.siren THEN m.siret END),
                        m.short_name, m.purpose, m.theme_id, m.address, m.postcode, m.locality, m.commune_code,
                        m.email, m.phone, m.website, m.created_on, m.dissolved_on, m.member_count)
                RETURNING a.id
            )
            INSERT INTO touched SELECT id FROM changed
            """)
    }

    /// Other names a body was met under: the next file that gives the name alone finds it.
    private func noteOtherNames() throws {
        try tx.execute(
            """
            WITH noted AS (
                INSERT INTO association_alias (association_id, name, import_run_id)
                SELECT DISTINCT ON (e.association_id, e.name_key) e.association_id, e.name, \(run)
                  FROM entity e JOIN association a ON a.id = e.association_id
                 WHERE e.name_key <> a.name_key AND e.name_key <> ''
                   AND e.name NOT LIKE \(Self.namelessPrefix) || '%'
                 ORDER BY e.association_id, e.name_key, e.eid
                ON CONFLICT (association_id, name_key) DO NOTHING RETURNING association_id
            )
            INSERT INTO touched SELECT association_id FROM noted
            """)
    }
}
