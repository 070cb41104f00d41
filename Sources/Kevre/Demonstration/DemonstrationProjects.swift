import PostgreSQL

/// The projects of a demonstration, with their searches in every state, their advice and their plans. Invented
/// associations; the funders and their aids are real.
enum DemonstrationProjects {
    static func create(on today: Day, in tx: Transaction) throws {
        let agents = try tx.query("SELECT id FROM agent WHERE active ORDER BY id").map { try $0["id"] as Int }
        let own = try tx.first("SELECT id FROM agent WHERE email = 'vie-associative@demo.example'")
        let officer = try own.map { try $0["id"] as Int } ?? agents.first
        var used: [Int] = []
        try tx.name(event: "load_history")
        for model in models {
            guard let association = try association(like: model.association, not: used, in: tx) else { continue }
            used.append(association)
            let project = try insert(model, association, officer, on: today, in: tx)
            for search in model.searches { try insert(search, project, officer, on: today, in: tx) }
            for note in model.notes { try insert(note, project, officer, on: today, in: tx) }
            for plan in model.plans {
                _ = try FinancingPlan.create(Project.ID(project), name: plan, by: .system, in: tx)
            }
        }
        try drawFromFiles(officer, in: tx)
    }

    private static func association(like name: String, not used: [Int], in tx: Transaction) throws -> Int? {
        let row = try tx.first(
            """
            SELECT id FROM association WHERE name LIKE \(name + "%") AND in_register
               AND NOT id = ANY(\(used)) ORDER BY id LIMIT 1
            """)
        return try row?["id"]
    }

    private static func insert(
        _ model: Model, _ association: Int, _ officer: Int?, on today: Day, in tx: Transaction
    ) throws -> Int {
        let starts = model.starts.map { today.adding(days: $0) }
        let project: Int = try tx.one(
            """
            INSERT INTO project (association_id, title, kind, need, objectives, public, themes, scope, communes,
                                 territory, starts_on, ends_on, stage, accompanied_by, created_at, updated_at)
            SELECT \(association), \(model.title), \(model.kind), \(model.need), \(model.objectives), \(model.audience),
                   \(model.themes)::text[], \(model.scope),
                   ARRAY(SELECT code FROM shared.commune WHERE name = ANY(\(model.communes)) AND left(code, 2) = '22'),
                   \(model.territory), \(starts), \(starts?.adding(months: model.months)), \(model.stage), \(officer),
                   moment() - make_interval(days => \(model.age)::int), moment() - make_interval(days => \(model.age / 3)::int)
            RETURNING id
            """)["id"]
        let first = (starts ?? today).year
        for (offset, lines) in model.budget.enumerated() {
            for (account, euros) in lines {
                let side = BudgetChart.chart(for: model.kind).lines.first { $0.account == account }?.side ?? .expense
                try tx.execute(
                    """
                    INSERT INTO project_budget_line (project_id, year, side, account, amount_cents)
                    VALUES (\(project), \(first + offset), \(side.rawValue), \(account), \(Money(euros: euros)))
                    """)
            }
        }
        return project
    }

    private static func insert(
        _ search: Search, _ project: Int, _ officer: Int?, on today: Day, in tx: Transaction
    ) throws {
        let known = try tx.first(
            "SELECT id, funder_id FROM aid WHERE source = 'starting' AND source_key = \(search.aid) AND closed_on IS NULL"
        )
        let funder: Int
        if let known {
            funder = try known["funder_id"]
        } else {
            try tx.execute(
                """
                INSERT INTO funder (name, kind) VALUES (\(search.funder), \(search.kind))
                ON CONFLICT (name_key) DO NOTHING
                """)
            funder = try tx.one("SELECT id FROM funder WHERE name_key = normalize_name(\(search.funder))")["id"]
        }
        let moved = today.adding(days: -search.moved)
        let filed = search.filed.map { today.adding(days: -$0) }
        let answered = search.answered.map { today.adding(days: -$0) }
        let won = ["granted", "paid", "reported"].contains(search.state)
        let paid = ["paid", "reported"].contains(search.state)
        let row = try tx.one(
            """
            INSERT INTO funding_search (project_id, aid_id, funder_id, label, state, asked_cents, obtained_cents,
                                        paid_cents, closes_on, filed_on, answered_on, paid_on, report_due_on,
                                        reported_on, next_action, next_action_on, agent_id, contact, reason, moved_on)
            VALUES (\(project), \(try known.map { try $0["id"] as Int }), \(funder), \(search.label), \(search.state),
                    \(search.asked.map { Money(euros: $0) }), \(won ? search.obtained.map { Money(euros: $0) } : nil),
                    \(paid ? Money(euros: search.obtained ?? 0) : .zero),
                    \(search.closes.map { today.adding(days: $0) }), \(filed), \(answered), \(paid ? moved : nil),
                    \(won ? answered?.adding(months: 12) : nil), \(search.state == "reported" ? moved : nil),
                    \(search.next), \(search.nextIn.map { today.adding(days: $0) }), \(officer), \(search.contact),
                    \(search.reason), \(moved))
            RETURNING id
            """)
        guard !search.said.isEmpty else { return }
        try tx.execute(
            """
            INSERT INTO funding_search_note (search_id, kind, held_on, people, body, agent_id, agent_name)
            SELECT \(try row["id"] as Int), 'call', \(moved), \(search.contact), \(search.said), id, name
              FROM agent WHERE id = \(officer)
            """)
    }

    private static func insert(
        _ note: Note, _ project: Int, _ officer: Int?, on today: Day, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            INSERT INTO project_note (project_id, kind, held_on, people, body, agent_id, agent_name)
            SELECT \(project), \(note.kind), \(today.adding(days: -note.days)), \(note.people), \(note.body), id, name
              FROM agent WHERE id = \(officer)
            """)
    }

    /// Two files of this year became projects: what the authority gives is only a part.
    private static func drawFromFiles(_ officer: Int?, in tx: Transaction) throws {
        let files = try tx.query(
            """
            SELECT a.id FROM application a WHERE a.state = 'notified' AND a.kind = 'project'
              AND EXISTS (SELECT FROM application_budget_line b WHERE b.application_id = a.id)
             ORDER BY a.id DESC LIMIT 2
            """)
        for file in files { _ = try Project.draw(from: try file["id"], by: .system, in: tx) }
    }

    // MARK: - Models

    struct Model: Sendable {
        let title: String
        /// Beginning of the association's name.
        let association: String
        var kind = SubsidyKind.project
        var stage = "design"
        let need: String
        var objectives = ""
        var audience = ""
        var themes: [String] = []
        var scope: String? = "epci"
        var communes: [String] = []
        var territory = ""
        /// Days from today.
        var starts: Int? = 60
        var months = 10
        /// Days since it was created.
        var age = 60
        /// One list a year, of accounts and euros.
        var budget: [[(String, Int)]] = []
        var searches: [Search] = []
        var notes: [Note] = []
        var plans: [String] = []
    }

    /// Days are counted from today: `closes` and `nextIn` ahead, the others behind.
    struct Search: Sendable {
        let aid: String
        let funder: String
        let kind: String
        var label = ""
        let state: String
        var asked: Int?
        var obtained: Int?
        var closes: Int?
        var filed: Int?
        var answered: Int?
        var next = ""
        var nextIn: Int?
        var contact = ""
        var reason = ""
        var moved = 5
        var said = ""
    }

    struct Note: Sendable {
        let kind: String
        let days: Int
        let people: String
        let body: String
    }
}
