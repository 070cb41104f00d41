import HTTPTypes
import Hummingbird
import Kevre

/// Someone changed the record while it was being edited: who, what, and what was typed, kept to be sent again.
enum ConflictPage {
    /// What both changed, side by side; writing over takes these fields, and leaves to the other all that was only
    /// changed there.
    static func answer(_ conflict: FormConflict, _ visit: Visit) throws -> Response {
        var carried = Carried(path: visit.path, fields: conflict.merge.merged).fields
        carried["version"] = String(conflict.stale.version)
        carried[FormPage.shownName] = FormText.text(conflict.now)
        let rows = conflict.merge.conflicts.map { field -> HTML in
            """
            <tr><th scope="row">\(field.label)</th><td>\(orNothing(field.before))</td><td>\(orNothing(field.theirs))</td>\
            <td><b>\(orNothing(field.mine))</b></td></tr>
            """
        }
        let back: HTML = visit.referer.map { linkButton("Voir la fiche à jour", $0) } ?? ""
        return try visit.page(
            title: "Modifiée entre-temps", status: .conflict,
            """
            \(pageHeader("Cette fiche a été modifiée entre-temps"))\(notice("\(conflict.message)", .attention))\
            <div class="table-wrap"><table class="table"><caption>Ce que vous avez changé tous les deux</caption><thead><tr>\
            <th scope="col">Champ</th><th scope="col">Au départ</th><th scope="col">\(conflict.stale.actor)</th>\
            <th scope="col">Votre saisie</th></tr></thead><tbody>\(rows)</tbody></table></div>\
            <p>Les autres champs sont réunis\u{a0}: ce que chacun a changé seul est gardé.</p>\
            <div class="actions">\(back)<form method="post" action="\(visit.path)" data-no-keep>\(csrfField(visit.csrf))\
            \(Carried(path: visit.path, fields: carried).hiddenFields)\
            <button class="button button--primary">Enregistrer ma saisie par-dessus</button></form></div>
            """)
    }

    private static func orNothing(_ text: String) -> String { text.isEmpty ? "—" : text }

    static func answer(_ stale: StaleVersion, _ visit: Visit) throws -> Response {
        let carried = Carried(path: visit.path, fields: visit.form)
        let changes = stale.changes.compactMap { change -> HTML? in
            guard let field = Record.of(table: stale.table)?[change.field] else { return nil }
            return """
                <tr><th scope="row">\(field.label)</th><td>\(field.words(change.before))</td>\
                <td>\(field.words(change.after))</td></tr>
                """
        }
        let table: HTML =
            changes.isEmpty
            ? ""
            : """
            <table class="table"><caption>Ce qui a changé</caption><thead><tr><th scope="col">Champ</th>\
            <th scope="col">Avant</th><th scope="col">Maintenant</th></tr></thead><tbody>\(changes)</tbody></table>
            """
        let again: HTML = """
            <form method="post" action="\(visit.path)" data-no-keep>\(csrfField(visit.csrf))\
            \(carried.hiddenFields(except: ["version"]))<input type="hidden" name="version" \
            value="\(stale.version)"><button class="button button--primary">Enregistrer ma saisie par-dessus\
            </button></form>
            """
        let back: HTML = visit.referer.map { linkButton("Voir la fiche à jour", $0) } ?? ""
        return try visit.page(
            title: "Modifiée entre-temps", status: .conflict,
            """
            \(pageHeader("Cette fiche a été modifiée entre-temps"))\
            \(notice("\(stale.message)", .attention))\(table)\
            <p>Votre saisie est gardée sur cette page. Regardez ce qui a changé, puis choisissez.</p>\
            \(carried.summary)<div class="actions">\(back)\(again)</div>
            """)
    }
}
