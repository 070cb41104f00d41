import Foundation
import PostgreSQL

/// The calendar of an agent's own, read by other programs behind a secret address; and the authority's public one.
public enum CalendarFeed {
    /// When an agent's feed was opened and last read.
    public struct Standing: Sendable {
        public let openedAt: Date
        public let lastReadAt: Date?
    }

    /// The feed an agent has open; nil for none. Its secret is not kept and cannot be shown again.
    public static func standing(of agent: Agent, in tx: Transaction) throws -> Standing? {
        let row = try tx.first(
            """
            SELECT created_at, last_read_at FROM calendar_feed
             WHERE agent_id = \(agent.id) AND revoked_at IS NULL
            """)
        return try row.map { Standing(openedAt: try $0["created_at"], lastReadAt: try $0["last_read_at"]) }
    }

    /// Opens a feed; the one before leads nowhere any more.
    ///
    /// - Returns: the secret of its address, shown once: the database keeps its SHA-256.
    public static func open(for agent: Agent, in tx: Transaction) throws -> String {
        guard let id = agent.id else { throw AccessRefusal.unknownAgent(agent.name) }
        // Asked twice at once, one comes after the other, and the last address holds.
        try tx.execute("SELECT FROM agent WHERE id = \(id) FOR NO KEY UPDATE")
        try revoke(for: agent, in: tx)
        let token = Secrets.token()
        try tx.execute(
            "INSERT INTO calendar_feed (agent_id, token_hash) VALUES (\(id), \(Secrets.digest(token)))")
        return token
    }

    /// Closes the agent's feed.
    public static func revoke(for agent: Agent, in tx: Transaction) throws {
        try tx.execute(
            "UPDATE calendar_feed SET revoked_at = moment() WHERE agent_id = \(agent.id) AND revoked_at IS NULL")
    }

    /// The agent behind a secret.
    ///
    /// - Throws: ``NotFound`` for a secret that is unknown or was revoked, or an account that was closed.
    public static func agent(token: String, in tx: Transaction) throws -> Agent {
        let row = try tx.first(
            """
            SELECT a.id, a.name, a.email, array_agg(r.role ORDER BY r.id) AS roles,
                   array_agg(coalesce(r.service_id, 0) ORDER BY r.id) AS services
              FROM calendar_feed f JOIN agent a ON a.id = f.agent_id AND a.active
              LEFT JOIN agent_role r ON r.agent_id = a.id
             WHERE f.token_hash = \(Secrets.digest(token)) AND f.revoked_at IS NULL
             GROUP BY a.id
            """)
        guard let row else { throw NotFound("Cet agenda n’existe pas ou n’est plus partagé.") }
        return try Agent(account: row)
    }

    /// Notes that a feed was read, once an hour at most.
    public static func noteReading(token: String, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE calendar_feed SET last_read_at = moment()
             WHERE token_hash = \(Secrets.digest(token)) AND revoked_at IS NULL
               AND (last_read_at IS NULL OR last_read_at < moment() - interval '1 hour')
            """)
    }

    /// The calendar of an agent, or, for nil, the authority's public one: from two months back to two years ahead.
    ///
    /// - Parameter base: `https://kevre.exemple.bzh`, before each path; nil where it is not known.
    public static func calendar(
        of agent: Agent?, authority: Authority, base: String?, on today: Day, in tx: Transaction
    ) throws -> CalendarText {
        let days = try Deadline.find(
            agent.map { .own($0) } ?? .everybody, from: today.adding(months: -2), to: today.adding(years: 2), in: tx)
        let places = try editions(in: tx)
        let host = authority.host ?? "\(authority.code).kevre"
        let events = days.map { day -> CalendarText.Event in
            let edition = day.kind == .rencontres ? places[day.key] : nil
            let lines = [
                edition?.hours ?? "", day.detail, day.hour.map(\.capitalizedFirst) ?? "",
                day.agentName.map { "Suivi par \($0)" } ?? "",
            ].filter { !$0.isEmpty }
            // The public one leads to nothing that asks for an account.
            let url = agent == nil ? nil : base.map { $0 + day.address }
            return CalendarText.Event(
                uid: "\(day.kind.rawValue)-\(day.key)@\(host)", day: day.day, moment: day.moment,
                summary: "\(day.kind.label)\u{a0}: \(day.title)", description: lines.joined(separator: "\n"),
                url: url, category: day.kind.label, place: edition?.place ?? "",
                reminders: agent == nil ? [] : day.kind.reminders)
        }
        return CalendarText(name: agent.map { "Kevre — \($0.name)" } ?? authority.name, events: events)
    }

    /// When on the day, and where, the Rencontres take place.
    private static func editions(in tx: Transaction) throws -> [Int: (hours: String, place: String)] {
        let rows = try tx.query("SELECT id, hours, place, address FROM edition WHERE state = 'published'")
        var found: [Int: (hours: String, place: String)] = [:]
        for row in rows {
            let (id, hours): (Int, String) = (try row["id"], try row["hours"])
            let parts: [String] = [try row["place"], try row["address"]]
            found[id] = (hours, parts.filter { !$0.isEmpty }.joined(separator: ", ").replacing("\n", with: ", "))
        }
        return found
    }
}

extension Deadline.Kind {
    /// Days before which one is reminded, in an agent's own calendar.
    fileprivate var reminders: [Int] {
        switch self {
        case .closing: [60, 30, 15, 7]
        case .report: [30, 7]
        case .action, .task: [0]
        case .session, .campaign, .registration: [7]
        case .start, .opening, .rencontres: []
        }
    }
}
