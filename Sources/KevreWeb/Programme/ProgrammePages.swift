import Foundation
import Hummingbird
import Kevre

/// The programme of an edition, for agents: what happens when and where, its settings, the sheet to print.
enum ProgrammePages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/sans-salle", right: .readRencontres, use: goOn)
        routes.get("rencontres/:year/programme", right: .readRencontres, use: show)
        routes.get("rencontres/:year/programme/liste", right: .readRencontres, use: list)
        routes.get("rencontres/:year/programme/reglages", right: .writeRencontres, use: settings)
        routes.post("rencontres/:year/programme/reglages", right: .writeRencontres, use: saveSettings)
        routes.get("rencontres/:year/programme/feuille", right: .readRencontres, use: sheet)
    }

    static func address(_ year: Int) -> String { "/rencontres/\(year)/programme" }

    /// From *À faire*: to the programme of the edition being prepared.
    @Sendable private static func goOn(_ visit: Visit) async throws -> Response {
        let (agent, today) = (visit.agent, visit.today)
        let edition = try await visit.read { try Edition.underWay(on: today, by: agent, in: $0) }
        return visit.redirect(to: edition.map { address($0.year) } ?? "/rencontres")
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (edition, programme, sessions, rooms) = try await read(visit)
        let mayWrite = visit.agent.may(.writeRencontres)
        let address = address(edition.year)
        let new = linkButton("Ajouter un rendez-vous", "\(address)/nouveau", .primary)
        var actions = [linkButton("Feuille à imprimer", "\(address)/feuille")]
        if mayWrite { actions += [linkButton("Réglages", "\(address)/reglages"), new] }
        let content: HTML =
            sessions.isEmpty
            ? emptyState(
                "Le programme est vide",
                "Il rassemble plénières, tables rondes et ateliers, avec leurs salles, leurs intervenants et les inscrits.",
                actions: mayWrite ? [new] : [])
            : ProgrammeFace.slots(sessions, isOneDay: edition.startsOn == edition.endsOn) { sessionCard($0, address) }
        return try visit.page(
            title: "Programme \(edition.year)", active: .rencontres,
            """
            \(EditionTab.header(edition, .programme, note: "\(edition.when)", actions: actions))\
            \(columns(publication(edition, programme) + content, aside: aside(edition, rooms, sessions, mayWrite), label: "Salles et chiffres"))
            """)
    }

    static func read(
        _ visit: Visit
    ) async throws -> (Edition, Programme, [ProgrammeSession], [Room]) {
        let (agent, year) = (visit.agent, try visit.year())
        return try await visit.read { tx in
            let edition = try Edition.find(year: year, by: agent, in: tx)
            return (
                edition, try Programme.of(edition.id, in: tx), try ProgrammeSession.all(of: edition.id, in: tx),
                try Room.all(of: edition.id, in: tx)
            )
        }
    }

    private static func sessionCard(_ session: ProgrammeSession, _ address: String) -> HTML {
        """
        <article class="card session-card"><p>\(ProgrammeFace.tag(session.kind))</p>\
        <h3><a href="\(address)/\(session.id)">\(session.title)</a></h3>\
        <p class="small soft">\(ProgrammeFace.whereAndWhen(session))\
        \(session.roomName == nil ? " · <span class=\"text-attention\">salle à trouver</span>" as HTML : "")</p>\
        \(ProgrammeFace.people(session))\(ProgrammeFace.fill(session))</article>
        """
    }

    private static func publication(_ edition: Edition, _ programme: Programme) -> HTML {
        if !programme.isPublished {
            return notice(
                "Le public ne le voit pas encore et personne ne peut s’y inscrire en ligne.",
                title: "Programme non publié.",
                .attention)
        }
        guard edition.state == .published else {
            return notice(
                "La page de l’édition n’est pas publique\u{a0}: le programme ne l’est donc pas non plus.", .attention)
        }
        let until = programme.registrationClosesAt.map { " jusqu’au \($0.inParis.closing)" } ?? ""
        return notice(
            "<a href=\"/forum/\(edition.year)/programme\">Page publique</a>\u{a0}: les personnes s’y inscrivent\(until).",
            .done)
    }

    private static func aside(
        _ edition: Edition, _ rooms: [Room], _ sessions: [ProgrammeSession], _ mayWrite: Bool
    ) -> HTML {
        let items = rooms.map { room -> HTML in
            let held = sessions.count { $0.room == room.id }
            let name: HTML =
                mayWrite ? "<a href=\"/rencontres/\(edition.year)/salles/\(room.id)\">\(room.name)</a>" : "\(room.name)"
            return """
                <li>\(name)<p class="small soft">\(FrenchText.count(room.capacity, "place")) · \
                \(FrenchText.count(held, "rendez-vous", "rendez-vous"))</p></li>
                """
        }
        let add: HTML? = mayWrite ? "<a href=\"/rencontres/\(edition.year)/salles/nouvelle\">Ajouter</a>" : nil
        let list: HTML =
            items.isEmpty ? "<p class=\"soft\">Aucune salle encore.</p>" : "<ul class=\"lines\">\(items)</ul>"
        let registered = sessions.filter(\.isRegistered)
        let (places, taken) = (registered.map(\.capacity).reduce(0, +), registered.map(\.confirmed).reduce(0, +))
        let waiting = registered.map(\.waiting).reduce(0, +)
        return card("Salles", aside: add, list)
            + card(
                "Inscriptions",
                facts(
                    [
                        ("Rendez-vous", "\(sessions.count)"), ("Places", "\(FrenchText.grouped(places))"),
                        ("Occupées", "\(FrenchText.grouped(taken))"), ("En attente", "\(FrenchText.grouped(waiting))"),
                    ], style: .amounts)
                        + """
                        <ul class="lines"><li><a href="/rencontres/\(edition.year)/inscrits">Inscrits par rendez-vous</a></li>\
                        <li><a href="\(address(edition.year))/liste">Liste à trier et à exporter</a></li></ul>
                        """)
    }

    /// The same as a list, to sort, filter and export.
    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        return try await visit.list(
            ProgrammeSession.listing, active: .rencontres, of: EditionTab.frame(edition, .programme),
            path: [
                Link("Rencontres", "/rencontres"), Link(String(edition.year), "/rencontres/\(edition.year)"),
                Link("Programme", address(edition.year)), Link("Liste", ""),
            ], empty: emptyState("Le programme est vide", "Ses rendez-vous paraîtront ici.")
        ) { $0.filters["edition"] = [edition.id.description] }
    }

    // MARK: - Settings

    @Sendable private static func settings(_ visit: Visit) async throws -> Response {
        let (edition, programme, _, _) = try await read(visit)
        return try settings(visit, edition, programme, programme.input)
    }

    private static func settings(
        _ visit: Visit, _ edition: Edition, _ programme: Programme, _ input: FormInput, _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = address(edition.year)
        let page = FormPage(
            "\(address)/reglages", csrf: visit.csrf, version: visit.version ?? programme.version,
            cancel: Link("Revenir au programme", address))
        return try visit.page(
            title: "Réglages du programme", active: .rencontres, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(edition, .programme, title: "Réglages du programme"))\(errorSummary(problems))\
            \(page.html(formFields(Programme.form, input, problems: problems)))
            """)
    }

    @Sendable private static func saveSettings(_ visit: Visit) async throws -> Response {
        let (edition, programme, _, _) = try await read(visit)
        do {
            try await visit.write {
                try Programme.save(edition.id, version: visit.version, visit.form, by: visit.agent, in: $0)
            }
            return visit.redirect(to: address(edition.year), notice: "Réglages enregistrés.")
        } catch let refusal as FormRefusal {
            return try settings(visit, edition, programme, visit.form, refusal.problems)
        }
    }

    // MARK: - Sheet

    /// The whole programme on one sheet, to be printed in large and pinned up.
    @Sendable private static func sheet(_ visit: Visit) async throws -> Response {
        let (edition, _, sessions, _) = try await read(visit)
        let titles = [
            TableColumn("Heure", .date), TableColumn("Rendez-vous", .lead), TableColumn("Salle"),
            TableColumn("Intervenants", .soft),
        ]
        let days = Dictionary(grouping: sessions, by: \.day)
        let tables = days.keys.sorted().map { day -> HTML in
            let rows = (days[day] ?? []).map { session -> HTML in
                let speakers = session.speakers.map { "\($0.text)\($0.moderates ? " (animation)" : "")" }
                return """
                    <tr role="row"><td role="cell" class="date" data-label="Heure">\(ProgrammeSession.clock(session.startsAt)) – \
                    \(ProgrammeSession.clock(session.endsAt))</td><td role="cell" class="lead"><b>\(session.title)</b>\
                    <span class="sub">\(session.kind.label)\(session.isRegistered ? ", sur inscription" : ", entrée libre")</span></td>\
                    <td role="cell" data-label="Salle">\(session.roomName)</td>\
                    <td role="cell" class="soft" data-label="Intervenants">\(speakers.joined(separator: "\u{a0}; "))</td></tr>
                    """
            }
            return "<h2>\(day.longWithWeekday)</h2>"
                + table(titles, rows.joined(), caption: "Programme du \(day.long)")
        }
        let content: HTML =
            tables.isEmpty ? emptyState("Le programme est vide", "Il n’y a rien à imprimer encore.") : tables.joined()
        return try visit.page(
            title: "Programme \(edition.year)", active: .rencontres, isLandscape: true,
            """
            \(breadcrumb([
                Link("Rencontres", "/rencontres"), Link(String(edition.year), "/rencontres/\(edition.year)"),
                Link("Programme", address(edition.year)), Link("Feuille", ""),
            ]))\
            \(pageHeader("Programme", of: "\(edition.name) \(edition.year)", note: "\(edition.when) · \(edition.place)", actions: [
                "<button class=\"button button--primary script-only\" type=\"button\" data-print>Imprimer</button>",
            ]))<div class="programme-sheet">\(content)</div>
            """)
    }
}
