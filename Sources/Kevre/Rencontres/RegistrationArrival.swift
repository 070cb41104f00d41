import Foundation
import PostgreSQL

extension Registration {
    /// What online registrations for an edition are checked against.
    struct Rules: Sendable {
        let edition: Edition
        let types: [StandType]
        let themes: [Choice]
    }

    /// Where associations register from the public page.
    static let desk = Desk<Rules, Entry, Outcome>.Subject(
        name: "registrations",
        rules: { year, tx in
            let edition = try Edition.findPublic(year: year, in: tx)
            return Rules(
                edition: edition, types: try StandType.all(of: edition.id, in: tx), themes: try themes(in: tx))
        },
        versions: { rules in
            [rules.edition.version] + rules.types.flatMap { [$0.id.number, $0.version] }
        },
        write: { entries, tx in
            let outcomes = try write(entries, by: .applicant("Association"), in: tx)
            let byCode = Dictionary(outcomes.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
            return entries.map { byCode[$0.code] }
        },
        refusal: { error, entry, tx in
            switch error.constraint {
            case "registration_once": try already(entry.association, entry.edition.id, in: tx)
            case "registration_association": NotFound("Cette association n’existe pas.")
            default: error
            }
        },
        edited: RegistrationRefusal.edited)

    /// Registers an association from the public page.
    ///
    /// - Throws: ``FormRefusal``; ``RegistrationRefusal``: not open, closed, registered already; ``NotFound``.
    public static func register(
        _ association: Association.ID, year: Int, _ input: FormInput, at moment: Date, in office: Office
    ) async throws -> Outcome {
        try await office.desk(desk).take(year: year) { rules in
            try entry(input, of: association, for: rules.edition, rules.types, themes: rules.themes, at: moment)
        }
    }
}
