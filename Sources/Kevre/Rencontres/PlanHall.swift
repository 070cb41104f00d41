import PostgreSQL

/// The hall the pitches stand in: its size, what is drawn besides them, and what each electric circuit bears.
extension Plan {
    /// The size of the hall, in centimetres.
    public static let sizeForm = Form([
        Record.edition.field("plan_width", help: "De gauche à droite sur le dessin.", required: true),
        Record.edition.field("plan_height", help: "De haut en bas.", required: true),
    ])

    static let sizes = 500...50_000

    /// What the form of the hall shows: its size, rows of `circuit_id`, `circuit_name`, `circuit_limit`, and rows of
    /// `feature_id`, `feature_kind`, `feature_label`, `feature_x`, `feature_y`, `feature_width`, `feature_height`.
    public var hallInput: FormInput {
        FormInput([
            "plan_width": [String(edition.planSize.width)], "plan_height": [String(edition.planSize.height)],
            "circuit_id": circuits.map(\.id.description), "circuit_name": circuits.map(\.name),
            "circuit_limit": circuits.map { String($0.limit) },
            "feature_id": features.map(\.id.description), "feature_kind": features.map(\.kind.rawValue),
            "feature_label": features.map(\.label), "feature_x": features.map { String($0.x) },
            "feature_y": features.map { String($0.y) }, "feature_width": features.map { String($0.width) },
            "feature_height": features.map { String($0.height) },
        ])
    }

    /// Writes the hall of an edition. A circuit whose name is emptied goes, its pitches staying without; a mark of no
    /// kind goes.
    ///
    /// - Parameter version: the edition's, as the form was shown.
    /// - Returns: the circuits that bear more than their limit, in words: said, not forbidden.
    /// - Throws: ``FormRefusal``: a hall too small for what stands in it, a mark outside; ``StaleVersion``.
    @discardableResult
    public static func saveHall(
        of id: Edition.ID, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> [String] {
        try agent.require(.writeRencontres)
        // The row of the edition stands for the form of its hall: who saves it second finds another version.
        // A lock of no key: associations go on registering.
        let current = try tx.first("SELECT * FROM edition WHERE id = \(id) FOR NO KEY UPDATE")
        guard let edition = try current.map(Edition.init) else { throw NotFound("Cette édition n’existe plus.") }
        guard edition.version == version else { throw try StaleVersion.find("edition", id.number, in: tx) }
        var reading = sizeForm.read(input)
        let size = (width: reading.integer("plan_width") ?? 0, height: reading.integer("plan_height") ?? 0)
        for (name, length) in [("plan_width", size.width), ("plan_height", size.height)]
        where reading.isValid && !sizes.contains(length) {
            reading.refuse(name, sizeForm[name]?.label ?? name, "Entre 500 et 50\u{202f}000\u{a0}cm (5 à 500\u{a0}m).")
        }
        if reading.isValid { try checkPitches(of: id, within: size, &reading, in: tx) }
        let hall = reading.isValid ? size : edition.planSize
        let circuits = CircuitRow.read(input, &reading)
        let features = FeatureRow.read(input, within: hall, &reading)
        _ = try reading.validated()
        try tx.execute(
            """
            UPDATE edition SET plan_width = \(size.width), plan_height = \(size.height), version = version + 1
             WHERE id = \(id)
            """)
        try CircuitRow.write(circuits, of: id, in: tx)
        try FeatureRow.write(features, of: id, in: tx)
        return try Circuit.all(of: id, in: tx).compactMap(\.warning)
    }

    /// The pitches that would stand outside are told by their numbers, with the length that holds them all.
    private static func checkPitches(
        of id: Edition.ID, within size: (width: Int, height: Int), _ reading: inout FormReading, in tx: Transaction
    ) throws {
        for (name, length, far) in [
            ("plan_width", size.width, "x + width"), ("plan_height", size.height, "y + depth"),
        ] {
            let row = try tx.one(
                """
                SELECT coalesce(max(\(trusted: far)), 0) AS needed,
                       coalesce((array_agg(number ORDER BY number))[1:6], '{}') AS numbers
                  FROM pitch WHERE edition_id = \(id) AND \(trusted: far) > \(length)
                """)
            let numbers: [Int] = try row["numbers"]
            guard !numbers.isEmpty else { continue }
            let needed: Int = try row["needed"]
            let shown = numbers.prefix(5).map(String.init)
            let list = numbers.count > 5 ? "\(shown.joined(separator: ", "))…" : FrenchText.list(shown)
            let isOne = numbers.count == 1
            reading.refuse(
                name, sizeForm[name]?.label ?? name,
                "\(isOne ? "L’emplacement \(list) sortirait" : "Les emplacements \(list) sortiraient") de la salle\u{a0}: "
                    + "\(isOne ? "déplacez-le" : "déplacez-les") d’abord, ou gardez au moins \(FrenchText.grouped(needed))\u{a0}cm."
            )
        }
    }
}
