import PostgreSQL
import Spreadsheet

/// A file of which nobody said what it holds: opened once, before the database is asked anything.
public struct FileSurvey: Sendable {
    private enum Content: Sendable {
        case aids
        /// Our own workbook of refused lines, which says what it holds.
        case sent(ImportKind)
        case table(ImportPlan<AssociationField>, ImportPlan<GrantField>)
    }

    private let content: Content

    /// - Throws: `ImportRefusal`, `SpreadsheetError`.
    public init(path: String, fileName: String) throws {
        if try AidImport.isCatalogue(path) {
            content = .aids
            return
        }
        let source = try TableSource.open(path: path)
        if try AidImport.isTemplate(source) {
            content = .aids
            return
        }
        if let sent = try SentFile.found(in: source) {
            content = .sent(sent.kind)
            return
        }
        content = .table(
            try .propose(for: source, fileName: fileName), try .propose(for: source, fileName: fileName))
    }

    /// What it holds, by its columns: grants where there is an amount, or what only grants have (a beneficiary and the
    /// date of an agreement), associations elsewhere.
    ///
    /// - Throws: `ImportRefusal`.
    public func kind(in tx: Transaction?) throws -> ImportKind {
        let associations: ImportPlan<AssociationField>
        let grants: ImportPlan<GrantField>
        switch content {
        case .aids: return .aid
        case .sent(let kind): return kind
        case .table(let first, let second): (associations, grants) = (first, second)
        }
        let own = (associations.ownHeader?.columns.count ?? 0, grants.ownHeader?.columns.count ?? 0)
        if own.0 > 0 || own.1 > 0 { return own.1 > own.0 ? .grant : .association }
        if associations.isStandard { return .association }
        let settled = try grants.settled(map: [], in: tx)
        return settled.mapping[.amount].isEmpty && !Self.saysGrants(settled) ? .association : .grant
    }

    /// Whether columns that only a file of grants has are there, its amount missing: two of them, since one may be
    /// anything.
    private static func saysGrants(_ plan: ImportPlan<GrantField>) -> Bool {
        let fields: [GrantField] = [
            .decisionDate, .decisionReference, .funderName, .funderSIRET, .conditions, .paymentPeriod, .raeID,
            .euNotified, .requested, .amountOperating, .amountCapital,
        ]
        // Words that a list of associations has as well.
        let common = ["date", "reference", "ref", "decision", "conditions", "modalites", "collectivite", "autorite"]
        let recognition = HeaderRecognition<GrantField>()
        let signs = plan.headers.count { header in
            let key = HeaderName.key(header)
            guard let best = recognition.candidates(header).first, best.score >= 60 else { return false }
            return best.field == .beneficiaryName
                ? key.contains("beneficiaire") : fields.contains(best.field) && !common.contains(key)
        }
        return signs >= 2
    }
}
