import Foundation
import PostgreSQL

extension Participant {
    /// What people who register online for an edition are checked against.
    struct Rules: Sendable {
        let edition: Edition
        let programme: Programme
        /// In the order of the day.
        let sessions: [ProgrammeSession]
    }

    /// A registration ready to be written: everything was read and checked.
    struct Entry: Sendable {
        let edition: Edition.ID
        let reading: Reading
        /// The association of the register that was meant; what was typed is kept where there is none.
        let association: Association.ID?
        let sessions: [ProgrammeSession]
        let channel: Channel
        /// What the write verifies once more; nil for an officer, who may register whatever the rules say.
        let rules: Rules?
        let code = ParticipantCode.random()
        /// The secret of the person's link; the database keeps its SHA-256.
        let token: String

        fileprivate func json(_ order: Int) -> JSONValue {
            func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
            return .object([
                ("ord", .integer(order)), ("edition", .integer(edition.number)),
                ("edition_version", rules.map { .integer($0.edition.version) } ?? .null),
                ("programme_version", rules.map { .integer($0.programme.version) } ?? .null),
                ("code", .string(code.text)), ("name", .string(reading.name)), ("email", text(reading.email)),
                ("phone", text(reading.phone)),
                ("association", association.map { .integer($0.number) } ?? .null),
                ("association_typed", association == nil ? text(reading.association) : .null),
                ("channel", .string(channel.rawValue)), ("token", .string(Secrets.hexDigest(token))),
                ("sessions", .array(sessions.map { .integer($0.id.number) })),
                ("session_versions", .array(sessions.map { .integer($0.version) })),
            ])
        }
    }

    /// Where people register from the public pages.
    static let desk = Desk<Rules, Entry, Registered>.Subject(
        name: "participants",
        rules: { year, tx in
            let edition = try Edition.findPublic(year: year, in: tx)
            // One exchange for the rest of what is looked at.
            let answers = try tx.pipeline([
                "SELECT * FROM programme WHERE edition_id = \(edition.id)",
                "\(ProgrammeSession.selection) WHERE s.edition_id = \(edition.id) ORDER BY s.starts_at, s.id",
            ])
            return Rules(
                edition: edition, programme: try Programme(of: edition.id, answers[0].first),
                sessions: try answers[1].map(ProgrammeSession.init))
        },
        versions: { rules in
            [rules.edition.version, rules.programme.version]
                + rules.sessions.flatMap { [$0.id.number, $0.version] }
        },
        // Nobody's name: each entry of the audit trail has that of its person.
        write: { entries, tx in
            try registered(entries, by: tx.query(writing(entries, by: .applicant(""))))
        },
        refusal: { error, _, _ in refusal(error) },
        edited: changed)

    /// The one statement that registers people and books their sessions, in the order given; the guard of the table
    /// gives each her place or her rank under the lock of the session's places.
    static func writing(_ entries: [Entry], by agent: Agent) -> SQL {
        """
        SELECT code, participant_id, session_id, state
          FROM register_participants(
                   \(agent.auditName)::text, \(JSONValue.array(entries.enumerated().map { $1.json($0) }).text)::jsonb)
        """
    }

    /// What came of each entry; nil where the rules no longer hold.
    static func registered(_ entries: [Entry], by rows: [Row]) throws -> [Registered?] {
        let answers = Dictionary(grouping: rows) { $0.text(at: 0) ?? "" }
        return try entries.map { entry in
            guard let rows = answers[entry.code.text] else { return nil }
            return Registered(
                id: try rows[0][1], code: entry.code, token: entry.token,
                bookings: try rows.filter { !$0.isNull(at: 2) }.map { (try $0[2], try $0[3]) })
        }
    }

    /// A refusal of the database, in words.
    static func refusal(_ error: PostgreSQLError) -> any Error {
        switch error.constraint {
        case _ where ProgrammeRefusal.isTwice(error):
            FormRefusal.one("name", "Prénom et nom", ProgrammeRefusal.alreadyRegistered.message)
        case "booking_slot", "booking_one_at_a_time": changed
        default: error
        }
    }

    static let changed = FormRefusal.one(
        "sessions", "Rendez-vous", "Le programme a changé pendant votre saisie\u{a0}: vérifiez vos choix.")
}
