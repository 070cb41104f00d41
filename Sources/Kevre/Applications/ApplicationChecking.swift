import PostgreSQL

/// Admissibility and completeness: from submitted to complete, or to an early end.
extension Application {
    /// Why a file is not admissible.
    public enum InadmissibilityGround: String, CaseIterable, Sendable {
        case late, outOfScheme = "out_of_scheme", outOfTerritory = "out_of_territory"
        case notDeclared = "not_declared", publicService = "public_service", alreadyFunded = "already_funded", other

        public var label: String {
            switch self {
            case .late: "Déposé hors délai"
            case .outOfScheme: "Ne relève pas du dispositif"
            case .outOfTerritory: "Ni siège ni activité sur le territoire"
            case .notDeclared: "Association non déclarée"
            case .publicService: "Achat d’une prestation, non subvention"
            case .alreadyFunded: "Même dépense déjà subventionnée"
            case .other: "Autre motif"
            }
        }

        public static var choices: [Choice] { allCases.map { Choice($0.rawValue, $0.label) } }
    }

    /// Accepts a late file by derogation: an explicit decision, with its reason, in the audit trail.
    public static func acceptLate(
        _ id: ID, reason: String, version: Int? = nil, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.instructApplications)
        let file = try lock(id, in: tx)
        try agent.require(.instructApplications, of: file.service)
        if let version, version != file.version { throw try StaleVersion.find("application", id.number, in: tx) }
        guard file.late, file.state.isBeforeDecision, file.state != .draft else { throw ApplicationRefusal.notLate }
        let reason = reason.trimmed
        guard !reason.isEmpty else { throw ApplicationRefusal.reasonMissing }
        // While documents are awaited, the state's reason is the words the association reads behind its link.
        let isRead = file.state == .incomplete
        if isRead { try ApplicationComment.write("Hors délai accepté\u{a0}: \(reason)", on: id, by: agent, in: tx) }
        try tx.name(event: "accept_late")
        try tx.execute(
            """
            UPDATE application
               SET late_accepted = true, state_reason = CASE WHEN \(isRead) THEN state_reason ELSE \(reason) END,
                   version = version + 1
             WHERE id = \(id)
            """)
    }

    /// Asks for documents by name, with a day to answer.
    ///
    /// - Parameters:
    ///   - documents: documents of the file's own list.
    ///   - others: labels of documents that are not on the list yet.
    ///   - dueOn: last day to answer.
    ///   - message: words to the association.
    public static func requestDocuments(
        _ id: ID, documents: [ApplicationDocument.ID], others: [String] = [], dueOn: Day, message: String = "",
        version: Int? = nil, on today: Day, by agent: Agent, in tx: Transaction
    ) throws {
        let file = try begin(.requestDocuments, id, version: version, by: agent, in: tx)
        let labels = others.map(\.singleSpaced).filter { !$0.isEmpty }
        guard !documents.isEmpty || !labels.isEmpty else { throw ApplicationRefusal.noDocumentNamed }
        guard dueOn > today else { throw ApplicationRefusal.dueDayPast }
        if let label = labels.first(where: SchemeDocument.asksForMembers) {
            throw ApplicationRefusal.membersList(label)
        }
        let named = try tx.execute(
            """
            UPDATE application_document
               SET requested_on = \(today), state = 'missing', received_on = NULL, mandatory = true
             WHERE application_id = \(id) AND id = ANY(\(documents.map(\.number)))
            """)
        guard named == Set(documents).count else { throw NotFound("Une des pièces n’est pas de ce dossier.") }
        for label in labels {
            try tx.execute(
                """
                INSERT INTO application_document (application_id, label, mandatory, position, requested_on)
                VALUES (\(id), \(label), true, 1000, \(today))
                ON CONFLICT (application_id, label) DO UPDATE
                   SET requested_on = excluded.requested_on, state = 'missing', received_on = NULL, mandatory = true
                """)
        }
        try tx.execute(
            """
            UPDATE application
               SET state = 'incomplete', documents_due_on = \(dueOn), state_reason = \(message.trimmed),
                   version = version + 1
             WHERE id = \(file.id)
            """)
    }

    /// Gives the association more time to answer.
    public static func extendDueDay(
        _ id: ID, to day: Day, version: Int? = nil, on today: Day, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.instructApplications)
        let file = try lock(id, in: tx)
        try agent.require(.instructApplications, of: file.service)
        if let version, version != file.version { throw try StaleVersion.find("application", id.number, in: tx) }
        guard file.state == .incomplete else {
            throw LifecycleRefusal(event: "Prolonger le délai", state: file.state.label, code: "extend_due_day")
        }
        guard day > today else { throw ApplicationRefusal.dueDayPast }
        try tx.name(event: "extend_due_day")
        try tx.execute(
            "UPDATE application SET documents_due_on = \(day), version = version + 1 WHERE id = \(id)")
    }

    /// The documents asked came: the file is checked again.
    public static func answer(_ id: ID, version: Int? = nil, by agent: Agent, in tx: Transaction) throws {
        _ = try begin(.answer, id, version: version, by: agent, in: tx)
        let missing = try answersMissing(id, in: tx)
        guard missing == 0 else { throw ApplicationRefusal.answersMissing(missing) }
        try tx.execute(
            """
            UPDATE application SET state = 'submitted', documents_due_on = NULL, version = version + 1
             WHERE id = \(id)
            """)
    }

    /// Closes without action a file whose documents never came.
    public static func abandon(
        _ id: ID, version: Int? = nil, on today: Day, by agent: Agent, in tx: Transaction
    ) throws {
        let file = try begin(.abandon, id, version: version, by: agent, in: tx)
        if let due = file.documentsDueOn, due >= today { throw ApplicationRefusal.dueDayNotReached(due) }
        try tx.execute(
            """
            UPDATE application
               SET state = 'abandoned', state_reason = 'Pièces demandées non reçues', version = version + 1
             WHERE id = \(id)
            """)
    }

    /// Declares that every mandatory document is there: the two months of R9 begin.
    public static func declareComplete(_ id: ID, version: Int? = nil, by agent: Agent, in tx: Transaction) throws {
        let file = try begin(.declareComplete, id, version: version, by: agent, in: tx)
        if try Association.find(file.association, in: tx).isProvisional {
            throw ApplicationRefusal.associationProvisional
        }
        if file.late && file.lateAccepted != true { throw ApplicationRefusal.lateUndecided }
        let missing = try documentsMissing(id, in: tx)
        guard missing.isEmpty else { throw ApplicationRefusal.documentsMissing(missing) }
        try tx.execute(
            """
            UPDATE application
               SET state = 'complete', completed_at = moment(), documents_due_on = NULL, state_reason = NULL,
                   version = version + 1
             WHERE id = \(id)
            """)
    }

    /// Ends a file that cannot be studied, on a ground of the list.
    ///
    /// - Parameter comment: compulsory for ``InadmissibilityGround/other``.
    public static func declareInadmissible(
        _ id: ID, _ ground: InadmissibilityGround, comment: String = "", version: Int? = nil, by agent: Agent,
        in tx: Transaction
    ) throws {
        let file = try begin(.declareInadmissible, id, version: version, by: agent, in: tx)
        if ground == .late && !file.late { throw ApplicationRefusal.notLate }
        let comment = comment.trimmed
        if ground == .other && comment.isEmpty { throw ApplicationRefusal.reasonMissing }
        let reason = comment.isEmpty ? ground.label : "\(ground.label)\u{a0}: \(comment)"
        try tx.execute(
            """
            UPDATE application
               SET state = 'inadmissible', state_reason = \(reason),
                   late_accepted = CASE WHEN \(ground == .late) THEN false ELSE late_accepted END,
                   version = version + 1
             WHERE id = \(id)
            """)
    }

    /// The compulsory documents still missing, by name.
    static func documentsMissing(_ id: ID, in tx: Transaction) throws -> [String] {
        try tx.query(
            """
            SELECT label FROM application_document
             WHERE application_id = \(id) AND mandatory AND state = 'missing' ORDER BY position, label
            """
        ).map { try $0["label"] }
    }

    static func answersMissing(_ id: ID, in tx: Transaction) throws -> Int {
        try tx.one(
            """
            SELECT count(*) AS n FROM application_document
             WHERE application_id = \(id) AND requested_on IS NOT NULL AND state = 'missing'
            """)["n"]
    }
}
