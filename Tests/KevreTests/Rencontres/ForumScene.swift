import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

/// An edition that is open, with one type of stand, and associations enough.
struct ForumScene: Sendable {
    let test: TestOffice
    let officer: Agent
    let edition: Edition
    let associations: [Association.ID]
    var office: Office { test.office }
    /// While registration is open.
    static let now = ParisTime.moment(Day(2026, 6, 1), hour: 9)
    var now: Date { Self.now }

    static func lay(
        _ test: TestOffice, quota: Int?, mode: StandType.Mode = .direct, associations count: Int = 20
    ) async throws -> ForumScene {
        test.set(now)
        let officer = try await test.agent(.maelle)
        return try await test.office.write(as: officer) { tx in
            try Edition.save(nil, version: nil, input(year: 2026), by: officer, in: tx)
            var edition = try Edition.find(year: 2026, by: officer, in: tx)
            try StandType.save(
                of: edition.id, version: edition.version, types([("Stand", quota, mode), ("Présence", nil, .direct)]),
                by: officer, in: tx)
            edition = try Edition.find(year: 2026, by: officer, in: tx)
            try Edition.fire(.publish, edition.id, version: edition.version, by: officer, in: tx)
            edition = try Edition.find(year: 2026, by: officer, in: tx)
            let ids = try tx.query(
                """
                INSERT INTO association (name, email) SELECT 'Association ' || n, 'a' || n || '@exemple.bzh'
                  FROM generate_series(1, \(count)) n RETURNING id
                """
            ).map { try $0["id"] as Association.ID }
            return ForumScene(test: test, officer: officer, edition: edition, associations: ids)
        }
    }

    static func input(year: Int) -> FormInput {
        FormInput([
            "year": [String(year)], "name": ["Rencontres"], "starts_on": ["\(year)-09-12"],
            "place": ["Gymnase de Kergoz"], "public_area": ["900"], "registration_opens_at": ["\(year)-03-01T08:00"],
            "registration_closes_at": ["\(year)-07-01T17:00"],
        ])
    }

    static func types(
        _ rows: [(name: String, quota: Int?, mode: StandType.Mode)], ids: [StandType.ID] = []
    ) -> FormInput {
        FormInput([
            "type_id": rows.indices.map { ids.indices.contains($0) ? ids[$0].description : "" },
            "type_name": rows.map(\.name), "type_kind": rows.map { $0.name == "Présence" ? "attending" : "stand" },
            "type_mode": rows.map(\.mode.rawValue), "type_quota": rows.map { $0.quota.map(String.init) ?? "" },
            "type_tables": rows.map { _ in "2" }, "type_chairs": rows.map { _ in "4" },
            "type_panels": rows.map { _ in "2" }, "type_watts": rows.map { _ in "2000" },
            "type_description": rows.map { _ in "" },
        ])
    }

    /// Moves the edition so that its first day is so many days from the office’s today, by which the doors go.
    func start(in days: Int) async throws {
        let (edition, day) = (edition, office.today().adding(days: days))
        try await office.write(as: officer) {
            _ = try $0.execute("UPDATE edition SET starts_on = \(day), ends_on = \(day) WHERE id = \(edition.id)")
        }
    }

    func attendance() async throws -> Attendance {
        let (edition, officer) = (edition, officer)
        return try await office.read { try Attendance.of(edition, by: officer, in: $0) }
    }

    func types() async throws -> [StandType] {
        let id = edition.id
        return try await office.read { try StandType.all(of: id, in: $0) }
    }

    func stand() async throws -> StandType { try #require(try await types().first) }

    func registration(_ id: Registration.ID) async throws -> Registration {
        let officer = officer
        return try await office.read { try Registration.find(id, by: officer, in: $0) }
    }

    func typed(_ more: [String: String] = [:]) async throws -> FormInput {
        var input = FormInput([
            "type": [try await stand().id.description], "contact_name": ["Maï Le Roux"],
            "contact_email": ["mai@exemple.bzh"], "tables": ["1"], "chairs": ["2"], "regulation": ["oui"],
        ])
        for (name, value) in more { input[name] = value }
        return input
    }

    /// By the public page, at its desk.
    @discardableResult
    func register(
        _ index: Int, _ more: [String: String] = [:], at moment: Date? = nil
    ) async throws -> Registration.Outcome {
        try await Registration.register(
            associations[index], year: 2026, try await typed(more), at: moment ?? now, in: office)
    }

    /// By an officer.
    @discardableResult
    func enter(
        _ index: Int, _ more: [String: String] = [:], at moment: Date? = nil
    ) async throws -> Registration.Outcome {
        let (officer, association, input, at) = (officer, associations[index], try await typed(more), moment ?? now)
        return try await office.write(as: officer) { tx in
            try Registration.register(association, year: 2026, input, at: at, by: officer, in: tx)
        }
    }

    @discardableResult
    func fire(
        _ event: RegistrationEvent, _ id: Registration.ID, reason: String? = nil
    ) async throws -> RegistrationState {
        let officer = officer
        return try await office.write(as: officer) {
            try Registration.fire(event, id, reason: reason, by: officer, in: $0)
        }
    }

    func states() async throws -> [RegistrationState: Int] {
        try await office.read { tx in
            try Dictionary(
                uniqueKeysWithValues: tx.query("SELECT state, count(*) AS n FROM registration GROUP BY state").map {
                    (try $0["state"] as RegistrationState, try $0["n"] as Int)
                })
        }
    }

    /// The arrival numbers in a state, in their order.
    func arrivals(_ state: RegistrationState) async throws -> [Int] {
        try await office.read { tx in
            try tx.query("SELECT arrival FROM registration WHERE state = \(state) ORDER BY 1").map { try $0["arrival"] }
        }
    }

    /// What `kevre check` says; nothing when all is well.
    func faults() async throws -> [String] {
        try await office.read { try Inspection.run(in: $0).flatMap(\.problems) }
    }
}
