import Foundation
import Kevre
import PostgreSQL

/// A campaign with an envelope, associations that ask, proposals ready for a session.
public struct DecisionScene: Sendable {
    public let test: TestOffice
    public let officer: Agent
    public let campaign: Campaign.ID
    public let envelope: Envelope.ID
    public var office: Office { test.office }

    /// Lays a campaign of culture for 2026.
    public static func lay(
        _ test: TestOffice, envelope amount: Money = Money(euros: 10_000), body: DecidingBody = .council
    ) async throws -> DecisionScene {
        let officer = try await test.agent(.maelle)
        let ids = try await test.office.write(as: officer) { tx -> [Int] in
            let service: Int = try tx.one("SELECT id FROM service WHERE code = 'culture'")["id"]
            let theme: Int = try tx.one("SELECT id FROM theme WHERE code = 'culture'")["id"]
            let count: Int = try tx.one("SELECT count(*) AS n FROM scheme")["n"]
            let scheme: Int = try tx.one(
                """
                INSERT INTO scheme (code, name, service_id, theme_id, kind, competent_body)
                VALUES (\("culture-\(count)"), 'Aide aux projets culturels', \(service), \(theme), 'project', \(body))
                RETURNING id
                """)["id"]
            let campaign: Int = try tx.one(
                """
                INSERT INTO campaign (scheme_id, year, name, slug, opens_at, closes_at)
                VALUES (\(scheme), 2026, 'Culture 2026', \("culture-2026-\(count)"), '2025-10-01', '2026-01-31')
                RETURNING id
                """)["id"]
            let envelope: Int = try tx.one(
                """
                INSERT INTO envelope (campaign_id, name, amount_cents)
                VALUES (\(campaign), 'Culture 2026', \(amount)) RETURNING id
                """)["id"]
            return [campaign, envelope]
        }
        return DecisionScene(
            test: test, officer: officer, campaign: Campaign.ID(ids[0]), envelope: Envelope.ID(ids[1]))
    }

    /// An association with a proposal on the envelope, as if it had gone through instruction.
    public func propose(
        _ name: String, asked: Money, proposed: Money, envelope: Envelope.ID? = nil
    ) async throws -> Application.ID {
        let (campaign, envelope) = (campaign, envelope ?? self.envelope)
        return try await office.write(as: officer) { tx in
            let association: Int =
                try tx.first("SELECT id FROM association WHERE name = \(name)")?["id"]
                ?? tx.one("INSERT INTO association (name, siret, siren) VALUES (\(name), NULL, NULL) RETURNING id")[
                    "id"]
            let number: Int = try tx.one("SELECT count(*) + 1 AS n FROM application")["n"]
            try tx.execute("SELECT set_config('kevre.event', 'load_history', true)")
            return try tx.one(
                """
                INSERT INTO application (reference, campaign_id, association_id, state, kind, title, requested_cents,
                       submitted_at, envelope_id, opinion, proposed_cents)
                VALUES (\("SUB-2026-\(String(number + 100_000).dropFirst())"), \(campaign), \(association), 'proposed',
                        'project', \("Projet de \(name)"), \(asked), moment(), \(envelope), 'favourable', \(proposed))
                RETURNING id
                """)["id"]
        }
    }

    /// A session with these files on its agenda.
    public func session(_ applications: [Application.ID], _ body: Session.Body = .council) async throws -> Session.ID {
        let officer = officer
        return try await office.write(as: officer) { tx in
            let id = try Session.save(
                nil, version: nil,
                FormInput([
                    "name": ["Conseil de mars"], "body": [body.rawValue], "held_on": ["12/03/2026"],
                    "held_at": ["18h30"], "place": ["Pabu, salle du conseil"],
                ]), by: officer, in: tx)
            if !applications.isEmpty { try Session.putOnAgenda(id, applications, by: officer, in: tx) }
            return id
        }
    }

    /// The agenda.
    public func lines(_ session: Session.ID) async throws -> [AgendaLine] {
        let officer = officer
        return try await office.read { try Session.find(session, for: officer, in: $0).lines(in: $0) }
    }

    /// Decides a line as the officer.
    public func decide(_ line: AgendaLine.ID, _ decision: Decision, version: Int? = nil) async throws {
        let officer = officer
        try await office.write(as: officer) {
            try Session.decide(line, decision, version: version, by: officer, in: $0)
        }
    }

    /// Closes the session.
    @discardableResult
    public func close(_ session: Session.ID, deliberation: String? = nil, terms: PaymentTerms = .none) async throws
        -> SessionClosing
    {
        let (officer, authority) = (officer, office.authority)
        return try await office.write(as: officer) {
            try Session.close(
                session, deliberation: deliberation, terms: terms, authority: authority, by: officer, in: $0)
        }
    }

    /// The gauge of the envelope.
    public func gauge(_ session: Session.ID) async throws -> EnvelopeGauge {
        let officer = officer
        let gauges = try await office.read { try Session.find(session, for: officer, in: $0).gauges(in: $0) }
        return gauges[0]
    }

    /// The envelope's own sums beside those of the lines: they must agree.
    public func sums() async throws -> (decided: Money, committed: Money, proposed: Money, lines: Money, final: Money) {
        let envelope = envelope
        return try await office.read { tx in
            let row = try tx.one(
                """
                SELECT e.decided_cents, e.committed_cents, e.proposed_cents,
                       coalesce((SELECT sum(amount_cents) FROM agenda_line l
                                  WHERE l.envelope_id = e.id AND outcome = 'granted'), 0)::bigint AS lines,
                       coalesce((SELECT sum(amount_cents) FROM agenda_line l
                                  WHERE l.envelope_id = e.id AND outcome = 'granted' AND final), 0)::bigint AS final
                  FROM envelope e WHERE e.id = \(envelope)
                """)
            return (
                try row["decided_cents"], try row["committed_cents"], try row["proposed_cents"], try row["lines"],
                try row["final"]
            )
        }
    }

    /// Where a file stands.
    public func state(_ application: Application.ID) async throws -> ApplicationState {
        try await office.read { try $0.one("SELECT state FROM application WHERE id = \(application)")["state"] }
    }
}
