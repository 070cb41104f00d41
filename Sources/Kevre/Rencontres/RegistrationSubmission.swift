import Foundation
import PostgreSQL

extension Registration {
    /// A registration ready to be written: everything was read and checked.
    public struct Entry: Sendable {
        let edition: Edition
        let association: Association.ID
        let values: RegistrationValues
        let channel: String
        let lateReason: String?
        let moment: Date
        /// The secret of the association's link, shown once; the database keeps its SHA-256.
        public let token: String
        let code: String

        init(
            _ edition: Edition, _ association: Association.ID, _ values: RegistrationValues, channel: String,
            lateReason: String? = nil, at moment: Date, token: String = Secrets.token()
        ) {
            self.edition = edition
            self.association = association
            self.values = values
            self.channel = channel
            self.lateReason = lateReason
            self.moment = moment
            self.token = token
            code = Self.newCode()
        }

        /// Eight letters and digits that nobody mistakes, the same as a person's: 40 random bits.
        static func newCode() -> String { ParticipantCode.random().text }

        fileprivate func json(_ order: Int) -> JSONValue {
            .object(
                [
                    ("ord", .integer(order)), ("edition_id", .integer(edition.id.number)),
                    ("edition_version", .integer(edition.version)),
                    ("type_version", .integer(values.type.version)),
                    ("stand_type_id", .integer(values.type.id.number)),
                    ("association_id", .integer(association.number)), ("code", .string(code)),
                    ("channel", .string(channel)), ("late_reason", lateReason.map(JSONValue.string) ?? .null),
                    ("submitted_at", .string(moment.sqlText ?? "")), ("token", .string(Secrets.hexDigest(token))),
                ] + values.members)
        }
    }

    /// What came of an entry.
    public struct Outcome: Sendable {
        public let id: ID
        public let state: RegistrationState
        public let arrival: Int
        public let token: String
        let code: String
    }

    /// Writes registrations in the order given, by one statement that also names who acts: the guard of the table
    /// takes each one's number and place under the lock of its type, held for that statement and the commit alone.
    /// Types are locked in the order of their keys, so that two such statements cannot block each other.
    ///
    /// - Returns: fewer outcomes than entries when the edition or a type changed since an entry was checked.
    /// - Throws: ``PostgreSQLError`` of `registration_once` when one of them is registered already; none is written.
    static func write(_ entries: [Entry], by agent: Agent, in tx: Transaction) throws -> [Outcome] {
        let rows = try tx.query(
            """
            WITH actor AS MATERIALIZED (
                SELECT set_config('kevre.actor', \(agent.auditName), true), set_config('kevre.event', 'submit', true))
            INSERT INTO registration (edition_id, stand_type_id, association_id, state, code, channel, late_reason,
                                      resume_token_hash, submitted_at, \(trusted: names))
            SELECT e.edition_id, e.stand_type_id, e.association_id, 'registered', e.code, e.channel, e.late_reason,
                   decode(e.token, 'hex'), e.submitted_at, \(trusted: valued)
              FROM actor, jsonb_to_recordset(\(JSONValue.array(entries.enumerated().map { $1.json($0) }).text)::jsonb)
                   AS e(ord integer, edition_id bigint, edition_version integer, stand_type_id bigint,
                        type_version integer, association_id bigint, code text, channel text, late_reason text,
                        submitted_at timestamptz, token text, \(trusted: typed))
              JOIN edition ON edition.id = e.edition_id AND edition.version = e.edition_version
              JOIN stand_type t ON t.id = e.stand_type_id AND t.version = e.type_version
             ORDER BY e.stand_type_id, e.ord
            RETURNING id, state, arrival, code
            """)
        let tokens = Dictionary(entries.map { ($0.code, $0.token) }, uniquingKeysWith: { first, _ in first })
        return try rows.map { row in
            let code: String = try row["code"]
            return Outcome(
                id: try row["id"], state: try row["state"], arrival: try row["arrival"], token: tokens[code] ?? "",
                code: code)
        }
    }

    private static let names = RegistrationValues.columns.map(\.name).joined(separator: ", ")
    private static let valued = RegistrationValues.columns.map { "e.\($0.name)" }.joined(separator: ", ")
    private static let typed = RegistrationValues.columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")

    /// Reads what an association typed on the public page.
    ///
    /// - Throws: ``FormRefusal``; ``RegistrationRefusal`` when registration is not open.
    public static func entry(
        _ input: FormInput, of association: Association.ID, for edition: Edition, _ types: [StandType],
        themes: [Choice], at moment: Date
    ) throws -> Entry {
        try requireOpen(edition, at: moment)
        let values = try RegistrationValues(
            input, for: edition, types, themes: themes, isOnline: true, at: moment)
        return Entry(edition, association, values, channel: "online", at: moment)
    }

    /// - Throws: ``RegistrationRefusal`` when associations may not register at that moment.
    public static func requireOpen(_ edition: Edition, at moment: Date) throws {
        switch edition.registration(at: moment) {
        case .open: break
        case .upcoming: throw RegistrationRefusal.notOpen(year: edition.year, from: edition.registrationOpensAt)
        case .closed:
            guard edition.state == .published || edition.state == .preparation else {
                throw RegistrationRefusal.calledOff(year: edition.year)
            }
            throw RegistrationRefusal.closed(year: edition.year, at: edition.registrationClosesAt)
        }
    }

    /// Registers an association for an officer; after the closing a reason is asked for and kept.
    ///
    /// - Throws: ``FormRefusal``, ``RegistrationRefusal/already(name:number:on:state:)``,
    ///   ``RegistrationRefusal/lateReasonMissing(_:)``.
    public static func register(
        _ association: Association.ID, year: Int, _ input: FormInput, at moment: Date, by agent: Agent,
        in tx: Transaction
    ) throws -> Outcome {
        try agent.require(.writeRencontres)
        let edition = try Edition.find(year: year, in: tx)
        let lateReason = try admission(to: edition, input["late_reason"], at: moment)
        let values = try RegistrationValues(
            input, for: edition, StandType.all(of: edition.id, in: tx), themes: themes(in: tx), isOnline: false,
            at: moment)
        let entry = Entry(
            edition, association, values, channel: "officer",
            lateReason: lateReason, at: moment)
        do {
            let outcome = try tx.savepoint { try write([entry], by: agent, in: tx) }.first
            guard let outcome else { throw RegistrationRefusal.edited }
            return outcome
        } catch let error as PostgreSQLError where error.constraint == "registration_once" {
            throw try already(association, edition.id, in: tx)
        }
    }

    /// The rule by which an officer lets an association in, new or again: outside the dates a reason is needed.
    ///
    /// - Returns: the reason to be kept; nil while registration is open.
    /// - Throws: ``RegistrationRefusal/calledOff(year:)``, ``RegistrationRefusal/lateReasonMissing(_:)``.
    static func admission(to edition: Edition, _ reason: String?, at moment: Date) throws -> String? {
        guard edition.state != .calledOff else { throw RegistrationRefusal.calledOff(year: edition.year) }
        guard edition.registration(at: moment) != .open else { return nil }
        let reason = (reason ?? "").trimmed
        guard !reason.isEmpty else { throw RegistrationRefusal.lateReasonMissing(edition.registrationClosesAt) }
        return String(reason.prefix(500))
    }

    /// What an association that is registered already is told before it fills anything in; nil when it is not.
    public static func known(
        _ association: Association.ID, for edition: Edition, in tx: Transaction
    ) throws -> RegistrationRefusal? {
        let refusal = try already(association, edition.id, in: tx)
        return refusal == .edited ? nil : refusal
    }

    /// The refusal that names the first registration.
    static func already(
        _ association: Association.ID, _ edition: Edition.ID, in tx: Transaction
    ) throws -> RegistrationRefusal {
        let row = try tx.first(
            """
            SELECT a.name, r.id, r.submitted_at, r.state FROM registration r
              JOIN association a ON a.id = r.association_id
             WHERE r.association_id = \(association) AND r.edition_id = \(edition)
               AND r.state NOT IN ('draft', 'cancelled', 'refused')
            """)
        // Cancelled in the meantime: who tries again is let in.
        guard let row else { return .edited }
        return .already(
            name: try row["name"], number: try row["id"], on: try row["submitted_at"], state: try row["state"])
    }
}
