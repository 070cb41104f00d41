/// A link by its words and its address.
public struct Link: Sendable, Hashable {
    /// What is read.
    public var title: String
    /// Where it leads.
    public var address: String
    /// A number shown after the title, ready to read (`1 946`).
    public var count: String?
    /// Whether this is the page one is on.
    public var isCurrent: Bool

    /// A link, with an optional number.
    public init(_ title: String, _ address: String, count: String? = nil, isCurrent: Bool = false) {
        self.title = title
        self.address = address
        self.count = count
        self.isCurrent = isCurrent
    }
}

/// The way down to this page. The last link may have an empty address: it is the page itself.
public func breadcrumb(_ links: [Link]) -> HTML {
    var items = HTML()
    for link in links {
        items +=
            link.address.isEmpty
            ? "<li><span aria-current=\"page\">\(link.title)</span></li>"
            : "<li><a href=\"\(link.address)\">\(link.title)</a></li>"
    }
    return "<nav class=\"crumbs\" aria-label=\"Fil d’Ariane\"><ol>\(items)</ol></nav>"
}

/// Title of the page, what it belongs to in a softer ink, at most three actions.
public func pageHeader(_ title: String, of whole: String? = nil, note: HTML? = nil, actions: [HTML] = []) -> HTML {
    let belongsTo: HTML = whole.map { " <span class=\"of\">— \($0)</span>" } ?? ""
    let under: HTML = note.map { "<p class=\"page-header__note\">\($0)</p>" } ?? ""
    let doors: HTML = actions.isEmpty ? "" : "<div class=\"actions\">\(actions)</div>"
    return """
        <div class="page-header"><div><h1>\(title)\(belongsTo)</h1>\(under)</div>\(doors)</div>
        """
}

/// Sections of a page, or saved views of a list: links, each with an optional number.
public func tabs(_ links: [Link], label: String) -> HTML {
    var items = HTML()
    for link in links {
        let figure: HTML = link.count.map { " <span class=\"count\">\($0)</span>" } ?? ""
        items += """
            <li><a href="\(link.address)"\(attribute: "aria-current", link.isCurrent ? "page" : nil)>\
            \(link.title)\(figure)</a></li>
            """
    }
    return "<nav class=\"tabs\" aria-label=\"\(label)\"><ul>\(items)</ul></nav>"
}

/// A box with a title. `level` is the heading's rank under the page's title.
public func card(
    _ title: String? = nil, of whole: String? = nil, aside: HTML? = nil, level: Int = 2, id: String? = nil,
    _ content: HTML
) -> HTML {
    guard let title else { return "<section class=\"card\"\(attribute: "id", id)>\(content)</section>" }
    let belongsTo: HTML = whole.map { " <span class=\"of\">— \($0)</span>" } ?? ""
    return """
        <section class="card"\(attribute: "id", id)><div class="card__title">\
        <h\(level)>\(title)\(belongsTo)</h\(level)>\(aside)</div>\(content)</section>
        """
}

/// The page in two: the work at the left, what must stay in view at the right.
public func columns(_ main: HTML, aside: HTML, label: String) -> HTML {
    "<div class=\"columns\"><div>\(main)</div><aside aria-label=\"\(label)\">\(aside)</aside></div>"
}

/// Names and values. Values without text are left out.
public func facts(_ pairs: [(String, HTML)], style: FactsStyle = .plain) -> HTML {
    var items = HTML()
    for (name, value) in pairs where !value.isEmpty {
        items += "<dt>\(name)</dt><dd>\(value)</dd>"
    }
    return items.isEmpty ? "" : "<dl class=\"facts\(trusted: style.suffix)\">\(items)</dl>"
}

/// How names and values are set.
public enum FactsStyle: Sendable {
    /// A column of names, a column of values.
    case plain
    /// Smaller, for a card in the right column.
    case tight
    /// Amounts, aligned at the right.
    case amounts

    var suffix: String {
        switch self {
        case .plain: ""
        case .tight: " facts--tight"
        case .amounts: " facts--tight facts--amounts"
        }
    }
}

/// What belongs in an empty list, and the first step.
public func emptyState(_ title: String, _ text: String, actions: [HTML] = []) -> HTML {
    let doors: HTML = actions.isEmpty ? "" : "<div class=\"actions\">\(actions)</div>"
    return "<div class=\"empty\"><h2>\(title)</h2><p>\(text)</p>\(doors)</div>"
}

/// One thing that happened.
public struct TimelineEntry: Sendable {
    /// The moment, ready to read (`12 mars 2026, 18 h 30`), and for machines (ISO 8601).
    public var moment: (shown: String, machine: String)
    /// What happened, in one sentence.
    public var what: HTML
    /// Who did it.
    public var by: String?
    /// A comment, or what was changed.
    public var detail: String?
    /// Whether it happened since this agent's last visit.
    public var isNew: Bool
    /// Whether it is a refusal or a failure.
    public var tone: Tone

    /// An entry.
    public init(
        _ what: HTML, shown: String, machine: String, by: String? = nil, detail: String? = nil,
        isNew: Bool = false, tone: Tone = .neutral
    ) {
        self.what = what
        moment = (shown, machine)
        self.by = by
        self.detail = detail
        self.isNew = isNew
        self.tone = tone
    }
}

/// Everything that happened, the newest first as given.
public func timeline(_ entries: [TimelineEntry]) -> HTML {
    var items = HTML()
    for entry in entries {
        let mark = entry.isNew ? "is-new" : entry.tone == .danger ? "is-danger" : nil
        let new: HTML = entry.isNew ? "<span class=\"is-new__mark\"></span>" : ""
        let by: HTML = entry.by.map { " · \($0)" } ?? ""
        let detail: HTML = entry.detail.map { "<blockquote>\($0)</blockquote>" } ?? ""
        items += """
            <li\(attribute: "class", mark)><p>\(entry.what)\(new)</p><p class="timeline__by">\
            <time datetime="\(entry.moment.machine)">\(entry.moment.shown)</time>\(by)</p>\(detail)</li>
            """
    }
    return "<ol class=\"timeline\">\(items)</ol>"
}
