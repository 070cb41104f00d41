import Kevre

/// Searches as cards: in columns by state, or one under the other. Each card carries its verbs as buttons, so that it
/// is moved by keyboard, by touch and without script alike.
struct FundingBoard {
    let today: Day
    let agent: Agent
    let csrf: String
    /// Where one comes back to after a verb.
    let back: String

    /// The columns, in the order of the life cycle; those that have ended share the last one.
    func columns(_ board: [(state: FundingSearchState, searches: [FundingSearch])]) -> HTML {
        let byState = Dictionary(uniqueKeysWithValues: board.map { ($0.state, $0.searches) })
        var html = HTML()
        for column in Self.columns {
            let searches = column.states.flatMap { byState[$0] ?? [] }
            html += self.column(column.title, column.tone, searches, titled: column.states.first)
        }
        return """
            <div class="board" role="region" aria-label="Recherches par état" tabindex="0">\(html)</div>
            """
    }

    /// Silence stands with what was filed, and all ends together: so the whole is seen at once.
    private static let columns: [(title: String, tone: Tone, states: [FundingSearchState])] = [
        ("Repérées", .neutral, [.spotted]), ("Contact pris", .progress, [.contacted]),
        ("En préparation", .progress, [.inPreparation]), ("Déposées", .accent, [.filed, .noAnswer]),
        ("Accordées", .done, [.granted]), ("Versées", .done, [.paid]),
        ("Terminées", .neutral, [.reported, .refused, .abandoned]),
    ]

    /// - Parameter titled: the state that the title says already.
    private func column(
        _ title: String, _ tone: Tone, _ searches: [FundingSearch], titled: FundingSearchState?
    ) -> HTML {
        let total = searches.sum { $0.obtained ?? $0.asked ?? .zero }
        let sum: HTML = total.isZero ? "" : "<span class=\"board__sum\">\(total.short)</span>"
        let cards = searches.map { card($0, saysState: $0.state != titled || $0.state.isOver) }
        let list: HTML =
            cards.isEmpty ? "<p class=\"board__none\">Aucune</p>" : "<ul class=\"board__cards\">\(cards)</ul>"
        return """
            <section class="board__column"><h2>\(state(title, tone)) \(count(String(searches.count)))</h2>\(sum)\(list)</section>
            """
    }

    private func card(_ search: FundingSearch, saysState: Bool, level: Int = 3) -> HTML {
        let sleep = search.sleep(on: today)
        let alarm: HTML = sleep.map { "<p class=\"board__alarm\">\($0)</p>" } ?? ""
        let word = FundingSearchState.vocabulary[search.state.rawValue]
        // On the project's own page its title says nothing; elsewhere the funder stands after it.
        let funder = search.name == search.funderName ? [] : [search.funderName]
        let whose = ((level == 3 ? [search.projectTitle] : []) + funder).joined(separator: " · ")
        let said: HTML = saysState ? "<p>\(state(word.label, Tone(word.tone)))</p>" : ""
        return """
            <li class="board__card\(trusted: sleep == nil ? "" : " is-asleep")" id="recherche-\(search.id)">\
            <h\(level)><a href="/financements/recherches/\(search.id)">\(search.name)</a></h\(level)>\
            <p class="small soft">\(whose)</p>\(said)\(figures(search))\(next(search))\(alarm)\
            \(verbs(search))</li>
            """
    }

    private func figures(_ search: FundingSearch) -> HTML {
        if let obtained = search.obtained {
            let paid: HTML = search.paid.isZero ? "" : " · versé \(search.paid.short)"
            return "<p><b>\(obtained.short)</b> <span class=\"small soft\">accordé\(paid)</span></p>"
        }
        return search.asked.map { "<p><b>\($0.short)</b></p>" } ?? ""
    }

    private func next(_ search: FundingSearch) -> HTML {
        var lines: [HTML] = []
        if search.state.isBeforeFiling, let day = search.closesOn, day >= today {
            let days = day - today
            lines.append("clôture dans <b>\(FrenchText.count(days, "jour"))</b>")
        }
        if let day = search.nextActionOn {
            lines.append(
                "\(day.dayAndMonth(today))\u{a0}: \(search.nextAction.isEmpty ? "à relancer" : search.nextAction)")
        } else if !search.nextAction.isEmpty {
            lines.append("\(search.nextAction)")
        }
        if let name = search.agentName { lines.append("\(name)") }
        return lines.map { "<p class=\"small\">\($0)</p>" as HTML }.joined()
    }

    /// The first event as a button, the others behind a fold.
    private func verbs(_ search: FundingSearch) -> HTML {
        let events = search.events(for: agent)
        guard let first = events.first else { return "" }
        let others = events.dropFirst().map { "<li>\(verb($0, search, .quiet))</li>" as HTML }
        let fold: HTML =
            others.isEmpty
            ? ""
            : """
            <details class="board__more"><summary class="button button--quiet button--small">Autre\
            <span class="hidden-text"> pour \(search.name), \(search.projectTitle)</span></summary>\
            <ul>\(Array(others))</ul></details>
            """
        return "<div class=\"board__verbs\">\(verb(first, search, .plain))\(fold)</div>"
    }

    private func verb(_ event: FundingSearchEvent, _ search: FundingSearch, _ style: ButtonStyle) -> HTML {
        let address = "/financements/recherches/\(search.id)/etape/\(event.rawValue)"
        let whose: HTML = "<span class=\"hidden-text\">\u{a0}: \(search.name), \(search.projectTitle)</span>"
        let classes = "\(style.classes) button--small"
        if event.asksSomething {
            return """
                <a class="\(trusted: classes)" href="\(address)?retour=\(back.addressEscaped)">\(event.label)…\(whose)</a>
                """
        }
        return """
            <form method="post" action="\(address)">\(csrfField(csrf))\
            <input type="hidden" name="version" value="\(search.version)">\
            <input type="hidden" name="retour" value="\(back)#recherche-\(search.id)">\
            <button class="\(trusted: classes)">\(event.label)\(whose)</button></form>
            """
    }

    /// The searches of one project, as a table with their verbs.
    func list(_ searches: [FundingSearch], of project: Project) -> HTML {
        let door = linkButton(
            "Ouvrir une recherche", "/financements/recherches/nouvelle?projet=\(project.id)", .primary)
        guard !searches.isEmpty else {
            return emptyState(
                "Aucune recherche",
                "Une recherche suit une demande faite à un financeur, du premier contact au bilan.",
                actions: agent.may(.writeFunding) ? [door] : [])
        }
        return
            "<ul class=\"board__cards board__cards--wide\">\(searches.map { card($0, saysState: true, level: 2) })</ul>"
    }
}
