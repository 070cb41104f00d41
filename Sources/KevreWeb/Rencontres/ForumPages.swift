import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// The public pages of the Rencontres: what, when, where, places left, plan.
enum ForumPages {
    static let subject = "Rencontres de la vie associative"

    static func add(to routes: inout Routes) {
        routes.publicGet("forum", use: list)
        routes.publicGet("forum/:year", use: show)
        routes.publicGet("forum/:year/plan.svg", use: drawing)
        ForumRegistrationPages.add(to: &routes)
    }

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let editions = try await visit.read { try Edition.published(in: $0) }
        guard !editions.isEmpty else {
            return try visit.publicPage(
                title: subject, subject: subject,
                "<h1>\(subject)</h1>\(emptyState("Pas encore d’édition annoncée", "Revenez plus tard\u{a0}: la date paraîtra ici."))"
            )
        }
        let items = editions.map { edition -> HTML in
            card(
                "\(edition.year)",
                """
                <p>\(edition.when)\(edition.place.isEmpty ? "" : ", \(edition.place)")</p>\
                \(linkButton(edition.state == .over ? "Revoir" : "Voir", "/forum/\(edition.year)", edition.state == .published ? .primary : .plain))
                """)
        }
        return try visit.publicPage(title: subject, subject: subject, "<h1>\(subject)</h1>\(items)")
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let year = try visit.year()
        let key = ForumMemory.Key(authority: visit.office.authority.code, year: year, today: visit.today)
        let generation = visit.office.totals.generation
        if let known = visit.site.forum.recall(key, generation: generation, at: visit.now) {
            return try visit.publicPage(title: known.title, subject: subject, home: "/forum", known.content)
        }
        let page = try await visit.read { tx in
            let edition = try Edition.findPublic(year: year, in: tx)
            let plan = edition.planPublishedAt == nil ? nil : try Plan.findPublic(edition, in: tx)
            return ForumFace(
                edition: edition, types: try StandType.all(of: edition.id, in: tx), plan: plan,
                hasProgramme: try Programme.of(edition.id, in: tx).isPublished)
        }
        let (title, content) = (EditionTab.whole(page.edition), page.html(at: visit.now))
        visit.site.forum.remember(title, content, for: key, generation: generation, at: visit.now)
        return try visit.publicPage(title: title, subject: subject, home: "/forum", content)
    }

    @Sendable private static func drawing(_ visit: Visit) async throws -> Response {
        let year = try visit.year()
        let plan = try await visit.read { tx in
            try Plan.findPublic(Edition.findPublic(year: year, in: tx), in: tx)
        }
        let drawing = PlanDrawing(plan).file
        return visit.download("plan-\(year).svg", type: "image/svg+xml", length: drawing.utf8.count) { writer in
            try await writer.write(ByteBuffer(string: drawing))
            try await writer.finish(nil)
        }
    }
}

/// An edition as everybody reads it, on a phone first.
struct ForumFace {
    let edition: Edition
    let types: [StandType]
    let plan: Plan?
    /// Whether the programme is published.
    let hasProgramme: Bool

    func html(at moment: Date) -> HTML {
        """
        \(hero)\(programme)\(registration(at: moment))\(presentation)\(offers)\(plan.map(map) ?? "")\(regulation)
        """
    }

    private var hero: HTML {
        let day = edition.startsOn
        let months = [
            "janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
        ]
        let place: HTML =
            edition.place.isEmpty
            ? ""
            : "<p class=\"forum__place\"><b>\(edition.place)</b>\(edition.address.isEmpty ? "" : "<br>\(edition.address)" as HTML)</p>"
        let status: HTML =
            switch edition.state {
            case .calledOff: notice("Cette édition est annulée.", .danger)
            case .over: notice("Cette édition est passée. Merci à toutes et à tous\u{a0}!", .neutral)
            default: ""
            }
        return """
            <div class="forum__hero"><p class="forum__day" aria-hidden="true"><b>\(day.day)</b>\(months[day.month - 1]) \
            \(day.year)</p><div><h1>\(edition.name) \(edition.year)</h1><p class="forum__when">\(edition.when)\
            \(edition.hours.isEmpty ? "" : ", \(edition.hours)")</p>\(place)</div></div>\(status)
            """
    }

    private var programme: HTML {
        guard hasProgramme else { return "" }
        let address = "/forum/\(edition.year)/programme"
        return card(
            "Plénières, tables rondes, ateliers",
            """
            <p>\(linkButton("Voir le programme", address, .primary)) \
            \(linkButton("Retrouver mon inscription", "/forum/\(edition.year)/retrouver", .quiet))</p>
            """)
    }

    private func registration(at moment: Date) -> HTML {
        guard edition.state == .published else { return "" }
        let lines = types.map { type -> HTML in
            let left: HTML =
                switch type.left {
                case nil: tag("places sans limite", .done)
                case 0:
                    tag(
                        type.waiting > 0
                            ? "complet, \(FrenchText.count(type.waiting, "association")) en attente" : "complet",
                        .attention)
                case let left?: tag(FrenchText.count(left, "place libre", "places libres"), .done)
                }
            return
                "<li><p><b>\(type.name)</b> \(left)<br><span class=\"soft small\">\(type.description)</span></p></li>"
        }
        let how: HTML
        switch edition.registration(at: moment) {
        case .open:
            how = """
                <p>Jusqu’au \(edition.registrationClosesAt.inParis.closing). Deux minutes suffisent, sans compte.</p>\
                \(linkButton("Inscrire mon association", "/forum/\(edition.year)/inscription", .primary))
                """
        case .upcoming:
            how = notice("Les inscriptions ouvrent le \(edition.registrationOpensAt.inParis.long).", .accent)
        case .closed:
            how = notice(
                "Les inscriptions ont fermé le \(edition.registrationClosesAt.inParis.closing).\(edition.contact.isEmpty ? "" : " Une question\u{a0}? \(edition.contact)")",
                .attention)
        }
        return card(
            "Votre association y participe\u{a0}?", id: "inscription", "<ul class=\"lines\">\(lines)</ul>\(how)")
    }

    private var presentation: HTML {
        edition.presentation.isEmpty ? "" : card("Les Rencontres", prose(edition.presentation))
    }

    private var offers: HTML {
        let items = edition.offers.map { "<li>\($0)</li>" as HTML }
        return items.isEmpty ? "" : card("Au programme", "<ul class=\"forum__offers\">\(items)</ul>")
    }

    private func map(_ plan: Plan) -> HTML {
        let face = PlanFace(plan: plan, address: { "#emplacement-\($0.number)" }, isPublic: true)
        let placed = plan.pitches.compactMap { pitch in pitch.occupant.map { (pitch, $0.name) } }
            .sorted { FrenchText.folded($0.1) < FrenchText.folded($1.1) }
        let items = placed.map { pitch, name -> HTML in
            "<li id=\"emplacement-\(pitch.number)\"><b class=\"forum__number\">\(pitch.number)</b> \(name)</li>"
        }
        let list: HTML =
            items.isEmpty
            ? ""
            : """
            <details class="fold"><summary>Qui est où\u{a0}: \(FrenchText.count(items.count, "association"))</summary>\
            <div class="fold__content"><ul class="forum__list">\(items)</ul></div></details>
            """
        return card(
            "Le plan", aside: linkButton("Télécharger", "/forum/\(edition.year)/plan.svg", .quiet), id: "plan",
            "\(face.html)\(list)")
    }

    private var regulation: HTML {
        guard !edition.regulation.isEmpty else { return "" }
        return """
            <details class="fold" id="reglement"><summary>Le règlement</summary><div class="fold__content">\
            \(prose(edition.regulation))</div></details>
            """
    }
}
