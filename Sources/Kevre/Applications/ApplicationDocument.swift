import PostgreSQL

/// A document asked for one file, and whether it came. (The documents themselves come with uploads.)
public struct ApplicationDocument: Sendable, Identifiable {
    public typealias ID = Identifier<ApplicationDocument>

    /// Whether a document is there.
    public enum State: String, CaseIterable, Sendable, SQLValue {
        case missing, received
        case notApplicable = "not_applicable"

        public var label: String {
            switch self {
            case .missing: "Manquant"
            case .received: "Reçu"
            case .notApplicable: "Sans objet"
            }
        }

        public static let vocabulary = Vocabulary([
            ("missing", State.missing.label, .attention), ("received", State.received.label, .done),
            ("not_applicable", State.notApplicable.label, .neutral),
        ])
    }

    public let id: ID
    /// Name by which it is asked; one of each name in a file.
    public let label: String
    /// What it should be, for the association; empty for nothing.
    public let help: String
    /// Whether the file stays incomplete without it.
    public let mandatory: Bool
    /// Whether it came.
    public let state: State
    /// Day it came; nil unless it did.
    public let receivedOn: Day?
    /// Day the association was last asked for it.
    public let requestedOn: Day?
    /// The officer's own note, for colleagues only.
    public let note: String

    /// Whether the file cannot be complete without it.
    public var isWanting: Bool { mandatory && state == .missing }

    init(_ row: Row) throws {
        id = try row["id"]
        label = try row["label"]
        help = try row["help"]
        mandatory = try row["mandatory"]
        state = try row["state"]
        receivedOn = try row["received_on"]
        requestedOn = try row["requested_on"]
        note = try row["note"]
    }

    /// The documents of a file, in order.
    public static func all(of application: Application.ID, in tx: Transaction) throws -> [ApplicationDocument] {
        try tx.query("SELECT * FROM application_document WHERE application_id = \(application) ORDER BY position, id")
            .map(ApplicationDocument.init)
    }

    /// Notes that a document came, is missing, or does not apply.
    ///
    /// - Parameter on: day it came; today when not given.
    /// - Throws: ``AccessRefusal``, ``NotFound``.
    public static func set(
        _ id: ID, of application: Application.ID, _ state: State, note: String? = nil, on day: Day, by agent: Agent,
        in tx: Transaction
    ) throws {
        try agent.require(.writeApplications)
        let file = try Application.lock(application, in: tx)
        try agent.require(.writeApplications, of: file.service)
        guard [.submitted, .incomplete].contains(file.state) || file.state.isBeforeDecision && state == .received else {
            throw ApplicationRefusal.listClosed(file.state.label)
        }
        try tx.name(event: "set_document")
        let changed = try tx.execute(
            """
            UPDATE application_document
               SET state = \(state), received_on = \(state == .received ? day : nil),
                   note = coalesce(\(note?.trimmed), note)
             WHERE id = \(id) AND application_id = \(application)
            """)
        guard changed == 1 else { throw NotFound("Cette pièce n’est pas de ce dossier.") }
    }
}
