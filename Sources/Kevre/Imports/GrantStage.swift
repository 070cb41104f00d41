import PostgreSQL
import Spreadsheet

/// The lines of a file of grants on their way into the database.
struct GrantStage {
    let office: Office
    let request: ImportRequest
    let run: ImportRun.ID
    let agent: Agent
    let tx: Transaction

    func load(_ source: TableSource, _ course: ImportCourse) throws -> ImportReport {
        try ImportSession.begin(run, in: tx)
        var plan = try FileImport.plan(
            GrantField.self, source: source, fileName: request.fileName, map: request.map, in: tx)
        try plan.checkRequiredFields()
        try EntityResolution.prepare(in: tx)
        try tx.executeScript(Self.table)

        let authority = office.authority
        let funder = request.funder ?? plan.constantFunder.map { .named($0) } ?? plan.sent?.importFunder
        let asked = plan
        if plan.constantFunder != nil { plan.mapping[.funderName] = [] }
        var unsaid = 0
        var corrections = Corrections<Grant>(
            run: run, by: agent, on: office.today(), plan.correctingColumns.map(\.column), in: tx)
        var themes = ThemeGuess(try Theme.all(in: tx))
        var batch = Batch<GrantLine>(run: run, tx: tx, sheets: plan.sheetNames) { lines in
            try Self.copy(lines, of: authority, unsaid: funder, &themes, in: tx)
        }
        let totals = try plan.read(source) { piece in
            try batch.take(piece)
            if case .line(let line) = piece, !line.namesFunder { unsaid += 1 }
            if case .correction(let line) = piece { try corrections.take(line) }
            if case .progress(let share, let lines) = piece { course.reached(0.6 * share, lines: lines) }
        }
        try batch.flush()
        guard totals.lines > 0 else { throw ImportRefusal.noLine }

        var report = ImportReport(totals)
        report.sent = SentFile(asked, request, run: run.number, funder: funder)
        report.warnings =
            plan.sentNotice + plan.warnings + plan.doubleColumns + plan.sheetNotice + plan.yearColumnsNotice
        report.warnings += plan.yearNotice(totals.yearsTaken) + plan.formerNotice + totals.totalNotice
        report.warnings += plan.dayNotices + totals.emptiedNotices + themes.notices
        let whose = FunderNotice.warnings(request, plan, remembered: funder, unsaid: unsaid, authority: authority)
        // Another's grants among one's own would enter the accounts.
        if !request.isDryRun, unsaid > 0, funder == nil, plan.likelyFunder(authority) != nil, let reason = whose.first {
            throw ImportRefusal.funderUnsaid(reason)
        }
        report.warnings += whose
        var delivery = SecondDelivery(tx: tx, run: run, original: plan.sent?.run, sheets: plan.sheetNames.count)
        try FileImport.settle(&report, request, in: tx) { report in
            try corrections.apply { course.reached(0.6 + 0.4 * Double($0) / Double($1)) }
            try record(&report, &delivery)
            report.add(corrections, request)
            if !request.isDryRun, delivery.isUnanswered(request) { report.isDone = false }
            if report.isDone { try asked.remember(in: tx) }
        }
        try ImportRun.record(corrections.issues + delivery.issues, of: run, sheets: plan.sheetNames, in: tx)
        course.reached(1)
        return report
    }

    // MARK: - Staging

    private static let table = """
        CREATE TEMPORARY TABLE staged_grant (
            line integer NOT NULL, entity_key text NOT NULL, fingerprint text NOT NULL, import_key text, known boolean NOT NULL DEFAULT false,
            eid bigint, own boolean NOT NULL, funder_name text NOT NULL, funder_siret text, year integer NOT NULL,
            decided_on date, decision_reference text, beneficiary_name text, name text NOT NULL, name_key text NOT NULL,
            siret text, siren text, rna text, purpose text, requested_cents bigint, amount_cents bigint NOT NULL,
            refused boolean NOT NULL, nature text NOT NULL, kind text, conditions text, payment_period text, rae_id text,
            eu_notified boolean, share_bp integer, scheme text, theme text, other_themes text, service text, commune text,
            postcode text, in_kind_cents bigint, report_received_on date
        ) ON COMMIT DROP;
        """

    private static func copy(
        _ lines: [GrantLine], of authority: Authority, unsaid: ImportFunder?, _ themes: inout ThemeGuess,
        in tx: Transaction
    ) throws {
        let ownKey = AssociationName.normalized(authority.name)
        let ownSIREN = authority.siret.map { $0.prefix(9) }
        var funders: [String: (own: Bool, name: String)] = [:]
        try tx.copyIn(
            """
            COPY staged_grant (line, entity_key, fingerprint, own, funder_name, funder_siret, year, decided_on, decision_reference,
                beneficiary_name, name, name_key, siret, siren, rna, purpose, requested_cents, amount_cents, refused,
                nature, kind, conditions, payment_period, rae_id, eu_notified, share_bp, scheme, theme, other_themes,
                service, commune, postcode, in_kind_cents, report_received_on) FROM STDIN
            """
        ) { copy in
            for var line in lines {
                if !line.namesFunder, case .named(let name)? = unsaid { line.funderName = name }
                let siren = line.funderSIREN?.description
                let cacheKey = "\(siren ?? "")|\(line.funderName ?? "")"
                let funder: (own: Bool, name: String)
                if let known = funders[cacheKey] {
                    funder = known
                } else {
                    let isNamed = line.funderName != nil || siren != nil
                    let isOwn =
                        !isNamed || (siren != nil && ownSIREN.map { String($0) } == siren)
                        || line.funderName.map { AssociationName.normalized($0) == ownKey } ?? false
                    let name = line.funderName ?? siren.map { "SIREN \($0)" } ?? authority.name
                    funder = (isOwn, isOwn ? authority.name : name)
                    funders[cacheKey] = funder
                }
                try write(line, funder, theme: themes.name(line.theme), to: &copy)
            }
        }
    }

    private static func write(
        _ line: GrantLine, _ funder: (own: Bool, name: String), theme: String?, to copy: inout CopyWriter
    ) throws {
        let name =
            line.beneficiaryName ?? line.siren.map { "\(EntityResolution.namelessPrefix)\($0)" }
            ?? line.rna.map { "Association n° \($0)" } ?? EntityResolution.unknownBeneficiary
        let key = AssociationName.normalized(name)
        copy.field(line.line)
        try copy.field(
            [line.rna?.description, line.siren?.description, key, line.postcode, line.commune]
                .map { $0?.withoutNUL ?? "" }.joined(separator: "|"))
        try copy.field(GrantFingerprint.text(line, funder: funder.name))
        try copy.field(funder.own ? "t" : "f")
        try copy.field(funder.name.withoutNUL)
        try copy.field(line.funderSIRET?.description)
        copy.field(line.year.number)
        try copy.field(line.decidedOn?.iso)
        try copy.field(line.decisionReference?.withoutNUL)
        try copy.field(line.beneficiaryName?.withoutNUL)
        try copy.field(name.withoutNUL)
        try copy.field(key)
        try copy.field(line.siret?.description)
        try copy.field(line.siren?.description)
        try copy.field(line.rna?.description)
        try copy.field(line.purpose?.withoutNUL)
        try copy.field(line.requested.map { String($0.cents) })
        copy.field(line.amount.cents)
        try copy.field(line.isRefused ? "t" : "f")
        try copy.field(line.nature.rawValue)
        try copy.field(line.kind?.rawValue)
        try copy.field(line.conditions?.withoutNUL)
        try copy.field(line.paymentPeriod?.withoutNUL)
        try copy.field(line.raeID?.withoutNUL)
        try copy.field(line.euNotified.map { $0 ? "t" : "f" })
        try copy.field(line.shareBasisPoints.map(String.init))
        try copy.field(line.scheme?.withoutNUL)
        try copy.field(theme?.withoutNUL)
        try copy.field(line.otherThemes?.withoutNUL)
        try copy.field(line.service?.withoutNUL)
        try copy.field(line.commune?.withoutNUL)
        try copy.field(line.postcode?.withoutNUL)
        try copy.field(line.inKindValue.map { String($0.cents) })
        try copy.field(line.reportReceivedOn?.iso)
        try copy.endRow()
    }

    // MARK: - Recording

    private func record(_ report: inout ImportReport, _ delivery: inout SecondDelivery) throws {
        try tx.execute(
            """
            UPDATE staged_grant s SET import_key = s.fingerprint || ':' || r.rank
              FROM (SELECT ctid, row_number() OVER (PARTITION BY fingerprint ORDER BY line) AS rank FROM staged_grant) r
             WHERE r.ctid = s.ctid
            """)
        try tx.execute(
            """
            WITH body AS (
                SELECT entity_key, row_number() OVER (ORDER BY min(line)) AS eid FROM staged_grant GROUP BY entity_key
            )
            UPDATE staged_grant s SET eid = b.eid FROM body b WHERE b.entity_key = s.entity_key
            """)
        try tx.execute("CREATE INDEX ON staged_grant (eid)")
        try tx.execute("ANALYZE staged_grant")
        try tx.execute(
            """
            INSERT INTO entity (eid, rna, siren, siret, name, name_key, postcode, locality)
            SELECT eid, max(rna), max(siren), max(siret), (array_agg(name ORDER BY line))[1], max(name_key),
                   max(postcode), max(commune)
              FROM staged_grant GROUP BY eid
            """)
        try recognise()
        try delivery.settleTwins(request.twins, &report)
        let resolution = EntityResolution(tx: tx, run: run.number, source: request.fileName)
        try resolution.resolve()
        report.conflicts = try resolution.fill()
        try tx.execute("ANALYZE entity")
        try delivery.settleAgain(request.again)
        try insert()
        try count(&report)
        delivery.count(&report)
    }

    /// Lines that are in already, and whose beneficiary they were recorded for: a record renamed since is found.
    private func recognise() throws {
        try tx.execute(
            """
            UPDATE staged_grant s SET known = true FROM grant_record g WHERE g.import_key = s.import_key
            """)
        try tx.execute(
            """
            UPDATE entity e SET association_id = k.association_id
              FROM (SELECT s.eid, min(coalesce(a.merged_into_id, a.id)) AS association_id
                      FROM staged_grant s JOIN grant_record g USING (import_key)
                      JOIN association a ON a.id = g.association_id
                     GROUP BY s.eid HAVING count(DISTINCT coalesce(a.merged_into_id, a.id)) = 1) k
             WHERE k.eid = e.eid
            """)
    }

    private func insert() throws {
        try tx.execute(
            """
            INSERT INTO grant_record (own, association_id, funder_name, funder_siret, year, decided_on,
                decision_reference, beneficiary_name, beneficiary_siret, beneficiary_siren, beneficiary_rna, purpose,
                requested_cents, amount_cents, refused, nature, kind, earmarked, conditions, payment_period, rae_id,
                eu_notified, share_bp, scheme, theme, other_themes, service, commune, in_kind_cents, report_received_on, import_run_id, import_key)
            SELECT s.own, e.association_id, s.funder_name, s.funder_siret, s.year, s.decided_on, s.decision_reference,
                   s.name, s.siret, s.siren, s.rna, s.purpose, s.requested_cents, s.amount_cents, s.refused, s.nature,
                   s.kind, coalesce(s.kind IN ('project', 'event', 'investment'), false), s.conditions,
                   s.payment_period, s.rae_id, s.eu_notified, s.share_bp, s.scheme, s.theme, s.other_themes, s.service, s.commune,
                   s.in_kind_cents, s.report_received_on, \(run), s.import_key
              FROM staged_grant s JOIN entity e USING (eid)
             WHERE NOT s.known ORDER BY s.line
            """)
    }

    /// Counts lines, of which some hold two grants.
    private func count(_ report: inout ImportReport) throws {
        let row = try tx.one(
            """
            WITH first AS (
                SELECT e.association_id, min(s.line) AS line
                  FROM entity e JOIN staged_grant s USING (eid)
                 WHERE e.association_id IN (SELECT association_id FROM entity WHERE created) AND NOT s.known
                 GROUP BY e.association_id
            ), lines AS (
                SELECT s.line, bool_and(s.known) AS known, bool_or(f.line IS NOT NULL) AS created
                  FROM staged_grant s JOIN entity e USING (eid)
                  LEFT JOIN first f ON f.association_id = e.association_id AND f.line = s.line
                 GROUP BY s.line
            )
            SELECT count(*) FILTER (WHERE known) AS unchanged, count(*) FILTER (WHERE NOT known AND created) AS created,
                   count(*) FILTER (WHERE NOT known AND NOT created) AS linked
              FROM lines
            """)
        report.unchanged = try row["unchanged"]
        report.created = try row["created"]
        report.linked = try row["linked"]
    }
}

/// Names a grant by its facts, so that the same line in a second file, or the same file again, is recognised.
enum GrantFingerprint {
    static func text(_ line: GrantLine, funder: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        func add(_ text: String?) {
            if let text { bytes.append(contentsOf: text.utf8) }
            bytes.append(0x1F)
        }
        add(AssociationName.normalized(funder))
        add(line.year.description)
        add(line.decidedOn?.iso)
        add(line.decisionReference)
        add(line.siren?.description ?? line.rna?.description)
        add(line.beneficiaryName.map { AssociationName.normalized($0) })
        add(line.purpose.map { FrenchText.folded($0) })
        add(String(line.amount.cents))
        add(line.requested.map { String($0.cents) })
        add(line.nature.rawValue)
        add(line.kind?.rawValue)
        add(line.conditions)
        add(line.paymentPeriod)
        add(line.scheme)
        add(line.writtenTheme)
        add(line.service)
        add(line.shareBasisPoints.map(String.init))
        return Secrets.fingerprint(bytes)
    }
}
