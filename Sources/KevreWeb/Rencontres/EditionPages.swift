import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// The editions of the Rencontres: list and overview.
enum EditionPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres", right: .readRencontres, use: list)
        routes.get("rencontres/:year", right: .readRencontres, use: show)
        routes.get(
            "rencontres/a-valider", right: .readRencontres, use: { try await goOn($0, "inscriptions?state=registered") }
        )
        routes.get(
            "rencontres/a-placer", right: .readRencontres, use: { try await goOn($0, "inscriptions?unplaced=1") })
        routes.get("rencontres/en-retard", right: .readRencontres, use: { try await goOn($0, "taches") })
        EditionEditing.add(to: &routes)
        EditionTaskPages.add(to: &routes)
        EditionDetailPages.add(to: &routes)
    }

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let mayWrite = visit.agent.may(.writeRencontres)
        let first = mayWrite ? [linkButton("Préparer la première", "/rencontres/nouvelle", .primary)] : []
        return try await visit.list(
            Edition.listing, active: .rencontres,
            actions: mayWrite ? [linkButton("Nouvelle édition", "/rencontres/nouvelle", .primary)] : [],
            empty: emptyState(
                "Aucune édition",
                "Une édition réunit les associations un jour, dans un lieu, avec un plan et un programme.",
                actions: first))
    }

    /// From *À faire* to the edition under way.
    private static func goOn(_ visit: Visit, _ rest: String) async throws -> Response {
        let (agent, today) = (visit.agent, visit.today)
        let edition = try await visit.read { try Edition.underWay(on: today, by: agent, in: $0) }
        guard let edition else { return visit.redirect(to: "/rencontres") }
        return visit.redirect(to: "/rencontres/\(edition.year)/\(rest)")
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (year, agent, today) = (try visit.year(), visit.agent, visit.today)
        let (edition, types, tasks, budget) = try await visit.read { tx in
            let edition = try Edition.find(year: year, by: agent, in: tx)
            return (
                edition, try StandType.all(of: edition.id, in: tx), try EditionTask.all(of: edition.id, in: tx),
                try EditionBudgetLine.all(of: edition.id, in: tx)
            )
        }
        let mayWrite = agent.may(.writeRencontres)
        var actions: [HTML] = []
        if edition.state.isPublic { actions.append(linkButton("Page publique", "/forum/\(year)")) }
        if mayWrite {
            actions.append(linkButton("Modifier", "/rencontres/\(year)/modifier"))
            if edition.state == .preparation {
                actions.append(eventButton(.publish, edition, visit.csrf, .primary))
            } else {
                actions.append(
                    linkButton("Inscrire une association", "/rencontres/\(year)/inscriptions/nouvelle", .primary))
            }
        }
        return try visit.page(
            title: EditionTab.whole(edition), active: .rencontres,
            """
            \(EditionTab.header(edition, .edition, note: standing(edition, at: visit.now), actions: actions))\
            \(columns(
                places(edition, types, mayWrite) + nextTasks(visit, edition, tasks, today),
                aside: aside(edition, budget, mayWrite) + (mayWrite ? management(visit, edition) : ""),
                label: "Le jour, le lieu, le budget"))
            """)
    }

    private static func standing(_ edition: Edition, at moment: Date) -> HTML {
        let word = EditionState.vocabulary[edition.state.rawValue]
        return
            "\(state(word.label, Tone(word.tone))) · \(edition.when) · \(edition.registration(at: moment).label)"
    }

    static func eventButton(
        _ event: EditionEvent, _ edition: Edition, _ csrf: String, _ style: ButtonStyle, isBlock: Bool = false
    ) -> HTML {
        postButton(
            event.label, "/rencontres/\(edition.year)/etape/\(event.rawValue)", csrf: csrf, style,
            fields: [("version", String(edition.version))], isBlock: isBlock)
    }

    private static func places(_ edition: Edition, _ types: [StandType], _ mayWrite: Bool) -> HTML {
        let change = mayWrite ? linkButton("Modifier", "/rencontres/\(edition.year)/participations", .quiet) : nil
        let titles = [
            TableColumn("Participation", .lead), TableColumn("Places", .number), TableColumn("Occupées", .number),
            TableColumn("Libres", .number), TableColumn("En attente", .number),
        ]
        var rows = TableRows(titles)
        for type in types {
            rows.begin(key: type.id.description, name: type.name)
            rows.lead(
                type.name, "/rencontres/\(edition.year)/inscriptions?type=\(type.name.addressEscaped)",
                sub: type.mode.label)
            rows.cell(type.quota.map { FrenchText.grouped($0) } ?? "sans limite")
            rows.cell(FrenchText.grouped(type.held))
            rows.cell(type.left.map { FrenchText.grouped($0) } ?? "—")
            let waiting = "/rencontres/\(edition.year)/inscriptions?state=waiting&type=\(type.name.addressEscaped)"
            rows.cell(
                type.waiting == 0
                    ? "0" as HTML : "<a href=\"\(waiting)\">\(FrenchText.grouped(type.waiting))</a>" as HTML)
            rows.end()
        }
        return card(
            "Places", aside: change,
            table(
                titles, rows.html, caption: "Places par participation",
                totals: [
                    "Total", "", "\(FrenchText.grouped(types.map(\.held).reduce(0, +)))", "",
                    "\(FrenchText.grouped(types.map(\.waiting).reduce(0, +)))",
                ], isPlain: true))
    }

    private static func nextTasks(
        _ visit: Visit, _ edition: Edition, _ tasks: [EditionTask], _ today: Day
    ) -> HTML {
        let left = tasks.filter { $0.doneOn == nil }
        let done = tasks.count - left.count
        let all = linkButton("Toutes les tâches", "/rencontres/\(edition.year)/taches", .quiet)
        guard !left.isEmpty else {
            return card("Tâches", aside: all, "<p>Tout est fait\u{a0}: \(FrenchText.count(done, "tâche")).</p>")
        }
        return card(
            "Tâches", of: "\(FrenchText.count(done, "faite")) sur \(tasks.count)", aside: all,
            "\(progress(done, of: tasks.count, label: "Tâches faites"))\(EditionTaskPages.table(visit, edition, Array(left.prefix(6)), today))"
        )
    }

    private static func aside(_ edition: Edition, _ budget: [EditionBudgetLine], _ mayWrite: Bool) -> HTML {
        let expenses = budget.filter { $0.side == .expense }
        let planned = expenses.map(\.planned).sum()
        let spent = expenses.compactMap(\.actual).sum()
        let category = edition.category.map { "\($0)\($0 == 1 ? "re" : "e") catégorie" } ?? ""
        let limit = edition.people.map { "\(FrenchText.grouped($0)) personnes (\(category))" } ?? ""
        let change = mayWrite ? linkButton("Modifier", "/rencontres/\(edition.year)/budget", .quiet) : nil
        return card(
            "L’édition",
            facts(
                [
                    ("Quand", "\(edition.when)"), ("Heures", "\(edition.hours)"), ("Lieu", "\(edition.place)"),
                    ("Adresse", "\(edition.address)"), ("Effectif", "\(limit)"),
                    ("Surface", "\(edition.publicArea.map { "\(FrenchText.grouped($0))\u{a0}m²" })"),
                    ("Inscriptions", "du \(edition.registrationOpensAt.inParis.day.long)"),
                    ("Clôture", "\(edition.registrationClosesAt.inParis.closing)"), ("Contact", "\(edition.contact)"),
                ], style: .tight))
            + card(
                "Budget", aside: change,
                facts(
                    [
                        ("Prévu", "\(planned.short)"), ("Dépensé", "\(spent.short)"),
                        ("Reste", "\((planned - spent).short)"),
                    ], style: .amounts))
    }

    private static func management(_ visit: Visit, _ edition: Edition) -> HTML {
        let next = edition.year + 1
        var buttons = Edition.lifecycle.events(from: edition.state).filter { $0 != .callOff && $0 != .publish }
            .map { eventButton($0, edition, visit.csrf, .plain, isBlock: true) }
        buttons.append(
            postButton(
                "Préparer \(next) d’après \(edition.year)", "/rencontres/\(edition.year)/copier", csrf: visit.csrf,
                fields: [("year", String(next))], isBlock: true))
        if Edition.lifecycle.events(from: edition.state).contains(.callOff) {
            buttons.append(
                dangerButton(
                    "Annuler l’édition",
                    losing: "La page publique dira que l’édition est annulée, et les inscriptions fermeront.",
                    confirm: "Annuler l’édition", "/rencontres/\(edition.year)/etape/call_off", csrf: visit.csrf,
                    fields: [("version", String(edition.version))], isBlock: true))
        }
        buttons.append(
            dangerButton(
                "Supprimer l’édition",
                losing:
                    "Types, plan, tâches et budget sont perdus. Une édition où quelqu’un est inscrit n’est jamais supprimée.",
                confirm: "Supprimer l’édition", "/rencontres/\(edition.year)/supprimer", csrf: visit.csrf, isBlock: true
            ))
        return card("Gérer", "<div class=\"actions actions--stack\">\(buttons)</div>")
    }
}
