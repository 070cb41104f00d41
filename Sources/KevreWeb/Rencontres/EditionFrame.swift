import Kevre

/// The tabs that every page of an edition stands under.
enum EditionTab: String, CaseIterable {
    case edition, registrations, plan, programme, people, logistics, day, report

    var title: String {
        switch self {
        case .edition: "Édition"
        case .registrations: "Inscriptions"
        case .plan: "Plan"
        case .programme: "Programme"
        case .people: "Participants"
        case .logistics: "Logistique"
        case .day: "Jour J"
        case .report: "Bilan"
        }
    }

    /// After `/rencontres/<year>`.
    var path: String {
        switch self {
        case .edition: ""
        case .registrations: "/inscriptions"
        case .plan: "/plan"
        case .programme: "/programme"
        case .people: "/participants"
        case .logistics: "/logistique"
        case .day: "/jour-j"
        case .report: "/bilan"
        }
    }

    /// The tabs of an edition, this one current.
    static func links(_ year: Int, _ current: EditionTab) -> [Link] {
        allCases.map { Link($0.title, "/rencontres/\(year)\($0.path)", isCurrent: $0 == current) }
    }

    /// The edition in words: « Rencontres de la vie associative 2026 ».
    static func whole(_ edition: Edition) -> String { "\(edition.name) \(edition.year)" }

    /// What `visit.list` needs to stand among the tabs.
    static func frame(_ edition: Edition, _ current: EditionTab) -> (title: String, sections: [Link]) {
        (whole(edition), links(edition.year, current))
    }

    /// The way down, the title with its actions, the tabs: what a page of an edition starts with.
    ///
    /// - Parameter page: title of a page below the tab; nil for the tab's own page.
    static func header(
        _ edition: Edition, _ current: EditionTab, title: String? = nil, note: HTML? = nil, actions: [HTML] = []
    ) -> HTML {
        let place = "/rencontres/\(edition.year)"
        var way = [Link("Rencontres", "/rencontres")]
        if title != nil {
            way.append(Link(String(edition.year), place))
            if current != .edition { way.append(Link(current.title, place + current.path)) }
            way.append(Link(title ?? "", ""))
        } else if current == .edition {
            way.append(Link(String(edition.year), ""))
        } else {
            way += [Link(String(edition.year), place), Link(current.title, "")]
        }
        let heading =
            current == .edition && title == nil
            ? pageHeader(whole(edition), note: note, actions: actions)
            : pageHeader(title ?? current.title, of: whole(edition), note: note, actions: actions)
        return "\(breadcrumb(way))\(heading)\(tabs(links(edition.year, current), label: whole(edition)))"
    }
}

extension Visit {
    /// The year in the path.
    ///
    /// - Throws: ``NotFound`` when it is not one.
    func year() throws -> Int {
        guard let year = parameters["year"].flatMap({ Int($0) }), (2_000...2_100).contains(year) else {
            throw NotFound("Cette page n’existe pas.")
        }
        return year
    }

    /// The edition in the path, for this agent.
    func edition() async throws -> Edition {
        let (year, agent) = (try year(), agent)
        return try await read { try Edition.find(year: year, by: agent, in: $0) }
    }
}
