import Foundation
import Hummingbird
import Kevre

/// Séances: the list, one session's record, its agenda. The table itself is `SessionTable`.
enum SessionPages {
    static func add(to routes: inout Routes) {
        routes.get("seances", right: .readSessions, use: list)
        routes.get("seances/nouvelle", right: .writeSessions, use: new)
        routes.post("seances/nouvelle", right: .writeSessions, use: create)
        routes.get("seances/:id", right: .readSessions, use: show)
        routes.get("seances/:id/modifier", right: .writeSessions, use: edit)
        routes.post("seances/:id/modifier", right: .writeSessions, use: save)
        routes.post("seances/:id/supprimer", right: .writeSessions, use: delete)
        routes.get("seances/:id/ordre-du-jour", right: .writeSessions, use: pick)
        routes.post("seances/:id/ordre-du-jour", right: .writeSessions, use: putOnAgenda)
        routes.get("seances/:id/annexe", right: .readSessions, use: annex)
        routes.get("seances/:id/projection", right: .readSessions, use: project)
        routes.get("seances/:id/projection/contenu", right: .readSessions, use: projected)
    }

    static let home = Link("Séances", "/seances")

    // MARK: - List and record

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let begin = linkButton("Nouvelle séance", "/seances/nouvelle", .primary)
        let mayWrite = visit.agent.may(.writeSessions)
        return try await visit.list(
            Session.listing, active: .sessions, actions: mayWrite ? [begin] : [],
            empty: emptyState(
                "Aucune séance",
                "Une séance rassemble les dossiers proposés pour que la commission, le bureau ou le conseil les décide.",
                actions: mayWrite ? [begin] : []))
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        try form(visit, nil, FormInput(["body": ["council"]]))
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response {
        do {
            let id = try await visit.write { tx in
                try Session.save(nil, version: nil, visit.form, by: visit.agent, in: tx)
            }
            return visit.redirect(to: "/seances/\(id)", notice: "Séance créée. Composez son ordre du jour.")
        } catch let refusal as FormRefusal {
            return try form(visit, nil, visit.form, refusal.problems)
        }
    }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let session = try await find(visit)
        return try form(visit, session, session.input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let session = try await find(visit)
        do {
            try await visit.write { tx in
                _ = try Session.save(session.id, version: visit.version, visit.form, by: visit.agent, in: tx)
            }
            return visit.redirect(to: "/seances/\(session.id)", notice: "Séance enregistrée.")
        } catch let refusal as FormRefusal {
            return try form(visit, session, visit.form, refusal.problems)
        } catch let refusal as DecisionRefusal {
            let problem = FieldProblem(field: "body", label: "Instance", message: refusal.message)
            return try form(visit, session, visit.form, [problem])
        }
    }

    @Sendable private static func delete(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Session.ID.self)
        try await visit.write { try Session.delete(id, by: visit.agent, in: $0) }
        return visit.redirect(to: "/seances", notice: "Séance supprimée.")
    }

    private static func form(
        _ visit: Visit, _ session: Session?, _ input: FormInput, _ problems: [FieldProblem] = []
    ) throws -> Response {
        let title = session?.name ?? "Nouvelle séance"
        let address = session.map { "/seances/\($0.id)" }
        let page = FormPage(
            address.map { "\($0)/modifier" } ?? "/seances/nouvelle", csrf: visit.csrf, version: session?.version,
            submit: session == nil ? "Créer la séance" : "Enregistrer",
            cancel: Link("Annuler", address ?? "/seances"))
        let final: HTML =
            session?.isClosed == true
            ? notice("La séance est close\u{a0}: seul le numéro de l’acte peut encore être porté.", .accent) : ""
        let fields = formFields(session?.form ?? Session.form, input, problems: problems)
        let way = [home] + (session.map { [Link($0.name, "/seances/\($0.id)")] } ?? [])
        return try visit.page(
            title: title, active: .sessions, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb(way + [Link(session == nil ? title : "Modifier", "")]))\(pageHeader(title))\
            \(errorSummary(problems))\(final)\(page.html(fields))
            """)
    }

    // MARK: - The session

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let table = try await read(visit)
        return try visit.page(
            title: table.session.name, active: .sessions, isLandscape: true, table.page(visit))
    }

    /// Everything the table shows, from one state of the database.
    static func read(_ visit: Visit) async throws -> SessionTable {
        let id = try visit.identifier("id", Session.ID.self)
        return try await visit.read { tx in
            let session = try Session.find(id, for: visit.agent, in: tx)
            return SessionTable(
                session: session, lines: try session.lines(in: tx), gauges: try session.gauges(in: tx),
                mayWrite: visit.agent.may(.writeSessions))
        }
    }

    static func find(_ visit: Visit) async throws -> Session {
        let id = try visit.identifier("id", Session.ID.self)
        return try await visit.read { try Session.find(id, for: visit.agent, in: $0) }
    }

    // MARK: - Agenda

    @Sendable private static func pick(_ visit: Visit) async throws -> Response {
        let session = try await find(visit)
        guard !session.isClosed else { throw DecisionRefusal.sessionClosed(session.name) }
        let address = "/seances/\(session.id)"
        return try await visit.list(
            Session.proposals, active: .sessions, title: "Inscrire à l’ordre du jour",
            path: [home, Link(session.name, address), Link("Ordre du jour", "")],
            bulk: [.init("Inscrire à l’ordre du jour", "\(address)/ordre-du-jour")],
            intro: HTML(),
            empty: emptyState(
                "Aucune proposition en attente",
                "Un dossier peut être inscrit quand un montant est proposé\u{a0}: proposez-le depuis sa page.",
                actions: [linkButton("Retour à la séance", address)])
        ) { query in
            // A body with a delegation sees what it may decide; the others are another body's business.
            switch session.body {
            case .bureau: query.filters["competent_body"] = ["bureau"]
            case .president: query.filters["competent_body"] = ["president"]
            case .council, .committee: break
            }
        }
    }

    @Sendable private static func putOnAgenda(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Session.ID.self)
        let chosen = visit.form.all("choix").compactMap { Application.ID($0) }
        do {
            try await visit.write { try Session.putOnAgenda(id, chosen, by: visit.agent, in: $0) }
        } catch let refusal as DecisionRefusal {
            return visit.redirect(to: "/seances/\(id)/ordre-du-jour", notice: refusal.message, tone: .danger)
        }
        let count = FrenchText.count(chosen.count, "dossier inscrit", "dossiers inscrits")
        return visit.redirect(to: "/seances/\(id)", notice: "\(count) à l’ordre du jour.")
    }

    // MARK: - Handing out, projecting

    @Sendable private static func annex(_ visit: Visit) async throws -> Response {
        let session = try await find(visit)
        return try await visit.download(type: ExportFormat.xlsx.mediaType, named: session.annexFileName) { file in
            try await visit.office.writeAnnex(of: session.id, for: visit.agent, to: file)
        }
    }

    @Sendable private static func project(_ visit: Visit) async throws -> Response {
        let table = try await read(visit)
        return try visit.page(
            title: table.session.name, active: .sessions, isLandscape: true, table.projection)
    }

    @Sendable private static func projected(_ visit: Visit) async throws -> Response {
        visit.part(try await read(visit).projected)
    }
}
