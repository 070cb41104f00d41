import Foundation
import PostgreSQL

/// A day that matters: something closes, is to be done, is expected.
public struct Deadline: Sendable {
    /// What the day is.
    public enum Kind: String, CaseIterable, Sendable {
        /// An aid followed closes.
        case closing
        /// The next action of a search.
        case action
        /// A funder expects its report.
        case report
        /// A project begins.
        case start
        /// A campaign of this authority opens or closes.
        case opening, campaign
        /// A session is held.
        case session
        /// The Rencontres, the end of their registration, a task of their preparation.
        case rencontres, registration, task

        public var label: String {
            switch self {
            case .closing: "Clôture d’une aide"
            case .action: "Action"
            case .report: "Bilan à rendre"
            case .start: "Début d’un projet"
            case .opening: "Ouverture d’une campagne"
            case .campaign: "Clôture d’une campagne"
            case .session: "Séance"
            case .rencontres: "Rencontres"
            case .registration: "Fin des inscriptions"
            case .task: "Tâche des Rencontres"
            }
        }

        public static let vocabulary = Vocabulary([
            ("closing", Kind.closing.label, .danger), ("action", Kind.action.label, .accent),
            ("report", Kind.report.label, .attention), ("start", Kind.start.label, .info),
            ("opening", Kind.opening.label, .neutral), ("campaign", Kind.campaign.label, .attention),
            ("session", Kind.session.label, .info), ("rencontres", Kind.rencontres.label, .done),
            ("registration", Kind.registration.label, .attention), ("task", Kind.task.label, .neutral),
        ])
    }

    /// The day it falls on; what closes at midnight closes with the day before.
    public let day: Day
    /// At which moment of that day; nil for the whole of it.
    public let moment: Date?
    public let kind: Kind
    /// Key of the record it comes from, within its kind.
    public let key: Int
    /// What it is, in a few words.
    public let title: String
    /// Of which project, association or funder.
    public let detail: String
    /// Path of its page.
    public let address: String
    /// Who follows it.
    public let agentName: String?

    init(_ row: Row) throws {
        day = try row["day"]
        kind = Kind(rawValue: try row["kind"]) ?? .action
        moment = (try row["at"] as Date?).flatMap { $0.inParis.isMidnight ? nil : $0 }
        key = try row["key"]
        title = try row["title"]
        detail = try row["detail"]
        address = try row["address"]
        agentName = try row["agent"]
    }

    /// « à partir de 8 h », « jusqu’à 17 h »; nil for a whole day.
    public var hour: String? {
        moment.map { moment in
            let time = moment.inParis
            let minutes = time.minute == 0 ? "" : "\u{a0}\(time.minute < 10 ? "0" : "")\(time.minute)"
            return "\(kind == .opening ? "à partir de" : "jusqu’à") \(time.hour)\u{a0}h\(minutes)"
        }
    }

    /// Whose days.
    public enum Of: Sendable {
        /// Everything the agent may see.
        case everyone(Agent)
        /// What the agent follows, with what concerns the whole authority.
        case own(Agent)
        /// Of one project.
        case project(Project.ID)
        /// What the authority tells everybody.
        case everybody
    }

    /// The days from one to another, in order; what is behind and not done among them.
    public static func find(_ of: Of, from: Day, to: Day, in tx: Transaction) throws -> [Deadline] {
        let sources = sources(of)
        guard !sources.isEmpty else { return [] }
        return try tx.query(
            """
            SELECT * FROM (\(SQL.joined(sources, separator: " UNION ALL "))) d
             WHERE day BETWEEN \(from) AND \(to) ORDER BY day, kind, key LIMIT 2000
            """
        ).map(Deadline.init)
    }

    private static func sources(_ of: Of) -> [SQL] {
        switch of {
        case .everybody: openCampaigns("true") + editions
        case .project(let id): searches("f.project_id = \(id)") + starts("p.id = \(id)")
        case .everyone(let agent):
            (agent.may(.readFunding) ? searches("true") + starts("true") : []) + general(agent)
        case .own(let agent):
            (agent.may(.readFunding)
                ? searches("f.agent_id = \(agent.id?.number ?? 0)")
                    + starts("p.accompanied_by = \(agent.id?.number ?? 0)")
                : []) + general(agent)
        }
    }

    private static func general(_ agent: Agent) -> [SQL] {
        var parts: [SQL] = []
        if agent.may(.readSchemes) { parts += openCampaigns(agent.reaches(service: "s.service_id")) }
        if agent.may(.readSessions) {
            parts.append(
                """
                SELECT held_on AS day, 'session' AS kind, id AS key, name AS title, place AS detail,
                       '/seances/' || id AS address, NULL::text AS agent, NULL::timestamptz AS at FROM session WHERE closed_at IS NULL
                """)
        }
        if agent.may(.readRencontres) {
            parts += editions
            parts.append(
                """
                SELECT e.starts_on - t.days_before, 'task', t.id, t.label, e.name, '/rencontres/' || e.year,
                       nullif(t.assignee, ''), NULL
                  FROM edition_task t JOIN edition e ON e.id = t.edition_id
                 WHERE t.done_on IS NULL AND e.state IN ('preparation', 'published')
                """)
        }
        return parts
    }

    private static func searches(_ condition: SQL) -> [SQL] {
        let name: SQL = "coalesce(nullif(aid.short_name, ''), aid.name, nullif(f.label, ''), u.name)"
        let from: SQL = """
            FROM funding_search f JOIN project p ON p.id = f.project_id
              JOIN association a ON a.id = p.association_id JOIN funder u ON u.id = f.funder_id
              LEFT JOIN aid ON aid.id = f.aid_id LEFT JOIN agent g ON g.id = f.agent_id
             WHERE \(condition)
            """
        func part(_ day: SQL, _ kind: SQL, _ title: SQL, _ when: SQL) -> SQL {
            """
            SELECT \(day) AS day, \(kind)::text AS kind, f.id AS key, \(title) AS title,
                   p.title || ' · ' || a.name AS detail, '/financements/recherches/' || f.id AS address, g.name AS agent,
                   NULL::timestamptz AS at
            \(from) AND \(day) IS NOT NULL AND \(when)
            """
        }
        return [
            part("f.closes_on", "'closing'", name, "f.state IN ('spotted', 'contacted', 'in_preparation')"),
            part(
                "f.next_action_on", "'action'", "coalesce(nullif(f.next_action, ''), 'À relancer') || ' · ' || \(name)",
                "f.state NOT IN \(FundingSearchState.over)"),
            part("f.report_due_on", "'report'", name, "f.state IN ('granted', 'paid')"),
        ]
    }

    private static func starts(_ condition: SQL) -> [SQL] {
        [
            """
            SELECT p.starts_on AS day, 'start' AS kind, p.id AS key, p.title AS title, a.name AS detail,
                   '/financements/projets/' || p.id AS address, g.name AS agent,
                   NULL::timestamptz AS at
              FROM project p JOIN association a ON a.id = p.association_id LEFT JOIN agent g ON g.id = p.accompanied_by
             WHERE p.starts_on IS NOT NULL AND p.stage IN ('idea', 'design', 'ready') AND \(condition)
            """
        ]
    }

    private static func openCampaigns(_ reach: SQL) -> [SQL] {
        [("opens_at", "opening", "0 seconds"), ("closes_at", "campaign", "1 second")].map { column, kind, before in
            """
            SELECT ((k.\(identifier: column) - \(before)::interval) AT TIME ZONE 'Europe/Paris')::date AS day,
                   \(kind)::text AS kind,
                   k.id AS key, k.name AS title, s.name AS detail, '/campagnes/' || k.id AS address,
                   NULL::text AS agent, k.\(identifier: column) AS at
              FROM campaign k JOIN scheme s ON s.id = k.scheme_id WHERE s.active AND \(reach)
            """
        }
    }

    private static let editions: [SQL] = [
        """
        SELECT starts_on AS day, 'rencontres' AS kind, id AS key, name AS title, place AS detail,
               '/rencontres/' || year AS address, NULL::text AS agent, NULL::timestamptz AS at FROM edition WHERE state = 'published'
        """,
        """
        SELECT ((registration_closes_at - interval '1 second') AT TIME ZONE 'Europe/Paris')::date, 'registration', id,
               name, place, '/rencontres/' || year, NULL, registration_closes_at FROM edition WHERE state = 'published'
        """,
    ]
}
