import Foundation
import PostgreSQL

/// What holds for the whole programme of an edition: whether the public sees it, and until when people register.
public struct Programme: Sendable {
    public let edition: Edition.ID
    public let publishedAt: Date?
    /// nil: until each session begins.
    public let registrationClosesAt: Date?
    public let introduction: String
    public let version: Int

    public var isPublished: Bool { publishedAt != nil }

    public static let form = Form([
        Record.programme.field(
            "introduction", .longText, help: "En tête de la page publique du programme.",
            maxLength: 2_000),
        Record.programme.field("registration_closes_at", help: "Vide\u{a0}: jusqu’au début de chaque rendez-vous."),
        Field(
            "published", "Programme publié", .checkbox,
            help: "Chacun le voit et s’y inscrit, tant que la page de l’édition est publique."),
    ])

    /// What the form shows before anything is typed.
    public var input: FormInput {
        FormInput([
            "introduction": [introduction],
            "registration_closes_at": registrationClosesAt.map { [$0.inParis.input] } ?? [],
            "published": isPublished ? ["oui"] : [],
        ])
    }

    /// The settings of an edition; those of one that has none yet say that nothing is published.
    public static func of(_ edition: Edition.ID, in tx: Transaction) throws -> Programme {
        try Programme(of: edition, tx.first("SELECT * FROM programme WHERE edition_id = \(edition)"))
    }

    init(of edition: Edition.ID, _ row: Row?) throws {
        self.edition = edition
        publishedAt = try row?["published_at"] ?? nil
        registrationClosesAt = try row?["registration_closes_at"] ?? nil
        introduction = try row?["introduction"] ?? ""
        version = try row?["version"] ?? 0
    }

    /// Saves the settings.
    ///
    /// - Throws: ``FormRefusal``; ``StaleVersion``.
    public static func save(
        _ edition: Edition.ID, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeRencontres)
        let reading = try form.read(input).validated()
        let isPublished = reading.flag("published")
        let saved = try tx.execute(
            """
            INSERT INTO programme AS known (edition_id, published_at, registration_closes_at, introduction)
            VALUES (\(edition), CASE WHEN \(isPublished) THEN moment() END, \(reading.moment("registration_closes_at")),
                    \(reading.text("introduction") ?? ""))
            ON CONFLICT (edition_id) DO UPDATE
               SET published_at = CASE WHEN \(isPublished) THEN coalesce(known.published_at, moment()) END,
                   registration_closes_at = excluded.registration_closes_at, introduction = excluded.introduction,
                   version = known.version + 1
             WHERE known.version = \(version ?? 0)
            """)
        guard saved == 1 else {
            let row = try tx.one("SELECT version FROM programme WHERE edition_id = \(edition)")
            let last = try AuditEntry.timeline(of: "edition", edition.number, limit: 20, in: tx)
                .first { $0.table == "programme" }
            throw StaleVersion(
                actor: last?.actor ?? "quelqu’un", at: last?.at, table: "programme",
                changes: last?.changes ?? [], version: try row["version"])
        }
    }

    /// Why nobody registers for a session at a moment; nil when people may.
    public func refusal(for session: ProgrammeSession, of edition: Edition, at moment: Date) -> ProgrammeRefusal? {
        if edition.isOver(on: moment.inParis.day) { return .over(edition.name, edition.year) }
        guard edition.state == .published, isPublished else { return .notOpen(edition.name) }
        if let closes = registrationClosesAt, moment >= closes.addingTimeInterval(60) { return .closed(closes) }
        if !session.isRegistered { return .freeEntry(session.title) }
        return moment >= session.startsAt ? .begun(session.title) : nil
    }
}
