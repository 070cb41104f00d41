import Kevre

/// What stays in view beside the record: what the law asks, what must be clarified, what happened.
struct AssociationAside {
    let file: AssociationFile
    let agent: Agent
    let csrf: String

    private var address: String { "/associations/\(file.association.id)" }

    /// R1 and R4, with figure and citation.
    var duties: HTML {
        card(
            "Obligations",
            obligations(file.duties.map { obligation($0.sentence, figures: nil, source: $0.citation, Tone($0.tone)) }))
    }

    /// Numbers that contradict each other, and what one may decide.
    var conflicts: HTML {
        guard !file.conflicts.isEmpty else { return "" }
        return card("Identité à clarifier", id: "identite", file.conflicts.map(conflict).joined())
    }

    private func conflict(_ conflict: IdentityConflict) -> HTML {
        let kind = conflict.kind.uppercased()
        let met = conflict.kind == "siren" ? SIREN(conflict.value)?.grouped ?? conflict.value : conflict.value
        let known = conflict.kind == "siren" ? file.association.siren : file.association.rna
        let shown = conflict.kind == "siren" ? known.flatMap { SIREN($0)?.grouped } ?? known : known
        let other: HTML =
            conflict.otherID.map { id in
                " C’est aussi celui de <a href=\"/associations/\(id)\">\(conflict.otherName ?? "une autre fiche")</a>."
            } ?? ""
        let story: HTML = """
            <div class="notice notice--attention"><div><p>Le numéro \(kind) <b class="nowrap">\(met)</b> a été rencontré \
            le \(conflict.seenAt.inParis.day.long) (\(conflict.source)), alors que la fiche porte \
            <b class="nowrap">\(shown ?? "aucun numéro")</b>.\(other)</p></div></div>
            """
        guard agent.may(.mergeAssociations) else { return story }
        let taken = conflict.otherID != nil
        // Taking a number that another record has is refused: the records are compared instead.
        let buttons = IdentityConflict.Decision.allCases.filter { !(taken && $0 == .replaced) }
            .map { decision -> HTML in
                """
                <button class="button button--block" name="decision" value="\(decision.rawValue)">\(decision.label)</button>
                """
            }
        let compare: HTML =
            conflict.otherID.map { id in
                postButton(
                    "Comparer les deux fiches", "\(address)/doublon", csrf: csrf,
                    fields: [("other", id.description)], isBlock: true)
            } ?? ""
        return """
            \(story)<form class="actions--stack" method="post" action="\(address)/identite/\(conflict.id)" data-no-keep>\
            \(csrfField(csrf))\(buttons)</form>\(compare)
            """
    }

    /// Records that may be of the same association.
    var duplicates: HTML {
        guard !file.duplicates.isEmpty else { return "" }
        let items = file.duplicates.map { likely -> HTML in
            let reasons = likely.reasons.joined(separator: ", ")
            let name: HTML =
                agent.may(.mergeAssociations)
                ? "<a href=\"/associations/doublons/\(likely.id)\">\(likely.name)</a>"
                : "<a href=\"/associations/\(likely.other)\">\(likely.name)</a>"
            return "<li>\(name)<p class=\"soft small\">\(reasons)</p></li>"
        }
        return card(
            "Doublons possibles", aside: count(String(file.duplicates.count), .attention),
            "<ul class=\"lines\">\(items)</ul>")
    }

    /// Merges that can be undone.
    var merges: HTML {
        guard !file.merges.isEmpty else { return "" }
        let items = file.merges.map { merge -> HTML in
            let undo: HTML =
                agent.may(.mergeAssociations)
                ? dangerButton(
                    "Annuler la fusion",
                    losing: """
                        «\u{a0}\(merge.name)\u{a0}» redevient une fiche à part, avec ce qui lui appartenait\u{a0}; \
                        ce qu’elle avait complété ici est de nouveau vide.
                        """,
                    confirm: "Séparer les deux fiches", "/associations/fusions/\(merge.id)/annulation", csrf: csrf)
                : ""
            return """
                <li><b>\(merge.name)</b><p class="soft small">réunie le \(merge.at) par \(merge.by)</p>\(undo)</li>
                """
        }
        return card("Fiches réunies à celle-ci", "<ul class=\"lines\">\(items)</ul>")
    }

    /// The audit trail in words: the latest steps, the others folded.
    /// The way to remove a record made by mistake, where nothing holds it.
    var removal: HTML {
        guard agent.may(.mergeAssociations) else { return "" }
        guard file.hanging.holding.isEmpty else { return "" }
        let along =
            file.hanging.following.isEmpty
            ? "Rien n’y est rattaché." : "Partiraient avec elle\u{a0}: \(FrenchText.list(file.hanging.following))."
        return card(
            "Fiche créée par erreur",
            dangerButton(
                "Supprimer la fiche", losing: "\(along) L’historique garde ce qu’elle était.",
                confirm: "Supprimer cette fiche", "/associations/\(file.association.id)/suppression", csrf: csrf,
                isBlock: true))
    }

    var history: HTML {
        let entries = file.steps.map(entry)
        guard !entries.isEmpty else {
            return card("Historique", "<p class=\"soft\">Aucune modification depuis la reprise des données.</p>")
        }
        let older = entries.dropFirst(6)
        let rest: HTML =
            older.isEmpty
            ? ""
            : """
            <details class="more"><summary>\(FrenchText.count(older.count, "étape plus ancienne", "étapes plus anciennes"))\
            </summary>\(timeline(Array(older)))</details>
            """
        return card("Historique", timeline(Array(entries.prefix(6))) + rest)
    }

    private func entry(_ step: AssociationStep) -> TimelineEntry {
        let what = step.sentences.map { "\($0)" as HTML }.joined(separator: "<br>")
        let changes = step.changes.map { "\($0.label)\u{a0}: \($0.before) → \($0.after)" }.joined(separator: "\n")
        return TimelineEntry(
            what, shown: step.at.inParis.short, machine: step.at.inParis.iso, by: step.actor,
            detail: changes.isEmpty ? nil : changes)
    }
}
