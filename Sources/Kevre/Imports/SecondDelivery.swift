import PostgreSQL

/// Lines that would count twice: alike in all to another of the file, or like a grant that an earlier file brought or
/// that was decided here. A publisher who delivers a year again completes and corrects it: such a line is no other
/// grant, but who imports says so.
struct SecondDelivery {
    let tx: Transaction
    let run: ImportRun.ID
    /// Of a workbook to correct, the run it comes from: the other lines of its file are no earlier delivery.
    let original: Int?
    /// How many are read together.
    let sheets: Int

    private(set) var issues: [LineIssue] = []
    private var again = 0
    private var twins = 0
    private var updatedLines = 0

    init(tx: Transaction, run: ImportRun.ID, original: Int?, sheets: Int) {
        self.sheets = sheets
        self.tx = tx
        self.run = run
        self.original = original
    }

    /// Lines said one by one; the report counts the others.
    private static let most = 2_000

    /// Whether there is something to be answered before anything goes in.
    func isUnanswered(_ request: ImportRequest) -> Bool {
        (again > 0 && request.again == nil) || (twins > 0 && request.twins == nil)
    }

    func count(_ report: inout ImportReport) {
        report.again = again
        report.linked += updatedLines
        report.changed += updatedLines
        report.unchanged -= updatedLines
    }

    // MARK: - Within the file

    /// Says which lines are alike in all to an earlier one and, when one of them is to count, leaves the others aside.
    mutating func settleTwins(_ answer: TwinAnswer?, _ report: inout ImportReport) throws {
        let rows = try tx.query(
            """
            SELECT line, amount_cents, name,
                   (SELECT min(f.line) FROM staged_grant f WHERE f.fingerprint = s.fingerprint) AS first
              FROM staged_grant s
             WHERE NOT known AND import_key <> fingerprint || ':1' AND amount_cents > 0 ORDER BY line
            """)
        guard !rows.isEmpty else { return }
        twins = rows.count
        let sum = try rows.map { Money(cents: try $0["amount_cents"]) }.sum()
        (report.twins, report.twinCents) = (twins, sum.cents)
        for row in rows.prefix(Self.most) {
            let amount = Money(cents: try row["amount_cents"])
            let end = answer == .once ? "laissée de côté" : "comptée une fois de plus (\(amount))"
            issues.append(
                LineIssue(
                    line: try row["line"], column: nil, value: try row["name"],
                    reason:
                        "Pareille en tout à la ligne \(LinePlace.row(try row["first"], among: sheets))\u{a0}: \(end).",
                    severity: .kept))
        }
        let lines = FrenchText.count(
            twins, "ligne est pareille en tout à une autre", "lignes sont pareilles en tout à d’autres")
        guard answer == .once else {
            report.warnings.append(
                "\(lines) du fichier\u{a0}: \(sum) comptés en plus. Vérifiez que ce ne sont pas des doublons.")
            return
        }
        report.warnings.append("\(lines) du fichier\u{a0}: \(sum) laissés de côté.")
        try tx.execute(
            "DELETE FROM staged_grant WHERE NOT known AND import_key <> fingerprint || ':1' AND amount_cents > 0")
        report.setAside += twins
        report.setAsideCents += sum.cents
        report.amountCents -= sum.cents
    }

    // MARK: - Earlier deliveries

    /// Finds the grants that lines speak of again, each once, and does with them as it was answered.
    mutating func settleAgain(_ answer: AgainAnswer?) throws {
        try tx.executeScript(
            """
            CREATE TEMPORARY TABLE again (
                import_key text NOT NULL, grant_id bigint NOT NULL, patch jsonb
            ) ON COMMIT DROP;
            """)
        let pairs = try pairs()
        again = pairs.count
        guard again > 0 else { return }
        try tx.copyIn("COPY again (import_key, grant_id) FROM STDIN") { copy in
            for pair in pairs {
                try copy.field(pair.key)
                copy.field(pair.grant)
                try copy.endRow()
            }
        }
        let changes = try changes()
        try say(changes, answer)
        switch answer {
        case .update:
            try update()
            try leave()
            try countUpdated()
        case .skip: try leave()
        case .add, nil: break
        }
    }

    /// The likeliest grant for each line, no grant twice.
    private func pairs() throws -> [(key: String, grant: Int)] {
        var pairs: [(key: String, grant: Int)] = []
        var (lines, grants) = (Set<String>(), Set<Int>())
        try tx.forEach(
            """
            SELECT s.import_key, g.id,
                   4 * l.amount::int + 3 * l.reference::int + 2 * l.purpose::int + 2 * l.day::int AS likeness
              FROM staged_grant s
              JOIN entity e USING (eid)
              JOIN grant_record g ON g.association_id = e.association_id AND g.year = s.year AND g.own = s.own
              CROSS JOIN LATERAL (
                  SELECT g.amount_cents = s.amount_cents AS amount,
                         coalesce(fold(g.purpose) = fold(s.purpose), g.purpose IS NULL AND s.purpose IS NULL) AS purpose,
                         g.purpose IS NULL OR s.purpose IS NULL AS purpose_open,
                         coalesce(fold(g.decision_reference) = fold(s.decision_reference), false) AS reference,
                         coalesce(fold(g.decision_reference) <> fold(s.decision_reference), false) AS other_reference,
                         coalesce(g.decided_on = s.decided_on, false) AS day,
                         coalesce(g.decided_on <> s.decided_on, false) AS other_day) l
             WHERE NOT s.known AND g.import_run_id IS DISTINCT FROM \(original)
               AND (s.own OR normalize_name(g.funder_name) = normalize_name(s.funder_name)
                    OR left(g.funder_siret, 9) = left(s.funder_siret, 9))
               AND coalesce(g.kind = s.kind, true)
               AND NOT EXISTS (SELECT FROM staged_grant k WHERE k.import_key = g.import_key)
               AND ((NOT l.other_reference AND (l.purpose OR l.purpose_open) AND l.amount)
                    OR (l.purpose AND NOT l.other_reference AND (l.reference OR NOT l.other_day))
                    OR (l.reference AND l.amount)
                    OR (l.purpose AND l.amount AND l.day))
             ORDER BY likeness DESC, s.line, g.id
            """
        ) { row in
            let (key, grant): (String, Int) = (try row["import_key"], try row["id"])
            guard !lines.contains(key), !grants.contains(grant) else { return }
            lines.insert(key)
            grants.insert(grant)
            pairs.append((key, grant))
        }
        return pairs
    }

    /// A value that a line gives otherwise than the grant has it.
    private struct Change {
        let key: String
        let field: String
        let before: String?
        let after: String
        /// Whether the grant keeps its own: it was decided here, or an agent corrected it since.
        let isKept: Bool
    }

    private static let fields: [String: GrantField] = [
        "decided_on": .decisionDate, "decision_reference": .decisionReference, "beneficiary_name": .beneficiaryName,
        "beneficiary_siret": .siret, "beneficiary_siren": .siren, "beneficiary_rna": .rna, "purpose": .purpose,
        "requested_cents": .requested, "amount_cents": .amount, "nature": .nature, "conditions": .conditions,
        "payment_period": .paymentPeriod, "rae_id": .raeID, "eu_notified": .euNotified, "share_bp": .share,
        "scheme": .scheme, "theme": .theme, "service": .service, "commune": .commune,
        "in_kind_cents": .inKindValue, "report_received_on": .reportReceived,
    ]

    /// What the lines say otherwise, with the patch of each grant left in `again`.
    private func changes() throws -> [Change] {
        let columns = Self.fields.keys.sorted() + ["refused", "kind"]
        let rows = try tx.query(
            """
            WITH said AS (
                SELECT a.import_key, a.grant_id, n.key, o.value AS before, n.value AS after,
                       g.application_id IS NOT NULL OR (g.version > 1 AND EXISTS (
                           SELECT FROM audit_entry t
                            WHERE t.subject = 'association' AND t.subject_id = g.association_id
                              AND t.table_name = 'grant_record' AND t.record_id = g.id AND t.operation = 'update'
                              AND t.import_run_id IS NULL AND t.event IS DISTINCT FROM 'undo_import'
                              AND t.before ? n.key)) AS kept
                  FROM again a
                  JOIN staged_grant s USING (import_key)
                  JOIN grant_record g ON g.id = a.grant_id
                  CROSS JOIN LATERAL jsonb_each(
                      to_jsonb(s) || jsonb_build_object('beneficiary_name', s.name, 'beneficiary_siret', s.siret,
                          'beneficiary_siren', s.siren, 'beneficiary_rna', s.rna)) n
                  CROSS JOIN LATERAL (SELECT to_jsonb(g) -> n.key AS value) o
                 WHERE n.key = ANY(\(columns)) AND n.value <> 'null' AND n.value IS DISTINCT FROM o.value
            ), patched AS (
                UPDATE again a SET patch = p.patch
                  FROM (SELECT import_key, jsonb_object_agg(key, after) AS patch FROM said WHERE NOT kept
                         GROUP BY import_key) p
                 WHERE p.import_key = a.import_key
            )
            SELECT import_key, key, before #>> '{}' AS before, after #>> '{}' AS after, kept FROM said ORDER BY key
            """)
        return try rows.map { row in
            Change(
                key: try row["import_key"], field: try row["key"], before: try row["before"], after: try row["after"],
                isKept: try row["kept"])
        }
    }

    private mutating func say(_ changes: [Change], _ answer: AgainAnswer?) throws {
        let byKey = Dictionary(grouping: changes.filter { Self.fields[$0.field] != nil }, by: \.key)
        let rows = try tx.query(
            """
            SELECT a.import_key, a.grant_id, s.line, s.name, g.amount_cents, g.application_id IS NOT NULL AS decided
              FROM again a JOIN staged_grant s USING (import_key) JOIN grant_record g ON g.id = a.grant_id
             ORDER BY s.line LIMIT \(Self.most)
            """)
        for row in rows {
            let key: String = try row["import_key"]
            let own = byKey[key] ?? []
            let line: Int = try row["line"]
            let (name, amount): (String, Money) = (try row["name"], Money(cents: try row["amount_cents"]))
            let grant = "la subvention n°\u{a0}\(try row["grant_id"] as Int) (\(amount))"
            if answer == .update {
                for change in own {
                    let before = Self.shown(change.field, change.before)
                    let reason =
                        change.isKept
                        ? "\(grant.capitalizedFirst) garde «\u{a0}\(before ?? "")\u{a0}»\u{a0}: "
                            + (try row["decided"] ? "elle a été décidée dans Kevre." : "un agent l’a corrigée depuis.")
                        : before.map { "«\u{a0}\($0.shown)\u{a0}» remplacé dans \(grant)." } ?? "Rempli dans \(grant)."
                    issues.append(
                        LineIssue(
                            line: line, column: Self.fields[change.field]?.title,
                            value: Self.shown(change.field, change.after), reason: reason,
                            severity: change.isKept ? .kept : .changed))
                }
                continue
            }
            let different = own.map { change in
                let title = Self.fields[change.field]?.title ?? change.field
                let before = Self.shown(change.field, change.before) ?? "rien"
                return "\(title)\u{a0}: \(before.shown) → \(Self.shown(change.field, change.after)?.shown ?? "")"
            }
            let what = different.isEmpty ? "" : " Diffère\u{a0}: \(different.joined(separator: "\u{a0}; "))."
            let end =
                switch answer {
                case .add: "ajoutée comme une autre."
                case .skip: "laissée de côté."
                default: "à mettre à jour, à ajouter ou à laisser\u{a0}?"
                }
            issues.append(
                LineIssue(
                    line: line, column: nil, value: name,
                    reason: "Ressemble à \(grant), déjà inscrite\u{a0}: \(end)\(what)",
                    severity: .kept))
        }
    }

    /// A value of the database as people read it.
    private static func shown(_ field: String, _ value: String?) -> String? {
        guard let value else { return nil }
        if field.hasSuffix("_cents") { return Int(value).map { Money(cents: $0).description } ?? value }
        if field.hasSuffix("_on") { return Day(iso: value)?.short ?? value }
        switch field {
        case "nature": return Grant.Nature(rawValue: value)?.label ?? value
        case "eu_notified": return value == "true" ? "oui" : "non"
        case "share_bp": return Int(value).map { FrenchText.percent(basisPoints: $0) } ?? value
        default: return value
        }
    }

    /// The grants take what their lines say; the line's key too, so that a third delivery is known.
    private func update() throws {
        try tx.execute(
            """
            UPDATE grant_record g
               SET (decided_on, decision_reference, beneficiary_name, beneficiary_siret, beneficiary_siren,
                    beneficiary_rna, purpose, requested_cents, amount_cents, refused, nature, kind, conditions,
                    payment_period, rae_id, eu_notified, share_bp, scheme, theme, service, commune, in_kind_cents,
                    report_received_on, import_key, version)
                 = (SELECT r.decided_on, r.decision_reference, r.beneficiary_name, r.beneficiary_siret,
                           r.beneficiary_siren, r.beneficiary_rna, r.purpose, r.requested_cents, r.amount_cents,
                           r.refused, r.nature, r.kind, r.conditions, r.payment_period, r.rae_id, r.eu_notified,
                           r.share_bp, r.scheme, r.theme, r.service, r.commune, r.in_kind_cents,
                           r.report_received_on, a.import_key, g.version + (a.patch IS NOT NULL)::int
                      FROM jsonb_populate_record(g, coalesce(a.patch, '{}')) r)
              FROM again a
             WHERE g.id = a.grant_id AND g.application_id IS NULL
            """)
    }

    /// Their lines bring no grant of their own.
    private func leave() throws {
        try tx.execute("UPDATE staged_grant s SET known = true FROM again a WHERE a.import_key = s.import_key")
    }

    private mutating func countUpdated() throws {
        updatedLines = try tx.one(
            """
            SELECT count(*) AS n
              FROM (SELECT line FROM staged_grant s LEFT JOIN again a USING (import_key)
                     GROUP BY line HAVING bool_and(s.known) AND bool_or(a.patch IS NOT NULL)) t
            """)["n"]
    }
}
