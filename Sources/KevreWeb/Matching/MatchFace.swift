import Kevre

/// The tab « Aides possibles » of a project: one card an aid, with every criterion and its sentence.
struct MatchFace {
    let project: Project
    let answer: ProjectMatch.Answer
    let csrf: String
    let mayWrite: Bool
    /// Whether the catalogue has more for it than is shown.
    let hasMore: Bool

    private var address: String { "/financements/projets/\(project.id)/aides" }

    var html: HTML {
        var page = HTML()
        for gap in answer.gaps { page += "<p class=\"small text-attention\">\(gap)</p>" }
        if answer.matches.isEmpty, answer.excluded.isEmpty {
            page +=
                answer.weighed == 0
                ? emptyState(
                    "Le catalogue est vide", "Importez un catalogue d’aides, ou saisissez-en une.",
                    actions: [linkButton("Les aides", "/financements/aides")])
                : emptyState(
                    "Aucune aide ne convient",
                    "Aucune des \(FrenchText.grouped(answer.weighed)) aides suivies n’est ouverte à ce projet.")
        }
        for match in answer.matches { page += card(match) }
        if hasMore { page += "<p>\(linkButton("Montrer les suivantes", "\(address)?toutes=1"))</p>" }
        if !answer.excluded.isEmpty {
            page += "<h2 class=\"match-title\">Exclues, et pourquoi</h2>"
            for match in answer.excluded { page += card(match) }
        }
        if !answer.dismissed.isEmpty {
            page += "<h2 class=\"match-title\">Écartées par le service</h2>"
            for match in answer.dismissed { page += put(match) }
        }
        page += """
            <p class="small soft">\(FrenchText.count(answer.weighed, "aide pesée", "aides pesées")). Les points s’additionnent\u{a0}: thèmes, mots, \
            territoire, calendrier, montant, précédents\u{a0}; le détail est sur chaque carte.</p>
            """
        return page
    }

    private func card(_ match: ProjectMatch) -> HTML {
        let aid = match.aid
        let score: HTML =
            match.isExcluded
            ? "<span class=\"match__excluded\">exclue</span>"
            : "<span class=\"match__score\"><span class=\"hidden-text\">Points\u{a0}: </span>\(match.score.points)</span>"
        let kept: HTML = match.verdict?.word == .kept ? " \(tag("à retenir", .done))" : ""
        let rows =
            (match.isExcluded
            ? match.exclusions + match.criteria.filter { $0.answer != nil && $0.outcome == .met } : match.criteria)
            .map { criterion($0, of: match) }
        return """
            <section class="card match" id="aide-\(aid.id)"><div class="match__head"><h2><a href="/financements/aides/\(aid.id)">\(aid.name)</a>\(kept)</h2>\
            \(score)</div><p class="match__line">\(line(match))</p><ul class="match__criteria">\(rows)</ul>\
            \(match.isExcluded ? "" : hope(match))\(foot(match))</section>
            """
    }

    /// `État, Côtes-d’Armor · de 1 000 à 15 000 € · clôture dans 23 jours, prévoir 8 jours de préparation`.
    private func line(_ match: ProjectMatch) -> HTML {
        let aid = match.aid
        var parts: [HTML] = [
            "\([aid.funderName, aid.perimeterName].compactMap(\.self).joined(separator: ", "))"
        ]
        if let amount = aid.amountPhrase { parts.append("\(amount)") }
        if let left = match.daysLeft {
            let days = left == 0 ? "aujourd’hui" : "dans \(FrenchText.count(left, "jour"))"
            let mark: HTML = left < 2 * aid.preparation ? "<b class=\"text-attention\">\(days)</b>" : "<b>\(days)</b>"
            parts.append("clôture \(mark), prévoir \(FrenchText.count(aid.preparation, "jour")) de préparation")
        } else if let next = aid.nextClosing(after: today) {
            parts.append("prochaine édition attendue vers le \(next.long)")
        } else if aid.recurrence == "ongoing" {
            parts.append("permanente")
        }
        return parts.joined(separator: " · ")
    }

    private var today: Day { answer.today }

    private func criterion(_ item: MatchCriterion, of match: ProjectMatch) -> HTML {
        let sign = item.outcome == .met ? "✓" : item.outcome == .notMet ? "✕" : "?"
        let isWarning = item.outcome == .notMet && !item.isHard
        let tone = item.outcome == .met ? "met" : isWarning || item.outcome == .unknown ? "unknown" : "not-met"
        return """
            <li class="match__criterion match__criterion--\(trusted: tone)"><span class="match__sign" aria-hidden="true">\(isWarning ? "!" : sign)</span>\
            <span class="match__name">\(item.kind.label)<span class="hidden-text">, \(item.outcome.label)\u{a0}:</span></span>\
            <span class="match__why">\(item.why)\(reply(item, of: match))</span></li>
            """
    }

    /// Where an officer may settle what the data do not say, or override them.
    private func reply(_ item: MatchCriterion, of match: ProjectMatch) -> HTML {
        guard mayWrite else { return "" }
        let action = "\(address)/\(match.aid.id)/critere"
        let hidden: HTML =
            "\(csrfField(csrf))<input type=\"hidden\" name=\"criterion\" value=\"\(item.kind.rawValue)\">"
        if item.answer != nil {
            return """
                 <form class="inline" method="post" action="\(action)">\(hidden)<button class="link-button">Retirer la réponse</button></form>
                """
        }
        guard item.outcome != .notMet || item.isHard else { return "" }
        let id = "note-\(match.aid.id)-\(item.kind.rawValue)"
        let title =
            switch item.outcome {
            case .unknown: "Répondre"
            case .met: "Contester"
            case .notMet: "Passer outre"
            }
        func button(_ outcome: String, _ words: String) -> HTML {
            "<button class=\"button button--small\" name=\"outcome\" value=\"\(outcome)\">\(words)</button>"
        }
        let yes = item.outcome == .met ? HTML() : button("met", item.outcome == .unknown ? "Rempli" : "Passer outre")
        let no = item.outcome == .notMet ? HTML() : button("not_met", "Non rempli")
        return """
             <details class="more match__reply"><summary aria-label="\(title), \(item.kind.label)">\(title)</summary><form method="post" action="\(action)">\(hidden)\
            <div class="field"><label for="\(id)">D’où le savez-vous\u{a0}?</label><input type="text" id="\(id)" name="note" required maxlength="500"></div>\
            <div class="match__buttons">\(yes)\(no)</div></form></details>
            """
    }

    private func hope(_ match: ProjectMatch) -> HTML {
        var parts: [String] = []
        if let plausible = match.plausible, !plausible.isZero {
            parts.append("Montant plausible\u{a0}: jusqu’à \(plausible.short).")
        }
        if let evidence = match.evidence { parts.append(evidence.sentence) }
        return parts.isEmpty ? "" : "<p class=\"match__hope\">\(parts.joined(separator: " "))</p>"
    }

    private func foot(_ match: ProjectMatch) -> HTML {
        let aid = match.aid
        let judge = "\(address)/\(aid.id)/avis"
        var actions = HTML()
        if mayWrite, !match.isExcluded {
            if match.verdict?.word == .kept {
                actions += linkButton(
                    "Ouvrir une recherche", "/financements/recherches/nouvelle?projet=\(project.id)&aide=\(aid.id)")
                actions += postButton("Ne plus retenir", judge, csrf: csrf, .quiet, fields: [("verdict", "")])
            } else {
                actions += postButton("Retenir", judge, csrf: csrf, fields: [("verdict", "kept")])
            }
        }
        if mayWrite {
            let id = "motif-\(aid.id)"
            actions += """
                <details class="more match__dismiss"><summary>Écarter…</summary><form method="post" action="\(judge)">\(csrfField(csrf))\
                <input type="hidden" name="verdict" value="dismissed"><div class="field"><label for="\(id)">Pourquoi\u{a0}?</label>\
                <input type="text" id="\(id)" name="reason" required maxlength="500"></div>\
                <button class="button button--small">Écarter</button></form></details>
                """
        }
        return "<div class=\"match__foot\">\(actions)\(breakdown(match))</div>"
    }

    /// Where the points come from.
    private func breakdown(_ match: ProjectMatch) -> HTML {
        let rows = MatchScore.Part.allCases.compactMap { part -> HTML? in
            let tenths = match.score.parts[part] ?? 0
            if tenths == 0, part == .wishes || part == .evidence { return nil }
            let most: HTML = part.most > 0 ? " <small class=\"soft\">sur \(part.most)</small>" : ""
            return "<dt>\(part.label)</dt><dd>\(MatchScore.shown(tenths))\(most)</dd>"
        }
        let words: HTML =
            match.commonWords.isEmpty
            ? "" : "<p class=\"small soft\">Mots communs\u{a0}: \(match.commonWords.joined(separator: ", ")).</p>"
        return """
            <details class="more match__points"><summary>Détail des points</summary><dl class="facts facts--tight facts--amounts">\(rows)\
            <dt><b>Total</b></dt><dd><b>\(match.score.points)</b></dd></dl>\(words)</details>
            """
    }

    private func put(_ match: ProjectMatch) -> HTML {
        let verdict = match.verdict
        let undo: HTML =
            mayWrite
            ? postButton("Reprendre", "\(address)/\(match.aid.id)/avis", csrf: csrf, .quiet, fields: [("verdict", "")])
            : ""
        return """
            <section class="card match" id="aide-\(match.aid.id)"><div class="match__head"><h2><a href="/financements/aides/\(match.aid.id)">\(match.aid.name)</a></h2>\
            <span class="match__excluded">écartée</span></div><p class="match__line">\(verdict?.reason) — \(verdict?.agentName), le \
            \(verdict?.at.inParis.day.short)</p>\(undo)</section>
            """
    }
}
