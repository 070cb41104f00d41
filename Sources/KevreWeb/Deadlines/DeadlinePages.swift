import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// The days that matter, and the calendars that other programs read.
enum DeadlinePages {
    static func add(to routes: inout Routes) {
        routes.get("financements/echeances", right: .readFunding, use: show)
        routes.agentGet("financements/agenda", use: calendar)
        routes.agentPost("financements/agenda", use: open)
        routes.agentPost("financements/agenda/fermeture", use: close)
        routes.publicGet("agenda.ics", use: publicFeed)
        routes.publicGet("agenda/:secret", use: ownFeed)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (agent, today) = (visit.agent, visit.today)
        let own = visit.query("suivi") == "moi"
        let days = try await visit.read { tx in
            try Deadline.find(
                own ? .own(agent) : .everyone(agent), from: today.adding(days: -30), to: today.adding(months: 12),
                in: tx)
        }
        let wanted = Set(visit.query.filter { $0.name == "type" && !$0.value.isEmpty }.map(\.value))
        let shown = wanted.isEmpty ? days : days.filter { wanted.contains($0.kind.rawValue) }
        let kinds = Deadline.Kind.allCases.filter { kind in days.contains { $0.kind == kind } }
        let strip = tabs(
            [
                Link("Toutes", "/financements/echeances", isCurrent: !own),
                Link("Les miennes", "/financements/echeances?suivi=moi", isCurrent: own),
            ], label: "Quelles échéances")
        let boxes = kinds.map { kind -> HTML in
            """
            <label class="choice"><input type="checkbox" name="type" value="\(kind.rawValue)"\
            \(flag: "checked", wanted.contains(kind.rawValue))><span>\(kind.label)</span></label>
            """
        }
        let kept: HTML = own ? "<input type=\"hidden\" name=\"suivi\" value=\"moi\">" : ""
        let filter: HTML =
            kinds.count < 2
            ? ""
            : """
            <form class="filters" method="get" action="/financements/echeances">\
            \(kept)\
            <fieldset class="fieldset"><legend class="hidden-text">Ne montrer que</legend>\
            <div class="choices choices--row">\(boxes)</div></fieldset>\
            <button class="button button--small">Ne montrer que cela</button></form>
            """
        let content =
            shown.isEmpty
            ? emptyState(
                "Aucune échéance", "Elles viennent des recherches, des projets, des campagnes et des séances.")
            : months(shown, on: today)
        return try visit.page(
            title: "Échéances", active: .funding,
            """
            \(fundingTabs(.deadlines))\(pageHeader("Échéances", note: "Du \(today.adding(days: -30).long) au \(today.adding(months: 12).long).", actions: [linkButton("S’abonner au calendrier", "/financements/agenda")]))\
            \(strip)\(filter)\(content)
            """)
    }

    /// Days month by month; what is late stands first.
    static func months(_ days: [Deadline], on today: Day) -> HTML {
        let isLate: (Deadline) -> Bool = { day in
            day.day < today && [.closing, .action, .report, .task, .start].contains(day.kind)
        }
        let late = days.filter(isLate)
        var cards: HTML = late.isEmpty ? "" : card("En retard", list(late, on: today, isLate: true))
        let coming = days.filter { $0.day >= today }
        let groups = Dictionary(grouping: coming) { $0.day.firstOfMonth }
        for month in groups.keys.sorted() {
            let name = Day.monthNames[month.month - 1]
            cards += card(
                "\(name.prefix(1).uppercased())\(name.dropFirst()) \(month.year)", list(groups[month] ?? [], on: today))
        }
        return cards
    }

    private static func list(_ days: [Deadline], on today: Day, isLate: Bool = false) -> HTML {
        let items = days.map { day -> HTML in
            let word = Deadline.Kind.vocabulary[day.kind.rawValue]
            let left = day.day - today
            let distance =
                left == 0
                ? "aujourd’hui"
                : left == 1
                    ? "demain"
                    : left > 1 ? "dans \(FrenchText.count(left, "jour"))" : "il y a \(FrenchText.count(-left, "jour"))"
            let who = [day.detail, day.agentName ?? ""].filter { !$0.isEmpty }.joined(separator: " · ")
            let near = isLate || (0...7).contains(left) && day.kind == .closing
            return """
                <li class="days__item"><p class="days__day"><b>\(day.day.dayAndMonth(today))</b>\
                <span class="small\(trusted: near ? " text-attention" : " soft")">\(distance)</span></p>\
                <div><p><a href="\(day.address)">\(day.title)</a></p><p class="small soft">\(who)</p></div>\
                <p>\(state(word.label, Tone(word.tone)))</p></li>
                """
        }
        return "<ul class=\"days\">\(items)</ul>"
    }

    // MARK: - Calendars

    @Sendable private static func calendar(_ visit: Visit) async throws -> Response {
        try await calendarPage(visit, nil)
    }

    private static func calendarPage(_ visit: Visit, _ secret: String?) async throws -> Response {
        let agent = visit.agent
        let standing = try await visit.read { try CalendarFeed.standing(of: agent, in: $0) }
        let shared = "\(visit.base)/agenda.ics"
        let given: HTML =
            secret.map { secret in
                notice(
                    "Copiez-la maintenant\u{a0}: elle ne sera plus montrée. Qui la connaît lit vos échéances. \(reference("\(visit.base)/agenda/\(secret).ics"))",
                    title: "Voici votre adresse secrète", .attention)
            } ?? ""
        let read = standing?.lastReadAt.map { "lu la dernière fois le \($0.inParis.short)" } ?? "pas encore lu"
        let own: HTML =
            standing.map { standing in
                """
                <p>Ouvert le \(standing.openedAt.inParis.short), \(read).</p><div class="actions">\
                \(postButton("Changer d’adresse", "/financements/agenda", csrf: visit.csrf))\
                \(dangerButton("Fermer l’agenda", losing: "Les programmes abonnés ne recevront plus rien.", confirm: "Fermer", "/financements/agenda/fermeture", csrf: visit.csrf))</div>
                """
            }
                ?? """
                <p>Vos clôtures, vos actions, vos bilans, avec des rappels. L’adresse est secrète et peut être changée.</p>\
                \(postButton("Ouvrir mon agenda", "/financements/agenda", csrf: visit.csrf, .primary))
                """
        return try visit.page(
            title: "Calendriers", active: .funding,
            """
            \(breadcrumb([Link("Financements externes", "/financements/projets"), Link("Échéances", "/financements/echeances"), Link("Calendriers", "")]))\
            \(pageHeader("Calendriers", note: "À ajouter dans Outlook, Thunderbird, Google Agenda ou un téléphone\u{a0}: «\u{a0}S’abonner à un calendrier\u{a0}»."))\
            \(given)\(card("Mon agenda", own))\
            \(card("Agenda public de la collectivité", "<p>Ouvertures et clôtures des campagnes, Rencontres. Tout le monde peut le lire.</p><p>\(reference(shared))</p>"))
            """)
    }

    @Sendable private static func open(_ visit: Visit) async throws -> Response {
        let agent = visit.agent
        let secret = try await visit.write { try CalendarFeed.open(for: agent, in: $0) }
        return try await calendarPage(visit, secret)
    }

    @Sendable private static func close(_ visit: Visit) async throws -> Response {
        let agent = visit.agent
        try await visit.write { try CalendarFeed.revoke(for: agent, in: $0) }
        return visit.redirect(
            to: "/financements/agenda", notice: "Agenda fermé\u{a0}: son adresse ne mène plus nulle part.")
    }

    @Sendable private static func publicFeed(_ visit: Visit) async throws -> Response {
        let (authority, base, today) = (visit.office.authority, visit.base, visit.today)
        let calendar = try await visit.read { tx in
            try CalendarFeed.calendar(of: nil, authority: authority, base: base, on: today, in: tx)
        }
        return answer(calendar, named: "agenda.ics", isPrivate: false)
    }

    @Sendable private static func ownFeed(_ visit: Visit) async throws -> Response {
        let (authority, base, today) = (visit.office.authority, visit.base, visit.today)
        let name = visit.parameters["secret"] ?? ""
        let secret = name.hasSuffix(".ics") ? String(name.dropLast(4)) : name
        let (agent, calendar) = try await visit.read { tx in
            let agent = try CalendarFeed.agent(token: secret, in: tx)
            return (
                agent, try CalendarFeed.calendar(of: agent, authority: authority, base: base, on: today, in: tx)
            )
        }
        try await visit.office.write(as: agent) { try CalendarFeed.noteReading(token: secret, in: $0) }
        return answer(calendar, named: "agenda.ics", isPrivate: true)
    }

    private static func answer(_ calendar: CalendarText, named name: String, isPrivate: Bool) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/calendar; charset=utf-8",
                .contentDisposition: "inline; filename=\"\(name)\"",
                .cacheControl: isPrivate ? "private, no-store" : "public, max-age=900",
            ], body: .init(byteBuffer: ByteBuffer(string: calendar.text(at: Date()))))
    }
}

extension Visit {
    /// The address of this server as the visitor wrote it, without a path.
    var base: String { "\(isSecure ? "https" : "http")://\(host)" }
}
