import Kevre

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
                pitch.id.description, "\(pitch.number) — \(zone)\(pitch.sockets > 0 ? ", avec prise" : ", sans prise")")
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
            return card(
                "Emplacement", id: "emplacement", "<p class=\"soft\">Choisissez un emplacement sur le plan.</p>")
        }
        let zone = plan.zones.first { $0.id == pitch.zone }?.name ?? ""
        let circuit = plan.circuits.first { $0.id == pitch.circuit }?.name ?? ""
        var about: [(String, HTML)] = []
        var buttons: [HTML] = []
        if let occupant = pitch.occupant {
            let record: HTML =
                "<a href=\"/rencontres/\(plan.edition.year)/inscriptions/\(occupant.id)\">\(occupant.name)</a>"
            about += [
                ("Association", record), ("Besoins", "\(occupant.needs)"), ("À côté de", "\(occupant.wanted)"),
                ("Loin de", "\(occupant.avoided)"), ("Accessibilité", "\(occupant.accessibility)"),
                ("Contact", "\(occupant.contact)"),
            ]
            if mayWrite {
                buttons = [
                    linkButton("Déplacer", "\(address)?inscription=\(occupant.id)"),
                    postButton(
                        "Libérer", "\(address)/liberer", csrf: visit.csrf, fields: [("pitch", pitch.id.description)]),
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
        guard !plan.toPlace.isEmpty else {
            return "<p class=\"soft\">Toutes les associations validées sont placées.</p>"
        }
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
                "Toutes (\(plan.toPlace.count))", "/rencontres/\(plan.edition.year)/inscriptions?unplaced=1", .quiet)
            : ""
        return card(
            "À placer", of: FrenchText.grouped(plan.toPlace.count),
            "<ul class=\"lines lines--tight\">\(items)</ul>\(more)")
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
        let edit = mayWrite ? linkButton("Modifier les limites", "\(address)/salle", .quiet) : ""
        return card("Circuits", "\(facts(pairs, style: .amounts))\(edit)")
    }
}
