import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// The financing plans of a project: one in full, the others beside it.
enum FinancingPlanPages {
    static func add(to routes: inout Routes) {
        routes.get("financements/projets/:id/plan", right: .readFunding, use: show)
        routes.get("financements/projets/:id/plan.xlsx", right: .readFunding, use: download)
        routes.post("financements/projets/:id/plan/nouveau", right: .writeFunding, use: create)
        routes.get("financements/projets/:id/plan/:plan/modifier", right: .writeFunding, use: edit)
        routes.post("financements/projets/:id/plan/:plan/modifier", right: .writeFunding, use: save)
        routes.post("financements/projets/:id/plan/:plan/copie", right: .writeFunding, use: copy)
        routes.post("financements/projets/:id/plan/:plan/suivre", right: .writeFunding, use: choose)
        routes.post("financements/projets/:id/plan/:plan/recherches", right: .writeFunding, use: include)
        routes.post("financements/projets/:id/plan/:plan/suppression", right: .writeFunding, use: delete)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (id, agent, today) = (try visit.identifier("id", Project.ID.self), visit.agent, visit.today)
        let wanted = visit.query("plan").flatMap(FinancingPlan.ID.init)
        let (sheet, plans, plan, proposals) = try await visit.read { tx in
            let sheet = try ProjectSheet.read(id, by: agent, on: today, in: tx)
            let plans = try FinancingPlan.all(of: sheet.project, in: tx)
            let plan = plans.first { $0.id == wanted } ?? sheet.plan
            return (sheet, plans, plan, try Self.proposals(for: sheet, plan, by: agent, in: tx))
        }
        let face = FinancingPlanFace(
            sheet: sheet, plan: plan, plans: plans, proposals: proposals, agent: agent, csrf: visit.csrf)
        return try visit.page(
            title: "\(sheet.project.title) · Plan de financement", active: .funding, isLandscape: true,
            ProjectFrame(sheet: sheet, tab: .plan, agent: agent).html(face.html, actions: face.actions))
    }

    /// The best aids nobody asked yet, where money is still to be found.
    private static func proposals(
        for sheet: ProjectSheet, _ plan: FinancingPlan, by agent: Agent, in tx: Transaction
    ) throws -> [ProjectMatch] {
        guard sheet.project.stage.isOpen, !plan.leftToFind.isZero else { return [] }
        let asked = Set(sheet.searches.compactMap(\.aid))
        let found = try ProjectMatch.find(
            for: sheet.project.id, today: sheet.today, limit: 12, excluded: 0, by: agent, in: tx)
        return Array(
            found.matches.filter { !asked.contains($0.aid.id) && $0.verdict?.word != .dismissed }.prefix(3))
    }

    @Sendable private static func download(_ visit: Visit) async throws -> Response {
        let (id, agent) = (try visit.identifier("id", Project.ID.self), visit.agent)
        let plan = visit.query("plan").flatMap(FinancingPlan.ID.init)
        let project = try await visit.read { try Project.find(id, by: agent, in: $0) }
        try FileManager.default.createDirectory(at: visit.site.settings.incoming, withIntermediateDirectories: true)
        let file = visit.site.settings.incoming.appending(path: "\(Secrets.token()).xlsx")
        try await visit.office.writePlan(of: id, plan, for: agent, to: file)
        return try visit.download(
            file, as: project.planFileName(on: visit.today), type: ExportFormat.xlsx.mediaType)
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response {
        let (id, agent, name) = (try visit.identifier("id", Project.ID.self), visit.agent, visit.form["name"] ?? "")
        let plan = try await visit.write { try FinancingPlan.create(id, name: name, by: agent, in: $0) }
        return visit.redirect(to: "/financements/projets/\(id)/plan?plan=\(plan)", notice: "Plan gardé.")
    }

    @Sendable private static func copy(_ visit: Visit) async throws -> Response {
        let (id, plan) = try keys(visit)
        let (agent, name) = (visit.agent, visit.form["name"] ?? "")
        let made = try await visit.write { try FinancingPlan.copy(plan, of: id, name: name, by: agent, in: $0) }
        return visit.redirect(
            to: "/financements/projets/\(id)/plan/\(made)/modifier", notice: "Plan copié\u{a0}: changez ce qui diffère."
        )
    }

    @Sendable private static func choose(_ visit: Visit) async throws -> Response {
        let ((id, plan), agent, version) = (try keys(visit), visit.agent, visit.version)
        try await visit.write { try FinancingPlan.choose(plan, of: id, version: version, by: agent, in: $0) }
        return visit.redirect(to: "/financements/projets/\(id)/plan", notice: "C’est ce plan qui est suivi désormais.")
    }

    @Sendable private static func include(_ visit: Visit) async throws -> Response {
        let ((id, plan), agent) = (try keys(visit), visit.agent)
        try await visit.write { try FinancingPlan.includeSearches(plan, of: id, by: agent, in: $0) }
        return visit.redirect(
            to: "/financements/projets/\(id)/plan?plan=\(plan)", notice: "Recherches et dossiers ajoutés au plan.")
    }

    @Sendable private static func delete(_ visit: Visit) async throws -> Response {
        let ((id, plan), agent, version) = (try keys(visit), visit.agent, visit.version)
        try await visit.write { try FinancingPlan.delete(plan, of: id, version: version, by: agent, in: $0) }
        return visit.redirect(to: "/financements/projets/\(id)/plan", notice: "Plan supprimé.")
    }

    private static func keys(_ visit: Visit) throws -> (Project.ID, FinancingPlan.ID) {
        (try visit.identifier("id", Project.ID.self), try visit.identifier("plan", FinancingPlan.ID.self))
    }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let ((id, key), agent) = (try keys(visit), visit.agent)
        let (project, plan) = try await visit.read { tx in
            let project = try Project.find(id, by: agent, in: tx)
            return (project, try FinancingPlan.find(key, of: project, in: tx))
        }
        return try page(visit, project, plan, plan.input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let ((id, key), agent) = (try keys(visit), visit.agent)
        let (input, version) = (visit.form, visit.version)
        do {
            try await visit.write { try FinancingPlan.save(key, of: id, version: version, input, by: agent, in: $0) }
        } catch let refusal as FormRefusal {
            return try await again(visit, refusal.problems)
        } catch let refusal as FinancingPlanRefusal {
            return try await again(
                visit, [FieldProblem(field: refusal.field ?? "", label: "Nom", message: refusal.message)])
        }
        let (plan, chart) = try await visit.read { tx in
            let project = try Project.find(id, by: agent, in: tx)
            return (try FinancingPlan.find(key, of: project, in: tx), BudgetChart.chart(for: project.kind))
        }
        let broken = plan.checks(chart).count { $0.outcome == .problem }
        return visit.redirect(
            to: "/financements/projets/\(id)/plan?plan=\(key)",
            notice: broken == 0
                ? "Plan enregistré\u{a0}: toutes les règles sont respectées."
                : "Plan enregistré. \(FrenchText.count(broken, "règle n’est", "règles ne sont")) pas respectée\(broken > 1 ? "s" : "").",
            tone: broken == 0 ? .done : .attention)
    }

    private static func again(_ visit: Visit, _ problems: [FieldProblem]) async throws -> Response {
        let ((id, key), agent) = (try keys(visit), visit.agent)
        let (project, plan) = try await visit.read { tx in
            let project = try Project.find(id, by: agent, in: tx)
            return (project, try FinancingPlan.find(key, of: project, in: tx))
        }
        return try page(visit, project, plan, visit.form, problems)
    }

    private static func page(
        _ visit: Visit, _ project: Project, _ plan: FinancingPlan, _ input: FormInput,
        _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = "/financements/projets/\(project.id)"
        let form = FormPage(
            "\(address)/plan/\(plan.id?.description ?? "")/modifier", csrf: visit.csrf,
            version: visit.version ?? plan.version, cancel: Link("Annuler", "\(address)/plan"))
        let editor = FinancingPlanEditor(
            chart: BudgetChart.chart(for: project.kind), input: input, problems: problems, plan: plan)
        return try visit.page(
            title: "Plan de financement · \(project.title)", active: .funding,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb(ProjectPages.way + [Link(project.title, address), Link("Plan de financement", "\(address)/plan"), Link(plan.name, "")]))\
            \(pageHeader("Modifier le plan", of: project.title))\(errorSummary(problems))\
            <div class="form--budget">\(form.html(editor.html))</div>
            """)
    }
}
