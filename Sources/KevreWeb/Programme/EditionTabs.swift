import Kevre

/// The way to the pages of an edition, the same on each of them.
enum EditionTabs {
    enum Tab: CaseIterable {
        case edition, programme, participants, day, outcome

        var title: String {
            switch self {
            case .edition: "Édition"
            case .programme: "Programme"
            case .participants: "Participants"
            case .day: "Jour J"
            case .outcome: "Bilan"
            }
        }

        var path: String {
            switch self {
            case .edition: ""
            case .programme: "/programme"
            case .participants: "/participants"
            case .day: "/jour-j"
            case .outcome: "/bilan"
            }
        }
    }

    static func links(_ edition: Edition, _ more: [Link]) -> [Link] {
        [Link("Rencontres", "/rencontres"), Link("\(edition.name) \(edition.year)", "/rencontres/\(edition.year)")]
            + more
    }

    static func way(_ edition: Edition, _ more: [Link]) -> HTML { breadcrumb(links(edition, more)) }

    static func tabs(_ edition: Edition, _ current: Tab, for agent: Agent) -> HTML {
        KevreWeb.tabs(
            Tab.allCases.map {
                Link($0.title, "/rencontres/\(edition.year)\($0.path)", isCurrent: $0 == current)
            }, label: "Édition \(edition.year)")
    }

    /// Way, title and tabs.
    static func head(_ edition: Edition, _ current: Tab, for agent: Agent, actions: [HTML] = []) -> HTML {
        """
        \(way(edition, [Link(current.title, "")]))\
        \(pageHeader(current.title, of: "\(edition.name) \(edition.year)", note: "\(edition.when)", actions: actions))\
        \(tabs(edition, current, for: agent))
        """
    }
}
