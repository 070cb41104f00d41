import Foundation
import PostgreSQL

/// Something that happened to an association, in plain words: everything one transaction changed is one step.
public struct AssociationStep: Sendable {
    /// A field's change, ready to read.
    public struct Change: Sendable, Equatable {
        public let label: String
        /// As it is read; « — » for nothing.
        public let before: String
        /// As it is read; « — » for nothing.
        public let after: String
    }

    public let at: Date
    /// Name of who did it, as it was then.
    public let actor: String
    /// Sentences without a full stop.
    public let sentences: [String]
    /// Changes of the record's own fields.
    public let changes: [Change]

    /// The steps of an association and of its parts, the newest first.
    ///
    /// - Parameter limit: lines of the audit trail read; a step gathers several.
    public static func of(
        _ association: Association.ID, limit: Int = 120, in tx: Transaction
    ) throws -> [AssociationStep] {
        let entries = try AuditEntry.timeline(of: "association", association.number, limit: limit, in: tx)
        let names = try TrailNames(entries, in: tx)
        var steps: [AssociationStep] = []
        var start = entries.startIndex
        while start < entries.endIndex {
            let first = entries[start]
            let end = entries[start...].firstIndex { $0.at != first.at || $0.actor != first.actor } ?? entries.endIndex
            if let step = TrailWords(Array(entries[start..<end].reversed()), names).step { steps.append(step) }
            start = end
        }
        return steps
    }
}

/// Names of what the trail holds by key.
struct TrailNames {
    private var associations: [String: String] = [:]
    private var themes: [String: String] = [:]
    private var communes: [String: String] = [:]

    private static let associationColumns: Set<String> = ["merged_id", "kept_id", "merged_into_id", "second_id"]

    init(_ entries: [AuditEntry], in tx: Transaction) throws {
        func values(_ columns: Set<String>) -> [String] {
            entries.flatMap(\.changes).filter { columns.contains($0.field) }.flatMap { [$0.before, $0.after] }
                .compactMap(\.self)
        }
        let keys = values(Self.associationColumns).compactMap { Int($0) }
        if !keys.isEmpty {
            for row in try tx.query("SELECT id, name FROM association WHERE id = ANY(\(keys))") {
                associations[String(try row["id"] as Int)] = try row["name"]
            }
        }
        if !values(["theme_id"]).isEmpty {
            for theme in try Theme.all(in: tx) { themes[theme.id.description] = theme.name }
        }
        let codes = values(["commune_code"])
        if !codes.isEmpty {
            for row in try tx.query("SELECT code, name FROM shared.commune WHERE code = ANY(\(codes))") {
                communes[try row["code"]] = try row["name"]
            }
        }
    }

    func association(_ key: String?) -> String { key.flatMap { associations[$0] } ?? "une autre fiche" }

    /// A value as people read it.
    func value(_ column: String, _ text: String?) -> String {
        guard let text, !text.isEmpty else { return "—" }
        return switch column {
        case "theme_id": themes[text] ?? text
        case "commune_code": communes[text] ?? text
        case "year_end_month": Int(text).flatMap { (1...12).contains($0) ? Day.monthNames[$0 - 1] : nil } ?? text
        default: (Record.association[column] ?? Record.grantRecord[column])?.words(text) ?? text
        }
    }
}

/// Puts one transaction's entries into words.
struct TrailWords {
    private let entries: [AuditEntry]
    private let names: TrailNames

    /// - Parameter entries: the oldest first.
    init(_ entries: [AuditEntry], _ names: TrailNames) {
        self.entries = entries
        self.names = names
    }

    var step: AssociationStep? {
        guard let first = entries.first else { return nil }
        var sentences: [String] = []
        for sentence in entries.compactMap(sentence) + gathered where !sentences.contains(sentence) {
            sentences.append(sentence)
        }
        guard !sentences.isEmpty else { return nil }
        return AssociationStep(at: first.at, actor: first.actor, sentences: sentences, changes: changes)
    }

    private var changes: [AssociationStep.Change] {
        entries.filter { $0.table == "association" && $0.operation == "update" }.flatMap(\.changes)
            .compactMap { change in
                Record.association[change.field].map {
                    AssociationStep.Change(
                        label: $0.label, before: names.value(change.field, change.before),
                        after: names.value(change.field, change.after))
                }
            }
    }

    private func sentence(_ entry: AuditEntry) -> String? {
        func after(_ field: String) -> String? { entry.changes.first { $0.field == field }?.after }
        func before(_ field: String) -> String? { entry.changes.first { $0.field == field }?.before }
        func quoted(_ name: String) -> String { "«\u{a0}\(name)\u{a0}»" }
        // A merge moves officers, accounts and grants: the merge itself says so.
        guard !(entry.operation == "update" && entry.changes.contains { $0.field == "association_id" }) else {
            return nil
        }
        let isMerge = entry.event == "merge" || entry.event == "undo_merge"
        switch (entry.table, entry.operation) {
        case ("association", "insert"): return entry.changes.isEmpty ? "Fiche créée par un import" : "Fiche créée"
        case ("association", "update"):
            if let change = entry.changes.first(where: { $0.field == "merged_into_id" }) {
                return change.after.map { "Fusionnée avec \(quoted(names.association($0)))" } ?? "Fiche rétablie"
            }
            return isMerge ? nil : "Fiche modifiée\(cause(entry))"
        case ("association", "delete"): return "Fiche supprimée"
        case ("association_officer", "insert") where added("association_officer", imported: false) > 1: return nil
        case ("association_officer", "insert"):
            return after("name").map { "Dirigeant ajouté\u{a0}: \($0), \(after("role") ?? "")" } ?? "Dirigeant importé"
        case ("association_officer", "delete"): return "Dirigeant retiré\u{a0}: \(before("name") ?? "")"
        case ("association_officer", _): return "Dirigeant modifié"
        case ("bank_account", "insert"): return "Compte bancaire ajouté\u{a0}: \(masked(after("iban")))"
        case ("bank_account", "delete"): return "Compte bancaire retiré\u{a0}: \(masked(before("iban")))"
        case ("bank_account", _): return "Compte bancaire modifié"
        case ("identity_conflict", _):
            let decision = after("decision").flatMap { IdentityConflict.Decision(rawValue: $0) }
            return decision.map { "Identité clarifiée\u{a0}: \($0.label.lowercasedFirst)" }
        case ("association_merge", "insert"):
            return "Fiche \(quoted(names.association(after("merged_id")))) réunie à celle-ci"
        case ("association_merge", _): return "Fusion annulée"
        case ("duplicate_candidate", _):
            return after("state") == "distinct" ? "Doublon possible écarté\u{a0}: ce sont deux associations" : nil
        case ("grant_record", "insert") where added("grant_record", imported: false) == 1 && !entry.changes.isEmpty:
            return
                "Subvention \(after("year") ?? "") ajoutée\u{a0}: \(names.value("amount_cents", after("amount_cents")))"
        case ("grant_record", "update"): return "Subvention corrigée\(cause(entry))"
        case ("grant_record", "delete"): return "Subvention retirée"
        default: return nil
        }
    }

    private func cause(_ entry: AuditEntry) -> String {
        entry.file.map { " par l’import de «\u{a0}\($0)\u{a0}»" } ?? ""
    }

    private func added(_ table: String, imported: Bool) -> Int {
        entries.count { $0.table == table && $0.operation == "insert" && $0.changes.isEmpty == imported }
    }

    /// What came by several at once, as one sentence.
    private var gathered: [String] {
        let officers = added("association_officer", imported: false)
        let grants = added("grant_record", imported: false)
        let imported = added("grant_record", imported: true)
        return [
            officers > 1 ? FrenchText.count(officers, "dirigeant ajouté", "dirigeants ajoutés") : nil,
            grants > 1 ? FrenchText.count(grants, "subvention ajoutée", "subventions ajoutées") : nil,
            imported > 0 ? FrenchText.count(imported, "subvention importée", "subventions importées") : nil,
        ].compactMap(\.self)
    }

    private func masked(_ iban: String?) -> String { iban.map { "\($0.prefix(4))…\($0.suffix(4))" } ?? "" }
}
