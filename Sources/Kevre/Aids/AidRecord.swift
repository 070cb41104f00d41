/// An aid as a file gives it, whatever the file's format: codes where they are known, words where they are not.
struct AidRecord: Sendable {
    var key = ""
    var line = 0
    /// Its rank in a file whose lines say nothing of it; from 1.
    var rank: Int?
    var digest = ""
    var funders: [String] = []
    var instructors: [String] = []
    var programs: [String] = []
    var name = ""
    var shortName = ""
    var description = ""
    var eligibility = ""
    var examples = ""
    var contact = ""
    var documents = ""
    var website: String?
    var applicationURL: String?
    var sourceURL: String?
    var isCall = false
    var themes: [String] = []
    var audiences: [String] = []
    var audienceNote = ""
    var kinds: [String] = []
    var expenses: [String] = []
    var stages: [String] = []
    var perimeters: [String] = []
    var rateMin: Int?
    var rateMax: Int?
    var rateNote = ""
    var floor: Money?
    var ceiling: Money?
    var recurrence: String?
    var opensOn: Day?
    var predepositOn: Day?
    var closesOn: Day?
    var updatedOn: Day?
    /// The words of its texts as PostgreSQL reads them; nil where one was not known yet.
    var words: String?
    /// What there is to say about it.
    var issues: [LineIssue] = []

    mutating func note(_ column: String?, _ value: String?, _ reason: String, refused: Bool = false) {
        issues.append(
            LineIssue(line: line, column: column, value: value, reason: reason, severity: refused ? .refused : .kept))
    }

    /// Where it stands, for people.
    var place: String { rank.map { "l’entrée \($0)" } ?? "la ligne \(line)" }

    /// What there is to say, at the aid's rank where it has one, a whole file standing perhaps on one line, and with its
    /// name.
    var placedIssues: [LineIssue] {
        let prefix = name.isEmpty ? "" : "«\u{a0}\(name.shown)\u{a0}»\u{a0}: "
        return issues.map { issue in
            LineIssue(
                line: rank ?? line, column: issue.column, value: issue.value, reason: prefix + issue.reason,
                severity: issue.severity)
        }
    }

    var isRefused: Bool { issues.contains { $0.severity == .refused } }

    static let nameAtMost = 500

    /// Cuts a name that no list could show, and says so.
    mutating func cutName() {
        guard name.count > Self.nameAtMost else { return }
        note(
            "name", name.shown,
            "Ce nom a \(FrenchText.grouped(name.count)) caractères\u{a0}: seuls les \(Self.nameAtMost) premiers sont repris."
        )
        name = String(name.prefix(Self.nameAtMost))
    }

    /// Puts right or refuses what cannot stand: dates out of order, rates beyond 100 %, amounts the wrong way round.
    mutating func check(today: Day) {
        if name.isEmpty { note("name", nil, "L’aide n’a pas de nom.", refused: true) }
        if key.isEmpty { note("id", nil, "Rien n’identifie cette aide dans sa source.", refused: true) }
        for (value, column) in [(rateMin, "rate_min"), (rateMax, "rate_max")] {
            if let value, !(0...10_000).contains(value) {
                note(
                    column, "\(value / 100)\u{a0}%",
                    "Un taux de \(FrenchText.percent(basisPoints: value)) est impossible\u{a0}: de 0 à 100\u{a0}%.",
                    refused: true)
            }
        }
        if let low = rateMin, let high = rateMax, low > high {
            note(
                "rate",
                "\(FrenchText.percent(basisPoints: low)) – \(FrenchText.percent(basisPoints: high))",
                "Le taux minimum dépasse le taux maximum.", refused: true)
        }
        if let floor, let ceiling, floor > ceiling {
            note("amounts", "\(floor) – \(ceiling)", "Le montant minimum dépasse le montant maximum.", refused: true)
        }
        if let opens = opensOn, let closes = closesOn, opens > closes {
            note("dates", "\(opens.short) – \(closes.short)", "L’ouverture vient après la clôture.", refused: true)
        }
        if let closes = closesOn, closes < today, recurrence != "recurring", recurrence != "ongoing" {
            note("submission_deadline", closes.short, "Date de clôture passée\u{a0}: l’aide n’est plus ouverte.")
        }
        if closesOn == nil, recurrence == nil {
            note("dates", nil, "Ni date de clôture ni récurrence\u{a0}: à vérifier auprès du financeur.")
        }
        if audiences.isEmpty { note("targeted_audiences", nil, "Bénéficiaires non précisés.") }
    }
}
