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
                    actions: mayWrite ? [linkButton("Créer des rangées", "\(address)/rangees", .primary)] : []))
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
        actions.append(linkButton("Créer des rangées", "\(address)/rangees"))
        actions.append(
            plan.edition.planPublishedAt == nil
                ? postButton("Publier le plan", "\(address)/publier", csrf: visit.csrf, .primary)
                : postButton("Retirer le plan", "\(address)/retirer", csrf: visit.csrf))
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
        let version = visit.version
        let address = "/rencontres/\(year)/plan"
        do {
            let (warnings, number) = try await visit.write { tx in
                let warnings = try Pitch.assign(registration, to: pitch, version: version, by: agent, in: tx)
                return (warnings, try Registration.find(registration, by: agent, in: tx).pitch ?? 0)
            }
            return visit.redirect(
                to: "\(address)?emplacement=\(number)#emplacement",
                notice: warnings.isEmpty
                    ? "Emplacement \(number) attribué." : "Emplacement \(number) attribué. \(warnings.joined(separator: " "))",
                tone: warnings.isEmpty ? .done : .attention)
        } catch let refusal as RegistrationRefusal {
            return visit.redirect(to: "\(address)?inscription=\(registration)", notice: refusal.message, tone: .danger)
        }
    }

    @Sendable private static func free(_ visit: Visit) async throws -> Response {
        let (year, agent, pitch) = (try visit.year(), visit.agent, try visit.posted("pitch", Pitch.ID.self))
        try await visit.write { try Pitch.free(pitch, by: agent, in: $0) }
        return visit.redirect(to: "/rencontres/\(year)/plan", notice: "L’emplacement est libre.")
    }

    private static func publish(_ visit: Visit, _ isPublic: Bool) async throws -> Response {
        let (edition, agent) = (try await visit.edition(), visit.agent)
        try await visit.write { try Edition.publishPlan(edition.id, isPublic, by: agent, in: $0) }
        return visit.redirect(
            to: "/rencontres/\(edition.year)/plan",
            notice: isPublic ? "La page publique montre le plan." : "La page publique ne montre plus le plan.")
    }
}

/// What stands beside the drawing.
struct PlanDesk {
    let visit: Visit
    let plan: Plan
    let address: String
    let mayWrite: Bool

    private func name(_ registration: Registration.ID) -> String? {
        (plan.toPlace + plan.pitches.compactMap(\.occupant)).first { $0.id == registration }?.name
    }

    /// The association being placed, with a list of free pitches for who does not click on drawings.
    func placing(_ registration: Registration.ID?) -> HTML {
        guard mayWrite, let registration, let name = name(registration) else { return "" }
        let free = plan.pitches.filter { $0.occupant == nil }
        let options = free.map { pitch in
            let zone = plan.zones.first { $0.id == pitch.zone }?.name ?? ""
            return FormOption(
                pitch.id.description, "\(pitch.number) — \(zone)\(pitch.sockets > 0 ? ", avec prise" : "")")
        }
        return card(
            "Placer \(name)",
            """
            <p>Choisissez un emplacement libre sur le plan, ou dans la liste.</p>\
            <form class="inline" method="post" action="\(address)/placer">\(csrfField(visit.csrf))\
            <input type="hidden" name="registration" value="\(registration)">\
            \(select("pitch", "Emplacement", options))<button class="button button--primary">Placer</button>\
            \(linkButton("Annuler", address, .quiet))</form>
            """)
    }

    private func select(_ name: String, _ label: String, _ options: [FormOption]) -> HTML {
        let items = options.map { "<option value=\"\($0.value)\">\($0.title)</option>" as HTML }
        return """
            <label class="hidden-text" for="\(name)-choix">\(label)</label>\
            <select class="input" id="\(name)-choix" name="\(name)">\(items)</select>
            """
    }

    /// The pitch looked at: who stands there, or who could.
    func pitch(_ pitch: Pitch?, _ moving: Registration.ID?) -> HTML {
        guard let pitch else {
            return card("Emplacement", id: "emplacement", "<p class=\"soft\">Choisissez un emplacement sur le plan.</p>")
        }
        let zone = plan.zones.first { $0.id == pitch.zone }?.name ?? ""
        let circuit = plan.circuits.first { $0.id == pitch.circuit }?.name ?? ""
        var about: [(String, HTML)] = []
        var buttons: [HTML] = []
        if let occupant = pitch.occupant {
            let record: HTML = "<a href=\"/rencontres/\(plan.edition.year)/inscriptions/\(occupant.id)\">\(occupant.name)</a>"
            about += [
                ("Association", record), ("Besoins", "\(occupant.needs)"), ("À côté de", "\(occupant.wanted)"),
                ("Loin de", "\(occupant.avoided)"), ("Accessibilité", "\(occupant.accessibility)"),
                ("Contact", "\(occupant.contact)"),
            ]
            if mayWrite {
                buttons = [
                    linkButton("Déplacer", "\(address)?inscription=\(occupant.id)"),
                    postButton("Libérer", "\(address)/liberer", csrf: visit.csrf, fields: [("pitch", pitch.id.description)]),
                ]
            }
        } else if mayWrite {
            buttons = [occupy(pitch, moving)]
        }
        about += [
            ("Zone", "\(zone)"), ("Taille", "\(pitch.width) × \(pitch.depth)\u{a0}cm"),
            ("Prises", pitch.sockets == 0 ? "aucune" : "\(pitch.sockets)"), ("Circuit", "\(circuit)"),
            ("Situation", pitch.corner ? "en angle" : ""), ("Note", "\(pitch.note)"),
        ]
        if mayWrite { buttons.append(linkButton("Modifier", "\(address)/\(pitch.number)/modifier", .quiet)) }
        return card(
            "Emplacement \(pitch.number)", id: "emplacement",
            "\(facts(about, style: .tight))<div class=\"actions\">\(buttons)</div>")
    }

    private func occupy(_ pitch: Pitch, _ moving: Registration.ID?) -> HTML {
        let version = [("pitch", pitch.id.description), ("version", String(pitch.version))]
        if let moving, let name = name(moving) {
            return postButton(
                "Placer \(name) ici", "\(address)/placer", csrf: visit.csrf, .primary,
                fields: version + [("registration", moving.description)])
        }
        guard !plan.toPlace.isEmpty else { return "<p class=\"soft\">Toutes les associations validées sont placées.</p>" }
        let theme = plan.zones.first { $0.id == pitch.zone }?.theme
        // Those of the zone's theme first: that is who one looks for.
        let likely = plan.toPlace.filter { $0.theme == theme } + plan.toPlace.filter { $0.theme != theme }
        let options = likely.map { FormOption($0.id.description, "\($0.name) (\($0.needs))") }
        let hidden = version.map { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" as HTML }
        return """
            <form class="form" method="post" action="\(address)/placer">\(csrfField(visit.csrf))\(hidden)\
            \(select("registration", "Association à placer ici", options))\
            <button class="button button--primary">Placer ici</button></form>
            """
    }

    /// What holds and what does not.
    var rules: HTML {
        let wrong = plan.warnings.map { "<li class=\"obligation obligation--attention\"><p>\($0)</p></li>" as HTML }
        let well = plan.assurances.map { "<li class=\"obligation obligation--done\"><p>\($0)</p></li>" as HTML }
        return wrong.isEmpty && well.isEmpty ? "" : card("Règles", obligations(wrong + well))
    }

    /// Who has no pitch yet.
    var waiting: HTML {
        guard !plan.toPlace.isEmpty else { return "" }
        let items = plan.toPlace.prefix(12).map { occupant -> HTML in
            let name: HTML =
                mayWrite ? "<a href=\"\(address)?inscription=\(occupant.id)\">\(occupant.name)</a>" : "\(occupant.name)"
            return "<li><p>\(name)<br><span class=\"soft small\">\(occupant.needs)</span></p></li>"
        }
        let more: HTML =
            plan.toPlace.count > 12
            ? linkButton(
                "Toutes (\(plan.toPlace.count))", "/rencontres/\(plan.edition.year)/inscriptions?unplaced=1", .quiet) : ""
        return card("À placer", of: FrenchText.grouped(plan.toPlace.count), "<ul class=\"lines lines--tight\">\(items)</ul>\(more)")
    }

    /// Load against limit.
    var circuits: HTML {
        guard !plan.circuits.isEmpty else { return "" }
        let pairs = plan.circuits.map { circuit -> (String, HTML) in
            let tone = circuit.isOverloaded ? "text-danger" : ""
            return (
                circuit.name,
                "<span class=\"\(tone)\">\(FrenchText.grouped(circuit.asked))</span> / \(FrenchText.grouped(circuit.limit))\u{a0}W"
            )
        }
        return card("Circuits", facts(pairs, style: .amounts))
    }
}
