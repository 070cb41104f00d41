import PostgreSQL

/// The criteria of an aid before a project, each with its sentence. The query excludes by the same conditions; a test
/// holds both to the same answers.
struct MatchExplanation {
    let aid: Aid
    let facts: MatchFacts
    let reach: MatchReach
    let today: Day

    func criteria(_ answers: [MatchAnswer]) -> [MatchCriterion] {
        let all = [
            status, territory, calendar, theme, form, age, size, budget, accreditation, expenses, projectAmount, amount,
            start, cumulation, conditions,
        ].compactMap(\.self)
        return all.map { criterion in
            answers.first { $0.kind == criterion.kind }.map(criterion.decided) ?? criterion
        }
    }

    /// What one may hope for: the smallest of ceiling, rate on what counts, and need.
    var plausible: Money? {
        let byRate = aid.rateMax.flatMap { rate in facts.base(aid.expenses).map { $0.cents * rate / 10_000 } }
            .map { Money(cents: $0) }
        guard aid.rateMax != nil || aid.ceiling != nil else { return nil }
        return [aid.ceiling, byRate, facts.need].compactMap(\.self).min()
    }

    /// Days until the last one to file; nil when there is no such day to come.
    var daysLeft: Int? { aid.closesOn.flatMap { $0 >= today ? $0 - today : nil } }

    // MARK: - The association

    private var status: MatchCriterion {
        if aid.audiences.isEmpty {
            return MatchCriterion(
                .status, .unknown, "La source ne dit pas qui peut demander\u{a0}: le vérifier auprès du financeur.")
        }
        let names = FrenchText.list(aid.audiences.map { AidVocabulary.audiences[$0].label.lowercased() })
        if aid.audiences.contains("association") {
            let since = facts.createdOn.map { " (déclarée en \($0.year))" } ?? ""
            return MatchCriterion(.status, .met, "L’aide s’adresse aux associations\(since).")
        }
        return MatchCriterion(.status, .notMet, "L’aide vise d’autres demandeurs que les associations\u{a0}: \(names).")
    }

    /// The day by which age counts: the last one to file while the aid is open, else today.
    private var filingDay: Day { aid.closesOn.flatMap { $0 >= today ? $0 : nil } ?? today }

    private var age: MatchCriterion? {
        guard let months = aid.minAgeMonths, months > 0 else { return nil }
        let asked = FrenchText.age(months: months)
        let isWish = aid.priorities.contains("age")
        guard let created = facts.createdOn else {
            return MatchCriterion(
                .age, .unknown, "\(asked) d’existence requis\u{a0}: demander la date de création.", isHard: !isWish)
        }
        let reached = created.adding(months: months)
        if reached <= filingDay {
            return MatchCriterion(
                .age, .met, "\(asked) d’existence requis\u{a0}; créée le \(created.long).", isHard: !isWish)
        }
        let lived = max(0, Self.months(from: created, to: filingDay))
        return MatchCriterion(
            .age, .notMet,
            "\(asked) d’existence requis\u{a0}; l’association en aura \(FrenchText.age(months: lived)), elle l’atteindra le \(reached.long).",
            isHard: !isWish)
    }

    private var size: MatchCriterion? {
        guard let most = aid.maxFTE else { return nil }
        let isWish = aid.priorities.contains("size")
        let asked = "\(FrenchText.hundredths(most))\u{a0}ETP au plus\(isWish ? " (priorité, non condition)" : "")"
        if let fte = facts.fte {
            let own = "\(FrenchText.hundredths(fte))\u{a0}ETP"
            return fte <= most
                ? MatchCriterion(.size, .met, "\(own)\u{a0}; l’aide vise \(asked).", isHard: !isWish)
                : MatchCriterion(
                    .size, .notMet,
                    isWish
                        ? "\(own)\u{a0}; l’aide vise \(asked)\u{a0}: le dossier passera après d’autres."
                        : "\(own)\u{a0}; l’aide demande \(asked).",
                    isHard: !isWish)
        }
        if let employees = facts.employees, employees * 100 <= most {
            let own = employees == 0 ? "pas de salarié" : FrenchText.count(employees, "salarié")
            return MatchCriterion(.size, .met, "\(own)\u{a0}; l’aide vise \(asked).", isHard: !isWish)
        }
        let own = facts.employees.map { "\(FrenchText.count($0, "salarié"))\u{a0}; " } ?? ""
        return MatchCriterion(
            .size, .unknown, "\(own)l’aide vise \(asked)\u{a0}: demander les équivalents temps plein.", isHard: !isWish)
    }

    private var budget: MatchCriterion? {
        guard let most = aid.maxBudget else { return nil }
        let isWish = aid.priorities.contains("budget")
        guard let own = facts.associationBudget else {
            return MatchCriterion(
                .budget, .unknown,
                "L’aide vise un budget de \(most.short) au plus\u{a0}: demander celui de l’association.",
                isHard: !isWish)
        }
        return MatchCriterion(
            .budget, own <= most ? .met : .notMet, "Budget de \(own.short)\u{a0}; l’aide vise \(most.short) au plus.",
            isHard: !isWish)
    }

    private var accreditation: MatchCriterion? {
        guard !aid.accreditation.isEmpty else { return nil }
        return MatchCriterion(
            .accreditation, .unknown, "À demander\u{a0}: \(aid.accreditation).",
            isHard: !aid.priorities.contains("accreditation"))
    }

    // MARK: - The place

    private var territory: MatchCriterion {
        guard let perimeter = aid.perimeter else {
            return MatchCriterion(
                .territory, .unknown,
                aid.perimeterText.isEmpty
                    ? "La source ne dit pas sur quel territoire\u{a0}: le vérifier."
                    : "Territoire de l’aide\u{a0}: \(aid.perimeterText), inconnu ici\u{a0}: vérifier que \(here) en fait partie."
            )
        }
        let name = aid.perimeterName ?? aid.perimeterText
        let place = reach[perimeter]
        if aid.seatRequired {
            let isWish = aid.priorities.contains("seat")
            // Where the seat is, or a wish about it, does not open a territory to a project that lies outside it.
            let isOutside = place == nil && facts.placeIsSaid
            if facts.seat == nil, !isOutside {
                return MatchCriterion(
                    .territory, .unknown,
                    "Le siège doit se trouver ici\u{a0}: \(name)\u{a0}; demander l’adresse de l’association.",
                    isHard: !isWish)
            }
            if facts.seat != nil, place?.holdsSeat != true, !isWish || !isOutside {
                return MatchCriterion(
                    .territory, .notMet,
                    "Le siège doit se trouver ici\u{a0}: \(name)\u{a0}; il est à \(facts.seatName ?? "ailleurs").",
                    isHard: !isWish)
            }
            if place?.holdsSeat == true, place?.isWhole != true, facts.placeIsSaid {
                return MatchCriterion(.territory, .met, "Siège à \(facts.seatName ?? "—"), dans \(name).")
            }
        }
        guard let place else {
            return facts.placeIsSaid
                ? MatchCriterion(
                    .territory, .notMet,
                    "L’aide est ouverte ici\u{a0}: \(name)\u{a0}; le projet se déroule là\u{a0}: \(here).")
                : MatchCriterion(
                    .territory, .unknown,
                    "L’aide est ouverte ici\u{a0}: \(name)\u{a0}; \(seatOutside)dire où se déroule le projet.")
        }
        if !facts.placeIsSaid, !place.isWhole || facts.seat == nil {
            return MatchCriterion(
                .territory, .unknown, "L’aide est ouverte ici\u{a0}: \(name)\u{a0}; dire où se déroule le projet.")
        }
        if place.isWhole {
            return MatchCriterion(
                .territory, .met, "\(here.capitalizedFirst)\u{a0}: dans le territoire de l’aide (\(name)).")
        }
        if place.holdsSeat {
            return MatchCriterion(
                .territory, .met, "Siège à \(facts.seatName ?? "—"), dans \(name)\u{a0}; le projet s’étend au-delà.")
        }
        return MatchCriterion(
            .territory, .unknown,
            "L’aide ne couvre qu’une partie du projet (\(name))\u{a0}: demander ce qui serait retenu.")
    }

    /// Where no territory is said the seat stands for it: an aid that does not hold it says so.
    private var seatOutside: String {
        guard facts.seat != nil else { return "" }
        return "le siège\(facts.seatName.map { ", \($0)," } ?? "") n’y est pas\u{a0}: "
    }

    var here: String { facts.placeText.isEmpty ? "le lieu du projet" : facts.placeText }

    // MARK: - Time

    private var calendar: MatchCriterion {
        let preparation = aid.preparation
        switch aid.status(on: today) {
        case .open, .upcoming:
            guard let left = daysLeft else {
                return MatchCriterion(
                    .calendar, .unknown,
                    "Ouvre le \(aid.opensOn?.long ?? "—")\u{a0}: demander la date de clôture au financeur.")
            }
            let opens = aid.opensOn.flatMap { $0 > today ? "ouvre le \($0.long), " : nil } ?? ""
            let when = left == 0 ? "clôture aujourd’hui" : "clôture dans \(FrenchText.count(left, "jour"))"
            return left >= preparation
                ? MatchCriterion(
                    .calendar, .met,
                    "\((opens + when).capitalizedFirst)\u{a0}; prévoir \(FrenchText.count(preparation, "jour")) de préparation."
                )
                : MatchCriterion(
                    .calendar, .unknown,
                    "\((opens + when).capitalizedFirst)\u{a0}; il en faut d’ordinaire \(preparation) pour préparer le dossier\u{a0}: est-il déjà avancé\u{a0}?"
                )
        case .ongoing: return MatchCriterion(.calendar, .met, "Aide permanente\u{a0}: pas de date de clôture.")
        case .nextExpected:
            let last = aid.closesOn.map { " (la dernière s’est close le \($0.long))" } ?? ""
            let next = aid.nextClosing(after: today).map { " vers le \($0.long)" } ?? ""
            return MatchCriterion(
                .calendar, .unknown, "Prochaine édition attendue\(next)\(last)\u{a0}: demander les dates.")
        case .undated:
            return MatchCriterion(.calendar, .unknown, "Aucune date connue\u{a0}: demander le calendrier au financeur.")
        case .past, .closed:
            return MatchCriterion(.calendar, .notMet, "Close depuis le \((aid.closedOn ?? aid.closesOn)?.long ?? "—").")
        }
    }

    private var start: MatchCriterion? {
        guard aid.startRule != "any" else { return nil }
        let rule = AidVocabulary.startRules[aid.startRule].label.lowercased()
        guard let starts = facts.startsOn else {
            return MatchCriterion(.start, .unknown, "Dépenses acceptées \(rule)\u{a0}: dire quand le projet commence.")
        }
        if starts < today {
            return MatchCriterion(
                .start, .notMet, "Dépenses acceptées \(rule)\u{a0}; le projet a commencé le \(starts.long).")
        }
        if let closes = aid.closesOn, closes >= starts, aid.startRule != "after_submission" {
            return MatchCriterion(
                .start, .unknown,
                "Dépenses acceptées \(rule)\u{a0}; le projet commence le \(starts.long), avant la clôture\u{a0}: demander une dérogation ou décaler."
            )
        }
        return MatchCriterion(.start, .met, "Dépenses acceptées \(rule)\u{a0}; le projet commence le \(starts.long).")
    }

    // MARK: - Words

    private static func months(from: Day, to: Day) -> Int {
        (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day ? 1 : 0)
    }
}
