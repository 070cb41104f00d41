/// One thing found by the search box.
public struct Suggestion: Sendable {
    /// What it is called.
    public var title: String
    /// What tells it from others of the same name (commune, SIRET, reference).
    public var detail: String
    /// Where it leads.
    public var address: String

    /// A find.
    public init(_ title: String, detail: String, _ address: String) {
        self.title = title
        self.detail = detail
        self.address = address
    }
}

/// What `/recherche/suggestions?q=` answers: the finds by kind, as options of the search box's list.
public func suggestions(_ groups: [(title: String, finds: [Suggestion])], searched: String) -> HTML {
    var list = HTML()
    for (index, group) in groups.enumerated() where !group.finds.isEmpty {
        var options = HTML()
        for find in group.finds {
            options += """
                <a role="option" href="\(find.address)">\(find.title)<small>\(find.detail)</small></a>
                """
        }
        list += """
            <div role="group" aria-labelledby="suggestions-\(index)">\
            <div class="suggestions__title" id="suggestions-\(index)">\(group.title)</div>\(options)</div>
            """
    }
    return list.isEmpty ? "<p>Rien trouvé pour «\u{A0}\(searched)\u{A0}».</p>" : list
}
