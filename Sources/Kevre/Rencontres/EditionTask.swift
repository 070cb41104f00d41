import PostgreSQL

/// Something to be done for an edition, due so many days before its first day.
public struct EditionTask: Sendable, Identifiable {
    public typealias ID = Identifier<EditionTask>

    /// What it belongs to.
    public enum Kind: String, CaseIterable, Sendable, SQLValue {
        case safety, organisation, communication, programme, after

        public var label: String {
            switch self {
            case .safety: "Sécurité"
            case .organisation: "Organisation"
            case .communication: "Communication"
            case .programme: "Programme"
            case .after: "Après"
            }
        }

        public static let vocabulary = Vocabulary([
            ("safety", Kind.safety.label, .attention), ("organisation", Kind.organisation.label, .neutral),
            ("communication", Kind.communication.label, .info), ("programme", Kind.programme.label, .accent),
            ("after", Kind.after.label, .neutral),
        ])
    }

    public let id: ID
    let edition: Edition.ID
    public let label: String
    public let note: String
    public let kind: Kind
    /// 60 is J-60; negative after the day.
    public let daysBefore: Int
    public let assignee: String
    public let doneOn: Day?
    public let doneBy: String?
    public let version: Int
    /// When it is due: counted from the first day.
    public let dueOn: Day

    init(_ row: Row) throws {
        id = try row["id"]
        edition = try row["edition_id"]
        label = try row["label"]
        note = try row["note"]
        kind = try row["kind"]
        daysBefore = try row["days_before"]
        assignee = try row["assignee"]
        doneOn = try row["done_on"]
        doneBy = try row["done_by"]
        version = try row["version"]
        dueOn = (try row["starts_on"] as Day).adding(days: -daysBefore)
    }

    /// « J-60 », « J », « J+15 ».
    public var countdown: String { daysBefore == 0 ? "J" : daysBefore > 0 ? "J-\(daysBefore)" : "J+\(-daysBefore)" }

    /// Whether it waits past its day.
    public func isLate(on today: Day) -> Bool { doneOn == nil && dueOn < today }

    /// The tasks of an edition, the first due first.
    public static func all(of edition: Edition.ID, in tx: Transaction) throws -> [EditionTask] {
        try tx.query(
            """
            SELECT t.*, e.starts_on FROM edition_task t JOIN edition e ON e.id = t.edition_id
             WHERE t.edition_id = \(edition) ORDER BY t.days_before DESC, t.id
            """
        ).map(EditionTask.init)
    }

    /// The fields of a task.
    public static let form = Form([
        Record.editionTask.field("label", required: true, maxLength: 200),
        Field(
            "days", "Jours avant", help: "60 pour J-60, 0 pour le jour même, -15 pour quinze jours après.",
            required: true, maxLength: 5),
        Record.editionTask.field("kind", .choice(Kind.allCases.map { Choice($0.rawValue, $0.label) }), required: true),
        Record.editionTask.field("assignee", maxLength: 120),
        Record.editionTask.field("note", .longText, maxLength: 2_000),
    ])

    /// What the form shows of this task.
    public var input: FormInput {
        FormInput([
            "label": [label], "days": [String(daysBefore)], "kind": [kind.rawValue], "assignee": [assignee],
            "note": [note],
        ])
    }

    /// Adds a task, or changes one.
    ///
    /// - Throws: ``FormRefusal``, ``StaleVersion``.
    public static func save(
        _ id: ID?, of edition: Edition.ID, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeRencontres)
        var reading = form.read(input)
        let typed = reading.text("days")?.replacing("J", with: "").replacing("−", with: "-").trimmed
        // « J-60 » as people write it is 60 days before.
        let days = typed.flatMap { text in
            // The least whole number has no opposite.
            Int(text).map { input["days"]?.uppercased().hasPrefix("J") ?? false ? 0 &- $0 : $0 }
        }
        if typed != nil, days.map({ !(-400...1_000).contains($0) }) ?? true {
            reading.refuse("days", "Jours avant", "Un nombre de jours entre -400 et 1 000.")
        }
        reading = try reading.validated()
        let label = reading.text("label") ?? ""
        do {
            if let id {
                let changed = try tx.execute(
                    """
                    UPDATE edition_task SET label = \(label), days_before = \(days), kind = \(reading.text("kind")),
                           assignee = \(reading.text("assignee") ?? ""), note = \(reading.text("note") ?? ""),
                           version = version + 1
                     WHERE id = \(id) AND edition_id = \(edition) AND version = \(version ?? 0)
                    """)
                guard changed == 1 else {
                    throw try StaleVersion.find(
                        part: ("edition_task", id.number), of: ("edition", edition.number), in: tx)
                }
            } else {
                try tx.execute(
                    """
                    INSERT INTO edition_task (edition_id, label, days_before, kind, assignee, note)
                    VALUES (\(edition), \(label), \(days), \(reading.text("kind")),
                            \(reading.text("assignee") ?? ""), \(reading.text("note") ?? ""))
                    """)
            }
        } catch let error as PostgreSQLError where error.constraint == "edition_task_once" {
            throw FormRefusal([
                FieldProblem(field: "label", label: "Tâche", message: EditionRefusal.taskTaken(label).message)
            ])
        }
    }

    /// Ticks a task, or takes the tick back; doing it twice changes nothing.
    ///
    /// - Throws: ``StaleVersion`` when it was changed since it was shown; ``NotFound``.
    public static func tick(
        _ id: ID, _ isDone: Bool, version: Int? = nil, on day: Day, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeRencontres)
        let now = try lock(id, in: tx)
        if (now.doneOn != nil) == isDone { return }
        try now.require(version, in: tx)
        let changes: SQL = isDone ? "done_on = \(day), done_by = \(agent.name)" : "done_on = NULL, done_by = NULL"
        try tx.execute(
            """
            UPDATE edition_task SET \(changes), version = version + 1
             WHERE id = \(id)
            """)
    }

    /// Takes a task off the list.
    ///
    /// - Throws: ``StaleVersion`` when it was changed since it was shown; ``NotFound``.
    public static func delete(_ id: ID, version: Int? = nil, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeRencontres)
        try lock(id, in: tx).require(version, in: tx)
        try tx.execute("DELETE FROM edition_task WHERE id = \(id)")
    }

    private static func lock(_ id: ID, in tx: Transaction) throws -> EditionTask {
        let row = try tx.first(
            """
            SELECT t.*, e.starts_on FROM edition_task t JOIN edition e ON e.id = t.edition_id
             WHERE t.id = \(id) FOR UPDATE OF t
            """)
        guard let row else { throw NotFound("Cette tâche n’existe plus.") }
        return try EditionTask(row)
    }

    /// Nobody changed it since that version was read; nil asks nothing.
    private func require(_ version: Int?, in tx: Transaction) throws {
        guard let version, version != self.version else { return }
        throw try StaleVersion.find(part: ("edition_task", id.number), of: ("edition", edition.number), in: tx)
    }
}
