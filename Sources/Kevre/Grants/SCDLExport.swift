import Foundation
import PostgreSQL
import Spreadsheet

/// What came of a publication: what the file holds, and what had to stay out of it and why.
public struct SCDLReport: Sendable {
    /// A grant that cannot be published.
    public struct LeftOut: Sendable {
        public let grant: Grant.ID
        public let association: Association.ID
        /// Name as it would have been published.
        public let beneficiary: String
        public let year: Int
        public let amount: Money
        /// What it lacks, a few French words each.
        public let lacks: [String]
        /// Whether nobody said how the authority pays it: many can be completed at once.
        public let lacksTerms: Bool
    }

    /// Of the schema: `2.1.1`.
    public let version: String
    /// Lines written.
    public internal(set) var published = 0
    /// Sum of the published amounts.
    public internal(set) var amount = Money.zero
    /// Purposes cut to the 256 characters the schema allows.
    public internal(set) var shortened = 0
    /// Those that cannot be published, with what each lacks.
    public internal(set) var leftOut: [LeftOut] = []
}

/// Whose grants are published.
public enum SCDLScope: String, CaseIterable, Sendable {
    /// Those of the authority: what the law has it publish.
    case own
    /// Those of other public bodies too, as they were taken in.
    case all
}

extension Grant {
    /// Writes the grants in the national format: comma, UTF-8, decimal point, ISO dates, one row a beneficiary.
    /// Refusals are no grants. What lacks something the schema demands is left out and listed.
    ///
    /// The publication is due within three months of the agreement.
    ///
    /// - Parameters:
    ///   - year: budget year; nil for all.
    ///   - sink: takes pieces of about 64 KiB.
    /// - SeeAlso: loi n° 2000-321, art. 10; décret n° 2017-779, art. 1 and 2.
    public static func exportSCDL(
        year: Int?, scope: SCDLScope = .own, authority: Authority, by agent: Agent, in tx: Transaction,
        to sink: @escaping ([UInt8]) throws -> Void
    ) throws -> SCDLReport {
        try agent.require(.readGrants)
        let format = SCDLFormat.current
        var report = SCDLReport(version: format.version)
        var options = CSVWriter.Options.interchange
        options.carriageReturn = false
        var writer = CSVWriter(options: options, sink: sink)
        try writer.append(format.columns.map(\.name))
        // Who waits for the file gets its titles at once.
        try writer.flush()
        try tx.forEach(
            """
            SELECT grant_record.id, grant_record.association_id, grant_record.year, grant_record.own,
                   grant_record.funder_name, grant_record.funder_siret, grant_record.decided_on,
                   grant_record.decision_reference, grant_record.beneficiary_name,
                   coalesce(grant_record.beneficiary_siret, association.siret) AS siret,
                   coalesce(grant_record.beneficiary_rna, association.rna) AS rna,
                   coalesce(nullif(grant_record.purpose, ''), grant_record.scheme) AS purpose,
                   \(worth) AS amount_cents, grant_record.nature, grant_record.conditions,
                   grant_record.payment_period, grant_record.rae_id, grant_record.eu_notified,
                   grant_record.share_bp,
                   CASE WHEN grant_record.application_id IS NULL THEN grant_record.scheme END AS scheme_id
              FROM grant_record
              JOIN association ON association.id = grant_record.association_id
             WHERE NOT grant_record.refused AND \(worth) > 0
               AND grant_record.year = coalesce(\(year), grant_record.year)
               AND (grant_record.own OR \(scope == .all))
             ORDER BY grant_record.decided_on, grant_record.id
            """
        ) { row in
            let grant = try SCDLGrant(row)
            let values = grant.values(authority: authority)
            let problems = format.problems(of: values)
            guard problems.isEmpty else {
                report.leftOut.append(grant.leftOut(problems))
                return
            }
            try writer.append(values.map { $0 ?? "" })
            report.published += 1
            report.amount += grant.amount
            if grant.isShortened { report.shortened += 1 }
        }
        try writer.finish()
        return report
    }

    /// The years with grants, the newest first, to choose from.
    public static func years(own: Bool, in tx: Transaction) throws -> [Int] {
        try tx.query("SELECT DISTINCT year FROM grant_record WHERE own = \(own) ORDER BY year DESC")
            .map { try $0["year"] }
    }
}

extension Office {
    /// Gives the publication piece by piece, as it is read.
    @discardableResult
    public func exportSCDL(
        year: Int?, scope: SCDLScope = .own, for agent: Agent, to sink: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws -> SCDLReport {
        try await read { [authority] tx in
            try Grant.exportSCDL(year: year, scope: scope, authority: authority, by: agent, in: tx, to: sink)
        }
    }

    /// Writes the publication to a file that appears only once it is whole.
    public func exportSCDL(
        year: Int?, scope: SCDLScope = .own, for agent: Agent, to file: URL
    ) async throws -> SCDLReport {
        try await ExportRefusal.translating { [self] in
            try await read { tx in
                try OutputFile.write(to: file) { sink in
                    try Grant.exportSCDL(
                        year: year, scope: scope, authority: authority, by: agent, in: tx, to: sink)
                }
            }
        }
    }
}

/// A grant on its way to the national format.
private struct SCDLGrant {
    let row: Row
    let amount: Money
    private let purpose: String?

    init(_ row: Row) throws {
        self.row = row
        amount = try row["amount_cents"]
        purpose = try row["purpose"]
    }

    private func text(_ column: String) -> String? {
        row.index(of: column).flatMap { row.text(at: $0) }?.trimmed
    }

    var isShortened: Bool { (purpose ?? "").unicodeScalars.count > 256 }

    /// The values in the order of the schema.
    func values(authority: Authority) -> [String?] {
        let own = text("own") == "t"
        let siret = text("siret").flatMap { SIRET($0) == nil ? nil : $0 }
        let rna = text("rna").flatMap { RNA($0)?.isPublishable == true ? $0 : nil }
        return [
            text("funder_name"), text("funder_siret") ?? (own ? authority.siret : nil), text("decided_on"),
            text("decision_reference"), text("beneficiary_name"), siret, rna, Self.cut(purpose?.trimmed),
            amount.decimal, nature, conditions, period, text("rae_id"),
            text("eu_notified") == "t" ? "oui" : "non", share, text("scheme_id"),
        ]
    }

    private var nature: String {
        switch text("nature") {
        case "in_kind": "aide en nature"
        case "both": "aide en numéraire;aide en nature"
        default: "aide en numéraire"
        }
    }

    /// Conditions and period are facts that somebody typed: what is not known is not published.
    private var conditions: String? { text("conditions").flatMap { $0.isEmpty ? nil : Self.cut($0) } }

    private var period: String? {
        text("payment_period").flatMap { $0.isEmpty ? nil : $0.replacingOccurrences(of: "_", with: "/") }
    }

    /// A part as the schema writes it: `0.45`, `1`; a sole beneficiary has all of it.
    private var share: String {
        guard let share = text("share_bp").flatMap({ Int($0) }), share < 10_000 else { return "1" }
        var digits = String(share)
        digits = String(repeating: "0", count: 4 - digits.count) + digits
        while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        return "0." + digits
    }

    /// At most 256 characters, the end of the text marked when some are missing.
    private static func cut(_ text: String?) -> String? {
        guard let text, text.unicodeScalars.count > 256 else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(255))) + "…"
    }

    func leftOut(_ problems: [String]) -> SCDLReport.LeftOut {
        func number(_ column: String) -> Int { text(column).flatMap { Int($0) } ?? 0 }
        return SCDLReport.LeftOut(
            grant: Grant.ID(number("id")), association: Association.ID(number("association_id")),
            beneficiary: text("beneficiary_name") ?? "", year: number("year"), amount: amount, lacks: problems,
            lacksTerms: text("own") == "t" && (conditions == nil || period == nil))
    }
}
