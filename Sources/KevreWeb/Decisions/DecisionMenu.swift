import Kevre

/// What can be done with one line, under a button of the table; works without script.
struct DecisionMenu {
    let line: AgendaLine
    let address: String
    let csrf: String

    private var path: String { "\(address)/lignes/\(line.id)" }
    private var version: (String, String) { ("version", String(line.version)) }

    var html: HTML {
        """
        <details class="menu"><summary class="button button--small" aria-label="Décider\u{a0}: \(line.associationName)">\
        \(line.outcome == nil ? "Décider" : "Modifier")</summary>\
        <div class="popover popover--end popover--wide">\(line.outcome == nil ? choices : back)\(payment)\(order)</div></details>
        """
    }

    private var choices: HTML {
        """
        \(form("granted", "Accorder", .primary, "Conditions", "conditions", "Facultatives, portées à la décision"))\
        \(form("refused", "Refuser", .danger, "Motif", "reason", "Conseillé"))\
        \(postButton("Ajourner", "\(path)/decision", csrf: csrf, fields: [version, ("outcome", "postponed")], isBlock: true))
        """
    }

    private func form(
        _ outcome: String, _ title: String, _ style: ButtonStyle, _ label: String, _ name: String, _ hint: String
    ) -> HTML {
        let amount: HTML =
            outcome == "granted"
            ? "<p class=\"small soft\">\(line.amountToGrant.map { "Montant\u{a0}: \($0.short)" } ?? "Saisissez d’abord le montant.")</p>"
            : ""
        return """
            <form method="post" action="\(path)/decision" class="decide">\(csrfField(csrf))\
            <input type="hidden" name="version" value="\(line.version)">\
            <input type="hidden" name="outcome" value="\(outcome)">\(amount)\
            <label class="field">\(label)<input type="text" name="\(name)" maxlength="500" placeholder="\(hint)"></label>\
            <button class="\(trusted: style.classes) button--block">\(title)</button></form>
            """
    }

    private var back: HTML {
        postButton("Revenir sur la décision", "\(path)/annuler", csrf: csrf, fields: [version], isBlock: true)
    }

    private var payment: HTML {
        "<a class=\"button button--quiet button--block\" href=\"\(path)/versement\">Conditions de versement</a>"
    }

    private var order: HTML {
        """
        <div class="decide__order">\
        \(postButton("Monter", "\(path)/deplacer", csrf: csrf, .quiet, fields: [("offset", "-1")]))\
        \(postButton("Descendre", "\(path)/deplacer", csrf: csrf, .quiet, fields: [("offset", "1")]))\
        \(postButton("Retirer de l’ordre du jour", "\(path)/retirer", csrf: csrf, .quiet, fields: [version]))</div>
        """
    }
}
