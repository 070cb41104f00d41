import Foundation
import PostgreSQL

extension Participant {
    /// Who acts on a registration: an agent, or the person behind her link.
    public enum Access: Sendable {
        case agent(Agent)
        case link(String)
    }

    /// What the form shows before anything is typed.
    public var input: FormInput {
        FormInput([
            "name": [name], "email": email.map { [$0] } ?? [], "phone": phone.map { [$0] } ?? [],
            "association": associationName.map { [$0] } ?? [],
        ])
    }

    /// Changes what is known of a person.
    ///
    /// - Throws: ``FormRefusal``; ``StaleVersion``.
    public static func save(
        _ id: ID, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeRencontres)
        let reading = try Reading(input, needsAddress: false)
        let association = try match(reading.association, in: tx)
        let typed = association == nil ? reading.association : nil
        do {
            try tx.savepoint {
                let changed = try tx.execute(
                    """
                    UPDATE participant
                       SET name = \(reading.name), email = \(reading.email), phone = \(reading.phone),
                           association_id = \(association), association_name = \(typed), version = version + 1
                     WHERE id = \(id) AND version = \(version ?? 0)
                    """)
                guard changed == 1 else { throw try StaleVersion.find("participant", id.number, in: tx) }
            }
        } catch let error as PostgreSQLError where ProgrammeRefusal.isTwice(error) {
            throw FormRefusal.one("name", "Prénom et nom", ProgrammeRefusal.alreadyRegistered.message)
        }
    }

    /// Books one more session; a place, or a rank in its waiting list.
    ///
    /// - Throws: ``ProgrammeRefusal``, also when the session is at the time of another she holds.
    @discardableResult
    public static func book(
        _ id: ID, _ session: ProgrammeSession.ID, by access: Access, at moment: Date, in tx: Transaction
    ) throws -> Booking {
        let person = try find(id, by: access, in: tx)
        guard !person.isCancelled else { throw ProgrammeRefusal.alreadyCancelled }
        let wanted = try ProgrammeSession.find(session, of: person.edition, in: tx)
        if case .link = access {
            let edition = try Edition.find(person.edition, in: tx)
            let programme = try Programme.of(person.edition, in: tx)
            if let refusal = programme.refusal(for: wanted, of: edition, at: moment) { throw refusal }
        }
        do {
            let booked: Booking.ID = try tx.savepoint {
                try tx.one(
                    """
                    INSERT INTO booking (session_id, participant_id) VALUES (\(session), \(id)) RETURNING id
                    """)["id"]
            }
            return try Booking(tx.one("\(Booking.selection) WHERE b.id = \(booked)"))
        } catch let error as PostgreSQLError where error.constraint == "booking_person_comes" {
            // She gave up while this waited for her row.
            throw ProgrammeRefusal.alreadyCancelled
        } catch let error as PostgreSQLError where error.constraint == "booking_one_at_a_time" {
            let held = try tx.first(
                """
                SELECT s.id, s.title, s.starts_at, s.ends_at FROM booking b
                  JOIN programme_session s ON s.id = b.session_id
                 WHERE b.participant_id = \(id) AND b.state <> 'cancelled'
                   AND b.slot && tstzrange(\(wanted.startsAt), \(wanted.endsAt)) LIMIT 1
                """)
            guard let held else { throw error }
            guard try held["id"] != session else { throw ProgrammeRefusal.alreadyBooked(wanted.title) }
            throw ProgrammeRefusal.elsewhere(wanted: wanted.title, held: try SessionMention(held))
        }
    }

    /// Gives up one place, which goes to who waits first.
    ///
    /// - Throws: ``ProgrammeRefusal/alreadyCancelled``.
    public static func cancel(_ booking: Booking.ID, of id: ID, by access: Access, in tx: Transaction) throws {
        _ = try find(id, by: access, in: tx)
        try tx.name(event: "cancel")
        let gone: [Int] = try tx.one(
            "SELECT cancel_bookings(\(id), ARRAY[\(booking)]::bigint[]) AS gone")["gone"]
        guard !gone.isEmpty else { throw ProgrammeRefusal.alreadyCancelled }
    }

    /// Gives up everything: the places go to who waits, the code no longer opens the door.
    ///
    /// - Throws: ``ProgrammeRefusal/alreadyCancelled``.
    public static func cancel(_ id: ID, by access: Access, in tx: Transaction) throws {
        _ = try find(id, by: access, in: tx)
        try tx.name(event: "cancel")
        try tx.execute("SELECT cancel_bookings(\(id))")
        let changed = try tx.execute(
            """
            UPDATE participant SET cancelled_at = moment(), version = version + 1
             WHERE id = \(id) AND cancelled_at IS NULL
            """)
        guard changed == 1 else { throw ProgrammeRefusal.alreadyCancelled }
    }

    /// Takes a registration that was given up back, without its places.
    ///
    /// - Throws: ``StaleVersion`` when it was changed, or taken back, since it was shown; ``NotFound``.
    public static func restore(_ id: ID, version: Int, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.checkIn)
        do {
            try tx.savepoint {
                let changed = try tx.execute(
                    """
                    UPDATE participant SET cancelled_at = NULL, version = version + 1
                     WHERE id = \(id) AND version = \(version) AND cancelled_at IS NOT NULL
                    """)
                guard changed == 1 else { throw try StaleVersion.find("participant", id.number, in: tx) }
            }
        } catch let error as PostgreSQLError where ProgrammeRefusal.isTwice(error) {
            throw ProgrammeRefusal.alreadyRegistered
        }
    }

    /// A new link for who lost hers and has her code and her address; the old one leads nowhere from then on.
    ///
    /// - Returns: the secret of the link.
    /// - Throws: ``FormRefusal`` when both do not belong together, without saying which is wrong.
    public static func renewLink(year: Int, code typed: String, email: String, in tx: Transaction) throws -> String {
        let token = Secrets.token()
        let changed = try tx.execute(
            """
            UPDATE participant p SET resume_token_hash = \(Secrets.digest(token))
              FROM edition e
             WHERE e.id = p.edition_id AND e.year = \(year) AND p.code = \(ParticipantCode(typed)?.text ?? "")
               AND p.email = \(email.trimmed.lowercased())
            """)
        guard changed == 1 else {
            throw FormRefusal.one(
                "code", "Code", "Aucune inscription ne porte à la fois ce code et cette adresse. Vérifiez les deux.")
        }
        return token
    }

    private static func find(_ id: ID, by access: Access, in tx: Transaction) throws -> Participant {
        switch access {
        case .agent(let agent):
            guard agent.may(.checkIn) || agent.may(.writeRencontres) else {
                throw AccessRefusal.missingRight(.writeRencontres)
            }
            let row = try tx.first("\(selection) WHERE p.id = \(id)")
            guard let row else { throw NotFound("Cette personne n’est pas inscrite.") }
            return try Participant(row)
        case .link(let token):
            let person = try find(token: token, in: tx)
            guard person.id == id else { throw ProgrammeRefusal.unknownLink }
            return person
        }
    }
}
