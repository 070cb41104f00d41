/// How much a button weighs.
public enum ButtonStyle: String, Sendable {
    /// The one main action of a page.
    case primary
    /// An ordinary action.
    case plain
    /// A secondary action, as a link.
    case quiet
    /// Something that loses or ends.
    case danger

    var classes: String { self == .plain ? "button" : "button button--\(rawValue)" }
}

/// An action that leads to another page.
public func linkButton(_ title: String, _ address: String, _ style: ButtonStyle = .plain) -> HTML {
    "<a class=\"\(trusted: style.classes)\" href=\"\(address)\">\(title)</a>"
}

/// The hidden field that proves a form comes from one of our pages.
public func csrfField(_ token: String) -> HTML {
    "<input type=\"hidden\" name=\"csrf\" value=\"\(token)\">"
}

/// An action that changes something: a form of one button.
///
/// - Parameters:
///   - fields: hidden fields sent with it (`version`…).
///   - csrf: the session's token.
public func postButton(
    _ title: String, _ address: String, csrf: String, _ style: ButtonStyle = .plain,
    fields: [(String, String)] = [], isBlock: Bool = false
) -> HTML {
    let hidden = fields.map { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" as HTML }
    return """
        <form method="post" action="\(address)">\(csrfField(csrf))\(hidden)\
        <button class="\(trusted: style.classes)\(trusted: isBlock ? " button--block" : "")">\(title)</button></form>
        """
}

/// A dangerous action: opens a panel which names what will be lost and holds the real button.
/// Needs no script.
public func dangerButton(
    _ title: String, losing consequence: String, confirm: String, _ address: String, csrf: String,
    fields: [(String, String)] = [], more: HTML = "", isBlock: Bool = false
) -> HTML {
    let hidden = fields.map { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" as HTML }
    return """
        <details class="menu confirm"><summary class="button button--danger\(trusted: isBlock ? " button--block" : "")">\
        \(title)</summary><div class="popover popover--end"><p>\(consequence)</p>\
        <form method="post" action="\(address)">\(csrfField(csrf))\(hidden)\(more)\
        <button class="button button--danger-fill button--block">\(confirm)</button></form></div></details>
        """
}

/// An action that asks something first: opens a panel with the question and the real button. Needs no script.
public func askingButton(
    _ title: String, _ question: HTML, confirm: String, _ address: String, csrf: String,
    fields: [(String, String)] = [], isBlock: Bool = false
) -> HTML {
    let hidden = fields.map { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" as HTML }
    return """
        <details class="menu confirm"><summary class="button\(trusted: isBlock ? " button--block" : "")">\
        \(title)</summary><div class="popover popover--end">\
        <form method="post" action="\(address)">\(csrfField(csrf))\(hidden)\(question)\
        <button class="button button--primary button--block">\(confirm)</button></form></div></details>
        """
}

/// An action that a rule forbids now, with the reason.
public func blockedButton(_ title: String, because reason: String, id: String) -> HTML {
    """
    <div class="blocked"><button class="button button--block" type="button" aria-disabled="true" \
    aria-describedby="\(id)">\(title)</button><p id="\(id)">\(reason)</p></div>
    """
}

/// A menu of links under a button (*Exporter*).
public func menu(_ title: String, _ links: [(Link, detail: String?)], opensToLeft: Bool = true) -> HTML {
    var items = HTML()
    for (link, detail) in links {
        let note: HTML = detail.map { "<small>\($0)</small>" } ?? ""
        items += "<li><a class=\"popover__link\" href=\"\(link.address)\">\(link.title)\(note)</a></li>"
    }
    return """
        <details class="menu"><summary class="button">\(title)</summary>\
        <div class="popover\(trusted: opensToLeft ? " popover--end" : "")"><ul>\(items)</ul></div></details>
        """
}

/// A dialog that a `data-open-dialog="id"` button opens.
public func dialog(id: String, title: String, _ content: HTML) -> HTML {
    """
    <dialog class="dialog" id="\(id)" aria-labelledby="\(id)-title"><h2 id="\(id)-title">\(title)</h2>\(content)</dialog>
    """
}

/// Previous and next page of a list.
///
/// - Parameter summary: where one is, ready to read (`Lignes 51 à 100 sur 187`).
public func pager(_ summary: String, previous: String?, next: String?) -> HTML {
    guard previous != nil || next != nil else { return "<div class=\"pager\"><p>\(summary)</p></div>" }
    let back: HTML =
        previous.map { "<a class=\"button button--small\" rel=\"prev\" href=\"\($0)\">← Précédentes</a>" } ?? ""
    let onward: HTML =
        next.map { "<a class=\"button button--small\" rel=\"next\" href=\"\($0)\">Suivantes →</a>" } ?? ""
    return "<div class=\"pager\"><p>\(summary)</p><nav aria-label=\"Pages de la liste\">\(back)\(onward)</nav></div>"
}

/// How far a piece of work or a form has come, with the words that say the same.
public func progress(_ value: Int, of total: Int, label: String) -> HTML {
    "<progress class=\"progress\" value=\"\(value)\" max=\"\(max(total, 1))\" aria-label=\"\(label)\"></progress>"
}
