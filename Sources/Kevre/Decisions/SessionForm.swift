import PostgreSQL

extension Session {
    public static let form = Form([
        Record.session.field(
            "name", help: "Par exemple «\u{a0}Commission Culture et patrimoine\u{a0}».", required: true,
            maxLength: 200),
        Record.session.field(
            "body", .choice(Body.allCases.map { Choice($0.rawValue, $0.label) }),
            help: "Le bureau et le président ne décident que ce que le conseil leur a délégué (CGCT, art. L5211-10).",
            required: true),
        Record.session.field("held_on", required: true),
        Record.session.field("held_at", help: "Par exemple 18:30.", maxLength: 8),
        Record.session.field("place", maxLength: 200),
        deliberationField,
    ])

    /// Once closed, only the number of the act is still to come.
    public static let closedForm = Form([deliberationField])

    private static let deliberationField = Record.session.field(
        "deliberation_reference", help: "Portée sur les subventions accordées et sur leur publication.", maxLength: 200)

    /// The fields that can still be changed: after the closing, those that bind nobody.
    public var form: Form { isClosed ? Self.closedForm : Self.form }

    /// What the form shows before anything is typed.
    public var input: FormInput {
        var input = FormInput()
        input["name"] = name
        input["body"] = body.rawValue
        input["held_on"] = heldOn.short
        input["held_at"] = heldAt
        input["place"] = place
        input["deliberation_reference"] = deliberationReference
        return input
    }

    /// Creates a session, or changes one; a closed one takes the reference of its deliberation only.
    ///
    /// - Parameter id: nil to create.
    /// - Throws: ``FormRefusal``; ``StaleVersion`` when someone changed it meanwhile; ``DecisionRefusal`` when
    ///   the agenda holds files another body is competent for.
    @discardableResult
    public static func save(
        _ id: ID?, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeSessions)
        if let id {
            let session = try find(id, lock: "FOR UPDATE", in: tx)
            guard session.version == version ?? session.version else {
                throw try StaleVersion.find("session", id.number, in: tx)
            }
            if session.isClosed {
                let reading = try closedForm.read(input).validated()
                try record(deliberation: reading.text("deliberation_reference"), of: id, in: tx)
                return id
            }
        }
        var reading = form.read(input)
        let time = reading.text("held_at").map { ParisTime.clock(reading: $0) }
        if case .some(.none) = time {
            reading.refuse("held_at", "Heure", "Écrivez l’heure comme 18:30.")
        }
        reading = try reading.validated()
        let saved: ID
        if let id {
            saved = id
            try tx.execute(
                """
                UPDATE session
                   SET name = \(reading.text("name")), body = \(reading.text("body")),
                       held_on = \(reading.day("held_on")), held_at = \(time ?? nil),
                       place = \(reading.text("place") ?? ""),
                       deliberation_reference = \(reading.text("deliberation_reference")), version = version + 1
                 WHERE id = \(id)
                """)
            try checkCompetence(of: id, in: tx)
        } else {
            saved = try tx.one(
                """
                INSERT INTO session (name, body, held_on, held_at, place, deliberation_reference)
                VALUES (\(reading.text("name")), \(reading.text("body")), \(reading.day("held_on")),
                        \(time ?? nil), \(reading.text("place") ?? ""), \(reading.text("deliberation_reference")))
                RETURNING id
                """)["id"]
        }
        return saved
    }

    /// Removes a session that has no agenda.
    public static func delete(_ id: ID, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeSessions)
        let session = try find(id, lock: "FOR UPDATE", in: tx)
        guard !session.isClosed else { throw DecisionRefusal.sessionClosed(session.name) }
        let lines: Int = try tx.one("SELECT count(*) AS n FROM agenda_line WHERE session_id = \(id)")["n"]
        guard lines == 0 else { throw DecisionRefusal.agendaNotEmpty(lines) }
        try tx.execute("DELETE FROM session WHERE id = \(id)")
    }

    /// The number of the act, on the session and on every grant it decided.
    private static func record(deliberation reference: String?, of id: ID, in tx: Transaction) throws {
        try tx.execute(
            "UPDATE session SET deliberation_reference = \(reference), version = version + 1 WHERE id = \(id)")
        try tx.execute(
            """
            UPDATE grant_record SET decision_reference = \(reference), version = version + 1
             WHERE application_id IN (
                   SELECT application_id FROM agenda_line WHERE session_id = \(id) AND outcome = 'granted' AND final)
               AND decision_reference IS DISTINCT FROM \(reference)
            """)
    }

    private static func checkCompetence(of id: ID, in tx: Transaction) throws {
        let session = try find(id, lock: "", in: tx)
        for line in try session.lines(in: tx) where !session.body.isCompetent(for: line.competentBody) {
            throw DecisionRefusal.notCompetent(session.body, line.reference, line.competentBody)
        }
    }
}
