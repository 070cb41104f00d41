import PostgreSQL

/// One row of a form whose fields repeat under one name.
struct HallRow {
    let input: FormInput
    let index: Int

    func text(_ name: String) -> String {
        let values = input.all(name)
        return values.indices.contains(index) ? values[index].singleSpaced : ""
    }

    /// The id of the field on the page, by which a problem finds it.
    func field(_ name: String) -> String { index == 0 ? name : "\(name)-\(index)" }

    func number(_ name: String, _ label: String, _ range: ClosedRange<Int>, _ reading: inout FormReading) -> Int {
        if let number = Int(text(name).withoutSpaces), range.contains(number) { return number }
        reading.refuse(
            field(name), label,
            "Un nombre entre \(FrenchText.grouped(range.lowerBound)) et \(FrenchText.grouped(range.upperBound)).")
        return range.lowerBound
    }
}

/// A circuit as typed.
struct CircuitRow {
    let id: Circuit.ID?
    let name: String
    let limit: Int

    static func read(_ input: FormInput, _ reading: inout FormReading) -> [CircuitRow] {
        var rows: [CircuitRow] = []
        for index in input.all("circuit_name").indices {
            let row = HallRow(input: input, index: index)
            let name = row.text("circuit_name")
            let id = Circuit.ID(row.text("circuit_id"))
            guard !name.isEmpty else {
                // A circuit whose name was emptied goes; one that the page did not show stays.
                if let id { rows.append(CircuitRow(id: id, name: "", limit: 0)) }
                continue
            }
            if name.count > 60 { reading.refuse(row.field("circuit_name"), name, "60 caractères au plus.") }
            if rows.contains(where: { FrenchText.folded($0.name) == FrenchText.folded(name) }) {
                reading.refuse(row.field("circuit_name"), name, "Deux circuits portent ce nom.")
            }
            let limit = row.number("circuit_limit", name, 100...100_000, &reading)
            rows.append(CircuitRow(id: id, name: name, limit: limit))
        }
        return rows
    }

    static func write(_ rows: [CircuitRow], of edition: Edition.ID, in tx: Transaction) throws {
        let emptied = rows.filter(\.name.isEmpty).compactMap(\.id)
        try tx.execute("DELETE FROM circuit WHERE edition_id = \(edition) AND id = ANY(\(emptied))")
        do {
            try tx.savepoint {
                for row in rows where !row.name.isEmpty {
                    guard let id = row.id else {
                        try tx.execute(
                            """
                            INSERT INTO circuit (edition_id, name, limit_watts) VALUES (\(edition), \(row.name), \(row.limit))
                            """)
                        continue
                    }
                    try tx.execute(
                        """
                        UPDATE circuit SET name = \(row.name), limit_watts = \(row.limit), version = version + 1
                         WHERE id = \(id) AND edition_id = \(edition)
                           AND (name, limit_watts) IS DISTINCT FROM (\(row.name), \(row.limit))
                        """)
                }
            }
        } catch let error as PostgreSQLError where error.constraint == "circuit_name" {
            // Two that exchange their names pass by a third.
            throw FormRefusal([
                FieldProblem(
                    field: "circuit_name", label: "Circuits",
                    message: "Deux circuits porteraient le même nom\u{a0}: changez l’un, enregistrez, puis l’autre.")
            ])
        }
    }
}

/// A mark of the plan as typed.
struct FeatureRow {
    let id: PlanFeature.ID?
    let kind: PlanFeature.Kind
    let label: String
    let x: Int
    let y: Int
    let width: Int
    let height: Int

    static func read(
        _ input: FormInput, within hall: (width: Int, height: Int), _ reading: inout FormReading
    ) -> [FeatureRow] {
        input.all("feature_kind").indices.compactMap { index in
            let row = HallRow(input: input, index: index)
            guard let kind = PlanFeature.Kind(rawValue: row.text("feature_kind")) else { return nil }
            let label = row.text("feature_label")
            let name = label.isEmpty ? kind.label : label
            if label.count > 60 { reading.refuse(row.field("feature_label"), name, "60 caractères au plus.") }
            let x = row.number("feature_x", name, 0...50_000, &reading)
            let y = row.number("feature_y", name, 0...50_000, &reading)
            let width = row.number("feature_width", name, 5...50_000, &reading)
            let height = row.number("feature_height", name, 5...50_000, &reading)
            if x + width > hall.width {
                reading.refuse(
                    row.field("feature_x"), name,
                    "«\u{a0}\(name)\u{a0}» sort de la salle (\(FrenchText.grouped(hall.width))\u{a0}cm de large).")
            }
            if y + height > hall.height {
                reading.refuse(
                    row.field("feature_y"), name,
                    "«\u{a0}\(name)\u{a0}» sort de la salle (\(FrenchText.grouped(hall.height))\u{a0}cm de profondeur)."
                )
            }
            return FeatureRow(
                id: PlanFeature.ID(row.text("feature_id")), kind: kind, label: label, x: x, y: y, width: width,
                height: height)
        }
    }

    static func write(_ rows: [FeatureRow], of edition: Edition.ID, in tx: Transaction) throws {
        let kept = rows.compactMap(\.id)
        try tx.execute("DELETE FROM plan_feature WHERE edition_id = \(edition) AND NOT id = ANY(\(kept))")
        for row in rows {
            guard let id = row.id else {
                try tx.execute(
                    """
                    INSERT INTO plan_feature (edition_id, kind, label, x, y, width, height)
                    VALUES (\(edition), \(row.kind), \(row.label), \(row.x), \(row.y), \(row.width), \(row.height))
                    """)
                continue
            }
            try tx.execute(
                """
                UPDATE plan_feature
                   SET kind = \(row.kind), label = \(row.label), x = \(row.x), y = \(row.y), width = \(row.width),
                       height = \(row.height), version = version + 1
                 WHERE id = \(id) AND edition_id = \(edition)
                   AND (kind, label, x, y, width, height)
                       IS DISTINCT FROM (\(row.kind), \(row.label), \(row.x), \(row.y), \(row.width), \(row.height))
                """)
        }
    }
}
