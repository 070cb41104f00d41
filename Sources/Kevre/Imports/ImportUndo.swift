import PostgreSQL

/// Taking an import back, while nothing was built on it.
extension ImportRun {
    /// What stands in the way of taking it back, each by name; empty when nothing does.
    ///
    /// - Parameter limit: how many of each sort are named.
    public func obstacles(limit: Int = 5, in tx: Transaction) throws -> [String] {
        let rows = try tx.query(
            """
            WITH own AS (SELECT id, name, merged_into_id FROM association WHERE import_run_id = \(id)),
            found AS (
                SELECT 1 AS rank, name, 'a une demande (dossier)' AS what FROM own
                 WHERE EXISTS (SELECT FROM application x WHERE x.association_id = own.id)
                UNION ALL
                SELECT 2, name, 'a un projet' FROM own
                 WHERE EXISTS (SELECT FROM project x WHERE x.association_id = own.id)
                UNION ALL
                SELECT 3, name, 'est inscrite aux Rencontres' FROM own
                 WHERE EXISTS (SELECT FROM registration x WHERE x.association_id = own.id)
                    OR EXISTS (SELECT FROM participant x WHERE x.association_id = own.id)
                UNION ALL
                SELECT 4, name, 'a des subventions d’ailleurs que ce fichier' FROM own
                 WHERE EXISTS (SELECT FROM grant_record x
                                WHERE x.association_id = own.id AND x.import_run_id IS DISTINCT FROM \(id))
                UNION ALL
                SELECT 5, name, 'a été réunie à une autre fiche' FROM own
                 WHERE merged_into_id IS NOT NULL
                    OR EXISTS (SELECT FROM association_merge x WHERE own.id IN (x.kept_id, x.merged_id))
                UNION ALL
                SELECT 6, name, 'a des dirigeants ou des coordonnées bancaires' FROM own
                 WHERE EXISTS (SELECT FROM association_officer x WHERE x.association_id = own.id)
                    OR EXISTS (SELECT FROM bank_account x WHERE x.association_id = own.id)
                UNION ALL
                SELECT 7, own.name, 'a été modifiée depuis par ' || max(t.actor_name)
                  FROM own JOIN audit_entry t ON t.table_name = 'association' AND t.record_id = own.id
                       AND t.subject = 'association' AND t.subject_id = own.id
                 WHERE t.operation = 'update' AND t.import_run_id IS DISTINCT FROM \(id) AND own.merged_into_id IS NULL
                 GROUP BY own.id, own.name
                UNION ALL
                SELECT 8, a.name, 'a une subvention de ' || g.year || ' corrigée depuis par ' || max(t.actor_name)
                  FROM grant_record g JOIN association a ON a.id = g.association_id
                  JOIN audit_entry t ON t.subject = 'association' AND t.subject_id = g.association_id
                       AND t.table_name = 'grant_record' AND t.record_id = g.id
                 WHERE g.import_run_id = \(id) AND t.operation = 'update' AND t.import_run_id IS DISTINCT FROM \(id)
                 GROUP BY g.id, a.name, g.year
                UNION ALL
                SELECT 9, coalesce(a.name, ''), 'a été changée par ce fichier, puis encore depuis'
                  FROM (\(stale)) s LEFT JOIN association a ON a.id = s.subject_id
            ), ranked AS (
                SELECT rank, name, what, row_number() OVER (PARTITION BY rank ORDER BY name) AS n,
                       count(*) OVER (PARTITION BY rank) AS total
                  FROM found
            )
            SELECT rank, name, what, n, total FROM ranked WHERE n <= \(limit) ORDER BY rank, n
            """)
        return try rows.map { row in
            let (n, total): (Int, Int) = (try row["n"], try row["total"])
            let more = n == limit && total > limit ? " (et \(FrenchText.grouped(total - limit)) autres de même)" : ""
            return "«\u{a0}\(try row["name"] as String)\u{a0}» \(try row["what"] as String)\(more)."
        }
    }

    /// Records that the run changed and that were changed again.
    private var stale: SQL {
        """
        SELECT DISTINCT l.subject_id FROM (\(written)) l
          LEFT JOIN association a ON l.table_name = 'association' AND a.id = l.record_id
          LEFT JOIN grant_record g ON l.table_name = 'grant_record' AND g.id = l.record_id
         WHERE coalesce(to_jsonb(a), to_jsonb(g)) -> l.key IS DISTINCT FROM l.after
           AND coalesce(a.import_run_id, g.import_run_id) IS DISTINCT FROM \(id)
        """
    }

    /// Each value that the run replaced: what stood there first, what it wrote last.
    private var written: SQL {
        """
        SELECT t.subject_id, t.table_name, t.record_id, b.key,
               (array_agg(b.value ORDER BY t.id))[1] AS before,
               (array_agg(t.after -> b.key ORDER BY t.id DESC))[1] AS after
          FROM audit_entry t CROSS JOIN LATERAL jsonb_each(t.before) b
         WHERE t.import_run_id = \(id) AND t.operation = 'update' AND t.table_name IN ('association', 'grant_record')
         GROUP BY t.subject_id, t.table_name, t.record_id, b.key
        """
    }

    /// Takes back what an import of associations or grants did: the grants and associations it made go, the values it
    /// replaced come back. The trail keeps both.
    ///
    /// - Throws: ``ImportUndoRefusal``, ``NotFound``, ``AccessRefusal``.
    @discardableResult
    public static func undo(_ id: ID, by agent: Agent, in tx: Transaction) throws -> Undone {
        try agent.require(.importFiles)
        // No import meanwhile: it would attach lines to what goes.
        try tx.execute("SELECT pg_advisory_xact_lock(hashtext('kevre import ' || current_schema()))")
        try tx.execute("SELECT FROM import_run WHERE id = \(id) FOR UPDATE")
        let run = try find(id, in: tx)
        guard run.mayBeUndone else { throw ImportUndoRefusal.notDone }
        try tx.execute("SELECT FROM association WHERE import_run_id = \(id) ORDER BY id FOR UPDATE")
        let obstacles = try run.obstacles(in: tx)
        guard obstacles.isEmpty else { throw ImportUndoRefusal.builtOn(obstacles) }
        try tx.name(event: "undo_import")
        try run.forgetDelivery(in: tx)
        try run.giveBack(in: tx)
        let grants = try tx.execute("DELETE FROM grant_record WHERE import_run_id = \(id)")
        try tx.execute("DELETE FROM association_alias WHERE import_run_id = \(id)")
        try tx.execute(
            """
            DELETE FROM identity_conflict
             WHERE settled_at IS NULL AND source = \(run.fileName)
               AND seen_at >= (SELECT started_at FROM import_run WHERE id = \(id))
            """)
        let associations = try tx.execute("DELETE FROM association WHERE import_run_id = \(id)")
        try tx.execute(
            """
            UPDATE import_run SET state = 'undone', undone_at = moment(), undone_by = \(agent.name) WHERE id = \(id)
            """)
        return Undone(grants: grants, associations: associations)
    }

    /// What an undoing removed.
    public struct Undone: Sendable, Equatable {
        public let grants: Int
        public let associations: Int

        public init(grants: Int, associations: Int) {
            self.grants = grants
            self.associations = associations
        }

        public var sentence: String {
            let removed = [
                FrenchText.count(associations, "association"), FrenchText.count(grants, "subvention"),
            ]
            return "Import annulé\u{a0}: \(FrenchText.list(removed)) retirées, les valeurs changées sont revenues."
        }
    }

    public var mayBeUndone: Bool { state == .done && kind != .aid }

    /// The values that the run replaced come back into the records that were there before it.
    private func giveBack(in tx: Transaction) throws {
        for (table, columns) in Self.kept {
            let names = SQL.joined(columns.map { "\(identifier: $0)" as SQL })
            let values = SQL.joined(columns.map { "r.\(identifier: $0)" as SQL })
            try tx.execute(
                """
                UPDATE \(identifier: table) t
                   SET (\(names), version) = (SELECT \(values), t.version + 1 FROM jsonb_populate_record(t, p.patch) r)
                  FROM (SELECT record_id, jsonb_object_agg(key, before) AS patch FROM (\(written)) w
                         WHERE table_name = \(table) GROUP BY record_id) p
                 WHERE t.id = p.record_id AND t.import_run_id IS DISTINCT FROM \(id)
                """)
        }
    }

    /// Lines of a second delivery are no more what their grants were recorded from: the next file with them is looked at
    /// anew.
    private func forgetDelivery(in tx: Transaction) throws {
        guard let report, report.again > 0 else { return }
        try tx.execute(
            """
            UPDATE grant_record SET import_key = NULL
             WHERE import_run_id IS DISTINCT FROM \(id)
               AND id IN (SELECT record_id FROM (\(written)) w WHERE table_name = 'grant_record')
            """)
    }

    /// What an import may change, by table.
    private static let kept: [(table: String, columns: [String])] = [
        (
            "association",
            [
                "name", "short_name", "rna", "siren", "siret", "purpose", "theme_id", "address", "postcode", "locality",
                "commune_code", "email", "phone", "website", "created_on", "dissolved_on", "member_count",
                "volunteer_count", "employee_count", "fte_hundredths", "budget_cents", "year_end_month", "year_end_day",
            ]
        ),
        (
            "grant_record",
            [
                "year", "decided_on", "decision_reference", "beneficiary_name", "beneficiary_siret",
                "beneficiary_siren", "beneficiary_rna", "purpose", "requested_cents", "amount_cents", "refused",
                "nature", "kind", "earmarked", "conditions", "payment_period", "rae_id", "eu_notified", "share_bp",
                "scheme", "theme", "other_themes", "service", "commune", "in_kind_cents", "report_received_on",
            ]
        ),
    ]
}

/// Why an import is not taken back.
public enum ImportUndoRefusal: Refusal, Equatable {
    case notDone
    case builtOn([String])

    public var message: String {
        switch self {
        case .notDone: "Cet import n’a rien enregistré qui puisse être annulé."
        case .builtOn(let obstacles):
            "Cet import ne peut plus être annulé\u{a0}: on a bâti dessus. \(obstacles.joined(separator: " "))"
        }
    }

    public var code: String {
        switch self {
        case .notDone: "import.not_done"
        case .builtOn: "import.built_on"
        }
    }
}
