import Hummingbird
import Kevre
import PostgreSQL

/// What each line of an import became, and the way back.
enum ImportOutcomePages {
    @Sendable static func lines(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", ImportRun.ID.self)
        let run = try await visit.read { try ImportRun.find(id, in: $0) }
        return try await visit.list(
            ImportOutcome.listing, active: .imports, title: "Lignes de \(run.fileName)",
            path: [ImportPages.home, Link(run.fileName, "/imports/\(id)")],
            empty: emptyState(
                "Aucune ligne",
                run.state == .undone
                    ? "Cet import a été annulé." : "Rien n’a été enregistré, ou les lignes corrigeaient des fiches."),
            narrowing: { $0.filters["import"] = [id.description] })
    }

    /// The way back; what stands in it is said when it is taken, for looking for it takes a while after a great import.
    static func undoButton(_ run: ImportRun, csrf: String) -> HTML {
        dangerButton(
            "Annuler l’import",
            losing: "Les associations et les subventions que ce fichier a créées seront retirées, les valeurs qu’il a "
                + "changées reviendront. L’historique garde tout. Si quelque chose a été bâti dessus, rien ne sera retiré.",
            confirm: "Annuler cet import", "/imports/\(run.id)/annulation", csrf: csrf)
    }

    @Sendable static func undo(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", ImportRun.ID.self)
        do {
            let undone = try await visit.write { try ImportRun.undo(id, by: visit.agent, in: $0) }
            return visit.redirect(to: "/imports/\(id)", notice: undone.sentence)
        } catch let refusal as ImportUndoRefusal {
            return visit.redirect(to: "/imports/\(id)", notice: refusal.message, tone: .danger)
        }
    }
}
