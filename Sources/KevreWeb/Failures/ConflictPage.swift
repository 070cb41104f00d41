import HTTPTypes
import Hummingbird
import Kevre

/// Someone changed the record while it was being edited: who, what, and what was typed, kept to be sent again.
enum ConflictPage {
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
