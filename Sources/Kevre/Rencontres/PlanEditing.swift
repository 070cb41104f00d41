import PostgreSQL

extension Pitch {
    /// Pitches in rows: the simple way to make a plan.
    public static let rowsForm = Form([
        Field("zone_name", "Zone", help: "Nouvelle, ou une qui existe déjà.", required: true, maxLength: 60),
        Field("first", "Premier numéro", .integer, required: true),
        Field("rows", "Rangées", .integer, required: true),
        Field("columns", "Emplacements par rangée", .integer, required: true),
        Record.pitch.field("x", required: true),
        Record.pitch.field("y", required: true),
        Record.pitch.field("width", required: true),
        Record.pitch.field("depth", required: true),
        Field("gap", "Entre deux voisins (cm)", .integer, required: true),
        Field("aisle", "Allée entre deux rangées (cm)", .integer, help: "140 au moins.", required: true),
        Field("sockets", "Prises par emplacement", .integer),
        Field(
            "circuit_name", "Circuit électrique",
            help:
                "Nouveau ou déjà là\u{a0}; 3\u{202f}500\u{a0}W au plus, à changer sous «\u{a0}Salle et circuits\u{a0}».",
            maxLength: 60),
    ])

    /// What the form of rows starts from: the next free number.
    public static func rowsStart(of edition: Edition.ID, in tx: Transaction) throws -> FormInput {
        let next: Int = try tx.one(
            "SELECT coalesce(max(number), 0) + 1 AS next FROM pitch WHERE edition_id = \(edition)")["next"]
        return FormInput([
            "first": [String(next)], "rows": ["4"], "columns": ["5"], "x": ["200"], "y": ["200"], "width": ["250"],
            "depth": ["200"], "gap": ["20"], "aisle": ["140"], "sockets": ["0"],
        ])
    }

    /// Makes rows of pitches in a zone, which is made when it is new.
    ///
    /// - Returns: how many were made.
    /// - Throws: ``FormRefusal``: a number that exists, a row that leaves the hall, an aisle too narrow for a wheelchair.
    @discardableResult
    public static func addRows(
        to edition: Edition.ID, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> Int {
        try agent.require(.writeRencontres)
        var reading = rowsForm.read(input)
        let hall = try Edition.hall(of: edition, in: tx)
        func number(_ name: String) -> Int { reading.integer(name) ?? 0 }
        let (rows, columns) = (number("rows"), number("columns"))
        let (width, depth) = (number("width"), number("depth"))
        let (stepX, stepY) = (width + number("gap"), depth + number("aisle"))
        let first = number("first")
        var refusals: [(String, String)] = []
        if reading.isValid {
            if !(1...50).contains(rows) { refusals.append(("rows", "Entre 1 et 50.")) }
            if !(1...50).contains(columns) { refusals.append(("columns", "Entre 1 et 50.")) }
            if !(50...5_000).contains(width) { refusals.append(("width", "Entre 50 et 5\u{202f}000.")) }
            if !(50...5_000).contains(depth) { refusals.append(("depth", "Entre 50 et 5\u{202f}000.")) }
            if number("sockets") > 50 { refusals.append(("sockets", "50 au plus.")) }
            if !(1...9_999).contains(first) || first + rows * columns > 10_000 {
                refusals.append(("first", "Les numéros vont de 1 à 9\u{202f}999."))
            }
            if rows > 1, number("aisle") < 140 {
                refusals.append(("aisle", "Un fauteuil roulant demande 1,40\u{a0}m au moins."))
            }
            if number("x") + columns * stepX - number("gap") > hall.width {
                refusals.append(("columns", "La rangée sort de la salle (\(hall.width)\u{a0}cm de large)."))
            }
            if number("y") + rows * stepY - number("aisle") > hall.height {
                refusals.append(("rows", "Les rangées sortent de la salle (\(hall.height)\u{a0}cm de profondeur)."))
            }
            let taken = try tx.query(
                """
                SELECT number FROM pitch WHERE edition_id = \(edition)
                   AND number BETWEEN \(first) AND \(first + rows * columns - 1) ORDER BY number LIMIT 5
                """
            ).map { String(try $0["number"] as Int) }
            if !taken.isEmpty {
                refusals.append(("first", "Ces numéros existent déjà\u{a0}: \(FrenchText.list(taken))."))
            }
        }
        for (name, message) in refusals { reading.refuse(name, rowsForm[name]?.label ?? name, message) }
        reading = try reading.validated()
        let zone = try Zone.named(reading.text("zone_name") ?? "", of: edition, in: tx)
        let circuit = try reading.text("circuit_name").map { try Circuit.named($0, of: edition, in: tx) }
        try tx.execute(
            """
            INSERT INTO pitch (edition_id, zone_id, number, x, y, width, depth, sockets, circuit_id, corner)
            SELECT \(edition), \(zone), \(first) + r * \(columns) + c, \(number("x")) + c * \(stepX),
                   \(number("y")) + r * \(stepY), \(width), \(depth), \(number("sockets")), \(circuit),
                   c IN (0, \(columns) - 1)
              FROM generate_series(0, \(rows) - 1) r, generate_series(0, \(columns) - 1) c ORDER BY r, c
            """)
        return rows * columns
    }

    /// The fields of one pitch.
    public static func form(_ zones: [Zone], _ circuits: [Circuit]) -> Form {
        Form([
            Record.pitch.field("number", required: true),
            Record.pitch.field("zone_id", .choice(zones.map { Choice($0.id.description, $0.name) }), required: true),
            Record.pitch.field("x", required: true),
            Record.pitch.field("y", required: true),
            Record.pitch.field("width", required: true),
            Record.pitch.field("depth", required: true),
            Field("sockets", "Prises", .integer),
            Field("circuit", "Circuit", .choice(circuits.map { Choice($0.id.description, $0.name) })),
            Record.pitch.field("corner"), Record.pitch.field("accessible"),
            Record.pitch.field("note", maxLength: 200),
        ])
    }

    /// What the form shows of this pitch.
    public var input: FormInput {
        FormInput([
            "number": [String(number)], "zone": [zone.description], "x": [String(x)], "y": [String(y)],
            "width": [String(width)], "depth": [String(depth)], "sockets": [String(sockets)],
            "circuit": circuit.map { [$0.description] } ?? [], "corner": corner ? ["1"] : [],
            "accessible": accessible ? ["1"] : [], "note": [note],
        ])
    }

    /// Changes one pitch.
    ///
    /// - Throws: ``FormRefusal``, ``StaleVersion``.
    public static func save(
        _ id: ID, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeRencontres)
        let edition = try find(id, in: tx).edition
        let form = form(try Zone.all(of: edition, in: tx), try Circuit.all(of: edition, in: tx))
        var reading = form.read(input)
        for (name, range) in [("number", 1...9_999), ("width", 50...5_000), ("depth", 50...5_000), ("sockets", 0...50)]
        {
            if let number = reading.integer(name), !range.contains(number) {
                reading.refuse(name, form[name]?.label ?? name, "Entre \(range.lowerBound) et \(range.upperBound).")
            }
        }
        let hall = try Edition.hall(of: edition, in: tx)
        for (place, length, size) in [("x", "width", hall.width), ("y", "depth", hall.height)] {
            if let from = reading.integer(place), let long = reading.integer(length), from + long > size {
                reading.refuse(
                    place, form[place]?.label ?? place,
                    "L’emplacement sort de la salle, qui fait \(FrenchText.grouped(size))\u{a0}cm.")
            }
        }
        reading = try reading.validated()
        do {
            let changed = try tx.execute(
                """
                UPDATE pitch
                   SET number = \(reading.integer("number")), zone_id = \(reading.text("zone").flatMap { Int($0) }),
                       x = \(reading.integer("x")), y = \(reading.integer("y")), width = \(reading.integer("width")),
                       depth = \(reading.integer("depth")), sockets = \(reading.integer("sockets") ?? 0),
                       circuit_id = \(reading.text("circuit").flatMap { Int($0) }), corner = \(reading.flag("corner")),
                       accessible = \(reading.flag("accessible")), note = \(reading.text("note") ?? ""),
                       version = version + 1
                 WHERE id = \(id) AND version = \(version ?? 0)
                """)
            guard changed == 1 else {
                throw try StaleVersion.find(part: ("pitch", id.number), of: ("edition", edition.number), in: tx)
            }
        } catch let error as PostgreSQLError where error.constraint == "pitch_number" {
            throw FormRefusal([
                FieldProblem(field: "number", label: "Numéro", message: "Un autre emplacement porte ce numéro.")
            ])
        }
    }

    /// Takes a free pitch off the plan.
    ///
    /// - Throws: ``RegistrationRefusal/pitchTaken(number:by:)``, also when it was given away just now;
    ///   ``StaleVersion``; ``NotFound``.
    public static func delete(_ id: ID, version: Int? = nil, by agent: Agent, in tx: Transaction) throws {
        try agent.require(.writeRencontres)
        // Locked before it is read: who gives it away at this moment comes before or after, never in between.
        try tx.execute("SELECT 1 FROM pitch WHERE id = \(id) FOR UPDATE")
        let pitch = try find(id, in: tx)
        if let occupant = pitch.occupant {
            throw RegistrationRefusal.pitchTaken(number: pitch.number, by: occupant.name)
        }
        if let version, version != pitch.version {
            throw try StaleVersion.find(part: ("pitch", id.number), of: ("edition", pitch.edition.number), in: tx)
        }
        try tx.execute("DELETE FROM pitch WHERE id = \(id)")
    }
}

extension Edition {
    /// The size of the hall, which nobody changes until the end of the transaction.
    static func hall(of id: ID, in tx: Transaction) throws -> (width: Int, height: Int) {
        try tx.execute("SELECT 1 FROM edition WHERE id = \(id) FOR SHARE")
        return try find(id, in: tx).planSize
    }
}

extension Zone {
    static func named(_ name: String, of edition: Edition.ID, in tx: Transaction) throws -> ID {
        let name = name.singleSpaced
        let known = try tx.first("SELECT id FROM zone WHERE edition_id = \(edition) AND fold(name) = fold(\(name))")
        if let known { return try known["id"] }
        return try tx.one(
            """
            INSERT INTO zone (edition_id, name, theme_id, colour, position)
            SELECT \(edition), \(name), (SELECT id FROM theme WHERE fold(name) LIKE fold(\(name)) || '%' LIMIT 1),
                   n % 8, n FROM (SELECT count(*)::integer AS n FROM zone WHERE edition_id = \(edition)) c
            RETURNING id
            """)["id"]
    }
}

extension Circuit {
    static func named(_ name: String, of edition: Edition.ID, in tx: Transaction) throws -> ID {
        let name = name.singleSpaced
        let known = try tx.first("SELECT id FROM circuit WHERE edition_id = \(edition) AND fold(name) = fold(\(name))")
        if let known { return try known["id"] }
        return try tx.one("INSERT INTO circuit (edition_id, name) VALUES (\(edition), \(name)) RETURNING id")["id"]
    }
}
