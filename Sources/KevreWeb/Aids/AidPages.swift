import Foundation
import Hummingbird
import Kevre

/// The catalogue of aids: list, record, form.
enum AidPages {
    static func add(to routes: inout Routes) {
        routes.get("financements/aides", right: .readFunding, use: list)
        routes.get("financements/aides/nouvelle", right: .writeFunding, use: new)
        routes.post("financements/aides/nouvelle", right: .writeFunding, use: create)
        routes.get("financements/aides/doublons", right: .readFunding, use: AidDuplicatePages.list)
        routes.get("financements/aides/doublons/:id", right: .readFunding, use: AidDuplicatePages.show)
        routes.post("financements/aides/doublons/:id", right: .writeFunding, use: AidDuplicatePages.settle)
        routes.get("financements/aides/:id", right: .readFunding, use: show)
        routes.get("financements/aides/:id/modifier", right: .writeFunding, use: edit)
        routes.post("financements/aides/:id/modifier", right: .writeFunding, use: save)
        routes.post("financements/aides/:id/cloture", right: .writeFunding, use: close)
        routes.post("financements/aides/:id/source", right: .writeFunding, use: takeFromSource)
    }

    static let home = Link("Aides", "/financements/aides")

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        // The catalogue as it is worked with: what one may apply to, now or next time. The address says so.
        if visit.query.isEmpty {
            return visit.redirect(to: "/financements/aides?status=open,ongoing,upcoming,next_expected,undated")
        }
        let mayWrite = visit.agent.may(.writeFunding)
        let actions =
            mayWrite
            ? [
                linkButton("Importer un catalogue", "/imports/nouveau?quoi=aid"),
                linkButton("Nouvelle aide", "/financements/aides/nouvelle", .primary),
            ] : []
        return try await visit.list(
            Aid.listing(today: visit.today), active: .funding, actions: actions,
            intro: fundingTabs(.aids),
            empty: emptyState(
                "Aucune aide ici",
                "Le catalogue réunit les aides et appels des financeurs\u{a0}: importés d’Aides-territoires ou d’un guide, ou saisis.",
                actions: actions))
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Aid.ID.self)
        let (agent, today) = (visit.agent, visit.today)
        let (aid, steps, themes, answers, doubles) = try await visit.read { tx in
            (
                try Aid.find(id, by: agent, in: tx), try AuditEntry.timeline(of: "aid", id.number, limit: 20, in: tx),
                try Theme.all(in: tx), try AidFollowing.find(of: id, in: tx), try AidDuplicate.open(of: id, in: tx)
            )
        }
        let face = AidFace(
            aid: aid, today: today, steps: steps, themes: themes, following: answers, doubles: doubles,
            csrf: visit.csrf, mayWrite: agent.may(.writeFunding))
        return try visit.page(title: aid.name, active: .funding, face.html)
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        let (agent, funder) = (visit.agent, visit.query("financeur").flatMap(Funder.ID.init))
        let (form, name) = try await visit.read { tx in
            (try Aid.form(in: tx), try funder.map { try Funder.find($0, by: agent, in: tx).name })
        }
        var input = FormInput(["start_rule": ["any"], "audiences": ["association"], "kinds": ["grant"]])
        input["funder"] = name
        return try page(visit, nil, form, input)
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response { try await write(visit, nil) }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Aid.ID.self)
        let agent = visit.agent
        let (aid, form) = try await visit.read { (try Aid.find(id, by: agent, in: $0), try Aid.form(in: $0)) }
        return try page(visit, aid, form, aid.input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        try await write(visit, visit.identifier("id", Aid.ID.self))
    }

    private static func write(_ visit: Visit, _ id: Aid.ID?) async throws -> Response {
        let (agent, input) = (visit.agent, visit.form)
        do {
            let saved = try await visit.saving { tx in
                let form = try Aid.form(near: input["funder"], in: tx)
                return (form, try id.map { try Aid.find($0, by: agent, in: tx).input } ?? input)
            } _: {
                try Aid.save(id, version: $1, $0, by: agent, in: $2)
            }
            return visit.redirect(
                to: "/financements/aides/\(saved)",
                notice: id == nil ? "Aide ajoutée au catalogue." : "Aide enregistrée.")
        } catch let refusal as FormRefusal {
            let (aid, form) = try await visit.read { tx in
                (
                    try id.map { try Aid.find($0, by: agent, in: tx) },
                    try Aid.form(near: input["funder"], in: tx)
                )
            }
            return try page(visit, aid, form, input, refusal.problems)
        }
    }

    private static func page(
        _ visit: Visit, _ aid: Aid?, _ form: Form, _ input: FormInput, _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = aid.map { "/financements/aides/\($0.id)" } ?? "/financements/aides"
        let title = aid.map { "Modifier «\u{a0}\($0.name)\u{a0}»" } ?? "Nouvelle aide"
        let kept = visit.form["version"].flatMap { Int($0) }
        var page = FormPage(
            aid == nil ? "/financements/aides/nouvelle" : "\(address)/modifier", csrf: visit.csrf,
            version: kept ?? aid?.version, cancel: Link("Annuler", address))
        page.shown = aid == nil ? nil : visit.shown(input)
        let warning: HTML =
            aid.map { $0.source == "manual" || $0.source == "starting" } ?? true
            ? ""
            : notice(
                "Cette aide vient de \(aid?.sourceName). Ce que vous changez ici restera, même si la source dit autre chose\u{a0}; sa version vous sera montrée à côté."
            )
        return try visit.page(
            title: title, active: .funding, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb([Link("Financements externes", "/financements/projets"), home, Link(title, "")]))\
            \(pageHeader(title))\(errorSummary(problems))\(warning)\
            \(page.html(formFields(form, input, problems: problems)))
            """)
    }

    @Sendable private static func close(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Aid.ID.self)
        let (agent, today, version, closes) = (
            visit.agent, visit.today, visit.version, visit.form["closed"] == "1"
        )
        try await visit.write { try Aid.setClosed(closes, id, version: version, by: agent, today: today, in: $0) }
        return visit.redirect(
            to: "/financements/aides/\(id)", notice: closes ? "Aide close." : "Aide rouverte.")
    }

    @Sendable private static func takeFromSource(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Aid.ID.self)
        let (agent, version, column) = (visit.agent, visit.version, visit.form["column"] ?? "")
        try await visit.write { try Aid.takeFromSource(column, of: id, version: version, by: agent, in: $0) }
        return visit.redirect(to: "/financements/aides/\(id)", notice: "La version de la source est reprise.")
    }
}
