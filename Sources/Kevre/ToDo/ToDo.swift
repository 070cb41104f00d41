import Foundation
import PostgreSQL

/// What waits for an agent, counted: each line leads to the list of exactly what it counts.
public struct ToDo: Sendable {
    /// One line of work.
    public struct Item: Sendable, Identifiable {
        /// Stable name.
        public let id: String
        /// « dossiers à vérifier »: what is counted, singular and plural.
        public let words: (one: String, many: String)
        /// How many wait; never 0.
        public let count: Int
        /// The filtered list.
        public let address: String
        /// Why it waits or what to do.
        public let hint: String
        /// How it presses: the order and the colour.
        public let urgency: Urgency
    }

    /// How it presses.
    public enum Urgency: String, Sendable {
        case calm, soon, pressing, late
    }

    /// A session on its way, or past and not yet closed.
    public struct Meeting: Sendable {
        public let name: String
        /// The day it is held.
        public let day: Day
        /// Files on its agenda.
        public let lines: Int
        /// Those with a decision already.
        public let decided: Int
        public let address: String
        /// Held before today and not closed yet: its decisions bind nobody until then.
        public let isPast: Bool
    }

    /// A campaign that is open.
    public struct OpenCampaign: Sendable {
        public let name: String
        /// Until when one may submit.
        public let closesAt: Date
        /// Requests submitted so far.
        public let applications: Int
        public let address: String
    }

    /// Only what is not zero, the most pressing first.
    public let items: [Item]
    /// The next first, at most six; empty for who sees no session.
    public let meetings: [Meeting]
    /// The first to close first, at most six.
    public let campaigns: [OpenCampaign]

    /// Counts it all in one round trip.
    public static func find(for agent: Agent, today: Day, in tx: Transaction) throws -> ToDo {
        let lines = ToDoLine.all.filter { line in line.rights.contains { agent.may($0) } }
        let meetings: SQL = """
            SELECT s.name, s.held_on, '/seances/' || s.id AS address, count(l.id) AS lines,
                   count(l.id) FILTER (WHERE l.outcome IS NOT NULL) AS decided
              FROM session s LEFT JOIN agenda_line l ON l.session_id = s.id
             WHERE s.closed_at IS NULL AND \(agent.may(.readSessions))
             GROUP BY s.id ORDER BY s.held_on LIMIT 6
            """
        let campaigns: SQL = """
            SELECT campaign.name, campaign.closes_at, '/campagnes/' || campaign.id AS address,
                   (SELECT count(*) FROM application p
                     WHERE p.campaign_id = campaign.id AND p.submitted_at IS NOT NULL) AS applications
              FROM campaign JOIN scheme s ON s.id = campaign.scheme_id
             WHERE \(Campaign.openNow) AND \(agent.may(.readSchemes))
               AND \(agent.reaches(service: "s.service_id"))
             ORDER BY campaign.closes_at LIMIT 6
            """
        let statements = lines.map { $0.counting(agent, today) } + [meetings, campaigns]
        let results = try tx.pipeline(statements)
        let items = try lines.indices.compactMap { index -> Item? in
            let count: Int = try results[index].first.map { try $0["n"] } ?? 0
            return count == 0 ? nil : lines[index].item(count, agent)
        }
        return ToDo(
            items: items.sorted { $0.urgency.rank < $1.urgency.rank },
            meetings: try results[lines.count].map { row in
                let day: Day = try row["held_on"]
                return Meeting(
                    name: try row["name"], day: day, lines: try row["lines"], decided: try row["decided"],
                    address: try row["address"], isPast: day < today)
            },
            campaigns: try results[lines.count + 1].map { row in
                OpenCampaign(
                    name: try row["name"], closesAt: try row["closes_at"], applications: try row["applications"],
                    address: try row["address"])
            })
    }
}

extension ToDo.Urgency {
    fileprivate var rank: Int {
        switch self {
        case .late: 0
        case .pressing: 1
        case .soon: 2
        case .calm: 3
        }
    }
}
