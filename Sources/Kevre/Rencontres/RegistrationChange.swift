import Foundation
import PostgreSQL

/// How a registration is reached: by an agent, or by the association behind its secret link.
public enum RegistrationDoor: Sendable {
    case agent(Agent, Registration.ID)
    case link(String)

    var isLink: Bool { if case .link = self { true } else { false } }
}

extension Registration {
    /// The registration behind a door, its row locked, the rows of its type before it: those who change registrations
    /// of one type come in line instead of meeting head on.
    static func lock(_ door: RegistrationDoor, also type: StandType.ID? = nil, in tx: Transaction) throws
        -> Registration
    {
        let id: ID
        switch door {
        case .agent(_, let known): id = known
        case .link(let token): id = try find(token: token, in: tx).id
        }
        guard let row = try tx.first("SELECT stand_type_id FROM registration WHERE id = \(id)") else {
            throw NotFound("Cette inscription n’existe pas.")
        }
        let own: StandType.ID = try row["stand_type_id"]
        try StandType.lock([own] + (type.map { [$0] } ?? []), in: tx)
        try tx.execute("SELECT 1 FROM registration WHERE id = \(id) FOR UPDATE")
        return try find(id, in: tx)
    }

    /// Fires an event: validates, refuses, confirms, notes an arrival, cancels… A place that becomes free goes to the
    /// first who waits, in the same transaction.
    ///
    /// - Parameter reason: why; of an association that is let in again after the closing, why so late.
    /// - Throws: ``LifecycleRefusal``, ``StaleVersion``, ``RegistrationRefusal``.
    @discardableResult
    public static func fire(
        _ event: RegistrationEvent, _ id: ID, version: Int? = nil, reason: String? = nil,
        by agent: Agent, in tx: Transaction
    ) throws -> RegistrationState {
        try agent.require(event.right)
        let registration = try lock(.agent(agent, id), in: tx)
        if let version, version != registration.version {
            throw try StaleVersion.find("registration", id.number, in: tx)
        }
        if let state = try registration.tries(event, in: tx) { return state }
        if event == .refuse, (reason ?? "").trimmed.isEmpty { throw RegistrationRefusal.reasonMissing }
        guard event == .registerAgain else { return try registration.fire(event, reason: reason, in: tx) }
        guard registration.submittedAt != nil else { throw RegistrationRefusal.neverSent }
        let late = try admission(to: Edition.find(registration.edition, in: tx), reason, at: tx.moment)
        return try registration.fire(event, reason: nil, setting: ", late_reason = \(late)", in: tx)
    }

    /// Before the first day, an arrival is tried and changes no state; nil for events of another kind.
    ///
    /// - Throws: ``AttendanceRefusal/notYet(_:)``: nobody is absent before the day.
    private func tries(_ event: RegistrationEvent, in tx: Transaction) throws -> RegistrationState? {
        guard [.arrive, .undoArrival, .noteAbsence].contains(event), state != .present else { return nil }
        let edition = try Edition.find(edition, in: tx)
        guard try edition.isToCome(in: tx) else { return nil }
        if event == .noteAbsence { throw AttendanceRefusal.notYet(edition.startsOn) }
        if event == .arrive { _ = try Self.lifecycle.target(from: state, event) }
        let moment: SQL = event == .arrive ? "moment()" : "NULL"
        try tx.name(event: event.rawValue)
        try tx.execute("UPDATE registration SET tried_at = \(moment), version = version + 1 WHERE id = \(id)")
        return state
    }

    /// Who got a place from the waiting list by what this transaction did, and whom to call: nobody else tells them.
    public static func movedUp(_ edition: Edition.ID, in tx: Transaction) throws -> [String] {
        try tx.query(
            """
            SELECT a.name, r.contact_name, r.contact_phone, r.contact_email
              FROM registration r JOIN association a ON a.id = r.association_id
             WHERE r.edition_id = \(edition) AND r.promoted_at = moment() ORDER BY r.arrival
            """
        ).map { row in
            let whom: [String] = [try row["contact_name"], try row["contact_phone"], try row["contact_email"]]
            return "\(try row["name"] as String) (\(whom.filter { !$0.isEmpty }.joined(separator: ", ")))"
        }
    }

    /// The association gives up, by its link.
    public static func cancel(token: String, reason: String?, in tx: Transaction) throws {
        let registration = try lock(.link(token), in: tx)
        try registration.fire(.cancel, reason: reason, in: tx)
    }

    @discardableResult
    private func fire(
        _ event: RegistrationEvent, reason: String?, setting more: SQL = "", in tx: Transaction
    ) throws -> RegistrationState {
        if event == .cancel, state == .cancelled {
            let since = try tx.first("SELECT state_changed_at FROM registration WHERE id = \(id)")
            throw RegistrationRefusal.alreadyCancelled(on: try since?["state_changed_at"])
        }
        if event == .cancel, state == .refused { throw RegistrationRefusal.notRetained }
        let target = try Self.lifecycle.target(from: state, event)
        try tx.name(event: event.rawValue)
        let arrived: SQL =
            switch event {
            case .arrive: ", arrived_at = moment()"
            case .undoArrival: ", arrived_at = NULL"
            default: ""
            }
        let said = reason.map { String($0.trimmed.prefix(500)) }.flatMap { $0.isEmpty ? nil : $0 }
        do {
            let row = try tx.savepoint {
                try tx.one(
                    """
                    UPDATE registration SET state = \(target), state_reason = \(said), version = version + 1 \(arrived) \(more)
                     WHERE id = \(id) RETURNING state
                    """)
            }
            return try row["state"]
        } catch let error as PostgreSQLError where error.constraint == "registration_once" {
            throw try Self.already(association, edition, in: tx)
        }
    }

    /// Changes what a registration says. Another type of participation is a new arrival there: whoever holds a place
    /// keeps it when the other type is full.
    ///
    /// - Parameter version: what was read; an agent's is compared.
    /// - Throws: ``FormRefusal``, ``StaleVersion``, ``RegistrationRefusal``.
    public static func change(
        _ door: RegistrationDoor, version: Int?, _ input: FormInput, at moment: Date, in tx: Transaction
    ) throws {
        if case .agent(let agent, _) = door { try agent.require(.writeRencontres) }
        let wanted = input["type"].flatMap(StandType.ID.init)
        let registration = try lock(door, also: wanted, in: tx)
        let id = registration.id
        guard registration.version == version ?? registration.version else {
            guard !door.isLink else { throw RegistrationRefusal.edited }
            throw try StaleVersion.find("registration", id.number, in: tx)
        }
        let edition = try Edition.find(registration.edition, in: tx)
        if door.isLink {
            try requireOpen(edition, at: moment)
            guard registration.state != .refused else { throw RegistrationRefusal.notRetained }
            guard !registration.state.isOver else { throw RegistrationRefusal.alreadyCancelled(on: nil) }
        }
        let values = try RegistrationValues(
            input, for: edition, StandType.all(of: edition.id, in: tx), themes: themes(in: tx), isOnline: door.isLink,
            at: moment)
        if values.type.id != registration.type { try registration.move(to: values.type, in: tx) }
        try tx.execute(
            """
            UPDATE registration r SET (\(trusted: columnNames), version) = (
                SELECT \(trusted: changedNames(byLink: door.isLink)), r.version + 1
                  FROM jsonb_to_record(\(JSONValue.object(values.members).text)::jsonb) AS e(\(trusted: columnTypes)))
             WHERE r.id = \(id)
            """)
    }

    private static let columnNames = RegistrationValues.columns.map(\.name).joined(separator: ", ")
    private static let columnTypes = RegistrationValues.columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
    /// The first acceptance of the regulation stays, with its text; meals offered are the officers' to decide.
    private static func changedNames(byLink: Bool) -> String {
        RegistrationValues.columns.map { column in
            switch column.name {
            case "regulation_accepted_at": "coalesce(r.regulation_accepted_at, e.regulation_accepted_at)"
            case "regulation_version":
                "CASE WHEN r.regulation_accepted_at IS NULL THEN e.regulation_version ELSE r.regulation_version END"
            case "offered_meals" where byLink: "r.offered_meals"
            default: "e.\(column.name)"
            }
        }.joined(separator: ", ")
    }

    private func move(to type: StandType, in tx: Transaction) throws {
        if state.holdsPlace, type.isFull { throw RegistrationRefusal.typeFull(type.name) }
        _ = try Self.lifecycle.target(from: state, .changeType)
        try tx.execute(
            "UPDATE pitch SET registration_id = NULL, version = version + 1 WHERE registration_id = \(id)")
        try tx.name(event: RegistrationEvent.changeType.rawValue)
        try tx.execute(
            "UPDATE registration SET stand_type_id = \(type.id), state = 'registered' WHERE id = \(id)")
    }
}
