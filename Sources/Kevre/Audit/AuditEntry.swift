import Foundation
import PostgreSQL

/// A line of the audit trail: who changed what, when, from what to what.
public struct AuditEntry: Sendable {
    /// A value before and after.
    public struct Change: Sendable {
        /// The column's name in the database.
        public let field: String
        /// Its text before; nil when there was none.
        public let before: String?
        /// Its text after; nil when none is left.
        public let after: String?
    }

    /// When its transaction began.
    public let at: Date
    /// Name of who did it, as it was then; kept when the account is gone.
    public let actor: String
    /// What was done in the words of the code: `submit`, `set_document`; nil for a plain change.
    public let event: String?
    /// The table that changed: the record itself or a part of it.
    public let table: String
    /// `insert`, `update` or `delete`.
    public let operation: String
    /// What changed, without what is derived, counted or secret.
    public let changes: [Change]
    /// The file whose import made the change; nil when a person did.
    public let file: String?

    /// Whether nothing was changed: what was tried was refused.
    public var isRefusal: Bool { operation == "refusal" }

    /// Why it was refused.
    public var reason: String? { isRefusal ? changes.first { $0.field == "reason" }?.after : nil }

    /// The entries of a record and of its parts, the newest first.
    ///
    /// - Parameters:
    ///   - subject: the record's table: `association`, `application`…
    ///   - limit: entries at most.
    public static func timeline(
        of subject: String, _ id: Int, limit: Int = 50, in tx: Transaction
    ) throws -> [AuditEntry] {
        try tx.query(
            """
            SELECT at, actor_name, event, table_name, operation,
                   (SELECT r.file_name FROM import_run r WHERE r.id = audit_entry.import_run_id) AS file,
                   (SELECT coalesce(array_agg(c.key ORDER BY c.key), '{}')
                      FROM jsonb_object_keys(coalesce(after, before, '{}')) c(key)) AS keys,
                   (SELECT coalesce(array_agg(before ->> c.key ORDER BY c.key), '{}')
                      FROM jsonb_object_keys(coalesce(after, before, '{}')) c(key)) AS old_values,
                   (SELECT coalesce(array_agg(after ->> c.key ORDER BY c.key), '{}')
                      FROM jsonb_object_keys(coalesce(after, before, '{}')) c(key)) AS new_values
              FROM audit_entry
             WHERE subject = \(subject) AND subject_id = \(id)
             ORDER BY id DESC
             LIMIT \(limit)
            """
        ).map(AuditEntry.init)
    }

    init(_ row: Row) throws {
        at = try row["at"]
        actor = try row["actor_name"]
        event = try row["event"]
        table = try row["table_name"]
        operation = try row["operation"]
        file = try row["file"]
        let keys: [String] = try row["keys"]
        let old: [String?] = try row["old_values"]
        let new: [String?] = try row["new_values"]
        changes = keys.indices.map { Change(field: keys[$0], before: old[$0], after: new[$0]) }
    }
}

/// Someone changed the record since it was read: nothing was written, and what was typed is kept on screen.
public struct StaleVersion: Refusal {
    /// Who changed it last, and when.
    public let actor: String
    /// When it was changed; nil when the trail does not tell.
    public let at: Date?
    /// The table of what changed.
    public let table: String
    /// What was changed meanwhile.
    public let changes: [AuditEntry.Change]
    /// The version as it is now, to be sent with what was typed once the change has been seen.
    public let version: Int
    public var code: String { "stale_version" }
    public var field: String? { nil }
    public var message: String {
        let moment = at.map { " \($0.inParis.short)" } ?? ""
        return "Cette fiche a été modifiée par \(actor)\(moment) pendant votre saisie. Rien n’a été enregistré."
    }

    /// Explains why an update found no row of the version it read.
    ///
    /// - Throws: ``NotFound`` when the record is gone.
    static func find(_ subject: String, _ id: Int, in tx: Transaction) throws -> StaleVersion {
        let row = try tx.first("SELECT version FROM \(identifier: subject) WHERE id = \(id)")
        guard let row else { throw NotFound("Cette fiche n’existe plus.") }
        let last = try AuditEntry.timeline(of: subject, id, limit: 20, in: tx).first { !$0.isRefusal }
        return StaleVersion(
            actor: last?.actor ?? "quelqu’un", at: last?.at, table: last?.table ?? subject,
            changes: last?.changes ?? [], version: try row["version"])
    }
}
