import PostgreSQL

extension Corrections {
    /// A cell that holds what stood there before somebody else's change was not corrected: the export is older. The
    /// change stays, and who made it is named.
    func changedSince(_ record: Record, _ key: Int, _ field: String, _ input: FormInput) throws -> String? {
        let stored = Record.stored(field)
        let rows = try tx.query(
            """
            SELECT at, actor_name, NULL::text AS event, NULL::text AS file, table_name, operation, x.keys, x.old_values, x.new_values
              FROM audit_entry,
                   LATERAL (SELECT array_agg(o.key) AS keys, array_agg(before ->> o.key) AS old_values,
                                   array_agg(after ->> o.key) AS new_values
                              FROM jsonb_object_keys(before) o(key) WHERE o.key = ANY(\(Array(stored)))) x
             WHERE subject = 'association' AND subject_id = \(record.trail) AND table_name = \(Record.table)
               AND record_id = \(key) AND operation = 'update' AND before ?| \(Array(stored))
               AND actor_name <> \(agent.name)
             ORDER BY id DESC LIMIT 50
            """)
        for row in rows {
            let entry = try AuditEntry(row)
            let isOld = try entry.changes.contains { try record.isTyped(input, $0, in: tx) }
            if isOld {
                let moment = entry.at.inParis.short
                return "Valeur d’avant le changement de \(entry.actor), le \(moment), plus récent que le "
                    + "fichier\u{a0}: la fiche garde la sienne. Pour y revenir, modifiez la fiche."
            }
        }
        return nil
    }
}
