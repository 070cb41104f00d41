import PostgreSQL

/// The study of a file: who has it, what is thought of it, what is proposed.
extension Application {
    /// Takes a complete file in hand.
    ///
    /// - Parameter officer: who will study it; nil: who takes it.
    public static func take(
        _ id: ID, officer: Agent.ID? = nil, version: Int? = nil, by agent: Agent, in tx: Transaction
    ) throws {
        let file = try begin(.take, id, version: version, by: agent, in: tx)
        let officer = try officer.map { try instructing($0, of: file.service, in: tx) } ?? file.officer ?? agent.id
        try tx.execute(
            """
            UPDATE application SET state = 'under_instruction', officer_id = \(officer), version = version + 1
             WHERE id = \(id)
            """)
    }

    /// Gives the file to an officer, or to nobody; possible in every state before the decision.
    public static func assign(
        _ id: ID, to officer: Agent.ID?, version: Int? = nil, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.instructApplications)
        let file = try lock(id, in: tx)
        try agent.require(.instructApplications, of: file.service)
        if let version, version != file.version { throw try StaleVersion.find("application", id.number, in: tx) }
        let officer = try officer.map { try instructing($0, of: file.service, in: tx) }
        guard officer != file.officer else { return }
        try tx.name(event: "assign")
        try tx.execute("UPDATE application SET officer_id = \(officer), version = version + 1 WHERE id = \(id)")
    }

    /// The agents who may study files of a service, for the menu.
    public static func officers(of service: Service.ID, in tx: Transaction) throws -> [Choice] {
        try tx.query(
            """
            SELECT DISTINCT agent.id, agent.name FROM agent JOIN agent_role r ON r.agent_id = agent.id
             WHERE agent.active AND r.role = ANY(\(instructingRoles))
               AND (r.service_id IS NULL OR r.service_id = \(service))
             ORDER BY agent.name
            """
        ).map { Choice(String(try $0["id"] as Int), try $0["name"]) }
    }

    private static let instructingRoles = Role.allCases.filter { $0.rights.contains(.instructApplications) }
        .map(\.rawValue)

    private static func instructing(_ officer: Agent.ID, of service: Service.ID, in tx: Transaction) throws -> Agent.ID
    {
        if try officers(of: service, in: tx).contains(where: { $0.value == officer.description }) { return officer }
        let row = try tx.first("SELECT name FROM agent WHERE id = \(officer)")
        guard let row else { throw NotFound("Ce compte n’existe pas.") }
        throw ApplicationRefusal.notInstructing(try row["name"])
    }

    /// What is typed to propose an amount.
    public static func proposalForm(_ envelopes: [Envelope]) -> Form {
        Form([
            Field("amount", "Montant proposé", .money, required: true),
            Record.application.field(
                "opinion", .choice(Opinion.allCases.map { Choice($0.rawValue, $0.label) }), required: true),
            Record.application.field(
                "envelope_id",
                .choice(
                    envelopes.map { Choice($0.id.description, "\($0.name) (reste \($0.leftAfterProposals.short))") }),
                required: true),
            Record.application.field("opinion_text", .longText, help: "Ce que la commission lira.", maxLength: 8_000),
            Record.application.field(
                "derogation", help: "Motif, si le montant dépasse ce qui est demandé ou ce qui reste sur l’enveloppe.",
                maxLength: 500
            ),
        ])
    }

    /// Proposes an amount on an envelope, with an opinion. More than what is asked, or than the envelope has
    /// left, needs a derogation with its reason; the envelope's row is locked, so that two proposals at once
    /// see each other.
    public static func propose(
        _ id: ID, _ input: FormInput, version: Int? = nil, by agent: Agent, in tx: Transaction
    ) throws {
        let file = try begin(.propose, id, version: version, by: agent, in: tx)
        let envelopes = try Envelope.all(of: file.campaign, in: tx)
        guard !envelopes.isEmpty else { throw ApplicationRefusal.noEnvelope }
        var reading = proposalForm(envelopes).read(input)
        if let amount = reading.money("amount"), amount.isNegative {
            reading.refuse("amount", "Montant proposé", "Le montant est négatif\u{a0}: il doit être positif ou nul.")
        }
        reading = try reading.validated()
        let amount = reading.money("amount") ?? .zero
        let envelope = try Envelope.lock(
            Envelope.ID(Int(reading.text("envelope") ?? "") ?? 0), of: file.campaign, in: tx)
        let derogation = reading.text("derogation")
        if derogation == nil {
            let requested = file.requested ?? .zero
            guard amount <= requested else {
                throw ApplicationRefusal.amountAboveRequest(amount, requested: requested)
            }
            guard amount <= envelope.leftAfterProposals else {
                throw ApplicationRefusal.amountAboveEnvelope(
                    amount, left: envelope.leftAfterProposals, envelope: envelope.name)
            }
        }
        try tx.execute(
            """
            UPDATE application
               SET state = 'proposed', proposed_cents = \(amount), opinion = \(reading.text("opinion")),
                   opinion_text = \(reading.text("opinion_text") ?? ""), envelope_id = \(envelope.id),
                   derogation = \(derogation), officer_id = coalesce(officer_id, \(agent.id)), version = version + 1
             WHERE id = \(id)
            """)
    }

    /// Sends a proposal back to be studied again, with a comment.
    public static func sendBack(
        _ id: ID, comment: String, version: Int? = nil, by agent: Agent, in tx: Transaction
    ) throws {
        _ = try begin(.sendBack, id, version: version, by: agent, in: tx)
        guard !comment.trimmed.isEmpty else { throw ApplicationRefusal.commentMissing }
        try tx.execute("UPDATE application SET state = 'under_instruction', version = version + 1 WHERE id = \(id)")
        try ApplicationComment.write(comment, on: id, by: agent, in: tx)
    }
}
