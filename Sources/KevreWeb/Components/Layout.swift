/// How the authority shows itself on every page.
public struct AuthorityFace: Sendable, Hashable {
    /// Its name, as on its letters.
    public var name: String
    /// Its logo's address; nil shows Kevre's own mark.
    public var logo: String?
    /// Address of a stylesheet that sets `--accent` and its companions; nil for the colours of Kevre.
    public var appearance: String?
    /// Where the public may write or call.
    public var contact: String?

    /// A face.
    public init(name: String, logo: String? = nil, appearance: String? = nil, contact: String? = nil) {
        self.name = name
        self.logo = logo
        self.appearance = appearance
        self.contact = contact
    }

    /// The logo, or Kevre's mark: two open rings, each holding the other.
    var mark: HTML {
        if let logo { return "<img src=\"\(logo)\" alt=\"\" width=\"24\" height=\"24\">" }
        return """
            <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">\
            <rect width="32" height="32" rx="8"/><path d="M16.9 20.6a6.9 6.9 0 1 1 0-9.2"/>\
            <path d="M15.1 11.4a6.9 6.9 0 1 1 0 9.2"/></svg>
            """
    }
}

/// An entry of the navigation at the left.
public struct NavigationItem: Sendable, Hashable {
    /// Title, address, count, and whether one is there.
    public var link: Link
    /// Shows the count as a filled badge (things to do).
    public var needsAttention: Bool
    /// Draws a line above.
    public var startsGroup: Bool

    /// An entry.
    public init(_ link: Link, needsAttention: Bool = false, startsGroup: Bool = false) {
        self.link = link
        self.needsAttention = needsAttention
        self.startsGroup = startsGroup
    }
}

/// What surrounds a page of a signed-in agent.
public struct PageFrame: Sendable {
    /// Title of the browser's tab, before the authority's name.
    public var title: String
    /// The authority.
    public var authority: AuthorityFace
    /// The agent's name and service.
    public var agent: (name: String, service: String?)
    /// The session's token, for the script.
    public var csrf: String
    /// Only what the agent may open.
    public var navigation: [NavigationItem]
    /// What was done, with *Annuler* where it can be undone.
    public var notices: [HTML] = []
    /// What stands in the search box.
    public var search = ""
    /// Printed on landscape paper (a session's table).
    public var isLandscape = false

    /// A frame.
    public init(
        title: String, authority: AuthorityFace, agent: (name: String, service: String?), csrf: String,
        navigation: [NavigationItem], notices: [HTML] = [], search: String = "", isLandscape: Bool = false
    ) {
        self.title = title
        self.authority = authority
        self.agent = agent
        self.csrf = csrf
        self.navigation = navigation
        self.notices = notices
        self.search = search
        self.isLandscape = isLandscape
    }

    var navigationItems: HTML {
        var items = HTML()
        for item in navigation {
            let figure = item.link.count.map { count($0, item.needsAttention ? .attention : .neutral) }
            items += """
                <li\(attribute: "class", item.startsGroup ? "rule" : nil)><a href="\(item.link.address)"\
                \(attribute: "aria-current", item.link.isCurrent ? "page" : nil)>\(item.link.title)\(figure)</a></li>
                """
        }
        return items
    }

    var agentMenu: HTML {
        let service: HTML = agent.service.map { "<span class=\"agent__service\"> · \($0)</span>" } ?? ""
        return """
            <details class="agent"><summary>\(agent.name)\(service)</summary><div class="popover"><ul>\
            <li><a class="popover__link" href="/compte">Mon compte</a></li>\
            <li class="script-only"><button type="button" class="popover__link" data-help>Raccourcis clavier \
            <kbd>?</kbd></button></li><li><form method="post" action="/deconnexion" data-no-keep>\(csrfField(csrf))\
            <button class="popover__link">Se déconnecter</button></form></li></ul></div></details>
            """
    }
}

/// What surrounds a page for associations, or the sign-in page.
public struct PublicFrame: Sendable {
    /// Title of the page, also of the browser's tab.
    public var title: String
    /// The authority.
    public var authority: AuthorityFace
    /// Under the authority's name (« Demande de subvention 2026 »).
    public var subject: String
    /// Where the authority's name leads.
    public var home: String
    /// A token for the forms.
    public var csrf: String
    /// Step and number of steps of a form in several pages; nil elsewhere.
    public var step: (number: Int, of: Int)?
    /// What was done, or what is wrong.
    public var notices: [HTML]
    /// The sign-in page says so: the script then keeps what was typed before the session ended.
    public var isSignedOut: Bool

    /// A frame.
    public init(
        title: String, authority: AuthorityFace, subject: String, home: String = "/", csrf: String = "",
        step: (number: Int, of: Int)? = nil, notices: [HTML] = [], isSignedOut: Bool = false
    ) {
        self.title = title
        self.authority = authority
        self.subject = subject
        self.home = home
        self.csrf = csrf
        self.step = step
        self.notices = notices
        self.isSignedOut = isSignedOut
    }

    var stepHeader: HTML {
        guard let step else { return "" }
        return """
            <div><p class="step">Étape \(step.number) sur \(step.of)</p><h1>\(title)</h1></div>\
            \(progress(step.number, of: step.of, label: "Étape \(step.number) sur \(step.of)"))
            """
    }
}

/// What surrounds the page that says what went wrong.
public struct ErrorFrame: Sendable {
    /// What happened, in few words.
    public var title: String
    /// The authority, or a stand-in when it isn't known.
    public var authority: AuthorityFace
    /// The HTTP status.
    public var status: Int
    /// The number under which the log holds the whole story.
    public var number: String?

    /// A frame.
    public init(title: String, authority: AuthorityFace, status: Int, number: String? = nil) {
        self.title = title
        self.authority = authority
        self.status = status
        self.number = number
    }
}

/// One of the three surroundings (`templates/layout/`).
public enum Layout: Sendable {
    /// A signed-in agent's page.
    case page(PageFrame)
    /// A page for everybody, phone first.
    case `public`(PublicFrame)
    /// Something went wrong.
    case error(ErrorFrame)

    var template: String {
        switch self {
        case .page: "layout/page"
        case .public: "layout/public"
        case .error: "layout/error"
        }
    }

    /// The title of the page, which its content doesn't change.
    var title: String {
        switch self {
        case .page(let frame): frame.title
        case .public(let frame): frame.title
        case .error(let frame): frame.title
        }
    }

    /// What the layout's template prints, but for title and content. Absent values are left out: Mustache takes an empty text for true.
    var fields: [String: Any] {
        var fields: [String: Any] = ["product": "Kevre"]
        func put(_ key: String, _ text: String?) {
            if let text, !text.isEmpty { fields[key] = text }
        }
        func put(_ face: AuthorityFace) {
            put("authority", face.name)
            put("appearance", face.appearance)
            put("contact", face.contact)
            put("mark", face.mark.text)
        }
        switch self {
        case .page(let frame):
            put(frame.authority)
            put("csrf", frame.csrf)
            put("search", frame.search)
            put("navigation", frame.navigationItems.text)
            put("agent_menu", frame.agentMenu.text)
            put("notices", frame.notices.joined().text)
            fields["landscape"] = frame.isLandscape
        case .public(let frame):
            put(frame.authority)
            put("subject", frame.subject)
            put("home", frame.home)
            put("csrf", frame.csrf)
            put("notices", frame.notices.joined().text)
            put("progress", frame.stepHeader.text)
            fields["signed_out"] = frame.isSignedOut
        case .error(let frame):
            put(frame.authority)
            put("number", frame.number)
            fields["status"] = frame.status
        }
        return fields
    }
}
