import Hummingbird
import Kevre

/// The first page: what waits for the agent.
enum ToDoPages {
    static func add(to routes: inout Routes) {
        routes.agentGet("", use: show)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let today = visit.today
        let work = try await visit.read { [agent = visit.agent] in
            try ToDo.find(for: agent, today: today, in: $0)
        }
        let dates: HTML = meetings(work.meetings) + campaigns(work.campaigns, today)
        let main = list(work.items)
        let content: HTML = """
            \(pageHeader("À faire", note: "\(visit.agent.name), \(today.longWithWeekday)"))\
            \(dates.isEmpty ? main : columns(main, aside: dates, label: "Séances et campagnes"))
            """
        return try visit.page(title: "À faire", active: .toDo, content)
    }

    private static func list(_ items: [ToDo.Item]) -> HTML {
        guard !items.isEmpty else {
            return emptyState(
                "Rien ne vous attend", "Les dossiers à vérifier, à instruire ou à décider apparaîtront ici.")
        }
        let lines = items.map { item -> HTML in
            let words = item.count == 1 ? item.words.one : item.words.many
            return """
                <li class="lines__item"><a href="\(item.address)"><b class="lines__count">\
                \(FrenchText.grouped(item.count))</b>\(words)</a> \(mark(item.urgency))\
                <p class="small soft">\(item.hint)</p></li>
                """
        }
        return card("Ce qui vous attend", "<ul class=\"lines\">\(lines)</ul>")
    }

    private static func mark(_ urgency: ToDo.Urgency) -> HTML {
        switch urgency {
        case .late: state("en retard", .danger)
        case .pressing: state("urgent", .danger)
        case .soon: state("à traiter", .attention)
        case .calm: ""
        }
    }

    private static func meetings(_ meetings: [ToDo.Meeting]) -> HTML {
        guard !meetings.isEmpty else { return "" }
        let lines = meetings.map { meeting -> HTML in
            let left = meeting.lines - meeting.decided
            let files = FrenchText.count(meeting.lines, "dossier")
            let rest = left == 0 ? "tous décidés" : "\(FrenchText.count(left, "dossier")) à décider"
            let mark: HTML = meeting.isPast ? state("à clore", .attention) : state("à tenir", .progress)
            return """
                <li class="lines__item"><a href="\(meeting.address)">\(meeting.name)</a> \(mark)\
                <p class="small soft">\(meeting.day.longWithWeekday) · \(files), \(rest)</p></li>
                """
        }
        return card("Séances", "<ul class=\"lines\">\(lines)</ul>")
    }

    private static func campaigns(_ campaigns: [ToDo.OpenCampaign], _ today: Day) -> HTML {
        guard !campaigns.isEmpty else { return "" }
        let lines = campaigns.map { campaign -> HTML in
            """
            <li class="lines__item"><a href="\(campaign.address)">\(campaign.name)</a>\
            <p class="small soft">Jusqu’au \(campaign.closesAt.inParis.closing) · \(FrenchText.count(campaign.applications, "dossier")) \
            reçu\(campaign.applications > 1 ? "s" : "")</p></li>
            """
        }
        return card("Campagnes ouvertes", "<ul class=\"lines\">\(lines)</ul>")
    }
}
