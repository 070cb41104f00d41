import Foundation
import PostgreSQL

extension Edition {
    /// Makes an edition from an earlier one: types of participation, plan without anybody on it, tasks, planned budget
    /// and texts; dates go to the like weekday of the new year.
    ///
    /// - Throws: ``EditionRefusal/yearTaken(_:)``, ``NotFound``.
    @discardableResult
    public static func copy(_ year: Int, to newYear: Int, by agent: Agent, in tx: Transaction) throws -> ID {
        try agent.require(.writeRencontres)
        let model = try find(year: year, in: tx)
        guard (2_000...2_100).contains(newYear) else {
            throw FormRefusal([
                FieldProblem(field: "year", label: "Année", message: "Une année entre 2000 et 2100.")
            ])
        }
        let starts = model.startsOn.likeWeekday(in: newYear)
        let shift = starts - model.startsOn
        func moved(_ moment: Date) -> Date {
            let clock = moment.inParis
            return ParisTime.moment(clock.day.adding(days: shift), hour: clock.hour, minute: clock.minute)
        }
        let row = try tx.first(
            """
            INSERT INTO edition (year, name, starts_on, ends_on, hours, place, address, capacity, public_area,
                                 registration_opens_at, registration_closes_at, presentation, offered, regulation,
                                 contact, offered_meals, plan_width, plan_height, copied_from_id)
            SELECT \(newYear), name, \(starts), \(model.endsOn.adding(days: shift)), hours, place, address, capacity,
                   public_area, \(moved(model.registrationOpensAt)), \(moved(model.registrationClosesAt)),
                   presentation, offered, regulation, contact, offered_meals, plan_width, plan_height, id
              FROM edition WHERE id = \(model.id)
            ON CONFLICT (year) DO NOTHING RETURNING id
            """)
        guard let row else { throw EditionRefusal.yearTaken(newYear) }
        let copy: ID = try row["id"]
        try tx.pipeline(parts(from: model.id, to: copy))
        return copy
    }

    /// Rows that stand on their own first, pitches last.
    private static func parts(from model: ID, to copy: ID) -> [SQL] {
        [
            """
            INSERT INTO stand_type (edition_id, name, description, kind, mode, quota, max_tables, max_chairs, max_panels,
                                    max_watts, position)
            SELECT \(copy), name, description, kind, mode, quota, max_tables, max_chairs, max_panels, max_watts, position
              FROM stand_type WHERE edition_id = \(model) ORDER BY id
            """,
            """
            INSERT INTO room (edition_id, name, capacity, access)
            SELECT \(copy), name, capacity, access FROM room WHERE edition_id = \(model) ORDER BY id
            """,
            """
            INSERT INTO edition_task (edition_id, label, note, kind, days_before, assignee)
            SELECT \(copy), label, note, kind, days_before, assignee FROM edition_task
             WHERE edition_id = \(model) ORDER BY id
            """,
            """
            INSERT INTO edition_budget_line (edition_id, side, label, planned_cents, position)
            SELECT \(copy), side, label, planned_cents, position FROM edition_budget_line
             WHERE edition_id = \(model) ORDER BY id
            """,
            """
            INSERT INTO zone (edition_id, name, theme_id, colour, position)
            SELECT \(copy), name, theme_id, colour, position FROM zone WHERE edition_id = \(model) ORDER BY id
            """,
            """
            INSERT INTO circuit (edition_id, name, limit_watts)
            SELECT \(copy), name, limit_watts FROM circuit WHERE edition_id = \(model) ORDER BY id
            """,
            """
            INSERT INTO plan_feature (edition_id, kind, label, x, y, width, height)
            SELECT \(copy), kind, label, x, y, width, height FROM plan_feature WHERE edition_id = \(model) ORDER BY id
            """,
            """
            INSERT INTO pitch (edition_id, zone_id, number, x, y, width, depth, sockets, circuit_id, corner, accessible,
                               note)
            SELECT \(copy), z.id, p.number, p.x, p.y, p.width, p.depth, p.sockets, c.id, p.corner, p.accessible, p.note
              FROM pitch p JOIN zone old ON old.id = p.zone_id
              JOIN zone z ON z.edition_id = \(copy) AND z.name = old.name
              LEFT JOIN circuit known ON known.id = p.circuit_id
              LEFT JOIN circuit c ON c.edition_id = \(copy) AND c.name = known.name
             WHERE p.edition_id = \(model) ORDER BY p.number
            """,
        ]
    }
}

extension Day {
    /// The like weekday of another year: the second Saturday of September stays that; a fifth that the month has not
    /// becomes its last.
    func likeWeekday(in year: Int) -> Day {
        let first = Day(year, month, 1)
        let ahead = (weekday.rawValue - first.weekday.rawValue + 7) % 7
        let like = first.adding(days: ahead + (day - 1) / 7 * 7)
        return like.month == month ? like : like.adding(days: -7)
    }
}
