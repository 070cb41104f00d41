import Kevre

/// The first tab of a project: what it is, what it costs, what was advised, its files, its trail.
struct ProjectSections {
    let sheet: ProjectSheet
    let notes: [ProjectNote]
    let files: [ProjectApplication]
    let trail: [AuditEntry]
    let agent: Agent
    let csrf: String

    private var project: Project { sheet.project }
    private var mayWrite: Bool { agent.may(.writeFunding) }

    var html: HTML { missing + description + budget + advice + applications + history }

    private var missing: HTML {
        let lacks = project.lacks(sheet.budget)
        guard project.stage.isOpen, !lacks.isEmpty else { return "" }
        let items = lacks.map { lack -> HTML in
            let door = lack.code == "budget" ? "budget" : "modifier"
            let link: HTML = mayWrite ? " <a href=\"\(sheet.address)/\(door)\">Compléter</a>" : ""
            return "<li>\(lack.sentence)\(link)</li>"
        }
        return """
            <div class="notice notice--attention" role="status"><div><h2>Ce qui manque encore</h2><ul>\(items)</ul></div></div>
            """
    }

    private var description: HTML {
        let word = Project.Stage.vocabulary[project.stage.rawValue]
        let dates = [project.startsOn?.long, project.endsOn?.long].compactMap { $0 }.joined(separator: " – ")
        let themes = project.themeNames.map { tag($0) }
        let edit = mayWrite ? linkButton("Modifier", "\(sheet.address)/modifier", .quiet) : nil
        return card(
            "Le projet", of: project.kind.label.lowercased(), aside: edit,
            facts([
                ("Association", "<a href=\"/associations/\(project.association)\">\(project.associationName)</a>"),
                ("Étape", state(word.label, Tone(word.tone)) + stageMenu), ("Besoin", prose(project.need)),
                ("Objectifs", prose(project.objectives)), ("Public", prose(project.audience)),
                ("Thèmes", themes.isEmpty ? "" : themes.joined(separator: " ")), ("Territoire", "\(project.place)"),
                ("Calendrier", "\(dates)"), ("Cherché à l’extérieur", "\(project.sought?.short)"),
                ("Accompagné par", "\(project.agentName)"),
            ]))
    }

    private var stageMenu: HTML {
        guard mayWrite else { return "" }
        let options = Project.Stage.allCases.map { stage -> HTML in
            "<option value=\"\(stage.rawValue)\"\(flag: "selected", stage == project.stage)>\(stage.label)</option>"
        }
        return """
            <details class="more"><summary>Changer d’étape</summary><form class="inline" method="post" \
            action="\(sheet.address)/avancement">\(csrfField(csrf))\
            <input type="hidden" name="version" value="\(project.version)">\
            <select class="input" name="stage" aria-label="Étape">\(options)</select>\
            <button class="button button--small">Changer</button></form></details>
            """
    }

    private var budget: HTML {
        let budget = sheet.budget
        let edit =
            mayWrite ? linkButton(budget.isEmpty ? "Saisir" : "Modifier", "\(sheet.address)/budget", .quiet) : nil
        guard !budget.isEmpty else {
            return card(
                "Budget", aside: edit,
                "<p class=\"soft\">Pas encore de budget. Le plan de financement et les montants plausibles des aides l’attendent.</p>"
            )
        }
        var content = HTML()
        for sentence in budget.imbalances { content += "<p class=\"text-attention small\">\(sentence)</p>" }
        for inKind in [false, true] {
            let tables = BudgetChart.Side.allCases.map { side in table(of: side, inKind: inKind) }
            guard tables.contains(where: { !$0.isEmpty }) else { continue }
            if inKind {
                content += "<h3>Contributions volontaires en nature <span class=\"soft\">hors total</span></h3>"
            }
            content += "<div class=\"budget\">\(tables)</div>"
        }
        return card("Budget", aside: edit, content)
    }

    private func table(of side: BudgetChart.Side, inKind: Bool) -> HTML {
        let budget = sheet.budget
        let title = side == .expense ? "Dépenses" : "Ressources"
        let several = budget.years.count > 1
        let lines = budget.chart.lines(side, inKind: inKind).filter { !budget.amount($0).isZero }
        guard !lines.isEmpty else { return "" }
        var columns = [TableColumn(title, .lead)]
        if several { columns += budget.years.map { TableColumn(String($0), .softNumber) } }
        columns.append(TableColumn(several ? "Ensemble" : budget.years.first.map(String.init) ?? "Montant", .number))
        var rows = HTML()
        for line in lines {
            var cells = HTML()
            if several {
                for year in budget.years {
                    cells +=
                        "<td role=\"cell\" class=\"num soft\" data-label=\"\(year)\">\(budget[year][line]?.short)</td>"
                }
            }
            let account: HTML =
                line.account.first?.isNumber ?? false
                ? "<span class=\"account soft\">\(line.account.prefix { $0 != "." })</span> " : ""
            rows += """
                <tr role="row"><th scope="row" role="rowheader" class="lead">\(account)\(line.label)</th>\(cells)\
                <td role="cell" class="num" data-label="Montant">\(budget.amount(line).short)</td></tr>
                """
        }
        var totals: [HTML] = ["Total"]
        if several { totals += budget.years.map { "\(budget[$0].total(side, inKind: inKind).short)" } }
        totals.append("\(budget.total(side, inKind: inKind).short)")
        return KevreWeb.table(
            columns, rows, caption: inKind ? "\(title) en nature" : title, totals: totals, isPlain: true)
    }

    private var advice: HTML {
        let entries = notes.map { note in
            TimelineEntry(
                "<b>\(note.kind.label)</b>\(note.people.isEmpty ? "" : " avec \(note.people)")",
                shown: note.heldOn.long, machine: note.heldOn.iso, by: note.author, detail: note.body)
        }
        let box: HTML =
            mayWrite
            ? """
            <details class="more"\(flag: "open", notes.isEmpty)><summary>Noter un rendez-vous, un conseil</summary>\
            <form class="form" method="post" action="\(sheet.address)/notes">\(csrfField(csrf))\
            \(formFields(ProjectNote.form, FormInput(["kind": ["meeting"], "held_on": [sheet.today.short]])))\
            <div class="form__end"><button class="button">Noter</button></div></form></details>
            """ : ""
        let list: HTML = entries.isEmpty ? "<p class=\"soft\">Rien de noté encore.</p>" : timeline(entries)
        return card("Rendez-vous et conseils", id: "accompagnement", box + list)
    }

    private var applications: HTML {
        let items = files.map { file -> HTML in
            let word = ApplicationState.vocabulary[file.state.rawValue]
            let amount =
                file.granted.map { "accordé \($0.short)" } ?? file.requested.map { "demandé \($0.short)" } ?? ""
            return """
                <li class="lines__item"><a href="/dossiers/\(file.key)">\(file.reference ?? "Brouillon") · \(file.campaign)</a> \
                \(state(word.label, Tone(word.tone)))<p class="small soft">\(file.direction.label)\(amount.isEmpty ? "" : ", \(amount)")</p></li>
                """
        }
        let door = mayWrite ? linkButton("En faire une demande", "\(sheet.address)/dossier", .quiet) : nil
        return card(
            "Demandes à la collectivité", aside: door,
            items.isEmpty
                ? "<p class=\"soft\">Aucun dossier. Le projet peut devenir une demande sans rien retaper.</p>"
                : "<ul class=\"lines\">\(items)</ul>")
    }

    private var history: HTML {
        let entries = trail.compactMap { entry -> TimelineEntry? in
            guard let words = Self.words(entry) else { return nil }
            return TimelineEntry(
                "\(words)", shown: entry.at.inParis.short, machine: entry.at.inParis.iso, by: entry.actor)
        }
        guard !entries.isEmpty else { return "" }
        return card(
            "Historique",
            "<details class=\"more\"><summary>\(FrenchText.count(entries.count, "ligne"))</summary>\(timeline(entries))</details>"
        )
    }

    private static func words(_ entry: AuditEntry) -> String? {
        func after(_ field: String) -> String? { entry.changes.first { $0.field == field }?.after }
        switch (entry.table, entry.operation) {
        case ("project", "insert"): return "Projet créé"
        case ("project", "update"):
            if let stage = after("stage").flatMap(Project.Stage.init(rawValue:)) {
                return "Étape\u{a0}: \(stage.label)"
            }
            return "Projet modifié"
        case ("project_note", "insert"): return "Échange noté"
        case ("project_application", "insert"): return "Dossier lié"
        case ("funding_search", "insert"): return "Recherche ouverte"
        case ("funding_search", "update"):
            return entry.event.flatMap(FundingSearchEvent.init(rawValue:))?.past ?? "Recherche modifiée"
        case ("financing_plan", "insert"): return after("name").map { "Plan «\u{a0}\($0)\u{a0}» gardé" }
        case ("financing_plan", "delete"): return "Plan supprimé"
        default: return nil
        }
    }
}
