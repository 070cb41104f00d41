import PostgreSQL
import Spreadsheet

/// The lines of a file of associations on their way into the database.
struct AssociationStage {
    let office: Office
    let request: ImportRequest
    let run: ImportRun.ID
    let agent: Agent
    let tx: Transaction

    func load(_ source: TableSource, _ course: ImportCourse) throws -> ImportReport {
        try ImportSession.begin(run, in: tx)
        let plan = try FileImport.plan(
            AssociationField.self, source: source, fileName: request.fileName, map: request.map, in: tx)
        try plan.checkRequiredFields()
        try EntityResolution.prepare(in: tx)

        var corrections = Corrections<Association>(
            run: run, by: agent, on: office.today(), plan.correctingColumns.map(\.column), in: tx)
        let themes = ThemeGuess(try Theme.all(in: tx))
        var batch = Batch<AssociationLine>(run: run, tx: tx, sheets: plan.sheetNames) {
            try Self.copy($0, themes, in: tx)
        }
        let totals = try plan.read(source) { piece in
            try batch.take(piece)
            if case .correction(let line) = piece { try corrections.take(line) }
            if case .progress(let share, let lines) = piece { course.reached(0.7 * share, lines: lines) }
        }
        try batch.flush()
        guard totals.lines > 0 else { throw ImportRefusal.noLine }

        var report = ImportReport(totals)
        report.sent = SentFile(plan, request, run: run.number, funder: nil)
        report.warnings = plan.sentNotice + plan.warnings + plan.doubleColumns + plan.sheetNotice + plan.formerNotice
        report.warnings += plan.dayNotices + totals.emptiedNotices
        try FileImport.settle(&report, request, in: tx) { report in
            try corrections.apply { course.reached(0.7 + 0.3 * Double($0) / Double($1)) }
            try record(&report)
            report.add(corrections, request)
            if report.isDone { try plan.remember(in: tx) }
        }
        try ImportRun.record(corrections.issues, of: run, in: tx)
        course.reached(1)
        return report
    }

    private func record(_ report: inout ImportReport) throws {
        let resolution = EntityResolution(tx: tx, run: run.number, source: request.fileName)
        try resolution.resolve()
        report.conflicts = try resolution.fill()
        let row = try tx.one(
            """
            SELECT count(*) FILTER (WHERE e.created) AS created,
                   count(*) FILTER (WHERE NOT e.created AND t.id IS NOT NULL) AS linked,
                   count(*) FILTER (WHERE NOT e.created AND t.id IS NULL) AS unchanged
              FROM entity e
              LEFT JOIN (SELECT id FROM touched
                         UNION SELECT id FROM association WHERE import_run_id = \(run)) t ON t.id = e.association_id
            """)
        report.created = try row["created"]
        report.linked = try row["linked"]
        report.unchanged = try row["unchanged"]
    }

    private static func copy(_ lines: [AssociationLine], _ themes: ThemeGuess, in tx: Transaction) throws {
        try tx.copyIn(
            """
            COPY entity (eid, rna, siren, siret, name, name_key, commune_code, postcode, locality, short_name, purpose,
                         theme, address, email, phone, website, created_on, dissolved_on, member_count) FROM STDIN
            """
        ) { copy in
            for line in lines {
                copy.field(line.line)
                try copy.field(line.rna?.description)
                try copy.field(line.siren?.description)
                try copy.field(line.siret?.description)
                try copy.field(line.name.withoutNUL)
                try copy.field(AssociationName.normalized(line.name))
                try copy.field(line.communeCode)
                try copy.field(line.postcode?.withoutNUL)
                try copy.field(line.commune?.withoutNUL)
                try copy.field(line.shortName?.withoutNUL)
                try copy.field(line.purpose?.withoutNUL)
                try copy.field(themes.code(family: line.themeCode, words: line.theme))
                try copy.field(line.address?.withoutNUL)
                try copy.field(line.email?.description)
                try copy.field(line.phone?.withoutNUL)
                try copy.field(line.website?.withoutNUL)
                try copy.field(line.createdOn?.iso)
                try copy.field(line.dissolvedOn?.iso)
                try copy.field(line.memberCount.map(String.init))
                try copy.endRow()
            }
        }
    }
}

/// What both kinds of import set for their transaction.
enum ImportSession {
    static func begin(_ run: ImportRun.ID, in tx: Transaction) throws {
        // Waiting for another import, or reading a hundred thousand lines, may take its time.
        try tx.execute("SELECT set_config('statement_timeout', '0', true)")
        // By this lock everybody knows that the run is alive.
        try tx.execute(
            "SELECT pg_advisory_xact_lock(hashtext('kevre import run ' || current_schema()), \(run)::integer)")
        // One import at a time in an authority: two would each create what the other is creating.
        try tx.execute("SELECT pg_advisory_xact_lock(hashtext('kevre import ' || current_schema()))")
        // The audit trail names the run.
        try tx.execute(
            """
            SELECT set_config('work_mem', '64MB', true),
                   set_config('default_statistics_target', '20', true),
                   set_config('kevre.import_run', \(String(run.number)), true)
            """)
    }
}

/// Lines and issues gathered until there are enough for a COPY.
struct Batch<Line: Sendable> {
    let run: ImportRun.ID
    let tx: Transaction
    /// Those read together, by their names.
    let sheets: [String]
    let copy: ([Line]) throws -> Void
    private var lines: [Line] = []
    private var issues: [LineIssue] = []

    init(
        run: ImportRun.ID, tx: Transaction, sheets: [String], copy: @escaping ([Line]) throws -> Void
    ) {
        self.sheets = sheets
        self.run = run
        self.tx = tx
        self.copy = copy
    }

    mutating func take(_ piece: ReadingPiece<Line>) throws {
        switch piece {
        case .line(let line): lines.append(line)
        case .issue(let issue): issues.append(issue)
        case .progress, .correction: break
        }
        if lines.count >= 4_000 || issues.count >= 4_000 { try flush() }
    }

    mutating func flush() throws {
        if !lines.isEmpty { try copy(lines) }
        try ImportRun.record(issues, of: run, sheets: sheets, in: tx)
        lines.removeAll(keepingCapacity: true)
        issues.removeAll(keepingCapacity: true)
    }
}

extension ImportReport {
    init(_ totals: ReadingTotals) {
        lines = totals.lines
        repaired = totals.repaired
        refused = totals.refused
        setAside = totals.setAside
        amountCents = totals.amount.cents
        setAsideCents = totals.setAsideAmount.cents
        fileTotalCents = totals.fileTotal?.cents
    }
}

extension ImportPlan {
    /// Says which sheets were left out.
    var sheetNotice: [String] {
        alikeNotice + otherNotice
    }

    private var alikeNotice: [String] {
        guard !alike.isEmpty else { return [] }
        let names = FrenchText.list(sheetNames.map { "«\u{a0}\($0)\u{a0}»" })
        return ["Les feuilles \(names), de mêmes titres, sont lues ensemble."]
    }

    private var otherNotice: [String] {
        guard !otherSheets.isEmpty else { return [] }
        let names = FrenchText.list(otherSheets.map { "«\u{00A0}\($0)\u{00A0}»" })
        let rest =
            otherSheets.count == 1
            ? "n’est pas lue\u{a0}: son en-tête est autre" : "ne sont pas lues\u{a0}: leur en-tête est autre"
        return [
            "Feuille lue\u{00A0}: «\u{00A0}\(sheetName)\u{00A0}». \(names) \(rest). Vérifiez qu’il n’y manque rien."
        ]
    }
}
