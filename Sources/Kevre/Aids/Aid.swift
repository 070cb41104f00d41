import Foundation
import PostgreSQL

/// An aid or a call of a funder: for whom, for what, how much, until when.
public struct Aid: Sendable, Identifiable {
    public typealias ID = Identifier<Aid>

    public let id: ID
    public let funder: Funder.ID
    public let funderName: String
    public let funderKind: FunderKind
    public let otherFunders: String
    public let instructor: String
    public let programs: String
    public let name: String
    public let shortName: String
    public let description: String
    public let eligibility: String
    public let examples: String
    public let contact: String
    public let documents: String
    public let website: String?
    public let applicationURL: String?
    public let isCall: Bool
    /// Codes of the authority's themes.
    public let themes: [String]
    public let sourceThemes: [String]
    public let unknownThemes: [String]
    public let audiences: [String]
    public let audienceNote: String
    public let kinds: [String]
    public let expenses: [String]
    public let stages: [String]
    public let perimeter: Int?
    public let perimeterName: String?
    /// As the source says it.
    public let perimeterText: String
    public let seatRequired: Bool
    /// Basis points of the eligible cost.
    public let rateMin: Int?
    public let rateMax: Int?
    public let rateNote: String
    public let floor: Money?
    public let ceiling: Money?
    public let minProject: Money?
    public let maxProject: Money?
    /// Basis points: this scheme's own ceiling of public money.
    public let maxPublic: Int?
    /// Basis points: highest share of all public money.
    public let maxOfPublic: Int?
    /// Basis points: smallest share of own funds.
    public let minOwn: Int?
    public let acceptsInKind: Bool
    public let minAgeMonths: Int?
    public let maxFTE: Int?
    public let maxBudget: Money?
    public let accreditation: String
    public let conditions: String
    public let priorities: [String]
    public let cumulation: String?
    public let cumulationNote: String
    public let startRule: String
    public let recurrence: String?
    public let opensOn: Day?
    public let predepositOn: Day?
    public let closesOn: Day?
    public let preparationDays: Int?
    public let effort: String?
    public let notes: String
    public let toVerify: String
    public let verifiedOn: Day?
    public let verifiedBy: String?
    public let source: String
    public let sourceName: String
    public let sourceURL: String?
    public let sourceUpdatedOn: Day?
    /// When the file this aid was last in was taken.
    public let seenAt: Date?
    public let localFields: [String]
    /// What the source now says of fields corrected here.
    public let held: [String: String]
    public let closedOn: Day?
    public let closedReason: String?
    public let mergedInto: Aid.ID?
    public let version: Int

    init(_ row: Row) throws {
        id = try row["id"]
        funder = try row["funder_id"]
        funderName = try row["funder_name"]
        funderKind = try row["funder_kind"]
        otherFunders = try row["other_funders"]
        instructor = try row["instructor"]
        programs = try row["programs"]
        name = try row["name"]
        shortName = try row["short_name"]
        description = try row["description"]
        eligibility = try row["eligibility"]
        examples = try row["examples"]
        contact = try row["contact"]
        documents = try row["documents"]
        website = try row["website"]
        applicationURL = try row["application_url"]
        isCall = try row["is_call"]
        themes = try row["themes"]
        sourceThemes = try row["source_themes"]
        unknownThemes = try row["unknown_themes"]
        audiences = try row["audiences"]
        audienceNote = try row["audience_note"]
        kinds = try row["kinds"]
        expenses = try row["expenses"]
        stages = try row["stages"]
        perimeter = try row["perimeter_id"]
        perimeterName = try row["perimeter_name"]
        perimeterText = try row["perimeter_text"]
        seatRequired = try row["seat_required"]
        rateMin = try row["rate_min_bp"]
        rateMax = try row["rate_max_bp"]
        rateNote = try row["rate_note"]
        floor = try row["floor_cents"]
        ceiling = try row["ceiling_cents"]
        minProject = try row["min_project_cents"]
        maxProject = try row["max_project_cents"]
        maxPublic = try row["max_public_bp"]
        maxOfPublic = try row["max_of_public_bp"]
        minOwn = try row["min_own_bp"]
        acceptsInKind = try row["accepts_in_kind"]
        minAgeMonths = try row["min_age_months"]
        maxFTE = try row["max_fte_hundredths"]
        maxBudget = try row["max_budget_cents"]
        accreditation = try row["accreditation"]
        conditions = try row["conditions"]
        priorities = try row["priorities"]
        cumulation = try row["cumulation"]
        cumulationNote = try row["cumulation_note"]
        startRule = try row["start_rule"]
        recurrence = try row["recurrence"]
        opensOn = try row["opens_on"]
        predepositOn = try row["predeposit_on"]
        closesOn = try row["closes_on"]
        preparationDays = try row["preparation_days"]
        effort = try row["effort"]
        notes = try row["notes"]
        toVerify = try row["to_verify"]
        verifiedOn = try row["verified_on"]
        verifiedBy = try row["verified_by"]
        source = try row["source"]
        sourceName = try row["source_name"]
        sourceURL = try row["source_url"]
        sourceUpdatedOn = try row["source_updated_on"]
        seenAt = try row["seen_at"]
        localFields = try row["local_fields"]
        held = (try row["held"] as SQLJSON<[String: HeldValue]>).value.mapValues(\.text)
        closedOn = try row["closed_on"]
        closedReason = try row["closed_reason"]
        mergedInto = try row["merged_into_id"]
        version = try row["version"]
    }

    static let selection: SQL = """
        SELECT a.*, f.name AS funder_name, f.kind AS funder_kind, p.name AS perimeter_name, s.name AS source_name,
               s.imported_at AS seen_at
          FROM aid a JOIN funder f ON f.id = a.funder_id JOIN aid_source s ON s.code = a.source
               LEFT JOIN perimeter p ON p.id = a.perimeter_id
        """

    /// - Throws: ``NotFound``, ``AccessRefusal``.
    public static func find(_ id: ID, by agent: Agent, in tx: Transaction) throws -> Aid {
        try agent.require(.readFunding)
        guard let row = try tx.first("\(selection) WHERE a.id = \(id)") else {
            throw NotFound("Cette aide n’existe pas.")
        }
        return try Aid(row)
    }

    /// Several at once, in any order.
    static func find(_ ids: [Int], in tx: Transaction) throws -> [Aid] {
        try tx.query("\(selection) WHERE a.id = ANY(\(ids))").map(Aid.init)
    }

    /// Where the aid stands on a day.
    public func status(on today: Day) -> AidStatus {
        if closedOn != nil { return .closed }
        if recurrence == "ongoing" && (closesOn == nil || closesOn! < today) { return .ongoing }
        if let closesOn {
            if closesOn >= today { return opensOn.map { $0 > today } ?? false ? .upcoming : .open }
            return recurrence == "recurring" ? .nextExpected : .past
        }
        if let opensOn, opensOn > today { return .upcoming }
        return recurrence == "recurring" ? .nextExpected : .undated
    }

    /// When a recurring aid that is past should close next: the same day of the first year that is still to come.
    public func nextClosing(after today: Day) -> Day? {
        guard recurrence == "recurring", let closesOn else { return nil }
        var day = closesOn
        var years = 1
        while day < today {
            day = closesOn.adding(years: years)
            years += 1
        }
        return day
    }

    /// Days that preparing the file takes, said or usual.
    public var preparation: Int { preparationDays ?? AidVocabulary.preparationDays(effort: effort) }

    /// `de 1 000 € à 15 000 €`, `jusqu’à 20 000 €`; nil when nothing is known.
    public var amountPhrase: String? {
        switch (floor, ceiling) {
        case (let low?, let high?): "de \(low.short) à \(high.short)"
        case (nil, let high?): "jusqu’à \(high.short)"
        case (let low?, nil): "à partir de \(low.short)"
        case (nil, nil): nil
        }
    }

    /// `80 % au plus`; nil when nothing is known.
    public var ratePhrase: String? {
        switch (rateMin, rateMax) {
        case (let low?, let high?) where low < high:
            "de \(FrenchText.percent(basisPoints: low)) à \(FrenchText.percent(basisPoints: high))"
        case (_, let high?): "\(FrenchText.percent(basisPoints: high)) au plus"
        case (let low?, nil): "\(FrenchText.percent(basisPoints: low)) au moins"
        case (nil, nil): nil
        }
    }
}

/// A value of the source, of whatever type, as text.
private struct HeldValue: Codable, Sendable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Failing to decode one type only says that the value is of another; the last one throws.
        if let list = try? container.decode([String].self) {
            text = list.joined(separator: ", ")
        } else if let flag = try? container.decode(Bool.self) {
            text = flag ? "true" : "false"
        } else if let number = try? container.decode(Int.self) {
            text = String(number)
        } else {
            text = try container.decode(String.self)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
