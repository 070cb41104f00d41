import Foundation
import Hummingbird
import Kevre

/// The day as it goes: how many are inside, which stands have come, what passed each door.
enum DayPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/jour-j", right: .readRencontres, use: show)
        routes.get("rencontres/:year/jour-j/compteur", right: .readRencontres, use: counter)
        routes.post("rencontres/:year/jour-j/essais", right: .writeRencontres, use: emptyTrials)
        routes.get("rencontres/:year/jour-j/stands", right: .checkIn, use: stands)
        routes.post("rencontres/:year/jour-j/stands/:id", right: .checkIn, use: changeStand)
    }

    static func read(_ visit: Visit) async throws -> (Edition, Attendance) {
        let (agent, year) = (visit.agent, try visit.year())
        return try await visit.read { tx in
            let edition = try Edition.find(year: year, by: agent, in: tx)
            return (edition, try Attendance.of(edition, by: agent, in: tx))
        }
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (edition, day) = try await read(visit)
        let address = "/rencontres/\(edition.year)/jour-j"
        let mayCheckIn = visit.agent.may(.checkIn)
        let actions =
            mayCheckIn
            ? [
                linkButton("Pointer les stands", "\(address)/stands"),
                linkButton("Ouvrir l’accueil", CheckInPages.address(edition.year), .primary),
            ] : []
        let counter: HTML = """
            <div data-refresh="\(address)/compteur" data-every="2000">\(CheckInFace.count(day.count))</div>\
            <noscript><p>\(linkButton("Actualiser", address))</p></noscript>
            """
        let quarters =
            day.hours.isEmpty
            ? emptyState("Personne encore", "Les entrées paraîtront ici, heure par heure.") : hours(day)
        return try visit.page(
            title: "Jour J \(edition.year)", active: .rencontres,
            """
            \(EditionTab.header(edition, .day, note: "\(edition.when)", actions: actions))\
            \(trials(visit, edition, day))\
            <div class="cards">\(card(edition.startsOn > visit.today ? "À l’intérieur, en essai" : "À l’intérieur", counter))\(card("Personnes inscrites", people(day)))\
            \(card("Stands", standFacts(day)))</div>\
            \(columns(card("Entrées par heure", quarters) + rooms(edition, day), aside: doors(day) + awaited(edition, day), label: "Portes et stands attendus"))
            """)
    }

    /// What was tried at the doors before the day, with the way to empty it.
    static func trials(_ visit: Visit, _ edition: Edition, _ day: Attendance) -> HTML {
        guard !day.trials.isEmpty else { return "" }
        let action: HTML? =
            visit.agent.may(.writeRencontres)
            ? postButton(
                "Vider les essais", "/rencontres/\(edition.year)/jour-j/essais", csrf: visit.csrf) : nil
        let names = day.trials.people.map { person -> HTML in
            "<a href=\"/rencontres/\(edition.year)/participants/\(person.id)\">\(person.name)</a>"
        }
        let more = day.trials.registered > names.count ? "…" : "."
        let people: HTML =
            names.isEmpty ? "" : "<br>Inscriptions d’essai\u{a0}: \(names.joined(separator: ", "))\(more)"
        return notice(
            "En essai, avant le jour\u{a0}: \(day.trials.words). Rien n’en est compté dans les chiffres.\(people)",
            .attention, action: action)
    }

    @Sendable private static func emptyTrials(_ visit: Visit) async throws -> Response {
        let (agent, edition) = (visit.agent, try await visit.edition())
        let page = "/rencontres/\(edition.year)/jour-j"
        try await visit.write { try Attendance.emptyTrials(of: edition, by: agent, in: $0) }
        return visit.redirect(
            to: page, notice: "Essais vidés, avec les personnes inscrites sur place en essayant.")
    }

    @Sendable private static func counter(_ visit: Visit) async throws -> Response {
        let year = try visit.year()
        let count = try await visit.read { try HallCount.of(year: year, in: $0) }
        return visit.part(CheckInFace.count(count))
    }

    private static func people(_ day: Attendance) -> HTML {
        facts(
            [
                ("Attendues", "\(FrenchText.grouped(day.registered))"), ("Venues", "\(FrenchText.grouped(day.came))"),
                ("Pas encore là", "\(FrenchText.grouped(day.absent))"),
                ("Inscrites sur place", "\(FrenchText.grouped(day.walkIns))"),
                ("Visiteurs comptés", "\(FrenchText.grouped(day.unnamed))"),
            ], style: .amounts)
    }

    private static func standFacts(_ day: Attendance) -> HTML {
        facts(
            [
                ("Attendus", "\(day.stands.count)"), ("Présents", "\(day.standsPresent)"),
                ("Pas encore là", "\(day.standsAwaited.count)"), ("Notés absents", "\(day.standsAbsent.count)"),
            ], style: .amounts)
    }

    /// Entries hour by hour, as bars that are also read.
    static func hours(_ day: Attendance) -> HTML {
        let most = max(1, day.hours.map(\.entries).max() ?? 1)
        let days = Set(day.hours.map(\.startsAt.inParis.day)).count
        let rows = day.hours.map { hour -> HTML in
            let width = hour.entries * 1_000 / most
            // On two days, ten o’clock comes twice.
            let date = days > 1 ? "\(hour.startsAt.inParis.day.short) " : ""
            return """
                <tr><th scope="row">\(date)\(ProgrammeSession.clock(hour.startsAt))</th><td class="years__bar">\
                <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">\
                <rect class="fill-decided" x="0" y="0" height="10" width="\(width)"/></svg></td>\
                <td class="num">\(FrenchText.grouped(hour.entries))</td><td class="num soft">\(FrenchText.grouped(hour.exits))</td></tr>
                """
        }
        return """
            <table class="years"><caption class="hidden-text">Entrées et sorties par heure</caption><thead><tr>\
            <th scope="col">Heure</th><td></td><th scope="col" class="num">Entrées</th><th scope="col" class="num">Sorties</th>\
            </tr></thead><tbody>\(rows)</tbody></table>
            """
    }

    static func rooms(_ edition: Edition, _ day: Attendance) -> HTML {
        let sessions = day.sessions.filter(\.isRegistered)
        guard !sessions.isEmpty else { return "" }
        let columns = [
            TableColumn("Rendez-vous", .lead), TableColumn("Places", .number), TableColumn("Confirmées", .number),
            TableColumn("En attente", .number), TableColumn("Venus", .number), TableColumn("Absents", .number),
        ]
        var rows = TableRows(columns)
        for session in sessions {
            let source =
                session.isChecked
                ? "pointé à la salle" : day.hasBegun ? "d’après les entrées" : session.kind.label.lowercased()
            rows.begin(key: session.id.description, name: session.title)
            rows.lead(
                session.title, "/rencontres/\(edition.year)/programme/\(session.id)",
                sub: "\(ProgrammeSession.clock(session.startsAt)) · \(source)")
            for number in [session.capacity, session.confirmed, session.waiting] {
                rows.cell(FrenchText.grouped(number))
            }
            for number in [session.present, session.absent] {
                rows.cell(day.hasBegun ? FrenchText.grouped(number) : "—")
            }
            rows.end()
        }
        return card("Rendez-vous", table(columns, rows.html, caption: "Présence par rendez-vous", isPlain: true))
    }

    private static func doors(_ day: Attendance) -> HTML {
        let items = day.doors.map { door -> HTML in
            """
            <li>\(door.name.isEmpty ? "Sans nom" : "Porte \(door.name)")<p class="small soft">\
            \(FrenchText.count(door.entries, "entrée")), la dernière à \(ProgrammeSession.clock(door.lastAt))</p></li>
            """
        }
        return items.isEmpty ? "" : card("Portes", "<ul class=\"lines\">\(items)</ul>")
    }

    private static func awaited(_ edition: Edition, _ day: Attendance) -> HTML {
        let awaited = day.standsAwaited
        guard !awaited.isEmpty else { return "" }
        let items = awaited.prefix(12).map { stand -> HTML in
            let place = stand.pitch.map { "Emplacement \($0)" } ?? stand.type
            return """
                <li><a href="/rencontres/\(edition.year)/inscriptions/\(stand.id)">\(stand.name)</a>\
                <p class="small soft">\(place)</p></li>
                """
        }
        let more: HTML =
            awaited.count > 12 ? "<p class=\"small soft\">et \(FrenchText.count(awaited.count - 12, "autre"))</p>" : ""
        return card("Stands attendus", "<ul class=\"lines\">\(items)</ul>\(more)")
    }

    // MARK: - Stands

    /// Stands one after the other in the order of the hall, each with its large buttons, for who walks the aisles.
    @Sendable private static func stands(_ visit: Visit) async throws -> Response {
        let (edition, day) = try await read(visit)
        let base = "/rencontres/\(edition.year)/jour-j"
        let isToCome = edition.startsOn > visit.today
        func item(_ stand: Attendance.StandLine) -> HTML {
            let place = [stand.pitch.map { "Emplacement \($0)" }, stand.type].compactMap { $0 }.joined(separator: " · ")
            let since = stand.arrivedAt.map { " \(ProgrammeSession.when($0, on: visit.today))" } ?? ""
            let address = "\(base)/stands/\(stand.id)"
            func button(_ title: String, _ event: String, _ style: ButtonStyle) -> HTML {
                postButton(title, address, csrf: visit.csrf, style, fields: [("event", event)])
            }
            let buttons: HTML =
                switch stand.state {
                case .present, .surveyed:
                    stand.state == .present ? button("Annuler", RegistrationEvent.undoArrival.rawValue, .quiet) : ""
                case .noShow: button("Présent", RegistrationEvent.arrive.rawValue, .primary)
                case _ where isToCome && stand.triedAt != nil:
                    button("Annuler", RegistrationEvent.undoArrival.rawValue, .quiet)
                case _ where isToCome: button("Présent", RegistrationEvent.arrive.rawValue, .primary)
                default:
                    button("Présent", RegistrationEvent.arrive.rawValue, .primary)
                        + button("Absent", RegistrationEvent.noteAbsence.rawValue, .danger)
                }
            let tried: HTML =
                !isToCome
                ? ""
                : stand.triedAt.map {
                    state("Présent en essai \(ProgrammeSession.when($0, on: visit.today))", .attention)
                } ?? ""
            let tone: Tone = stand.state == .noShow ? .danger : stand.arrivedAt == nil ? .neutral : .done
            return """
                <li class="door__person" id="stand-\(stand.id)"><div><p><b>\(stand.name)</b></p>\
                <p class="small soft">\(place)</p><p>\(state("\(stand.state.label)\(since)", tone)) \(tried)</p></div>\
                <div class="door__buttons">\(buttons)</div></li>
                """
        }
        let awaited = day.standsAwaited
        let others = day.stands.filter { stand in !awaited.contains { $0.id == stand.id } }
        return try visit.publicPage(
            title: "Stands", subject: "\(edition.name) \(edition.year)", home: base,
            """
            <h1>Stands</h1>\(edition.trialNote(on: visit.today).map { notice("\($0)", .attention) } ?? "")<p class="lede">\(FrenchText.count(day.standsPresent, "présent")) sur \(day.stands.count)</p>\
            \(day.stands.isEmpty ? emptyState("Aucun stand", "Les inscriptions validées paraîtront ici.") : "")\
            \(awaited.isEmpty ? "" : card("Pas encore pointés", "<ul class=\"lines\">\(awaited.map(item))</ul>"))\
            \(others.isEmpty ? "" : card("Pointés", "<ul class=\"lines\">\(others.map(item))</ul>"))
            """)
    }

    @Sendable private static func changeStand(_ visit: Visit) async throws -> Response {
        let (agent, year) = (visit.agent, try visit.year())
        let id = try visit.identifier("id", Registration.ID.self)
        let page = "/rencontres/\(year)/jour-j/stands"
        let allowed: [RegistrationEvent] = [.arrive, .undoArrival, .noteAbsence]
        guard let event = visit.form["event"].flatMap(RegistrationEvent.init), allowed.contains(event) else {
            throw NotFound("Cette action n’existe pas\u{a0}: rechargez la page.")
        }
        do {
            try await visit.write { _ = try Registration.fire(event, id, by: agent, in: $0) }
            return visit.redirect(to: page, notice: event.done)
        } catch let refusal as any Refusal where refusal is LifecycleRefusal || refusal is AttendanceRefusal {
            return visit.redirect(to: page, notice: refusal.message, tone: .attention)
        }
    }
}
