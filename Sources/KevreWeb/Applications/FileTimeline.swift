import Foundation
import Kevre

/// Everything that happened to a file, comments among it, and the box to add one.
struct FileTimeline {
    let sheet: FileSheet
    let csrf: String
    let agent: Agent

    var html: HTML {
        let dated = (sheet.trail.compactMap(entry) + sheet.comments.map(entry)).sorted { $0.at > $1.at }
        return box + timeline(dated.map(\.entry))
    }

    private var box: HTML {
        guard agent.may(.writeApplications, of: sheet.file.service) else { return "" }
        return """
            <form method="post" action="\(sheet.address)/commentaires" class="form">\(csrfField(csrf))\
            <div class="field"><label for="comment">Commentaire interne</label>\
            <textarea id="comment" name="comment" rows="2" maxlength="8000"></textarea></div>\
            <div class="form__end"><button class="button">Ajouter</button></div></form>
            """
    }

    private typealias Dated = (at: Date, entry: TimelineEntry)

    private func entry(_ comment: ApplicationComment) -> Dated {
        (comment.at, dated("Commentaire", comment.at, by: comment.author, detail: comment.body))
    }

    private func entry(_ entry: AuditEntry) -> Dated? {
        if let reason = entry.reason {
            let event = entry.event.flatMap(ApplicationEvent.init)?.label ?? "Une étape"
            return (
                entry.at,
                dated(
                    "Refusé\u{a0}: «\u{a0}\(event)\u{a0}»", entry.at, by: entry.actor, detail: reason, tone: .attention)
            )
        }
        guard let words = words(entry) else { return nil }
        let grave = entry.event.flatMap(ApplicationEvent.init)?.isGrave ?? false
        let reason = entry.changes.first { $0.field == "state_reason" }?.after
        return (
            entry.at,
            dated(
                words, entry.at, by: entry.actor, detail: reason?.isEmpty ?? true ? nil : reason,
                tone: grave ? .danger : .neutral)
        )
    }

    private func dated(
        _ what: String, _ at: Date, by: String, detail: String? = nil, tone: Tone = .neutral
    ) -> TimelineEntry {
        TimelineEntry(
            "\(what)", shown: at.inParis.short, machine: at.inParis.iso, by: by, detail: detail, tone: tone)
    }

    private func words(_ entry: AuditEntry) -> String? {
        func after(_ field: String) -> String? { entry.changes.first { $0.field == field }?.after }
        switch (entry.table, entry.event) {
        case ("application", nil) where entry.operation == "insert": return "Demande commencée"
        case ("application", "accept_late"): return "Dépôt hors délai accepté par dérogation"
        case ("application", "extend_due_day"):
            let day = after("documents_due_on").flatMap { Day(iso: $0) }
            return day.map { "Délai prolongé jusqu’au \($0.long)" } ?? "Délai prolongé"
        case ("application", "assign"): return "Dossier attribué"
        case ("application", "propose"):
            let amount = after("proposed_cents").flatMap { Int($0) }.map { Money(cents: $0).short }
            return amount.map { "Proposé\u{a0}: \($0)" } ?? ApplicationEvent.propose.past
        case ("application", "grant"):
            let amount = after("granted_cents").flatMap { Int($0) }.map { Money(cents: $0).short }
            return amount.map { "Accordé\u{a0}: \($0)" } ?? ApplicationEvent.grant.past
        case ("application", let event?): return ApplicationEvent(rawValue: event)?.past
        case ("application_document", "set_document"):
            let state = after("state").flatMap(ApplicationDocument.State.init)
            return state.map { "Pièce notée\u{a0}: \($0.label.lowercased())" }
        default: return nil
        }
    }
}
