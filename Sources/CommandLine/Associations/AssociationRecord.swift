import Kevre
import PostgreSQL

/// What `kevre association show` prints.
struct AssociationRecord: Sendable {
    let association: Association
    let granted: [GrantYear]
    let duties: [Duty]

    static func read(_ id: String, for agent: Agent, on today: Day, in tx: Transaction) throws -> AssociationRecord {
        try agent.require(.readAssociations)
        let association: Association
        if let found = try Association.find(identifier: id, in: tx) {
            association = found
        } else if let key = Association.ID(id) {
            let record = try Association.find(key, in: tx)
            association = try record.mergedInto.map { try Association.find($0, in: tx) } ?? record
        } else {
            throw NotFound("Aucune association «\u{a0}\(id)\u{a0}».")
        }
        return AssociationRecord(
            association: association,
            granted: agent.may(.readGrants) ? try Grant.totals(of: association.id, in: tx) : [],
            duties: try association.duties(on: today, in: tx))
    }

    var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        let a = association
        return .object([
            ("id", .integer(a.id.number)), ("name", .string(a.name)), ("short_name", text(a.shortName)),
            ("rna", text(a.rna)), ("siren", text(a.siren)), ("siret", text(a.siret)), ("purpose", text(a.purpose)),
            ("theme", text(a.theme)), ("address", text(a.address)), ("postcode", text(a.postcode)),
            ("commune", text(a.commune)), ("commune_code", text(a.communeCode)), ("email", text(a.email)),
            ("phone", text(a.phone)), ("website", text(a.website)), ("created_on", text(a.createdOn?.iso)),
            ("dissolved_on", text(a.dissolvedOn?.iso)),
            (
                "granted",
                .array(
                    granted.map {
                        .object([
                            ("year", .integer($0.year)), ("own_cents", .integer($0.own.cents)),
                            ("others_cents", .integer($0.other.cents)),
                        ])
                    })
            ),
            (
                "obligations",
                .array(
                    duties.map {
                        .object([
                            ("code", .string($0.code)), ("standing", .string($0.standing.rawValue)),
                            ("sentence", .string($0.sentence)), ("citation", .string($0.citation)),
                            ("due_on", text($0.dueOn?.iso)),
                        ])
                    })
            ),
            ("version", .integer(a.version)),
        ])
    }

    var text: String {
        let a = association
        var lines = ["\(a.name) (fiche \(a.id))", a.identifierText]
        if let rna = a.rna { lines.append("RNA \(rna)") }
        if let commune = a.commune { lines.append(commune) }
        for year in granted {
            lines.append("\(year.year)\u{a0}: \(year.own.short) de la collectivité, \(year.other.short) d’ailleurs")
        }
        for duty in duties { lines.append("• \(duty.sentence) (\(duty.citation))") }
        return lines.joined(separator: "\n")
    }
}
