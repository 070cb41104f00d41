import PostgreSQL

/// What a session leaves of an envelope, at this moment.
public struct EnvelopeGauge: Sendable, Equatable {
    public let envelope: Envelope.ID
    public let name: String
    public let campaign: String
    /// The whole of it.
    public let amount: Money
    /// Granted by other sessions, open or closed.
    public let decidedElsewhere: Money
    /// Granted by this session.
    public let decidedHere: Money
    /// In discussion here: amounts typed on lines not decided yet.
    public let discussed: Money
    /// Proposed for files that this or another session has still to decide, beyond what is in discussion here.
    public let toCome: Money

    /// Granted by all sessions, open and closed: the envelope's own figure.
    public var decided: Money { decidedElsewhere + decidedHere }
    /// What can still be decided: the envelope's own figure, never below zero.
    public var left: Money { amount - decided }
    /// What remains if what is in discussion is granted; below zero, some of it cannot be.
    public var leftAfterDiscussion: Money { left - discussed }
    /// By how much the proposals to come exceed what the discussion leaves; zero when they fit.
    public var exceeding: Money { max(.zero, toCome - max(.zero, leftAfterDiscussion)) }

    /// The French sentence that warns, nil when all fits.
    public var warning: String? {
        if leftAfterDiscussion < .zero {
            return "Les montants en discussion dépassent de \((-leftAfterDiscussion).short) ce qui reste."
        }
        return warningOfProposals
    }

    /// The part of it that does not rest on what is in discussion; nil when the proposals fit.
    public var warningOfProposals: String? {
        guard exceeding > .zero else { return nil }
        return "Les propositions à venir (\(toCome.short)) dépassent de \(exceeding.short)."
    }
}

extension Session {
    /// The envelopes the agenda draws on.
    public func gauges(in tx: Transaction) throws -> [EnvelopeGauge] {
        try tx.query(
            """
            SELECT e.id, e.name, c.name AS campaign, e.amount_cents, e.decided_cents,
                   coalesce((SELECT sum(l.amount_cents) FROM agenda_line l
                              WHERE l.session_id = \(id) AND l.envelope_id = e.id AND l.outcome = 'granted'), 0)::bigint
                       AS here,
                   coalesce((SELECT sum(l.amount_cents) FROM agenda_line l
                              WHERE l.session_id = \(id) AND l.envelope_id = e.id AND l.outcome IS NULL), 0)::bigint
                       AS discussed,
                   coalesce((SELECT sum(coalesce(CASE WHEN l.outcome IS NULL THEN l.amount_cents END, a.proposed_cents, 0))
                               FROM application a LEFT JOIN agenda_line l ON l.application_id = a.id AND NOT l.final
                              WHERE a.envelope_id = e.id AND a.state IN ('proposed', 'on_agenda')
                                AND (l.id IS NULL OR l.outcome IS NULL OR l.outcome = 'postponed')
                                AND NOT (l.id IS NOT NULL AND l.session_id = \(id) AND l.outcome IS NULL
                                         AND l.amount_cents IS NOT NULL)), 0)::bigint
                       AS to_come
              FROM envelope e JOIN campaign c ON c.id = e.campaign_id
             WHERE e.id IN (SELECT envelope_id FROM agenda_line WHERE session_id = \(id))
             ORDER BY c.name, e.name, e.id
            """
        ).map { row in
            let decided: Money = try row["decided_cents"]
            let here: Money = try row["here"]
            return EnvelopeGauge(
                envelope: try row["id"], name: try row["name"], campaign: try row["campaign"],
                amount: try row["amount_cents"], decidedElsewhere: decided - here, decidedHere: here,
                discussed: try row["discussed"], toCome: try row["to_come"])
        }
    }
}
