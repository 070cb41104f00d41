import PostgreSQL

extension Project {
    /// The fields of a project; themes and agents are this authority's, see ``form(in:)``.
    public static let form = Form([
        Field("association", "Association", .choice([]), required: true, group: "Le projet"),
        Record.project.field("title", required: true, maxLength: 200, group: "Le projet"),
        Record.project.field(
            "kind", .choice(kinds.map { Choice($0.rawValue, $0.label) }),
            help: "Décide des lignes de son budget.", required: true, group: "Le projet"),
        Record.project.field("stage", .choice(Stage.vocabulary.choices), required: true, group: "Le projet"),
        Record.project.field(
            "need", .longText, help: "Ce qui manque sur le territoire, et comment on le sait.",
            maxLength: 8_000, group: "Pourquoi et pour qui"),
        Record.project.field("objectives", .longText, maxLength: 8_000, group: "Pourquoi et pour qui"),
        Record.project.field(
            "public", .longText, help: "À qui cela s’adresse, et combien de personnes.", maxLength: 2_000,
            group: "Pourquoi et pour qui"),
        Record.project.field("themes", .choices([]), group: "Pourquoi et pour qui"),
        Record.project.field("scope", .choice(Scope.vocabulary.choices), group: "Où et quand"),
        Record.project.field(
            "communes", .longText, help: "Leurs noms, séparés par des virgules.", maxLength: 4_000,
            group: "Où et quand"),
        Record.project.field(
            "territory", help: "Un quartier, une vallée, un lieu.", maxLength: 300, group: "Où et quand"),
        Record.project.field("starts_on", group: "Où et quand"),
        Record.project.field("ends_on", group: "Où et quand"),
        Record.project.field(
            "sought_cents", help: "Laissez vide\u{a0}: c’est alors ce que le budget laisse à trouver.",
            group: "Accompagnement"),
        Field("agent", "Accompagné par", .choice([]), group: "Accompagnement"),
    ])

    /// The form with this authority's themes and agents; of associations, the one given alone.
    public static func form(of association: Association.ID?, in tx: Transaction) throws -> Form {
        let themes = try Theme.all(in: tx).map { Choice($0.code, $0.name) }
        let agents = try companions(in: tx)
        var associations: [Choice] = []
        if let association {
            associations = try tx.query("SELECT id, name FROM association WHERE id = \(association)")
                .map { Choice(String(try $0["id"] as Int), try $0["name"]) }
        }
        return Form(
            form.fields.map { field in
                func with(_ kind: Field.Kind) -> Field {
                    Field(
                        field.name, field.label, kind, help: field.help, required: field.required,
                        maxLength: field.maxLength, group: field.group)
                }
                return switch field.name {
                case "themes": with(.choices(themes))
                case "agent": with(.choice(agents))
                case "association": with(.choice(associations))
                default: field
                }
            })
    }

    /// The agents who may accompany a project.
    public static func companions(in tx: Transaction) throws -> [Choice] {
        try tx.query(
            """
            SELECT DISTINCT agent.id, agent.name FROM agent JOIN agent_role r ON r.agent_id = agent.id
             WHERE agent.active AND r.role = ANY(\(companionRoles)) ORDER BY agent.name
            """
        ).map { Choice(String(try $0["id"] as Int), try $0["name"]) }
    }

    private static let companionRoles = Role.allCases.filter { $0.rights.contains(.writeFunding) }.map(\.rawValue)

    /// What the form shows of a project.
    public var input: FormInput {
        let values: [String: String?] = [
            "association": association.description, "title": title, "kind": kind.rawValue, "stage": stage.rawValue,
            "need": need, "objectives": objectives, "public": audience, "scope": scope?.rawValue,
            "communes": communeNames.joined(separator: ", "), "territory": territory, "starts_on": startsOn?.short,
            "ends_on": endsOn?.short, "sought": sought?.figures, "agent": agent?.description,
        ]
        var input = FormInput(values.compactMapValues { $0.map { [$0] } })
        input.values["themes"] = themes
        return input
    }

    /// Creates a project, or changes one.
    ///
    /// - Parameters:
    ///   - id: nil to create.
    ///   - version: the version that was read.
    /// - Throws: ``FormRefusal``, ``ProjectRefusal/associationMerged``, ``StaleVersion``.
    @discardableResult
    public static func save(
        _ id: ID?, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeFunding)
        let wanted = input["association"].flatMap { Association.ID($0) }
        var reading = try form(of: wanted, in: tx).read(input)
        if let start = reading.day("starts_on"), let end = reading.day("ends_on"), end < start {
            reading.refuse("ends_on", "Fin", "La fin (\(end.short)) vient avant le début (\(start.short)).")
        }
        if let sought = reading.money("sought"), sought <= .zero {
            reading.refuse("sought", "Montant cherché à l’extérieur", "Indiquez un montant supérieur à zéro.")
        }
        let before = try id.map { try find($0, in: tx) }
        let communes = try readCommunes(&reading, keeping: before?.communes ?? [], in: tx)
        if let before { try keepBudget(of: before, &reading, in: tx) }
        let read = try reading.validated()
        let association = try Association.find(wanted ?? Association.ID(0), in: tx)
        guard association.mergedInto == nil else { throw ProjectRefusal.associationMerged }
        let columns: [(String, SQL)] = [
            ("association_id", "\(association.id)"), ("title", "\(read.text("title"))"),
            ("kind", "\(read.text("kind"))"), ("stage", "\(read.text("stage"))"),
            ("need", "\(read.text("need") ?? "")"), ("objectives", "\(read.text("objectives") ?? "")"),
            ("public", "\(read.text("public") ?? "")"), ("themes", "\(read.list("themes"))::text[]"),
            ("scope", "\(read.text("scope"))"), ("communes", "\(communes)::text[]"),
            ("territory", "\(read.text("territory") ?? "")"), ("starts_on", "\(read.day("starts_on"))"),
            ("ends_on", "\(read.day("ends_on"))"), ("sought_cents", "\(read.money("sought"))"),
            ("accompanied_by", "\(read.text("agent").flatMap { Int($0) })"),
        ]
        guard let id else {
            let names = SQL.joined(columns.map { "\(identifier: $0.0)" })
            let values = SQL.joined(columns.map(\.1))
            return try tx.one("INSERT INTO project (\(names)) VALUES (\(values)) RETURNING id")["id"]
        }
        let changes = SQL.joined(columns.map { "\(identifier: $0.0) = \($0.1)" })
        let changed = try tx.execute(
            "UPDATE project SET \(changes), version = version + 1 WHERE id = \(id) AND version = \(version ?? 0)")
        guard changed == 1 else { throw try StaleVersion.find("project", id.number, in: tx) }
        return id
    }

    /// Another kind has other accounts: it is refused while budget or plans have lines that it would hide, and the next
    /// saving lose.
    private static func keepBudget(of project: Project, _ reading: inout FormReading, in tx: Transaction) throws {
        guard let kind = reading.text("kind").flatMap({ SubsidyKind(rawValue: $0) }), kind != project.kind else {
            return
        }
        let (old, new) = (BudgetChart.chart(for: project.kind), BudgetChart.chart(for: kind))
        let rows = try tx.query(
            """
            SELECT side, account FROM project_budget_line WHERE project_id = \(project.id)
            UNION
            SELECT l.side, l.account FROM financing_line l JOIN financing_plan p ON p.id = l.plan_id
             WHERE p.project_id = \(project.id)
            """)
        let used = Set(try rows.map { "\(try $0["side"] as String) \(try $0["account"] as String)" })
        let lost = old.lines.filter {
            used.contains("\($0.side.rawValue) \($0.account)") && new[$0.side, $0.account] == nil
        }
        guard !lost.isEmpty else { return }
        reading.refuse(
            "kind", "Nature",
            "Le budget ou un plan de financement a des lignes que cette nature n’a pas\u{a0}: \(FrenchText.list(lost.map { "\($0.label) (\($0.account))" })). Videz-les d’abord."
        )
    }

    /// The codes of the communes named; one that is not known is a problem of the field.
    ///
    /// - Parameter keeping: the codes there are: of homonyms, the one that was meant stays.
    private static func readCommunes(
        _ reading: inout FormReading, keeping known: [String], in tx: Transaction
    ) throws -> [String] {
        var meant: [String: [String]] = [:]
        for row in try tx.query("SELECT code, name FROM shared.commune WHERE code = ANY (\(known)) ORDER BY code") {
            let (code, name): (String, String) = (try row["code"], try row["name"])
            meant[FrenchText.folded(name), default: []].append(code)
        }
        let names = (reading.text("communes") ?? "").split { $0 == "," || $0 == ";" || $0 == "\n" }
            .map { $0.trimmed }.filter { !$0.isEmpty }
        var codes: [String] = []
        var unknown: [String] = []
        for name in names.prefix(200) {
            if let code = meant[FrenchText.folded(name)]?.first {
                meant[FrenchText.folded(name)]?.removeFirst()
                if !codes.contains(code) { codes.append(code) }
            } else if let code = try Commune.code(named: name, in: tx) {
                if !codes.contains(code) { codes.append(code) }
            } else {
                unknown.append("«\u{a0}\(name.shown)\u{a0}»")
            }
        }
        if !unknown.isEmpty {
            reading.refuse(
                "communes", "Communes",
                "\(FrenchText.list(unknown))\u{a0}: aucune commune de ce nom. Corrigez, ou écrivez-le dans la précision."
            )
        }
        return codes
    }

    /// Moves a project to another stage, without opening its form.
    public static func move(
        _ id: ID, to stage: Stage, version: Int?, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        let changed = try tx.execute(
            """
            UPDATE project SET stage = \(stage), version = version + 1
             WHERE id = \(id) AND (\(version)::int IS NULL OR version = \(version))
            """)
        guard changed == 1 else { throw try StaleVersion.find("project", id.number, in: tx) }
    }
}

extension Commune {
    /// The code of a commune known by its INSEE code, or by its name, without accents or case; of homonyms, the one
    /// among which the authority's associations live, then the most peopled.
    static func code(named name: String, in tx: Transaction) throws -> String? {
        let row = try tx.first(
            """
            SELECT code FROM shared.commune c
             WHERE code = upper(\(name)) OR regexp_replace(search_name, '[^a-z0-9]+', '', 'g')
                   = regexp_replace(regexp_replace(fold(\(name)), '^st(e?)[- ]', 'saint\\1 '), '[^a-z0-9]+', '', 'g')
             ORDER BY EXISTS (SELECT FROM association a WHERE a.commune_code = c.code) DESC, population DESC LIMIT 1
            """)
        return try row?["code"]
    }
}
