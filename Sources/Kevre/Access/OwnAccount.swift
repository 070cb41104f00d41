import PostgreSQL

extension AgentAccount {
    /// Changes one's own password; other open sessions of the account end.
    ///
    /// - Parameters:
    ///   - current: the password in force, asked again.
    ///   - address: where the request comes from: wrong ones are counted like attempts to sign in.
    ///   - token: the session that stays open.
    /// - Throws: ``AccessRefusal``; ``AccessRefusal/tooManyAttempts(minutes:)``.
    public static func changePassword(
        _ office: Office, of agent: Agent, current: String, new: String, from address: String, keeping token: String
    ) async throws {
        guard let id = agent.id else { throw AccessRefusal.badCredentials }
        try Password.check(new, email: agent.email)
        let (attempt, known) = try await office.write(as: .system) { tx -> (Int, String?) in
            let attempt = try SignIn.begin(agent.email, address, in: tx)
            let row = try tx.first("SELECT password_hash FROM agent WHERE id = \(id) AND active")
            return (attempt, try row?["password_hash"])
        }
        // Outside of any transaction: hashing is slow on purpose.
        guard let known, Secrets.verify(password: current, against: known) else {
            throw AccessRefusal.badCredentials
        }
        let hash = Secrets.hash(password: new)
        try await office.write(as: agent) { tx in
            try SignIn.succeed(attempt, in: tx)
            try tx.execute("UPDATE agent SET password_hash = \(hash), version = version + 1 WHERE id = \(id)")
            try tx.execute(
                "DELETE FROM web_session WHERE agent_id = \(id) AND token_hash <> \(Secrets.digest(token))")
        }
    }
}
