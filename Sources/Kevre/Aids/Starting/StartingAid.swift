/// An aid of the starting catalogue: facts, each dated and with its source; hearsay is said to be so.
struct StartingAid: Sendable {
    let key: String
    let funder: String
    let name: String
    let description: String
    var eligibility = ""
    var themes: [String] = []
    /// Names of territories.
    var perimeters: [String] = ["Bretagne"]
    var seatRequired = false
    var audiences = ["association"]
    var kinds = ["grant"]
    var expenses: [String] = []
    var isCall = false
    var rateMin: Int?
    var rateMax: Int?
    var rateNote = ""
    var floor: Int?
    var ceiling: Int?
    var minProject: Int?
    var maxPublic: Int?
    var maxOfPublic: Int?
    var minOwn: Int?
    var minAge: Int?
    /// Hundredths.
    var maxFTE: Int?
    var priorities: [String] = []
    var accreditation = ""
    var conditions = ""
    var startRule = "any"
    var recurrence: String? = "recurring"
    /// The last known closing.
    var closesOn: Day?
    var effort: String? = "medium"
    var instructor = ""
    var website: String?
    /// Where the facts come from, with their date.
    let source: String
    var toVerify = ""
}

/// A funder of the starting catalogue.
struct StartingFunder: Sendable {
    let name: String
    let kind: FunderKind
    var otherNames: [String] = []
    var website: String?
}
