import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

/// An edition with rooms and a published programme; its people.
struct ProgrammeScene: Sendable {
    let test: TestOffice
    let officer: Agent
    let edition: Edition
    let room: Room.ID
    var office: Office { test.office }
    /// While registration is open.
    static let now = ParisTime.moment(Day(2026, 6, 1), hour: 9)
    var now: Date { Self.now }

    static func lay(_ test: TestOffice, year: Int = 2026) async throws -> ProgrammeScene {
        test.set(now)
        let officer = try await test.agent(.maelle)
        let edition = try await test.office.write(as: officer) { tx in
            try tx.execute("SELECT set_config('kevre.event', 'load_history', true)")
            try tx.execute(
                """
                INSERT INTO edition (year, name, state, starts_on, ends_on, place, capacity, registration_opens_at,
                                     registration_closes_at)
                VALUES (\(year), 'Rencontres', 'published', \(Day(year, 9, 12)), \(Day(year, 9, 12)), 'Gymnase', 100,
                        \(ParisTime.moment(Day(year, 3, 1))), \(ParisTime.moment(Day(year, 7, 1))))
                """)
            let edition = try Edition.find(year: year, by: officer, in: tx)
            try Programme.save(edition.id, version: 0, FormInput(["published": ["oui"]]), by: officer, in: tx)
            return edition
        }
        let room = try await test.office.write(as: officer) { tx in
            try Room.save(
                nil, of: edition.id, FormInput(["name": ["Trieux"], "capacity": ["500"]]), by: officer, in: tx)
        }
        return ProgrammeScene(test: test, officer: officer, edition: edition, room: room)
    }

    /// Moves the edition so that its first day is so many days from the office’s today, by which the doors go.
    func start(in days: Int) async throws {
        let (edition, day) = (edition, office.today().adding(days: days))
        try await office.write(as: officer) {
            _ = try $0.execute("UPDATE edition SET starts_on = \(day), ends_on = \(day) WHERE id = \(edition.id)")
        }
    }

    func addRoom(_ name: String, _ capacity: Int) async throws -> Room.ID {
        let (edition, officer) = (edition, officer)
        return try await office.write(as: officer) { tx in
            try Room.save(
                nil, of: edition.id, FormInput(["name": [name], "capacity": [String(capacity)]]), by: officer, in: tx)
        }
    }

    static func input(
        _ title: String, _ from: String, _ to: String, room: Room.ID?, capacity: Int = 20, speakers: String = "",
        moderator: String = ""
    ) -> FormInput {
        FormInput([
            "title": [title], "kind": ["workshop"], "day": ["2026-09-12"], "starts": [from], "ends": [to],
            "room": room.map { [$0.description] } ?? [], "capacity": [String(capacity)], "registered": ["oui"],
            "speakers": [speakers], "moderator": [moderator],
        ])
    }

    @discardableResult
    func add(
        _ title: String, _ from: String, _ to: String, room: Room.ID? = nil, capacity: Int = 20, speakers: String = "",
        moderator: String = ""
    ) async throws -> ProgrammeSession.ID {
        let (edition, officer) = (edition, officer)
        let input = Self.input(
            title, from, to, room: room, capacity: capacity, speakers: speakers, moderator: moderator)
        return try await office.write(as: officer) {
            try ProgrammeSession.save(nil, of: edition, input, by: officer, in: $0)
        }
    }

    func session(_ id: ProgrammeSession.ID) async throws -> ProgrammeSession {
        let edition = edition
        return try await office.read { try ProgrammeSession.find(id, of: edition.id, in: $0) }
    }

    @discardableResult
    func register(_ name: String, _ sessions: ProgrammeSession.ID...) async throws -> Participant.Registered {
        try await Participant.register(
            year: edition.year,
            FormInput([
                "name": [name], "email": ["\(FrenchText.folded(name).replacing(" ", with: "."))@exemple.bzh"],
                "sessions": sessions.map(\.description),
            ]), at: now, in: office)
    }

    func bookings(_ id: Participant.ID) async throws -> [Booking] {
        let (edition, officer) = (edition, officer)
        return try await office.read { tx in
            try Participant.find(id, of: edition.id, by: officer, in: tx).bookings(in: tx)
        }
    }

    func enter(
        _ code: ParticipantCode, door: String = "A", leaves: Bool = false, session: ProgrammeSession.ID? = nil,
        year: Int? = nil
    ) async throws -> CheckIn {
        try await CheckIn.pass(
            year: year ?? edition.year, code: code.description, door: door, leaves: leaves, session: session,
            by: officer, in: office)
    }

    /// What `kevre check` says of places and presence.
    func problems() async throws -> [String] {
        try await office.read { try Inspection.run(in: $0).flatMap(\.problems) }
    }
}

/// Whether a form was refused with these words.
func refused(_ words: String, _ body: () async throws -> Void) async -> Bool {
    do {
        try await body()
        Issue.record("not refused")
        return false
    } catch let refusal as any Refusal {
        let message = refusal.message
        #expect(message.contains(words), "\(message)")
        return message.contains(words)
    } catch {
        Issue.record(error)
        return false
    }
}
