import Foundation
import Hummingbird
import Kevre

/// One session of a programme: what it is, who comes, who waits.
enum ProgrammeSessionPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/programme/nouveau", right: .writeRencontres, use: new)
        routes.post("rencontres/:year/programme/nouveau", right: .writeRencontres, use: create)
        routes.get("rencontres/:year/programme/:id", right: .readRencontres, use: show)
        routes.get("rencontres/:year/programme/:id/modifier", right: .writeRencontres, use: edit)
        routes.post("rencontres/:year/programme/:id/modifier", right: .writeRencontres, use: save)
        routes.post("rencontres/:year/programme/:id/supprimer", right: .writeRencontres, use: delete)
    }

    // MARK: - One session

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (edition, session) = try await find(visit)
        let agent = visit.agent
        var query = ListingQuery(filters: ["session": [session.id.description]], limit: 500)
        query.sort = "arrival"
        let people = try await visit.read { [query] in try Participant.sessionListing.page(query, for: agent, in: $0) }
        let address = "\(ProgrammePages.address(edition.year))/\(session.id)"
        var actions: [HTML] = []
        if agent.may(.writeRencontres) {
            actions = [
                dangerButton(
                    "Supprimer", losing: "«\u{a0}\(session.title)\u{a0}» disparaîtra du programme.",
                    confirm: "Supprimer",
                    "\(address)/supprimer", csrf: visit.csrf),
                linkButton("Modifier", "\(address)/modifier"),
                linkButton(
                    "Inscrire une personne",
                    "/rencontres/\(edition.year)/participants/nouveau?rendez-vous=\(session.id)", .primary),
            ]
        }
        return try visit.page(
            title: session.title, active: .rencontres,
            """
            \(EditionTab.header(edition, .programme, title: session.title, note: "\(ProgrammeFace.tag(session.kind)) \(session.day.longWithWeekday), \(ProgrammeFace.whereAndWhen(session))", actions: actions))\
            \(columns(
                registered(session, people, edition), aside: card("Places", ProgrammeFace.fill(session)) + card("Le rendez-vous", facts([
                    ("Salle", "\(session.roomName ?? "À trouver")"), ("Intervenants", ProgrammeFace.people(session)),
                    ("Public", "\(session.audience)"), ("Présentation", prose(session.description)),
                ], style: .tight)), label: "Le rendez-vous"))
            """)
    }

    private static func registered(_ session: ProgrammeSession, _ people: ListingPage, _ edition: Edition) -> HTML {
        guard session.isRegistered || !people.rows.isEmpty else {
            return emptyState("Entrée libre", "Personne ne s’inscrit à ce rendez-vous.")
        }
        guard !people.rows.isEmpty else {
            return emptyState("Personne encore", "Les inscrits paraîtront ici dans l’ordre de leur arrivée.")
        }
        func part(_ state: Booking.State) -> [(row: ListingRow, cells: [String: Cell])] {
            people.rows.map { row in
                (row, Dictionary(zip(people.columns.map(\.name), row.cells), uniquingKeysWith: { first, _ in first }))
            }.filter { entry in
                if case .state(let word)? = entry.cells["state"] { word.code == state.rawValue } else { false }
            }
        }
        let columns = [
            TableColumn("N°", .softNumber), TableColumn("Nom", .lead), TableColumn("Demandée le", .date),
            TableColumn("Entrée en salle", .date),
        ]
        func lines(_ state: Booking.State, _ title: String) -> HTML {
            let all = part(state)
            guard !all.isEmpty else { return "" }
            var rows = TableRows(columns)
            for (index, entry) in all.enumerated() {
                let name = entry.cells["name"]?.text ?? ""
                rows.begin(key: String(entry.row.key), name: name)
                rows.cell(state == .waiting ? String(index + 1) : entry.cells["arrival"]?.text ?? "")
                rows.lead(name, entry.row.address, sub: entry.cells["association"]?.text)
                rows.cell(entry.cells["booked"]?.text ?? "")
                rows.cell(entry.cells["attended"]?.text ?? "")
                rows.end()
            }
            return card(title, table(columns, rows.html, caption: title, isPlain: true))
        }
        let more: HTML = linkButton(
            "Liste complète, à trier et à exporter", "/rencontres/\(edition.year)/inscrits?session=\(session.id)",
            .quiet)
        return lines(.confirmed, "\(FrenchText.count(session.confirmed, "place confirmée", "places confirmées"))")
            + lines(.waiting, "Liste d’attente, dans l’ordre") + lines(.cancelled, "Annulées") + "<p>\(more)</p>"
    }

    static func find(_ visit: Visit) async throws -> (Edition, ProgrammeSession) {
        let (agent, year) = (visit.agent, try visit.year())
        let id = try visit.identifier("id", ProgrammeSession.ID.self)
        return try await visit.read { tx in
            let edition = try Edition.find(year: year, by: agent, in: tx)
            return (edition, try ProgrammeSession.find(id, of: edition.id, in: tx))
        }
    }

    // MARK: - Form

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        let (edition, _, sessions, rooms) = try await ProgrammePages.read(visit)
        var input = FormInput([
            "kind": ["workshop"], "day": [edition.startsOn.iso], "registered": ["oui"], "room": [""],
        ])
        // The next one often begins when the last one ends.
        input["starts"] = sessions.last?.endsAt.inParis.clock
        return try form(visit, edition, nil, rooms, input)
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response { try await write(visit, nil) }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let (edition, session) = try await find(visit)
        let rooms = try await visit.read { try Room.all(of: edition.id, in: $0) }
        return try form(visit, edition, session, rooms, session.input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        try await write(visit, try await find(visit).1)
    }

    private static func write(_ visit: Visit, _ session: ProgrammeSession?) async throws -> Response {
        let (edition, _, _, rooms) = try await ProgrammePages.read(visit)
        do {
            let id = try await visit.write { tx in
                try ProgrammeSession.save(
                    session?.id, of: edition, version: visit.version, visit.form, by: visit.agent, in: tx)
            }
            return visit.redirect(
                to: "\(ProgrammePages.address(edition.year))/\(id)",
                notice: session == nil ? "Rendez-vous ajouté au programme." : "Rendez-vous enregistré.")
        } catch let refusal as FormRefusal {
            return try form(visit, edition, session, rooms, visit.form, refusal.problems)
        }
    }

    private static func form(
        _ visit: Visit, _ edition: Edition, _ session: ProgrammeSession?, _ rooms: [Room], _ input: FormInput,
        _ problems: [FieldProblem] = []
    ) throws -> Response {
        let base = ProgrammePages.address(edition.year)
        let title = session.map { "Modifier «\u{a0}\($0.title)\u{a0}»" } ?? "Nouveau rendez-vous"
        let page = FormPage(
            session.map { "\(base)/\($0.id)/modifier" } ?? "\(base)/nouveau", csrf: visit.csrf,
            version: visit.version ?? session?.version, submit: session == nil ? "Ajouter au programme" : "Enregistrer",
            cancel: Link("Annuler", session.map { "\(base)/\($0.id)" } ?? base))
        let form = ProgrammeSession.form(rooms: rooms)
        func fields(_ names: String...) -> [HTML] {
            names.compactMap { form[$0].map { FormField($0, input, problems: problems).html } }
        }
        let noRoom: HTML =
            rooms.isEmpty
            ? notice(
                "Aucune salle encore\u{a0}: <a href=\"/rencontres/\(edition.year)/salles/nouvelle\">ajoutez-en une</a>, ou indiquez le nombre de places.",
                .accent)
            : ""
        return try visit.page(
            title: title, active: .rencontres, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(edition, .programme, title: title))\
            \(errorSummary(problems))\(noRoom)\(page.html("""
                \(fields("title", "kind"))\(fieldRow(fields("day", "starts", "ends")))\
                \(fieldRow(fields("room", "capacity")))\(fields("registered", "speakers", "moderator", "audience", "description"))
                """))
            """)
    }

    @Sendable private static func delete(_ visit: Visit) async throws -> Response {
        let (edition, session) = try await find(visit)
        do {
            try await visit.write {
                try ProgrammeSession.delete(session.id, of: edition.id, by: visit.agent, in: $0)
            }
            return visit.redirect(
                to: ProgrammePages.address(edition.year),
                notice: "«\u{a0}\(session.title)\u{a0}» est retiré du programme.")
        } catch let refusal as ProgrammeRefusal {
            return visit.redirect(
                to: "\(ProgrammePages.address(edition.year))/\(session.id)", notice: refusal.message, tone: .danger)
        }
    }
}
