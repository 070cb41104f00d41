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
        Field("name", "Prénom et nom", required: true, maxLength: 120, autocomplete: "name"),
        Field("email", "Adresse électronique", .email, maxLength: 254, autocomplete: "email"),
        Field("phone", "Téléphone", .phone, maxLength: 30, autocomplete: "tel"),
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
                    "email", "Adresse électronique", "Indiquez une adresse ou un téléphone, pour pouvoir vous prévenir."
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
    /// The check comes first; what is then written takes one exchange with the database, so that the row of places,
    /// which everybody wants at the opening, is locked for no longer than a commit.
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
        let (edition, association) = try await office.read { tx in
            // One exchange for all that is looked at.
            let answers = try tx.pipeline([
                "SELECT * FROM edition WHERE year = \(year) AND state <> 'preparation'",
                "SELECT p.* FROM programme p JOIN edition e ON e.id = p.edition_id WHERE e.year = \(year)",
                sessions(wanted, "(SELECT id FROM edition WHERE year = \(year))"),
            ])
            guard let row = answers[0].first else { throw NotFound("Cette page n’est pas publiée.") }
            let edition = try Edition(row)
            let programme = try Programme(of: edition.id, answers[1].first)
            for session in try checkTimes(wanted, answers[2]) {
                if let refusal = programme.refusal(for: session, of: edition, at: moment) { throw refusal }
            }
            return (edition.id, try match(reading.association, in: tx))
        }
        return try await write(
            reading, edition, association, wanted, .online, by: .applicant(reading.name), in: office)
    }

    private static func chosen(_ input: FormInput) -> [ProgrammeSession.ID] {
        Set(input.all("sessions").compactMap(ProgrammeSession.ID.init)).sorted()
    }

    private static func sessions(_ wanted: [ProgrammeSession.ID], _ edition: SQL) -> SQL {
        """
        \(ProgrammeSession.selection) WHERE s.id = ANY(\(wanted.map(\.number))) AND s.edition_id = \(edition)
         ORDER BY s.starts_at, s.id
        """
    }

    /// The same by an officer, also before the opening and after the closing.
    public static func register(
        _ edition: Edition.ID, _ input: FormInput, channel: Channel = .officer, by agent: Agent, in office: Office
    ) async throws -> Registered {
        try agent.require(channel == .walkIn ? .checkIn : .writeRencontres)
        let reading = try Reading(input, needsAddress: false)
        let wanted = chosen(input)
        let today = office.today()
        let association = try await office.read { tx in
            let edition = try Edition.find(edition, in: tx)
            if edition.isOver(on: today) { throw ProgrammeRefusal.over(edition.name, edition.year) }
            if !wanted.isEmpty { try checkTimes(wanted, tx.query(sessions(wanted, "\(edition.id)"))) }
            return try match(reading.association, in: tx)
        }
        return try await write(reading, edition, association, wanted, channel, by: agent, in: office)
    }

    private static func write(
        _ reading: Reading, _ edition: Edition.ID, _ association: Association.ID?, _ sessions: [ProgrammeSession.ID],
        _ channel: Channel, by agent: Agent, in office: Office
    ) async throws -> Registered {
        let token = Secrets.token()
        let typed = association == nil ? reading.association : nil
        do {
            let rows = try await office.writeOnce(
                """
                SELECT participant_id, code, session_id, state
                  FROM register_participant(\(agent.auditName)::text, \(edition)::bigint, \(reading.name)::text,
                           \(reading.email)::text, \(reading.phone)::text, \(association)::bigint, \(typed)::text, \(channel)::text,
                           \(Secrets.digest(token))::bytea, \(sessions.map(\.number))::bigint[])
                """)
            guard let first = rows.first else { throw NotFound("Cette inscription n’a pas été enregistrée.") }
            return Registered(
                id: try first["participant_id"], code: ParticipantCode(stored: try first["code"]), token: token,
                bookings: try rows.filter { !$0.isNull(at: 2) }.map { (try $0["session_id"], try $0["state"]) })
        } catch let error as PostgreSQLError where error.constraint == "participant_once" {
            throw FormRefusal.one("name", "Prénom et nom", ProgrammeRefusal.alreadyRegistered.message)
        } catch let error as PostgreSQLError
            where error.constraint == "booking_slot" || error.constraint == "booking_one_at_a_time"
        {
            throw FormRefusal.one(
                "sessions", "Rendez-vous", "Le programme a changé pendant votre saisie\u{a0}: vérifiez vos choix.")
        }
    }

    /// Each session chosen is there, and no two are at one time.
    @discardableResult
    private static func checkTimes(
        _ wanted: [ProgrammeSession.ID], _ rows: [Row]
    ) throws -> [ProgrammeSession] {
        let sessions = try rows.map(ProgrammeSession.init)
        guard sessions.count == wanted.count else { throw NotFound("Ce rendez-vous n’est plus au programme.") }
        for (index, session) in sessions.enumerated() {
            if let other = sessions[..<index].first(where: session.overlaps) {
                throw FormRefusal.one(
                    "sessions", "Rendez-vous", ProgrammeRefusal.twoAtOnce(other.mention, session.mention).message)
            }
        }
        return sessions
    }

    /// The association of the register that was surely meant, by number or whole name; nil when there is doubt: what
    /// was typed is kept then.
    static func match(_ typed: String?, in tx: Transaction) throws -> Association.ID? {
        guard let typed, !typed.isEmpty else { return nil }
        let number = typed.withoutSpaces.uppercased()
        let rows = try tx.query(
            """
            SELECT id FROM association
             WHERE merged_into_id IS NULL
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
