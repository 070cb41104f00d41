import PostgreSQL

extension Session {
    /// Puts proposed files on the agenda, at its end, grouped by service then by name, each with the amount proposed
    /// in discussion. All of them or none.
    ///
    /// - Throws: ``DecisionRefusal`` when the session is closed or another body is competent for a file;
    ///   ``LifecycleRefusal`` when a file is not at the state of proposal; ``AccessRefusal/otherService``.
    public static func putOnAgenda(
        _ id: ID, _ applications: [Application.ID], by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeSessions)
        let session = try open(id, in: tx)
        guard !applications.isEmpty else { throw DecisionRefusal.nothingChosen }
        // Always in the order of their keys, so that two agents picking the same files cannot deadlock.
        let rows = try tx.query(
            """
            SELECT application.id, application.reference, application.state, application.envelope_id,
                   scheme.service_id, scheme.competent_body
              FROM application JOIN campaign ON campaign.id = application.campaign_id
                   JOIN scheme ON scheme.id = campaign.scheme_id
             WHERE application.id = ANY(\(applications)) ORDER BY application.id
               FOR UPDATE OF application
            """)
        guard rows.count == Set(applications).count else { throw NotFound("Un de ces dossiers n’existe pas.") }
        for row in rows {
            tx.attempt(ApplicationEvent.putOnAgenda.rawValue, on: "application", try row["id"])
            try agent.require(.writeSessions, of: row["service_id"])
            let state: ApplicationState = try row["state"]
            let reference = try row["reference"] ?? ""
            guard state != .onAgenda else { throw DecisionRefusal.alreadyOnAgenda(reference) }
            _ = try Application.lifecycle.target(from: state, .putOnAgenda)
            let competent: DecidingBody = try row["competent_body"]
            guard session.body.isCompetent(for: competent) else {
                throw DecisionRefusal.notCompetent(session.body, reference, competent)
            }
        }
        try tx.name(event: ApplicationEvent.putOnAgenda.rawValue)
        try tx.execute(
            """
            UPDATE application SET state = 'on_agenda', version = version + 1 WHERE id = ANY(\(applications))
            """)
        try tx.execute(
            """
            INSERT INTO agenda_line (session_id, application_id, envelope_id, amount_cents, position)
            SELECT \(id), a.id, a.envelope_id, a.proposed_cents,
                   (SELECT coalesce(max(position), 0) FROM agenda_line WHERE session_id = \(id))
                   + row_number() OVER (ORDER BY service.position, service.id, fold(association.name), a.id)
              FROM application a JOIN association ON association.id = a.association_id
                   JOIN campaign c ON c.id = a.campaign_id JOIN scheme s ON s.id = c.scheme_id
                   JOIN service ON service.id = s.service_id
             WHERE a.id = ANY(\(applications))
            """)
    }

    /// Takes a file off the agenda: it is adjourned, that is proposed again and ready for another session.
    public static func remove(_ line: AgendaLine.ID, version: Int? = nil, by agent: Agent, in tx: Transaction) throws {
        let line = try Self.line(line, version: version, by: agent, in: tx)
        try tx.name(event: ApplicationEvent.adjourn.rawValue)
        try tx.execute("DELETE FROM agenda_line WHERE id = \(line.id)")
        try tx.execute(
            "UPDATE application SET state = 'proposed', version = version + 1 WHERE id = \(line.application)")
        try renumber(line.session, in: tx)
    }

    /// Orders the agenda; lines that are not named keep their order after the others.
    public static func reorder(_ id: ID, _ lines: [AgendaLine.ID], by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeSessions)
        _ = try open(id, in: tx)
        try tx.execute(
            """
            UPDATE agenda_line l SET position = o.rank
              FROM (SELECT al.id, row_number() OVER (
                               ORDER BY array_position(\(lines)::bigint[], al.id) NULLS LAST, al.position, al.id) AS rank
                      FROM agenda_line al WHERE al.session_id = \(id)) o
             WHERE l.id = o.id AND l.position <> o.rank
            """)
    }

    /// Moves a line up (-1) or down (1).
    public static func move(_ line: AgendaLine.ID, by offset: Int, by agent: Agent, in tx: Transaction) throws {
        let line = try Self.line(line, version: nil, by: agent, in: tx)
        var order = try tx.query(
            "SELECT id FROM agenda_line WHERE session_id = \(line.session) ORDER BY position, id"
        ).map { try $0["id"] as AgendaLine.ID }
        guard let place = order.firstIndex(of: line.id) else { return }
        // Bounded before it is added: a form may say any number.
        let target = min(max(0, place + min(max(offset, -order.count), order.count)), order.count - 1)
        order.insert(order.remove(at: place), at: target)
        try reorder(line.session, order, by: agent, in: tx)
    }

    private static func renumber(_ id: ID, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE agenda_line l SET position = o.rank
              FROM (SELECT al.id, row_number() OVER (ORDER BY al.position, al.id) AS rank
                      FROM agenda_line al WHERE al.session_id = \(id)) o
             WHERE l.id = o.id AND l.position <> o.rank
            """)
    }

    /// A line of an open session for an agent who may decide it, both held until the transaction ends.
    ///
    /// - Parameter version: the version the agent saw; nil when what is done does not rest on what was shown.
    /// - Throws: ``DecisionRefusal/sessionClosed(_:)``; ``StaleVersion``; ``NotFound``; ``AccessRefusal``.
    static func line(
        _ id: AgendaLine.ID, version: Int?, by agent: Agent, in tx: Transaction
    ) throws -> AgendaLine {
        try agent.require(.writeSessions)
        // The session first, then the line: the order in which the closing locks them too.
        guard let row = try tx.first("SELECT session_id FROM agenda_line WHERE id = \(id)") else {
            throw NotFound("Cette ligne n’est plus à l’ordre du jour.")
        }
        _ = try open(row["session_id"], in: tx)
        let line = try AgendaLine.lock(id, in: tx)
        try agent.require(.writeSessions, of: line.service)
        if let version, version != line.version {
            throw try StaleVersion.find(
                part: ("agenda_line", id.number), of: ("application", line.application.number), in: tx)
        }
        return line
    }
}
