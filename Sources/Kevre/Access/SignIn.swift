import Foundation
import PostgreSQL

/// Signing in by e-mail and password, with attempts limited by account and by address.
public enum SignIn {
    /// How long a session lives without being used, in seconds: a working day.
    public static let idleSeconds = 12 * 3_600
    /// Failures after which an account, or an address, waits.
    static let failuresByAccount = 5
    static let failuresByAddress = 30
    /// The time over which failures are counted, in minutes.
    static let windowMinutes = 15
    /// A hash to compare with when the account does not exist, so that the answer takes as long.
    private static let decoy = Secrets.hash(password: Secrets.token())

    /// Checks the password and opens a session.
    ///
    /// - Returns: the secret for the cookie.
    /// - Throws: ``AccessRefusal/badCredentials`` for a wrong password, an unknown or a closed account, which
    ///   are not told apart; ``AccessRefusal/tooManyAttempts(minutes:)``.
    public static func open(
        _ office: Office, email: String, password: String, address: String
    ) async throws -> String {
        let email = email.trimmed.lowercased()
        let account = try await office.read { tx -> (id: Agent.ID, hash: String?, active: Bool)? in
            try checkAttempts(email: email, address: address, in: tx)
            return try tx.first("SELECT id, password_hash, active FROM agent WHERE email = \(email)").map {
                (try $0["id"], try $0["password_hash"], try $0["active"])
            }
        }
        // Outside of any transaction: hashing is slow on purpose.
        let matches = Secrets.verify(password: password, against: account?.hash ?? decoy)
        let accepted = matches && account?.hash != nil && account?.active == true
        let token = Secrets.token()
        return try await office.write(as: .system) { tx in
            try tx.execute(
                """
                INSERT INTO sign_in_attempt (email, address, succeeded) VALUES (\(email), \(address), \(accepted))
                """)
            guard accepted, let account else { return "" }
            try tx.execute("DELETE FROM web_session WHERE expires_at < now()")
            try tx.execute("DELETE FROM sign_in_attempt WHERE at < now() - interval '1 day'")
            try tx.execute(
                """
                INSERT INTO web_session (token_hash, agent_id, expires_at)
                VALUES (\(Secrets.digest(token)), \(account.id), now() + make_interval(secs => \(idleSeconds)::integer))
                """)
            return token
        }.nonEmpty(or: AccessRefusal.badCredentials)
    }

    private static func checkAttempts(email: String, address: String, in tx: Transaction) throws {
        let row = try tx.one(
            """
            SELECT count(*) FILTER (WHERE email = \(email) AND at > coalesce(
                       (SELECT max(at) FROM sign_in_attempt WHERE email = \(email) AND succeeded), '-infinity'))
                       AS by_account,
                   count(*) FILTER (WHERE address = \(address)) AS by_address
              FROM sign_in_attempt
             WHERE NOT succeeded AND at > now() - make_interval(mins => \(windowMinutes)::integer)
               AND (email = \(email) OR address = \(address))
            """)
        let byAccount: Int = try row["by_account"]
        let byAddress: Int = try row["by_address"]
        if byAccount >= failuresByAccount || byAddress >= failuresByAddress {
            throw AccessRefusal.tooManyAttempts(minutes: windowMinutes)
        }
    }

    /// The agent behind a session's secret; nil when it expired or was closed.
    public static func agent(token: String, in tx: Transaction) throws -> Agent? {
        let row = try tx.first(
            """
            SELECT a.id, a.name, a.email,
                   array_agg(r.role ORDER BY r.id) AS roles,
                   array_agg(coalesce(r.service_id, 0) ORDER BY r.id) AS services
              FROM web_session s JOIN agent a ON a.id = s.agent_id AND a.active
              LEFT JOIN agent_role r ON r.agent_id = a.id
             WHERE s.token_hash = \(Secrets.digest(token)) AND s.expires_at > now()
             GROUP BY a.id
            """)
        return try row.map(Agent.init(account:))
    }

    /// Prolongs a session that is used. Called now and then, not at each page.
    public static func prolong(token: String, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE web_session
               SET last_seen_at = now(), expires_at = now() + make_interval(secs => \(idleSeconds)::integer)
             WHERE token_hash = \(Secrets.digest(token)) AND last_seen_at < now() - interval '5 minutes'
            """)
    }

    /// Ends a session; one that is over already is left so.
    public static func close(token: String, in tx: Transaction) throws {
        try tx.execute("DELETE FROM web_session WHERE token_hash = \(Secrets.digest(token))")
    }
}

extension String {
    fileprivate func nonEmpty(or refusal: AccessRefusal) throws -> String {
        guard !isEmpty else { throw refusal }
        return self
    }
}

extension Agent {
    /// Reads an account with its roles, aggregated in two arrays of one order (0: the whole authority).
    init(account row: Row) throws {
        let names: [String?] = try row["roles"]
        let places: [Int?] = try row["services"]
        var roles: Set<Role> = []
        var services: Set<Service.ID>? = []
        for (name, place) in zip(names, places) {
            guard let name, let role = Role(rawValue: name) else { continue }
            roles.insert(role)
            if let place, place != 0 { services?.insert(Service.ID(place)) } else { services = nil }
        }
        self.init(
            id: try row["id"], name: try row["name"], email: try row["email"], roles: roles,
            rights: roles.reduce(into: []) { $0.formUnion($1.rights) }, services: services)
    }

    /// The agent with an e-mail, for commands run in someone's name.
    public static func find(email: String, in tx: Transaction) throws -> Agent {
        let row = try tx.first(
            """
            SELECT a.id, a.name, a.email, array_agg(r.role ORDER BY r.id) AS roles,
                   array_agg(coalesce(r.service_id, 0) ORDER BY r.id) AS services
              FROM agent a LEFT JOIN agent_role r ON r.agent_id = a.id
             WHERE a.email = \(email.lowercased()) AND a.active
             GROUP BY a.id
            """)
        guard let row else { throw AccessRefusal.unknownAgent(email) }
        return try Agent(account: row)
    }
}
