import Kevre

/// What can be done with one line, under a button of the table; works without script.
struct DecisionMenu {
    let line: AgendaLine
    let address: String
    let csrf: String

    private var path: String { "\(address)/lignes/\(line.id)" }
    private var record: String { LineAnswer.record(line.id) }
    private var versionField: HTML { KevreWeb.versionField(line.version, of: record) }

    private var title: String { line.outcome == nil ? "Décider" : "Modifier" }

    var html: HTML {
        """
        <details class="menu"><summary class="button button--small" aria-label="\(title)\u{a0}: \(line.associationName)">\
        \(title)</summary>\
        <div class="popover popover--end popover--wide">\(line.outcome == nil ? choices : back)\(payment)\(order)</div></details>
        """
    }

    /// One form for the three decisions, so that the words typed go with whichever is taken.
    private var choices: HTML {
        """
        <form method="post" action="\(path)/decision" class="decide">\(csrfField(csrf))\(versionField)\
        <p class="small soft" data-shown="\(record)-amount">\(LineAnswer.amount(line))</p>\
        <label class="field">Conditions ou motif<input type="text" name="note" maxlength="500" \
        placeholder="Facultatif, porté à la décision"></label>\
        <div class="decide__choices">\(choice("granted", "Accorder", .primary))\(choice("refused", "Refuser", .danger))\
        \(choice("postponed", "Ajourner", .plain))</div></form>
        """
    }

    private func choice(_ outcome: String, _ title: String, _ style: ButtonStyle) -> HTML {
        "<button class=\"\(trusted: style.classes)\" name=\"outcome\" value=\"\(outcome)\">\(title)</button>"
    }

    private var back: HTML { post("Revenir sur la décision", "annuler", isBlock: true) }

    /// A button that acts on the version shown.
    private func post(_ title: String, _ verb: String, _ style: ButtonStyle = .plain, isBlock: Bool = false) -> HTML {
        """
        <form method="post" action="\(path)/\(verb)">\(csrfField(csrf))\(versionField)\
        <button class="\(trusted: style.classes)\(trusted: isBlock ? " button--block" : "")">\(title)</button></form>
        """
    }

    private var payment: HTML {
        "<a class=\"button button--quiet button--block\" href=\"\(path)/versement\">Conditions de versement</a>"
    }

    private var order: HTML {
        """
        <div class="decide__order">\
        \(postButton("Monter", "\(path)/deplacer", csrf: csrf, .quiet, fields: [("offset", "-1")]))\
        \(postButton("Descendre", "\(path)/deplacer", csrf: csrf, .quiet, fields: [("offset", "1")]))\
        \(post("Retirer de l’ordre du jour", "retirer", .quiet))</div>
        """
    }
}
