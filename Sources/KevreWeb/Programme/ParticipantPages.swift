import Foundation
import Hummingbird
import Kevre
import PostgreSQL

/// The people of an edition: the lists, one person's registration and her places.
enum ParticipantPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/participants", right: .readRencontres, use: list)
        routes.get("rencontres/:year/inscrits", right: .readRencontres, use: listBySession)
        routes.get("rencontres/:year/participants/nouveau", right: .writeRencontres, use: new)
        routes.post("rencontres/:year/participants/nouveau", right: .writeRencontres, use: create)
        routes.get("rencontres/:year/participants/:id", right: .readRencontres, use: show)
        routes.get("rencontres/:year/participants/:id/modifier", right: .writeRencontres, use: edit)
        routes.post("rencontres/:year/participants/:id/modifier", right: .writeRencontres, use: save)
        routes.post("rencontres/:year/participants/:id/annuler", right: .writeRencontres, use: cancel)
        routes.post("rencontres/:year/participants/:id/retablir", right: .writeRencontres, use: restore)
        routes.post("rencontres/:year/participants/:id/places", right: .writeRencontres, use: book)
        routes.post("rencontres/:year/participants/:id/places/:booking/annuler", right: .writeRencontres, use: unbook)
    }

    static func address(_ year: Int) -> String { "/rencontres/\(year)/participants" }

    // MARK: - Lists

    private static func way(_ edition: Edition) -> [Link] {
        [
            Link("Rencontres", "/rencontres"), Link(String(edition.year), "/rencontres/\(edition.year)"),
            Link("Participants", ""),
        ]
    }

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        let new = linkButton("Inscrire une personne", "\(address(edition.year))/nouveau", .primary)
        let mayWrite = visit.agent.may(.writeRencontres)
        return try await visit.list(
            Participant.listing, active: .rencontres, of: EditionTab.frame(edition, .people),
            path: way(edition),
            actions: [linkButton("Par rendez-vous", "/rencontres/\(edition.year)/inscrits")] + (mayWrite ? [new] : []),
            empty: emptyState(
                "Personne encore",
                "Les personnes s’inscrivent sur la page publique du programme, sont inscrites par un agent, ou entrent le jour même.",
                actions: mayWrite ? [new] : [])
        ) { $0.filters["edition"] = [edition.id.description] }
    }

    @Sendable private static func listBySession(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        return try await visit.list(
            Participant.sessionListing, active: .rencontres,
            of: EditionTab.frame(edition, .people),
            path: way(edition),
            empty: emptyState(
                "Personne encore", "Ceux qui s’inscrivent à un rendez-vous paraîtront ici, par ordre d’arrivée.")
        ) { $0.filters["edition"] = [edition.id.description] }
    }

    // MARK: - One person

    static func find(_ visit: Visit) async throws -> (Edition, Participant, [Booking]) {
        let (agent, year, id) = (visit.agent, try visit.year(), try visit.identifier("id", Participant.ID.self))
        return try await visit.read { tx in
            let edition = try Edition.find(year: year, by: agent, in: tx)
            let person = try Participant.find(id, of: edition.id, by: agent, in: tx)
            return (edition, person, try person.bookings(in: tx))
        }
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (edition, person, bookings) = try await find(visit)
        let (sessions, trail) = try await visit.read { tx in
            (
                try ProgrammeSession.all(of: edition.id, in: tx),
                try AuditEntry.timeline(of: "participant", person.id.number, limit: 20, in: tx)
            )
        }
        let address = "\(address(edition.year))/\(person.id)"
        let mayWrite = visit.agent.may(.writeRencontres)
        var actions: [HTML] = []
        if mayWrite {
            actions =
                person.isCancelled
                ? [
                    postButton(
                        "Rétablir l’inscription", "\(address)/retablir", csrf: visit.csrf,
                        fields: [("version", String(person.version))])
                ]
                : [
                    dangerButton(
                        "Annuler l’inscription",
                        losing: "Ses places vont à qui attend, et son code n’ouvrira plus la porte.",
                        confirm: "Annuler l’inscription", "\(address)/annuler", csrf: visit.csrf)
                ]
            actions.append(linkButton("Modifier", "\(address)/modifier"))
        }
        let association: HTML =
            person.association.map { "<a href=\"/associations/\($0)\">\(person.associationName)</a>" }
            ?? "\(person.associationName)"
        return try visit.page(
            title: person.name, active: .rencontres,
            """
            \(EditionTab.header(edition, .people, title: person.name, note: presence(person, on: visit.today), actions: actions))\
            \(columns(
                places(visit, address, bookings, mayWrite: mayWrite && !person.isCancelled)
                    + (mayWrite && !person.isCancelled ? offer(visit, address, sessions, bookings) : ""),
                aside: card("La personne", facts([
                    ("Code", reference(person.code.description)), ("Association", association),
                    ("Adresse", "\(person.email)"), ("Téléphone", "\(person.phone)"),
                    ("Inscription", "\(person.channel.label), \(person.createdAt.inParis.short)"),
                ], style: .tight)) + card("Ce qui s’est passé", timeline(trail.map(entry))), label: "La personne"))
            """)
    }

    private static func presence(_ person: Participant, on today: Day) -> HTML {
        if person.isCancelled { return state("Inscription annulée", .danger) }
        if person.isTrial { return state("Inscrit(e) sur place en essai, avant le jour", .attention) }
        guard let first = person.inAt else { return state("Pas encore là", .neutral) }
        let door = (person.inDoor ?? "").isEmpty ? "" : ", porte \(person.inDoor ?? "")"
        return state(
            "\(person.isInside ? "À l’intérieur" : "À l’extérieur"), entrée \(ProgrammeSession.when(first, on: today))\(door)",
            person.isInside ? .done : .neutral)
    }

    private static func entry(_ entry: AuditEntry) -> TimelineEntry {
        let words: HTML =
            switch (entry.table, entry.operation) {
            case ("participant", "insert"): "Inscription"
            case ("booking", "insert"): "Place demandée"
            case ("booking", _): "Place \(entry.changes.contains { $0.after == "cancelled" } ? "annulée" : "confirmée")"
            default: "Inscription modifiée"
            }
        return TimelineEntry(words, shown: entry.at.inParis.short, machine: entry.at.inParis.iso, by: entry.actor)
    }

    private static func places(_ visit: Visit, _ address: String, _ bookings: [Booking], mayWrite: Bool) -> HTML {
        guard !bookings.isEmpty else {
            return emptyState("Aucun rendez-vous", "Cette personne vient sans s’être inscrite à un rendez-vous.")
        }
        let columns = [TableColumn("Rendez-vous", .lead), TableColumn("Place"), TableColumn("Action", .number)]
        let rows = bookings.map { booking -> HTML in
            let sub = [booking.mention.when, booking.roomName].compactMap { $0 }.joined(separator: " · ")
            let action: HTML =
                mayWrite && booking.state != .cancelled
                ? postButton("Libérer", "\(address)/places/\(booking.id)/annuler", csrf: visit.csrf, .danger) : ""
            return """
                <tr role="row"><td role="cell" class="lead"><b>\(booking.mention.title)</b><span class="sub">\(sub)</span></td>\
                <td role="cell" data-label="Place">\(ProgrammeFace.bookingState(booking))</td>\
                <td role="cell" class="num">\(action)</td></tr>
                """
        }
        return card("Rendez-vous", table(columns, rows.joined(), caption: "Rendez-vous", isPlain: true))
    }

    /// One more session, among those at another hour.
    private static func offer(
        _ visit: Visit, _ address: String, _ sessions: [ProgrammeSession], _ bookings: [Booking]
    ) -> HTML {
        let held = bookings.filter { $0.state != .cancelled }.map(\.mention)
        let free = sessions.filter { session in
            session.isRegistered
                && held.allSatisfy { $0.endsAt <= session.startsAt || session.endsAt <= $0.startsAt }
        }
        guard !free.isEmpty else { return "" }
        let options = free.map { session in
            FormOption(
                session.id.description,
                "\(ProgrammeSession.clock(session.startsAt)) · \(session.title) (\(session.isFull ? "complet" : FrenchText.count(session.left, "place")))"
            )
        }
        let items = options.map { option -> HTML in "<option value=\"\(option.value)\">\(option.title)</option>" }
        return card(
            "Ajouter un rendez-vous",
            """
            <form class="form" method="post" action="\(address)/places">\(csrfField(visit.csrf))\
            <div class="field"><label for="session">Rendez-vous à une autre heure</label>\
            <select id="session" name="session">\(items)</select></div>\
            <div class="form__end"><button class="button">Inscrire</button></div></form>
            """)
    }
}
