import PostgreSQL

/// An amount of money voted for a campaign, with what is proposed, decided and left of it.
///
/// The database keeps the sums by triggers and refuses a decision beyond the amount, whoever acts at the same
/// time (constraint `envelope_not_overspent`).
public struct Envelope: Sendable, Identifiable {
    public typealias ID = Identifier<Envelope>

    public let id: ID
    public let name: String
    /// What may be decided on it at most: the database refuses more.
    public let amount: Money
    /// Proposed for files that still wait for a decision: a file that a session granted or refused, closed or not, no
    /// longer counts.
    public let proposed: Money
    /// Granted, in sessions open and closed.
    public let decided: Money
    /// The part granted in closed sessions: final.
    public let committed: Money
    /// It moves with the name and the amount, not with what is decided.
    public let version: Int

    /// What can still be decided.
    public var left: Money { amount - decided }
    /// What is left once every proposal is granted; negative when proposals exceed it.
    public var leftAfterProposals: Money { left - proposed }

    /// What is proposed and waits for a decision, of a row of `envelope`: the sum that the database keeps, by the state
    /// of the files, without what an open session has granted or refused already.
    static let pending: SQL = """
        (envelope.proposed_cents - coalesce((
            SELECT sum(a.proposed_cents) FROM agenda_line l JOIN application a ON a.id = l.application_id
             WHERE l.envelope_id = envelope.id AND NOT l.final AND l.outcome IN ('granted', 'refused')), 0))::bigint
        """

    private static let selection: SQL = "SELECT envelope.*, \(pending) AS pending_cents FROM envelope"

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        amount = try row["amount_cents"]
        proposed = try row["pending_cents"]
        decided = try row["decided_cents"]
        committed = try row["committed_cents"]
        version = try row["version"]
    }

    /// The envelopes of a campaign.
    public static func all(of campaign: Campaign.ID, in tx: Transaction) throws -> [Envelope] {
        try tx.query("\(selection) WHERE campaign_id = \(campaign) ORDER BY name, id").map(Envelope.init)
    }

    /// One envelope, locked until the end of the transaction.
    static func lock(_ id: ID, of campaign: Campaign.ID, in tx: Transaction) throws -> Envelope {
        let held = try tx.first(
            "SELECT 1 AS one FROM envelope WHERE id = \(id) AND campaign_id = \(campaign) FOR UPDATE")
        guard held != nil else { throw NotFound("Cette enveloppe n’est pas de cette campagne.") }
        // Read once the lock is held: with the sums of all who came before.
        return try Envelope(tx.one("\(selection) WHERE envelope.id = \(id)"))
    }

    /// The envelopes of a campaign, locked until the end of the transaction.
    static func lockAll(of campaign: Campaign.ID, in tx: Transaction) throws -> [Envelope] {
        try tx.execute("SELECT 1 AS one FROM envelope WHERE campaign_id = \(campaign) ORDER BY id FOR UPDATE")
        return try all(of: campaign, in: tx)
    }
}

/// A row of the campaign's form: an envelope as typed.
struct EnvelopeEntry {
    let id: Envelope.ID?
    let name: String
    let amount: Money

    /// Reads the rows `envelope_id`, `envelope_name`, `envelope_amount`; a row left empty is left out.
    static func read(_ input: FormInput, into reading: inout FormReading) -> [EnvelopeEntry] {
        let names = input.all("envelope_name").map(\.singleSpaced)
        let amounts = input.all("envelope_amount").map(\.trimmed)
        let ids = input.all("envelope_id")
        var entries: [EnvelopeEntry] = []
        for index in 0..<max(names.count, amounts.count) {
            let name = names.indices.contains(index) ? names[index] : ""
            let text = amounts.indices.contains(index) ? amounts[index] : ""
            if name.isEmpty && text.isEmpty { continue }
            let title = name.isEmpty ? "Enveloppe \(index + 1)" : name
            do throws(MoneyRefusal) {
                let amount = try Money(parsing: text, allowsNegative: false)
                if amount.isZero {
                    reading.refuse("envelope_amount", title, "Le montant d’une enveloppe est supérieur à zéro.")
                }
                if entries.contains(where: { $0.name == title }) {
                    reading.refuse("envelope_name", title, "Deux enveloppes portent ce nom.")
                }
                let id = ids.indices.contains(index) ? Envelope.ID(ids[index]) : nil
                entries.append(EnvelopeEntry(id: id, name: title, amount: amount))
            } catch {
                reading.refuse("envelope_amount", title, error.message)
            }
        }
        return entries
    }

    /// Writes the envelopes of a campaign; those no longer listed go, unless something was decided or proposed.
    ///
    /// - Throws: ``FormRefusal`` when an amount falls below what is decided already.
    static func write(_ entries: [EnvelopeEntry], of campaign: Campaign.ID, in tx: Transaction) throws {
        let known = try Envelope.lockAll(of: campaign, in: tx)
        for envelope in known where !entries.contains(where: { $0.id == envelope.id }) {
            let used = try tx.first(
                """
                SELECT 1 AS one FROM application WHERE envelope_id = \(envelope.id)
                UNION ALL SELECT 1 FROM agenda_line WHERE envelope_id = \(envelope.id) LIMIT 1
                """)
            guard used == nil else {
                throw refusal(envelope.name, "Des dossiers y sont rattachés\u{a0}: elle ne peut pas être retirée.")
            }
            try tx.execute("DELETE FROM envelope WHERE id = \(envelope.id)")
        }
        for entry in entries {
            if let id = entry.id, let envelope = known.first(where: { $0.id == id }) {
                guard envelope.name != entry.name || envelope.amount != entry.amount else { continue }
                guard entry.amount >= envelope.decided else {
                    throw refusal(
                        entry.name,
                        "\(envelope.decided.short) sont déjà décidés\u{a0}: l’enveloppe ne peut pas descendre à \(entry.amount.short)."
                    )
                }
                try tx.execute(
                    """
                    UPDATE envelope SET name = \(entry.name), amount_cents = \(entry.amount), version = version + 1
                     WHERE id = \(id)
                    """)
            } else {
                try tx.execute(
                    """
                    INSERT INTO envelope (campaign_id, name, amount_cents)
                    VALUES (\(campaign), \(entry.name), \(entry.amount))
                    """)
            }
        }
    }

    private static func refusal(_ name: String, _ message: String) -> FormRefusal {
        FormRefusal([FieldProblem(field: "envelope_amount", label: name, message: message)])
    }
}
