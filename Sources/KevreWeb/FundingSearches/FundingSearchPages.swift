import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// Searches for money: the list, the columns by state, the record, its steps and conversations.
enum FundingSearchPages {
    static func add(to routes: inout Routes) {
        routes.get("financements/recherches", right: .readFunding, use: list)
        routes.get("financements/recherches/tableau", right: .readFunding, use: board)
        routes.get("financements/recherches/nouvelle", right: .writeFunding, use: FundingSearchOpening.show)
        routes.post("financements/recherches/nouvelle", right: .writeFunding, use: FundingSearchOpening.open)
        routes.get("financements/recherches/:id", right: .readFunding, use: show)
        routes.get("financements/recherches/:id/modifier", right: .writeFunding, use: edit)
        routes.post("financements/recherches/:id/modifier", right: .writeFunding, use: save)
        routes.get("financements/recherches/:id/etape/:event", right: .writeFunding, use: FundingSearchSteps.show)
        routes.post("financements/recherches/:id/etape/:event", right: .writeFunding, use: FundingSearchSteps.run)
        routes.post("financements/recherches/:id/notes", right: .writeFunding, use: note)
    }

    static let way = [
        Link("Financements externes", "/financements/projets"), Link("Recherches", "/financements/recherches"),
    ]

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let mayWrite = visit.agent.may(.writeFunding)
        return try await visit.list(
            FundingSearch.listing(today: visit.today), active: .funding,
            actions: [linkButton("Voir en tableau", "/financements/recherches/tableau")],
            intro: fundingTabs(.searches),
            empty: emptyState(
                "Aucune recherche",
                "Une recherche suit la demande d’un projet à un financeur. Elle s’ouvre depuis la page du projet.",
                actions: mayWrite ? [linkButton("Voir les projets", "/financements/projets", .primary)] : []))
    }

    @Sendable private static func board(_ visit: Visit) async throws -> Response {
        let (agent, today) = (visit.agent, visit.today)
        let own = visit.query("suivi") == "moi"
        let found = try await visit.read { tx in
            try FundingSearch.board(of: own ? agent.id : nil, on: today, in: tx)
        }
        let back = own ? "/financements/recherches/tableau?suivi=moi" : "/financements/recherches/tableau"
        let page = FundingBoard(today: today, agent: agent, csrf: visit.csrf, back: back)
        let asleep = found.flatMap(\.searches).count { $0.sleep(on: today) != nil }
        let filters: HTML = tabs(
            [
                Link("Toutes", "/financements/recherches/tableau", isCurrent: !own),
                Link("Les miennes", "/financements/recherches/tableau?suivi=moi", isCurrent: own),
            ], label: "Quelles recherches")
        let alarm: HTML =
            asleep == 0
            ? ""
            : notice(
                "<a href=\"/financements/recherches?sleeping=1\">Voir la liste</a>",
                title: asleep == 1
                    ? "Une recherche dort\u{a0}: action en retard, clôture passée ou plus rien de prévu."
                    : "\(FrenchText.grouped(asleep)) recherches dorment\u{a0}: action en retard, clôture passée ou plus rien de prévu.",
                .attention)
        let isEmpty = found.allSatisfy(\.searches.isEmpty)
        return try visit.page(
            title: "Tableau des recherches", active: .funding, isLandscape: true,
            """
            \(fundingTabs(.searches))\(pageHeader("Tableau des recherches", actions: [linkButton("Voir en liste", "/financements/recherches")]))\
            \(filters)\(alarm)\
            \(isEmpty ? emptyState("Aucune recherche", own ? "Vous n’en suivez aucune." : "Elles s’ouvrent depuis la page d’un projet.", actions: [linkButton("Voir les projets", "/financements/projets")]) : page.columns(found))
            """)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (id, agent) = (try visit.identifier("id", FundingSearch.ID.self), visit.agent)
        let (search, notes) = try await visit.read { tx in
            (try FundingSearch.find(id, by: agent, in: tx), try FundingSearchNote.all(of: id, in: tx))
        }
        return try visit.page(
            title: "\(search.name) · \(search.projectTitle)", active: .funding,
            FundingSearchFile(search: search, notes: notes, agent: agent, csrf: visit.csrf, today: visit.today).html)
    }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let (id, agent) = (try visit.identifier("id", FundingSearch.ID.self), visit.agent)
        let search = try await visit.read { try FundingSearch.find(id, by: agent, in: $0) }
        return try await form(visit, search, search.input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let (id, agent) = (try visit.identifier("id", FundingSearch.ID.self), visit.agent)
        let (input, version, today) = (visit.form, visit.version, visit.today)
        do {
            try await visit.write { tx in
                try FundingSearch.save(id, version: version, input, on: today, by: agent, in: tx)
            }
            return visit.redirect(to: "/financements/recherches/\(id)", notice: "Recherche enregistrée.")
        } catch let refusal as FormRefusal {
            let search = try await visit.read { try FundingSearch.find(id, by: agent, in: $0) }
            return try await form(visit, search, input, refusal.problems)
        }
    }

    private static func form(
        _ visit: Visit, _ search: FundingSearch, _ input: FormInput, _ problems: [FieldProblem] = []
    ) async throws -> Response {
        let form = try await visit.read { try FundingSearch.form(in: $0) }
        let address = "/financements/recherches/\(search.id)"
        let page = FormPage(
            "\(address)/modifier", csrf: visit.csrf, version: visit.version ?? search.version,
            cancel: Link("Annuler", address))
        return try visit.page(
            title: "Modifier la recherche", active: .funding, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb(way + [Link(search.name, address), Link("Modifier", "")]))\
            \(pageHeader("Modifier la recherche", of: search.name))\(errorSummary(problems))\
            \(page.html(formFields(form, input, problems: problems)))
            """)
    }

    @Sendable private static func note(_ visit: Visit) async throws -> Response {
        let (id, agent, input, today) = (
            try visit.identifier("id", FundingSearch.ID.self), visit.agent, visit.form, visit.today
        )
        try await visit.write { try FundingSearchNote.add(input, to: id, on: today, by: agent, in: $0) }
        return visit.redirect(to: "/financements/recherches/\(id)#echanges", notice: "Échange noté.")
    }
}
