import Foundation
import PostgreSQL

/// Signing in by e-mail and password, with attempts limited by account and by address.
public enum SignIn {
    /// How long a session lives without being used, in seconds: a working day.
    public static let idleSeconds = 12 * 3_600
    /// How long it lives at most, however much it is used: a week.
    public static let wholeSeconds = 7 * 86_400
    /// Failures of one account from one address after which the next must wait, longer each time.
    static let failuresByPair = 5
    /// Failures after which an address waits, whatever the account.
    static let failuresByAddress = 30
    /// Failures after which an account takes no more from addresses that never opened it. Where its agent has signed in
    /// from before, nobody else's failures keep her out.
    static let failuresByAccount = 100
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
        let (attempt, account) = try await office.write(as: .system) { tx in
            (try begin(email, address, in: tx), try Account.find(email, in: tx))
        }
        // Outside of any transaction: hashing is slow on purpose.
        let matches = Secrets.verify(password: password, against: account?.hash ?? decoy)
        guard matches, let account, account.hash != nil, account.isActive else {
            throw AccessRefusal.badCredentials
        }
        let token = Secrets.token()
        try await office.write(as: .system) { tx in
            try succeed(attempt, in: tx)
            try tx.execute("DELETE FROM web_session WHERE expires_at < moment()")
            try tx.execute(
                """
                DELETE FROM sign_in_attempt
                 WHERE at < moment() - CASE WHEN succeeded THEN interval '90 days' ELSE interval '1 day' END
                """)
            try tx.execute(
                """
                INSERT INTO web_session (token_hash, agent_id, expires_at)
                VALUES (\(Secrets.digest(token)), \(account.id),
                        moment() + make_interval(secs => \(idleSeconds)::integer))
                """)
        }
        return token
    }

    /// What the password is compared with.
    private struct Account: Sendable {
        let id: Agent.ID
        let hash: String?
        let isActive: Bool

        static func find(_ email: String, in tx: Transaction) throws -> Account? {
            try tx.first("SELECT id, password_hash, active FROM agent WHERE email = \(email)").map {
                Account(id: try $0["id"], hash: try $0["password_hash"], isActive: try $0["active"])
            }
        }
    }

    /// Counts the attempt as a failure until the password proves right: a thousand guesses sent at once are each
    /// counted before any is compared.
    static func begin(_ email: String, _ address: String, in tx: Transaction) throws -> Int {
        // Always the account first, then the address.
        for key in ["account \(email)", "address \(address)"] {
            try tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('sign in ' || \(key), 0))")
        }
        try checkAttempts(email: email, address: address, in: tx)
        return try tx.one(
            """
            INSERT INTO sign_in_attempt (email, address, succeeded) VALUES (\(email), \(address), false) RETURNING id
            """)["id"]
    }

    /// The password of an attempt was right: it counts no more.
    static func succeed(_ attempt: Int, in tx: Transaction) throws {
        try tx.execute("UPDATE sign_in_attempt SET succeeded = true WHERE id = \(attempt)")
    }

    private static func checkAttempts(email: String, address: String, in tx: Transaction) throws {
        let row = try tx.one(
            """
            WITH attempt AS (
                SELECT email = \(email) AS is_account, address = \(address) AS is_address, succeeded, at,
                       at > moment() - make_interval(mins => \(windowMinutes)::integer) AS is_recent
                  FROM sign_in_attempt WHERE email = \(email) OR address = \(address)
            ), opened AS (
                SELECT coalesce(max(at), '-infinity') AS at FROM attempt WHERE is_account AND is_address AND succeeded
            )
            SELECT count(*) FILTER (WHERE is_account AND is_address AND attempt.at > opened.at) AS by_pair,
                   coalesce(extract(epoch FROM moment() - max(attempt.at) FILTER (WHERE is_account AND is_address)), 0)::bigint
                       AS seconds,
                   count(*) FILTER (WHERE is_address) AS by_address, count(*) FILTER (WHERE is_account) AS by_account,
                   (SELECT at > '-infinity' FROM opened) AS is_known
              FROM opened LEFT JOIN attempt ON NOT succeeded AND is_recent
             GROUP BY opened.at
            """)
        let (byPair, seconds): (Int, Int) = (try row["by_pair"], try row["seconds"])
        let wait = byPair < failuresByPair ? 0 : min(30 << min(byPair - failuresByPair, 5), windowMinutes * 60)
        if seconds < wait { throw AccessRefusal.tooManyAttempts(minutes: (wait - seconds + 59) / 60) }
        let isKnown: Bool = try row["is_known"]
        let (byAddress, byAccount): (Int, Int) = (try row["by_address"], try row["by_account"])
        if byAddress >= failuresByAddress || byAccount >= failuresByAccount && !isKnown {
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
             WHERE s.token_hash = \(Secrets.digest(token)) AND s.expires_at > moment()
               AND s.created_at > moment() - make_interval(secs => \(wholeSeconds)::integer)
             GROUP BY a.id
            """)
        return try row.map(Agent.init(account:))
    }

    /// Prolongs a session that is used. Called now and then, not at each page.
    public static func prolong(token: String, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE web_session
               SET last_seen_at = moment(), expires_at = moment() + make_interval(secs => \(idleSeconds)::integer)
             WHERE token_hash = \(Secrets.digest(token)) AND last_seen_at < moment() - interval '5 minutes'
            """)
    }

    /// Ends a session; one that is over already is left so.
    public static func close(token: String, in tx: Transaction) throws {
        try tx.execute("DELETE FROM web_session WHERE token_hash = \(Secrets.digest(token))")
    }
}

extension Agent {
    /// Reads an account with its roles, aggregated in two arrays of one order (0: the whole authority).
    init(account row: Row) throws {
        let names: [String?] = try row["roles"]
        let places: [Int?] = try row["services"]
        let held = zip(names, places).compactMap { name, place -> (role: Role, service: Service.ID?)? in
            guard let role = name.flatMap(Role.init) else { return nil }
            return (role, place.flatMap { $0 == 0 ? nil : Service.ID($0) })
        }
        self.init(id: try row["id"], name: try row["name"], email: try row["email"], holding: held)
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
