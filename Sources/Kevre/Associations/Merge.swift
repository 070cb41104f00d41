import Foundation
import PostgreSQL

/// The merging of a duplicate into the record that is kept.
public enum Merge {
    public typealias ID = Identifier<Merge>

    /// The tables whose rows belong to an association and follow it.
    private static let followers = [
        "grant_record", "application", "association_officer", "bank_account", "association_alias", "project",
        "participant", "registration",
    ]

    /// What filling-in may take from the duplicate where the kept record has nothing.
    private static let fillable = [
        "short_name", "rna", "siren", "siret", "purpose", "theme_id", "address", "postcode", "locality", "commune_code",
        "email", "phone", "website", "created_on", "member_count", "volunteer_count", "employee_count",
        "fte_hundredths", "budget_cents",
    ]

    /// What a merge would move, to be shown before.
    public struct Preview: Sendable {
        /// The record that stays.
        public let kept: Association
        /// The record whose address will lead to the other.
        public let merged: Association
        /// How many grants move.
        public let grants: Int
        /// What they come to.
        public let granted: Money
        public let applications: Int
        public let officers: Int
        public let bankAccounts: Int
        /// Fields of the kept record that would be filled, with the value.
        public let filled: [(field: String, value: String)]
        /// Fields where both have a value and the duplicate's is dropped.
        public let dropped: [(field: String, kept: String, dropped: String)]
    }

    /// What a merge would do, without doing it.
    public static func preview(
        keep kept: Association.ID, merge merged: Association.ID, in tx: Transaction
    ) throws -> Preview {
        guard kept != merged else { throw AssociationRefusal.sameRecord }
        let keptRecord = try Association.find(kept, in: tx)
        let mergedRecord = try Association.find(merged, in: tx)
        guard keptRecord.mergedInto == nil, mergedRecord.mergedInto == nil else { throw AssociationRefusal.merged }
        let row = try tx.one(
            """
            SELECT (SELECT count(*) FROM grant_record WHERE association_id = \(merged)) AS grants,
                   (SELECT coalesce(sum(amount_cents), 0)::bigint FROM grant_record WHERE association_id = \(merged)) AS granted,
                   (SELECT count(*) FROM application WHERE association_id = \(merged)) AS applications,
                   (SELECT count(*) FROM association_officer WHERE association_id = \(merged)) AS officers,
                   (SELECT count(*) FROM bank_account WHERE association_id = \(merged)) AS accounts
            """)
        var filled: [(String, String)] = []
        var dropped: [(String, String, String)] = []
        for field in Association.form.fields where field.name != "year_end" {
            guard let value = mergedRecord.input[field.name], !value.isEmpty else { continue }
            let shown = Self.shown(field, value, of: mergedRecord)
            if field.name == "siret", let siren = keptRecord.siren, !value.hasPrefix(siren) {
                // A SIRET only follows its own SIREN.
                dropped.append((field.label, keptRecord.identifierText, shown))
            } else if let own = keptRecord.input[field.name], !own.isEmpty {
                if own != value { dropped.append((field.label, Self.shown(field, own, of: keptRecord), shown)) }
            } else {
                filled.append((field.label, shown))
            }
        }
        return Preview(
            kept: keptRecord, merged: mergedRecord, grants: try row["grants"], granted: try row["granted"],
            applications: try row["applications"], officers: try row["officers"],
            bankAccounts: try row["accounts"], filled: filled, dropped: dropped)
    }

    /// A field's value as people read it.
    private static func shown(_ field: Field, _ value: String, of record: Association) -> String {
        switch field.kind {
        case .choice: record.theme ?? value
        case .siren: SIREN(value)?.grouped ?? value
        case .siret: SIRET(value)?.grouped ?? value
        default: value
        }
    }

    /// Moves everything to the kept record; the duplicate's address redirects from then on.
    ///
    /// - Throws: ``AssociationRefusal`` when both have a draft for one campaign, or one was merged meanwhile.
    @discardableResult
    public static func perform(
        keep kept: Association.ID, merge merged: Association.ID, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.mergeAssociations)
        guard kept != merged else { throw AssociationRefusal.sameRecord }
        // Both rows in one order, so that two merges of the same pair cannot deadlock.
        let locked = try tx.query(
            """
            SELECT id FROM association WHERE id IN (\(kept), \(merged)) AND merged_into_id IS NULL
             ORDER BY id FOR UPDATE
            """)
        guard locked.count == 2 else { throw AssociationRefusal.merged }
        try refuseCollidingDrafts(kept, merged, in: tx)
        try tx.name(event: "merge")
        var moved: [(String, JSONValue)] = []
        for table in followers {
            // What the kept record has already (an IBAN, an alias) stays with the duplicate.
            let duplicate: SQL =
                switch table {
                case "bank_account":
                    "AND NOT EXISTS (SELECT FROM bank_account k WHERE k.association_id = \(kept) AND k.iban = t.iban)"
                case "association_alias":
                    "AND NOT EXISTS (SELECT FROM association_alias k WHERE k.association_id = \(kept) AND k.name_key = t.name_key)"
                default: ""
                }
            let rows = try tx.query(
                """
                UPDATE \(identifier: table) t SET association_id = \(kept)
                 WHERE t.association_id = \(merged) \(duplicate) RETURNING t.id
                """)
            moved.append((table, .array(try rows.map { .integer(try $0["id"]) })))
        }
        try tx.execute(
            "UPDATE association SET merged_into_id = \(kept), version = version + 1 WHERE id = \(merged)")
        moved.append(("filled", try fill(kept, from: merged, in: tx)))
        let aliasRow = try tx.first(
            """
            INSERT INTO association_alias (association_id, name)
            SELECT \(kept), name FROM association WHERE id = \(merged)
            ON CONFLICT DO NOTHING RETURNING id
            """)
        if let aliasRow { moved.append(("alias_made", .integer(try aliasRow["id"]))) }
        try tx.execute(
            """
            UPDATE duplicate_candidate SET state = 'merged', decided_by = \(agent.name), decided_at = moment()
             WHERE state = 'proposed' AND first_id IN (\(kept), \(merged)) AND second_id IN (\(kept), \(merged))
            """)
        return try tx.one(
            """
            INSERT INTO association_merge (kept_id, merged_id, moved, merged_by)
            VALUES (\(kept), \(merged), \(JSONValue.object(moved).text)::jsonb, \(agent.name)) RETURNING id
            """)["id"]
    }

    private static func refuseCollidingDrafts(
        _ kept: Association.ID, _ merged: Association.ID, in tx: Transaction
    ) throws {
        let collision = try tx.first(
            """
            SELECT c.name FROM application a
              JOIN application b ON b.campaign_id = a.campaign_id AND b.association_id = \(merged)
              JOIN campaign c ON c.id = a.campaign_id
             WHERE a.association_id = \(kept)
               AND (a.state = 'draft' AND a.confirmed_at IS NOT NULL AND b.state = 'draft' AND b.confirmed_at IS NOT NULL
                    OR a.only_one AND a.state NOT IN ('draft', 'withdrawn', 'inadmissible', 'abandoned')
                       AND b.state NOT IN ('draft', 'withdrawn', 'inadmissible', 'abandoned')) LIMIT 1
            """)
        if let collision { throw AssociationRefusal.draftsCollide(campaign: try collision["name"]) }
        let twice = try tx.first(
            """
            SELECT e.year FROM registration a
              JOIN registration b ON b.edition_id = a.edition_id AND b.association_id = \(merged)
               AND b.state NOT IN ('draft', 'cancelled', 'refused')
              JOIN edition e ON e.id = a.edition_id
             WHERE a.association_id = \(kept) AND a.state NOT IN ('draft', 'cancelled', 'refused') LIMIT 1
            """)
        if let twice { throw AssociationRefusal.registeredTwice(year: try twice["year"]) }
    }

    /// Fills what the kept record lacks; says which columns, so that undoing empties them again.
    private static func fill(
        _ kept: Association.ID, from merged: Association.ID, in tx: Transaction
    ) throws -> JSONValue {
        let lacking = try tx.one(
            """
            SELECT array_agg(m.key) FILTER (
                       WHERE m.value <> 'null' AND to_jsonb(k) -> m.key = 'null'
                         -- A SIRET only follows its own SIREN.
                         AND (m.key <> 'siret' OR k.siren IS NULL OR k.siren = left(m.value #>> '{}', 9))) AS names
              FROM association k, association o, jsonb_each(to_jsonb(o)) m
             WHERE k.id = \(kept) AND o.id = \(merged) AND m.key = ANY(\(fillable))
            """)
        let names: [String] = (try lacking["names"] as [String]?) ?? []
        let changes = names.map { name -> SQL in "\(identifier: name) = o.\(identifier: name)" }
        let separator = changes.isEmpty ? "" : ", "
        try tx.execute(
            """
            UPDATE association k SET \(SQL.joined(changes))\(trusted: separator)version = k.version + 1, updated_at = moment()
              FROM association o WHERE k.id = \(kept) AND o.id = \(merged)
            """)
        return .array(names.map(JSONValue.string))
    }

    /// Fields that make sense together only.
    private static let together = [
        ["siren", "siret"], ["address", "postcode", "locality", "commune_code"],
    ]

    /// Gives the duplicate back what was its own; what was typed since into the record kept stays.
    ///
    /// - Throws: ``AssociationRefusal/cannotUndo`` when its numbers were taken by another record since.
    public static func undo(_ id: ID, by agent: Agent, in tx: Transaction) throws -> Association.ID {
        try agent.require(.mergeAssociations)
        let row = try tx.first(
            """
            UPDATE association_merge SET undone_at = moment(), undone_by = \(agent.name)
             WHERE id = \(id) AND undone_at IS NULL
            RETURNING kept_id, merged_id, ARRAY(SELECT jsonb_array_elements_text(moved -> 'filled')) AS filled
            """)
        guard let row else { throw NotFound("Cette fusion a déjà été annulée.") }
        let kept: Association.ID = try row["kept_id"]
        let merged: Association.ID = try row["merged_id"]
        try tx.name(event: "undo_merge")
        for table in followers {
            try tx.execute(
                """
                UPDATE \(identifier: table) SET association_id = \(merged)
                 WHERE association_id = \(kept) AND id IN (
                     SELECT jsonb_array_elements_text(moved -> \(table))::bigint FROM association_merge WHERE id = \(id))
                """)
        }
        try tx.execute(
            """
            DELETE FROM association_alias
             WHERE id = (SELECT (moved ->> 'alias_made')::bigint FROM association_merge WHERE id = \(id))
            """)
        let filled: [String] = try row["filled"]
        let known = filled.filter(fillable.contains)
        let emptied = known.map { name -> SQL in
            // What was typed since the merge stays, with the fields it goes along with.
            let group = together.first { $0.contains(name) }?.filter(known.contains) ?? [name]
            let unchanged = group.map { field -> SQL in
                "k.\(identifier: field) IS NOT DISTINCT FROM o.\(identifier: field)"
            }
            return """
                \(identifier: name) = CASE WHEN \(SQL.joined(unchanged, separator: " AND ")) THEN NULL
                    ELSE k.\(identifier: name) END
                """
        }
        let separator = emptied.isEmpty ? "" : ", "
        try tx.execute(
            """
            UPDATE association k SET \(SQL.joined(emptied))\(trusted: separator)version = k.version + 1, updated_at = moment()
              FROM association o WHERE k.id = \(kept) AND o.id = \(merged)
            """)
        do {
            _ = try tx.savepoint {
                try tx.execute(
                    "UPDATE association SET merged_into_id = NULL, version = version + 1 WHERE id = \(merged)")
            }
        } catch let error as PostgreSQLError where error.isUniqueViolation {
            throw AssociationRefusal.cannotUndo
        }
        try tx.execute(
            """
            UPDATE duplicate_candidate SET state = 'proposed', decided_by = NULL, decided_at = NULL
             WHERE state = 'merged' AND first_id IN (\(kept), \(merged)) AND second_id IN (\(kept), \(merged))
            """)
        return merged
    }

    /// The merges into a record that can still be undone.
    public static func open(into kept: Association.ID, in tx: Transaction) throws -> [(
        id: ID, name: String, by: String, at: Date
    )] {
        try tx.query(
            """
            SELECT m.id, a.name, m.merged_by, m.merged_at FROM association_merge m
              JOIN association a ON a.id = m.merged_id
             WHERE m.kept_id = \(kept) AND m.undone_at IS NULL ORDER BY m.id DESC
            """
        ).map { (try $0["id"], try $0["name"], try $0["merged_by"], try $0["merged_at"]) }
    }
}
