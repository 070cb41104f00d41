import Foundation
import PostgreSQL

/// A meeting held or an advice given, on its day.
public struct ProjectNote: Sendable, Identifiable {
    public typealias ID = Identifier<ProjectNote>

    /// What happened.
    public enum Kind: String, CaseIterable, Sendable, SQLValue {
        case meeting, advice, call, mail, other

        public var label: String {
            switch self {
            case .meeting: "Rendez-vous"
            case .advice: "Conseil"
            case .call: "Appel"
            case .mail: "Courriel"
            case .other: "Autre"
            }
        }
    }

    public let id: ID
    public let kind: Kind
    public let heldOn: Day
    /// With whom.
    public let people: String
    public let body: String
    public let author: String
    public let at: Date

    /// What is typed.
    public static let form = Form([
        Field(
            "kind", "Quoi", .choice(Kind.allCases.map { Choice($0.rawValue, $0.label) }), required: true),
        Record.projectNote.field("held_on", required: true),
        Record.projectNote.field("people", maxLength: 300),
        Record.projectNote.field("body", .longText, required: true, maxLength: 8_000),
    ])

    /// The notes of a project, the latest first.
    public static func all(of project: Project.ID, in tx: Transaction) throws -> [ProjectNote] {
        try tx.query(
            """
            SELECT id, kind, held_on, people, body, agent_name, at FROM project_note
             WHERE project_id = \(project) ORDER BY held_on DESC, id DESC LIMIT 300
            """
        ).map {
            ProjectNote(
                id: try $0["id"], kind: try $0["kind"], heldOn: try $0["held_on"], people: try $0["people"],
                body: try $0["body"], author: try $0["agent_name"], at: try $0["at"])
        }
    }

    /// Adds a note.
    ///
    /// - Throws: ``FormRefusal``; ``ProjectRefusal/notePending(_:)`` for a day to come.
    public static func add(
        _ input: FormInput, to project: Project.ID, on today: Day, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        let read = try form.read(input).validated()
        let day = read.day("held_on") ?? today
        guard day <= today else { throw ProjectRefusal.notePending(day) }
        _ = try Project.find(project, in: tx)
        try tx.execute(
            """
            INSERT INTO project_note (project_id, kind, held_on, people, body, agent_id, agent_name)
            VALUES (\(project), \(read.text("kind")), \(day), \(read.text("people") ?? ""), \(read.text("body")),
                    \(agent.id), \(agent.name))
            """)
    }
}
