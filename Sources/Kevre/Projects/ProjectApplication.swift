import PostgreSQL

/// A file of this authority that a project came from or became.
public struct ProjectApplication: Sendable {
    /// Which came first.
    public enum Direction: String, Sendable, SQLValue {
        case cameFrom = "came_from"
        case became

        public var label: String {
            switch self {
            case .cameFrom: "Le projet vient de ce dossier"
            case .became: "Dossier tiré du projet"
            }
        }
    }

    public let id: Application.ID
    public let reference: String?
    public let title: String
    public let campaign: String
    public let year: Int
    public let state: ApplicationState
    public let requested: Money?
    public let granted: Money?
    public let direction: Direction

    /// Path segment of its page.
    public var key: String { reference ?? id.description }
}

extension Project {
    /// The files of this authority it came from or became.
    public func applications(in tx: Transaction) throws -> [ProjectApplication] {
        try tx.query(
            """
            SELECT a.id, a.reference, a.title, k.name AS campaign, k.year, a.state, a.requested_cents, a.granted_cents,
                   l.direction
              FROM project_application l JOIN application a ON a.id = l.application_id
              JOIN campaign k ON k.id = a.campaign_id
             WHERE l.project_id = \(id) ORDER BY k.year DESC, a.id DESC
            """
        ).map {
            ProjectApplication(
                id: try $0["id"], reference: try $0["reference"], title: try $0["title"],
                campaign: try $0["campaign"], year: try $0["year"], state: try $0["state"],
                requested: try $0["requested_cents"], granted: try $0["granted_cents"],
                direction: try $0["direction"])
        }
    }

    /// The project of a file, if it has one.
    public static func of(_ application: Application.ID, in tx: Transaction) throws -> (id: ID, title: String)? {
        let row = try tx.first(
            """
            SELECT p.id, p.title FROM project_application l JOIN project p ON p.id = l.project_id
             WHERE l.application_id = \(application)
            """)
        return try row.map { (try $0["id"], try $0["title"]) }
    }

    /// Draws a project from a file: title, description, public, territory, dates, theme and budget are carried over.
    ///
    /// - Returns: the project; the one there is already when the file has one.
    /// - Throws: ``NotFound``, ``AccessRefusal``.
    @discardableResult
    public static func draw(from application: Application.ID, by agent: Agent, in tx: Transaction) throws -> ID {
        try agent.require(.writeFunding)
        let file = try Application.find(application, by: agent, in: tx)
        // Two officers at once: the second finds the project of the first.
        try tx.execute("SELECT FROM application WHERE id = \(application) FOR UPDATE")
        if let known = try of(application, in: tx) { return known.id }
        let kind: SubsidyKind = file.kind == .inKind ? .project : file.kind
        let started = [.inPayment, .paid, .reportReceived, .closed].contains(file.state)
        let ends = [file.startsOn, file.endsOn].compactMap { $0 }.max()
        let saved: ID = try tx.one(
            """
            INSERT INTO project (association_id, title, kind, need, public, territory, starts_on, ends_on, stage,
                                 themes, accompanied_by)
            SELECT \(file.association), \(file.title.isEmpty ? "Projet sans titre" : file.title), \(kind),
                   \(file.object), \(file.audience), \(file.territory), \(file.startsOn), \(ends),
                   \(started ? Stage.running : .design),
                   ARRAY(SELECT t.code FROM campaign k JOIN scheme s ON s.id = k.scheme_id
                           JOIN theme t ON t.id = s.theme_id WHERE k.id = \(file.campaign)), \(agent.id)
            RETURNING id
            """)["id"]
        let budget = try file.budget(in: tx)
        let chart = BudgetChart.chart(for: kind)
        var amounts: [String: Money] = [:]
        for line in budget.chart.lines where chart[line.side, line.account] != nil {
            if let amount = budget[line] { amounts[line.field] = amount }
        }
        try write(BudgetReading(amounts, chart), year: file.year, to: saved, in: tx)
        try link(saved, application, .cameFrom, in: tx)
        return saved
    }

    /// Makes a draft of a campaign out of a project: nothing is typed again. Amounts of accounts which the
    /// campaign's own budget does not have are told, and so are the years it is not for.
    ///
    /// - Returns: the draft, and what of the budget found no place: labels of lines, years.
    /// - Throws: ``ProjectRefusal/draftExists(campaign:)``, ``NotFound``, ``AccessRefusal``.
    public static func becomeApplication(
        _ id: ID, campaign: Campaign.ID, by agent: Agent, in tx: Transaction
    ) throws -> (application: Application.ID, left: [String]) {
        try agent.require(.writeFunding)
        let project = try find(id, in: tx)
        let target = try Campaign.find(campaign, in: tx)
        let begun = try Application.begin(
            campaign: campaign, association: project.association, channel: .officer, by: agent, in: tx)
        guard begun.isNew else { throw ProjectRefusal.draftExists(campaign: target.name) }
        let budget = try project.budget(in: tx)
        // The year of the campaign, else the first that has a budget: a request is for one year.
        let year = budget.years.contains(target.year) ? target.year : budget.years.first ?? target.year
        let reading = budget[year]
        let chart = BudgetChart.chart(for: target.kind)
        var input = FormInput()
        input["title"] = project.title
        input["object"] = [project.need, project.objectives].filter { !$0.isEmpty }.joined(separator: "\n\n")
        input["audience"] = String(project.audience.prefix(500))
        input["territory"] = String(project.place.prefix(300))
        input["starts_on"] = project.startsOn?.short
        input["ends_on"] = project.endsOn?.short
        var left: [String] = []
        for line in budget.chart.lines {
            guard let amount = reading[line] else { continue }
            if chart[line.side, line.account] != nil {
                input[line.field] = amount.figures
            } else {
                left.append("\(line.label) (\(amount.short))")
            }
        }
        for other in budget.years where other != year {
            left.append("l’année \(other) (\(budget[other].total(.expense).short) de dépenses)")
        }
        _ = try Application.save(.agent(agent, begun.id), step: nil, version: nil, input, in: tx)
        try link(id, begun.id, .became, in: tx)
        return (begun.id, left)
    }

    private static func link(
        _ id: ID, _ application: Application.ID, _ direction: ProjectApplication.Direction, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            INSERT INTO project_application (project_id, application_id, direction)
            VALUES (\(id), \(application), \(direction.rawValue))
            """)
    }

    /// The campaigns whose doors are open on a day, for the menu that makes an application.
    public static func openCampaigns(for agent: Agent, on today: Day, in tx: Transaction) throws -> [Choice] {
        try tx.query(
            """
            SELECT k.id, k.name FROM campaign k JOIN scheme s ON s.id = k.scheme_id
             WHERE \(today) BETWEEN (k.opens_at AT TIME ZONE 'Europe/Paris')::date
                           AND ((k.closes_at - interval '1 second') AT TIME ZONE 'Europe/Paris')::date
               AND \(agent.reaches(service: "s.service_id")) ORDER BY k.closes_at, k.name
            """
        ).map { Choice(String(try $0["id"] as Int), try $0["name"]) }
    }
}
