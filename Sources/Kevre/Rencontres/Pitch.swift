import PostgreSQL

/// A numbered pitch of the plan. Lengths in centimetres from the upper left corner of the hall.
public struct Pitch: Sendable, Identifiable {
    public typealias ID = Identifier<Pitch>

    public let id: ID
    public let edition: Edition.ID
    public let zone: Zone.ID
    public let number: Int
    public let x: Int
    public let y: Int
    public let width: Int
    public let depth: Int
    public let sockets: Int
    public let circuit: Circuit.ID?
    public let corner: Bool
    public let accessible: Bool
    public let note: String
    /// Who stands there.
    public let occupant: Occupant?
    public let version: Int

    /// A registration on a pitch, or to be put on one.
    public struct Occupant: Sendable, Identifiable {
        public let id: Registration.ID
        public let association: Association.ID
        public let name: String
        public let state: RegistrationState
        public let theme: Int?
        public let tables: Int
        public let chairs: Int
        public let panels: Int
        public let watts: Int
        public let contact: String
        public let wanted: String
        public let avoided: String
        public let accessibility: String

        init(_ row: Row) throws {
            id = try row["registration_id"]
            association = try row["association_id"]
            name = try row["association_name"]
            state = try row["registration_state"]
            theme = try row["registration_theme"]
            tables = try row["tables"]
            chairs = try row["chairs"]
            panels = try row["panels"]
            watts = try row["watts"]
            contact = try row["contact_name"]
            wanted = try row["neighbour_wanted"]
            avoided = try row["neighbour_avoided"]
            accessibility = try row["accessibility"]
        }

        /// « 2 tables, 4 chaises, 400 W ».
        public var needs: String {
            var needs: [String] = []
            if tables > 0 { needs.append(FrenchText.count(tables, "table")) }
            if chairs > 0 { needs.append(FrenchText.count(chairs, "chaise")) }
            if panels > 0 { needs.append(FrenchText.count(panels, "grille")) }
            if watts > 0 { needs.append("\(FrenchText.grouped(watts))\u{a0}W") }
            return needs.isEmpty ? "rien" : needs.joined(separator: ", ")
        }
    }

    static let occupantColumns: SQL = """
        r.association_id, a.name AS association_name, r.state AS registration_state, r.theme_id AS registration_theme,
        r.tables, r.chairs, r.panels, r.watts, r.contact_name, r.neighbour_wanted, r.neighbour_avoided, r.accessibility
        """

    init(_ row: Row) throws {
        id = try row["id"]
        edition = try row["edition_id"]
        zone = try row["zone_id"]
        number = try row["number"]
        x = try row["x"]
        y = try row["y"]
        width = try row["width"]
        depth = try row["depth"]
        sockets = try row["sockets"]
        circuit = try row["circuit_id"]
        corner = try row["corner"]
        accessible = try row["accessible"]
        note = try row["note"]
        version = try row["version"]
        let held: Registration.ID? = try row["registration_id"]
        occupant = held == nil ? nil : try Occupant(row)
    }

    private static let selection: SQL = """
        SELECT p.*, \(occupantColumns) FROM pitch p LEFT JOIN registration r ON r.id = p.registration_id
               LEFT JOIN association a ON a.id = r.association_id
        """

    /// The pitches of an edition, by number.
    public static func all(of edition: Edition.ID, in tx: Transaction) throws -> [Pitch] {
        try tx.query("\(selection) WHERE p.edition_id = \(edition) ORDER BY p.number").map(Pitch.init)
    }

    static func find(_ id: ID, in tx: Transaction) throws -> Pitch {
        guard let row = try tx.first("\(selection) WHERE p.id = \(id)") else {
            throw NotFound("Cet emplacement n’existe plus.")
        }
        return try Pitch(row)
    }

    /// Registrations that hold a place on a stand and have no pitch yet: those who need power first.
    public static func toPlace(of edition: Edition.ID, in tx: Transaction) throws -> [Occupant] {
        try tx.query(
            """
            SELECT r.id AS registration_id, \(occupantColumns)
              FROM registration r JOIN association a ON a.id = r.association_id
              JOIN stand_type s ON s.id = r.stand_type_id
             WHERE r.edition_id = \(edition) AND s.kind = 'stand' AND r.state IN ('validated', 'confirmed')
               AND NOT EXISTS (SELECT FROM pitch p WHERE p.registration_id = r.id)
             ORDER BY r.watts > 0 DESC, fold(a.name), r.id
            """
        ).map(Occupant.init)
    }

    /// What about this pitch and who stands there does not fit; said, never forbidden.
    public var warnings: [String] {
        guard let occupant else { return [] }
        var warnings: [String] = []
        if occupant.watts > 0, sockets == 0 {
            warnings.append(
                "\(occupant.name) demande \(FrenchText.grouped(occupant.watts))\u{a0}W\u{a0}: l’emplacement \(number) n’a pas de prise."
            )
        }
        if !occupant.accessibility.isEmpty, !accessible {
            warnings.append(
                "\(occupant.name) a un besoin d’accessibilité\u{a0}: l’emplacement \(number) n’est pas noté accessible."
            )
        }
        return warnings
    }
}

/// A part of the hall, with the theme gathered there.
public struct Zone: Sendable, Identifiable {
    public typealias ID = Identifier<Zone>

    public let id: ID
    public let name: String
    public let theme: Int?
    /// One of the eight tones of the plan, 0 to 7.
    public let colour: Int

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        theme = try row["theme_id"]
        colour = try row["colour"]
    }

    /// The zones of an edition, in their order.
    public static func all(of edition: Edition.ID, in tx: Transaction) throws -> [Zone] {
        try tx.query("SELECT * FROM zone WHERE edition_id = \(edition) ORDER BY position, id").map(Zone.init)
    }
}

/// An electric circuit and what its breaker bears.
public struct Circuit: Sendable, Identifiable {
    public typealias ID = Identifier<Circuit>

    public let id: ID
    public let name: String
    public let limit: Int
    /// Watts asked by who stands on its pitches.
    public let asked: Int

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        limit = try row["limit_watts"]
        asked = try row["asked"]
    }

    public var isOverloaded: Bool { asked > limit }

    /// What is said of a circuit beyond its limit; nil within it.
    public var warning: String? {
        isOverloaded
            ? "Circuit «\u{a0}\(name)\u{a0}»\u{a0}: \(FrenchText.grouped(asked))\u{a0}W demandés pour \(FrenchText.grouped(limit))\u{a0}W."
            : nil
    }

    /// The circuits of an edition, by name.
    public static func all(of edition: Edition.ID, in tx: Transaction) throws -> [Circuit] {
        try tx.query(
            """
            SELECT c.*, (SELECT coalesce(sum(r.watts), 0) FROM pitch p JOIN registration r ON r.id = p.registration_id
                          WHERE p.circuit_id = c.id) AS asked
              FROM circuit c WHERE c.edition_id = \(edition) ORDER BY length(c.name), c.name
            """
        ).map(Circuit.init)
    }
}

/// Something drawn on the plan that is no pitch.
public struct PlanFeature: Sendable, Identifiable {
    public typealias ID = Identifier<PlanFeature>

    /// What it is.
    public enum Kind: String, CaseIterable, Sendable, SQLValue {
        case stage, entrance, exit, aisle, welcome, bar
        case firstAid = "first_aid"
        case toilets, wall, other

        public var label: String {
            switch self {
            case .stage: "Scène"
            case .entrance: "Entrée"
            case .exit: "Sortie"
            case .aisle: "Allée"
            case .welcome: "Accueil"
            case .bar: "Buvette"
            case .firstAid: "Secours"
            case .toilets: "Toilettes"
            case .wall: "Mur"
            case .other: "Autre"
            }
        }
    }

    public let id: ID
    public let kind: Kind
    public let label: String
    public let x: Int
    public let y: Int
    public let width: Int
    public let height: Int

    init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        label = try row["label"]
        x = try row["x"]
        y = try row["y"]
        width = try row["width"]
        height = try row["height"]
    }

    /// What is drawn of an edition.
    public static func all(of edition: Edition.ID, in tx: Transaction) throws -> [PlanFeature] {
        try tx.query("SELECT * FROM plan_feature WHERE edition_id = \(edition) ORDER BY id").map(PlanFeature.init)
    }
}
