import Foundation
import PostgreSQL

/// An edition of the Rencontres de la vie associative: one a year, on one or several days, in one place.
public struct Edition: Sendable, Identifiable {
    public typealias ID = Identifier<Edition>

    /// Where registration stands at a moment.
    public enum RegistrationPhase: String, Sendable {
        case upcoming, open, closed

        public var label: String {
            switch self {
            case .upcoming: "Inscriptions à venir"
            case .open: "Inscriptions ouvertes"
            case .closed: "Inscriptions closes"
            }
        }
    }

    public let id: ID
    /// Its address is `/rencontres/<year>`, its public page `/forum/<year>`.
    public let year: Int
    public let name: String
    public let state: EditionState
    public let startsOn: Day
    public let endsOn: Day
    /// « de 10 h à 18 h », as the public reads it.
    public let hours: String
    public let place: String
    public let address: String
    /// Persons the place may hold at once, as the commission said; nil while unknown.
    public let capacity: Int?
    /// Square metres open to the public.
    public let publicArea: Int?
    public let registrationOpensAt: Date
    public let registrationClosesAt: Date
    public let presentation: String
    public let offered: String
    public let regulation: String
    /// Number of that text: each change of it makes a new one.
    public let regulationVersion: Int
    /// Meals offered to each association; nil: all.
    public let offeredMeals: Int?
    public let contact: String
    /// Size of the drawn hall, in centimetres.
    public let planSize: (width: Int, height: Int)
    public let planPublishedAt: Date?
    public let version: Int

    init(_ row: Row) throws {
        id = try row["id"]
        year = try row["year"]
        name = try row["name"]
        state = try row["state"]
        startsOn = try row["starts_on"]
        endsOn = try row["ends_on"]
        hours = try row["hours"]
        place = try row["place"]
        address = try row["address"]
        capacity = try row["capacity"]
        publicArea = try row["public_area"]
        registrationOpensAt = try row["registration_opens_at"]
        registrationClosesAt = try row["registration_closes_at"]
        presentation = try row["presentation"]
        offered = try row["offered"]
        regulation = try row["regulation"]
        regulationVersion = try row["regulation_version"]
        offeredMeals = try row["offered_meals"]
        contact = try row["contact"]
        planSize = (try row["plan_width"], try row["plan_height"])
        planPublishedAt = try row["plan_published_at"]
        version = try row["version"]
    }

    /// Where registration stands; the closing minute is included, as everywhere.
    public func registration(at moment: Date) -> RegistrationPhase {
        guard state == .published || state == .preparation else { return .closed }
        return moment < registrationOpensAt
            ? .upcoming : moment < registrationClosesAt.addingTimeInterval(60) ? .open : .closed
    }

    /// « samedi 12 septembre 2026 », or both ends.
    public var when: String {
        startsOn == endsOn
            ? startsOn.longWithWeekday : "du \(startsOn.longWithWeekday) au \(endsOn.longWithWeekday)"
    }

    /// Whether nobody comes any more: held, called off, or past by the calendar.
    public func isOver(on day: Day) -> Bool { state == .over || state == .calledOff || endsOn < day }

    /// Whether its first day is still to come, by the clock of the database, by which the doors go.
    func isToCome(in tx: Transaction) throws -> Bool {
        try tx.one("SELECT is_to_come(\(startsOn)) AS yes")["yes"]
    }

    /// What is said at a door on another day; nil on the days of the edition.
    public func trialNote(on day: Day) -> String? {
        guard !(startsOn...max(startsOn, endsOn)).contains(day) else { return nil }
        return day < startsOn
            ? "Les Rencontres ne sont pas aujourd’hui mais \(when)\u{a0}: tout passage est un essai, qui ne compte pas."
            : "Les Rencontres ne sont plus\u{a0}: elles ont eu lieu \(when)."
    }

    /// What to look at when more people are registered than the hall admits at once; nil otherwise.
    public static func crowding(year: Int, in tx: Transaction) throws -> String? {
        let edition = try find(year: year, in: tx)
        let registered: Int = try tx.one(
            """
            SELECT count(*) AS n FROM participant
             WHERE edition_id = \(edition.id) AND cancelled_at IS NULL AND NOT trial
            """)["n"]
        guard let people = edition.people, registered > people else { return nil }
        return
            "Attention\u{a0}: \(FrenchText.count(registered, "personne est inscrite", "personnes sont inscrites")), la salle en admet \(FrenchText.grouped(people)) en même temps."
    }

    /// What is offered, one item each.
    public var offers: [String] {
        offered.split(separator: "\n").map { String($0).strippingBullet }.filter { !$0.isEmpty }
    }

    /// Persons that may be inside at once: what is stated, else one a square metre.
    ///
    /// - SeeAlso: règlement de sécurité ERP, type T, art. T 2 (temporary exhibitions: one person a square metre).
    public var people: Int? { capacity ?? publicArea }

    /// The category of the establishment for that many people (1 to 5), nil while unknown.
    ///
    /// - SeeAlso: Code de la construction et de l’habitation, art. R143-19; type T begins its fourth at 200.
    public var category: Int? {
        people.map { $0 > 1_500 ? 1 : $0 > 700 ? 2 : $0 > 300 ? 3 : $0 >= 200 ? 4 : 5 }
    }

    // MARK: - Finding

    /// - Throws: ``NotFound``, ``AccessRefusal``.
    public static func find(year: Int, by agent: Agent, in tx: Transaction) throws -> Edition {
        try agent.require(.readRencontres)
        return try find(year: year, in: tx)
    }

    /// An edition as everybody may read it: published, over or called off.
    public static func findPublic(year: Int, in tx: Transaction) throws -> Edition {
        let edition = try tx.first("SELECT * FROM edition WHERE year = \(year) AND state <> 'preparation'")
        guard let edition else { throw NotFound("Cette page n’est pas publiée.") }
        return try Edition(edition)
    }

    static func find(year: Int, in tx: Transaction) throws -> Edition {
        let row = try tx.first("SELECT * FROM edition WHERE year = \(year)")
        guard let row else { throw NotFound("Pas d’édition \(year) des Rencontres.") }
        return try Edition(row)
    }

    static func find(_ id: ID, in tx: Transaction) throws -> Edition {
        let row = try tx.first("SELECT * FROM edition WHERE id = \(id)")
        guard let row else { throw NotFound("Cette édition n’existe pas.") }
        return try Edition(row)
    }

    /// The edition of a registration that the caller may see.
    public static func find(of registration: Registration, in tx: Transaction) throws -> Edition {
        try find(registration.edition, in: tx)
    }

    /// The editions everybody may read, the newest first.
    public static func published(in tx: Transaction) throws -> [Edition] {
        try tx.query("SELECT * FROM edition WHERE state <> 'preparation' ORDER BY starts_on DESC LIMIT 20")
            .map(Edition.init)
    }

    /// The edition being prepared, the nearest to come; else the newest that is not over.
    public static func underWay(on today: Day, by agent: Agent, in tx: Transaction) throws -> Edition? {
        try agent.require(.readRencontres)
        return try tx.first(
            """
            SELECT * FROM edition WHERE state IN ('preparation', 'published')
             ORDER BY ends_on < \(today), abs(starts_on - \(today)) LIMIT 1
            """
        ).map(Edition.init)
    }

    /// The newest edition, from which the next is copied.
    public static func latest(by agent: Agent, in tx: Transaction) throws -> Edition? {
        try agent.require(.readRencontres)
        return try tx.first("SELECT * FROM edition ORDER BY year DESC LIMIT 1").map(Edition.init)
    }

    /// The edition's row locked, when its version is still the one that was read.
    static func lock(_ id: ID, version: Int?, in tx: Transaction) throws -> Edition {
        guard let row = try tx.first("SELECT * FROM edition WHERE id = \(id) FOR UPDATE") else {
            throw NotFound("Cette édition n’existe plus.")
        }
        let edition = try Edition(row)
        if let version, version != edition.version { throw try StaleVersion.find("edition", id.number, in: tx) }
        return edition
    }

    // MARK: - Changing

    /// Publishes, closes, calls off…
    ///
    /// - Throws: ``LifecycleRefusal``, ``StaleVersion``, ``EditionRefusal/notDescribed``.
    @discardableResult
    public static func fire(
        _ event: EditionEvent, _ id: ID, version: Int?, by agent: Agent, in tx: Transaction
    ) throws -> EditionState {
        try agent.require(.writeRencontres)
        let edition = try lock(id, version: version, in: tx)
        let target = try lifecycle.target(from: edition.state, event)
        if event == .publish, edition.place.isEmpty { throw EditionRefusal.notDescribed }
        try tx.name(event: event.rawValue)
        try tx.execute("UPDATE edition SET state = \(target.rawValue), version = version + 1 WHERE id = \(id)")
        return target
    }

    /// Puts the plan on the public page, or takes it off.
    ///
    /// - Throws: ``StaleVersion`` when the edition is no longer the one that was shown.
    public static func publishPlan(
        _ id: ID, _ isPublic: Bool, version: Int? = nil, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeRencontres)
        _ = try lock(id, version: version, in: tx)
        let stamp: SQL = isPublic ? "moment()" : "NULL"
        try tx.execute("UPDATE edition SET plan_published_at = \(stamp), version = version + 1 WHERE id = \(id)")
    }
}
