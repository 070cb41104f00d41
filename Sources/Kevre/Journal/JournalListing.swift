import PostgreSQL

extension AuditEntry {
    /// The whole trail, the newest first, for administrators.
    public static let listing = Listing(
        name: "audit", title: "Journal", singular: "modification", plural: "modifications",
        right: .manageAuthority,
        columns: [
            Column("at", "Date", .moment, "audit_entry.at", nullable: false),
            Column("actor", "Par", .text, "audit_entry.actor_name", sortable: false, nullable: false),
            Column(
                "operation", "Geste", .state(operations), "audit_entry.operation", sortable: false,
                nullable: false),
            Column(
                "table", "Quoi", .state(JournalWords.tables), "audit_entry.table_name", sortable: false, nullable: false
            ),
            Column("event", "Événement", .state(JournalWords.events), "audit_entry.event", sortable: false),
            Column(
                "fields", "Champs", .text,
                """
                CASE audit_entry.operation WHEN 'refusal' THEN audit_entry.after ->> 'reason' ELSE
                (SELECT string_agg(w.label, ', ' ORDER BY w.label)
                   FROM jsonb_object_keys(coalesce(audit_entry.after, audit_entry.before, '{}')) k
                   JOIN \(JournalWords.columnTable) w(record, name, label)
                     ON w.record = audit_entry.table_name AND w.name = k) END
                """, sortable: false),
            Column("record", "Numéro", .integer, "audit_entry.record_id", sortable: false, shown: false),
        ],
        filters: [
            .choice("operation", "Geste", .fixed(operations.choices), of: "audit_entry.operation"),
            .choice("event", "Événement", .fixed(JournalWords.events.choices), of: "audit_entry.event"),
            .choice("table", "Quoi", .fixed(JournalWords.tables.choices), of: "audit_entry.table_name"),
            .days("at", "Date", of: "(audit_entry.at AT TIME ZONE 'Europe/Paris')::date"),
        ],
        from: "FROM audit_entry",
        visible: { _ in "true" },
        key: "audit_entry.id",
        address: JournalWords.address,
        search: { "fold(audit_entry.actor_name) LIKE '%' || fold(\($0)) || '%'" },
        order: ("at", true))

    private static let operations = Vocabulary([
        ("insert", "Création", .done), ("update", "Modification", .info), ("delete", "Suppression", .danger),
        ("refusal", "Refus", .attention),
    ])
}
