import PostgreSQL

/// The territories that hold a project: wholly, in part, or hold the association's seat.
struct MatchReach: Sendable {
    struct Place: Sendable {
        let perimeter: Int
        let scale: String
        let name: String
        /// All of the project lies in it.
        let isWhole: Bool
        let holdsSeat: Bool
    }

    let places: [Place]
    private let byID: [Int: Place]

    subscript(perimeter: Int) -> Place? { byID[perimeter] }

    /// Commune in EPCI in département in region in country in Europe, and lists by their parts, followed upwards from
    /// the places of the project; territories within one of them hold a part of it.
    static func find(_ facts: MatchFacts, in tx: Transaction) throws -> MatchReach {
        let rows = try tx.query(
            """
            WITH RECURSIVE unit AS (
                SELECT n AS number, u.scale, u.code
                  FROM unnest(\(facts.units.map(\.scale))::text[], \(facts.units.map(\.code))::text[])
                       WITH ORDINALITY u (scale, code, n)
                UNION ALL SELECT 0, 'commune', \(facts.seat)::text WHERE \(facts.seat != nil)
            ), town AS (
                SELECT u.number, c.code, c.epci_siren,
                       CASE WHEN c.code LIKE '97%' THEN left(c.code, 3) ELSE left(c.code, 2) END AS department
                  FROM unit u JOIN commune c ON u.scale = 'commune' AND c.code = u.code
            ), leaf AS (
                SELECT u.number, p.id FROM unit u JOIN perimeter p ON p.scale = u.scale AND p.code = u.code
                UNION SELECT t.number, p.id FROM town t JOIN perimeter p ON p.scale = 'epci' AND p.code = t.epci_siren
                UNION SELECT t.number, p.id FROM town t JOIN perimeter p ON p.scale = 'department' AND p.code = t.department
                UNION SELECT DISTINCT u.number, p.id FROM unit u
                  JOIN commune c ON u.scale = 'epci' AND c.epci_siren = u.code
                  JOIN perimeter p ON p.scale = 'department'
                   AND p.code = CASE WHEN c.code LIKE '97%' THEN left(c.code, 3) ELSE left(c.code, 2) END
            ), up AS (
                SELECT number, id FROM leaf
                UNION
                SELECT up.number, above.id FROM up JOIN (
                    SELECT id AS part, parent_id AS id FROM perimeter WHERE parent_id IS NOT NULL
                    UNION ALL SELECT part_id, perimeter_id FROM perimeter_part
                ) above ON above.part = up.id
            ), inside AS (
                SELECT DISTINCT p.id FROM unit u JOIN commune c ON CASE u.scale WHEN 'epci' THEN c.epci_siren = u.code
                           WHEN 'department' THEN c.code LIKE u.code || '%'
                           WHEN 'region' THEN EXISTS (SELECT FROM perimeter d JOIN perimeter r ON r.id = d.parent_id
                                WHERE d.scale = 'department' AND c.code LIKE d.code || '%' AND r.code = u.code)
                           ELSE false END
                  JOIN perimeter p ON (p.scale = 'commune' AND p.code = c.code)
                                   OR (p.scale = 'epci' AND p.code = c.epci_siren)
                 WHERE u.number > 0 AND u.scale IN ('epci', 'department', 'region')
            ), held AS (
                SELECT up.id, count(*) FILTER (WHERE number > 0) AS units, bool_or(number = 0) AS seat FROM up GROUP BY up.id
                UNION ALL SELECT id, 0, false FROM inside WHERE id NOT IN (SELECT id FROM up)
            )
            SELECT h.id, p.name,
                   -- A union is as wide as the widest of its parts.
                   coalesce((SELECT k.scale FROM perimeter_part u JOIN perimeter k ON k.id = u.part_id
                              WHERE u.perimeter_id = p.id AND k.scale IN ('department', 'region', 'mainland', 'overseas', 'country')
                              ORDER BY array_position(ARRAY['country', 'mainland', 'overseas', 'region', 'department'], k.scale)
                              LIMIT 1), p.scale) AS scale,
                   h.units = \(facts.units.count) AND h.units > 0 AS whole, h.seat
              FROM held h JOIN perimeter p ON p.id = h.id
            """)
        return MatchReach(
            try rows.map {
                Place(
                    perimeter: try $0["id"], scale: try $0["scale"], name: try $0["name"], isWhole: try $0["whole"],
                    holdsSeat: try $0["seat"])
            })
    }

    private init(_ places: [Place]) {
        self.places = places
        byID = Dictionary(places.map { ($0.perimeter, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
