import PostgreSQL

/// A way to take part in an edition, with its number of places.
///
/// The database counts the places taken in the statement that takes one, and refuses the one too many (constraint
/// `stand_type_not_overfilled`).
public struct StandType: Sendable, Identifiable {
    public typealias ID = Identifier<StandType>

    /// What one does there.
    public enum Kind: String, CaseIterable, Sendable, SQLValue {
        case stand, demonstration, workshop, attending

        public var label: String {
            switch self {
            case .stand: "Stand"
            case .demonstration: "Démonstration"
            case .workshop: "Atelier"
            case .attending: "Présence"
            }
        }
    }

    /// How a place is had.
    public enum Mode: String, CaseIterable, Sendable, SQLValue {
        case direct, validation

        public var label: String {
            switch self {
            case .direct: "Premier arrivé, premier servi"
            case .validation: "Après validation"
            }
        }
    }

    public let id: ID
    public let edition: Edition.ID
    public let name: String
    public let description: String
    public let kind: Kind
    public let mode: Mode
    /// Places; nil: as many as come.
    public let quota: Int?
    public let maxTables: Int
    public let maxChairs: Int
    public let maxPanels: Int
    /// Electric power that may be asked for; 0: none.
    public let maxWatts: Int
    public let held: Int
    public let waiting: Int
    public let version: Int

    /// Places left; nil: without limit. While someone waits, none is left for who comes.
    public var left: Int? { quota.map { waiting > 0 ? 0 : max(0, $0 - held) } }
    public var isFull: Bool { left == 0 }

    init(_ row: Row) throws {
        id = try row["id"]
        edition = try row["edition_id"]
        name = try row["name"]
        description = try row["description"]
        kind = try row["kind"]
        mode = try row["mode"]
        quota = try row["quota"]
        maxTables = try row["max_tables"]
        maxChairs = try row["max_chairs"]
        maxPanels = try row["max_panels"]
        maxWatts = try row["max_watts"]
        held = try row["held"]
        waiting = try row["waiting"]
        version = try row["version"]
    }

    /// The types of an edition, in their order.
    public static func all(of edition: Edition.ID, in tx: Transaction) throws -> [StandType] {
        try tx.query("SELECT * FROM stand_type WHERE edition_id = \(edition) ORDER BY position, id")
            .map(StandType.init)
    }

    static func find(_ id: ID, of edition: Edition.ID, in tx: Transaction) throws -> StandType {
        let row = try tx.first("SELECT * FROM stand_type WHERE id = \(id) AND edition_id = \(edition)")
        guard let row else { throw NotFound("Ce type de participation n’existe plus.") }
        return try StandType(row)
    }

    /// Who comes in line before changing registrations of these types: always the lower key first, and before any
    /// registration, so that two changes cannot deadlock.
    static func lock(_ ids: [ID], in tx: Transaction) throws {
        try tx.execute("SELECT 1 FROM stand_type WHERE id = ANY(\(ids.map(\.number))) ORDER BY id FOR NO KEY UPDATE")
    }
}

extension StandType {
    /// What the form shows of these types: rows of `type_id`, `type_name`, `type_quota`…
    public static func input(_ types: [StandType]) -> FormInput {
        FormInput([
            "type_id": types.map(\.id.description), "type_name": types.map(\.name),
            "type_description": types.map(\.description), "type_kind": types.map(\.kind.rawValue),
            "type_mode": types.map(\.mode.rawValue), "type_quota": types.map { $0.quota.map(String.init) ?? "" },
            "type_tables": types.map { String($0.maxTables) }, "type_chairs": types.map { String($0.maxChairs) },
            "type_panels": types.map { String($0.maxPanels) }, "type_watts": types.map { String($0.maxWatts) },
        ])
    }

    /// Writes the types of an edition: rows without a name are left out, types no longer listed go unless chosen by
    /// someone. A higher quota lets in who waits.
    ///
    /// - Parameter version: the edition's, as the form was shown.
    /// - Throws: ``FormRefusal``: a quota below what is taken (saying by whom), a type in use; ``StaleVersion`` when
    ///   someone changed the edition or its types meanwhile.
    public static func save(
        of edition: Edition.ID, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeRencontres)
        // The row of the edition stands for all its types: whoever comes second finds another version. An update of
        // no key, so that associations go on registering.
        let isCurrent = try tx.execute(
            "UPDATE edition SET version = version + 1 WHERE id = \(edition) AND version = \(version ?? 0)")
        guard isCurrent == 1 else { throw try StaleVersion.find("edition", edition.number, in: tx) }
        let rows = try StandTypeRow.read(input)
        let known = try tx.query(
            "SELECT * FROM stand_type WHERE edition_id = \(edition) ORDER BY id FOR NO KEY UPDATE"
        ).map(StandType.init)
        for type in known where !rows.contains(where: { $0.id == type.id }) {
            let names = try holders(of: type.id, "r.state <> 'draft'", in: tx)
            guard names.isEmpty else {
                throw refusal(.typeInUse(type: type.name, names: Array(names.prefix(5)), count: names.count), type.name)
            }
            try tx.execute("DELETE FROM registration WHERE stand_type_id = \(type.id)")
            try tx.execute("DELETE FROM stand_type WHERE id = \(type.id)")
        }
        for (position, row) in rows.enumerated() {
            guard let type = known.first(where: { $0.id == row.id }) else {
                try row.insert(edition, position, in: tx)
                continue
            }
            do {
                _ = try tx.savepoint { try row.update(type.id, position, in: tx) }
            } catch let error as PostgreSQLError where error.constraint == "stand_type_not_overfilled" {
                let names = try holders(of: type.id, "registration_holds(r.state)", in: tx)
                throw refusal(
                    .quotaBelowHeld(
                        type: row.name, quota: row.quota ?? 0, held: type.held, names: Array(names.prefix(5))),
                    row.name)
            } catch let error as PostgreSQLError where error.constraint == "stand_type_name" {
                throw FormRefusal([
                    FieldProblem(field: "type_name", label: row.name, message: "Deux types portent ce nom.")
                ])
            }
        }
    }

    private static func holders(of type: ID, _ condition: SQL, in tx: Transaction) throws -> [String] {
        try tx.query(
            """
            SELECT a.name FROM registration r JOIN association a ON a.id = r.association_id
             WHERE r.stand_type_id = \(type) AND \(condition) ORDER BY r.arrival
            """
        ).map { try $0["name"] }
    }

    private static func refusal(_ refusal: EditionRefusal, _ label: String) -> FormRefusal {
        FormRefusal([FieldProblem(field: "type_quota", label: label, message: refusal.message)])
    }
}

/// A row of the form of types, as read.
private struct StandTypeRow {
    var id: StandType.ID?
    var name = ""
    var description = ""
    var kind = StandType.Kind.stand
    var mode = StandType.Mode.direct
    var quota: Int?
    var numbers: [Int] = []

    private static let limits = [
        ("type_tables", 50), ("type_chairs", 100), ("type_panels", 50), ("type_watts", 36_000),
    ]

    static func read(_ input: FormInput) throws -> [StandTypeRow] {
        var problems: [FieldProblem] = []
        var rows: [StandTypeRow] = []
        for (index, typed) in input.all("type_name").enumerated() {
            func value(_ name: String) -> String {
                let values = input.all(name)
                return values.indices.contains(index) ? values[index].trimmed : ""
            }
            func number(_ name: String, _ limit: Int) -> Int? {
                let text = value(name).withoutSpaces
                guard !text.isEmpty else { return nil }
                guard let number = Int(text), (0...limit).contains(number) else {
                    problems.append(
                        FieldProblem(
                            field: name, label: typed.singleSpaced,
                            message: "Un nombre entre 0 et \(FrenchText.grouped(limit))."))
                    return nil
                }
                return number
            }
            var row = StandTypeRow()
            row.name = typed.singleSpaced
            guard !row.name.isEmpty else { continue }
            row.id = StandType.ID(value("type_id"))
            row.description = String(value("type_description").prefix(500))
            row.kind = StandType.Kind(rawValue: value("type_kind")) ?? .stand
            row.mode = StandType.Mode(rawValue: value("type_mode")) ?? .direct
            row.quota = number("type_quota", 100_000)
            row.numbers = limits.map { number($0.0, $0.1) ?? 0 }
            if row.name.count > 80 {
                problems.append(FieldProblem(field: "type_name", label: "Nom", message: "80 caractères au plus."))
            }
            if rows.contains(where: { $0.name == row.name }) {
                problems.append(
                    FieldProblem(field: "type_name", label: row.name, message: "Deux types portent ce nom."))
            }
            rows.append(row)
        }
        if rows.isEmpty {
            problems.append(
                FieldProblem(field: "type_name", label: "Types", message: "Gardez au moins une façon de participer."))
        }
        guard problems.isEmpty else { throw FormRefusal(problems) }
        return rows
    }

    func insert(_ edition: Edition.ID, _ position: Int, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO stand_type (edition_id, name, description, kind, mode, quota, max_tables, max_chairs,
                                    max_panels, max_watts, position)
            VALUES (\(edition), \(name), \(description), \(kind), \(mode), \(quota), \(numbers[0]), \(numbers[1]),
                    \(numbers[2]), \(numbers[3]), \(position))
            """)
    }

    func update(_ id: StandType.ID, _ position: Int, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE stand_type
               SET name = \(name), description = \(description), kind = \(kind), mode = \(mode), quota = \(quota),
                   max_tables = \(numbers[0]), max_chairs = \(numbers[1]), max_panels = \(numbers[2]),
                   max_watts = \(numbers[3]), position = \(position), version = version + 1
             WHERE id = \(id) AND (name, description, kind, mode, quota, max_tables, max_chairs, max_panels, max_watts,
                                   position)
                   IS DISTINCT FROM (\(name), \(description), \(kind), \(mode), \(quota)::integer, \(numbers[0]),
                                     \(numbers[1]), \(numbers[2]), \(numbers[3]), \(position))
            """)
    }
}
