import PostgreSQL

/// What an aid is for and how much it gives, before a project.
extension MatchExplanation {
    var theme: MatchCriterion {
        let common = aid.themes.filter(facts.themes.contains)
        let names = facts.themeNames
        if !common.isEmpty {
            return MatchCriterion(
                .theme, .met, "En commun\u{a0}: \(FrenchText.list(common.map { names[$0] ?? $0 })).", isHard: false)
        }
        if aid.themes.isEmpty {
            let said =
                aid.unknownThemes.isEmpty ? "tous domaines, ou non précisé" : aid.unknownThemes.joined(separator: ", ")
            return MatchCriterion(.theme, .unknown, "Domaines de l’aide\u{a0}: \(said).", isHard: false)
        }
        if facts.themes.isEmpty {
            return MatchCriterion(.theme, .unknown, "Le projet n’a pas de thème\u{a0}: le choisir.", isHard: false)
        }
        let wanted = FrenchText.list(aid.themes.map { names[$0] ?? $0 })
        return MatchCriterion(
            .theme, .notMet,
            "L’aide vise \(wanted)\u{a0}; le projet\u{a0}: \(FrenchText.list(facts.themes.map { names[$0] ?? $0 })).",
            isHard: false)
    }

    var form: MatchCriterion? {
        guard !aid.kinds.isEmpty else { return nil }
        let names = FrenchText.list(aid.kinds.map { AidVocabulary.kinds[$0].label.lowercased() })
        if aid.kinds.contains("grant") { return nil }
        return MatchCriterion(
            .kind, .unknown, "Ce n’est pas une subvention, mais\u{a0}: \(names)\u{a0}; convient-il au projet\u{a0}?",
            isHard: false)
    }

    var expenses: MatchCriterion? {
        guard !aid.expenses.isEmpty else { return nil }
        let wanted = FrenchText.list(aid.expenses.map { AidVocabulary.expenses[$0].label.lowercased() })
        let spends = facts.spends
        let own = FrenchText.list(
            [spends.operating ? "fonctionnement" : nil, spends.investment ? "investissement" : nil].compactMap(\.self))
        let fits =
            aid.expenses.contains("operating") && spends.operating
            || aid.expenses.contains("investment") && spends.investment
        return MatchCriterion(
            .expenses, fits ? .met : .notMet, "L’aide couvre\u{a0}: \(wanted)\u{a0}; le projet dépense en \(own).")
    }

    var projectAmount: MatchCriterion? {
        guard aid.minProject != nil || aid.maxProject != nil else { return nil }
        let asked = [aid.minProject.map { "\($0.short) au moins" }, aid.maxProject.map { "\($0.short) au plus" }]
            .compactMap(\.self).joined(separator: " et ")
        guard let cost = facts.cost else {
            return MatchCriterion(.projectAmount, .unknown, "Projet de \(asked)\u{a0}: établir le budget.")
        }
        let fits = (aid.minProject.map { cost >= $0 } ?? true) && (aid.maxProject.map { cost <= $0 } ?? true)
        return MatchCriterion(
            .projectAmount, fits ? .met : .notMet, "Projet de \(asked)\u{a0}; celui-ci en fait \(cost.short).")
    }

    var amount: MatchCriterion? {
        guard aid.rateMax != nil || aid.ceiling != nil || aid.floor != nil else { return nil }
        var terms: [String] = []
        if let rate = aid.rateMax {
            let base = facts.base(aid.expenses).map { "\($0.short) × " } ?? ""
            terms.append("\(base)\(FrenchText.percent(basisPoints: rate)) au plus")
        }
        if let phrase = aid.amountPhrase { terms.append(phrase) }
        let sought = facts.need.map { $0.isZero ? "il ne reste rien à trouver" : "il reste \($0.short) à trouver" }
        guard let plausible else {
            return MatchCriterion(
                .floor, .unknown, "\(terms.joined(separator: ", ").capitalizedFirst)\u{a0}; établir le budget.")
        }
        let sentence = (terms + [sought].compactMap(\.self)).joined(separator: "\u{a0}; ").capitalizedFirst
        if let floor = aid.floor, plausible < floor {
            return MatchCriterion(
                .floor, .notMet, "\(sentence)\u{a0}: \(plausible.short) serait au-dessous du minimum de \(floor.short)."
            )
        }
        guard facts.need != nil, aid.rateMax == nil || facts.cost != nil else {
            return MatchCriterion(.floor, .unknown, "\(sentence)\u{a0}; établir le budget.")
        }
        return MatchCriterion(.floor, .met, "\(sentence).")
    }

    var cumulation: MatchCriterion? {
        guard aid.cumulation != nil || !aid.cumulationNote.isEmpty else { return nil }
        if aid.cumulation == "free" {
            return MatchCriterion(
                .cumulation, .met, "Cumulable avec d’autres aides. \(aid.cumulationNote)".trimmed, isHard: true)
        }
        let rule = AidVocabulary.cumulations[aid.cumulation ?? "restricted"].label
        return MatchCriterion(
            .cumulation, .unknown,
            aid.cumulationNote.isEmpty
                ? "\(rule)\u{a0}; à demander\u{a0}: autre aide sur les mêmes dépenses\u{a0}?"
                : "\(rule)\u{a0}; à demander\u{a0}: \(aid.cumulationNote)")
    }

    var conditions: MatchCriterion? {
        let lines = aid.conditions.split(whereSeparator: \.isNewline).map { $0.trimmed }.filter { !$0.isEmpty }
        guard !lines.isEmpty else { return nil }
        return MatchCriterion(.conditions, .unknown, "À vérifier\u{a0}: \(lines.joined(separator: " "))")
    }
}
