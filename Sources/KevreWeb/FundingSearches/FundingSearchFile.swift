import Kevre

/// The page of one search: what is asked, where it stands, what was said.
struct FundingSearchFile {
    let search: FundingSearch
    let notes: [FundingSearchNote]
    let agent: Agent
    let csrf: String
    let today: Day

    private var address: String { "/financements/recherches/\(search.id)" }
    private var mayWrite: Bool { agent.may(.writeFunding) }

    var html: HTML {
        let project = Link(search.projectTitle, "/financements/projets/\(search.project)/recherches")
        return """
            \(breadcrumb([Link("Financements externes", "/financements/projets"), project, Link(search.name, "")]))\
            \(pageHeader(search.name, of: search.projectTitle, actions: mayWrite ? [linkButton("Modifier", "\(address)/modifier")] : []))\
            \(alarm)\(columns(request + conversations, aside: standing, label: "Où en est la recherche"))
            """
    }

    private var alarm: HTML { search.sleep(on: today).map { notice("\($0)", .attention) } ?? "" }

    private var request: HTML {
        card(
            "La demande",
            facts([
                ("Projet", "<a href=\"/financements/projets/\(search.project)\">\(search.projectTitle)</a>"),
                ("Association", "<a href=\"/associations/\(search.association)\">\(search.associationName)</a>"),
                ("Financeur", "\(search.funderName)"),
                (
                    "Aide",
                    search.aid.map { id in "<a href=\"/financements/aides/\(id)\">\(search.aidName)</a>" } ?? ""
                ),
                ("Objet", "\(search.label)"), ("Demandé", search.asked.map { "<b>\($0.short)</b>" } ?? ""),
                ("Accordé", search.obtained.map { "<b>\($0.short)</b>" } ?? ""),
                ("Versé", search.paid.isZero ? "" : "\(search.paid.short)"), ("Versements", "\(instalments)"),
                ("Clôture", "\(search.closesOn?.long)"), ("Déposée le", "\(search.filedOn?.long)"),
                ("Réponse le", "\(search.answeredOn?.long)"), ("Versée le", "\(search.paidOn?.long)"),
                ("Bilan attendu le", "\(search.reportDueOn?.long)"), ("Bilan rendu le", "\(search.reportedOn?.long)"),
                ("Interlocuteur", "\(search.contact)"), ("Motif", prose(search.reason)),
            ]))
    }

    /// Where there are several: `2 000 € le 3 mars 2026 et 1 000 € le 5 mai 2026`.
    private var instalments: String? {
        guard search.instalments.count > 1 else { return nil }
        return FrenchText.list(search.instalments.map { "\($0.amount.short) le \($0.on.long)" })
    }

    private var standing: HTML {
        let word = FundingSearchState.vocabulary[search.state.rawValue]
        var buttons = HTML()
        for (index, event) in search.events(for: agent).enumerated() {
            let step = "\(address)/etape/\(event.rawValue)"
            let style: ButtonStyle =
                index == 0 ? .primary : event == .abandon ? .danger : event == .stepBack ? .quiet : .plain
            if event.asksSomething {
                let kind = style == .plain ? "" : " button--\(style.rawValue)"
                buttons += "<a class=\"button button--block\(trusted: kind)\" href=\"\(step)\">\(event.label)</a>"
            } else {
                buttons += postButton(
                    event.label, step, csrf: csrf, style, fields: [("version", String(search.version))], isBlock: true)
            }
        }
        let next: HTML = facts(
            [
                ("Prochaine action", "\(search.nextAction)"), ("Pour le", "\(search.nextActionOn?.long)"),
                ("Suivie par", "\(search.agentName)"), ("Dernier mouvement", "\(search.movedOn.long)"),
            ], style: .tight)
        let verbs: HTML = buttons.isEmpty ? "" : "<div class=\"actions actions--stack\">\(buttons)</div>"
        return card("Où en est-on\u{a0}?", "<p>\(state(word.label, Tone(word.tone)))</p>\(next)\(verbs)")
    }

    private var conversations: HTML {
        let entries = notes.map { note in
            TimelineEntry(
                "<b>\(note.kind.label)</b>\(note.people.isEmpty ? "" : " avec \(note.people)")",
                shown: note.heldOn.long, machine: note.heldOn.iso, by: note.author, detail: note.body)
        }
        let box: HTML =
            mayWrite
            ? """
            <details class="more"\(flag: "open", notes.isEmpty)><summary>Noter un échange</summary>\
            <form class="form" method="post" action="\(address)/notes">\(csrfField(csrf))\
            \(formFields(FundingSearchNote.form, FormInput(["kind": ["call"], "held_on": [today.short], "people": [search.contact]])))\
            <div class="form__end"><button class="button">Noter</button></div></form></details>
            """ : ""
        return card(
            "Échanges", id: "echanges",
            box + (entries.isEmpty ? "<p class=\"soft\">Rien de noté encore.</p>" : timeline(entries)))
    }
}
