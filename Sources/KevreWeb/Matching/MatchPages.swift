import Hummingbird
import Kevre

/// The aids that could serve a project, explained; what officers say of them; and, of an aid, the projects.
enum MatchPages {
    static func add(to routes: inout Routes) {
        routes.get("financements/projets/:id/aides", right: .readFunding, use: show)
        routes.post("financements/projets/:id/aides/:aide/avis", right: .writeFunding, use: judge)
        routes.post("financements/projets/:id/aides/:aide/critere", right: .writeFunding, use: answer)
        routes.get("financements/aides/:id/projets", right: .readFunding, use: projects)
    }

    /// Cards shown at first, and at most.
    private static let (first, most) = (10, 60)

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Project.ID.self)
        let (agent, today) = (visit.agent, visit.today)
        let limit = visit.query("toutes") == nil ? first : most
        let (sheet, answer) = try await visit.read { tx in
            (
                try ProjectSheet.read(id, by: agent, on: today, in: tx),
                try ProjectMatch.find(for: id, today: today, limit: limit, by: agent, in: tx)
            )
        }
        let count = answer.matches.count
        let face = MatchFace(
            project: sheet.project, answer: answer, csrf: visit.csrf, mayWrite: agent.may(.writeFunding),
            hasMore: limit == first && count == first)
        let frame = ProjectFrame(
            sheet: sheet, tab: .aids, agent: agent,
            counts: count == 0 ? [:] : [.aids: count == limit ? "\(count)\u{a0}+" : String(count)])
        return try visit.page(title: sheet.project.title, active: .funding, frame.html(face.html))
    }

    @Sendable private static func judge(_ visit: Visit) async throws -> Response {
        let (project, aid) = try keys(visit)
        let (agent, form) = (visit.agent, visit.form)
        let back = "/financements/projets/\(project)/aides"
        guard let word = form["verdict"].flatMap(MatchVerdict.Word.init) else {
            try await visit.write { try MatchVerdict.withdraw(project: project, aid: aid, by: agent, in: $0) }
            return visit.redirect(to: "\(back)#aide-\(aid)", notice: "L’avis est retiré.")
        }
        let reason = form["reason"] ?? ""
        try await visit.write {
            try MatchVerdict.give(word, reason: reason, project: project, aid: aid, by: agent, in: $0)
        }
        return visit.redirect(
            to: word == .kept ? "\(back)#aide-\(aid)" : back,
            notice: word == .kept ? "Aide à retenir\u{a0}: ouvrez une recherche pour la suivre." : "Aide écartée.")
    }

    @Sendable private static func answer(_ visit: Visit) async throws -> Response {
        let (project, aid) = try keys(visit)
        let (agent, form) = (visit.agent, visit.form)
        guard let kind = form["criterion"].flatMap(MatchCriterion.Kind.init) else {
            throw NotFound("Ce critère n’existe pas.")
        }
        let address = "/financements/projets/\(project)/aides#aide-\(aid)"
        guard let outcome = form["outcome"], ["met", "not_met"].contains(outcome) else {
            try await visit.write {
                try MatchAnswer.withdraw(kind, project: project, aid: aid, by: agent, in: $0)
            }
            return visit.redirect(to: address, notice: "La réponse est retirée\u{a0}: les données parlent de nouveau.")
        }
        let note = form["note"] ?? ""
        try await visit.write {
            try MatchAnswer.give(
                kind, isMet: outcome == "met", note: note, project: project, aid: aid, by: agent, in: $0)
        }
        return visit.redirect(to: address, notice: "Réponse notée.")
    }

    private static func keys(_ visit: Visit) throws -> (Project.ID, Aid.ID) {
        (try visit.identifier("id", Project.ID.self), try visit.identifier("aide", Aid.ID.self))
    }

    @Sendable private static func projects(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Aid.ID.self)
        let (agent, today) = (visit.agent, visit.today)
        let (aid, found) = try await visit.read { tx in
            (try Aid.find(id, by: agent, in: tx), try ProjectMatch.projects(for: id, today: today, by: agent, in: tx))
        }
        let heads = [
            TableColumn("Projet", .lead), TableColumn("Association", .soft), TableColumn("Points", .number),
            TableColumn("Montant plausible", .number), TableColumn("À préciser"),
        ]
        var rows = TableRows(heads)
        for (project, match) in found {
            rows.begin(key: project.id.description, name: project.title)
            rows.lead(project.title, "/financements/projets/\(project.id)/aides#aide-\(id)")
            rows.cell(project.associationName)
            rows.cell(String(match.score.points))
            rows.cell(match.plausible?.short ?? "")
            rows.cell(match.criteria.filter { $0.outcome == .unknown }.map(\.kind.label).joined(separator: ", "))
            rows.end()
        }
        let content =
            found.isEmpty
            ? emptyState(
                "Aucun projet en cours",
                "Aucun projet ouvert n’a de thème en commun avec cette aide sans qu’une condition l’écarte.")
            : table(heads, rows.html, caption: "Projets, les plus proches d’abord")
        return try visit.page(
            title: "Projets pour \(aid.name)", active: .funding,
            """
            \(breadcrumb([AidPages.home, Link(aid.name, "/financements/aides/\(id)"), Link("Projets", "")]))\
            \(pageHeader("Projets qu’elle pourrait servir", of: aid.name))\(content)
            """)
    }
}
