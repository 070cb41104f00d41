import PostgreSQL

/// Everything drawn of an edition, read together.
public struct Plan: Sendable {
    public let edition: Edition
    public let zones: [Zone]
    public let circuits: [Circuit]
    public let pitches: [Pitch]
    public let features: [PlanFeature]
    public let toPlace: [Pitch.Occupant]

    /// - Throws: ``NotFound``, ``AccessRefusal``.
    public static func find(year: Int, by agent: Agent, in tx: Transaction) throws -> Plan {
        let edition = try Edition.find(year: year, by: agent, in: tx)
        return try Plan(edition, isWhole: true, in: tx)
    }

    /// The plan as everybody may see it: numbers and names of associations.
    ///
    /// - Throws: ``NotFound`` while it is not published.
    public static func findPublic(_ edition: Edition, in tx: Transaction) throws -> Plan {
        guard edition.planPublishedAt != nil else { throw NotFound("Le plan n’est pas encore publié.") }
        return try Plan(edition, isWhole: false, in: tx)
    }

    init(_ edition: Edition, isWhole: Bool, in tx: Transaction) throws {
        self.edition = edition
        zones = try Zone.all(of: edition.id, in: tx)
        circuits = isWhole ? try Circuit.all(of: edition.id, in: tx) : []
        pitches = try Pitch.all(of: edition.id, in: tx)
        features = try PlanFeature.all(of: edition.id, in: tx)
        toPlace = isWhole ? try Pitch.toPlace(of: edition.id, in: tx) : []
    }

    /// The pitches of a zone, by number.
    public func pitches(of zone: Zone) -> [Pitch] { pitches.filter { $0.zone == zone.id } }

    /// What does not fit: power without a socket, a circuit beyond its limit, access.
    public var warnings: [String] {
        pitches.flatMap(\.warnings)
            + circuits.compactMap(\.warning)
    }

    /// What is well, for the officer's peace of mind.
    public var assurances: [String] {
        let powered = pitches.filter { ($0.occupant?.watts ?? 0) > 0 }
        var assurances: [String] = []
        if !powered.isEmpty, powered.allSatisfy({ $0.sockets > 0 }) {
            assurances.append(
                "Une prise pour \(powered.count == 1 ? "le stand placé qui en demande" : "les \(powered.count) stands placés qui en demandent")."
            )
        }
        if !circuits.isEmpty, !circuits.contains(where: \.isOverloaded) {
            assurances.append("Aucun circuit au-delà de sa limite.")
        }
        return assurances
    }
}
