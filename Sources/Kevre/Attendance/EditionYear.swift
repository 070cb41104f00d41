import Foundation
import PostgreSQL

/// An edition in figures, to be set beside the others.
public struct EditionYear: Sendable, Identifiable {
    public var id: Int { year }
    public let year: Int
    public let day: Day
    public let place: String
    /// Associations that hold a place, and those that came.
    public let associations: Int
    public let associationsPresent: Int
    public let associationsAbsent: Int
    /// Of those that hold a place, the ones that held none the year before; nil for the first edition known.
    public let newAssociations: Int?
    public let sessions: Int
    public let places: Int
    public let placesTaken: Int
    /// People registered before the day, those of them who came, and those who registered at the door.
    public let registered: Int
    public let came: Int
    public let walkIns: Int
    /// Entries of the day, visitors without a name among them.
    public let entries: Int
    /// Whether its first day has come: before, nothing can be said of who came.
    public let hasBegun: Bool
    public let planned: Money
    public let spent: Money

    /// Share of the places of the programme that were taken, in basis points.
    public var fillBasisPoints: Int { placesTaken * 10_000 / max(1, places) }
    /// Share of the people registered who did not come, in basis points; nil before anybody came.
    public var absentBasisPoints: Int? {
        came == 0 || !hasBegun ? nil : (registered - came) * 10_000 / max(1, registered)
    }
    /// What one association cost.
    public var costPerAssociation: Money? {
        associations == 0 || spent.isZero ? nil : Money(cents: spent.cents / associations)
    }

    init(_ row: Row) throws {
        year = try row["year"]
        day = try row["starts_on"]
        place = try row["place"]
        associations = try row["associations"]
        associationsPresent = try row["present"]
        associationsAbsent = try row["absent"]
        newAssociations = try row["newcomers"]
        sessions = try row["sessions"]
        places = try row["places"]
        placesTaken = try row["taken"]
        registered = try row["registered"]
        came = try row["came"]
        walkIns = try row["walk_ins"]
        entries = try row["entries"]
        hasBegun = try row["begun"]
        planned = Money(cents: try row["planned"])
        spent = Money(cents: try row["spent"])
    }

    /// The editions up to a year, the newest first; those called off are left out.
    public static func all(until year: Int, by agent: Agent, in tx: Transaction) throws -> [EditionYear] {
        try agent.require(.readRencontres)
        return try tx.query(
            """
            SELECT e.year, e.starts_on, e.place, today() >= e.starts_on AS begun,
                   r.associations, r.present, r.absent, r.newcomers, s.sessions, s.places,
                   s.taken, p.registered, p.came, p.walk_ins, c.entries, b.planned, b.spent
              FROM edition e
              CROSS JOIN LATERAL (
                  SELECT count(*) AS associations, count(*) FILTER (WHERE r.state IN ('present', 'surveyed')) AS present,
                         count(*) FILTER (WHERE r.state = 'no_show') AS absent,
                         CASE WHEN EXISTS (SELECT FROM edition before WHERE before.year = e.year - 1)
                              THEN count(*) FILTER (WHERE NOT EXISTS (
                                   SELECT FROM registration o JOIN edition before ON before.id = o.edition_id
                                    WHERE before.year = e.year - 1 AND o.association_id = r.association_id
                                      AND registration_holds(o.state))) END AS newcomers
                    FROM registration r WHERE r.edition_id = e.id AND registration_holds(r.state)) r
              CROSS JOIN LATERAL (
                  SELECT count(*) AS sessions,
                         coalesce(sum(s.capacity) FILTER (WHERE s.registered), 0) AS places,
                         coalesce(sum(place.confirmed), 0) AS taken
                    FROM programme_session s JOIN session_place place ON place.session_id = s.id
                   WHERE s.edition_id = e.id) s
              CROSS JOIN LATERAL (
                  SELECT count(*) FILTER (WHERE p.channel <> 'walk_in') AS registered,
                         count(h.participant_id) FILTER (WHERE p.channel <> 'walk_in') AS came,
                         count(*) FILTER (WHERE p.channel = 'walk_in') AS walk_ins
                    FROM participant p LEFT JOIN presence h ON h.participant_id = p.id
                   WHERE p.edition_id = e.id AND p.cancelled_at IS NULL AND NOT p.trial) p
              CROSS JOIN LATERAL (
                  SELECT coalesce(sum(c.entered), 0) AS entries FROM presence_count c
                   WHERE c.edition_id = e.id AND NOT c.trial) c
              CROSS JOIN LATERAL (
                  SELECT coalesce(sum(l.planned_cents), 0)::bigint AS planned,
                         coalesce(sum(l.actual_cents), 0)::bigint AS spent
                    FROM edition_budget_line l WHERE l.edition_id = e.id AND l.side = 'expense') b
             WHERE e.year <= \(year) AND e.state <> 'called_off' ORDER BY e.year DESC
            """
        ).map(EditionYear.init)
    }
}
