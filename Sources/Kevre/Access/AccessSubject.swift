extension Subject {
    /// Accounts and their roles.
    static let access = Subject(
        "access",
        records: [.agent, .agentRole])
}

extension Record {
    static let agent = Record(
        "agent", "Compte", .attention, page: "/reglages/agents/",
        fields: [
            .text("email", "Adresse électronique"),
            .text("name", "Nom"),
            .secret("password_hash", "Mot de passe"),
            .flag("active", "Compte actif"),
        ])

    static let agentRole = Record(
        "agent_role", "Rôle", .attention,
        fields: [
            .text("role", "Rôle"),
            .key("service_id", "Service"),
        ])
}
