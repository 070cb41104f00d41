import PostgreSQL

/// Who funds associations of Brittany and how: where an authority may begin. Figures are dated; what is hearsay is
/// marked to be verified.
///
/// - SeeAlso: DOMAIN §7.1.
enum StartingCatalogue {
    static let source = "starting"

    /// Records funders and aids that are not there yet.
    ///
    /// - Returns: aids recorded.
    @discardableResult
    static func load(in tx: Transaction) throws -> Int {
        var funders: [String: Int] = [:]
        for funder in StartingFunder.all {
            let id: Int = try tx.one(
                """
                INSERT INTO funder (name, kind, website, source) VALUES (\(funder.name), \(funder.kind), \(funder.website), \(source))
                ON CONFLICT (name_key) DO UPDATE SET name = funder.name RETURNING id
                """)["id"]
            funders[funder.name] = id
            try tx.execute(
                """
                INSERT INTO funder_alias (funder_id, name) SELECT \(id), n FROM unnest(\(funder.otherNames)::text[]) n
                ON CONFLICT (name_key) DO NOTHING
                """)
        }
        var places = try PerimeterBook(in: tx)
        var count = 0
        for aid in StartingAid.publicMoney + StartingAid.others {
            guard let funder = funders[aid.funder] else { preconditionFailure("no funder \(aid.funder)") }
            count += try insert(aid, funder, places.id(aid.perimeters, in: tx), in: tx)
        }
        return count
    }

    private static func insert(_ aid: StartingAid, _ funder: Int, _ place: Int?, in tx: Transaction) throws -> Int {
        func cents(_ euros: Int?) -> Int? { euros.map { $0 * 100 } }
        return try tx.execute(
            """
            INSERT INTO aid (source, source_key, funder_id, name, description, eligibility, themes, perimeter_id,
                             perimeter_text, seat_required, audiences, kinds, expenses, is_call, rate_min_bp, rate_max_bp,
                             rate_note, floor_cents, ceiling_cents, min_project_cents, max_public_bp, max_of_public_bp,
                             min_own_bp, min_age_months, max_fte_hundredths, priorities, accreditation, conditions,
                             start_rule, recurrence, closes_on, effort, instructor, website, documents, to_verify)
            VALUES (\(source), \(aid.key), \(funder), \(aid.name), \(aid.description), \(aid.eligibility),
                    \(aid.themes)::text[], \(place), \(aid.perimeters.joined(separator: ", ")), \(aid.seatRequired),
                    \(aid.audiences)::text[], \(aid.kinds)::text[], \(aid.expenses)::text[], \(aid.isCall), \(aid.rateMin),
                    \(aid.rateMax), \(aid.rateNote), \(cents(aid.floor)), \(cents(aid.ceiling)), \(cents(aid.minProject)),
                    \(aid.maxPublic), \(aid.maxOfPublic), \(aid.minOwn), \(aid.minAge), \(aid.maxFTE),
                    \(aid.priorities)::text[], \(aid.accreditation), \(aid.conditions), \(aid.startRule),
                    \(aid.recurrence), \(aid.closesOn), \(aid.effort), \(aid.instructor), \(aid.website),
                    \("Source\u{a0}: \(aid.source)."), \(aid.toVerify))
            ON CONFLICT (source, source_key) DO NOTHING
            """)
    }
}
