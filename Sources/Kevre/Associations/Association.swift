import Foundation
import PostgreSQL

/// An association (loi 1901) as the authority knows it: one record, whatever the services and files that met it.
public struct Association: Sendable, Identifiable {
    public typealias ID = Identifier<Association>

    public let id: ID
    public let name: String
    /// Initials or usual name.
    public let shortName: String?
    /// Number in the national register: `W` and nine characters; one record has it at most.
    public let rna: String?
    /// Nine digits, its check digit right; one record has it at most.
    public let siren: String?
    /// Fourteen digits, of its SIREN.
    public let siret: String?
    public let purpose: String?
    /// Key of its theme among the authority's.
    public let themeID: Int?
    public let theme: String?
    public let address: String?
    public let postcode: String?
    /// The place as a file or a form wrote it, where no official commune answers to it.
    public let locality: String?
    /// Code of the official geographic code: `22070`.
    public let communeCode: String?
    /// Official name, or else the locality.
    public let commune: String?
    public let email: String?
    public let phone: String?
    public let website: String?
    /// Day of its declaration.
    public let createdOn: Day?
    /// It asks for nothing more; its files and grants stay.
    public let dissolvedOn: Day?
    /// Month in which its accounts close; R4 counts from there.
    public let yearEndMonth: Int
    /// Day of that month; 29 February is the 28th in other years.
    public let yearEndDay: Int
    /// A number only: their names are never asked for.
    public let memberCount: Int?
    public let volunteerCount: Int?
    /// Employees, at the last count.
    public let employeeCount: Int?
    /// Full-time posts, in hundredths.
    public let fteHundredths: Int?
    /// Expenses of the last closed year.
    public let budget: Money?
    /// The record that took over its grants and files; its own address leads there.
    public let mergedInto: ID?
    /// A visitor named it, and nobody has taken it into the register.
    public let isProvisional: Bool
    /// To be sent back with a change: ``StaleVersion`` when someone came first.
    public let version: Int

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        shortName = try row["short_name"]
        rna = try row["rna"]
        siren = try row["siren"]
        siret = try row["siret"]
        purpose = try row["purpose"]
        themeID = try row["theme_id"]
        theme = try row["theme"]
        address = try row["address"]
        postcode = try row["postcode"]
        locality = try row["locality"]
        communeCode = try row["commune_code"]
        commune = try row["commune"]
        email = try row["email"]
        phone = try row["phone"]
        website = try row["website"]
        createdOn = try row["created_on"]
        dissolvedOn = try row["dissolved_on"]
        yearEndMonth = try row["year_end_month"]
        yearEndDay = try row["year_end_day"]
        memberCount = try row["member_count"]
        volunteerCount = try row["volunteer_count"]
        employeeCount = try row["employee_count"]
        fteHundredths = try row["fte_hundredths"]
        budget = try row["budget_cents"]
        mergedInto = try row["merged_into_id"]
        isProvisional = try row["provisional"]
        version = try row["version"]
    }

    /// - Throws: ``NotFound``. A merged record is found: its `mergedInto` says where it went.
    public static func find(_ id: ID, in tx: Transaction) throws -> Association {
        guard let row = try tx.first("\(selection) WHERE association.id = \(id)") else {
            throw NotFound("Cette association n’existe pas.")
        }
        return try Association(row)
    }

    /// The living association with a SIREN, a SIRET or an RNA number.
    public static func find(identifier text: String, in tx: Transaction) throws -> Association? {
        let condition: SQL
        if let rna = RNA(text) {
            condition = "association.rna = \(rna)"
        } else if let siret = SIRET(text) {
            condition = "association.siren = \(siret.siren)"
        } else if let siren = SIREN(text) {
            condition = "association.siren = \(siren)"
        } else {
            return nil
        }
        return try tx.first("\(selection) WHERE \(condition) AND association.in_register")
            .map(Association.init)
    }

    private static let selection: SQL = """
        SELECT association.*, theme.name AS theme,
               coalesce(commune.name, association.locality) AS commune
          FROM association
          LEFT JOIN theme ON theme.id = association.theme_id
          LEFT JOIN shared.commune ON commune.code = association.commune_code
        """

    /// The end of the accounting year that bears a number.
    public func accountsClosing(year: Int) -> Day {
        Obligation.accountsClosing(year: year, month: yearEndMonth, day: yearEndDay)
    }

    /// SIRET where known, else SIREN, else RNA, as people read it.
    public var identifierText: String {
        if let siret, let value = SIRET(siret) { return "SIRET \(value.grouped)" }
        if let siren, let value = SIREN(siren) { return "SIREN \(value.grouped)" }
        if let rna { return "RNA \(rna)" }
        return "sans numéro"
    }
}

/// Why an association is not recorded as asked.
public enum AssociationRefusal: Refusal, Equatable {
    case identifierTaken(kind: String, by: Association.ID, name: String)
    case merged
    case draftsCollide(campaign: String)
    case registeredTwice(year: Int)
    case sameRecord
    case cannotUndo
    case held(by: [String])

    public var message: String {
        switch self {
        case .identifierTaken(let kind, _, let name): "Ce numéro \(kind) est déjà celui de «\u{a0}\(name)\u{a0}»."
        case .merged: "Cette fiche a été fusionnée avec une autre."
        case .draftsCollide(let campaign):
            "Les deux fiches ont chacune un brouillon pour «\u{a0}\(campaign)\u{a0}»\u{a0}: terminez ou retirez l’un des deux d’abord."
        case .registeredTwice(let year):
            "Les deux fiches sont inscrites aux Rencontres \(year)\u{a0}: annulez l’une des deux inscriptions d’abord."
        case .sameRecord: "Choisissez deux fiches différentes."
        case .held(let by):
            "Cette fiche ne peut pas être supprimée\u{a0}: \(FrenchText.list(by)) y tiennent. Réunissez-la plutôt à la bonne."
        case .cannotUndo:
            "Cette fusion ne peut plus être annulée\u{a0}: les numéros ont été repris par une autre fiche."
        }
    }

    public var code: String {
        switch self {
        case .identifierTaken: "association.identifier_taken"
        case .merged: "association.merged"
        case .draftsCollide: "association.drafts_collide"
        case .registeredTwice: "association.registered_twice"
        case .sameRecord: "association.same_record"
        case .cannotUndo: "association.cannot_undo"
        case .held: "association.held"
        }
    }

    public var field: String? {
        if case .identifierTaken(let kind, _, _) = self { kind.lowercased() } else { nil }
    }
}
