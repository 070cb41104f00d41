import Foundation
import PostgreSQL

extension Participant {
    /// What was registered, as the person is told.
    public struct Registered: Sendable {
        public let id: ID
        public let code: ParticipantCode
        /// The secret of the link that shows and cancels; kept by the person alone.
        public let token: String
        public let bookings: [(session: ProgrammeSession.ID, state: Booking.State)]

        public var isWaiting: Bool { bookings.contains { $0.state == .waiting } }
    }

    /// What is asked of a person. The sessions she chose come as `sessions`.
    public static let form = Form([
        Record.participant.field("name", required: true, maxLength: 120, autocomplete: "name"),
        Record.participant.field("email", .email, maxLength: 254, autocomplete: "email"),
        Record.participant.field("phone", .phone, maxLength: 30, autocomplete: "tel"),
        Field(
            "association", "Association",
            help: "Si vous venez pour l’une d’elles\u{a0}: son nom, ou son numéro SIRET ou RNA.",
            maxLength: 250, autocomplete: "organization"),
    ])

    /// What is read of a form.
    struct Reading {
        let name: String
        let email: String?
        let phone: String?
        let association: String?

        init(_ input: FormInput, needsAddress: Bool) throws {
            var reading = Participant.form.read(input)
            if needsAddress, reading.problems.isEmpty, reading.text("email") == nil, reading.text("phone") == nil {
                reading.refuse(
                    "email", "Adresse électronique", "Indiquez une adresse ou un téléphone, pour pouvoir vous joindre."
                )
            }
            reading = try reading.validated()
            name = reading.text("name")?.singleSpaced ?? ""
            email = reading.text("email")
            phone = reading.text("phone")
            association = reading.text("association")?.singleSpaced
        }
    }

    /// Who registers herself, for sessions of a published programme.
    ///
    /// - Throws: ``FormRefusal``; ``ProgrammeRefusal``.
    public static func register(
        year: Int, _ input: FormInput, at moment: Date, in office: Office
    ) async throws -> Registered {
        let reading = try Reading(input, needsAddress: true)
        let wanted = chosen(input)
        guard !wanted.isEmpty else {
            throw FormRefusal.one("sessions", "Rendez-vous", "Choisissez au moins un rendez-vous.")
        }
        // Most who come have typed none.
        let association: Association.ID? =
            if let typed = reading.association, !typed.isEmpty {
                try await office.read { try match(typed, in: $0) }
            } else { nil }
        let token = token(of: input, reading)
        do {
            return try await office.desk(desk).take(year: year) { rules in
                let sessions = try choose(wanted, among: rules.sessions)
                for session in sessions {
                    if let refusal = rules.programme.refusal(for: session, of: rules.edition, at: moment) {
                        throw refusal
                    }
                }
                return Entry(
                    edition: rules.edition.id, reading: reading, association: association, sessions: sessions,
                    channel: .online, rules: rules, token: token)
            }
        } catch let error as PostgreSQLError {
            return try await resent(error, token, in: office)
        }
    }

    private static func chosen(_ input: FormInput) -> Set<ProgrammeSession.ID> {
        Set(input.all("sessions").compactMap(ProgrammeSession.ID.init))
    }

    /// The same by an officer, also before the opening and after the closing.
    public static func register(
        _ edition: Edition.ID, _ input: FormInput, channel: Channel = .officer, by agent: Agent, in office: Office
    ) async throws -> Registered {
        try agent.require(channel == .walkIn ? .checkIn : .writeRencontres)
        let reading = try Reading(input, needsAddress: false)
        let wanted = chosen(input)
        let (today, token) = (office.today(), token(of: input, reading))
        let entry = try await office.read { tx in
            let edition = try Edition.find(edition, in: tx)
            if edition.isOver(on: today) { throw ProgrammeRefusal.over(edition.name, edition.year) }
            let sessions =
                wanted.isEmpty
                ? []
                : try choose(
                    wanted,
                    among: tx.query(
                        """
                        \(ProgrammeSession.selection)
                         WHERE s.id = ANY(\(wanted.map(\.number))) AND s.edition_id = \(edition.id)
                         ORDER BY s.starts_at, s.id
                        """
                    ).map(ProgrammeSession.init))
            return Entry(
                edition: edition.id, reading: reading, association: try match(reading.association, in: tx),
                sessions: sessions, channel: channel, rules: nil, token: token)
        }
        do {
            let rows = try await office.writeOnce(writing([entry], by: agent))
            guard let done = try registered([entry], by: rows)[0] else { throw changed }
            return done
        } catch let error as PostgreSQLError {
            guard let error = refusal(error) as? PostgreSQLError else { throw refusal(error) }
            return try await resent(error, token, in: office)
        }
    }

    /// The sessions chosen, each still there, and no two at one time.
    private static func choose(
        _ wanted: Set<ProgrammeSession.ID>, among sessions: [ProgrammeSession]
    ) throws -> [ProgrammeSession] {
        let chosen = sessions.filter { wanted.contains($0.id) }
        guard chosen.count == wanted.count else { throw NotFound("Ce rendez-vous n’est plus au programme.") }
        for (index, session) in chosen.enumerated() {
            if let other = chosen[..<index].first(where: session.overlaps) {
                throw FormRefusal.one(
                    "sessions", "Rendez-vous", ProgrammeRefusal.twoAtOnce(other.mention, session.mention).message)
            }
        }
        return chosen
    }

    /// The association of the register that was surely meant, by number or whole name; nil when there is doubt: what
    /// was typed is kept then.
    static func match(_ typed: String?, in tx: Transaction) throws -> Association.ID? {
        guard let typed, !typed.isEmpty else { return nil }
        let number = typed.withoutSpaces.uppercased()
        let rows = try tx.query(
            """
            SELECT id FROM association
             WHERE in_register
               AND (name_key = normalize_name(\(typed)) OR rna = \(number) OR siret = \(number)) LIMIT 2
            """)
        return rows.count == 1 ? try rows[0]["id"] : nil
    }
}

extension Participant.Registered {
    /// What was registered, for programs.
    public var json: JSONValue {
        .object([
            ("code", .string(code.description)),
            (
                "sessions",
                .array(
                    bookings.map {
                        .object([("session", .integer($0.session.number)), ("state", .string($0.state.rawValue))])
                    })
            ),
        ])
    }
}
