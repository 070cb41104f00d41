import Hummingbird
import Kevre
import PostgreSQL

/// The tabs of a project's page.
enum ProjectTab: String, CaseIterable {
    case project = "", aids = "aides", searches = "recherches", plan, deadlines = "echeances"

    var title: String {
        switch self {
        case .project: "Projet"
        case .aids: "Aides possibles"
        case .searches: "Recherches"
        case .plan: "Plan de financement"
        case .deadlines: "Échéances"
        }
    }
}

/// Everything that stays in view on a project's page, read in one transaction.
struct ProjectSheet: Sendable {
    let project: Project
    let budget: ProjectBudget
    let searches: [FundingSearch]
    /// The plan followed, or the one that budget and searches draw.
    let plan: FinancingPlan
    let deadlines: [Deadline]
    let today: Day

    var address: String { "/financements/projets/\(project.id)" }

    /// - Throws: ``NotFound``, ``AccessRefusal``.
    static func read(_ id: Project.ID, by agent: Agent, on today: Day, in tx: Transaction) throws -> ProjectSheet {
        let project = try Project.find(id, by: agent, in: tx)
        return ProjectSheet(
            project: project, budget: try project.budget(in: tx),
            searches: try FundingSearch.all(of: id, in: tx),
            plan: try FinancingPlan.followed(of: project, in: tx),
            deadlines: try Deadline.find(
                .project(id), from: today.adding(days: -60), to: today.adding(years: 2), in: tx),
            today: today)
    }
}

/// The frame of a project's page: title, tabs, and at the right its plan and its days.
struct ProjectFrame {
    let sheet: ProjectSheet
    let tab: ProjectTab
    let agent: Agent
    /// A number beside a tab's title.
    var counts: [ProjectTab: String] = [:]

    private var project: Project { sheet.project }

    /// The page around a tab's content.
    func html(_ content: HTML, actions: [HTML]? = nil) -> HTML {
        """
        \(breadcrumb([Link("Financements externes", "/financements/projets"), Link("Projets", "/financements/projets")]))\
        \(pageHeader(project.title, of: project.associationName, actions: actions ?? usualActions))\
        \(tabs(links, label: "Parties du projet"))\
        \(columns(content, aside: planCard + deadlineCard, label: "Plan et échéances"))
        """
    }

    private var usualActions: [HTML] {
        guard agent.may(.writeFunding) else { return [] }
        return [
            linkButton("Plan de financement", "\(sheet.address)/plan"),
            linkButton("Ouvrir une recherche", "/financements/recherches/nouvelle?projet=\(project.id)", .primary),
        ]
    }

    private var links: [Link] {
        ProjectTab.allCases.map { other in
            var count = counts[other]
            let live = sheet.searches.count { !$0.state.isOver }
            if other == .searches, live > 0 { count = String(live) }
            let path = other == .project ? sheet.address : "\(sheet.address)/\(other.rawValue)"
            return Link(other.title, path, count: count, isCurrent: other == tab)
        }
    }

    private var planCard: HTML {
        let plan = sheet.plan
        guard !plan.cost.isZero else {
            let door: HTML =
                agent.may(.writeFunding)
                ? "<p><a href=\"\(sheet.address)/budget\">Saisir le budget</a></p>" : ""
            return card(
                "Plan de financement", "<p class=\"soft small\">Pas encore de budget\u{a0}: rien à financer.</p>\(door)"
            )
        }
        let rows: [(String, HTML)] = [
            ("Coût", "\(plan.cost.short)"), ("Acquis", "\(plan.resources(.certain).short)"),
            ("Déposé", "\(plan.resources(.filed).short)"),
            ("À trouver", "<b>\(plan.leftToFind.short)</b>"),
            ("Argent public", "\(FrenchText.percent(basisPoints: wholePercent(plan.share(plan.publicMoney) ?? 0)))"),
        ]
        return card("Plan de financement", planBar(plan) + facts(rows, style: .amounts))
    }

    private var deadlineCard: HTML {
        let days = sheet.deadlines.prefix(6).map { day -> HTML in
            let late = day.day < sheet.today
            return """
                <li\(attribute: "class", late ? "is-danger" : nil)><p><b class="nowrap">\(day.day.dayAndMonth(sheet.today))</b> \
                <a href="\(day.address)">\(day.title)</a></p><p class="timeline__by">\(day.kind.label)\(late ? ", en retard" : "")</p></li>
                """
        }
        let list: HTML =
            days.isEmpty
            ? "<p class=\"soft small\">Aucune échéance\u{a0}: elles viennent des recherches et du calendrier.</p>"
            : "<ol class=\"timeline\">\(Array(days))</ol>"
        return card(
            "Échéances", list + "<p class=\"small\"><a href=\"/financements/agenda\">S’abonner au calendrier</a></p>")
    }
}

/// Certain, filed and the rest of the cost as one bar; the figures stand beside it.
func planBar(_ plan: FinancingPlan) -> HTML {
    let scale = Double(max(plan.cost.cents, plan.resources.cents, 1))
    func span(_ amount: Money) -> Int { Int((Double(max(amount.cents, 0)) / scale * 1000).rounded()) }
    let (certain, filed) = (span(plan.resources(.certain)), span(plan.resources(.filed)))
    return """
        <svg class="gauge__bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">\
        <rect class="fill-decided" x="0" y="0" height="10" width="\(certain)"/>\
        <rect class="fill-session" x="\(certain)" y="0" height="10" width="\(filed)"/></svg>
        """
}

/// Shares are read in whole percents beside amounts.
func wholePercent(_ basisPoints: Int) -> Int { (basisPoints + 50) / 100 * 100 }

extension Day {
    /// `4 avr.`, with the year when it is another.
    func dayAndMonth(_ today: Day) -> String {
        let months = [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.",
        ]
        let (year, month, day) = components
        let text = "\(day == 1 ? "1er" : String(day))\u{a0}\(months[month - 1])"
        return year == today.year ? text : "\(text) \(year)"
    }
}
