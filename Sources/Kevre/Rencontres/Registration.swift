import Foundation
import PostgreSQL

/// The registration of an association for an edition.
public struct Registration: Sendable, Identifiable {
    public typealias ID = Identifier<Registration>

    public let id: ID
    public let edition: Edition.ID
    public let year: Int
    public let association: Association.ID
    public let associationName: String
    public let commune: String?
    public let type: StandType.ID
    public let typeName: String
    public let kind: StandType.Kind
    public let state: RegistrationState
    /// Its number in the order of arrival of its type.
    public let arrival: Int?
    /// What the badge and the door know it by.
    public let code: String
    public let channel: String
    public let themeName: String?
    /// What was typed, field by field, as the form shows it.
    public let input: FormInput
    public let pitch: Int?
    /// Meals asked for, and those of them that are offered.
    public let meals: (count: Int, offered: Int)
    /// When the regulation was accepted, and the number of its text where it is known.
    public let regulationAcceptedAt: Date?
    public let regulationVersion: Int?
    public let lateReason: String?
    public let stateReason: String?
    public let submittedAt: Date?
    public let promotedAt: Date?
    public let arrivedAt: Date?
    public let version: Int

    /// « 4 repas, dont 2 offerts et 2 à régler »; nothing when none is asked for.
    public var mealsText: String? {
        let (count, offered) = meals
        guard count > 0 else { return nil }
        let all = FrenchText.count(count, "repas", "repas")
        if offered == count { return "\(all) \(FrenchText.word(count, "offert"))" }
        if offered == 0 { return "\(all) à régler" }
        return "\(all), dont \(FrenchText.count(offered, "offert")) et \(FrenchText.grouped(count - offered)) à régler"
    }

    /// « accepté le 1 juin 2026, version 2 »; nothing when it was not.
    public var regulationText: String? {
        regulationAcceptedAt.map { moment in
            "accepté le \(moment.inParis.day.short)\(regulationVersion.map { ", version\u{a0}\($0)" } ?? "")"
        }
    }

    /// « Stand n° 27 » is easier said with its number in words.
    public var pitchText: String? { pitch.map { "n°\u{a0}\($0)" } }

    /// Of the meals asked for, those offered: what an officer decided, else the rule of the edition, else all.
    static let offeredMeals: SQL = """
        least(registration.meals, coalesce(registration.offered_meals, edition.offered_meals, registration.meals))
        """

    static let selection: SQL = """
        SELECT registration.*, edition.year, association.name AS association_name,
               coalesce(commune.name, association.locality) AS commune, stand_type.name AS type_name, stand_type.kind,
               theme.name AS theme_name, pitch.number AS pitch,
               \(Registration.offeredMeals) AS meals_offered
          FROM registration JOIN edition ON edition.id = registration.edition_id
               JOIN association ON association.id = registration.association_id
               JOIN stand_type ON stand_type.id = registration.stand_type_id
               LEFT JOIN theme ON theme.id = registration.theme_id
               LEFT JOIN pitch ON pitch.registration_id = registration.id
               LEFT JOIN shared.commune ON commune.code = association.commune_code
        """

    init(_ row: Row) throws {
        id = try row["id"]
        edition = try row["edition_id"]
        year = try row["year"]
        association = try row["association_id"]
        associationName = try row["association_name"]
        commune = try row["commune"]
        type = try row["stand_type_id"]
        typeName = try row["type_name"]
        kind = try row["kind"]
        state = try row["state"]
        arrival = try row["arrival"]
        code = try row["code"]
        channel = try row["channel"]
        themeName = try row["theme_name"]
        pitch = try row["pitch"]
        meals = (try row["meals"], try row["meals_offered"])
        regulationAcceptedAt = try row["regulation_accepted_at"]
        regulationVersion = try row["regulation_version"]
        lateReason = try row["late_reason"]
        stateReason = try row["state_reason"]
        submittedAt = try row["submitted_at"]
        promotedAt = try row["promoted_at"]
        arrivedAt = try row["arrived_at"]
        version = try row["version"]
        if state == .draft {
            var typed = FormInput((try row["draft"] as SQLJSON<[String: [String]]>).value)
            typed["type"] = type.description
            input = typed
        } else {
            input = try RegistrationValues.input(row)
        }
    }

    /// - Throws: ``NotFound``, ``AccessRefusal``.
    public static func find(_ id: ID, by agent: Agent, in tx: Transaction) throws -> Registration {
        try agent.require(.readRencontres)
        return try find(id, in: tx)
    }

    /// The registration behind the association's link.
    public static func find(token: String, in tx: Transaction) throws -> Registration {
        let row = try tx.first("\(selection) WHERE registration.resume_token_hash = \(Secrets.digest(token))")
        guard let row else { throw RegistrationRefusal.unknownLink }
        return try Registration(row)
    }

    static func find(_ id: ID, in tx: Transaction) throws -> Registration {
        guard let row = try tx.first("\(selection) WHERE registration.id = \(id)") else {
            throw NotFound("Cette inscription n’existe pas.")
        }
        return try Registration(row)
    }

    /// The text of the regulation that was accepted, when it is no longer that of its edition.
    public func acceptedText(of edition: Edition, in tx: Transaction) throws -> String? {
        guard let regulationVersion, regulationVersion != edition.regulationVersion else { return nil }
        return try tx.first(
            """
            SELECT text FROM edition_regulation
             WHERE edition_id = \(self.edition) AND number = \(regulationVersion)
            """)?["text"]
    }

    /// How many wait before this one, itself included; nil when it does not wait.
    public func rank(in tx: Transaction) throws -> Int? {
        guard state == .waiting, let arrival else { return nil }
        return try tx.one(
            """
            SELECT count(*) AS rank FROM registration
             WHERE stand_type_id = \(type) AND state = 'waiting' AND arrival <= \(arrival)
            """)["rank"]
    }

    /// The registrations of an association, the newest first: for its record.
    public static func all(of association: Association.ID, in tx: Transaction) throws -> [Registration] {
        try tx.query(
            """
            \(selection) WHERE registration.association_id = \(association) AND registration.state <> 'draft'
             ORDER BY edition.year DESC, registration.id DESC LIMIT 20
            """
        ).map(Registration.init)
    }

    /// The events an officer may fire now.
    public func events(for agent: Agent) -> [RegistrationEvent] {
        Self.lifecycle.events(from: state).filter { event in
            event.isButton && agent.may(event.right) && (event != .registerAgain || submittedAt != nil)
        }
    }
}
