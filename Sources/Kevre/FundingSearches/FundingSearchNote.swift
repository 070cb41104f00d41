import Foundation
import PostgreSQL

/// A conversation with a funder, on its day.
public struct FundingSearchNote: Sendable {
    /// How it was held.
    public enum Kind: String, CaseIterable, Sendable, SQLValue {
        case call, mail, meeting, letter, other

        public var label: String {
            switch self {
            case .call: "Appel"
            case .mail: "Courriel"
            case .meeting: "Rendez-vous"
            case .letter: "Lettre"
            case .other: "Autre"
            }
        }
    }

    public let kind: Kind
    public let heldOn: Day
    public let people: String
    public let body: String
    public let author: String
    public let at: Date

    /// What is typed.
    public static let form = Form([
        Record.fundingSearchNote.field(
            "kind", .choice(Kind.allCases.map { Choice($0.rawValue, $0.label) }), required: true),
        Record.fundingSearchNote.field("held_on", required: true),
        Record.fundingSearchNote.field("people", maxLength: 300),
        Record.fundingSearchNote.field("body", .longText, required: true, maxLength: 8_000),
    ])

    /// The conversations of a search, the latest first.
    public static func all(of search: FundingSearch.ID, in tx: Transaction) throws -> [FundingSearchNote] {
        try tx.query(
            """
            SELECT kind, held_on, people, body, agent_name, at FROM funding_search_note
             WHERE search_id = \(search) ORDER BY held_on DESC, id DESC LIMIT 300
            """
        ).map {
            FundingSearchNote(
                kind: try $0["kind"], heldOn: try $0["held_on"], people: try $0["people"], body: try $0["body"],
                author: try $0["agent_name"], at: try $0["at"])
        }
    }

    /// Notes a conversation; the search has moved.
    ///
    /// - Throws: ``FormRefusal``; ``FundingSearchRefusal/dayToCome(_:)``.
    public static func add(
        _ input: FormInput, to search: FundingSearch.ID, on today: Day, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        let read = try form.read(input).validated()
        let day = read.day("held_on") ?? today
        guard day <= today else { throw FundingSearchRefusal.dayToCome(day) }
        let known = try tx.execute(
            "UPDATE funding_search SET moved_on = greatest(moved_on, \(day)) WHERE id = \(search)")
        guard known == 1 else { throw NotFound("Cette recherche n’existe pas.") }
        try tx.execute(
            """
            INSERT INTO funding_search_note (search_id, kind, held_on, people, body, agent_id, agent_name)
            VALUES (\(search), \(read.text("kind")), \(day), \(read.text("people") ?? ""), \(read.text("body")),
                    \(agent.id), \(agent.name))
            """)
    }
}
