import Foundation
import PostgreSQL

/// The programme of each edition of a demonstration: rooms, sessions, the people who registered; and who came to the
/// editions that are past.
enum DemonstrationProgramme {
    private struct Model: Sendable {
        let title: String
        let kind: ProgrammeSession.Kind
        let from: String
        let to: String
        let room: String
        let capacity: Int
        let speakers: String
        let moderator: String
        let audience: String
        let description: String
        /// How much it is wanted.
        let draw: Int
    }

    private static let rooms = [
        ("Grande salle", 220, "Rez-de-chaussée, boucle magnétique, sonorisation"),
        ("Salle du Trieux", 80, "Premier étage, ascenseur, vidéoprojecteur"),
        ("Salle du Leff", 30, "Premier étage, ascenseur, tables en îlots"),
        ("Salle du Jaudy", 24, "Rez-de-chaussée, vidéoprojecteur"),
    ]

    private static func model(
        _ title: String, _ kind: ProgrammeSession.Kind, _ from: String, _ to: String, _ room: String, _ capacity: Int,
        draw: Int, _ speakers: String, moderator: String = "", for audience: String = "", _ description: String
    ) -> Model {
        Model(
            title: title, kind: kind, from: from, to: to, room: room, capacity: capacity, speakers: speakers,
            moderator: moderator, audience: audience, description: description, draw: draw)
    }

    private static let models = [
        model(
            "Ouverture\u{a0}: le bénévolat, richesse du territoire", .plenary, "10:00", "10:45", "Grande salle", 200,
            draw: 55,
            "Armelle Guillou, vice-présidente à la vie associative\nHervé Riou, réseau des bénévoles de l’Ouest",
            moderator: "Maëlle Le Goff, service vie associative",
            "Ce que les associations apportent aux 57 communes, en chiffres et en visages."),
        model(
            "Tenir une comptabilité simple", .workshop, "11:00", "12:15", "Salle du Leff", 26, draw: 40,
            "Bernadette Jégou, trésorière d’une amicale laïque", for: "Trésoriers débutants",
            "Recettes, dépenses, justificatifs\u{a0}: une méthode qui tient en un cahier ou un tableur, et les comptes à présenter à l’assemblée."
        ),
        model(
            "Accueillir et garder ses bénévoles", .workshop, "11:00", "12:15", "Salle du Jaudy", 22, draw: 38,
            "Tanguy Quéré, formateur\nSoizic Prigent, comité des fêtes", for: "Dirigeants et responsables d’équipe",
            "Du premier contact au remerciement\u{a0}: douze gestes simples, tirés d’associations d’ici."),
        model(
            "Faire vivre une association à la campagne", .roundTable, "11:00", "12:30", "Salle du Trieux", 70, draw: 30,
            "Gwenaël Salaün, bagad\nKatell Le Du, café associatif\nDenis Omnès, club nautique",
            moderator: "Ronan Morvan, radio associative",
            "Trois associations racontent ce qui a marché, et ce qui n’a pas marché."),
        model(
            "Trouver des financements, sans s’y perdre", .workshop, "14:00", "15:15", "Salle du Leff", 28, draw: 46,
            "Solenn Perrot, service vie associative", for: "Présidents, trésoriers, porteurs de projet",
            "Qui finance quoi, quand déposer, comment présenter un plan de financement qui s’équilibre."),
        model(
            "Communiquer sans budget", .workshop, "14:00", "15:15", "Salle du Jaudy", 24, draw: 26,
            "Nolwenn Kerbrat, graphiste", "Affiche, réseau social, bouche à oreille\u{a0}: composer avec ce que l’on a."
        ),
        model(
            "Associations et transition écologique", .roundTable, "14:00", "15:30", "Salle du Trieux", 70, draw: 24,
            "Loïc Thomas, eau et rivières\nFrançoise Hervé, repair café", moderator: "Annaïg Bocher, climatologue",
            "Réduire, réparer, se déplacer autrement\u{a0}: des actions déjà menées, à reprendre chez soi."),
        model(
            "Dirigeants\u{a0}: responsabilités et assurances", .workshop, "15:45", "17:00", "Salle du Leff", 28,
            draw: 22,
            "Michel Tanguy, juriste", for: "Présidents et membres de bureau",
            "Ce dont on répond, ce qui s’assure, et les questions à poser à son assureur."),
        model(
            "Faire ses démarches en ligne", .workshop, "15:45", "17:00", "Salle du Jaudy", 18, draw: 24,
            "Erwan Le Calvez, conseiller numérique", for: "Ceux que l’écran inquiète",
            "Compte Asso, greffe, demandes de subvention\u{a0}: on s’assied et on le fait ensemble."),
        model(
            "Et si l’on mutualisait\u{a0}?", .plenary, "17:10", "17:45", "Grande salle", 200, draw: 0,
            "Yann Bocher, maire\nMarie Le Moal, fédération des associations",
            "Locaux, matériel, emploi partagé\u{a0}: la discussion est ouverte."),
    ]

    static func create(on today: Day, in tx: Transaction, _ random: inout Chance) throws {
        let years = try tx.query("SELECT year FROM edition ORDER BY year").map { try $0["year"] as Int }
        for year in years {
            let edition = try Edition.find(year: year, in: tx)
            let isPast = edition.endsOn < today
            let sessions = try draw(edition, in: tx)
            try Programme.save(
                edition.id, version: 0,
                FormInput([
                    "published": ["oui"],
                    "introduction": [
                        "Des ateliers pour apprendre, des tables rondes pour débattre. L’inscription est gratuite\u{a0}; une place libérée va à qui attend."
                    ],
                ]), by: .system, in: tx)
            try register(isPast ? 240 : 170, edition, sessions, before: min(edition.startsOn, today), in: tx, &random)
            if isPast { try hold(edition, in: tx, &random) }
        }
    }

    private static func draw(
        _ edition: Edition, in tx: Transaction
    ) throws -> [(id: ProgrammeSession.ID, model: Model)] {
        var ids: [String: Room.ID] = [:]
        for (name, capacity, access) in rooms {
            ids[name] = try Room.save(
                nil, of: edition.id, FormInput(["name": [name], "capacity": [String(capacity)], "access": [access]]),
                by: .system, in: tx)
        }
        return try models.map { model in
            let input = FormInput([
                "title": [model.title], "kind": [model.kind.rawValue], "day": [edition.startsOn.iso],
                "starts": [model.from], "ends": [model.to], "room": ids[model.room].map { [$0.description] } ?? [],
                "capacity": [String(model.capacity)], "registered": model.draw > 0 ? ["oui"] : [],
                "speakers": [model.speakers], "moderator": [model.moderator], "audience": [model.audience],
                "description": [model.description],
            ])
            return (try ProgrammeSession.save(nil, of: edition, input, by: .system, in: tx), model)
        }
    }

    /// People in the order of their coming, each with one session an hour at most; the most wanted have a waiting list.
    private static func register(
        _ count: Int, _ edition: Edition, _ sessions: [(id: ProgrammeSession.ID, model: Model)], before end: Day,
        in tx: Transaction, _ random: inout Chance
    ) throws {
        let associations = try tx.query(
            """
            SELECT association_id FROM registration WHERE edition_id = \(edition.id) AND registration_holds(state)
             ORDER BY id
            """
        ).map { try $0["association_id"] as Int }
        let hours = Dictionary(grouping: sessions.filter { $0.model.draw > 0 }, by: \.model.from)
        var taken: Set<String> = []
        var people: [JSONValue] = []
        while people.count < count {
            let name =
                "\(random.one(of: DemonstrationNames.firstNames)) \(random.one(of: DemonstrationNames.familyNames))"
            guard taken.insert(name).inserted else { continue }
            var chosen: [Int] = []
            for hour in hours.keys.sorted() {
                guard let offered = hours[hour], random.percent(hour == "15:45" ? 40 : 68) else { continue }
                var lot = random.below(offered.map(\.model.draw).reduce(0, +))
                for session in offered {
                    lot -= session.model.draw
                    if lot < 0 {
                        chosen.append(session.id.number)
                        break
                    }
                }
            }
            let association = associations.isEmpty || random.percent(35) ? nil : random.one(of: associations)
            let address = FrenchText.folded(name).replacing(" ", with: ".") + "@courriel.example"
            let phone = "06 00 00 \(10 + random.below(90)) \(10 + random.below(90))"
            people.append(
                .object([
                    ("ord", .integer(people.count)), ("edition", .integer(edition.id.number)),
                    ("code", .string(ParticipantCode.random().text)), ("name", .string(name)),
                    ("email", .string(address)), ("phone", random.percent(60) ? .string(phone) : .null),
                    ("association", association.map(JSONValue.integer) ?? .null),
                    ("channel", .string(random.percent(80) ? "online" : "officer")),
                    ("sessions", .array(chosen.map(JSONValue.integer))),
                ]))
        }
        try tx.execute("SELECT register_participants('-:Démonstration', \(JSONValue.array(people).text)::jsonb)")
        // Spread over the weeks before, in the order in which they came.
        let last = ParisTime.moment(end.adding(days: -1), hour: 18)
        try tx.execute(
            """
            WITH spread AS (
                SELECT id, \(last)::timestamptz - (count(*) OVER () - row_number() OVER (ORDER BY id))
                           * interval '4 hours 37 minutes' AS at
                  FROM participant WHERE edition_id = \(edition.id)),
            people AS (UPDATE participant p SET created_at = s.at FROM spread s WHERE s.id = p.id)
            UPDATE booking b SET created_at = s.at FROM spread s WHERE s.id = b.participant_id
            """)
        // A few give up, and their places go to who waits.
        try tx.name(event: "cancel")
        let leavers = try tx.query(
            "SELECT id FROM participant WHERE edition_id = \(edition.id) AND id % 29 = 3 ORDER BY id"
        ).map { try $0["id"] as Int }
        for id in leavers {
            try tx.execute("SELECT cancel_bookings(\(id))")
            try tx.execute("UPDATE participant SET cancelled_at = created_at + interval '9 days' WHERE id = \(id)")
        }
    }

    /// The day of an edition that is past: eight in ten came, some registered at the door, visitors were counted.
    private static func hold(_ edition: Edition, in tx: Transaction, _ random: inout Chance) throws {
        let opening = ParisTime.moment(edition.startsOn, hour: 9, minute: 40)
        for index in 0..<34 {
            let name =
                "\(random.one(of: DemonstrationNames.familyNames)) \(random.one(of: DemonstrationNames.firstNames))"
            try tx.execute(
                """
                INSERT INTO participant (edition_id, name, channel, created_at)
                VALUES (\(edition.id), \(name), 'walk_in', \(opening)::timestamptz + \(index) * interval '11 minutes')
                """)
        }
        // All of it passes the doors, in the order of the day: nobody writes past them.
        let moment: String? = try tx.one("SELECT current_setting('kevre.moment', true) AS moment")["moment"]
        let actor = "-:Maëlle Le Goff"
        try tx.execute(
            """
            SELECT check_in(\(edition.year)::integer, d.code, d.door, d.leaves, \(actor), d.at)
              FROM (SELECT p.code, w.leaves, CASE WHEN p.id % 3 = 0 AND NOT w.leaves THEN 'B' ELSE 'A' END AS door,
                           CASE WHEN w.leaves
                                THEN \(ParisTime.moment(edition.startsOn, hour: 17))::timestamptz + (p.id % 61) * interval '1 minute'
                                WHEN p.channel = 'walk_in' THEN p.created_at
                                ELSE \(opening)::timestamptz + (p.id * 7919 % 130) * interval '1 minute' END AS at
                      FROM participant p, (VALUES (false), (true)) w (leaves)
                     WHERE p.edition_id = \(edition.id) AND p.cancelled_at IS NULL
                       AND (p.channel = 'walk_in' OR p.id % 11 NOT IN (2, 7))
                     ORDER BY at, p.id) d
            """)
        // Visitors without a name, by small groups: most in the afternoon; all gone in the evening.
        try tx.execute(
            """
            SELECT count_visitors(\(edition.year)::integer, d.people, d.door, \(actor), d.at)
              FROM (SELECT (1 + n % 4) * CASE WHEN w.leaves THEN -1 ELSE 1 END AS people,
                           CASE WHEN n % 5 = 0 THEN 'B' ELSE 'A' END AS door,
                           \(opening)::timestamptz + (20 + n * n % 397) * interval '1 minute'
                               + CASE WHEN w.leaves THEN 55 + n % 40 ELSE 0 END * interval '1 minute' AS at
                      FROM generate_series(1, 520) n, (VALUES (false), (true)) w (leaves) ORDER BY at, n) d
            """)
        try tx.execute(
            """
            SELECT attend_session(\(edition.year)::integer, d.id, d.code, 'salle', \(actor), d.at)
              FROM (SELECT s.id, p.code, s.starts_at - (b.id % 15) * interval '1 minute' AS at
                      FROM booking b JOIN programme_session s ON s.id = b.session_id
                      JOIN participant p ON p.id = b.participant_id JOIN presence h ON h.participant_id = p.id
                     WHERE s.edition_id = \(edition.id) AND s.kind = 'workshop' AND b.state = 'confirmed' AND b.id % 9 <> 4
                     ORDER BY at, b.id) d
            """)
        try tx.execute("SELECT set_config('kevre.moment', coalesce(\(moment), ''), true)")
    }
}
