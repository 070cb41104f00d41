import PostgreSQL

extension FinancingPlan {
    /// Keeps the plan that budget and searches draw now, under a name; the first of a project is the one followed.
    @discardableResult
    public static func create(
        _ project: Project.ID, name: String, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeFunding)
        let record = try Project.find(project, in: tx)
        var plan = try drawn(from: record, in: tx)
        plan.name = name.singleSpaced
        return try plan.insert(in: tx)
    }

    /// Keeps a copy of a plan as an alternative.
    @discardableResult
    public static func copy(
        _ id: ID, of project: Project.ID, name: String, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeFunding)
        var plan = try find(id, of: Project.find(project, in: tx), in: tx)
        plan.name = name.singleSpaced
        return try plan.insert(in: tx)
    }

    private func insert(in tx: Transaction) throws -> ID {
        guard !name.isEmpty else {
            throw FormRefusal([FieldProblem(field: "name", label: "Nom", message: "À remplir.")])
        }
        // One after the other, so that only one plan is the first.
        try tx.execute("SELECT FROM project WHERE id = \(project) FOR UPDATE")
        let row = try tx.first(
            """
            INSERT INTO financing_plan (project_id, name, note, chosen, without_vat, recovers_vat)
            SELECT \(project), \(String(name.prefix(120))), \(note),
                   NOT EXISTS (SELECT FROM financing_plan WHERE project_id = \(project)), \(withoutVAT), \(recoversVAT)
            ON CONFLICT (project_id, name) DO NOTHING RETURNING id
            """)
        guard let row else { throw FinancingPlanRefusal.nameTaken(name) }
        let id: ID = try row["id"]
        try Self.write(lines, to: id, in: tx)
        return id
    }

    private static func write(_ lines: [FinancingLine], to id: ID, in tx: Transaction) throws {
        let statements = lines.enumerated().map { position, line -> SQL in
            """
            INSERT INTO financing_line (plan_id, side, position, account, label, amount_cents, state, evidence,
                                        search_id, application_id, aid_id, eligible_cents, covers, rate_bp,
                                        floor_cents, ceiling_cents, max_public_bp, max_of_public_bp, min_own_bp,
                                        accepts_in_kind)
            VALUES (\(id), \(line.side.rawValue), \(position), \(line.account), \(line.label), \(line.amount),
                    \(line.noted), \(line.evidence), \(line.search), \(line.application), \(line.aid),
                    \(line.eligible), \(line.covers)::text[], \(line.terms.rate), \(line.terms.floor),
                    \(line.terms.ceiling), \(line.terms.maxPublic), \(line.terms.maxOfPublic), \(line.terms.minOwn),
                    \(line.terms.acceptsInKind))
            """
        }
        if !statements.isEmpty { _ = try tx.pipeline(statements) }
    }

    /// Saves a plan as typed. One that breaks a rule is kept, and says so; what cannot be read is refused.
    ///
    /// - Throws: ``FormRefusal``, ``StaleVersion``, ``FinancingPlanRefusal/nameTaken(_:)``.
    public static func save(
        _ id: ID, of project: Project.ID, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        let record = try Project.find(project, in: tx)
        let known = try find(id, of: record, in: tx)
        let reading = known.reading(input, BudgetChart.chart(for: record.kind))
        guard reading.problems.isEmpty else { throw FormRefusal(reading.problems) }
        let plan = reading.plan
        // A hidden field names what a line follows: it must be of this project.
        let standings = try Standings.keys(of: project, in: tx)
        var (searches, files) = standings
        let lines = plan.lines.map { line -> FinancingLine in
            var line = line
            // Followed by one line only.
            if let search = line.search, searches.remove(search) == nil { line.search = nil }
            if let file = line.application, files.remove(file) == nil { line.application = nil }
            return line
        }
        do {
            let changed = try tx.savepoint {
                try tx.execute(
                    """
                    UPDATE financing_plan
                       SET name = \(plan.name), note = \(plan.note), without_vat = \(plan.withoutVAT),
                           recovers_vat = \(plan.recoversVAT), version = version + 1, updated_at = moment()
                     WHERE id = \(id) AND version = \(version ?? 0)
                    """)
            }
            guard changed == 1 else {
                throw try StaleVersion.find(
                    part: ("financing_plan", id.number), of: ("project", project.number), in: tx)
            }
        } catch let error as PostgreSQLError where error.constraint == "financing_plan_once" {
            throw FinancingPlanRefusal.nameTaken(plan.name)
        }
        try tx.execute("DELETE FROM financing_line WHERE plan_id = \(id)")
        try write(lines, to: id, in: tx)
    }

    /// Adds a line for every living search and every file of the project that the plan does not follow yet.
    public static func includeSearches(
        _ id: ID, of project: Project.ID, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        let record = try Project.find(project, in: tx)
        try lock(id, of: project, version: nil, in: tx)
        let plan = try find(id, of: record, in: tx)
        let drawn = try drawn(from: record, in: tx)
        let missing = drawn.lines.filter { line in
            if let search = line.search {
                return line.state != .refused && !plan.lines.contains { $0.search == search }
            }
            if let file = line.application { return !plan.lines.contains { $0.application == file } }
            return false
        }
        guard !missing.isEmpty else { throw FinancingPlanRefusal.nothingToAdd }
        try tx.execute("UPDATE financing_plan SET version = version + 1, updated_at = moment() WHERE id = \(id)")
        let last: Int = try tx.one(
            "SELECT coalesce(max(position), 0) AS n FROM financing_line WHERE plan_id = \(id)")["n"]
        try write(missing, to: id, in: tx)
        try tx.execute(
            """
            UPDATE financing_line SET position = position + \(last + 1)
             WHERE id IN (SELECT id FROM financing_line WHERE plan_id = \(id) ORDER BY id DESC LIMIT \(missing.count))
            """)
    }

    /// One officer after the other: what is read of the plan afterwards is what the last one left.
    private static func lock(_ id: ID, of project: Project.ID, version: Int?, in tx: Transaction) throws {
        let row = try tx.first(
            "SELECT version FROM financing_plan WHERE id = \(id) AND project_id = \(project) FOR UPDATE")
        guard let row else { throw NotFound("Ce plan n’existe pas.") }
        guard let version, version != (try row["version"] as Int) else { return }
        throw try StaleVersion.find(part: ("financing_plan", id.number), of: ("project", project.number), in: tx)
    }

    /// Makes a plan the one followed.
    ///
    /// - Parameter version: the version the agent saw; nil when nothing was shown.
    /// - Throws: ``NotFound``, ``StaleVersion``, ``AccessRefusal``.
    public static func choose(
        _ id: ID, of project: Project.ID, version: Int?, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        try tx.execute("SELECT FROM project WHERE id = \(project) FOR UPDATE")
        try lock(id, of: project, version: version, in: tx)
        try tx.execute(
            """
            UPDATE financing_plan SET chosen = false
             WHERE project_id = \(project) AND chosen AND id <> \(id)
            """)
        try tx.execute("UPDATE financing_plan SET chosen = true WHERE id = \(id)")
    }

    /// Drops an alternative; when it was the one followed, the oldest of the others is.
    ///
    /// - Parameter version: the version the agent saw; nil when nothing was shown.
    /// - Throws: ``NotFound``, ``StaleVersion``, ``AccessRefusal``.
    public static func delete(
        _ id: ID, of project: Project.ID, version: Int?, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        try tx.execute("SELECT FROM project WHERE id = \(project) FOR UPDATE")
        try lock(id, of: project, version: version, in: tx)
        try tx.execute("DELETE FROM financing_plan WHERE id = \(id)")
        try tx.execute(
            """
            UPDATE financing_plan SET chosen = true
             WHERE id = (SELECT min(id) FROM financing_plan WHERE project_id = \(project))
               AND NOT EXISTS (SELECT FROM financing_plan WHERE project_id = \(project) AND chosen)
            """)
    }
}

extension FinancingPlan.Standings {
    /// The keys a line of a project's plan may follow.
    static func keys(
        of project: Project.ID, in tx: Transaction
    ) throws -> (searches: Set<FundingSearch.ID>, files: Set<Application.ID>) {
        let searches = try tx.query("SELECT id FROM funding_search WHERE project_id = \(project)")
        let files = try tx.query("SELECT application_id AS id FROM project_application WHERE project_id = \(project)")
        return (Set(try searches.map { try $0["id"] }), Set(try files.map { try $0["id"] }))
    }
}
