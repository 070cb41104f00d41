import Kevre

/// The sections of a file's page.
enum FileSection: String, CaseIterable {
    case request = "demande", budget, documents = "pieces", instruction, decision

    init(_ text: String?) { self = text.flatMap(FileSection.init(rawValue:)) ?? .request }

    var title: String {
        switch self {
        case .request: "Demande"
        case .budget: "Budget"
        case .documents: "Pièces"
        case .instruction: "Instruction"
        case .decision: "Décision"
        }
    }
}

/// The page of a file: at the left one section, at the right what must stay in view.
struct FilePage {
    let sheet: FileSheet
    let section: FileSection
    let csrf: String
    let agent: Agent

    private var file: Application { sheet.file }

    var html: HTML {
        """
        \(breadcrumb([
            Link("Dossiers", "/dossiers"), Link(sheet.campaign.name, "/dossiers?campaign=\(file.campaign)"),
            Link(file.name, ""),
        ]))\
        \(pageHeader(file.title.isEmpty ? "Demande sans titre" : file.title, of: sheet.association.name, actions: actions))\
        \(FileOrigin(sheet: sheet, agent: agent, csrf: csrf).html)\(tabs(sections, label: "Sections du dossier"))\
        \(columns(content, aside: aside, label: "Suivi du dossier"))
        """
    }

    private var actions: [HTML] {
        var result: [HTML] = []
        if file.state == .draft {
            result.append(linkButton("Continuer la saisie", "/dossiers/\(file.id)/saisie", .primary))
        } else if agent.may(.instructApplications, of: file.service), file.state.isBeforeDecision {
            result.append(linkButton("Passer à un collègue", "\(sheet.address)/etape/assign"))
        }
        return result
    }

    private var sections: [Link] {
        FileSection.allCases.map { other in
            let count: String? =
                other == .documents && !sheet.documents.isEmpty
                ? "\(sheet.settled)/\(sheet.documents.count)" : nil
            return Link(
                other.title, "\(sheet.address)?section=\(other.rawValue)", count: count, isCurrent: other == section)
        }
    }

    private var content: HTML {
        let sections = FileSections(sheet: sheet, csrf: csrf, agent: agent)
        return switch section {
        case .request: sections.request
        case .budget: sections.budget
        case .documents: sections.documents
        case .instruction: sections.instruction
        case .decision: sections.decision
        }
    }

    private var aside: HTML {
        card("Où en est le dossier", standing)
            + card("Obligations", duties)
            + card(sheet.association.name, associationCard)
            + project + card("Historique", id: "historique", FileTimeline(sheet: sheet, csrf: csrf, agent: agent).html)
    }

    /// The state, its deadline, who has it, and the buttons: the events the life cycle allows this agent now.
    private var standing: HTML {
        let word = ApplicationState.vocabulary[file.state.rawValue]
        var page: HTML = "<p>\(state(word.label, Tone(word.tone)))</p>"
        for (text, tone) in deadlines {
            page += "<p class=\"small text-\(trusted: tone.rawValue)\">\(text)</p>"
        }
        page += "<p class=\"small soft\">\(file.officerName.map { "Suivi par \($0)" } ?? "Non attribué")</p>"
        var buttons = HTML()
        if file.late, file.lateAccepted == nil, file.state == .submitted || file.state == .incomplete,
            agent.may(.instructApplications, of: file.service)
        {
            buttons += stepLink("Accepter par dérogation", "accept_late", .primary)
        }
        for (index, allowed) in sheet.events.enumerated() {
            buttons += button(allowed, isMain: index == 0 && buttons.isEmpty)
        }
        if file.state == .incomplete, agent.may(.instructApplications, of: file.service) {
            buttons += stepLink("Prolonger le délai", "extend_due_day", .plain)
        }
        return page + (buttons.isEmpty ? "" : "<div class=\"actions actions--stack\">\(buttons)</div>")
    }

    private var deadlines: [(String, Tone)] {
        var lines: [(String, Tone)] = []
        if file.late {
            let moment = file.submittedAt?.inParis.long ?? ""
            let answer =
                switch file.lateAccepted {
                case true?: "dérogation accordée"
                case false?: "dérogation refusée"
                case nil: "à décider"
                }
            lines.append(
                ("Déposé hors délai, le \(moment)\u{a0}: \(answer).", file.lateAccepted == nil ? .danger : .attention))
        }
        if let due = file.documentsDueOn, file.state == .incomplete {
            let days = sheet.today - due
            lines.append(
                days > 0
                    ? ("Échéance dépassée de \(FrenchText.count(days, "jour")).", .danger)
                    : ("Réponse attendue au plus tard le \(due.long).", .attention))
        }
        if let silence = file.silenceRefusesOn {
            lines.append(
                (
                    "Sans décision, le silence vaut refus le \(silence.long) (CRPA, art. L231-4).",
                    silence - sheet.today < 15 ? .danger : .attention
                ))
        }
        return lines
    }

    private func button(_ allowed: Application.Allowed, isMain: Bool) -> HTML {
        let event = allowed.event
        if event == .submit { return linkButton("Continuer la saisie", "/dossiers/\(file.id)/saisie", .primary) }
        if let reason = allowed.blocked {
            return blockedButton(event.label, because: reason, id: "raison-\(event.rawValue)")
        }
        if FileStep(rawValue: event.rawValue) != nil {
            return stepLink(event.label, event.rawValue, event.isGrave ? .danger : isMain ? .primary : .plain)
        }
        return postButton(
            event.label, "\(sheet.address)/etape/\(event.rawValue)", csrf: csrf, isMain ? .primary : .plain,
            fields: [("version", String(file.version))], isBlock: true)
    }

    private func stepLink(_ title: String, _ step: String, _ style: ButtonStyle) -> HTML {
        let kind = style == .plain ? "" : " button--\(style.rawValue)"
        return """
            <a class="button button--block\(trusted: kind)" href="\(sheet.address)/etape/\(step)">\(title)</a>
            """
    }

    private var duties: HTML {
        obligations(
            sheet.duties.map { duty in
                let due = duty.dueOn.map { "Échéance\u{a0}: \($0.long)." }
                return obligation(duty.sentence, figures: due, source: duty.citation, Tone(duty.tone))
            })
    }

    /// The way to the money found elsewhere for the same thing.
    private var project: HTML {
        if let project = sheet.project {
            return card(
                "Financements externes",
                "<p class=\"small\">Projet <a href=\"/financements/projets/\(project.id)\">\(project.title)</a></p>")
        }
        guard agent.may(.writeFunding), file.state != .draft else { return "" }
        return card(
            "Financements externes",
            """
            <p class="small soft">Chercher d’autres aides pour ce projet, sans rien retaper.</p>\
            \(postButton("En tirer un projet", "\(sheet.address)/projet", csrf: csrf, isBlock: true))
            """)
    }

    private var associationCard: HTML {
        let association = sheet.association
        let facts = [association.commune, association.identifierText].compactMap { $0 }.joined(separator: " · ")
        let years = (file.year - 4...file.year).map { year -> YearBar in
            let known = sheet.history.first { $0.year == year }
            let isOpen = year == file.year && (known?.granted.isZero ?? true)
            let amount = isOpen ? known?.asked ?? .zero : known?.granted ?? .zero
            return YearBar(String(year), Figure(cents: amount.cents, amount.figures), isOpen: isOpen)
        }
        let others = sheet.history.sum { $0.grantedByOthers }
        let note: HTML =
            others.isZero
            ? "" : "<p class=\"small soft\">Autres financeurs publics connus, cinq ans\u{a0}: \(others.short).</p>"
        return """
            <p class="small soft">\(facts)</p>\
            \(yearBars(years, caption: "Tous services confondus, en euros. En pointillé\u{a0}: demandé, non décidé."))\(note)\
            <p><a href="/associations/\(association.id)">Voir la fiche de l’association</a></p>
            """
    }
}
