import Foundation
import PostgreSQL

/// The Rencontres of a demonstration: last year's edition with who came, this year's with its plan begun.
enum DemonstrationRencontres {
    /// Zones of the plan: where the first pitch stands, how many rows of five, the themes gathered there.
    private static let zones: [(name: String, x: Int, y: Int, rows: Int, themes: [String])] = [
        ("Sport", 200, 300, 4, ["sport"]), ("Culture", 2_100, 300, 4, ["culture", "langues", "education"]),
        ("Solidarité", 4_000, 300, 4, ["social", "sante", "citoyennete", "economie"]),
        ("Environnement", 200, 2_150, 4, ["environnement", "loisirs", "autre"]),
        ("Patrimoine et jeunesse", 2_100, 2_150, 3, ["patrimoine", "jeunesse"]),
    ]

    /// The day of the current edition: a Saturday soon, in the year that bears its name.
    static func day(on today: Day) -> Day {
        let soon = today.adding(days: 18)
        return soon.adding(days: (6 - soon.weekday.rawValue + 7) % 7)
    }

    static func create(on today: Day, in tx: Transaction, _ random: inout Chance) throws {
        let current = day(on: today)
        let past = current.likeWeekday(in: current.year - 1)
        let old = try edition(past, opens: -120, closes: -21, in: tx)
        try drawPlan(old, in: tx)
        try register(old, count: 96, waiting: 0, before: past, placed: 100, in: tx, &random)
        try finish(old, past, in: tx)
        let model = try Edition.find(old, in: tx)
        let new = try Edition.copy(model.year, to: current.year, by: .system, in: tx)
        try tx.execute(
            """
            UPDATE edition SET registration_opens_at = \(ParisTime.moment(today.adding(days: -75), hour: 8)),
                               registration_closes_at = \(ParisTime.moment(current.adding(days: -7), hour: 23, minute: 59))
             WHERE id = \(new)
            """)
        try Edition.fire(.publish, new, version: nil, by: .system, in: tx)
        try register(new, count: 100, waiting: 7, before: today, placed: 62, in: tx, &random)
        try tx.execute(
            """
            UPDATE edition_task t SET done_on = e.starts_on - t.days_before, done_by = 'Maëlle Le Goff'
              FROM edition e WHERE e.id = t.edition_id AND e.id = \(new) AND e.starts_on - t.days_before < \(today.adding(days: -2))
               AND t.days_before <> 30
            """)
        try budget(new, spent: 45, in: tx)
        try Edition.publishPlan(new, true, by: .system, in: tx)
    }

    private static func edition(_ day: Day, opens: Int, closes: Int, in tx: Transaction) throws -> Edition.ID {
        let year = try Edition.save(
            nil, version: nil,
            FormInput([
                "year": [String(day.year)], "name": ["Rencontres de la vie associative"], "starts_on": [day.iso],
                "hours": ["de 10 h à 18 h"], "place": ["Gymnase de Kergoz"],
                "address": ["Rue de l’Yser, 22200 Guingamp"], "capacity": ["900"], "public_area": ["900"],
                "registration_opens_at": [ParisTime.moment(day.adding(days: opens), hour: 8).inParis.input],
                "registration_closes_at": [
                    ParisTime.moment(day.adding(days: closes), hour: 23, minute: 59).inParis.input
                ],
                "presentation": [
                    "Une journée pour rencontrer les associations du territoire, essayer une activité, proposer son aide.\n\nEntrée libre, pour tous les âges."
                ],
                "offered": [
                    "Près de cent associations sur leurs stands\nDes démonstrations toute la journée sur la scène\nDes ateliers pour les dirigeants et les bénévoles\nUne buvette tenue par les associations"
                ],
                "regulation": [
                    "Les Rencontres sont ouvertes aux associations qui ont leur siège ou une activité sur le territoire. La participation est gratuite.\n\nL’inscription est un engagement ferme\u{a0}: le stand est tenu toute la journée par une personne au moins. Les places sont données dans l’ordre des inscriptions, dans la limite du lieu et de la sécurité. Le placement est décidé par l’organisateur.\n\nInstallation la veille de 13\u{a0}h à 20\u{a0}h, ou le jour même de 8\u{a0}h à 9\u{a0}h\u{a0}30. Cuisson interdite dans la salle."
                ],
                "contact": ["Service vie associative de l’agglomération"],
            ]), by: .system, in: tx)
        let edition = try Edition.find(year: year, in: tx)
        try budget(edition.id, spent: 0, in: tx)
        try Edition.fire(.publish, edition.id, version: nil, by: .system, in: tx)
        return edition.id
    }

    private static func budget(_ edition: Edition.ID, spent: Int, in tx: Transaction) throws {
        let amounts = [
            "Salle et matériel": 420_000, "Électricité et montage": 185_000, "Communication": 260_000,
            "Sécurité et secours": 148_000, "Restauration": 190_000, "Intervenants": 120_000,
            "Moyens des services (en nature)": 350_000, "Budget de la collectivité": 1_473_000, "Partenaires": 200_000,
        ]
        for (label, cents) in amounts {
            let actual: Int? = spent == 0 || label.hasPrefix("Inter") ? nil : cents * spent / 100
            try tx.execute(
                """
                UPDATE edition_budget_line SET planned_cents = \(cents), actual_cents = \(actual)
                 WHERE edition_id = \(edition) AND label = \(label)
                """)
        }
    }

    private static func drawPlan(_ edition: Edition.ID, in tx: Transaction) throws {
        var first = 1
        for (index, zone) in zones.enumerated() {
            try Pitch.addRows(
                to: edition,
                FormInput([
                    "zone_name": [zone.name], "first": [String(first)], "rows": [String(zone.rows)], "columns": ["5"],
                    "x": [String(zone.x)], "y": [String(zone.y)], "width": ["260"], "depth": ["210"], "gap": ["50"],
                    "aisle": ["140"], "sockets": ["0"],
                ]), by: .system, in: tx)
            try tx.execute(
                """
                UPDATE zone SET theme_id = (SELECT id FROM theme WHERE code = \(zone.themes[0]))
                 WHERE edition_id = \(edition) AND name = \(zone.name)
                """)
            // The first two rows of each block stand along a wall with sockets: a circuit each.
            for row in 0..<2 {
                let circuit = try Circuit.named("C\(index * 2 + row + 1)", of: edition, in: tx)
                try tx.execute(
                    """
                    UPDATE pitch SET sockets = 1, circuit_id = \(circuit), accessible = \(row == 0)
                     WHERE edition_id = \(edition) AND number BETWEEN \(first + row * 5) AND \(first + row * 5 + 4)
                    """)
            }
            first += zone.rows * 5
        }
        try tx.execute(
            """
            INSERT INTO plan_feature (edition_id, kind, label, x, y, width, height) VALUES
                (\(edition), 'aisle', '', 100, 1800, 5800, 150), (\(edition), 'exit', 'Sortie', 0, 1650, 40, 400),
                (\(edition), 'entrance', 'Entrée', 5960, 1650, 40, 400),
                (\(edition), 'stage', 'Scène et démonstrations', 4000, 2150, 1700, 1150),
                (\(edition), 'welcome', 'Accueil', 5200, 3450, 500, 300), (\(edition), 'bar', 'Buvette', 2100, 3350, 900, 350),
                (\(edition), 'first_aid', 'Secours', 3200, 3350, 500, 350)
            """)
    }

    /// Registers associations in the order of their coming, places some, and leaves some waiting.
    private static func register(
        _ edition: Edition.ID, count: Int, waiting: Int, before end: Day, placed: Int, in tx: Transaction,
        _ random: inout Chance
    ) throws {
        let types = try StandType.all(of: edition, in: tx)
        let associations = try tx.query(
            """
            SELECT a.id, a.theme_id, a.name FROM association a
             WHERE a.in_register AND a.dissolved_on IS NULL AND a.theme_id IS NOT NULL
             ORDER BY md5(a.id::text || \(String(edition.number / 2))) LIMIT 260
            """)
        try tx.name(event: "load_history")
        var left = associations.makeIterator()
        var statements: [SQL] = []
        for (position, type) in types.enumerated() {
            let wanted = position == 0 ? min(count - 26, type.quota ?? 0) + waiting : [0, 20, 8, 9][min(position, 3)]
            for rank in 0..<wanted {
                guard let row = left.next() else { break }
                let opens = Double(60 - rank * 55 / max(1, wanted)) * 86_400
                let at = ParisTime.moment(end, hour: 8 + random.below(11), minute: random.below(60))
                    .addingTimeInterval(-opens)
                let isWaiting = position == 0 && rank >= wanted - waiting
                statements.append(
                    try insert(row, type, edition, isWaiting ? "waiting" : "validated", at, &random))
            }
            // The line is for places that are taken: the type is full as it stands.
            if position == 0, waiting > 0 {
                try tx.execute("UPDATE stand_type SET quota = \(wanted - waiting) WHERE id = \(type.id)")
            }
        }
        try tx.pipeline(statements)
        try place(edition, placed, in: tx)
    }

    private static func insert(
        _ row: Row, _ type: StandType, _ edition: Edition.ID, _ state: String, _ at: Date, _ random: inout Chance
    ) throws -> SQL {
        let name = "\(random.one(of: DemonstrationNames.firstNames)) \(random.one(of: DemonstrationNames.familyNames))"
        let isStand = type.kind == .stand
        let tables = isStand ? min(type.maxTables, 1 + random.below(2)) : 0
        let watts = isStand && random.percent(42) ? random.one(of: [100, 200, 400, 400, 800, 1_000, 1_500]) : 0
        let device =
            watts == 0 ? "" : watts < 300 ? "ordinateur" : watts < 900 ? "vidéoprojecteur, ordinateur" : "cafetière"
        let title = type.kind == .demonstration ? "Démonstration" : ""
        let phone = "06 00 00 \(10 + random.below(90)) \(10 + random.below(90))"
        let day: Int? = random.percent(80) ? 300 + random.below(300) : nil
        return """
            INSERT INTO registration (edition_id, stand_type_id, association_id, state, code, channel, theme_id,
                contact_name, contact_phone, contact_email, people_morning, people_afternoon, tables, chairs, panels,
                sockets, watts, devices, neighbour_wanted, insured_until, animation_title, animation_minutes, meals,
                regulation_accepted_at, regulation_version, submitted_at, created_at)
            VALUES (\(edition), \(type.id), \(try row["id"] as Int), \(state), \(Registration.Entry.newCode()),
                \(random.percent(85) ? "online" : "officer"), \(try row["theme_id"] as Int?), \(name), \(phone),
                'contact@asso.example', \(1 + random.below(4)), \(1 + random.below(4)), \(tables), \(tables * 2),
                \(isStand ? random.below(type.maxPanels + 1) : 0), \(watts > 0 ? 1 : 0), \(watts), \(device),
                \(random.percent(12) ? "près de la scène" : ""), (\(at)::timestamptz)::date + \(day)::integer,
                \(title), \(title.isEmpty ? nil : 20), \(random.percent(50) ? random.below(5) : 0), \(at), 1,
                \(at), \(at))
            """
    }

    /// Puts associations on pitches of the zone of their theme, those with power where there is a socket.
    private static func place(_ edition: Edition.ID, _ count: Int, in tx: Transaction) throws {
        let pitches = try Pitch.all(of: edition, in: tx)
        let named = try Zone.all(of: edition, in: tx)
        let codes = Dictionary(
            try tx.query("SELECT id, code FROM theme").map { (try $0["id"] as Int, try $0["code"] as String) },
            uniquingKeysWith: { first, _ in first })
        var free = pitches
        var done = 0
        for occupant in try Pitch.toPlace(of: edition, in: tx).shuffled(by: 7) where done < count {
            let code = occupant.theme.flatMap { codes[$0] } ?? ""
            let zone = zones.first { $0.themes.contains(code) }?.name
            let home = named.first { $0.name == zone }?.id
            let index =
                free.firstIndex { $0.zone == home && ($0.sockets > 0) == (occupant.watts > 0) }
                ?? free.firstIndex { $0.zone == home }
            guard let index else { continue }
            _ = try Pitch.assign(occupant.id, to: free[index].id, version: nil, by: .system, in: tx)
            free.remove(at: index)
            done += 1
        }
    }

    /// The past edition: who came, who did not, everything done.
    private static func finish(_ edition: Edition.ID, _ day: Day, in tx: Transaction) throws {
        let opening = ParisTime.moment(day, hour: 9)
        for (event, state, condition): (String, String, SQL) in [
            ("note_absence", "no_show", "id % 13 = 4"), ("arrive", "present", "true"),
        ] {
            try tx.name(event: event)
            try tx.execute(
                """
                UPDATE registration SET state = \(state), version = version + 1,
                       arrived_at = CASE WHEN \(state) = 'present' THEN \(opening) + (id % 50) * interval '1 minute' END
                 WHERE edition_id = \(edition) AND state IN ('validated', 'placed') AND \(condition)
                """)
        }
        try tx.execute(
            """
            UPDATE edition_task t SET done_on = e.starts_on - t.days_before, done_by = 'Maëlle Le Goff'
              FROM edition e WHERE e.id = t.edition_id AND e.id = \(edition)
            """)
        try budget(edition, spent: 97, in: tx)
        try Edition.publishPlan(edition, true, by: .system, in: tx)
        try Edition.fire(.close, edition, version: nil, by: .system, in: tx)
    }
}

extension Array {
    /// In an order that is the same everywhere.
    fileprivate func shuffled(by seed: UInt64) -> [Element] {
        var chance = Chance(seed: seed)
        return shuffled(using: &chance)
    }
}
