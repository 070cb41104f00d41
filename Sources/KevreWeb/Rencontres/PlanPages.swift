import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// The plan of an edition: drawing, who stands where, what does not fit.
enum PlanPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/plan", right: .readRencontres, use: show)
        routes.get("rencontres/:year/plan/liste", right: .readRencontres, use: list)
        routes.get("rencontres/:year/plan/export", right: .readRencontres, use: export)
        routes.post("rencontres/:year/plan/placer", right: .writeRencontres, use: assign)
        routes.post("rencontres/:year/plan/liberer", right: .writeRencontres, use: free)
        routes.post("rencontres/:year/plan/publier", right: .writeRencontres, use: { try await publish($0, true) })
        routes.post("rencontres/:year/plan/retirer", right: .writeRencontres, use: { try await publish($0, false) })
        PlanHallPages.add(to: &routes)
        PitchPages.add(to: &routes)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (year, agent) = (try visit.year(), visit.agent)
        let plan = try await visit.read { try Plan.find(year: year, by: agent, in: $0) }
        let edition = plan.edition
        let mayWrite = agent.may(.writeRencontres)
        let address = "/rencontres/\(year)/plan"
        guard !plan.pitches.isEmpty else {
            return try visit.page(
                title: "Plan des stands", active: .rencontres,
                """
                \(EditionTab.header(edition, .plan, note: "\(edition.place)"))\
                \(emptyState(
                    "Pas encore d’emplacements",
                    "Créez des rangées\u{a0}: une zone, un premier numéro, tant de rangées de tant d’emplacements.",
                    actions: mayWrite
                        ? [
                            linkButton("Créer des rangées", "\(address)/rangees", .primary),
                            linkButton("Salle et circuits", "\(address)/salle"),
                        ] : []))
                """)
        }
        let number = visit.query("emplacement").flatMap { Int($0) }
        let pitch = plan.pitches.first { $0.number == number }
        let moving = visit.query("inscription").flatMap(Registration.ID.init)
        let carried = moving.map { "&inscription=\($0)" } ?? ""
        let face = PlanFace(
            plan: plan, address: { "\(address)?emplacement=\($0.number)\(carried)#emplacement" }, selected: number)
        let desk = PlanDesk(visit: visit, plan: plan, address: address, mayWrite: mayWrite)
        return try visit.page(
            title: "Plan des stands", active: .rencontres,
            """
            \(EditionTab.header(
                edition, .plan, note: "\(edition.place) · \(PlanDrawing(plan).summary)", actions: actions(visit, plan, address, mayWrite)))\
            \(columns(
                "\(desk.placing(moving))\(card(nil, face.html))",
                aside: "\(desk.pitch(pitch, moving))\(desk.rules)\(desk.waiting)\(desk.circuits)",
                label: "Emplacement choisi, règles, associations à placer"))
            """)
    }

    private static func actions(_ visit: Visit, _ plan: Plan, _ address: String, _ mayWrite: Bool) -> [HTML] {
        var actions = [
            linkButton("En liste", "\(address)/liste"),
            menu(
                "Exporter",
                [
                    (Link("Dessin (SVG)", "\(address)/export"), "à imprimer ou à retoucher"),
                    (Link("Liste (xlsx)", "\(address)/liste?format=xlsx"), "par numéro, avec le matériel"),
                ]),
        ]
        guard mayWrite else { return actions }
        actions.append(
            menu(
                "Dessiner",
                [
                    (Link("Créer des rangées", "\(address)/rangees"), "emplacements numérotés, par zone"),
                    (Link("Salle et circuits", "\(address)/salle"), "taille, scène, portes, limites en watts"),
                ]))
        let version = [("version", String(plan.edition.version))]
        actions.append(
            plan.edition.planPublishedAt == nil
                ? postButton("Publier le plan", "\(address)/publier", csrf: visit.csrf, .primary, fields: version)
                : postButton("Retirer le plan", "\(address)/retirer", csrf: visit.csrf, fields: version))
        return actions
    }

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        let address = "/rencontres/\(edition.year)"
        return try await visit.list(
            Pitch.listing, active: .rencontres, of: EditionTab.frame(edition, .plan),
            path: [
                Link("Rencontres", "/rencontres"), Link(String(edition.year), address), Link("Plan", "\(address)/plan"),
                Link("En liste", ""),
            ], actions: [linkButton("Voir le dessin", "\(address)/plan")],
            empty: emptyState("Pas encore d’emplacements", "Créez des rangées depuis la page du plan."),
            narrowing: { $0.filters["edition"] = [edition.id.description] })
    }

    @Sendable private static func export(_ visit: Visit) async throws -> Response {
        let (year, agent) = (try visit.year(), visit.agent)
        let drawing = PlanDrawing(try await visit.read { try Plan.find(year: year, by: agent, in: $0) }).file
        return visit.download("plan-\(year).svg", type: "image/svg+xml", length: drawing.utf8.count) { writer in
            try await writer.write(ByteBuffer(string: drawing))
            try await writer.finish(nil)
        }
    }

    @Sendable private static func assign(_ visit: Visit) async throws -> Response {
        let (year, agent) = (try visit.year(), visit.agent)
        let registration = try visit.posted("registration", Registration.ID.self)
        let pitch = try visit.posted("pitch", Pitch.ID.self)
        let (version, knowing) = (visit.version, visit.form["quand_meme"] != nil)
        let address = "/rencontres/\(year)/plan"
        do {
            let (warnings, number) = try await visit.write { tx in
                let warnings = try Pitch.assign(
                    registration, to: pitch, version: version, knowing: knowing, by: agent, in: tx)
                return (warnings, try Registration.find(registration, by: agent, in: tx).pitch ?? 0)
            }
            return visit.redirect(
                to: "\(address)?emplacement=\(number)#emplacement",
                notice: warnings.isEmpty
                    ? "Emplacement \(number) attribué."
                    : "Emplacement \(number) attribué. \(warnings.joined(separator: " "))",
                tone: warnings.isEmpty ? .done : .attention)
        } catch let refusal as RegistrationRefusal {
            if case .noSocket(let name, _, let number) = refusal {
                var fields = [
                    ("registration", registration.description), ("pitch", pitch.description), ("quand_meme", "1"),
                ]
                if let version { fields.append(("version", String(version))) }
                return try visit.page(
                    title: "Placer \(name)", active: .rencontres, status: .unprocessableContent,
                    """
                    \(pageHeader("Placer \(name)"))\(notice("\(refusal.message) Choisissez-en un autre, ou placez-la quand même\u{a0}: une rallonge sera à prévoir.", .attention))\
                    <div class="actions">\(linkButton("Choisir un autre emplacement", "\(address)?inscription=\(registration)", .primary))\
                    \(postButton("Placer quand même au \(number)", "\(address)/placer", csrf: visit.csrf, fields: fields))</div>
                    """)
            }
            return visit.redirect(to: "\(address)?inscription=\(registration)", notice: refusal.message, tone: .danger)
        }
    }

    @Sendable private static func free(_ visit: Visit) async throws -> Response {
        let (year, agent, pitch) = (try visit.year(), visit.agent, try visit.posted("pitch", Pitch.ID.self))
        try await visit.write { try Pitch.free(pitch, by: agent, in: $0) }
        return visit.redirect(to: "/rencontres/\(year)/plan", notice: "L’emplacement est libre.")
    }

    private static func publish(_ visit: Visit, _ isPublic: Bool) async throws -> Response {
        let (edition, agent, version) = (try await visit.edition(), visit.agent, visit.version)
        try await visit.write {
            try Edition.publishPlan(edition.id, isPublic, version: version, by: agent, in: $0)
        }
        return visit.redirect(
            to: "/rencontres/\(edition.year)/plan",
            notice: isPublic ? "La page publique montre le plan." : "La page publique ne montre plus le plan.")
    }
}
