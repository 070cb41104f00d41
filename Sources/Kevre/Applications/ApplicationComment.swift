import Foundation
import PostgreSQL

/// An internal comment on a file: agents only, never the association.
public struct ApplicationComment: Sendable {
    public let at: Date
    /// Name of the agent, as it was then.
    public let author: String
    /// Plain text of at most 8000 characters.
    public let body: String

    /// The comments of a file, the newest first.
    public static func all(of application: Application.ID, in tx: Transaction) throws -> [ApplicationComment] {
        try tx.query(
            """
            SELECT at, agent_name, body FROM application_comment
             WHERE application_id = \(application) ORDER BY id DESC LIMIT 200
            """
        ).map { ApplicationComment(at: try $0["at"], author: try $0["agent_name"], body: try $0["body"]) }
    }

    /// Adds a comment.
    ///
    /// - Throws: ``ApplicationRefusal/commentMissing``, ``AccessRefusal``.
    public static func add(
        _ body: String, to application: Application.ID, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeApplications)
        try agent.require(.writeApplications, of: Application.find(application, in: tx).service)
        try write(body, on: application, by: agent, in: tx)
    }

    static func write(_ body: String, on application: Application.ID, by agent: Agent, in tx: Transaction) throws {
        let body = body.trimmed
        guard !body.isEmpty else { throw ApplicationRefusal.commentMissing }
        guard body.count <= 8_000 else { throw ApplicationRefusal.commentTooLong(body.count) }
        try tx.execute(
            """
            INSERT INTO application_comment (application_id, agent_id, agent_name, body)
            VALUES (\(application), \(agent.id), \(agent.name), \(body))
            """)
    }
}
