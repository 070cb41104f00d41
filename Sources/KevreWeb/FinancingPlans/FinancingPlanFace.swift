import Kevre

/// A financing plan as it is read: expenses and resources side by side, the ten rules, the alternatives.
struct FinancingPlanFace {
    let sheet: ProjectSheet
    let plan: FinancingPlan
    let plans: [FinancingPlan]
    /// Aids that could cover what is left to find.
    let proposals: [ProjectMatch]
    let agent: Agent
    let csrf: String

    private var chart: BudgetChart { sheet.budget.chart }
    private var mayWrite: Bool { agent.may(.writeFunding) }
    private var base: String { "\(sheet.address)/plan" }
    private var key: String { plan.id?.description ?? "" }

    var actions: [HTML] {
        var result = [linkButton("Exporter (xlsx)", plan.id == nil ? "\(base).xlsx" : "\(base).xlsx?plan=\(key)")]
        if mayWrite, plan.id != nil {
            result.append(linkButton("Modifier le plan", "\(base)/\(key)/modifier", .primary))
        }
        return result
    }

    var html: HTML {
        guard !plan.cost.isZero || !plan.resources.isZero else {
            return emptyState(
                "Rien à financer encore",
                "Le plan part du budget du projet\u{a0}: saisissez d’abord ce qu’il coûte.",
                actions: mayWrite ? [linkButton("Saisir le budget", "\(sheet.address)/budget", .primary)] : [])
        }
        return chooser + summary + tables + rules + proposed + comparison + handling
    }

    private var chooser: HTML {
        guard plan.id != nil else {
            let keep: HTML =
                mayWrite
                ? """
                <form class="inline" method="post" action="\(base)/nouveau">\(csrfField(csrf))\
                <input class="input" name="name" value="Plan de base" aria-label="Nom du plan" maxlength="120">\
                <button class="button button--primary">Garder ce plan</button></form>
                """ : ""
            return notice(
                "Il suit le budget, les recherches et les dossiers du projet. Gardez-le pour fixer les conditions de chaque aide et comparer des hypothèses.",
                title: "Plan calculé", action: keep)
        }
        guard plans.count > 1 else { return "" }
        return tabs(
            plans.map { other in
                Link(
                    other.name + (other.isChosen ? " (suivi)" : ""), "\(base)?plan=\(other.id?.description ?? "")",
                    isCurrent: other.id == plan.id)
            }, label: "Hypothèses")
    }

    private var summary: HTML {
        let checks = plan.checks(chart)
        guard let balance = checks.first, balance.outcome == .problem else { return "" }
        let over = plan.gap < .zero
        let door: HTML =
            over ? "" : " <a href=\"\(sheet.address)/aides\">Voir les aides possibles</a>"
        return notice(
            "\(balance.sentences.first)\(door)",
            title: over ? "Trop de ressources" : "Le plan n’est pas bouclé", over ? .danger : .attention)
    }

    private var tables: HTML {
        let inKind = plan.lines(.expense, inKind: true) + plan.lines(.income, inKind: true)
        let kinds: HTML =
            inKind.isEmpty
            ? ""
            : """
            <h3>Contributions volontaires en nature <span class="soft">hors total</span></h3>\
            <div class="budget">\(expenses(inKind: true))\(resources(inKind: true))</div>
            """
        return card(
            plan.name, of: plan.isChosen || plans.isEmpty ? nil : "autre hypothèse",
            """
            \(plan.note.isEmpty ? "" : prose(plan.note))<div class="budget budget--plan">\(expenses(inKind: false))\
            \(resources(inKind: false))</div>\(kinds)
            """)
    }

    private func part(_ amount: Money) -> HTML {
        plan.share(amount).map { "\(FrenchText.percent(basisPoints: wholePercent($0)))" } ?? ""
    }

    private func expenses(inKind: Bool) -> HTML {
        let lines = plan.lines(.expense, inKind: inKind)
        var rows = HTML()
        for line in lines {
            rows += """
                <tr role="row"><th scope="row" role="rowheader" class="lead">\(account(line))\(plan.name(of: line, chart))</th>\
                <td role="cell" class="num" data-label="Montant">\(line.amount.short)</td>\
                <td role="cell" class="num soft" data-label="Part">\(inKind ? "" : part(line.amount))</td></tr>
                """
        }
        let total = lines.sum(of: \.amount)
        return "<div><h3 class=\"only-narrow\">Dépenses</h3>"
            + table(
                [TableColumn("Dépenses", .lead), TableColumn("Montant", .number), TableColumn("Part", .softNumber)],
                rows,
                caption: inKind ? "Dépenses en nature" : "Dépenses",
                totals: ["Total", "\(total.short)", inKind ? "" : part(total)], isPlain: true) + "</div>"
    }

    private func resources(inKind: Bool) -> HTML {
        let lines = plan.lines(.income, inKind: inKind)
        var rows = HTML()
        for line in lines {
            let word = FinancingLine.State.vocabulary[line.state.rawValue]
            let mark: HTML =
                inKind ? "" : "<span class=\"sub\">\(state(word.label, Tone(word.tone)))\(source(line))</span>"
            let hoped: HTML =
                line.counted == line.amount ? "" : "<span class=\"sub\">prévu \(line.amount.short)</span>"
            rows += """
                <tr role="row"><th scope="row" role="rowheader" class="lead">\(account(line))\(plan.name(of: line, chart))\(mark)</th>\
                <td role="cell" class="num" data-label="Montant">\(line.counted.short)\(hoped)</td>\
                <td role="cell" class="num soft" data-label="Part">\(inKind ? "" : part(line.counted))</td></tr>
                """
        }
        let total = lines.sum(of: \.counted)
        return "<div><h3 class=\"only-narrow\">Ressources</h3>"
            + table(
                [TableColumn("Ressources", .lead), TableColumn("Montant", .number), TableColumn("Part", .softNumber)],
                rows,
                caption: inKind ? "Ressources en nature" : "Ressources",
                totals: ["Total", "\(total.short)", inKind ? "" : part(total)], isPlain: true) + "</div>"
    }

    private func account(_ line: FinancingLine) -> HTML {
        line.account.first?.isNumber ?? false
            ? "<span class=\"account soft\">\(line.account.prefix { $0 != "." })</span> " : ""
    }

    /// What says the line's state: a search, a file, or words.
    private func source(_ line: FinancingLine) -> HTML {
        if let search = line.search { return " · <a href=\"/financements/recherches/\(search)\">recherche</a>" }
        if let file = line.application { return " · <a href=\"/dossiers/\(file)\">dossier</a>" }
        return line.evidence.isEmpty ? "" : " · \(line.evidence)"
    }

    private var rules: HTML {
        let items = plan.checks(chart).map { check -> HTML in
            let word = PlanCheck.Outcome.vocabulary[check.outcome.code]
            let sentences = check.sentences.map { "<p>\($0)</p>" as HTML }
            let door: HTML =
                check.rule == .answers && check.outcome == .warning && !plan.leftToFind.isZero
                ? "<p><a href=\"\(sheet.address)/aides\">Voir les aides possibles</a></p>" : ""
            return """
                <li class="rule"><p><b>\(check.rule.title)</b> \(state(word.label, Tone(word.tone)))</p>\
                <div class="small">\(sentences)\(door)</div></li>
                """
        }
        return card("Ce que les financeurs vérifient", "<ol class=\"rules\">\(items)</ol>")
    }

    private var proposed: HTML {
        guard !proposals.isEmpty else { return "" }
        let items = proposals.map { match -> HTML in
            let aid = match.aid
            let name = aid.shortName.isEmpty ? aid.name : aid.shortName
            let days = match.daysLeft.map { "clôture dans \(FrenchText.count($0, "jour"))" }
            let words = [aid.funderName, match.plausible.map { "plausible\u{a0}: \($0.short)" }, days]
                .compactMap { $0 }.joined(separator: " · ")
            let open: HTML =
                mayWrite
                ? "<a href=\"/financements/recherches/nouvelle?projet=\(sheet.project.id)&amp;aide=\(aid.id)\">Ouvrir une recherche</a>"
                : ""
            return """
                <li class="lines__item"><a href="\(sheet.address)/aides#aide-\(aid.id)">\(name)</a>\
                <p class="small soft">\(words)</p>\(open)</li>
                """
        }
        return card(
            "Pour trouver les \(plan.leftToFind.short) qui manquent",
            aside: linkButton("Toutes les aides possibles", "\(sheet.address)/aides", .quiet),
            "<ul class=\"lines\">\(items)</ul>")
    }

    private var comparison: HTML {
        guard plans.count > 1 else { return "" }
        let rows: [(String, (FinancingPlan) -> HTML)] = [
            ("Coût", { "\($0.cost.short)" }), ("Acquis", { "\($0.resources(.certain).short)" }),
            ("Déposé", { "\($0.resources(.filed).short)" }), ("Espéré", { "\($0.resources(.toFind).short)" }),
            ("À trouver", { "<b>\($0.leftToFind.short)</b>" }),
            (
                "Argent public",
                { plan in "\(plan.share(plan.publicMoney).map { FrenchText.percent(basisPoints: wholePercent($0)) })" }
            ),
            (
                "Ressources propres",
                { plan in "\(plan.share(plan.ownFunds).map { FrenchText.percent(basisPoints: wholePercent($0)) })" }
            ),
            (
                "Règles non respectées",
                { plan in "\(plan.checks(chart).count { $0.outcome == .problem })" }
            ),
        ]
        let columns = [TableColumn("", .lead)] + plans.map { TableColumn($0.name, .number) }
        var body = HTML()
        for (title, value) in rows {
            let cells = plans.map { plan -> HTML in
                "<td role=\"cell\" class=\"num\" data-label=\"\(plan.name)\">\(value(plan))</td>"
            }
            body += "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\" class=\"lead\">\(title)</th>\(cells)</tr>"
        }
        return card("Hypothèses côte à côte", table(columns, body, caption: "Hypothèses côte à côte", isPlain: true))
    }

    private var handling: HTML {
        guard mayWrite, plan.id != nil else { return "" }
        let seen = [("version", String(plan.version))]
        let follow: HTML =
            plan.isChosen ? "" : postButton("Suivre ce plan", "\(base)/\(key)/suivre", csrf: csrf, fields: seen)
        let copy: HTML = """
            <form class="inline" method="post" action="\(base)/\(key)/copie">\(csrfField(csrf))\
            <input class="input" name="name" value="Hypothèse \(plans.count + 1)" aria-label="Nom de la copie" maxlength="120">\
            <button class="button">Copier</button></form>
            """
        let include = postButton("Ajouter les recherches absentes", "\(base)/\(key)/recherches", csrf: csrf)
        let drop: HTML =
            plans.count < 2
            ? ""
            : dangerButton(
                "Supprimer", losing: "Le plan «\u{a0}\(plan.name)\u{a0}» et ses lignes seront perdus.",
                confirm: "Supprimer ce plan", "\(base)/\(key)/suppression", csrf: csrf, fields: seen)
        return card("Ce plan", "<div class=\"actions\">\(follow)\(copy)\(include)\(drop)</div>")
    }
}
