import Kevre

/// A page that is a list: its title, saved views, filters, table, totals and ways out.
///
/// Everything here is ready to read; which rows, columns and totals there are is the listing's affair. The address
/// of the page holds the whole state, so that it can be sent to a colleague.
public struct ListPage: Sendable {
    /// An action on the rows that are chosen.
    public struct BulkAction: Sendable, Hashable {
        /// On the button.
        public var title: String
        /// Where the chosen keys are posted, as fields `choix`.
        public var address: String
        /// A question to ask first.
        public var question: String?

        /// An action.
        public init(_ title: String, _ address: String, question: String? = nil) {
            self.title = title
            self.address = address
            self.question = question
        }
    }

    /// A column one may show or hide.
    public struct ColumnChoice: Sendable {
        /// Name in the address (`columns=…`).
        public var name: String
        /// Heading.
        public var title: String
        /// Whether it is shown.
        public var isShown: Bool

        /// A choice.
        public init(_ name: String, _ title: String, isShown: Bool) {
            self.name = name
            self.title = title
            self.isShown = isShown
        }
    }

    /// Title of the page, and the table's name aloud.
    public var title: String
    /// The way down to it.
    public var path: [Link] = []
    /// Actions at the right of the title, the main one last.
    public var actions: [HTML] = []
    /// What the list belongs to, in a softer ink after the title.
    public var whole: String?
    /// Tabs of the larger page the list is one part of.
    public var sections: [Link] = []
    /// The list's own address, without query.
    public var address: String
    /// The address's query, without the page.
    public var query: QueryFields = []
    /// Saved views with their counts.
    public var views: [Link] = []
    /// Where a view is saved; nil when the agent may not.
    public var saveViewAddress: String?
    /// The list's own search field.
    public var search: (name: String, value: String, label: String)?
    /// Filters that are active.
    public var chips: [FilterChip] = []
    /// Filters one may add.
    public var filters: [FilterControl] = []
    /// What was found (`187 dossiers`).
    public var found = ""
    /// Columns one may choose.
    public var columnChoices: [ColumnChoice] = []
    /// Addresses of the exports.
    public var exports: [(Link, detail: String?)] = []
    /// Columns that are shown.
    public var columns: [TableColumn]
    /// Their rows, written with ``TableRows``.
    public var rows: TableRows
    /// One per column; nil without totals.
    public var totals: [HTML]?
    /// Actions on chosen rows; then rows are written with ``ListPage/pickForm``.
    public var bulk: [BulkAction] = []
    /// Where one is (`Lignes 1 à 50 sur 187`), and the pages before and after.
    public var pages: (summary: String, previous: String?, next: String?)
    /// Shown instead of the table when there is no row.
    public var empty: HTML
    /// For the forms that change something.
    public var csrf: String

    /// The id of the form of bulk actions.
    public static let pickForm = "choix"

    /// A list; what it doesn't name is set afterwards.
    public init(
        title: String, address: String, columns: [TableColumn], rows: TableRows,
        pages: (summary: String, previous: String?, next: String?), empty: HTML, csrf: String
    ) {
        self.title = title
        self.address = address
        self.columns = columns
        self.rows = rows
        self.pages = pages
        self.empty = empty
        self.csrf = csrf
    }

    /// The page's content.
    public var html: HTML {
        guard rows.count > 0 else { return top + empty }
        var page = opening
        page += rows.html
        page += closing
        page += pager(pages.summary, previous: pages.previous, next: pages.next)
        return page
    }

    /// Everything before the rows.
    var opening: HTML {
        top + tableOpening(columns, caption: title, pickForm: bulk.isEmpty ? nil : Self.pickForm)
    }

    /// Everything after the rows but the way to other pages.
    var closing: HTML {
        tableClosing(columns, totals: totals, pickForm: bulk.isEmpty ? nil : Self.pickForm)
            + (bulk.isEmpty ? "" : bulkBar)
    }

    private var top: HTML {
        var page = HTML()
        page.reserve(48_000)
        if !path.isEmpty { page += breadcrumb(path) }
        page += pageHeader(title, of: whole, actions: [columnChooser, exportMenu].compactMap { $0 } + actions)
        if !sections.isEmpty { page += tabs(sections, label: whole ?? title) }
        if !views.isEmpty { page += "<div class=\"views\">\(tabs(views, label: "Vues enregistrées"))</div>" }
        // Unfiltered and unsorted there is no view worth a name.
        page += filterBar(
            action: address, query: query, search: search, chips: chips, controls: filters,
            more: query.isEmpty ? "" : viewSaver, found: found)
        return page
    }

    private var viewSaver: HTML {
        saveViewAddress.map { save in
            let view = query.map { "\($0.name.addressEscaped)=\($0.value.addressEscaped)" }.joined(separator: "&")
            return """
                <details class="menu filter"><summary class="chip chip--add">+ Enregistrer cette vue</summary>\
                <form class="popover" method="post" action="\(save)">\(csrfField(csrf))\
                <input type="hidden" name="requete" value="\(view)"><label class="field">Nom de la vue\
                <input type="text" name="nom" required maxlength="60"></label><label class="choice">\
                <input type="checkbox" name="partagee" value="oui"><span>Pour tout le service</span></label>\
                <button class="button button--primary button--block">Enregistrer</button></form></details>
                """
        } ?? ""
    }

    private var columnChooser: HTML? {
        guard !columnChoices.isEmpty else { return nil }
        let boxes = columnChoices.map { choice -> HTML in
            """
            <label class="choice"><input type="checkbox" name="columns" value="\(choice.name)"\
            \(flag: "checked", choice.isShown)><span>\(choice.title)</span></label>
            """
        }
        return """
            <details class="menu filter"><summary class="button button--quiet">Colonnes</summary>\
            <form class="popover popover--end" action="\(address)" method="get">\
            \(hiddenFields(query, except: ["columns"]))<fieldset class="fieldset"><legend class="hidden-text">\
            Colonnes à montrer</legend><div class="filter__options">\(boxes)</div></fieldset>\
            <button class="button button--primary button--block">Montrer</button></form></details>
            """
    }

    private var exportMenu: HTML? { exports.isEmpty ? nil : menu("Exporter", exports) }

    private var bulkBar: HTML {
        let buttons = bulk.map { action -> HTML in
            """
            <button class="button button--small" formaction="\(action.address)"\
            \(attribute: "data-confirm", action.question)>\(action.title)</button>
            """
        }
        return """
            <form id="\(trusted: Self.pickForm)" method="post" data-bulk data-no-keep>\(csrfField(csrf))\
            <div class="bulk" data-bulk-bar><b data-bulk-count>Lignes choisies</b>\(buttons)</div></form>
            """
    }
}
