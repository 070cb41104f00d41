import PostgreSQL

/// An agent's account as administrators see it.
public struct AgentAccount: Sendable {
    public let id: Agent.ID
    public let name: String
    public let email: String
    /// Whether the account signs in; closing it ends its sessions and keeps its history.
    public let active: Bool
    /// Each once, whatever the number of services it is held for.
    public let roles: [Role]
    /// The services for which ``Role/needsService`` roles are held.
    public let services: [Service.ID]
    /// To be sent back with a change: ``StaleVersion`` when someone came first.
    public let version: Int

    /// Without the authority's services as choices; ``form(in:)`` has them.
    public static let form = Form([
        Record.agent.field("name", required: true, maxLength: 120, autocomplete: "off"),
        Record.agent.field("email", .email, required: true, maxLength: 200, autocomplete: "off"),
        Field(
            "password", "Mot de passe", .password,
            help: "12 caractères au moins. Laisser vide pour ne pas le changer.", maxLength: 200,
            autocomplete: "new-password"),
        Field(
            "roles", "Rôles", .choices(Role.allCases.map { Choice($0.rawValue, $0.label) }), required: true),
        Field(
            "services", "Services", .choices([]),
            help: "Pour l’instruction\u{a0}: les services dont l’agent suit les dossiers."),
        Record.agent.field("active"),
    ])

    /// The form with this authority's services as choices.
    public static func form(in tx: Transaction) throws -> Form {
        let services = try Service.all(in: tx).map { Choice($0.id.description, $0.name) }
        return Form(
            form.fields.map { field in
                field.name == "services"
                    ? Field(field.name, field.label, .choices(services), help: field.help) : field
            })
    }

    /// The account of a number.
    ///
    /// - Throws: ``NotFound``.
    public static func find(_ id: Agent.ID, in tx: Transaction) throws -> AgentAccount {
        let row = try tx.first(
            """
            SELECT a.id, a.name, a.email, a.active, a.version,
                   (SELECT coalesce(array_agg(DISTINCT role ORDER BY role), '{}') FROM agent_role WHERE agent_id = a.id) AS roles,
                   (SELECT coalesce(array_agg(DISTINCT service_id), '{}') FROM agent_role
                     WHERE agent_id = a.id AND service_id IS NOT NULL) AS services
              FROM agent a WHERE a.id = \(id)
            """)
        guard let row else { throw NotFound("Ce compte n’existe pas.") }
        let roles: [String] = try row["roles"]
        let services: [Int] = try row["services"]
        return AgentAccount(
            id: id, name: try row["name"], email: try row["email"], active: try row["active"],
            roles: roles.compactMap(Role.init), services: services.map { Service.ID($0) },
            version: try row["version"])
    }

    /// Creates an account, or changes one.
    ///
    /// - Parameter id: nil to create.
    /// - Throws: ``FormRefusal``, ``AccessRefusal``, ``StaleVersion`` when someone changed it meanwhile.
    @discardableResult
    public static func save(
        _ id: Agent.ID?, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> Agent.ID {
        try agent.require(.manageAgents)
        let reading = try form(in: tx).read(input).validated()
        let roles = reading.list("roles").compactMap(Role.init)
        let services = reading.list("services").compactMap { Int($0) }
        if roles.contains(where: \.needsService) && services.isEmpty { throw AccessRefusal.serviceNeeded }
        let password = reading.text("password")
        if let password { try Password.check(password, email: reading.text("email") ?? "") }
        if id == nil && password == nil { throw PasswordRefusal.short }
        let hash = password.map { Secrets.hash(password: $0) }
        let active = reading.flag("active")
        let saved: Agent.ID
        do {
            if let id {
                saved = id
                let changed = try tx.execute(
                    """
                    UPDATE agent
                       SET name = \(reading.text("name")), email = \(reading.text("email")), active = \(active),
                           password_hash = coalesce(\(hash), password_hash), version = version + 1
                     WHERE id = \(id) AND version = \(version ?? 0)
                    """)
                guard changed == 1 else { throw try StaleVersion.find("agent", id.number, in: tx) }
                // A changed password or a closed account ends the sessions that were open.
                if hash != nil || !active { try tx.execute("DELETE FROM web_session WHERE agent_id = \(id)") }
            } else {
                saved = try tx.one(
                    """
                    INSERT INTO agent (name, email, password_hash, active)
                    VALUES (\(reading.text("name")), \(reading.text("email")), \(hash), true) RETURNING id
                    """)["id"]
            }
        } catch let error as PostgreSQLError where error.constraint == "agent_email" {
            throw AccessRefusal.emailTaken(reading.text("email") ?? "")
        }
        try replaceRoles(of: saved, roles, services, in: tx)
        return saved
    }

    private static func replaceRoles(
        of id: Agent.ID, _ roles: [Role], _ services: [Int], in tx: Transaction
    ) throws {
        // Held until the end: two administrators who close each other's account at once follow each other.
        try tx.execute("SELECT FROM agent_role WHERE role = 'administrator' ORDER BY id FOR UPDATE")
        let wasAdministrator =
            try tx.first(
                "SELECT 1 AS one FROM agent_role WHERE agent_id = \(id) AND role = 'administrator'") != nil
        try tx.execute("DELETE FROM agent_role WHERE agent_id = \(id)")
        for role in roles {
            if role.needsService {
                for service in services {
                    try tx.execute(
                        "INSERT INTO agent_role (agent_id, role, service_id) VALUES (\(id), \(role.rawValue), \(service))"
                    )
                }
            } else {
                try tx.execute("INSERT INTO agent_role (agent_id, role) VALUES (\(id), \(role.rawValue))")
            }
        }
        let administrators: Int = try tx.one(
            """
            SELECT count(*) AS n FROM agent a
             WHERE a.active AND EXISTS (SELECT FROM agent_role r WHERE r.agent_id = a.id AND r.role = 'administrator')
            """)["n"]
        if administrators == 0 && wasAdministrator { throw AccessRefusal.lastAdministrator }
    }

    /// The agents, for administrators.
    public static let listing = Listing(
        name: "agents", title: "Agents", singular: "agent", plural: "agents", right: .manageAgents,
        columns: [
            Column("name", "Nom", .text, "agent.name", nullable: false),
            Column("email", "Adresse électronique", .text, "agent.email", nullable: false, asWritten: true),
            Column(
                "roles", "Rôles", .text,
                """
                (SELECT string_agg(DISTINCT CASE r.role WHEN 'administrator' THEN 'Administration'
                        WHEN 'association_officer' THEN 'Vie associative' WHEN 'case_officer' THEN 'Instruction'
                        WHEN 'finance_officer' THEN 'Finances' ELSE 'Lecture' END, ', ')
                   FROM agent_role r WHERE r.agent_id = agent.id)
                """, sortable: false),
            Column(
                "services", "Services", .text,
                """
                (SELECT string_agg(DISTINCT s.name, ', ') FROM agent_role r JOIN service s ON s.id = r.service_id
                  WHERE r.agent_id = agent.id)
                """, sortable: false),
            Column("active", "Actif", .flag, "agent.active", nullable: false),
        ],
        filters: [.flag("active", "Actifs seulement", "agent.active")],
        from: "FROM agent",
        visible: { _ in "true" },
        key: "agent.id",
        address: "'/reglages/agents/' || agent.id",
        search: { "fold(agent.name) LIKE '%' || fold(\($0)) || '%' OR agent.email LIKE '%' || lower(\($0)) || '%'" },
        order: ("name", false))
}
