import PostgreSQL

/// What closing a session does, or did: named before the agent confirms, told after.
public struct SessionClosing: Sendable, Equatable {
    /// Files granted.
    public let granted: Int
    /// What they come to.
    public let grantedAmount: Money
    /// Files refused.
    public let refused: Int
    /// Files that go back to proposed, for another session.
    public let postponed: Int
    /// Files nobody decided: they stand in the way.
    public let undecided: [String]
    /// Associations for which an agreement becomes compulsory (R1), with their total for the year.
    public let agreements: [Agreement]
    /// Neither the number of the act nor, for a committee, the competent body's decision is known yet.
    public let needsReference: Bool

    /// Grants of which nobody said how they are paid: they cannot be published before somebody does.
    public let withoutTerms: Int

    /// An association that must now have an agreement, with the sum that makes it so.
    public struct Agreement: Sendable, Equatable {
        public let association: String
        public let year: Int
        /// What the authority grants it that year, this session included.
        public let total: Money
    }

    /// What remains to be typed before all can be published; nil when nothing is.
    public var termsToCome: String? {
        guard withoutTerms > 0 else { return nil }
        let wait = FrenchText.count(withoutTerms, "subvention attend ses", "subventions attendent leurs")
        return "\(wait) conditions ou dates de versement avant publication."
    }

    /// What will be final, sentence by sentence.
    public var consequences: [String] {
        var sentences: [String] = []
        func say(_ count: Int, _ one: String, _ many: String) {
            if count > 0 { sentences.append("\(FrenchText.grouped(count))\u{a0}\(count < 2 ? one : many)") }
        }
        say(
            granted, "subvention accordée, \(grantedAmount.short) engagés",
            "subventions accordées, \(grantedAmount.short) engagés")
        say(refused, "demande refusée", "demandes refusées")
        say(postponed, "dossier ajourné, de nouveau à proposer", "dossiers ajournés, de nouveau à proposer")
        say(
            agreements.count, "convention devient obligatoire (plus de 23\u{202f}000\u{a0}€ dans l’année)",
            "conventions deviennent obligatoires (plus de 23\u{202f}000\u{a0}€ dans l’année)")
        return sentences
    }
}

extension Session {
    /// What closing would do now.
    ///
    /// - Parameter terms: how grants are paid whose line and campaign do not say it.
    public func closing(with terms: PaymentTerms = .none, in tx: Transaction) throws -> SessionClosing {
        let lines = try lines(in: tx)
        let granted = lines.filter { $0.outcome == .granted }
        return SessionClosing(
            granted: granted.count, grantedAmount: granted.sum { $0.amount ?? .zero },
            refused: lines.count { $0.outcome == .refused }, postponed: lines.count { $0.outcome == .postponed },
            undecided: lines.filter { $0.outcome == nil }.map { "\($0.reference) (\($0.associationName))" },
            agreements: try agreements(granted, in: tx), needsReference: (deliberationReference ?? "").isEmpty,
            withoutTerms: granted.count { !$0.paymentTerms.completed(by: terms).isWhole })
    }

    /// The associations this session's grants bring above the threshold of R1.
    private func agreements(_ granted: [AgendaLine], in tx: Transaction) throws -> [SessionClosing.Agreement] {
        guard let threshold = Obligation.agreement.threshold, !isClosed else { return [] }
        var result: [SessionClosing.Agreement] = []
        for (key, lines) in Dictionary(grouping: granted, by: { [$0.association.number, $0.year] }) {
            guard let first = lines.first else { continue }
            let before = try Grant.granted(to: first.association, year: key[1], in: tx)
            let total = before + lines.sum { $0.amount ?? .zero }
            if before <= threshold, total > threshold {
                result.append(.init(association: first.associationName, year: key[1], total: total))
            }
        }
        return result.sorted { ($0.association, $0.year) < ($1.association, $1.year) }
    }

    /// Closes the session, whole or not at all: files are granted, refused or adjourned, each grant enters the
    /// authority's record, the envelopes are committed and the lines change no more.
    ///
    /// - Parameters:
    ///   - deliberation: number of the act, when it is known already.
    ///   - terms: how grants are paid whose line and campaign do not say it.
    ///   - version: the version the agent saw.
    /// - Throws: ``DecisionRefusal`` for an empty agenda, undecided lines, a closed session; ``StaleVersion``;
    ///   ``AccessRefusal``.
    @discardableResult
    public static func close(
        _ id: ID, deliberation: String? = nil, terms: PaymentTerms = .none, version: Int? = nil,
        authority: Authority, by agent: Agent, in tx: Transaction
    ) throws -> SessionClosing {
        try agent.require(.writeSessions)
        let session = try find(id, lock: "FOR UPDATE", in: tx)
        guard !session.isClosed else { throw DecisionRefusal.sessionClosed(session.name) }
        if let version, version != session.version { throw try StaleVersion.find("session", id.number, in: tx) }
        // In this order everywhere: files, then envelopes; each by key.
        try tx.execute(
            """
            SELECT FROM application WHERE id IN (SELECT application_id FROM agenda_line WHERE session_id = \(id))
             ORDER BY id FOR UPDATE
            """)
        try tx.execute(
            """
            SELECT FROM envelope WHERE id IN (SELECT envelope_id FROM agenda_line WHERE session_id = \(id))
             ORDER BY id FOR UPDATE
            """)
        let lines = try session.lines(in: tx)
        guard !lines.isEmpty else { throw DecisionRefusal.agendaEmpty }
        for service in Set(lines.map(\.service)) { try agent.require(.writeSessions, of: service) }
        let closing = try session.closing(with: terms, in: tx)
        guard closing.undecided.isEmpty else { throw DecisionRefusal.undecided(closing.undecided) }
        let given = (deliberation ?? "").trimmed
        let reference = given.isEmpty ? session.deliberationReference : given
        try tx.execute("UPDATE agenda_line SET final = true, version = version + 1 WHERE session_id = \(id)")
        try carryOut(session, in: tx)
        try recordGrants(session, reference, terms, authority, in: tx)
        try tx.name(event: "close_session")
        try tx.execute(
            """
            UPDATE session
               SET closed_at = moment(), closed_by = \(agent.name), deliberation_reference = \(reference),
                   version = version + 1
             WHERE id = \(id)
            """)
        return closing
    }

    /// Each file goes where its line says.
    private static func carryOut(_ session: Session, in tx: Transaction) throws {
        try tx.name(event: ApplicationEvent.grant.rawValue)
        try tx.execute(
            """
            UPDATE application a
               SET state = 'granted', granted_cents = l.amount_cents, conditions = nullif(l.conditions, ''),
                   decided_on = \(session.heldOn), version = a.version + 1
              FROM agenda_line l
             WHERE l.session_id = \(session.id) AND l.application_id = a.id AND l.outcome = 'granted'
            """)
        try tx.name(event: ApplicationEvent.refuse.rawValue)
        try tx.execute(
            """
            UPDATE application a
               SET state = 'refused', state_reason = nullif(l.reason, ''), decided_on = \(session.heldOn),
                   version = a.version + 1
              FROM agenda_line l
             WHERE l.session_id = \(session.id) AND l.application_id = a.id AND l.outcome = 'refused'
            """)
        try tx.name(event: ApplicationEvent.adjourn.rawValue)
        try tx.execute(
            """
            UPDATE application a
               SET state = 'proposed', state_reason = nullif(l.reason, ''), version = a.version + 1
              FROM agenda_line l
             WHERE l.session_id = \(session.id) AND l.application_id = a.id AND l.outcome = 'postponed'
            """)
    }

    /// The grants become part of what the authority gave, beside those of other years and funders.
    private static func recordGrants(
        _ session: Session, _ reference: String?, _ terms: PaymentTerms, _ authority: Authority, in tx: Transaction
    ) throws {
        let earmarked = SubsidyKind.allCases.filter(\.isEarmarked).map(\.rawValue)
        try tx.name(event: ApplicationEvent.grant.rawValue)
        try tx.execute(
            """
            INSERT INTO grant_record (own, association_id, funder_name, funder_siret, year, decided_on,
                   decision_reference, beneficiary_name, beneficiary_siret, beneficiary_siren, beneficiary_rna,
                   purpose, requested_cents, amount_cents, nature, kind, earmarked, conditions, payment_period,
                   eu_notified, scheme, theme, service, commune, application_id)
            SELECT true, association.id, \(authority.name), \(authority.siret), c.year, \(session.heldOn),
                   \(reference), association.name, association.siret, association.siren, association.rna,
                   coalesce(nullif(a.title, ''), s.name), a.requested_cents, l.amount_cents,
                   CASE a.kind WHEN 'in_kind' THEN 'in_kind' ELSE 'cash' END, a.kind, a.kind = ANY(\(earmarked)),
                   coalesce(l.payment_conditions, c.payment_conditions, \(terms.conditions)),
                   coalesce(l.payment_period, c.payment_period, \(terms.period)), false, s.name, theme.name, service.name,
                   coalesce(commune.name, association.locality), a.id
              FROM agenda_line l
              JOIN application a ON a.id = l.application_id
              JOIN association ON association.id = a.association_id
              JOIN campaign c ON c.id = a.campaign_id
              JOIN scheme s ON s.id = c.scheme_id
              JOIN service ON service.id = s.service_id
              LEFT JOIN theme ON theme.id = \(Scheme.themeOfFile("s"))
              LEFT JOIN shared.commune ON commune.code = association.commune_code
             WHERE l.session_id = \(session.id) AND l.outcome = 'granted'
             ORDER BY l.position
            """)
    }
}
