import Kevre

/// What the association received and asks: by year, by service, by funder, by file.
struct AssociationMoney {
    let file: AssociationFile
    let agent: Agent
    let today: Day

    /// Years with a column of their own: five at most, the latest that are known.
    private var recent: [Int] { file.funding.years.prefix(5).map(\.year).reversed() }

    /// One bar per year, the authority's part and that of others.
    var years: HTML {
        guard !file.funding.isEmpty else {
            return card(
                "Subventions",
                emptyState(
                    "Aucune subvention connue",
                    "Celles de la collectivité et d’autres financeurs publics apparaîtront ici, année par année."))
        }
        let shown = file.funding.years.prefix(6)
        let scale = Double(max(shown.map { $0.own.cents + $0.other.cents }.max() ?? 0, 1))
        let hasOthers = !file.funding.funders.isEmpty
        func span(_ amount: Money) -> Int { Int((Double(amount.cents) / scale * 1000).rounded()) }
        let rows = shown.map { year -> HTML in
            let others: HTML = hasOthers ? "<td class=\"num soft\">\(Self.amount(year.other))</td>" : ""
            return """
                <tr><th scope="row">\(year.year)</th><td class="years__bar"><svg viewBox="0 0 1000 10" \
                preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="fill-decided" x="0" y="0" \
                height="10" width="\(span(year.own))"/><rect class="fill-session" x="\(span(year.own))" y="0" \
                height="10" width="\(span(year.other))"/></svg></td><td class="num"><b>\(Self.amount(year.own))</b></td>\
                \(others)</tr>
                """
        }
        let others: HTML =
            hasOthers
            ? "<th scope=\"col\" class=\"num\"><span class=\"key key--other\">Autres financeurs</span></th>" : ""
        return card(
            "Subventions", of: "montants accordés, tous services confondus",
            aside: agent.may(.readGrants)
                ? "<a class=\"small\" href=\"/subventions?association=\(file.association.id)\">Voir le détail</a>"
                : nil,
            """
            <table class="years"><caption class="hidden-text">Accordé par année</caption><thead><tr>\
            <th scope="col">Année</th><td></td>\
            <th scope="col" class="num"><span class="key">La collectivité</span></th>\(others)</tr></thead>\
            <tbody>\(rows)</tbody></table>
            """)
    }

    /// The authority's grants, by service and year.
    var services: HTML {
        guard !file.funding.services.isEmpty else { return "" }
        return card(
            "Accordé par la collectivité", of: "par service et par année",
            matrix(file.funding.services, "Service", caption: "Accordé par service et par année"))
    }

    /// Public money from elsewhere.
    var funders: HTML {
        guard !file.funding.funders.isEmpty else { return "" }
        return card(
            "Autres financements publics", of: "par financeur et par année",
            matrix(file.funding.funders, "Financeur", caption: "Autres financements publics par financeur et par année")
        )
    }

    private func matrix(_ sources: [AssociationFunding.Source], _ heading: String, caption: String) -> HTML {
        let years = recent.filter { year in sources.contains { $0.amounts[year] != nil } }
        let first = years.first ?? 0
        func earlier(_ source: AssociationFunding.Source) -> Money {
            source.amounts.filter { $0.key < first }.values.sum()
        }
        let hasEarlier = sources.contains { !earlier($0).isZero }
        let showsTotal = years.count > 1 || hasEarlier
        var columns = [TableColumn(heading, .lead)]
        if hasEarlier { columns.append(TableColumn("avant \(first)", .softNumber)) }
        columns += years.map { TableColumn(String($0), .number) }
        if showsTotal { columns.append(TableColumn("Total", .number)) }
        var rows = TableRows(columns)
        for source in sources {
            rows.begin(key: source.name, name: source.name)
            rows.cell("<b>\(source.name)</b>" as HTML)
            if hasEarlier { rows.cell(Self.optional(earlier(source))) }
            for year in years { rows.cell(Self.optional(source.amounts[year] ?? .zero)) }
            if showsTotal { rows.cell("<b>\(source.total.short)</b>" as HTML) }
            rows.end()
        }
        var totals: [HTML]?
        if sources.count > 1 {
            var line: [HTML] = ["Total"]
            if hasEarlier { line.append("\(sources.map(earlier).sum().short)") }
            line += years.map { year in "\(Self.optional(sources.map { $0.amounts[year] ?? .zero }.sum()))" }
            if showsTotal { line.append("\(sources.map(\.total).sum().short)") }
            totals = line
        }
        return table(columns, rows.html, caption: caption, totals: totals, isPlain: true)
    }

    /// Files of all services; a case officer opens those of their own.
    /// Projects accompanied, each with its stage.
    var projects: HTML {
        guard let projects = file.projects else { return "" }
        let new = "/financements/projets/nouveau?association=\(file.association.id)"
        let door =
            agent.may(.writeFunding) && file.association.dissolvedOn == nil
            ? linkButton("Nouveau projet", new, .quiet) : nil
        guard !projects.isEmpty else {
            return card(
                "Projets", of: "financements externes", aside: door,
                "<p class=\"soft\">Aucun projet accompagné.</p>")
        }
        let items = projects.map { project -> HTML in
            let word = Project.Stage.vocabulary[project.stage.rawValue]
            return """
                <li class="lines__item"><a href="/financements/projets/\(project.id)">\(project.title)</a> \
                \(state(word.label, Tone(word.tone)))<p class="small soft">\(project.agentName.map { "Accompagné par \($0)" })</p></li>
                """
        }
        return card("Projets", of: "financements externes", aside: door, "<ul class=\"lines\">\(items)</ul>")
    }

    var requests: HTML {
        guard agent.may(.readApplications) else { return "" }
        guard !file.requests.isEmpty else {
            return card("Demandes", "<p class=\"soft\">Aucune demande déposée ou commencée dans Kevre.</p>")
        }
        let columns = [
            TableColumn("Demande", .lead), TableColumn("Service", .soft), TableColumn("État"),
            TableColumn("Demandé", .number), TableColumn("Accordé", .number),
        ]
        var rows = TableRows(columns)
        for request in file.requests {
            let title = request.title.isEmpty ? "Sans intitulé" : request.title
            let sub = [request.reference, request.campaign].compactMap(\.self).joined(separator: " · ")
            rows.begin(key: String(request.id), name: title)
            if agent.may(.readApplications, of: request.serviceID) {
                rows.lead(title, "/dossiers/\(request.reference ?? String(request.id))", sub: sub)
            } else {
                rows.cell("<b>\(title)</b><span class=\"sub\">\(sub)</span>" as HTML)
            }
            rows.cell(request.service)
            rows.cell(Self.word(request.state))
            rows.cell(request.asked?.short ?? "")
            rows.cell(request.granted?.short ?? "")
            rows.end()
        }
        return card(
            "Demandes", of: "de tous les services",
            table(columns, rows.html, caption: "Demandes de l’association", isPlain: true))
    }

    private static func word(_ code: String) -> HTML {
        let word = ApplicationState.vocabulary[code]
        return state(word.label, Tone(word.tone))
    }

    private static func amount(_ amount: Money) -> String { amount.isZero ? "–" : amount.short }
    private static func optional(_ amount: Money) -> String { amount.isZero ? "" : amount.short }
}
