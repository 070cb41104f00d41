import PostgreSQL

/// The ends that need no session: withdrawal by the association, and the notification of what was decided.
extension Application {
    /// Withdraws the request: possible until the decision, by the association through its link or by an officer
    /// at its written demand.
    public static func withdraw(
        _ door: ApplicationDoor, reason: String = "", version: Int? = nil, in tx: Transaction
    ) throws {
        let file = try lock(door, in: tx)
        tx.attempt(ApplicationEvent.withdraw.rawValue, on: "application", file.id.number)
        _ = try lifecycle.target(from: file.state, .withdraw)
        if let version, version != file.version {
            throw try StaleVersion.find("application", file.id.number, in: tx)
        }
        try tx.name(event: ApplicationEvent.withdraw.rawValue)
        try tx.execute(
            """
            UPDATE application
               SET state = 'withdrawn', state_reason = \(reason.trimmed), version = version + 1
             WHERE id = \(file.id)
            """)
        // A withdrawn file leaves the agenda of the session that was to discuss it.
        try tx.execute("DELETE FROM agenda_line WHERE application_id = \(file.id) AND NOT final")
    }

    /// Notifies the decision: the sixty days of payment (R5) or the two months of appeal begin.
    ///
    /// - Parameters:
    ///   - day: day of the letter.
    ///   - legalityReceiptOn: for a grant, day the prefecture received the deliberation.
    public static func notify(
        _ id: ID, on day: Day, legalityReceiptOn: Day? = nil, version: Int? = nil, by agent: Agent,
        in tx: Transaction
    ) throws {
        let file = try begin(.notify, id, version: version, by: agent, in: tx)
        if let decided = file.decidedOn, day < decided {
            throw FormRefusal([
                FieldProblem(
                    field: "notified_on", label: "Date de notification",
                    message: "La notification ne peut pas précéder la décision du \(decided.long).")
            ])
        }
        if file.state == .granted {
            guard try hasDeliberation(id, in: tx) else { throw ApplicationRefusal.deliberationMissing }
            guard let legalityReceiptOn else {
                throw FormRefusal([
                    FieldProblem(
                        field: "legality_receipt_on", label: "Reçu en préfecture",
                        message: "Indiquez le jour où la préfecture a reçu la délibération.")
                ])
            }
            guard legalityReceiptOn <= day else {
                throw FormRefusal([
                    FieldProblem(
                        field: "legality_receipt_on", label: "Reçu en préfecture",
                        message: "La délibération n’est exécutoire qu’une fois reçue en préfecture.")
                ])
            }
        }
        try tx.execute(
            """
            UPDATE application
               SET state = CASE state WHEN 'granted' THEN 'notified' ELSE state END, notified_on = \(day),
                   legality_receipt_on = \(legalityReceiptOn), version = version + 1
             WHERE id = \(id)
            """)
    }

    /// Whether the session that granted has its deliberation's number.
    static func hasDeliberation(_ id: ID, in tx: Transaction) throws -> Bool {
        try tx.first(
            """
            SELECT 1 AS one FROM agenda_line l JOIN session s ON s.id = l.session_id
             WHERE l.application_id = \(id) AND l.final AND s.deliberation_reference <> '' LIMIT 1
            """) != nil
    }
}
