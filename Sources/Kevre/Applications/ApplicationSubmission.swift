import Foundation
import PostgreSQL

extension Application {
    /// What the association holds in hand once its request is submitted.
    ///
    /// - SeeAlso: CRPA, art. L112-3 and R112-5 (acknowledgement), art. L231-4, 3° (silence on a request of a
    ///   financial nature).
    public struct Receipt: Sendable {
        public let id: ID
        /// `SUB-2026-00042`: the campaign's year, then a number without a hole.
        public let reference: String
        /// Arrival, by which lateness is judged.
        public let submittedAt: Date
        /// It came after the campaign closed; an officer decides.
        public let late: Bool
        /// The service that studies it (CRPA, R112-5).
        public let serviceName: String
        /// The request had been submitted before: the same reference is given again.
        public let isRepeated: Bool

        /// The mentions that the law asks of an acknowledgement.
        public var mentions: [String] {
            [
                "Demande reçue le \(submittedAt.inParis.long) par le service \(serviceName), sous la référence \(reference).",
                "Si le service ne répond pas dans les deux mois qui suivent la réception du dossier complet, son silence vaut refus (CRPA, art. L231-4, 3°).",
                "Ce refus peut être contesté devant le tribunal administratif dans les deux mois qui suivent.",
            ]
        }
    }

    /// Submits a draft: everything is checked, the campaign's dates at this very moment, and the file gets its
    /// reference, without a hole whoever submits at the same time. Submitting twice gives the same receipt.
    ///
    /// - Parameters:
    ///   - moment: now.
    ///   - receivedAt: for an officer, when the request came on paper or by mail; lateness is judged on it.
    ///   - acceptingLate: the association knows that the campaign is closed and submits nevertheless; the file is
    ///     recorded as late, and an officer decides.
    /// - Throws: ``FormRefusal``, ``ApplicationRefusal/campaignClosed(name:at:)``.
    public static func submit(
        _ door: ApplicationDoor, at moment: Date, receivedAt: Date? = nil, acceptingLate: Bool = false,
        in tx: Transaction
    ) throws -> Receipt {
        let file = try lock(door, in: tx)
        tx.attempt(ApplicationEvent.submit.rawValue, on: "application", file.id.number)
        let campaign = try Campaign.find(file.campaign, in: tx)
        if file.state != .draft { return try file.receipt(campaign, repeated: true) }
        let byOfficer = if case .agent = door { true } else { false }
        let arrival = byOfficer ? min(receivedAt ?? moment, moment) : moment
        let reading = ApplicationReading(file.draft, file.kind)
        switch campaign.phase(at: arrival) {
        case .upcoming where !byOfficer:
            throw ApplicationRefusal.campaignNotOpen(name: campaign.name, from: campaign.opensAt)
        case .closed where !byOfficer && !acceptingLate:
            throw ApplicationRefusal.campaignClosed(name: campaign.name, at: campaign.closesAt)
        default: break
        }
        guard reading.problems.isEmpty else { throw FormRefusal(reading.problems) }
        let late = campaign.phase(at: arrival) == .closed
        try write(reading, to: file.id, draft: file.draft, step: 5, version: file.version, in: tx)
        try keepBankAccount(of: file, reading, in: tx)
        try askDocuments(of: file, campaign, in: tx)
        try tx.name(event: ApplicationEvent.submit.rawValue)
        // The counter's row is locked from here to the end of the transaction: it comes last.
        let reference = try nextReference(year: campaign.year, in: tx)
        do {
            _ = try tx.savepoint {
                try tx.execute(
                    """
                    UPDATE application
                       SET state = 'submitted', reference = \(reference), submitted_at = \(arrival), late = \(late),
                           draft = '{}', step = 5, version = version + 1
                     WHERE id = \(file.id)
                    """)
            }
        } catch let error as PostgreSQLError where error.constraint == "application_once" {
            throw ApplicationRefusal.applied(reference: try first(of: file, in: tx) ?? "")
        }
        return try find(file.id, in: tx).receipt(campaign, repeated: false)
    }

    /// The reference of the request that takes the only place of its association in the campaign.
    private static func first(of file: Application, in tx: Transaction) throws -> String? {
        try tx.first(
            """
            SELECT reference FROM application
             WHERE association_id = \(file.association) AND campaign_id = \(file.campaign) AND id <> \(file.id) AND only_one
               AND state NOT IN ('draft', 'withdrawn', 'inadmissible', 'abandoned') LIMIT 1
            """)?["reference"]
    }

    private func receipt(_ campaign: Campaign, repeated: Bool) throws -> Receipt {
        guard let reference, let submittedAt else {
            // A draft that was withdrawn: there is nothing to submit any more.
            throw LifecycleRefusal(
                event: ApplicationEvent.submit.label, state: state.label, code: ApplicationEvent.submit.rawValue)
        }
        return Receipt(
            id: id, reference: reference, submittedAt: submittedAt, late: late, serviceName: campaign.serviceName,
            isRepeated: repeated)
    }

    /// The receipt of a submitted file, to be shown again; nil for a draft.
    public func receipt(in tx: Transaction) throws -> Receipt? {
        guard reference != nil else { return nil }
        return try receipt(Campaign.find(campaign, in: tx), repeated: true)
    }

    /// `SUB-2026-00042`: counted by budget year of the campaign, inside the transaction that uses it, so that one
    /// that fails leaves no hole.
    static func nextReference(year: Int, in tx: Transaction) throws -> String {
        let value: Int = try tx.one(
            """
            INSERT INTO counter (name, year, value) VALUES ('application', \(year), 1)
            ON CONFLICT (name, year) DO UPDATE SET value = counter.value + 1
            RETURNING value
            """)["value"]
        let digits = String(value)
        return "SUB-\(year)-\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits)"
    }

    private static func keepBankAccount(of file: Application, _ reading: ApplicationReading, in tx: Transaction) throws
    {
        guard let iban = reading.values.text("iban") else { return }
        try tx.execute(
            """
            INSERT INTO bank_account (association_id, holder, iban, bic)
            VALUES (\(file.association), \(reading.values.text("account_holder") ?? ""), \(iban),
                    \(reading.values.text("bic")))
            ON CONFLICT (association_id, iban) DO NOTHING
            """)
    }

    /// The documents of the scheme become the file's own list.
    private static func askDocuments(of file: Application, _ campaign: Campaign, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO application_document (application_id, label, help, mandatory, position)
            SELECT \(file.id), label, help, mandatory, position FROM scheme_document
             WHERE scheme_id = \(campaign.scheme)
            ON CONFLICT (application_id, label) DO NOTHING
            """)
    }
}
