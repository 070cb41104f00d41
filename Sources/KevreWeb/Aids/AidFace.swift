import Foundation
import Kevre

/// An aid's page.
struct AidFace {
    let aid: Aid
    let today: Day
    let steps: [AuditEntry]
    let themes: [Theme]
    let following: [AidFollowing]
    let doubles: [AidDuplicate]
    let csrf: String
    let mayWrite: Bool

    private var address: String { "/financements/aides/\(aid.id)" }

    var html: HTML {
        """
        \(breadcrumb([Link("Financements externes", "/financements/projets"), AidPages.home, Link(aid.name, "")]))\
        \(pageHeader(aid.name, of: aid.funderName, actions: actions))\(notices)\
        \(columns("\(terms)\(conditions)\(texts)\(history)", aside: "\(calendar)\(projects)\(source)", label: "Calendrier et suivi"))
        """
    }

    private var actions: [HTML] {
        var actions: [HTML] = []
        if let site = aid.applicationURL ?? aid.website {
            actions.append("<a class=\"button\" href=\"\(site)\" rel=\"noreferrer\">Page du financeur</a>")
        }
        guard mayWrite else { return actions }
        if aid.closedOn == nil {
            actions.append(
                dangerButton(
                    "Clore", losing: "L’aide ne sera plus proposée aux projets\u{a0}; elle reste consultable.",
                    confirm: "Clore l’aide", "\(address)/cloture", csrf: csrf,
                    fields: [("closed", "1"), ("version", String(aid.version))]))
        } else {
            actions.append(
                postButton(
                    "Rouvrir", "\(address)/cloture", csrf: csrf,
                    fields: [("closed", "0"), ("version", String(aid.version))]))
        }
        actions.append(linkButton("Modifier", "\(address)/modifier", .primary))
        return actions
    }

    private var notices: HTML {
        var all = HTML()
        if let other = aid.mergedInto {
            all += notice(
                "Cette fiche faisait double emploi\u{a0}: voyez <a href=\"/financements/aides/\(other)\">celle qui a été gardée</a>.",
                .attention)
        } else if let day = aid.closedOn {
            let why =
                aid.closedReason == "gone" ? "elle n’est plus dans le catalogue de sa source" : "close par le service"
            all += notice("Close le \(day.long)\u{a0}: \(why).", .attention)
        }
        if !aid.toVerify.isEmpty {
            let when: HTML = aid.verifiedOn.map { " Vérifiée le \($0.long) par \(aid.verifiedBy)." } ?? ""
            all += notice("\(aid.toVerify)\(when)", title: "À vérifier", aid.verifiedOn == nil ? .attention : .neutral)
        }
        for double in doubles {
            all += notice(
                "Une autre source semble décrire la même aide (\(double.reason)).", .attention,
                action: "<a href=\"/financements/aides/doublons/\(double.id)\">Comparer</a>")
        }
        for group in aid.heldTogether {
            let button: HTML =
                mayWrite
                ? postButton(
                    "Reprendre", "\(address)/source", csrf: csrf,
                    fields: [("column", group[0].column), ("version", String(aid.version))]) : ""
            let said = group.map { column, value in
                "«\u{a0}\(AidWording.column(column))\u{a0}»\u{a0}: \(AidWording.value(column, value).prefixed(300))"
            }
            all += notice("La source dit maintenant, pour \(said.joined(separator: "\u{a0}; pour ")).", action: button)
        }
        return all
    }

    private func words(_ codes: [String], _ vocabulary: Vocabulary) -> HTML {
        "\(codes.map { vocabulary[$0].label }.joined(separator: ", "))"
    }

    private var terms: HTML {
        let names = aid.themes.map { code in themes.first { $0.code == code }?.name ?? code }
        let unknown: HTML =
            aid.unknownThemes.isEmpty
            ? "" : " <small class=\"soft\">(non rattachés\u{a0}: \(aid.unknownThemes.joined(separator: ", ")))</small>"
        let place: HTML =
            aid.perimeterName.map { "\($0)" }
            ?? (aid.perimeterText.isEmpty
                ? "" : "\(aid.perimeterText) \(tag("territoire inconnu", .attention))")
        let pairs: [(String, HTML)] = [
            (
                "Financeur",
                "<a href=\"/financements/financeurs/\(aid.funder)\">\(aid.funderName)</a> \(tag(aid.funderKind.label))"
            ),
            ("Autres financeurs", "\(aid.otherFunders)"), ("Instructeur", "\(aid.instructor)"),
            ("Programmes", "\(aid.programs)"),
            ("Thèmes", names.isEmpty && aid.unknownThemes.isEmpty ? "" : "\(names.joined(separator: ", "))\(unknown)"),
            ("Bénéficiaires", words(aid.audiences, AidVocabulary.audiences)), ("Précision", prose(aid.audienceNote)),
            ("Territoire", place), ("Siège", aid.seatRequired ? "doit se trouver dans le territoire" : ""),
            ("Forme", words(aid.kinds, AidVocabulary.kinds)), ("Dépenses", words(aid.expenses, AidVocabulary.expenses)),
            ("Avancement", words(aid.stages, AidVocabulary.stages)),
        ]
        let amounts: [(String, HTML)] = [
            ("Montant", "\(aid.amountPhrase)"), ("Taux", "\(aid.ratePhrase)"), ("Sur le taux", "\(aid.rateNote)"),
            ("Projet d’au moins", "\(aid.minProject?.short)"), ("Projet d’au plus", "\(aid.maxProject?.short)"),
            ("Argent public au plus", percent(aid.maxPublic)), ("Part de l’argent public", percent(aid.maxOfPublic)),
            ("Autofinancement", aid.minOwn.map { "\(FrenchText.percent(basisPoints: $0)) au moins" } ?? ""),
            ("En nature", aid.acceptsInKind ? "le bénévolat et les dons comptent" : ""),
        ]
        return card("Ce que c’est", facts(pairs)) + titled("Combien", facts(amounts))
    }

    private func percent(_ points: Int?) -> HTML {
        points.map { "\(FrenchText.percent(basisPoints: $0)) au plus" } ?? ""
    }

    private func titled(_ title: String, _ content: HTML) -> HTML { content.isEmpty ? "" : card(title, content) }

    private var conditions: HTML {
        func mark(_ name: String) -> HTML { aid.priorities.contains(name) ? " \(tag("priorité, non condition"))" : "" }
        let lines = aid.conditions.split(whereSeparator: \.isNewline).map { "<li>\($0)</li>" as HTML }
        return titled(
            "Conditions sur l’association",
            facts([
                ("Ancienneté", aid.minAgeMonths.map { "\(FrenchText.age(months: $0)) au moins\(mark("age"))" } ?? ""),
                ("Salariés", aid.maxFTE.map { "\(FrenchText.hundredths($0)) ETP au plus\(mark("size"))" } ?? ""),
                ("Budget", aid.maxBudget.map { "\($0.short) au plus\(mark("budget"))" } ?? ""),
                ("Agrément", aid.accreditation.isEmpty ? "" : "\(aid.accreditation)\(mark("accreditation"))"),
                ("Cumul", aid.cumulation.map { "\(AidVocabulary.cumulations[$0].label)" } ?? ""),
                ("", "\(aid.cumulationNote)"),
                (
                    "Début des dépenses",
                    aid.startRule == "any" ? "" : "\(AidVocabulary.startRules[aid.startRule].label)"
                ),
                ("Autres", lines.isEmpty ? "" : "<ul>\(lines)</ul>"),
            ]))
    }

    private var texts: HTML {
        titled("Description", AidWording.prose(aid.description))
            + titled("Éligibilité", AidWording.prose(aid.eligibility))
            + titled("Exemples de projets", AidWording.prose(aid.examples))
            + titled("Pièces et démarche", AidWording.prose(aid.documents))
            + titled("Contact", AidWording.prose(aid.contact)) + titled("Notes", AidWording.prose(aid.notes))
    }

    private var calendar: HTML {
        let status = aid.status(on: today)
        var left: HTML = ""
        if let closes = aid.closesOn, closes >= today, status == .open || status == .upcoming {
            let days = closes - today
            left = "<b>\(days == 0 ? "aujourd’hui" : "dans \(FrenchText.count(days, "jour"))")</b>"
        }
        return card(
            "Calendrier",
            facts(
                [
                    ("État", state(status.label, Tone(status.tone))), ("Ouverture", "\(aid.opensOn?.long)"),
                    ("Pré-dépôt", "\(aid.predepositOn?.long)"), ("Clôture", "\(aid.closesOn?.long)"), ("", left),
                    ("Prochaine", status == .nextExpected ? "vers le \(aid.nextClosing(after: today)?.long)" : ""),
                    ("Récurrence", aid.recurrence.map { "\(AidVocabulary.recurrences[$0].label)" } ?? ""),
                    ("Préparation", "\(FrenchText.count(aid.preparation, "jour"))"),
                    ("Effort", aid.effort.map { "\(AidVocabulary.efforts[$0].label)" } ?? ""),
                ], style: .tight))
    }

    private var projects: HTML {
        let items = following.map { item -> HTML in
            let verdict: HTML =
                item.verdict == "kept" ? tag("à retenir", .done) : item.verdict == "dismissed" ? tag("écartée") : ""
            return """
                <li><a href="/financements/projets/\(item.project)/aides">\(item.title)</a> \(verdict)<br>\
                <small class="soft">\(item.association)</small></li>
                """
        }
        let list: HTML = items.isEmpty ? "" : "<ul class=\"plain-list\">\(items)</ul>"
        let link: HTML =
            aid.closedOn == nil
            ? "<p><a href=\"\(address)/projets\">Les projets qu’elle pourrait servir</a></p>" : ""
        return titled("Projets", list + link)
    }

    private var source: HTML {
        card(
            "Source",
            facts(
                [
                    ("Origine", "\(aid.sourceName)"),
                    (
                        "Page",
                        aid.website.map { "<a href=\"\($0)\" rel=\"noreferrer\">\(AidWording.host($0))</a>" } ?? ""
                    ),
                    ("Mise à jour", "\(aid.sourceUpdatedOn?.long)"), ("Vue le", "\(aid.seenAt?.inParis.short)"),
                    ("Vérifiée", aid.verifiedOn.map { "le \($0.long)" } ?? ""),
                    ("Corrigés ici", "\(aid.localFields.map(AidWording.column).joined(separator: ", "))"),
                ], style: .tight))
    }

    private var history: HTML {
        let entries = steps.map { step -> TimelineEntry in
            let changes = step.changes.compactMap { change -> String? in
                guard step.operation == "update", let label = AidWording.label(change.field) else { return nil }
                let before = AidWording.value(change.field, change.before).prefixed(80)
                let after = AidWording.value(change.field, change.after).prefixed(80)
                return "\(label)\u{a0}: \(before) → \(after)"
            }
            let what =
                step.operation == "insert"
                ? "Ajoutée au catalogue" : changes.isEmpty ? "Mise à jour" : changes.joined(separator: "\u{a0}; ")
            return TimelineEntry(
                "\(what)", shown: step.at.inParis.short, machine: step.at.ISO8601Format(), by: step.actor)
        }
        return titled("Historique", entries.isEmpty ? "" : timeline(entries))
    }
}

extension String {
    /// The beginning, marked as such when there is more.
    func prefixed(_ length: Int) -> String { count <= length ? self : "\(prefix(length - 1))…" }
}
